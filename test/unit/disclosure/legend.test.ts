import { expect, it } from 'vitest';
import { disclosurePolicy, emptyLedger, releaseTable } from '../../../analysis/disclosure/index.ts';
import { hiddenNote } from '../../../analysis/reporting/select.ts';
import { flat, PERSONS, withMargins } from './town-table.ts';

const policy = disclosurePolicy({ population: 60_000 });
const ledger = emptyLedger('c'.repeat(64));
const CODES = ['a', 'b', 'c', 'd'];

it('the legend of an export says why, and how often, numbers are hidden', async () => {
  const leaves = CODES.map((code, at) => ({ at: [code], values: [at === 0 ? 4 : 30 + at] }));
  const released = await releaseTable(withMargins([flat('age', CODES)], [PERSONS], leaves), policy, ledger);
  expect(hiddenNote(released)).toBe(
    '＊：個人の特定を防ぐため表示していない数値（10人未満、またはその残りが10人未満 1か所、他の数値から逆算できる 1か所。秘匿規則 2026.1）。0ではありません。',
  );
});

it('and names the concentration of amounts, with a zero left open', async () => {
  const yen = { id: 'yen', label: '医療費', kind: 'sum' as const, of: 'n', unit: '円', decimals: 0 };
  const leaves = CODES.map((code) => ({ at: [code], values: [40, 9000] }));
  const table = withMargins([flat('age', CODES)], [PERSONS, yen], leaves);
  const rows = table.rows.map((row) => ({
    ...row,
    contributions: { yen: row.at[0] === 'a' ? [8900, 50, 10] : [400, 300, 200] },
  }));
  const note = hiddenNote(await releaseTable({ ...table, rows }, policy, ledger));
  expect(note).toContain('金額が少数の人に集中、または以前の公開と合わせると分かる 1か所');
  expect(note).toContain('0とは限りません');
});
