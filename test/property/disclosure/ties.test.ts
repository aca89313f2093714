import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tiedTo, tiesWithin } from '../../../analysis/disclosure/engine/ties.ts';

const groups = fc.array(fc.uniqueArray(fc.nat(15), { maxLength: 4 }), { maxLength: 12 });

it('a cell is tied to those of its groups, to those of their groups, and to no other', () => {
  fc.assert(
    fc.property(groups, fc.array(fc.nat(15), { maxLength: 3 }), (cells, from) => {
      // By hand: take in every group that has a cell in common, until none is left.
      let reached = new Set(from);
      for (let before = -1; before !== reached.size; ) {
        before = reached.size;
        for (const group of cells)
          if (group.some((cell) => reached.has(cell))) reached = new Set([...reached, ...group]);
      }
      const found = tiedTo(from, tiesWithin(cells));
      expect([...found].toSorted((a, b) => a - b)).toEqual([...reached].toSorted((a, b) => a - b));
    }),
  );
});
