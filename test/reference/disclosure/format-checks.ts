import { expect } from 'vitest';
import { disclosurePolicy, emptyLedger, releaseTable } from '../../../analysis/disclosure/index.ts';
import { sentenceOf } from '../../../analysis/messages/index.ts';
import { EXAMINED, flat, PERSONS, SHARE, withMargins } from '../../unit/disclosure/town-table.ts';

const AGES = ['40s', '50s', '60s', '70s'];
const policy = disclosurePolicy({ population: 60_000 });

/** Persons 1117, 413 …: numbers that occur nowhere else in the text of a release. */
function candidate() {
  const leaves = AGES.flatMap((age, a) =>
    ['m', 'f'].map((sex, s) => ({
      at: [age, sex],
      values: [1117 + 413 * a + 97 * s, a === 1 && s === 0 ? 7 : 331 + 29 * a],
    })),
  );
  return withMargins(
    [flat('age', AGES), flat('sex', ['m', 'f'])],
    [PERSONS, EXAMINED, SHARE],
    leaves,
    ([n, k]) => [n!, k!, (100 * k!) / n!],
  );
}

async function release() {
  const table = candidate();
  const released = await releaseTable(table, policy, emptyLedger('0'.repeat(64)));
  const hidden: number[] = [];
  released.statistic.rows.forEach((row, r) => {
    row.cells.forEach((cell, c) => {
      if (cell.state === 'hidden') hidden.push(table.rows[r]!.values[c]!);
    });
  });
  return { table, released, hidden };
}

/** The rules of vectors M01–M08 as properties of what the gate hands out. */
export const FORMAT_CHECKS: Readonly<Record<string, () => Promise<void>>> = {
  // One mark: a hidden cell has no field besides its state and the reason class, and no number.
  async M01() {
    const { released } = await release();
    const cells = released.statistic.rows
      .flatMap((row) => row.cells)
      .filter((cell) => cell.state === 'hidden');
    expect(cells.length).toBeGreaterThan(1);
    for (const cell of cells) expect(Object.keys(cell).toSorted()).toEqual(['reason', 'state']);
  },
  async M02() {
    const { released, hidden } = await release();
    const text = JSON.stringify(released);
    expect(hidden.length).toBeGreaterThan(3);
    for (const value of hidden) {
      expect(text).not.toMatch(new RegExp(`(?<![\\d.])${String(value).replace('.', '\\.')}(?![\\d.])`, 'u'));
    }
  },
  // Rows keep the order of the question, never that of the values.
  async M03() {
    const { table, released } = await release();
    expect(released.statistic.rows.map((row) => row.at)).toEqual(table.rows.map((row) => row.at));
  },
  // Nothing but cells can carry a number into a colour, a bar or an axis.
  async M04() {
    const { released } = await release();
    expect(Object.keys(released.statistic).toSorted()).toEqual(
      ['columns', 'context', 'dimensions', 'id', 'parameters', 'rows'].toSorted(),
    );
    for (const row of released.statistic.rows) expect(Object.keys(row).toSorted()).toEqual(['at', 'cells']);
  },
  async M05() {
    const { table, released } = await release();
    const largestHidden = Math.max(
      ...table.rows.flatMap((row, r) =>
        row.values.filter((_, c) => released.statistic.rows[r]!.cells[c]!.state === 'hidden').map(Number),
      ),
    );
    const shown = released.statistic.rows.flatMap((row) =>
      row.cells.flatMap((cell) => (cell.state === 'shown' ? [cell.value] : [])),
    );
    expect(shown).not.toContain(largestHidden);
  },
  // Every combination asked for is there: shown (zero included), hidden or undefined.
  async M06() {
    const { table, released } = await release();
    expect(released.statistic.rows).toHaveLength(table.rows.length);
    for (const row of released.statistic.rows) expect(row.cells).toHaveLength(table.columns.length);
  },
  async M07() {
    const { released } = await release();
    const shares = released.statistic.rows.flatMap((row) =>
      row.cells[2]!.state === 'shown' ? [row.cells[2]!.value] : [],
    );
    expect(shares.length).toBeGreaterThan(0);
    for (const share of shares) expect(Math.abs(share * 10 - Math.round(share * 10))).toBeLessThan(1e-9);
  },
  // Refusals name rules and limits, never a count of the data.
  async M08() {
    const impossible = withMargins(
      [flat('sex', ['m', 'f'])],
      [{ ...PERSONS, id: 'n' }],
      [
        { at: ['m'], values: [3] },
        { at: ['f'], values: [4811] },
      ],
    );
    const broken = {
      ...impossible,
      rows: impossible.rows.map((row) => ({ ...row, values: [row.at[0] === 'T' ? 4812 : row.values[0]!] })),
    };
    const issue = await releaseTable(broken, policy, emptyLedger('0')).then(
      () => undefined,
      (error: unknown) => error as { code: `${string}.${string}`; params: Record<string, string | number> },
    );
    expect(issue?.code).toBe('disclosure.not_additive');
    const text = JSON.stringify(issue?.params) + sentenceOf(issue!);
    for (const value of [3, 4811, 4812]) expect(text).not.toMatch(new RegExp(`(?<!\\d)${value}(?!\\d)`, 'u'));
  },
};
