import { describe, expect, it } from 'vitest';
import type { AuditResult } from '../../../analysis/disclosure/engine/audit.ts';
import { buildSystem } from '../../../analysis/disclosure/engine/system.ts';
import { verifyWitnesses } from '../../../analysis/disclosure/engine/witnesses.ts';

/** Two groups of amounts, one of them without any; the first number of the other needs 100 on either side. */
function amounts(total: number) {
  return buildSystem({
    cells: { none: 0, 'none|a': 0, 'none|b': 0, all: total, 'all|a': total - 1_000, 'all|b': 1_000 },
    relations: [
      ['none', ['none|a', 'none|b']],
      ['all', ['all|a', 'all|b']],
    ],
    floor: 0,
    needs: new Map([['all|b', { width: 0, up: 100, down: 100 }]]),
    integer: false,
  });
}

/** A proof that moves the second group by 200 and leaves `noise` over in the group without any. */
function isProved(total: number, noise: number): boolean {
  const system = amounts(total);
  const at = (id: string) => system.ids.indexOf(id);
  const hidden = new Uint8Array(system.ids.length);
  for (const id of ['none|a', 'none|b', 'all|a', 'all|b']) hidden[at(id)] = 1;
  const witness = (yen: number) =>
    new Map([
      [at('all|a'), -yen],
      [at('all|b'), yen],
      [at('none|a'), noise],
    ]);
  const result: AuditResult = {
    safe: true,
    complete: true,
    failing: [],
    narrow: new Set(),
    intervals: new Map(),
    witnesses: new Map([[at('all|b'), [witness(-200), witness(200)]]]),
  };
  return verifyWitnesses(system, hidden, result);
}

describe('the proof of a table of amounts', () => {
  it('holds with what the arithmetic of so large numbers leaves over', () => {
    expect(isProved(5_000_000_000, 0)).toBe(true);
    expect(isProved(5_000_000_000, 1.4e-5)).toBe(true);
  });

  it('does not hold with more, nor with as much among small numbers', () => {
    expect(isProved(5_000_000_000, 1)).toBe(false);
    expect(isProved(5_000, 1.4e-5)).toBe(false);
  });
});
