import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admissionFactors, daysOfMonth } from '../../../analysis/measures/rules/admissions.ts';

describe('推計新規入院件数・推計平均在院日数', () => {
  it('half a month of days a claim is a stay of a month less a day: 15 of 30 → 29', () => {
    const found = admissionFactors({ claimsPerPerson: 0.2, daysPerClaim: 15, yenPerDay: 30_000 }, 30);
    expect(found?.daysPerClaim).toBeCloseTo(29, 12);
    expect(found?.claimsPerPerson).toBeCloseTo((0.2 * 15) / 29, 12);
    expect(found?.yenPerDay).toBe(30_000);
  });

  it('a day a claim is a stay of a day; days that fill the month, and no claims, tell none', () => {
    const of = (daysPerClaim: number, claimsPerPerson = 1) =>
      admissionFactors({ claimsPerPerson, daysPerClaim, yenPerDay: 1 }, 30);
    expect(of(1)).toEqual({ claimsPerPerson: 1, daysPerClaim: 1, yenPerDay: 1 });
    expect(of(30)).toBeUndefined();
    expect(of(10, 0)).toBeUndefined();
  });

  it('the stay gives back the claims that it is spread over, and the product stays the cost', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 29.9, noNaN: true }),
        fc.double({ min: 0.001, max: 5, noNaN: true }),
        (daysPerClaim, claimsPerPerson) => {
          const m = daysOfMonth(2023);
          const found = admissionFactors({ claimsPerPerson, daysPerClaim, yenPerDay: 7 }, m)!;
          const perAdmission = (found.daysPerClaim - 1) / m + 1;
          expect(found.claimsPerPerson * perAdmission).toBeCloseTo(claimsPerPerson, 9);
          expect(found.claimsPerPerson * found.daysPerClaim).toBeCloseTo(claimsPerPerson * daysPerClaim, 9);
        },
      ),
    );
  });

  it('a month of a fiscal year with 29 February is longer', () => {
    expect(daysOfMonth(2022)).toBeCloseTo(365 / 12, 12);
    expect(daysOfMonth(2023)).toBeCloseTo(366 / 12, 12);
  });
});
