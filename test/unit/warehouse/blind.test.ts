import fc from 'fast-check';
import { expect, it } from 'vitest';
import { STAGE_ROWS } from '../../../analysis/domain/staging.ts';
import { blinder } from '../../../analysis/warehouse/load/blind.ts';

const numbers = fc.array(fc.oneof(fc.nat(3), fc.maxSafeNat(), fc.constant(Number.NaN)), { maxLength: 30 });

it('keeps what is equal equal and what differs different, call by call', () => {
  fc.assert(
    fc.property(numbers, numbers, (first, second) => {
      const blind = blinder();
      const given = [...first, ...second];
      const out = [first, second].flatMap((part) => {
        const column = Float64Array.from({ length: STAGE_ROWS }, (_, at) => part[at] ?? -1);
        blind(column, part.length);
        // Rows beyond the given number are left alone.
        expect(column[part.length] ?? -1).toBe(-1);
        return [...column.subarray(0, part.length)];
      });
      given.forEach((value, at) => {
        expect(Number.isNaN(out[at]!)).toBe(Number.isNaN(value));
        if (!Number.isNaN(value)) expect(Number.isSafeInteger(out[at]!) && out[at]! >= 0).toBe(true);
        given.forEach((other, place) => {
          if (!Number.isNaN(value) && !Number.isNaN(other))
            expect(out[at] === out[place]).toBe(value === other);
        });
      });
    }),
  );
});

it('gives other numbers each time that it is made', () => {
  const [first, second] = [blinder(), blinder()].map((blind) => {
    const column = new Float64Array(STAGE_ROWS).fill(7);
    blind(column, STAGE_ROWS);
    return column[0];
  });
  expect(first).not.toBe(7);
  expect(first).not.toBe(second);
});
