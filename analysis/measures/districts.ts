import { UserIssue } from '../domain/issue.ts';
import type { CandidateRow, CandidateTable, Column, RateStratum } from '../domain/statistic.ts';
import { definitionTables } from '../domain/tables/index.ts';
import { exactPoissonLimits, poissonLimits } from '../statistics/rates/poisson.ts';
import { joinPeople, peopleKeyText } from '../warehouse/people.ts';
import type { Warehouse } from '../warehouse/session.ts';
import { type Adjustment, finestFirst, groupBy } from './adjustment.ts';
import type { Group } from './aggregate.ts';
import { type Definitions, findMeasure } from './catalogue.ts';
import { contextOf } from './context.ts';
import type { MeasureRequest } from './run.ts';
import { groupsTable, measureAtoms, personGroups } from './run.ts';
import { districtStratum, isRemainder } from './strata.ts';

export interface DistrictRequest extends Pick<MeasureRequest, 'signal'>, Partial<Definitions> {
  readonly year: number;
}

interface Area {
  readonly code: string;
  readonly label: string;
  readonly persons: number;
  readonly observed: number;
  readonly expected: number;
  /** Groups that the expected number is made of: the area's people, and everybody with those counted. */
  readonly strata: readonly RateStratum[];
  /** Keys of the people counted, and of those observed; null where there is no secret. */
  readonly personsKey: bigint | null;
  readonly observedKey: bigint | null;
}

/** What the municipality's own rates are taken by. */
const ADJUSTMENTS: Readonly<Record<ByDistrict, { method: string; caveats: readonly string[] }>> = {
  sex_age: {
    method: '期待数は市町村全体の性・5歳階級別の割合を地区の人数に当てた数。',
    caveats: [],
  },
  sex_broad_age: {
    method: '期待数は市町村全体の性・年齢区分（40・65・75歳で区切る）別の割合を地区の人数に当てた数。',
    caveats: ['性・5歳階級別では人数の少ない階級があるため、広い年齢区分で調整した。'],
  },
  broad_age: {
    method: '期待数は市町村全体の年齢区分（40・65・75歳で区切る、男女計）別の割合を地区の人数に当てた数。',
    caveats: ['性・年齢別では人数の少ない区分があるため、男女の違いは調整していない。'],
  },
  none: {
    method: '期待数は市町村全体の割合を地区の人数に当てた数。',
    caveats: ['性・年齢別では人数の少ない区分があるため、性と年齢の違いは調整していない。'],
  },
};

/** The groups that expected numbers are made of, for the gate; where nothing is adjusted for, they are what is printed. */
const GROUPS = {
  sex_age: ['sex', 'age', 'district'],
  sex_broad_age: ['sex', 'broad_age', 'district'],
  broad_age: ['broad_age', 'district'],
} as const;

/** Districts differ by age more than by sex: where both are too much, age is adjusted for. */
type ByDistrict = Exclude<Adjustment, 'sex'>;

/**
 * Districts of one share measure side by side: observed against expected by the municipality's own rates (sex and
 * five-year age; for less where the gate asks for it), SMR with exact or Byar limits, and the control limits of a
 * funnel plot (95 % and 99.8 %). Smallest districts only. Throws `measures.not_a_share`.
 */
export async function districtComparison(
  warehouse: Warehouse,
  id: string,
  request: DistrictRequest,
): Promise<CandidateTable> {
  const counted = await countedByDistrict(warehouse, id, request);
  const { definition, tables } = counted;
  const cancel = request.signal ? { signal: request.signal } : {};
  const atoms = () => measureAtoms(warehouse, definition, { years: [request.year], tables, ...cancel });
  const { question } = counted;
  const setting = { question, tables, years: [request.year], ...cancel };
  return finestFirst<ByDistrict>(['sex_age', 'sex_broad_age', 'broad_age', 'none'], (adjustment) => ({
    ...comparisonTable(counted, request, adjustment),
    atoms,
    ...(adjustment === 'none'
      ? {}
      : {
          groups: async () => [
            await groupsTable(warehouse, definition, { ...setting, by: GROUPS[adjustment] }),
          ],
        }),
  }));
}

function comparisonTable(
  counted: Counted,
  { year }: DistrictRequest,
  adjustment: ByDistrict,
): CandidateTable {
  const { definition, context } = counted;
  const { method, caveats } = ADJUSTMENTS[adjustment];
  const areas = areasOf(counted, adjustment);
  return {
    id: `districts.${definition.id}`,
    parameters: { year, ...(adjustment === 'sex_age' ? {} : { adjustment }) },
    context: {
      ...context,
      title: `${definition.name}の地区比較`,
      method: `${context.method}${method}`,
      caveats: [
        ...context.caveats,
        ...caveats,
        '順位は偶然で大きく入れ替わる。管理限界の外にある地区だけを「違いがある」と読む。',
      ],
    },
    dimensions: [
      {
        id: 'district',
        label: '地区',
        partition: true,
        wholeKnown: true,
        levels: areas.map(({ code, label }) => ({ code, label })),
      },
    ],
    columns: comparisonColumns(definition.unit, definition.decimals),
    rows: areas.map((area) => rowOf(area, definition.scale)),
  };
}

function rowOf(area: Area, scale: number): CandidateRow {
  const limits = poissonLimits(area.observed);
  const per = (value: number | null) =>
    value === null || area.expected === 0 ? null : (100 * value) / area.expected;
  const funnel = (level: number) => {
    const { lower, upper } = exactPoissonLimits(area.expected, level);
    return [per(lower), per(upper)];
  };
  return {
    at: [area.code],
    values: [
      area.persons,
      area.observed,
      area.persons > 0 ? (scale * area.observed) / area.persons : null,
      area.expected,
      per(area.observed),
      per(limits.lower),
      per(limits.upper),
      ...funnel(0.95),
      ...funnel(0.998),
    ],
    strata: { expected: area.strata },
    ...peopleOf(area),
  };
}

function peopleOf({ personsKey, observedKey }: Area): Pick<CandidateRow, 'people'> {
  if (personsKey === null || observedKey === null) return {};
  return { people: { denominator: peopleKeyText(personsKey), numerator: peopleKeyText(observedKey) } };
}

type Counted = Awaited<ReturnType<typeof countedByDistrict>>;

async function countedByDistrict(warehouse: Warehouse, id: string, request: DistrictRequest) {
  const tables = request.tables ?? definitionTables();
  const definition = findMeasure(id, request.own, tables);
  const { question } = definition;
  if (question.kind !== 'share' || !definition.stratifications.includes('district'))
    throw new UserIssue('usage', 'measures.not_a_share', { measure: id });
  const { year, signal } = request;
  const groups = await personGroups(warehouse, definition, {
    year,
    tables,
    by: ['district'],
    ...(signal ? { signal } : {}),
  });
  const { dimension, lineage } = await districtStratum(warehouse);
  const context = contextOf(definition, question.frame, [year], tables);
  return { definition, question, tables, groups, dimension, lineage, context };
}

interface Counts {
  readonly persons: number;
  readonly cases: number;
}

function added(counts: Map<string, Counts>, key: string, { persons, num }: Group['totals']): void {
  const held = counts.get(key) ?? { persons: 0, cases: 0 };
  counts.set(key, { persons: held.persons + persons, cases: held.cases + num });
}

/** The smallest districts, each with what it would have had with everybody's rates. */
function areasOf({ groups, dimension, lineage }: Counted, adjustment: ByDistrict): readonly Area[] {
  const everybody = new Map<string, Counts>();
  const byArea = new Map<string, Map<string, Counts>>();
  const keys = new Map<string, Pick<Area, 'personsKey' | 'observedKey'>>();
  for (const group of groups) {
    const code = lineage(group.district)[0] ?? '';
    const own = byArea.get(code) ?? new Map<string, Counts>();
    const name = groupBy(adjustment, group);
    added(everybody, name, group.totals);
    added(own, name, group.totals);
    byArea.set(code, own);
    const held = keys.get(code) ?? { personsKey: 0n, observedKey: 0n };
    keys.set(code, {
      personsKey: joinPeople(held.personsKey, group.totals.personsKey),
      observedKey: joinPeople(held.observedKey, group.totals.usersKey),
    });
  }
  const parents = new Set(dimension.levels.map(({ parent }) => parent));
  return dimension.levels
    .filter(({ code }) => !parents.has(code))
    .map(({ code, label }): Area => {
      const own = [...(byArea.get(code) ?? [])];
      const sum = (name: keyof Counts) => own.reduce((all, [, counts]) => all + counts[name], 0);
      return {
        code,
        label,
        persons: sum('persons'),
        observed: sum('cases'),
        expected: own.reduce((all, [key, { persons }]) => {
          const whole = everybody.get(key);
          return whole ? all + (persons * whole.cases) / whole.persons : all;
        }, 0),
        strata: [...own.map(([, { persons }]): RateStratum => ({ persons })), ...everybody.values()],
        ...(keys.get(code) ?? { personsKey: 0n, observedKey: 0n }),
      };
    })
    .filter(({ code, persons }) => persons > 0 || !isRemainder(code));
}

function comparisonColumns(unit: string, decimals: number): readonly Column[] {
  const from = ['numerator', 'denominator'];
  const index = (
    id: string,
    label: string,
    formula: 'standardised' | 'interval' = 'standardised',
  ): Column => ({
    id,
    label,
    kind: 'derived',
    formula,
    from,
    unit: '市町村全体=100',
    decimals: 1,
    ofStrata: 'expected',
  });
  return [
    { id: 'denominator', label: '分母', kind: 'count', unit: '人', decimals: 0 },
    { id: 'numerator', label: '分子', kind: 'count_subset', of: 'denominator', unit: '人', decimals: 0 },
    { id: 'value', label: '割合', kind: 'derived', formula: 'share', from, unit, decimals },
    {
      id: 'expected',
      label: '期待数',
      kind: 'derived',
      formula: 'standardised',
      from,
      unit: '人',
      decimals: 2,
      ofStrata: 'expected',
    },
    index('smr', '標準化比'),
    index('smr_lower', '95%信頼区間 下限', 'interval'),
    index('smr_upper', '95%信頼区間 上限', 'interval'),
    index('funnel95_lower', '管理限界95% 下限', 'interval'),
    index('funnel95_upper', '管理限界95% 上限', 'interval'),
    index('funnel998_lower', '管理限界99.8% 下限', 'interval'),
    index('funnel998_upper', '管理限界99.8% 上限', 'interval'),
  ];
}
