import { fiscalYearLabel } from '../../domain/fiscal-year-label.ts';
import type { CandidateRow, CandidateTable } from '../../domain/statistic.ts';
import type { DefinitionTables } from '../../domain/tables/index.ts';
import { noted } from '../../domain/titles.ts';
import { conditionSql, createScope, frameQuery, prepare } from '../../measures/conditions/compile.ts';
import { EXAMINED } from '../../measures/families/frames-used.ts';
import { fiscalYearSql } from '../../warehouse/fiscal-year.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import { factorSql } from './cohort.ts';
import { type Comparison, countColumn, shareColumn, subsetColumn, tableContext } from './columns.ts';

/** Disease groups whose first mention in claims counts as an event. */
const OUTCOMES = [
  { code: 'stroke', label: '脳卒中' },
  { code: 'myocardial_infarction', label: '心筋梗塞' },
  { code: 'heart_failure', label: '心不全' },
] as const;
/** Years before and with the checkup in which no mention may stand. */
const LOOK_BACK = 3;

/**
 * Capture of future events (Kojo 2021 asks the same): among examinees of the first year without the disease, the share
 * of later new diagnoses that arises beyond each tier of the factor, beside the share of people beyond it. A high-risk
 * programme at that tier can prevent no more than what it captures. Exact, for the gate.
 */
export async function captureTable(
  warehouse: Warehouse,
  comparison: Comparison,
  tables: DefinitionTables,
): Promise<CandidateTable> {
  const { factor, from, to } = comparison;
  const reach = await reachOf(warehouse, comparison);
  const rows = await rowsOf(warehouse, comparison, { tables, reach });
  const context = tableContext(
    comparison,
    noted('将来の発症のうち高リスクの人から生じた割合', factor.label),
    {
      population: `${comparison.fromLabel}の特定健診受診者（40〜74歳）のうち${factor.label}を測定し、${reach.since === from ? 'その年度' : `${fiscalYearLabel(reach.since)}からその年度まで`}のレセプトにその病名がない人`,
      method: `翌年度から${fiscalYearLabel(reach.until)}までのレセプトにその病名（疑いを除く）が初めて現れた人を発症とみなす。高リスクは、はじめの年度の値が段階以上（低いほど悪い因子は未満）の人。`,
      caveats: [
        '病名はレセプトのもので、診断の確かさは確認していない。転出・死亡した人も分母に含む。',
        '発症の多くが高リスクでない人から生じるときは、高リスクの人だけへの働きかけで防げる数に限りがある。',
        ...(reach.since > from - LOOK_BACK ? [SHORT] : []),
      ],
    },
  );
  return {
    id: 'approaches.capture',
    parameters: { factor: factor.id, from, to },
    context: reach.isKnown ? context : { ...context, missing: [NO_CLAIMS] },
    dimensions: [
      {
        id: 'outcome',
        label: '発症',
        partition: false,
        levels: OUTCOMES.map(({ code, label }) => ({ code, label })),
      },
      {
        id: 'tier',
        label: '段階',
        partition: false,
        nested: true,
        levels: factor.tiers.map((tier) => ({
          code: String(tier),
          label: `${tier}${factor.unit}${factor.high ? '以上' : '未満'}`,
        })),
      },
    ],
    columns: COLUMNS,
    rows,
  };
}

const COLUMNS = [
  countColumn('n', '病名のなかった人'),
  subsetColumn('high', '高リスクの人', 'n'),
  subsetColumn('events', '発症した人', 'n'),
  subsetColumn('captured', '高リスクから発症した人', 'events'),
  shareColumn('high_share', '高リスクの人の割合', 'high', 'n'),
  shareColumn('capture', '発症のうち高リスクから生じた割合', 'captured', 'events'),
  shareColumn('incidence', '発症の割合', 'events', 'n'),
] as const;

/** Fiscal years that the claims reach into: before the checkup, and after it. */
interface Reach {
  /** First and last year looked back to for the diagnosis, the year of the checkup included. */
  readonly since: number;
  readonly until: number;
  /** Whether claims of the year of the checkup and of a later one are there: without them nobody is known to fall ill. */
  readonly isKnown: boolean;
}

async function reachOf(warehouse: Warehouse, { from, to }: Comparison): Promise<Reach> {
  const [row] = await warehouse.all(
    `SELECT ${fiscalYearSql('first')} AS first, ${fiscalYearSql('last')} AS last
      FROM (SELECT min(month) AS first, max(month) AS last FROM claim) WHERE first IS NOT NULL`,
  );
  const [first, last] = [Number(row?.first ?? Number.POSITIVE_INFINITY), Number(row?.last ?? 0)];
  // Years before the first claims have nothing to look up, and no summaries that would have to be made.
  const since = Math.min(from, Math.max(from - LOOK_BACK, first));
  const until = Math.max(from, Math.min(to, last));
  return { since, until, isKnown: first <= from && until > from };
}

const SHORT = `さかのぼれるレセプトが${LOOK_BACK}年度分に満たないため、前からかかっていた人が、新たに発症した人に混じることがある。`;
const NO_CLAIMS =
  '健診の年度と、それより後の年度のレセプトが取り込まれていないため、病名が初めて現れた人を数えられない。';

async function rowsOf(
  warehouse: Warehouse,
  { factor, from }: Comparison,
  { tables, reach }: { readonly tables: DefinitionTables; readonly reach: Reach },
): Promise<readonly CandidateRow[]> {
  if (!reach.isKnown)
    return OUTCOMES.flatMap(({ code }) =>
      factor.tiers.map((tier) => ({ at: [code, String(tier)], values: COLUMNS.map(() => null) })),
    );
  const scope = createScope(from, tables, 'tokutei');
  const value = factorSql(factor, scope, 0);
  const flags = OUTCOMES.map(({ code }, i) => {
    const before = conditionSql({ diagnosis: code, years: [reach.since - from, 0] }, scope);
    const after = conditionSql({ diagnosis: code, years: [1, reach.until - from] }, scope);
    return `NOT ${before} AS free${i}, ${after} AS event${i}`;
  });
  const people = frameQuery(scope, EXAMINED, {
    select: `(${value})::DOUBLE AS value, ${flags.join(', ')}`,
    where: `(${value}) IS NOT NULL`,
  });
  await prepare(warehouse, scope);
  const beyond = (tier: number) => `value ${factor.high ? '>=' : '<'} ${tier}`;
  const counts = OUTCOMES.flatMap((_, i) => [
    `count(*) FILTER (free${i}) AS n${i}, count(*) FILTER (free${i} AND event${i}) AS events${i}`,
    ...factor.tiers.map(
      (tier, t) => `count(*) FILTER (free${i} AND ${beyond(tier)}) AS high${i}_${t},
        count(*) FILTER (free${i} AND event${i} AND ${beyond(tier)}) AS captured${i}_${t}`,
    ),
  ]);
  const [row] = await warehouse.all(`SELECT ${counts.join(', ')} FROM (${people})`);
  const number = (name: string) => Number(row?.[name] ?? 0);
  const share = (k: number, n: number) => (n > 0 ? (100 * k) / n : null);
  return OUTCOMES.flatMap(({ code }, i) => {
    const [n, events] = [number(`n${i}`), number(`events${i}`)];
    return factor.tiers.map((tier, t): CandidateRow => {
      const [high, captured] = [number(`high${i}_${t}`), number(`captured${i}_${t}`)];
      return {
        at: [code, String(tier)],
        values: [n, high, events, captured, share(high, n), share(captured, events), share(events, n)],
      };
    });
  });
}
