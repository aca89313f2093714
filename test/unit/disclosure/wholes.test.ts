import { describe, expect, it } from 'vitest';
import {
  disclosurePolicy,
  emptyLedger,
  type PublishedTable,
  publishedTable,
  releaseTable,
} from '../../../analysis/disclosure/index.ts';
import type { ReleasedCell } from '../../../analysis/domain/statistic.ts';
import { costTable, KINDS, type Kind } from './cost-kinds.ts';

const policy = disclosurePolicy({ population: 60_000 });
const SOURCE = 'e'.repeat(64);
const DISTRICTS = ['a', 'b', 'c'] as const;

const PARTS: readonly (readonly Kind[])[] = [['inpatient'], ['outpatient'], ['pharmacy'], ['dental']];

type Asked = readonly Kind[] | 'all';

/** Releases tables one after the other; the amounts of every district by question. */
async function session(questions: readonly Asked[]) {
  const tables: PublishedTable[] = [];
  const shown = new Map<string, Record<string, ReleasedCell>>();
  for (const asked of questions) {
    const candidate = costTable(asked);
    const released = await releaseTable(candidate, policy, { sourceHash: SOURCE, tables });
    tables.push(publishedTable(released, candidate));
    const cells = released.statistic.rows.map(({ at, cells: row }) => [at[0]!, row[1]!] as const);
    shown.set(String(asked), Object.fromEntries(cells));
  }
  return shown;
}

/** Whether the inpatient amount of district a follows from what is printed of it and the others. */
function isDerived(shown: ReadonlyMap<string, Record<string, ReleasedCell>>): boolean {
  const value = (question: string, code: string) => {
    const cell = shown.get(question)?.[code];
    return cell?.state === 'shown' ? cell.value : undefined;
  };
  const whole = value('all', 'a');
  const rest = ['outpatient', 'pharmacy', 'dental'].map((kind) => value(kind, 'a'));
  if (value('inpatient', 'a') !== undefined) return true;
  if (whole === undefined || rest.includes(undefined)) return false;
  return whole - rest.reduce<number>((sum, part) => sum + part!, 0) === KINDS.inpatient.a * 1e6;
}

const ORDERS: readonly (readonly Asked[])[] = [
  ['all', ['inpatient'], ['outpatient'], ['pharmacy'], ['dental']],
  [['dental'], ['pharmacy'], ['outpatient'], ['inpatient'], 'all'],
  [['inpatient'], ['outpatient'], 'all', ['dental'], ['pharmacy']],
  [['outpatient'], ['pharmacy'], ['dental'], 'all', ['inpatient']],
];

describe('amounts that add up across tables', () => {
  it.each(ORDERS)('the hidden kind does not follow from the others: %j %j %j %j %j', async (...order) => {
    const shown = await session(order);
    expect(isDerived(shown)).toBe(false);
    // The whole is what people look at: it stays, whatever comes first, and one kind is hidden beside the other.
    expect(DISTRICTS.map((code) => shown.get('all')![code]!.state)).toEqual(['shown', 'shown', 'shown']);
    const hidden = ['outpatient', 'pharmacy', 'dental'].filter(
      (kind) => shown.get(kind)!.a!.state === 'hidden',
    );
    expect(hidden).toHaveLength(1);
    const reasons = hidden.map((kind) => shown.get(kind)!.a!);
    expect(reasons).toEqual([{ state: 'hidden', reason: 'ledger' }]);
  });

  it('several kinds together take part', async () => {
    const shown = await session(['all', ['inpatient'], ['outpatient', 'pharmacy', 'dental']]);
    expect(shown.get('outpatient,pharmacy,dental')!.a).toEqual({ state: 'hidden', reason: 'ledger' });
  });

  it('a kind that is too small to keep the interval is not relied on alone', async () => {
    // 95 % of 400 M belong to one hospital: 15 % of it is less than dental care, which therefore suffices.
    const shown = await session(['all', ['inpatient'], ['outpatient'], ['pharmacy'], ['dental']]);
    expect(KINDS.dental.a).toBeGreaterThan(0.15 * 0.95 * KINDS.inpatient.a);
    expect(shown.get('dental')!.a!.state).toBe('hidden');
    expect(shown.get('pharmacy')!.a!.state).toBe('shown');
  });

  it('nothing is hidden for others where no kind is hidden', async () => {
    const tables: PublishedTable[] = [];
    for (const kinds of [...PARTS, 'all'] as const) {
      const candidate = costTable(kinds, false);
      const released = await releaseTable(candidate, policy, { sourceHash: SOURCE, tables });
      tables.push(publishedTable(released, candidate));
      expect(released.release.hidden).toEqual({ primary: 0, secondary: 0, other: 0 });
    }
  });

  it('a whole of few people keeps its parts from adding up to it', async () => {
    const all = costTable('all', false);
    const rows = all.rows.map((row) => (row.at[0] === 'a' ? { ...row, values: [4, row.values[1]!] } : row));
    const few = { ...all, rows };
    const first = await releaseTable(few, policy, emptyLedger(SOURCE));
    const tables = [publishedTable(first, few)];
    expect(first.statistic.rows[1]!.cells[1]!.state).toBe('hidden');
    const states: string[] = [];
    for (const kinds of PARTS) {
      const candidate = costTable(kinds, false);
      const released = await releaseTable(candidate, policy, { sourceHash: SOURCE, tables });
      tables.push(publishedTable(released, candidate));
      states.push(released.statistic.rows[1]!.cells[1]!.state);
    }
    expect(states.filter((state) => state === 'hidden').length).toBeGreaterThanOrEqual(1);
  });
});
