import { describe, expect, it } from 'vitest';
import { coarsenTable } from '../../../analysis/disclosure/alternatives/coarsen.ts';
import { suggestCoarsening } from '../../../analysis/disclosure/alternatives/suggest.ts';
import { disclosurePolicy, emptyLedger, protect, releaseTable } from '../../../analysis/disclosure/index.ts';
import { coarseningSentence } from '../../../analysis/messages/disclosure.ts';
import { EXAMINED, flat, PERSONS, SHARE, withMargins } from './town-table.ts';

const policy = disclosurePolicy({ population: 60_000 });
const ledger = emptyLedger('0'.repeat(64));
const finish = ([n = 0, k = 0]: readonly number[]) => [n, k, n === 0 ? null : (100 * k) / n];

/** Two thin old bands, everything else large. */
function ages() {
  const dimension = { ...flat('age', ['65〜69歳', '70〜74歳', '75〜79歳', '80〜84歳']), label: '年齢階級' };
  const counts = [
    [120, 60],
    [90, 40],
    [26, 14],
    [18, 6],
  ];
  const leaves = dimension.levels.slice(1).map(({ code }, at) => ({ at: [code], values: counts[at]! }));
  return withMargins([dimension], [PERSONS, EXAMINED, SHARE], leaves, finish);
}

/** Areas over school districts; one area has thin districts. */
function districts() {
  const counts = { 東一: 6, 東二: 14, 西一: 80, 西二: 90 };
  const total = 190;
  return {
    ...withMargins([flat('x', ['a'])], [PERSONS], [{ at: ['a'], values: [total] }]),
    dimensions: [
      {
        id: 'district',
        label: '地区',
        partition: true,
        levels: [
          { code: 'all', label: '全地区' },
          { code: '東', label: '東', parent: 'all' },
          { code: '西', label: '西', parent: 'all' },
          ...Object.keys(counts).map((code) => ({ code, label: code, parent: code[0]! })),
        ],
      },
    ],
    rows: [
      { at: ['all'], values: [total] },
      { at: ['東'], values: [20] },
      { at: ['西'], values: [170] },
      ...Object.entries(counts).map(([code, value]) => ({ at: [code], values: [value] })),
    ],
  };
}

describe('proposals to coarsen', () => {
  it('join the neighbouring bands that leave nothing to hide', async () => {
    const table = ages();
    const [best] = await suggestCoarsening(table, policy, ledger);
    expect(best).toMatchObject({ kind: 'merge', dimension: 'age', hiddenThen: 0 });
    expect(best!.hiddenNow).toBeGreaterThan(0);
    expect(coarseningSentence(best!)).toBe('75〜79歳と80〜84歳をまとめれば、隠す人数の欄はなくなります。');
    const { statistic, release } = await releaseTable(coarsenTable(table, best!), policy, ledger);
    expect(release.hidden).toEqual({ primary: 0, secondary: 0, other: 0 });
    const joined = statistic.rows.find((row) => row.at[0] === '75〜79歳+80〜84歳')!;
    expect(joined.cells).toEqual([
      { state: 'shown', value: 44 },
      { state: 'shown', value: 20 },
      { state: 'shown', value: 45.5 },
    ]);
    expect(statistic.dimensions[0]!.levels.at(-1)!.label).toBe('75〜79歳・80〜84歳');
  });

  it('leave districts out under their area', async () => {
    const [best] = await suggestCoarsening(districts(), policy, ledger);
    expect(best).toMatchObject({ kind: 'parent', dimension: 'district', hiddenThen: 0 });
    expect(best!.groups.map(({ into }) => into.code)).toEqual(['東']);
    expect(coarseningSentence(best!)).toBe(
      '「東」の内訳（2区分）を載せずにまとめれば、隠す人数の欄はなくなります。',
    );
  });

  it('are not made where nothing is hidden, or where levels have no order', async () => {
    const large = withMargins(
      [flat('age', ['a', 'b'])],
      [PERSONS],
      [
        { at: ['a'], values: [40] },
        { at: ['b'], values: [50] },
      ],
    );
    expect(await suggestCoarsening(large, policy, ledger)).toEqual([]);
    const disease = { ...ages(), dimensions: [{ ...ages().dimensions[0]!, id: 'disease' }] };
    expect(await suggestCoarsening(disease, policy, ledger)).toEqual([]);
  });

  it('keep the keys of people, so that the ledger knows the joined group', () => {
    const table = ages();
    const key = (digit: string) => ({ n: digit.repeat(16), k: digit.repeat(16) });
    const keyed = {
      ...table,
      rows: table.rows.map((row, at) => ({ ...row, people: key(String(at)) })),
    };
    const change = {
      kind: 'merge' as const,
      dimension: 'age',
      dimensionLabel: '年齢階級',
      groups: [{ codes: ['65〜69歳', '70〜74歳'], labels: [], into: { code: 'x', label: 'x' } }],
    };
    const at = (code: string) => keyed.rows.findIndex((row) => row.at[0] === code);
    const wanted = (at('65〜69歳') ^ at('70〜74歳')).toString(16).repeat(16);
    const joined = coarsenTable(keyed, change).rows.find((row) => row.at[0] === 'x')!;
    expect(joined.people).toEqual({ n: wanted, k: wanted });
  });

  it('come with protect for a document that names its dimensions', async () => {
    const cells = { T: 200, a: 100, b: 80, c: 4, d: 16 };
    const document = {
      kind: 'table',
      cells,
      relations: [['T', ['a', 'b', 'c', 'd']]],
      dims: [
        {
          name: '年齢',
          ordered: true,
          nodes: Object.keys(cells).map((code) => ({ code, parent: code === 'T' ? null : 'T' })),
        },
      ],
    };
    const result = await protect(JSON.stringify(document));
    expect(result.alternatives).toMatchObject([{ kind: 'merge', hiddenNow: 2, hiddenThen: 0 }]);
    await expect(protect({ ...document, dims: [{ name: 1 }] })).rejects.toMatchObject({
      params: { field: 'dims' },
    });
  });
});
