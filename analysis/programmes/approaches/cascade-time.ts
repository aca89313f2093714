import type { CandidateRow, CandidateTable } from '../../domain/statistic.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import { type Comparison, countColumn, tableContext } from './columns.ts';

const STEPS = [
  { code: 'invited', label: '健診から案内まで', from: 'exam_date', to: 'invited_date' },
  { code: 'first', label: '案内から初回面接まで', from: 'invited_date', to: 'first_interview_date' },
  { code: 'direct', label: '健診から初回面接まで', from: 'exam_date', to: 'first_interview_date' },
  { code: 'completed', label: '初回面接から終了まで', from: 'first_interview_date', to: 'completed_date' },
] as const;
const QUANTILES = [25, 50, 75] as const;
/** Persons that must lie beyond a quantile before it is given. */
const SUPPORT = 10;

/**
 * Days between the steps of 特定保健指導, as quartiles, over the years compared; no row for steps that nobody has both
 * dates of. Exact, for the gate.
 */
export async function cascadeTimeTable(
  warehouse: Warehouse,
  comparison: Comparison,
): Promise<CandidateTable> {
  const [found] = await warehouse.all(sqlOf(comparison));
  const persons = (code: string) => Number(found?.[`n_${code}`] ?? 0);
  // Of dates that nobody has there is no time to tell: the step is named among the caveats instead.
  const timed = STEPS.filter(({ code }) => persons(code) > 0);
  const untimed = STEPS.filter(({ code }) => persons(code) === 0).map(({ label }) => `「${label}」`);
  const rows = timed.map(({ code }): CandidateRow => {
    const n = persons(code);
    const days = JSON.parse(String(found?.[`days_${code}`] ?? '[]')) as number[];
    const supported = (p: number) => (n * Math.min(p, 100 - p)) / 100 >= SUPPORT;
    return { at: [code], values: [n, ...QUANTILES.map((p, i) => (supported(p) ? (days[i] ?? null) : null))] };
  });
  return {
    id: 'approaches.cascade_time',
    parameters: { from: comparison.from, to: comparison.to },
    context: tableContext(comparison, '特定保健指導の段階の間の日数', {
      population: '両方の日が記録されている人（年度ごとに数えた延べ人数）',
      method: '段階の間の日数の四分位。年度は、もとになった健診の年度。',
      caveats: [
        '次の段階に進んだ人だけの日数であり、進まなかった人は含まない。',
        ...(untimed.length === 0
          ? []
          : [`${untimed.join('')}は、両方の日がそろう記録がないため、日数を出せない。`]),
      ],
    }),
    dimensions: [
      {
        id: 'step',
        label: '段階',
        partition: false,
        nested: true,
        levels: timed.map(({ code, label }) => ({ code, label })),
      },
    ],
    columns: [
      countColumn('n', '人数'),
      ...QUANTILES.map((p) => ({
        id: `p${p}`,
        label: p === 50 ? '中央値' : `${p}パーセンタイル`,
        kind: 'derived' as const,
        formula: 'quantile' as const,
        probability: p / 100,
        from: ['n'],
        unit: '日',
        decimals: 0,
      })),
    ],
    rows,
  };
}

function sqlOf(years: Comparison): string {
  const steps = STEPS.map(
    ({ code, from, to }) => `count(*) FILTER (${to} >= ${from}) AS n_${code},
      quantile_cont(date_diff('day', ${from}, ${to}), [0.25, 0.5, 0.75]) FILTER (${to} >= ${from})::VARCHAR AS days_${code}`,
  );
  const within = `fiscal_year BETWEEN ${years.from} AND ${years.to}`;
  return `SELECT ${steps.join(', ')} FROM (SELECT * FROM guidance WHERE ${within}) g
    LEFT JOIN (SELECT person_id, fiscal_year, max(exam_date) AS exam_date FROM checkup
      WHERE programme = 'tokutei' AND ${within} GROUP BY ALL) c USING (person_id, fiscal_year)`;
}
