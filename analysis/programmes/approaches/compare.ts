import { fiscalYearLabel } from '../../domain/fiscal-year-label.ts';
import { UserIssue } from '../../domain/issue.ts';
import type { CandidateTable } from '../../domain/statistic.ts';
import { type DefinitionTables, definitionTables } from '../../domain/tables/index.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import { burdenTable } from './burden.ts';
import { captureTable } from './capture.ts';
import { type Cascade, cascadeOf } from './cascade.ts';
import { cascadeSegmentTable } from './cascade-segments.ts';
import { cascadeTimeTable } from './cascade-time.ts';
import { findFactor, pairValues, type YearValues, yearValues } from './cohort.ts';
import type { Comparison } from './columns.ts';
import { eventTable } from './events.ts';
import { CASCADE_ID, type WantedBreakdown } from './funnel.ts';
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
  /** The breakdown of the cascade that is wanted; absent: all that the data have. */
  readonly by?: WantedBreakdown;
}

export interface Evidence {
  readonly statement: string;
  readonly basis: 'measured_here' | 'assumed';
}

/** What is compared, in words. */
export interface ComparisonHeading {
  readonly factor: string;
  readonly factorName: string;
  readonly unit: string;
  /** True where higher is worse. */
  readonly high: boolean;
  readonly from: number;
  readonly to: number;
}

/** Both approaches, exact numbers: every table goes through the disclosure gate before anybody sees it. */
export interface ApproachComparison extends ComparisonHeading {
  readonly population: readonly CandidateTable[];
  readonly cascade: Cascade;
  /** The high-risk approach beside the cascade. */
  readonly highRisk: readonly CandidateTable[];
  readonly sideBySide: readonly CandidateTable[];
  readonly evidence: readonly Evidence[];
}

type Part = 'population' | 'cascade' | 'highRisk' | 'sideBySide';

/** The same with each part on its way: the gate judges the first while the database answers the questions of the next. */
export type ApproachParts = Omit<ApproachComparison, Part> & {
  readonly [Name in Part]: Promise<ApproachComparison[Name]>;
} & {
  /** Comes when no question is left with the database: whoever gives up before must not close it under one. */
  readonly settled: Promise<unknown>;
};

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
  const { settled, ...parts } = approachParts(warehouse, request);
  try {
    return {
      ...parts,
      population: await parts.population,
      cascade: await parts.cascade,
      highRisk: await parts.highRisk,
      sideBySide: await parts.sideBySide,
    };
  } finally {
    await settled;
  }
}

/** The parts of `compareApproaches` as they come; each fails as the whole would. Throws as it does for a bad request. */
export function approachParts(warehouse: Warehouse, request: ApproachRequest): ApproachParts {
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
  const change = expected(reading.pairs.then((pairs) => changeTable(comparison, pairs)));
  const asked: Asked = { warehouse, comparison, tables, reading, change };
  const highRisk = expected(highRiskOf(asked));
  return {
    factor: factor.id,
    factorName: factor.label,
    unit: factor.unit,
    high: factor.high,
    from,
    to,
    population: expected(populationOf(asked)),
    cascade: reading.cascade,
    highRisk,
    sideBySide: expected(sideBySideOf(asked)),
    evidence: evidenceOf(factor.label),
    settled: Promise.allSettled([...Object.values(reading), highRisk]),
  };
}

/** One comparison that is under way. */
interface Asked {
  readonly warehouse: Warehouse;
  readonly comparison: Comparison;
  readonly tables: DefinitionTables;
  readonly reading: ReturnType<typeof readingOf>;
  /** Of those who took part. */
  readonly change: Promise<ReturnType<typeof changeTable>>;
}

async function populationOf({ comparison, tables, reading }: Asked): Promise<readonly CandidateTable[]> {
  const years = await reading.years;
  const population = [
    meanTable(comparison, years, tables),
    distributionTable(comparison, years),
    tierTable(comparison, years),
    quantileTable(comparison, years),
  ];
  const risks = risksOf(comparison.factor.id, tables, comparison.to).values;
  return risks.length === 0 ? population : [...population, burdenTable(comparison, risks, years.to)];
}

async function highRiskOf(asked: Asked): Promise<readonly CandidateTable[]> {
  const { warehouse, comparison, tables, reading } = asked;
  await reading.years;
  return [
    await reading.time,
    await reading.segments,
    (await asked.change).table,
    await numberNeededTable(warehouse, comparison, tables),
    await reading.capture,
  ];
}

async function sideBySideOf({ comparison, tables, reading, change }: Asked) {
  const years = await reading.years;
  const { completed } = await change;
  const shift = shiftOf(years, 'all', tables);
  const setting = await reading.setting;
  const scale = sideBySideTable(comparison, { shift, completed }, setting);
  const risks = risksOf(comparison.factor.id, tables, comparison.to).values;
  if (risks.length === 0) return [scale];
  const { whole } = await reading.cascade;
  const shares = sharesOf(
    whole.find(({ id }) => id === CASCADE_ID),
    scale,
  );
  const { residents, yenPopulation, yenHighRisk } = setting;
  const request = { values: years.to, shift, net: completed.net, residents, ...shares };
  const yen = { population: yenPopulation, highRisk: yenHighRisk };
  return [scale, eventTable(comparison, risks, { ...request, yen })];
}

/** Awaited where it is needed: one that fails after another has failed must not end the process. */
function expected<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => undefined);
  return answer;
}

/**
 * Every question to the data at once: the database answers the next while the last answer is worked on. The first to be
 * worked on are asked first.
 */
function readingOf(
  warehouse: Warehouse,
  comparison: Comparison,
  how: { readonly tables: DefinitionTables; readonly by: WantedBreakdown },
) {
  const { from, to } = comparison;
  return {
    years: expected(yearsOf(warehouse, comparison, how.tables)),
    cascade: expected(cascadeOf(warehouse, comparison, how)),
    pairs: expected(pairValues(warehouse, comparison.factor, { from, to }, how.tables)),
    time: expected(cascadeTimeTable(warehouse, comparison)),
    segments: expected(cascadeSegmentTable(warehouse, comparison)),
    capture: expected(captureTable(warehouse, comparison, how.tables)),
    setting: expected(settingOf(warehouse, comparison)),
  };
}

/** Values of both years; throws `approaches.no_values` where one has none. */
async function yearsOf(
  warehouse: Warehouse,
  { factor, from, to }: Comparison,
  tables: DefinitionTables,
): Promise<{ readonly from: YearValues; readonly to: YearValues }> {
  const [first, last] = await Promise.all(
    [from, to].map((year) => yearValues(warehouse, factor, year, tables)),
  );
  for (const values of [first!, last!])
    if (values.length === 0)
      throw new UserIssue('input', 'approaches.no_values', { factor: factor.label, year: values.year });
  return { from: first!, to: last! };
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
