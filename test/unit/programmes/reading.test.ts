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

const HEADING = { factorName: '収縮期血圧', unit: 'mmHg', from: 2021, to: 2023 };
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
    expect(two.highRisk).toContain('令和4年度の保健指導の終了者で翌年度も測定した78人（1人1回）');
  });
});

describe('the sentence of the high-risk side where single years are too few', () => {
  it('reads the whole span from the tables that count it, with the interval and what the difference holds', () => {
    expect(reading(HIDDEN_YEAR, SEGMENTS, NEEDED)).toContain(
      '期間の計（延べ人数）では、初回面接を受けた170人のうち148人（87.1%）が終了しました。翌年度も健診を受けた終了者99人のうち32.3%が対象でなくなり、終了していない人では26.2%、差は＋6.2ポイント（95%信頼区間 −4.8〜＋17.6）です（差には意欲などの違いを含む）。',
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
    expect(text).not.toContain('期間の計');
    expect(text).toContain('60人のうち30.0%');
  });
});
