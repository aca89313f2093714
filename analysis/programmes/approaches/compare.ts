import { UserIssue } from '../../domain/issue.ts';
import type { CandidateTable } from '../../domain/statistic.ts';
import { type DefinitionTables, definitionTables } from '../../domain/tables/index.ts';
import { fiscalYearLabel } from '../../measures/strata.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import { burdenTable } from './burden.ts';
import { captureTable } from './capture.ts';
import { type Cascade, cascadeOf } from './cascade.ts';
import { cascadeSegmentTable } from './cascade-segments.ts';
import { cascadeTimeTable } from './cascade-time.ts';
import { findFactor, pairValues, yearValues } from './cohort.ts';
import type { Comparison } from './columns.ts';
import { eventTable } from './events.ts';
import { CASCADE_ID, type CascadeBreakdown } from './funnel.ts';
import { risksOf } from './grounds.ts';
import { changeTable } from './high-risk.ts';
import { numberNeededTable } from './number-needed.ts';
import { distributionTable, meanTable, quantileTable, shiftOf, tierTable } from './population.ts';
import { settingOf, sideBySideTable } from './side-by-side.ts';

export interface ApproachRequest {
  /** Id of the `risk_factors` table: sbp, dbp, hba1c, bmi, ldl … */
  readonly factor: string;
  /** Earlier and later fiscal year. */
  readonly from: number;
  readonly to: number;
  readonly tables?: DefinitionTables;
  /** The one breakdown of the cascade that is wanted; absent: all that the data have. */
  readonly by?: CascadeBreakdown;
}

export interface Evidence {
  readonly statement: string;
  readonly basis: 'measured_here' | 'assumed';
}

/** Both approaches, exact numbers: every table goes through the disclosure gate before anybody sees it. */
export interface ApproachComparison {
  readonly factor: string;
  readonly factorName: string;
  readonly unit: string;
  readonly from: number;
  readonly to: number;
  readonly population: readonly CandidateTable[];
  readonly cascade: Cascade;
  /** The high-risk approach beside the cascade. */
  readonly highRisk: readonly CandidateTable[];
  readonly sideBySide: readonly CandidateTable[];
  readonly evidence: readonly Evidence[];
}

/**
 * Population approach beside high-risk approach for one risk factor between two fiscal years.
 *
 * Throws `approaches.unknown_factor`, `approaches.bad_years` (from must be before to) and
 * `approaches.no_values` where a year has no measured value.
 */
export async function compareApproaches(
  warehouse: Warehouse,
  request: ApproachRequest,
): Promise<ApproachComparison> {
  const tables = request.tables ?? definitionTables();
  const { from, to } = request;
  if (!(from < to)) throw new UserIssue('usage', 'approaches.bad_years', { from, to });
  const factor = findFactor(request.factor, tables, to);
  const comparison: Comparison = {
    factor,
    from,
    to,
    fromLabel: fiscalYearLabel(from),
    toLabel: fiscalYearLabel(to),
  };
  const reading = readingOf(warehouse, comparison, { tables, by: request.by });
  const [valuesFrom, valuesTo] = await reading.years;
  const years = { from: valuesFrom, to: valuesTo };
  for (const { year, length } of [years.from, years.to]) {
    if (length === 0) throw new UserIssue('input', 'approaches.no_values', { factor: factor.label, year });
  }
  const population = [
    meanTable(comparison, years, tables),
    distributionTable(comparison, years),
    tierTable(comparison, years),
    quantileTable(comparison, years),
  ];
  const change = changeTable(comparison, await reading.pairs);
  const shift = shiftOf(years, 'all', tables).change;
  const cascade = await reading.cascade;
  const scale = sideBySideTable(comparison, { shift, completed: change.completed }, await reading.setting);
  const risks = risksOf(factor.id, tables, to).values;
  const shares = sharesOf(
    cascade.whole.find(({ id }) => id === CASCADE_ID),
    scale,
  );
  const sides =
    risks.length === 0
      ? [scale]
      : [
          scale,
          eventTable(comparison, risks, { values: years.to, shift, net: change.completed.net, ...shares }),
        ];
  return {
    factor: factor.id,
    factorName: factor.label,
    unit: factor.unit,
    from,
    to,
    population: risks.length === 0 ? population : [...population, burdenTable(comparison, risks, years.to)],
    cascade,
    highRisk: [
      await reading.time,
      await reading.segments,
      change.table,
      await numberNeededTable(warehouse, comparison, tables),
      await reading.capture,
    ],
    sideBySide: sides,
    evidence: evidenceOf(factor.label),
  };
}

/**
 * Every question to the data at once: the database answers the next while the last answer is worked on. Each is awaited
 * where it is needed; one that fails after another has failed must not end the process.
 */
function readingOf(
  warehouse: Warehouse,
  comparison: Comparison,
  how: { readonly tables: DefinitionTables; readonly by: CascadeBreakdown | undefined },
) {
  const { factor, from, to } = comparison;
  const { tables } = how;
  const values = (year: number) => yearValues(warehouse, factor, year, tables);
  const reading = {
    years: Promise.all([values(from), values(to)]),
    pairs: pairValues(warehouse, factor, { from, to }, tables),
    cascade: cascadeOf(warehouse, comparison, how),
    setting: settingOf(warehouse, comparison),
    time: cascadeTimeTable(warehouse, comparison),
    segments: cascadeSegmentTable(warehouse, comparison),
    capture: captureTable(warehouse, comparison, tables),
  };
  for (const answer of Object.values<Promise<unknown>>(reading)) answer.catch(() => undefined);
  return reading;
}

/** Share of residents who completed guidance, and of examinees who were eligible in the first year. */
function sharesOf(funnel: CandidateTable | undefined, scale: CandidateTable) {
  const value = (
    table: CandidateTable | undefined,
    row: CandidateTable['rows'][number] | undefined,
    id: string,
  ) => row?.values[table?.columns.findIndex((column) => column.id === id) ?? -1] ?? 0;
  const first = funnel?.rows[0];
  const highRisk = scale.rows.find(({ at }) => at[0] === 'high_risk');
  const share = (k: number, n: number) => (n > 0 ? k / n : 0);
  return {
    tailShare: share(value(funnel, first, 'eligible'), value(funnel, first, 'examined')),
    reachedShare: share(value(scale, highRisk, 'reached'), value(scale, highRisk, 'residents')),
  };
}

function evidenceOf(label: string): readonly Evidence[] {
  return [
    { statement: `健診受診者の${label}の平均と分布の変化`, basis: 'measured_here' },
    { statement: '特定保健指導の対象者・案内・初回面接・終了・翌年度の状態の人数', basis: 'measured_here' },
    {
      statement: '健診のあとに新たに病名が現れた人のうち、高リスクの人から生じた割合',
      basis: 'measured_here',
    },
    {
      statement:
        '終了者の前後の変化から、平均への回帰として見込まれる変化を差し引いた値（回帰による見込みは終了していない人から求めた）',
      basis: 'measured_here',
    },
    { statement: '健診を受けていない住民も、受けた人と同じだけ動いたこと', basis: 'assumed' },
    { statement: '集団全体の移動のうち、どれだけが事業によるか', basis: 'assumed' },
    { statement: '保健指導による改善が翌年度より後も続くこと', basis: 'assumed' },
    {
      statement: '予防できる発症数の試算に用いる相対リスクと発症率（自治体が出典とともに入力した値）',
      basis: 'assumed',
    },
  ];
}
