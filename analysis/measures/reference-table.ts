import { fiscalYearLabel } from '../domain/fiscal-year-label.ts';
import { UserIssue } from '../domain/issue.ts';
import type { CandidateRow, CandidateTable, Column, RateStratum } from '../domain/statistic.ts';
import { definitionTables } from '../domain/tables/index.ts';
import { poissonLimits } from '../statistics/rates/poisson.ts';
import type { Warehouse } from '../warehouse/session.ts';
import { type Aggregate, accumulate, add, EMPTY, type Group } from './aggregate.ts';
import { type Definitions, findMeasure } from './catalogue.ts';
import { contextOf } from './context.ts';
import type { MeasureDefinition } from './definition.ts';
import { crude } from './estimate.ts';
import { asImported } from './left-out.ts';
import { REFERENCE_AREAS, type ReferenceArea, type ReferenceValue, valueFor } from './references.ts';
import { groupsTable, type MeasureRequest, personGroups } from './run.ts';
import { districtStratum, type Stratum, sexStratum } from './strata.ts';

export interface ReferenceRequest extends Pick<MeasureRequest, 'signal'>, Partial<Definitions> {
  readonly year: number;
  readonly values: readonly ReferenceValue[];
  /** Rows by sex (the default), or for shares by district, each with its own expectation. */
  readonly by?: 'sex' | 'district';
}

/**
 * A measure of the municipality beside same-size municipalities, prefecture and nation, by sex or district. An area's whole value
 * is printed as published; where it is given by sex and five-year age, its rates are applied to the municipality's own
 * people (indirect standardisation): what they would give here, and the observed as a ratio to it. Limits of the ratio:
 * Byar or exact for counts of persons; for money and other amounts those of the own value (the reference taken as known). Exact, for the gate. Undefined where there is no reference value.
 *
 * Throws `measures.no_reference` for measures that are tables of their own.
 */
export async function referenceTable(
  warehouse: Warehouse,
  id: string,
  request: ReferenceRequest,
): Promise<CandidateTable | undefined> {
  const tables = request.tables ?? definitionTables();
  const definition = findMeasure(id, request.own, tables);
  const { question } = definition;
  if (question.kind === 'table') throw new UserIssue('usage', 'measures.no_reference', { measure: id });
  const values = request.values.filter((value) => value.measure === id && value.year === request.year);
  const areas = (Object.keys(REFERENCE_AREAS) as ReferenceArea[]).filter((area) =>
    values.some((value) => value.area === area),
  );
  if (areas.length === 0) return undefined;
  const { year, signal } = request;
  const groups = await personGroups(warehouse, definition, {
    year,
    tables,
    by: request.by === 'district' ? ['district'] : [],
    ...(signal ? { signal } : {}),
  });
  const sources = [...new Set(values.map(({ source }) => source))];
  const printed = await asImported(warehouse, definition, [year]);
  const context = contextOf(printed, question.frame, [year], tables);
  const ratios = question.kind === 'share' ? 'counts' : question.kind === 'rate' ? 'amounts' : undefined;
  // Money of a district would need the rule against dominance, which the measure itself keeps.
  const by = request.by === 'district' && ratios === 'counts' ? 'district' : 'sex';
  const stratum = by === 'district' ? await districtStratum(warehouse) : sexStratum();
  return {
    id: `reference.${id}`,
    parameters: { year, areas: areas.join(','), by, values: values.length },
    context: {
      ...context,
      title: `${printed.name}の県・国・同規模との比較（${fiscalYearLabel(year)}）`,
      source: `${context.source}。比較の値：${sources.join('、')}`,
      method: `${context.method}「この町の年齢構成での値」は、比較先の性・年齢階級別の値をこの町の人数に当てた値（間接法）。標準化比はこの町の実際の数÷その期待数×100、区間は、人数では Byar の近似または正確法、医療費などの量ではこの町の値の区間による。`,
      caveats: [
        ...context.caveats,
        '比較先の値の定義・集計の時期が、この町の値と同じとは限らない。出典で確かめること。',
        ...(values.some(({ monthly }) => monthly) ? MONTHLY : []),
      ],
    },
    dimensions: [stratum.dimension],
    columns: columnsOf(printed, areas, { ratios, values }),
    rows: stratum.dimension.levels.map(({ code }) =>
      rowOf({ code, stratum, by, groups, definition, areas, values, ratios }),
    ),
    groups: async () => [
      await groupsTable(warehouse, definition, {
        ...{ question, tables, years: [year] },
        by: by === 'district' ? ['sex', 'age', 'district'] : ['sex', 'age'],
        ...(signal ? { signal } : {}),
      }),
    ],
  };
}

/** Said where the printed amount was one a month. */
const MONTHLY = [
  '「月額×12」の値は、月額で公表された1人当たりの値を年額に換算（年額＝月額×12）した参考の値。歯科・調剤などを含むかは帳票の版で異なるため、出典で確かめること。',
];

interface RowRequest {
  readonly code: string;
  readonly stratum: Stratum;
  readonly by: 'sex' | 'district';
  readonly groups: readonly Group[];
  readonly definition: MeasureDefinition;
  readonly areas: readonly ReferenceArea[];
  readonly values: readonly ReferenceValue[];
  readonly ratios: Ratios;
}

/** Whether a ratio to the reference is given, and of what. */
type Ratios = 'counts' | 'amounts' | undefined;

function rowOf({ code, stratum, by, groups, definition, areas, values, ratios }: RowRequest): CandidateRow {
  const { question } = definition;
  const kind = question.kind === 'table' ? 'share' : question.kind;
  const scale = definition.scale * (question.kind === 'rate' ? question.perMonths : 1);
  const chosen = groups.filter((group) =>
    stratum.lineage(by === 'district' ? group.district : group.sex).includes(code),
  );
  const sex = by === 'district' ? 'all' : code;
  const total = chosen.reduce<Aggregate>((sum, { totals }) => add(sum, totals), EMPTY);
  const { estimate, lower, upper } = crude(kind, total, scale);
  const cells: (number | null)[] = [total.persons];
  if (ratios === 'counts') cells.push(total.num);
  cells.push(estimate, lower, upper);
  for (const area of areas) {
    const of = values.filter((value) => value.area === area);
    cells.push(of.find((value) => value.band === undefined && (value.sex ?? 'all') === sex)?.value ?? null);
    const expected = expectedOf(chosen, of);
    cells.push(expected === null || total.den === 0 ? null : expected / total.den);
    if (!ratios) continue;
    cells.push(...ratioOf(ratios, { total, expected, definition, own: { estimate, lower, upper } }));
  }
  const strata = bySexAndBand(chosen).map(({ persons }): RateStratum => ({ persons }));
  return { at: [code], values: cells, strata: { people: strata } };
}

function bySexAndBand(groups: readonly Group[]): readonly Aggregate[] {
  const found = new Map<string, Aggregate>();
  for (const { sex, band, totals } of groups) accumulate(found, `${sex}|${band}`, totals);
  return [...found.values()];
}

interface RatioRequest {
  readonly total: Aggregate;
  /** Σ denominator × the area's value, in the printed unit. */
  readonly expected: number | null;
  readonly definition: MeasureDefinition;
  readonly own: {
    readonly estimate: number | null;
    readonly lower: number | null;
    readonly upper: number | null;
  };
}

function ratioOf(ratios: NonNullable<Ratios>, { total, expected, definition, own }: RatioRequest) {
  if (expected === null || !(expected > 0)) return [null, null, null];
  const per = (value: number | null, reference: number) =>
    value === null ? null : (100 * value) / reference;
  if (ratios === 'counts') {
    const events = expected / definition.scale;
    const limits = poissonLimits(total.num);
    return [per(total.num, events), per(limits.lower, events), per(limits.upper, events)];
  }
  const reference = expected / total.den;
  return [own.estimate, own.lower, own.upper].map((value) => per(value, reference));
}

/** Σ denominator × the area's value over sex and age; null where a group of people has no value. */
function expectedOf(groups: readonly Group[], values: readonly ReferenceValue[]): number | null {
  let sum = 0;
  for (const { sex, band, totals } of groups) {
    if (totals.den === 0) continue;
    const found = valueFor(values, sex, Number(band));
    if (!found) return null;
    sum += totals.den * found.value;
  }
  return groups.length === 0 ? null : sum;
}

function columnsOf(
  { name, unit, decimals }: MeasureDefinition,
  areas: readonly ReferenceArea[],
  { ratios, values }: Pick<RowRequest, 'ratios' | 'values'>,
): readonly Column[] {
  const from = ratios === 'counts' ? ['numerator', 'denominator'] : ['denominator'];
  const number = (
    id: string,
    label: string,
    formula: 'share' | 'mean' | 'index' | 'interval' | 'standardised',
    printed: { readonly unit: string; readonly decimals: number } = { unit, decimals },
    of: readonly string[] = from,
  ): Column => ({ id, label, kind: 'derived', formula, from: of, ...printed });
  // Made of the numbers of people by sex and age, which a table by age may hide.
  const made = (column: Column): Column => ({ ...column, ofStrata: 'people' });
  const ratio = { unit: '100=比較先', decimals: 1 };
  return [
    { id: 'denominator', label: '分母', kind: 'count', unit: '人', decimals: 0 },
    ...(ratios === 'counts'
      ? [
          {
            id: 'numerator',
            label: '分子',
            kind: 'count_subset',
            of: 'denominator',
            unit: '人',
            decimals: 0,
          } as const,
        ]
      : []),
    number('value', `この町：${name}`, ratios === 'counts' ? 'share' : 'mean'),
    number('value_lower', '95%信頼区間 下限', 'interval'),
    number('value_upper', '95%信頼区間 上限', 'interval'),
    ...areas.flatMap((area) => {
      const converted = values.some((value) => value.area === area && value.monthly);
      const label = `${REFERENCE_AREAS[area]}${converted ? '・月額×12' : ''}`;
      return [
        number(area, label, 'index', { unit, decimals }, ['denominator']),
        made(
          number(
            `${area}_expected`,
            `${label}（この町の年齢構成での値）`,
            'standardised',
            { unit, decimals },
            ['denominator'],
          ),
        ),
        ...(ratios
          ? [
              made(number(`${area}_ratio`, `標準化比（${label}=100）`, 'standardised', ratio)),
              made(number(`${area}_ratio_lower`, '95%信頼区間 下限', 'interval', ratio)),
              made(number(`${area}_ratio_upper`, '95%信頼区間 上限', 'interval', ratio)),
            ]
          : []),
      ];
    }),
  ];
}
