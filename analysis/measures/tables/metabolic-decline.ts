import type { CandidateRow, CandidateTable, Column, RateStratum } from '../../domain/statistic.ts';
import type { DefinitionTables } from '../../domain/tables/index.ts';
import { zFor } from '../../statistics/rates/poisson.ts';
import { joinPeople, peopleKeyText } from '../../warehouse/people.ts';
import { type Adjustment, finestFirst, groupBy } from '../adjustment.ts';
import { contextOf } from '../context.ts';
import { type CountedMeasure, measure, type TableRequest } from '../definition.ts';
import { LEGAL_AGE_RULE, LEGAL_TARGET } from '../families/frames-used.ts';
import { groupsTables, personGroups } from '../run.ts';
import { ALL, sexStratum, yearStratum } from '../strata.ts';

/** 該当者 and 予備群 together among the examinees who can be judged. */
const JUDGED = {
  kind: 'share',
  frame: LEGAL_TARGET,
  denominator: { metabolic: [1, 2, 3], basis: 'official' },
  numerator: { metabolic: [1, 2], basis: 'official' },
} as const satisfies CountedMeasure['question'];
const NAMED = measure({
  id: 'checkup.metabolic_or_pre',
  name: 'メタボリックシンドローム該当者・予備群の割合',
  family: 'checkup',
  source: '',
  numerator: '',
  denominator: '',
  direction: 'lower_is_better',
  ageRule: LEGAL_AGE_RULE,
  question: JUDGED,
});
const SHARE: CountedMeasure = { ...NAMED, question: JUDGED };
const EVERYBODY: CountedMeasure = {
  ...SHARE,
  id: 'checkup.metabolic_or_pre.target',
  name: '減少率の対象者',
  question: { kind: 'share', frame: LEGAL_TARGET, numerator: { examined: true } },
};

type Counted = 'people' | 'judged' | 'found';

interface Group {
  readonly sex: string;
  readonly band: number;
  readonly people: number;
  readonly judged: number;
  readonly found: number;
  /** Keys of those people; null where there is no secret. */
  readonly keys: Readonly<Record<Counted, bigint | null>>;
  /** Share in fiscal year 2008, null where it is not entered. */
  readonly baseline: number | null;
}

/** Why there is no decline before the shares of 2008 are entered. */
export const NO_BASELINE = '平成20年度の割合を定義表（metabolic_baseline）に入力するまで、減少率は出ない。';

/**
 * メタボリックシンドローム該当者及び予備群の減少率 against fiscal year 2008: the share of each sex and five-year age group is
 * applied to the same group of 対象者, now and with the shares of 2008, so that neither who came nor ageing counts.
 * Interval from the binomial variance of today's shares (delta method). Null without the shares of 2008.
 */
export async function metabolicDecline(request: TableRequest): Promise<CandidateTable> {
  const { years, by, tables, definition } = request;
  const chosen: { readonly at: readonly string[]; readonly groups: readonly Group[] }[] = [];
  for (const year of years) {
    const groups = await groupsOf(request, year);
    if (!by.includes('sex')) chosen.push({ at: [String(year)], groups });
    else
      for (const sex of [ALL, '1', '2'])
        chosen.push({
          at: [String(year), sex],
          groups: groups.filter((group) => sex === ALL || group.sex === sex),
        });
  }
  const hasBaseline = tables.values('metabolic_baseline', 2008).rates.length > 0;
  const context = {
    ...contextOf(definition, LEGAL_TARGET, years, tables),
    ...(hasBaseline ? {} : { missing: [NO_BASELINE] }),
  };
  const parameters = { years: years.join(','), by: by.join(',') };
  return finestFirst<Grouping>(['sex_age', 'sex_broad_age', 'sex'], (grouping) => ({
    id: `measure.${definition.id}`,
    parameters: { ...parameters, ...(grouping === 'sex_age' ? {} : { groups: grouping }) },
    context: { ...context, caveats: [...context.caveats, ...CAVEATS[grouping]] },
    dimensions: [yearStratum(years).dimension, ...(by.includes('sex') ? [sexStratum().dimension] : [])],
    columns: COLUMNS,
    rows: chosen.map(({ at, groups }): CandidateRow => {
      const people = groups.map((group): RateStratum => ({ persons: group.people }));
      const joined = joinedBy(grouping, groups);
      return {
        at,
        values: valuesOf(joined),
        strata: { people: [...people, ...strataOf(joined)] },
        ...peopleOf(groups),
      };
    }),
    groups: () =>
      groupsTables(request.warehouse, [EVERYBODY, SHARE], {
        ...{ tables, years, by: GROUPS[grouping] },
        ...(request.signal ? { signal: request.signal } : {}),
      }),
  }));
}

/** What the shares are taken by. */
type Grouping = Exclude<Adjustment, 'broad_age' | 'none'>;
const CAVEATS: Readonly<Record<Grouping, readonly string[]>> = {
  sex_age: [],
  sex_broad_age: [
    '5歳階級別では人数の少ない階級があるため、対象者全体での推計数は男女・広い年齢区分（65歳で区切る）別の割合から求めた（公式の計算は性・5歳階級別）。',
  ],
  sex: [
    '年齢別では人数の少ない区分があるため、対象者全体での推計数は男女別の割合から求めた（公式の計算は性・5歳階級別）。',
  ],
};

/** The groups that the shares are taken by, for the gate. */
const GROUPS = {
  sex_age: ['sex', 'age'],
  sex_broad_age: ['sex', 'broad_age'],
  sex: ['sex'],
} as const satisfies Record<Grouping, unknown>;

/** Keys of the people of a row. */
function peopleOf(groups: readonly Group[]): Pick<CandidateRow, 'people'> {
  const key = (name: Counted) =>
    groups.reduce<bigint | null>((sum, { keys }) => joinPeople(sum, keys[name]), 0n);
  const [people, judged, found] = [key('people'), key('judged'), key('found')];
  if (people === null || judged === null || found === null) return {};
  const text = { people: peopleKeyText(people), denominator: peopleKeyText(judged) };
  return { people: { ...text, numerator: peopleKeyText(found) } };
}

/** What the gate must know of the groups: who of the people was judged, and who of these was found. */
function strataOf(groups: readonly Group[]): readonly RateStratum[] {
  return groups.flatMap(({ people, judged, found }) => [
    { persons: people, cases: judged },
    { persons: judged, cases: found },
  ]);
}

/** Groups put together, the shares of 2008 weighed by their people. */
function joinedBy(grouping: Grouping, groups: readonly Group[]): readonly Group[] {
  if (grouping === 'sex_age') return groups;
  const inhabited = groups.filter(({ people }) => people > 0);
  return [...Map.groupBy(inhabited, (group) => groupBy(grouping, group)).values()].map((of): Group => {
    const sum = (name: Counted) => of.reduce((all, group) => all + group[name], 0);
    const before = total(of, ({ people, baseline }) => (baseline === null ? null : people * baseline));
    const people = sum('people');
    const baseline = before === null ? null : before / people;
    return { ...of[0]!, people, judged: sum('judged'), found: sum('found'), baseline };
  });
}

async function groupsOf(
  { warehouse, tables, signal }: TableRequest,
  year: number,
): Promise<readonly Group[]> {
  const asked = { year, tables, by: [], ...(signal ? { signal } : {}) };
  const found = new Map<string, Group>();
  for (const { sex, band, totals } of await personGroups(warehouse, EVERYBODY, asked))
    found.set(`${sex}|${band}`, {
      sex,
      band: Number(band),
      people: totals.persons,
      judged: 0,
      found: 0,
      keys: { people: totals.personsKey, judged: 0n, found: 0n },
      baseline: baselineOf(tables, sex, band),
    });
  for (const { sex, band, totals } of await personGroups(warehouse, SHARE, asked)) {
    const group = found.get(`${sex}|${band}`);
    const keys = { judged: totals.personsKey, found: totals.usersKey };
    if (group)
      found.set(`${sex}|${band}`, {
        ...group,
        judged: totals.persons,
        found: totals.num,
        keys: { ...group.keys, ...keys },
      });
  }
  return [...found.values()];
}

function baselineOf(tables: DefinitionTables, sex: string, band: string): number | null {
  const { rates } = tables.values('metabolic_baseline', 2008);
  const found = rates.find((rate) => rate.sex === sex && rate.band === Number(band));
  return found ? found.percent / 100 : null;
}

function valuesOf(groups: readonly Group[]): readonly (number | null)[] {
  const sum = (name: Counted) => groups.reduce((total, group) => total + group[name], 0);
  const counts = [sum('people'), sum('judged'), sum('found')];
  const estimated = total(groups, ({ people, judged, found }) =>
    judged > 0 ? (people * found) / judged : null,
  );
  const before = total(groups, ({ people, baseline }) => (baseline === null ? null : people * baseline));
  if (estimated === null || before === null || before === 0)
    return [...counts, estimated, before, null, null, null];
  const variance = groups.reduce((v, { people, judged, found }) => {
    const share = judged > 0 ? found / judged : 0;
    return v + (judged > 0 ? (people ** 2 * share * (1 - share)) / judged : 0);
  }, 0);
  const half = (100 * zFor(0.95) * Math.sqrt(variance)) / before;
  const value = 100 * (1 - estimated / before);
  return [...counts, estimated, before, value, value - half, value + half];
}

/** Sum over groups with people; null where one of them has no number, or there is nobody. */
function total(groups: readonly Group[], of: (group: Group) => number | null): number | null {
  const parts = groups.filter(({ people }) => people > 0).map(of);
  if (parts.length === 0 || parts.includes(null)) return null;
  return parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
}

const derived = (id: string, label: string, unit: string, formula: 'standardised' | 'interval'): Column => ({
  id,
  label,
  kind: 'derived',
  formula,
  from: ['numerator', 'denominator'],
  ofStrata: 'people',
  unit,
  decimals: unit === '%' ? 1 : 0,
});

const COLUMNS: readonly Column[] = [
  { id: 'people', label: '特定健診の対象者', kind: 'count', unit: '人', decimals: 0 },
  {
    id: 'denominator',
    label: '判定できる受診者',
    kind: 'count_subset',
    of: 'people',
    unit: '人',
    decimals: 0,
  },
  {
    id: 'numerator',
    label: '該当者・予備群',
    kind: 'count_subset',
    of: 'denominator',
    unit: '人',
    decimals: 0,
  },
  derived('estimated', '対象者全体での推計数', '人', 'standardised'),
  derived('baseline', '平成20年度の割合のときの推計数', '人', 'standardised'),
  derived('value', '減少率', '%', 'standardised'),
  derived('value_lower', '95%信頼区間 下限', '%', 'interval'),
  derived('value_upper', '95%信頼区間 上限', '%', 'interval'),
];
