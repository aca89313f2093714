import { describe, expect, it } from 'vitest';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { readApproaches } from '../../../analysis/programmes/approaches/reading.ts';
import { fakeContext, hiddenCell, shownCell } from '../../support/fake-tables.ts';

/** A table of one row; null is a hidden number. */
function row(
  id: string,
  at: readonly string[],
  cells: Readonly<Record<string, number | null>>,
): ReleasedTable {
  const level = (code: string) => ({ code, label: code });
  return {
    id,
    parameters: {},
    context: fakeContext(id),
    dimensions: at.map((code, i) => ({
      ...{ id: i === 0 ? 'year' : 'whole', label: '', partition: true, levels: [level(code)] },
    })),
    columns: Object.keys(cells).map((column) => ({
      ...{ id: column, label: column, kind: 'count' as const, unit: '人', decimals: 0 },
    })),
    rows: [
      { at, cells: Object.values(cells).map((value) => (value === null ? hiddenCell : shownCell(value))) },
    ],
  };
}

const HEADING = { factorName: '収縮期血圧', unit: 'mmHg', high: true, from: 2021, to: 2023 };
const HIDDEN_YEAR = row('approaches.funnel', ['2021', 'all'], { examined_next: null, net_share: null });
const SEGMENTS = row('approaches.cascade_segments', ['all'], {
  ...{ started: 170, completed: 148, completed_share: 87.06 },
});
const NEEDED = row('approaches.number_needed', ['all'], {
  ...{ completed: 99, share: 32.32, others_share: 26.16, arr: 6.16, arr_lower: -4.8, arr_upper: 17.6 },
});
const reading = (...highRisk: readonly ReleasedTable[]) =>
  readApproaches(HEADING, { population: [], highRisk, sideBySide: [] }).highRisk;

describe('the sentence of the change after guidance', () => {
  const change = row('approaches.before_after', ['completed'], {
    ...{ n: 78, change: -2, change_lower: -3, change_upper: -1 },
  });

  it('says which years its people are of: other numbers beside it are of one year', () => {
    expect(reading(change)).toContain(
      '令和3年度〜令和4年度の保健指導の終了者で翌年度も測定した78人（期間の計、1人1回）の収縮期血圧は翌年度に−2.0mmHg（95%信頼区間 −3.0〜−1.0）変わりました',
    );
    const two = readApproaches(
      { ...HEADING, from: 2022 },
      { population: [], highRisk: [change], sideBySide: [] },
    );
    const beside = { expected: -2.6, expected_lower: -2.8, expected_upper: -2.4 };
    const net = (of: readonly number[], high = true) =>
      readApproaches(
        { ...HEADING, high },
        {
          population: [],
          sideBySide: [],
          highRisk: [
            row('approaches.before_after', ['completed'], {
              ...{ n: 78, change: -2, ...beside, net: of[0]!, net_lower: of[1]!, net_upper: of[2]! },
            }),
          ],
        },
      ).highRisk;
    expect(net([0.6, 0.2, 1])).toContain('＋1.00）で、見込みより悪化しています。');
    expect(net([0.6, 0.2, 1], false)).toContain('見込みより改善しています。');
    expect(net([-0.6, -1, -0.2])).toContain('見込みより改善しています。');
    expect(net([0.6, -0.2, 1])).toContain('見込みとの差があるとはいえません。');
    expect(two.highRisk).toContain('令和4年度の保健指導の終了者で翌年度も測定した78人（1人1回）');
  });
});

describe('how many must complete guidance', () => {
  const needed = (cells: Readonly<Record<string, number | null>>) =>
    reading(row('approaches.number_needed', ['all'], cells));

  it('is told with its interval where the difference is sure', () => {
    const text = needed({
      ...{
        arr: 2.3,
        arr_lower: 0.5,
        arr_upper: 4.1,
        nnt: 43.3,
        nnt_lower: 24.2,
        nnt_upper: 197.7,
        nns: 285.8,
      },
    });
    expect(text).toContain(
      '保健指導を終える人数は43.3人（95%信頼区間 24.2人〜197.7人）、健診から数えると285.8人です。',
    );
  });

  it('is not told where the interval holds no difference: its limits lie on either side of never', () => {
    const text = needed({
      arr: 6.2,
      arr_lower: -5,
      arr_upper: 20,
      nnt: null,
      nnt_lower: null,
      nnt_upper: null,
    });
    expect(text).toContain('定まりません（良いほうは5.0人に1人、悪いほうは逆に20.0人に1人が対象に残るまで）');
    expect(needed({ arr: -6, arr_lower: -9, arr_upper: -3, nnt: null })).toContain('人数は求めません');
    expect(needed({ arr: null, arr_lower: null, arr_upper: null })).not.toContain('定まりません');
  });
});

describe('the sentence of both approaches side by side', () => {
  const side = (population: readonly number[], highRisk: readonly number[]) => {
    const level = (code: string) => ({ code, label: code });
    const columns = ['residents', 'units', 'units_lower', 'units_upper', 'equivalent_shift'];
    const table: ReleasedTable = {
      ...row('approaches.side_by_side', ['population'], {}),
      dimensions: [
        { id: 'approach', label: '', partition: false, levels: ['population', 'high_risk'].map(level) },
      ],
      columns: columns.map((id) => ({ id, label: id, kind: 'count', unit: '人', decimals: 0 })),
      rows: [
        { at: ['population'], cells: [856, ...population, 0].map(shownCell) },
        { at: ['high_risk'], cells: [856, ...highRisk, 0].map(shownCell) },
      ],
    };
    return readApproaches(HEADING, { population: [], highRisk: [], sideBySide: [table] }).sideBySide;
  };

  it('explains the unit and says in plain words what the intervals allow', () => {
    const unsure = side([-915, -2778, 948.1], [-18.6, -221.2, 184]);
    expect(unsure).toContain('（1人が1mmHg良くなることを1と数える。対象856人。マイナスは悪化）');
    expect(unsure).toContain('−915.0（95%信頼区間 −2,778.0〜＋948.1）');
    expect(unsure).toContain('どちらも改善したとも悪化したともいえません。');
    expect(side([900, 200, 1600], [40, 10, 70])).toContain('どちらも改善しています。');
    expect(side([-900, -1600, -200], [10, -30, 50])).toContain(
      '分布全体の動きは悪化しています。保健指導は改善したとも悪化したともいえません。',
    );
  });
});

describe('the sentence of the high-risk side where single years are too few', () => {
  it('reads the whole span from the tables that count it, with the interval and what the difference holds', () => {
    expect(reading(HIDDEN_YEAR, SEGMENTS, NEEDED)).toContain(
      '期間の計（延べ人数）では、初回面接を受けた170人のうち148人（87.1%）が終了しました。翌年度も健診を受けた終了者99人のうち32.3%が対象でなくなり、終了していない人では26.2%、差は＋6.2ポイント（95%信頼区間 −4.8〜＋17.6）で、差があるとはいえません（差には意欲などの違いを含む）。',
    );
  });

  it('says what is shown alone, and nothing of hidden numbers', () => {
    const hidden = row('approaches.number_needed', ['all'], { completed: 99, share: null });
    expect(reading(HIDDEN_YEAR, SEGMENTS, hidden)).toMatch(/148人（87\.1%）が終了しました。$/u);
    expect(reading(HIDDEN_YEAR, hidden)).not.toContain('期間の計');
  });

  it('reads a single year where that shows it', () => {
    const year = row('approaches.funnel', ['2021', 'all'], {
      ...{ examined_next: 60, improved_share: 30, expected_share: 20 },
      ...{ expected_share_lower: 15, expected_share_upper: 25, net_share: 10 },
      ...{ net_share_lower: 1, net_share_upper: 19 },
    });
    const text = reading(year, SEGMENTS, NEEDED);
    expect(text).toContain('60人のうち30.0%');
    expect(text).not.toContain('初回面接を受けた170人');
    // What the numbers needed follow from is the difference of the whole span, told right before them.
    expect(text).toMatch(
      /差は＋10\.0ポイント[^。]*。期間の計（延べ人数）では、翌年度も健診を受けた終了者99人.*差は＋6\.2ポイント[^。]*。差の区間が0をまたぐため/u,
    );
    expect(reading(year, SEGMENTS)).not.toContain('期間の計');
  });
});
