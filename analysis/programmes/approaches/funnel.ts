import type { CandidateRow, CandidateTable, Column } from '../../domain/statistic.ts';
import type { DefinitionTables } from '../../domain/tables/index.ts';
import { LEGAL_TARGET } from '../../measures/families/frames-used.ts';
import {
  ALL,
  ageStratum,
  districtStratum,
  largeDistricts,
  type Stratum,
  sexStratum,
  withoutEmptyRemainders,
  withTotal,
  yearStratum,
} from '../../measures/strata.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import {
  type CascadeCount,
  type CascadeGroup,
  cascadeYears,
  countIn,
  peopleOf,
  percentOf,
  STEPS,
} from './cascade-groups.ts';
import { countColumn, type Span, shareColumn, stepColumn, subsetColumn, tableContext } from './columns.ts';
import {
  EXPECTED_CAVEAT,
  EXPECTED_METHOD,
  expectedColumns,
  expectedValues,
  UNKNOWN_NEXT,
} from './expected-columns.ts';

/** Into what the cascade can be broken down; `age2` and `area` are the coarser ones, for towns with few people. */
export type CascadeBreakdown = 'sex' | 'age' | 'age2' | 'district' | 'area' | 'channel';

/** The one breakdown that is wanted, none at all, or (undefined) all that the data have but the coarser ones. */
export type WantedBreakdown = CascadeBreakdown | 'none' | undefined;

export const CASCADE_ID = 'approaches.funnel';
export const RATE_ID = 'approaches.guidance_rate';

/** Columns of one kind of table, with their numbers of a row. */
interface Layout {
  readonly id: string;
  readonly title: string;
  readonly method: string;
  readonly caveats: readonly string[];
  readonly steps: readonly CascadeCount[];
  readonly columns: readonly Column[];
  readonly derived: (groups: readonly CascadeGroup[], everybody: readonly CascadeGroup[]) => Values;
}

type Values = CandidateRow['values'];

const EXAMINED = countColumn('examined', '健診受診者');
const ELIGIBLE = subsetColumn('eligible', '保健指導対象者', 'examined');
const ELIGIBLE_SHARE = shareColumn('eligible_share', '対象者の割合', 'eligible', 'examined');
const COMPLETED_SHARE = shareColumn('completed_share', '実施率（終了者÷対象者）', 'completed', 'eligible');
const WHO =
  '人数は特定健診受診率、特定保健指導の案内率・初回面接実施率・実施率と同じ数え方による。対象者は健診機関の階層化の判定（判定がない人は再判定）による。';
const WHOLE_YEAR = '年度途中の加入・脱退者と、告示による除外者は含まない（法定報告と同じ）。';

const CASCADE: Layout = {
  id: CASCADE_ID,
  title: '特定保健指導の流れ',
  method: `${WHO}後の段階に進んだ人は前の段階も経たものとして数える。${EXPECTED_METHOD}`,
  caveats: [WHOLE_YEAR, UNKNOWN_NEXT, EXPECTED_CAVEAT],
  steps: STEPS,
  columns: [
    EXAMINED,
    ELIGIBLE,
    stepColumn('invited', '案内した人', 'eligible'),
    stepColumn('first_interview', '初回面接を受けた人', 'invited'),
    stepColumn('completed', '終了者', 'first_interview'),
    stepColumn('examined_next', '翌年度も健診を受けた終了者', 'completed'),
    subsetColumn('improved', '翌年度に対象でなくなった終了者', 'examined_next'),
    ELIGIBLE_SHARE,
    shareColumn('invited_share', '案内の割合', 'invited', 'eligible'),
    shareColumn('first_share', '初回面接の割合', 'first_interview', 'eligible'),
    COMPLETED_SHARE,
    shareColumn('improved_share', '対象でなくなった割合', 'improved', 'examined_next'),
    ...expectedColumns(),
  ],
  derived: (groups, everybody) => [
    percentOf(groups, 'eligible', 'examined'),
    percentOf(groups, 'invited', 'eligible'),
    percentOf(groups, 'first_interview', 'eligible'),
    percentOf(groups, 'completed', 'eligible'),
    percentOf(groups, 'improved', 'examined_next'),
    ...expectedValues(groups, everybody),
  ],
};

/** What the law asks for: it goes first, so that it need not be hidden for the sake of the steps between. */
const RATE: Layout = {
  id: RATE_ID,
  title: '特定保健指導の実施率',
  method: WHO,
  caveats: [WHOLE_YEAR],
  steps: ['examined', 'eligible', 'completed'],
  columns: [
    EXAMINED,
    ELIGIBLE,
    stepColumn('completed', '終了者', 'eligible'),
    ELIGIBLE_SHARE,
    COMPLETED_SHARE,
  ],
  derived: (groups) => [
    percentOf(groups, 'eligible', 'examined'),
    percentOf(groups, 'completed', 'eligible'),
  ],
};

/**
 * The guidance cascade by fiscal year and sex, age or district: examined → eligible → invited → first interview
 * → completed → examined next year → no longer eligible. A later step implies the earlier ones. With `by`, the whole
 * and that breakdown alone. Before the whole stands the table of its rate alone (examined, eligible, completed), which is
 * to be released first. Rows carry the keys of their people: the gate knows that a measure counts the same ones.
 */
export async function cascadeTables(
  warehouse: Warehouse,
  span: Span,
  { tables, by }: { readonly tables: DefinitionTables; readonly by: WantedBreakdown },
): Promise<readonly CandidateTable[]> {
  const groups = await cascadeYears(warehouse, span, tables);
  return tablesOfGroups({ span, groups }, await districtStratum(warehouse), by);
}

/** The same of groups that were counted before. */
export function tablesOfGroups(
  counted: Counted,
  districts: Stratum,
  by: WantedBreakdown,
): readonly CandidateTable[] {
  const cuts: readonly Cut[] = [
    // The whole first: released before its parts, it keeps more of its cells.
    { name: 'total', words: '', stratum: wholeStratum(), leaf: () => ALL },
    { name: 'sex', words: '（男女別）', stratum: sexStratum(), leaf: ({ sex }) => sex },
    { name: 'age', words: '（年齢別）', stratum: ageStratum(LEGAL_TARGET.ages), leaf: ({ band }) => band },
    {
      ...{
        name: 'age2',
        words: '（年齢2区分別）',
        stratum: twoAges(),
        leaf: ({ band }: CascadeGroup) => band,
      },
      finer: ({ band }) => band,
    },
    { name: 'district', words: '（地区別）', stratum: districts, leaf: ({ district }) => district },
    ...areaCuts(districts),
  ];
  const asked = cuts.filter(({ name, finer }) =>
    by === undefined ? finer === undefined : name === 'total' || name === by,
  );
  // Of coarse parts the rate comes first as well: it is what a town with few people can be told.
  return asked.flatMap((cut) =>
    (cut.name === 'total' || cut.finer ? [RATE, CASCADE] : [CASCADE]).map((layout) =>
      tableOf(layout, cut, counted),
    ),
  );
}

/** One way to divide everybody. */
interface Cut {
  readonly name: string;
  readonly words: string;
  readonly stratum: Stratum;
  readonly leaf: (group: CascadeGroup) => string;
  /** The finer breakdown that this one puts together, for the gate to judge both. */
  readonly finer?: (group: CascadeGroup) => string;
}

/** 65 begins the age at which guidance is motivational only. */
const OLDER = 65;

/** 40–64 and 65–74 under 総数; leaves are five-year bands. */
function twoAges(): Stratum {
  const { dimension } = withTotal('age', '年齢階級', '総数', [
    { code: 'younger', label: '40〜64歳' },
    { code: 'older', label: '65〜74歳' },
  ]);
  return { dimension, lineage: (band) => [Number(band) < OLDER ? 'younger' : 'older', ALL] };
}

/** Large districts alone, where the municipality has districts within districts. */
function areaCuts(districts: Stratum): readonly Cut[] {
  const stratum = largeDistricts(districts);
  if (stratum === undefined) return [];
  const district = (group: CascadeGroup) => group.district;
  return [{ name: 'area', words: '（大きな地区別）', stratum, leaf: district, finer: district }];
}

/** One level: everybody. */
function wholeStratum(): Stratum {
  const level = { code: ALL, label: '全体' };
  return {
    dimension: { id: 'whole', label: '対象', partition: true, levels: [level] },
    lineage: () => [ALL],
  };
}

interface Counted {
  readonly span: Span;
  readonly groups: ReadonlyMap<number, readonly CascadeGroup[]>;
}

function tableOf(layout: Layout, cut: Cut, { span, groups }: Counted): CandidateTable {
  const { id, title, method, caveats, columns } = layout;
  return withoutEmptyRemainders({
    id,
    parameters: { by: cut.name, from: span.from, to: span.to },
    context: {
      ...tableContext(span, `${title}${cut.words}`, {
        population: '特定健診受診者（年度を通じて国保に加入した40〜74歳）',
        method,
        caveats,
      }),
      ...(caveats.includes(UNKNOWN_NEXT) ? { missing: [UNKNOWN_NEXT] } : {}),
    },
    dimensions: [yearStratum([...groups.keys()]).dimension, cut.stratum.dimension],
    columns,
    rows: [...groups].flatMap(([year, everybody]) => rowsOf(layout, cut, { year, everybody })),
  });
}

function rowsOf(
  { steps, derived }: Layout,
  { stratum, leaf, finer }: Cut,
  { year, everybody }: { readonly year: number; readonly everybody: readonly CascadeGroup[] },
): readonly CandidateRow[] {
  const members = new Map<string, CascadeGroup[]>();
  for (const group of everybody) {
    for (const code of stratum.lineage(leaf(group))) {
      const held = members.get(code);
      if (held) held.push(group);
      else members.set(code, [group]);
    }
  }
  const counted = Object.fromEntries(steps.map((step) => [step, step]));
  return stratum.dimension.levels.map(({ code }) => {
    const groups = members.get(code) ?? [];
    return {
      at: [String(year), code],
      values: [...steps.map((step) => countIn(groups, step, everybody)), ...derived(groups, everybody)],
      ...peopleOf(groups, counted, finer),
    };
  });
}
