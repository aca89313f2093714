import { describe, expect, it } from 'vitest';
import { TableReleaseJob } from '../../../analysis/disclosure/background/job.ts';
import { deterministicRandom } from '../../../analysis/disclosure/engine/random.ts';
import { disclosurePolicy, emptyLedger, isReleased } from '../../../analysis/disclosure/index.ts';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { EXAMINED, flat, PERSONS, SHARE, withMargins } from './town-table.ts';

const policy = disclosurePolicy({ population: 60_000 });
const ledger = emptyLedger('0'.repeat(64));

function skewedTable(seed: number, [rows, columns] = [8, 9] as readonly [number, number]) {
  const random = deterministicRandom(seed);
  const codes = (letter: string, size: number) => Array.from({ length: size }, (_, at) => `${letter}${at}`);
  const [ages, areas] = [codes('a', rows), codes('d', columns)];
  const weight = new Map(
    [...ages, ...areas].map((code) => [code, Math.exp(1.5 * (random() + random() - 1))]),
  );
  const leaves = ages.flatMap((age) =>
    areas.map((area) => {
      const persons = Math.floor(40 * weight.get(age)! * weight.get(area)! * (0.4 + 1.2 * random()));
      return { at: [age, area], values: [persons, Math.floor(persons * (0.3 + 0.3 * random()))] };
    }),
  );
  const dimensions = [flat('age', ages), flat('district', areas)];
  return withMargins(dimensions, [PERSONS, EXAMINED, SHARE], leaves, ([n = 0, k = 0]) => [
    n,
    k,
    n === 0 ? null : (100 * k) / n,
  ]);
}

function cellsOf(table: ReleasedTable, state: string): Set<string> {
  return new Set(
    table.rows.flatMap((row) =>
      row.cells.flatMap((cell, at) => (cell.state === state ? [`${row.at.join('|')} ${at}`] : [])),
    ),
  );
}

describe('a release in steps', () => {
  it('shows first, never hides more later, and never takes a number back', async () => {
    for (const seed of [1, 2]) {
      const job = new TableReleaseJob(skewedTable(seed, [12, 10]), policy, ledger, {
        sliceSeconds: 1,
        totalSeconds: 2,
      });
      expect(job.state).toBe('waiting');
      expect(job.provisional).toBeUndefined();
      await job.step();
      const first = job.provisional!.statistic;
      let last = first;
      while (job.state !== 'done') {
        await job.step();
        const next = job.provisional!.statistic;
        for (const cell of cellsOf(last, 'shown')) expect(cellsOf(next, 'shown')).toContain(cell);
        last = next;
      }
      // How much less depends on the machine; never more.
      expect(cellsOf(last, 'hidden').size).toBeLessThanOrEqual(cellsOf(first, 'hidden').size);
      expect(job.result().statistic).toEqual(last);
      expect(isReleased(job.result())).toBe(true);
    }
  });

  it('releases nothing before it is done', async () => {
    const job = new TableReleaseJob(skewedTable(1), policy, ledger, { sliceSeconds: 0.2, totalSeconds: 0.4 });
    const pending = { kind: 'refused', code: 'disclosure.audit_pending' };
    expect(() => job.result()).toThrow(expect.objectContaining(pending));
    await job.step();
    expect(job.state).toBe('auditing');
    expect(job.provisional!.state).toBe('auditing');
    expect(isReleased(job.provisional)).toBe(false);
    expect(() => job.result()).toThrow(expect.objectContaining(pending));
  });

  it('stops at a signal and goes on later from where it was', async () => {
    const job = new TableReleaseJob(skewedTable(2), policy, ledger, { sliceSeconds: 0.2, totalSeconds: 0.4 });
    await job.step();
    const before = job.provisional;
    await expect(job.finish(AbortSignal.abort())).rejects.toMatchObject({ code: 'disclosure.audit_stopped' });
    expect(job.state).toBe('auditing');
    expect(job.provisional).toEqual(before);
    expect(isReleased(await job.finish())).toBe(true);
    expect(job.state).toBe('done');
  });

  it('is refused like any other release', async () => {
    const small = disclosurePolicy({ population: 1_900 });
    const job = new TableReleaseJob(skewedTable(1), small, ledger);
    await expect(job.step()).rejects.toMatchObject({ code: 'disclosure.population_too_small' });
    expect(job.state).toBe('waiting');
    expect(() => job.result()).toThrow();
  });
});
