import type { CandidateRow, CandidateTable, Column } from '../../domain/statistic.ts';
import type { DefinitionTables } from '../../domain/tables/index.ts';
import { ALL, withTotal, yearStratum } from '../../measures/strata.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import { channelLevels, UNKNOWN_CHANNEL } from '../channels.ts';
import { type CascadeGroup, cascadeYears, countIn, peopleOf, percentOf } from './cascade-groups.ts';
import { countColumn, type Span, shareColumn, stepColumn, subsetColumn, tableContext } from './columns.ts';
import {
  EXPECTED_CAVEAT,
  EXPECTED_METHOD,
  expectedColumns,
  expectedValues,
  UNKNOWN_NEXT,
} from './expected-columns.ts';

/** Who is counted in each column; everybody in a row is eligible and invited. */
const COUNTS = {
  invited: 'eligible',
  first_interview: 'first_interview',
  completed: 'completed',
  examined_next: 'examined_next',
  improved: 'improved',
} as const;

const COLUMNS: readonly Column[] = [
  countColumn('invited', '案内した対象者'),
  stepColumn('first_interview', '初回面接を受けた人', 'invited'),
  stepColumn('completed', '終了者', 'first_interview'),
  stepColumn('examined_next', '翌年度も健診を受けた終了者', 'completed'),
  subsetColumn('improved', '翌年度に対象でなくなった終了者', 'examined_next'),
  shareColumn('first_share', '初回面接の割合（÷案内した人）', 'first_interview', 'invited'),
  shareColumn('completed_share', '終了の割合（÷案内した人）', 'completed', 'invited'),
  shareColumn('improved_share', '対象でなくなった割合', 'improved', 'examined_next'),
  ...expectedColumns(),
];

/**
 * The guidance cascade from invitation by outreach channel and fiscal year. Guidance files carry no channel: it is
 * taken from the records of invitations to high-risk programmes whose name says 保健指導, in the fiscal year of the
 * guidance; who has no such record, or one without a channel, is a row of its own, and so is who was asked in several ways. Undefined where no channel is
 * recorded at all, unless it was asked for. Exact, for the gate.
 */
export async function channelCascadeTable(
  warehouse: Warehouse,
  span: Span,
  { tables, asked }: { readonly tables: DefinitionTables; readonly asked: boolean },
): Promise<CandidateTable | undefined> {
  const found = await cascadeYears(warehouse, span, tables);
  const called = [...found.values()].flat().filter((group) => group.called);
  const channels = new Set(called.map(({ channel }) => channel));
  if (![...channels].some((code) => code !== UNKNOWN_CHANNEL) && !asked) return undefined;
  const stratum = withTotal('channel', '案内の手段', '全体', channelLevels(channels));
  const { levels } = stratum.dimension;
  const rows: CandidateRow[] = [];
  for (const [year, everybody] of found)
    for (const { code } of levels) {
      const groups = everybody.filter((group) => group.called && (code === ALL || group.channel === code));
      rows.push({
        at: [String(year), code],
        values: valuesOf(groups, everybody),
        ...peopleOf(groups, COUNTS),
      });
    }
  return {
    id: 'approaches.cascade_channels',
    parameters: { from: span.from, to: span.to },
    context: contextOf(span),
    dimensions: [yearStratum([...found.keys()]).dimension, stratum.dimension],
    columns: COLUMNS,
    rows,
  };
}

function contextOf(span: Span): CandidateTable['context'] {
  return {
    ...tableContext(span, '特定保健指導の流れ（案内の手段別）', {
      population:
        '特定健診受診者（年度を通じて国保に加入した40〜74歳）のうち、保健指導の対象となり案内した人',
      method: `手段は、名前に「保健指導」を含むハイリスクアプローチの事業の、その年度の案内の記録による（同じ年度に何度か案内した人は、事業ごとに最後の手段）。案内の記録か、保健指導の案内日・面接・終了の記録がある人を、案内した人とする。${EXPECTED_METHOD}`,
      caveats: [
        '手段は対象者に合わせて選ばれているため、割合の差は手段の効果とは限らない。',
        '違う手段でも案内した人は「複数の手段」に数える。',
        UNKNOWN_NEXT,
        EXPECTED_CAVEAT,
      ],
    }),
    missing: [UNKNOWN_NEXT],
    source: '取り込んだデータ（健診結果、特定保健指導、事業の案内・参加者名簿）',
  };
}

function valuesOf(
  groups: readonly CascadeGroup[],
  everybody: readonly CascadeGroup[],
): CandidateRow['values'] {
  return [
    ...Object.values(COUNTS).map((name) => countIn(groups, name, everybody)),
    percentOf(groups, 'first_interview', 'eligible'),
    percentOf(groups, 'completed', 'eligible'),
    percentOf(groups, 'improved', 'examined_next'),
    ...expectedValues(groups, everybody),
  ];
}
