import { fiscalYearLabel } from '../../domain/fiscal-year-label.ts';
import type { CandidateRow, CandidateTable, Column, RateStratum } from '../../domain/statistic.ts';
import { type FactorContributions, sumContributions } from '../../statistics/rates/decomposition.ts';
import { type AgeGrouping, finestFirst } from '../adjustment.ts';
import {
  type ByBand,
  CARE_KINDS,
  type CareKind,
  careCosts,
  careGroups,
  costPerPerson,
  factorsOf,
  type KindCosts,
  MONTHS_OF_YEAR,
  paidFor,
  SCHEME_FRAMES,
  type Scheme,
  strataOf,
  stratumOf,
  together,
  wholeCosts,
  withoutFiles,
} from '../care-costs.ts';
import { contextOf } from '../context.ts';
import type { Question, TableRequest } from '../definition.ts';
import { standardised } from '../estimate.ts';
import { broadGroups, type NationalCosts, type NationalGroup, nationalCosts } from '../national-costs.ts';
import { splitOrOther } from '../rules/admissions.ts';
import { BY_BROAD_AGES } from '../standardised.ts';
import { ALL, ageBands, yearStratum } from '../strata.ts';

type Run = Extract<Question, { kind: 'table' }>['run'];

/**
 * 地域差指数 by 診療種別: the own cost a person and year in five-year ages, Σ(P_i/P)·c_i with the national age counts P_i, over the
 * national cost ΣP_i·C_i/P; contributions (Σ P_i(c_ij − C_ij)/Σ P_i·C_i) add up to index − 1, and with national claims a person
 * and days a claim each is split by the logarithms of its three factors (厚生労働省 医療費（電算処理分）の地域差分析). National numbers are
 * the user's reference tables; without them there is no index, and the table says what is missing. Limits: linearised
 * variance of the own costs, the national ones taken as known.
 */
export function regionalIndex(scheme: Scheme): Run {
  return async (request: TableRequest): Promise<CandidateTable> => {
    const found: YearCosts[] = [];
    for (const year of request.years) {
      const values = request.references?.() ?? [];
      const national = nationalCosts(scheme, year, values, ageBands(SCHEME_FRAMES[scheme].ages));
      const kinds = await careCosts(request, { scheme, year, factors: national.hasFactors });
      found.push({ year, national, kinds, ...(await wholeCosts(request, { scheme, year })) });
    }
    const made = (ages: AgeGrouping) => tableOf(request, { scheme, found, ages });
    return finestFirst<AgeGrouping>(['five_years', 'broad'], made);
  };
}

interface YearCosts {
  readonly year: number;
  readonly national: NationalCosts;
  readonly kinds: readonly KindCosts[];
  readonly all: ByBand;
  readonly others: ByBand;
}

interface Made {
  readonly scheme: Scheme;
  readonly found: readonly YearCosts[];
  readonly ages: AgeGrouping;
}

function tableOf(request: TableRequest, { scheme, found, ages }: Made): CandidateTable {
  const { definition, years, tables } = request;
  const rows = found.map((year) => rowsOf(year, ages));
  const missing = found.flatMap((year, i) => reasonsOf(year, rows[i] ?? []));
  const sources = [...new Set(found.flatMap(({ national }) => national.sources))];
  const people = found.map(({ national }) => national.groups.map(({ persons }) => persons).join('+'));
  const context = contextOf(definition, SCHEME_FRAMES[scheme], years, tables);
  const isBroad = ages === 'broad';
  return {
    id: `measure.${definition.id}`,
    parameters: {
      years: years.join(','),
      national: people.join(','),
      ...(isBroad ? { adjustment: 'broad_age' } : {}),
    },
    context: {
      ...context,
      source: [context.source, ...(sources.length > 0 ? [`全国の値：${sources.join('、')}`] : [])].join('。'),
      caveats: [...context.caveats, ...(isBroad ? [BY_BROAD_AGES] : []), ...missing],
      ...(missing.length > 0 ? { missing } : {}),
    },
    // Of the whole municipality, tables by age take the broad groups as known.
    ...(isBroad ? {} : { groups: () => careGroups(request, { scheme, years }) }),
    dimensions: [
      yearStratum(years).dimension,
      {
        id: 'setting',
        label: '診療種別',
        partition: false,
        levels: [
          { code: ALL, label: '計（入院・入院外＋調剤・歯科）' },
          ...CARE_KINDS.map(({ code, label }) => ({ code, label })),
        ],
      },
    ],
    columns: COLUMNS,
    rows: rows.flat(),
  };
}

function rowsOf(
  { year, national, kinds, all, others }: YearCosts,
  ages: AgeGrouping,
): readonly CandidateRow[] {
  const groups = ages === 'broad' ? broadGroups(national.groups) : national.groups;
  const codes = CARE_KINDS.map(({ code }) => code);
  const whole = costOf(groups, codes);
  const splits = new Map(
    kinds.map((kind) => [kind.code, national.hasFactors ? splitOf(kind, groups) : null]),
  );
  const row = (code: CareKind | typeof ALL, byBand: ByBand, strata: readonly RateStratum[]): CandidateRow => {
    const totals = together(byBand);
    const of = code === ALL ? codes : [code];
    const base = costOf(groups, of);
    const own = standardised('rate', byBand, weightsOf(groups), MONTHS_OF_YEAR);
    const per = (value: number | null) => (value === null ? null : value / base);
    const gap = own.estimate === null ? null : own.estimate - base;
    const numbers = [
      per(own.estimate),
      per(own.lower),
      per(own.upper),
      own.estimate,
      base,
      gap === null ? null : gap / whole,
      ...factorColumns(
        gap,
        of.map((kind) => splits.get(kind) ?? null),
        whole,
      ),
    ];
    return {
      at: [String(year), code],
      values: [totals.persons, totals.users, ...numbers.map((value) => (groups.length === 0 ? null : value))],
      ...(groups.length === 0 ? {} : { strata: { age: strata } }),
      ...paidFor(totals),
    };
  };
  const parts = kinds.map((kind) => ({ kind, strata: strataOf(kind, ages) }));
  const everything = [...parts.flatMap(({ strata }) => strata), stratumOf(together(others))];
  return [
    row(ALL, all, everything),
    // By five years all or none: where one kind would tell a small age, all of them are taken by broad ages.
    ...parts.map(({ kind, strata }) => row(kind.code, kind.yen, ages === 'broad' ? strata : everything)),
  ];
}

/** National yen a person of some kinds. */
function costOf(groups: readonly NationalGroup[], kinds: readonly CareKind[]): number {
  const people = groups.reduce((sum, { persons }) => sum + persons, 0);
  const yen = groups.flatMap(({ persons, yen }) => kinds.map((kind) => persons * yen[kind]));
  return yen.reduce((sum, each) => sum + each, 0) / people;
}

function weightsOf(groups: readonly NationalGroup[]) {
  return groups.map(({ bands, persons }) => ({ bands, weight: persons }));
}

/** Contributions of the factors in yen a person of the national ages; what they leave of the gap is `other`. */
function splitOf(kind: KindCosts, groups: readonly NationalGroup[]): FactorContributions {
  const people = groups.reduce((sum, { persons }) => sum + persons, 0);
  return sumContributions(
    groups.map((group) => {
      const bands = group.bands.map(String);
      const difference = costPerPerson(kind, bands) - group.yen[kind.code];
      return {
        weight: group.persons / people,
        split: splitOrOther(factorsOf(kind, bands), group.factors[kind.code], difference),
      };
    }),
  );
}

function factorColumns(
  gap: number | null,
  splits: readonly (FactorContributions | null)[],
  whole: number,
): readonly (number | null)[] {
  if (gap === null || splits.some((split) => split === null)) return [null, null, null, null];
  const names = ['claimsPerPerson', 'daysPerClaim', 'yenPerDay', 'other'] as const;
  return names.map((name) => splits.reduce((sum, split) => sum + (split?.[name] ?? 0), 0) / whole);
}

/** Why numbers of a year are missing; what to load and where. */
function reasonsOf(
  { year, national, kinds, all }: YearCosts,
  rows: readonly CandidateRow[],
): readonly string[] {
  const label = fiscalYearLabel(year);
  if (national.missing.length > 0)
    return [
      `${label}の全国の値が読み込まれていないため、地域差指数を求めていません。作業フォルダーの references に CSV ファイル（見出し：指標ID、年度、範囲、性別、年齢階級、値、出典）を置き、年度${year}、範囲「国」、5歳階級ごとに次の値を入れてください。${national.missing.join('、')}。出典の例：厚生労働省「医療費の地域差分析」「医療給付実態調査」。`,
    ];
  const index = COLUMNS.findIndex(({ id }) => id === 'value');
  const lacking = CARE_KINDS.filter(({ code }) =>
    kinds.some((kind) => kind.code === code && together(kind.yen).den === 0),
  );
  const isPart = lacking.length > 0 && lacking.length < CARE_KINDS.length && together(all).den === 0;
  if (isPart)
    return [
      ...lacking.map((kind) => `${label}の${withoutFiles(kind)}`),
      `${label}の計：${lacking.map((kind) => kind.label).join('・')}が含まれず全国と比べられないため、求めていません。`,
    ];
  return [
    ...(rows.some(({ values }) => values[index] === null)
      ? [
          `${label}：加入者のいない（または1人だけの）年齢階級があるか、レセプトが取り込まれていないため、地域差指数を求めていません。`,
        ]
      : []),
    ...(national.hasFactors
      ? []
      : [
          `${label}：三要素別の寄与は、全国の受診率（cost.claims_per_100.inpatient など、100人当たり件数）と1件当たり日数（cost.days_per_claim.inpatient など）が年齢階級別に references に入ると求めます（国保のみ）。`,
        ]),
  ];
}

const FROM = ['users', 'denominator'] as const;

function made(
  id: string,
  label: string,
  printed: Pick<Column, 'unit' | 'decimals'>,
  formula: 'standardised' | 'interval' = 'standardised',
): Column {
  return { id, label, kind: 'derived', formula, from: FROM, ofStrata: 'age', ...printed };
}

const INDEX = { unit: '全国=1', decimals: 3 };
const SHARE = { unit: '指数', decimals: 3 };
const YEN = { unit: '円', decimals: 0 };

const COLUMNS: readonly Column[] = [
  { id: 'denominator', label: '被保険者', kind: 'count', unit: '人', decimals: 0 },
  { id: 'users', label: '受診した人', kind: 'count_subset', of: 'denominator', unit: '人', decimals: 0 },
  made('value', '地域差指数', INDEX),
  made('value_lower', '95%信頼区間 下限', INDEX, 'interval'),
  made('value_upper', '95%信頼区間 上限', INDEX, 'interval'),
  made('adjusted', '1人当たり年齢調整後医療費', YEN),
  {
    id: 'national',
    label: '全国の1人当たり医療費',
    kind: 'derived',
    formula: 'index',
    from: ['denominator'],
    ...YEN,
  },
  made('contribution', '指数−1への寄与', SHARE),
  made('claims', 'うち受診率', SHARE),
  made('days', 'うち1件当たり日数', SHARE),
  made('price', 'うち1日当たり医療費', SHARE),
  made('other', 'うち分解できない部分', SHARE),
];
