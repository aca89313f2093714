import type { CandidateRow, CandidateTable, Column } from '../../domain/statistic.ts';
import type { DefinitionTables } from '../../domain/tables/index.ts';
import { EXAMINED } from '../../measures/families/frames-used.ts';
import {
  ALL,
  ageStratum,
  districtStratum,
  type Stratum,
  sexStratum,
  withoutEmptyRemainders,
  yearStratum,
} from '../../measures/strata.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import { type CascadeGroup, cascadeGroups, percentOf, STEPS, total } from './cascade-groups.ts';
import {
  type Comparison,
  countColumn,
  shareColumn,
  stepColumn,
  subsetColumn,
  tableContext,
} from './columns.ts';
import { EXPECTED_CAVEAT, EXPECTED_METHOD, expectedColumns, expectedValues } from './expected-columns.ts';

/** Into what the cascade can be broken down. */
export type CascadeBreakdown = 'sex' | 'age' | 'district' | 'channel';

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
  ...expectedColumns(),
];

/**
 * The guidance cascade by fiscal year and sex, age or district: examined → eligible → invited → first interview
 * → completed → examined next year → no longer eligible. A later step implies the earlier ones. With `by`, the whole
 * and that breakdown alone.
 */
export async function funnelTables(
  warehouse: Warehouse,
  comparison: Comparison,
  { tables, by }: { readonly tables: DefinitionTables; readonly by?: CascadeBreakdown },
): Promise<readonly CandidateTable[]> {
  const years: number[] = [];
  for (let year = comparison.from; year <= comparison.to; year++) years.push(year);
  const counts = new Map<number, readonly CascadeGroup[]>();
  for (const year of years) counts.set(year, await cascadeGroups(warehouse, year, tables));
  const strata: readonly [string, string, Stratum, (group: CascadeGroup) => string][] = [
    // The whole first: released before its parts, it keeps more of its cells.
    ['total', '', wholeStratum(), () => ALL],
    ['sex', '（男女別）', sexStratum(), ({ sex }) => sex],
    ['age', '（年齢別）', ageStratum(EXAMINED.ages), ({ band }) => band],
    ['district', '（地区別）', await districtStratum(warehouse), ({ district }) => district],
  ];
  const asked = strata.filter(([name]) => by === undefined || name === 'total' || name === by);
  return asked.map(([name, words, stratum, leaf]) =>
    withoutEmptyRemainders({
      id: 'approaches.funnel',
      parameters: { by: name, from: comparison.from, to: comparison.to },
      context: tableContext(comparison, `特定保健指導の流れ${words}`, {
        population: '特定健診受診者（40〜74歳）',
        method: `対象者は健診機関の階層化の判定（判定がない人は再判定、または保健指導の記録）による。後の段階に進んだ人は前の段階も経たものとして数える。${EXPECTED_METHOD}`,
        caveats: ['翌年度の健診がまだ取り込まれていない年度は、翌年度の欄が0になる。', EXPECTED_CAVEAT],
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

function rowsOf(
  year: number,
  groups: readonly CascadeGroup[],
  stratum: Stratum,
  leaf: (group: CascadeGroup) => string,
): readonly CandidateRow[] {
  const members = new Map<string, CascadeGroup[]>();
  for (const group of groups) {
    for (const code of stratum.lineage(leaf(group))) {
      const held = members.get(code);
      if (held) held.push(group);
      else members.set(code, [group]);
    }
  }
  return stratum.dimension.levels.map(({ code }) => ({
    at: [String(year), code],
    values: valuesOf(members.get(code) ?? [], groups),
  }));
}

function valuesOf(
  groups: readonly CascadeGroup[],
  everybody: readonly CascadeGroup[],
): CandidateRow['values'] {
  return [
    ...STEPS.map((step) => total(groups, step)),
    percentOf(groups, 'eligible', 'examined'),
    percentOf(groups, 'invited', 'eligible'),
    percentOf(groups, 'first_interview', 'eligible'),
    percentOf(groups, 'completed', 'eligible'),
    percentOf(groups, 'improved', 'examined_next'),
    ...expectedValues(groups, everybody),
  ];
}
