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
import { type CascadeCount, type CascadeGroup, cascadeGroups, total } from './cascade-groups.ts';
import { type Comparison, countColumn, shareColumn, subsetColumn, tableContext } from './columns.ts';
import { type ExpectedShare, expectedShare } from './expected-share.ts';

/** Steps of 特定保健指導, each a subset of the one before. */
const STEPS = [
  'examined',
  'eligible',
  'invited',
  'first_interview',
  'completed',
  'examined_next',
  'improved',
] as const satisfies readonly CascadeCount[];

const AGAIN = ['improved', 'examined_next'];

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
  expectedColumn('expected_improved', '保健指導がなくても対象でなくなると見込まれる人', '人', 'index'),
  expectedColumn('expected_share', '保健指導がなくても対象でなくなると見込まれる割合', '%', 'index'),
  expectedColumn('expected_share_lower', '95%信頼区間 下限', '%', 'interval'),
  expectedColumn('expected_share_upper', '95%信頼区間 上限', '%', 'interval'),
  expectedColumn('net_share', '対象でなくなった割合と見込みの差', '%ポイント', 'index'),
  expectedColumn('net_share_lower', '95%信頼区間 下限', '%ポイント', 'interval'),
  expectedColumn('net_share_upper', '95%信頼区間 上限', '%ポイント', 'interval'),
];

function expectedColumn(id: string, label: string, unit: string, formula: 'index' | 'interval'): Column {
  return { id, label, kind: 'derived', unit, decimals: 1, formula, from: AGAIN };
}

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
  const counts = new Map<number, readonly CascadeGroup[]>();
  for (const year of years) counts.set(year, await cascadeGroups(warehouse, year, tables));
  const strata: readonly [string, Stratum, (group: CascadeGroup) => string][] = [
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
          '対象者は健診機関の階層化の判定（判定がない人は再判定、または保健指導の記録）による。後の段階に進んだ人は前の段階も経たものとして数える。見込みは、同じ年度の、終了していない対象者が翌年度に対象でなくなった割合を、支援の区分・性・年齢（40〜64歳、65〜74歳）ごとに求め、終了者の構成で重み付けした値（人数が足りないときは、まとめた区分による）。区間はウィルソンの区間をMOVER法（Zou・Donner 2008）で合わせたもの。',
        caveats: [
          '翌年度の健診がまだ取り込まれていない年度は、翌年度の欄が0になる。',
          '対象でなくなった割合には、何もしなくても対象でなくなる人（平均への回帰）が含まれる。見込みの割合と並べて読むこと。差には意欲の違いなど記録にない違いが残り、効果は「効果検証」で確かめる。',
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
  const steps = STEPS.map((step) => total(groups, step));
  const share = (of: CascadeCount, among: CascadeCount) => {
    const n = total(groups, among);
    return n > 0 ? (100 * total(groups, of)) / n : null;
  };
  return [
    ...steps,
    share('eligible', 'examined'),
    share('invited', 'eligible'),
    share('first_interview', 'eligible'),
    share('completed', 'eligible'),
    share('improved', 'examined_next'),
    ...expectedValues(expectedShare(groups, everybody), total(groups, 'examined_next')),
  ];
}

function expectedValues(found: ExpectedShare | undefined, n: number): readonly (number | null)[] {
  if (!found) return Array.from({ length: 7 }, () => null);
  const { expected, difference } = found;
  const shares = [expected, difference].flatMap(({ estimate, lower, upper }) => [estimate, lower, upper]);
  return [n * expected.estimate, ...shares.map((value) => 100 * value)];
}
