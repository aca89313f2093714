import type { CandidateTable } from '../../domain/statistic.ts';
import type { GuidanceYear } from './guidance.ts';
import { dataContext, PERSONS, percentOf, share, subset, yearDimension } from './tables.ts';

/** How many of those who completed have results; for the gate. */
export function guidanceTables(years: readonly GuidanceYear[]): CandidateTable[] {
  const rows = years.filter(({ completed }) => completed > 0);
  if (rows.length === 0) return [];
  return [
    {
      id: 'quality.guidance_results',
      parameters: {},
      context: dataContext(
        '特定保健指導の実績評価に結果が書かれている割合',
        '実績評価をした人',
        rows,
        '健診の年度ごとに人を1回だけ数えた',
      ),
      dimensions: [yearDimension(rows)],
      columns: [
        PERSONS,
        subset('measured', '腹囲・体重のある人'),
        share('measured_share', '割合', 'measured'),
        subset('achievement', '改善の評価のある人'),
        share('achievement_share', '割合', 'achievement'),
      ],
      rows: rows.map(({ year, completed, measured, achievement }) => ({
        at: [String(year)],
        values: [
          completed,
          measured,
          percentOf(measured, completed),
          achievement,
          percentOf(achievement, completed),
        ],
      })),
    },
  ];
}
