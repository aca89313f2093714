import type { CandidateRow, CandidateTable, Column } from '../../domain/statistic.ts';
import type { DefinitionTables } from '../../domain/tables/index.ts';
import { createScope, frameQuery, prepare } from '../../measures/conditions/compile.ts';
import { EXAMINED } from '../../measures/families/frames-used.ts';
import {
  ALL,
  ageStratum,
  bandSql,
  districtStratum,
  type Stratum,
  sexStratum,
  withoutEmptyRemainders,
  yearStratum,
} from '../../measures/strata.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import { eligibleSql } from './cohort.ts';
import { type Comparison, countColumn, shareColumn, subsetColumn, tableContext } from './columns.ts';

/** Steps of 特定保健指導, each a subset of the one before. */
const STEPS = [
  'examined',
  'eligible',
  'invited',
  'first_interview',
  'completed',
  'examined_next',
  'improved',
] as const;

const COLUMNS: readonly Column[] = [
  countColumn('examined', '健診受診者'),
  subsetColumn('eligible', '保健指導対象者', 'examined'),
  stepColumn('invited', '案内した人', 'eligible'),
  stepColumn('first_interview', '初回面接を受けた人', 'invited'),
  stepColumn('completed', '終了者', 'first_interview'),
  stepColumn('examined_next', '翌年度も健診を受けた終了者', 'completed'),
  subsetColumn('improved', '翌年度に対象でなくなった終了者', 'examined_next'),
  shareColumn('eligible_share', '対象者の割合', 'eligible', 'examined'),
  shareColumn('invited_share', '案内の割合', 'invited', 'eligible'),
  shareColumn('first_share', '初回面接の割合', 'first_interview', 'eligible'),
  shareColumn('completed_share', '実施率（終了者÷対象者）', 'completed', 'eligible'),
  shareColumn('improved_share', '対象でなくなった割合', 'improved', 'examined_next'),
];

/** A step of the service, where "everybody went on" says nothing about anybody's health. */
function stepColumn(id: string, label: string, of: string): Column {
  return { ...subsetColumn(id, label, of), fullShown: true };
}

/**
 * The guidance cascade by fiscal year and sex, age or district: examined → eligible → invited → first interview
 * → completed → examined next year → no longer eligible. A later step implies the earlier ones.
 */
export async function funnelTables(
  warehouse: Warehouse,
  comparison: Comparison,
  tables: DefinitionTables,
): Promise<readonly CandidateTable[]> {
  const years: number[] = [];
  for (let year = comparison.from; year <= comparison.to; year++) years.push(year);
  const counts = new Map<number, readonly StepGroup[]>();
  for (const year of years) counts.set(year, await stepGroups(warehouse, year, tables));
  const strata: readonly [string, Stratum, (group: StepGroup) => string][] = [
    // The whole first: released before its parts, it keeps more of its cells.
    ['total', wholeStratum(), () => ALL],
    ['sex', sexStratum(), ({ sex }) => sex],
    ['age', ageStratum(EXAMINED.ages), ({ band }) => band],
    ['district', await districtStratum(warehouse), ({ district }) => district],
  ];
  return strata.map(([name, stratum, leaf]) =>
    withoutEmptyRemainders({
      id: 'approaches.funnel',
      parameters: { by: name, from: comparison.from, to: comparison.to },
      context: tableContext(comparison, '特定保健指導の流れ', {
        population: '特定健診受診者（40〜74歳）',
        method:
          '対象者は健診機関の階層化の判定（判定がない人は再判定、または保健指導の記録）による。後の段階に進んだ人は前の段階も経たものとして数える。',
        caveats: [
          '翌年度の健診がまだ取り込まれていない年度は、翌年度の欄が0になる。',
          '対象でなくなった割合には、何もしなくても対象でなくなる人（平均への回帰）が含まれる。終了していない人の割合と並べた表「何人に保健指導をすると1人が対象でなくなるか」で比べること。',
        ],
      }),
      dimensions: [yearStratum(years).dimension, stratum.dimension],
      columns: COLUMNS,
      rows: years.flatMap((year) => rowsOf(year, counts.get(year) ?? [], stratum, leaf)),
    }),
  );
}

/** One level: everybody. */
function wholeStratum(): Stratum {
  const level = { code: ALL, label: '全体' };
  return {
    dimension: { id: 'whole', label: '対象', partition: true, levels: [level] },
    lineage: () => [ALL],
  };
}

interface StepGroup {
  readonly sex: string;
  readonly band: string;
  readonly district: string;
  readonly steps: readonly number[];
}

async function stepGroups(
  warehouse: Warehouse,
  year: number,
  tables: DefinitionTables,
): Promise<readonly StepGroup[]> {
  const scope = createScope(year, tables, 'tokutei');
  const eligible = eligibleSql(scope);
  const next = scope.checkup(1);
  const stillEligible = eligibleSql(scope, 1);
  scope.ctes.set(
    'course',
    `SELECT person_id, count(invited_date) + count(first_interview_date) + count(completed_date) > 0 AS invited,
        count(first_interview_date) + count(completed_date) > 0 AS started, count(completed_date) > 0 AS completed
      FROM guidance WHERE fiscal_year = ${year} GROUP BY person_id`,
  );
  scope.joins.set('course', 'LEFT JOIN course ON course.person_id = f.person_id');
  const people = frameQuery(scope, EXAMINED, {
    select: `f.sex, ${bandSql('f.age')} AS band, f.district_code,
      (${eligible} OR course.person_id IS NOT NULL) AS eligible, coalesce(course.invited, false) AS invited,
      coalesce(course.started, false) AS started, coalesce(course.completed, false) AS completed,
      ${next}.checkup_id IS NOT NULL AS examined_next, NOT (${stillEligible}) AS relieved`,
  });
  await prepare(warehouse, scope);
  const rows =
    await warehouse.all(`SELECT sex, band, coalesce(district_code, '') AS district, count(*) AS examined,
      count(*) FILTER (eligible) AS eligible, count(*) FILTER (invited) AS invited,
      count(*) FILTER (started) AS first_interview, count(*) FILTER (completed) AS completed,
      count(*) FILTER (completed AND examined_next) AS examined_next,
      count(*) FILTER (completed AND examined_next AND relieved) AS improved
    FROM (${people}) GROUP BY ALL`);
  return rows.map((row) => ({
    sex: String(row.sex),
    band: String(row.band),
    district: String(row.district),
    steps: STEPS.map((step) => Number(row[step] ?? 0)),
  }));
}

function rowsOf(
  year: number,
  groups: readonly StepGroup[],
  stratum: Stratum,
  leaf: (group: StepGroup) => string,
): readonly CandidateRow[] {
  const totals = new Map<string, number[]>();
  for (const group of groups) {
    for (const code of stratum.lineage(leaf(group))) {
      const held = totals.get(code) ?? STEPS.map(() => 0);
      group.steps.forEach((n, i) => {
        held[i]! += n;
      });
      totals.set(code, held);
    }
  }
  return stratum.dimension.levels.map(({ code }) => {
    const steps = totals.get(code) ?? STEPS.map(() => 0);
    const [examined, eligible, invited, first, completed, next, improved] = steps as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const share = (k: number, n: number) => (n > 0 ? (100 * k) / n : null);
    return {
      at: [String(year), code],
      values: [
        ...steps,
        share(eligible, examined),
        share(invited, eligible),
        share(first, eligible),
        share(completed, eligible),
        share(improved, next),
      ],
    };
  });
}
