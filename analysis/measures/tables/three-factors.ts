import type { CandidateRow, CandidateTable, Column } from '../../domain/statistic.ts';
import {
  type FactorContributions,
  sumContributions,
  type ThreeFactors,
} from '../../statistics/rates/decomposition.ts';
import { type AgeGrouping, finestFirst } from '../adjustment.ts';
import {
  ageGroups,
  CARE_KINDS,
  careCosts,
  careGroups,
  costPerPerson,
  factorsOf,
  type KindCosts,
  MONTHS_OF_YEAR,
  strataOf,
  together,
  withoutFiles,
} from '../care-costs.ts';
import { contextOf } from '../context.ts';
import { type Question, type TableRequest, WITHOUT_CLAIMS } from '../definition.ts';
import { KOKUHO } from '../families/frames-used.ts';
import { admissionFactors, daysOfMonth, splitOrOther } from '../rules/admissions.ts';
import { BY_BROAD_AGES } from '../standardised.ts';

type Run = Extract<Question, { kind: 'table' }>['run'];

/** 三要素 by claims; or 新三要素, where inpatient care is split by estimated admissions and days an admission. */
type Variant = 'claims' | 'admissions';

/**
 * Change of the cost a person between the first and the last year asked for, split into age structure and the three
 * factors of the variant, by setting; additive LMDI in five-year bands, or broad ones where the gate asks for them
 * (weights: persons of the last year). 調剤 yen go to 入院外, as in the MHLW analysis of regional differences.
 */
export function threeFactors(variant: Variant): Run {
  return async (request: TableRequest): Promise<CandidateTable> => {
    const { years } = request;
    const to = Math.max(...years);
    const from = years.length === 1 ? to - 1 : Math.min(...years);
    const read = (year: number) => careCosts(request, { scheme: 'kokuho', year, factors: true });
    const costs = { variant, from, to, before: await read(from), after: await read(to) };
    const made = (ages: AgeGrouping) => tableOf(request, costs, ages);
    return finestFirst<AgeGrouping>(['five_years', 'broad'], made);
  };
}

interface Change {
  readonly variant: Variant;
  readonly from: number;
  readonly to: number;
  readonly before: readonly KindCosts[];
  readonly after: readonly KindCosts[];
}

function tableOf(request: TableRequest, change: Change, ages: AgeGrouping): CandidateTable {
  const { definition, tables } = request;
  const { variant, from, to, before, after } = change;
  const context = contextOf(definition, KOKUHO, [from, to], tables);
  const isBroad = ages === 'broad';
  const everything = [...before, ...after].flatMap((kind) => strataOf(kind, ages));
  const rows = CARE_KINDS.flatMap(({ code }): CandidateRow | readonly [] => {
    const [was, is] = [before, after].map((kinds) => kinds.find((kind) => kind.code === code));
    if (!was || !is) return [];
    // By five years all or none: where one kind would tell a small age, all of them are taken by broad ages.
    const strata = isBroad ? [...strataOf(was, ages), ...strataOf(is, ages)] : everything;
    return { at: [code], values: valuesOf(was, is, { ...change, ages }), strata: { age: strata } };
  });
  return {
    id: `measure.${definition.id}`,
    parameters: { from, to, ...(isBroad ? { adjustment: 'broad_age' } : {}) },
    context: {
      ...context,
      caveats: [...context.caveats, ...(isBroad ? [BY_BROAD_AGES] : [])],
      ...missingOf(before, after),
    },
    // Of the whole municipality, tables by age take the broad groups as known.
    ...(isBroad ? {} : { groups: () => careGroups(request, { scheme: 'kokuho', years: [from, to] }) }),
    dimensions: [
      {
        id: 'setting',
        label: '診療種別',
        partition: false,
        levels: CARE_KINDS.map(({ code, label }) => ({ code, label })),
      },
    ],
    columns: columnsOf(variant),
    rows,
  };
}

/**
 * Nobody is counted in a year whose claims, or whose claims of that kind of care, nobody imported: no change from or to it
 * is known.
 */
function isUnknown(kinds: readonly KindCosts[]): boolean {
  return kinds.some(({ yen }) => together(yen).den === 0);
}

/** Which kinds of care have no numbers, and why. */
function missingOf(
  before: readonly KindCosts[],
  after: readonly KindCosts[],
): Pick<CandidateTable['context'], 'missing'> {
  const unknown = CARE_KINDS.filter(({ code }) =>
    isUnknown([...before, ...after].filter((kind) => kind.code === code)),
  );
  if (unknown.length === 0) return {};
  if (unknown.length === CARE_KINDS.length) return { missing: [WITHOUT_CLAIMS] };
  return { missing: unknown.map((kind) => withoutFiles(kind)) };
}

function valuesOf(
  was: KindCosts,
  is: KindCosts,
  { variant, from, to, ages }: Pick<Change, 'variant' | 'from' | 'to'> & { readonly ages: AgeGrouping },
): CandidateRow['values'] {
  const everybody = together(is.yen);
  if (isUnknown([was, is]))
    return [
      everybody.users,
      ...columnsOf(variant)
        .slice(1)
        .map(() => null),
    ];
  const isAdmitted = variant === 'admissions' && is.code === 'inpatient';
  const groups = ageGroups([...was.yen.keys(), ...is.yen.keys()], ages);
  const split = splitOf(was, is, groups, (of, bands) => {
    const factors = factorsOf(of, bands);
    if (!isAdmitted || !factors) return factors;
    return admissionFactors(factors, daysOfMonth(of === is ? to : from));
  });
  return [
    everybody.users,
    split.before,
    split.after,
    split.after - split.before,
    split.age,
    split.claimsPerPerson,
    split.daysPerClaim,
    split.yenPerDay,
    split.other,
    everybody.den / MONTHS_OF_YEAR,
  ];
}

const LABELS: Readonly<Record<Variant, readonly [claims: string, days: string]>> = {
  claims: ['うち受診率（1人当たり件数）', 'うち1件当たり日数'],
  admissions: [
    'うち件数（入院は推計新規入院件数、ほかは受診率）',
    'うち日数（入院は推計平均在院日数、ほかは1件当たり日数）',
  ],
};

function columnsOf(variant: Variant): readonly Column[] {
  const derived = (id: string, label: string, unit = '円'): Column => ({
    id,
    label,
    kind: 'derived',
    formula: 'index',
    from: ['users'],
    unit,
    decimals: 0,
  });
  // Sums over ages with weights of their own: each is one more equation for the costs by age.
  const part = (id: string, label: string): Column => ({ ...derived(id, label), ofStrata: 'age' });
  const [claims, days] = LABELS[variant];
  return [
    { id: 'users', label: '受診した人（後の年度）', kind: 'count', unit: '人', decimals: 0 },
    derived('before', '1人当たり医療費（前の年度）'),
    derived('after', '1人当たり医療費（後の年度）'),
    derived('value', '変化'),
    part('age', 'うち年齢構成'),
    part('claims', claims),
    part('days', days),
    part('price', 'うち1日当たり医療費'),
    part('other', 'うち分解できない部分'),
    derived('insured', '平均被保険者数', '人'),
  ];
}

interface Split extends FactorContributions {
  readonly before: number;
  readonly after: number;
  readonly age: number;
}

function splitOf(
  before: KindCosts,
  after: KindCosts,
  groups: readonly (readonly string[])[],
  factors: (of: KindCosts, bands: readonly string[]) => ThreeFactors | undefined,
): Split {
  const share = ({ yen }: KindCosts, bands: readonly string[]) =>
    together(yen, bands).den / together(yen).den;
  const mean = (of: KindCosts) => costPerPerson(of, [...of.yen.keys()]);
  const split = sumContributions(
    groups.map((bands) => {
      const difference = costPerPerson(after, bands) - costPerPerson(before, bands);
      return {
        weight: share(after, bands),
        split: splitOrOther(factors(after, bands), factors(before, bands), difference),
      };
    }),
  );
  const age = groups.reduce(
    (sum, bands) => sum + (share(after, bands) - share(before, bands)) * costPerPerson(before, bands),
    0,
  );
  return { ...split, before: mean(before), after: mean(after), age };
}
