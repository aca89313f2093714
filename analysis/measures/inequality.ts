import { UserIssue } from '../domain/issue.ts';
import type { CandidateTable, Column } from '../domain/statistic.ts';
import { definitionTables } from '../domain/tables/index.ts';
import { concentration, gini, type RankedGroup, slopeIndex } from '../statistics/rates/inequality.ts';
import type { Warehouse } from '../warehouse/session.ts';
import { type Aggregate, add, EMPTY } from './aggregate.ts';
import { findMeasure } from './catalogue.ts';
import { contextOf } from './context.ts';
import type { MeasureDefinition } from './definition.ts';
import type { DistrictRequest } from './districts.ts';
import { crude } from './estimate.ts';
import { personGroups } from './run.ts';
import { ALL, districtStratum, fiscalYearLabel } from './strata.ts';

export interface InequalityRequest extends DistrictRequest {
  /** District codes from the least to the most deprived, for SII, RII and the concentration index. */
  readonly order?: readonly string[];
}

/** With fewer districts no index is given. */
const FEWEST = 5;

/**
 * Inequality of a measure between the smallest districts in one row: Gini index, largest minus smallest, and with an
 * order of deprivation SII, RII and the concentration index (`statistics/rates/inequality.ts`). Exact, for the gate.
 *
 * Throws `measures.not_by_district` for measures without districts and `measures.bad_order` where the order leaves a
 * district out or names one that does not exist.
 */
export async function districtInequality(
  warehouse: Warehouse,
  id: string,
  request: InequalityRequest,
): Promise<CandidateTable> {
  const tables = request.tables ?? definitionTables();
  const definition = findMeasure(id, request.own, tables);
  const { question } = definition;
  if (question.kind === 'table' || !definition.stratifications.includes('district'))
    throw new UserIssue('usage', 'measures.not_by_district', { measure: id });
  const groups = await groupsOf(warehouse, definition, { ...request, tables });
  const ordered = inOrder(groups, request.order);
  const slope = ordered && slopeIndex(ordered);
  const many = groups.length >= FEWEST;
  const means = groups.map(({ mean }) => mean);
  const context = contextOf(definition, question.frame, [request.year], tables);
  return {
    id: `inequality.${id}`,
    parameters: { year: request.year, order: (request.order ?? []).join(',') },
    context: {
      ...context,
      title: `${definition.name}の地区間の格差（${fiscalYearLabel(request.year)}）`,
      method: `${context.method}ジニ係数は人数で重み付けした地区間の値。SII・RII・集中指数は、指定した順（困難の少ない地区から多い地区へ）に並べた地区の、人数で重み付けした直線などによる。`,
      caveats: [
        ...context.caveats,
        `地区が${FEWEST}つ未満のときは算出しない。地区の中の個人の差は含まない。`,
      ],
    },
    dimensions: [{ id: 'area', label: '範囲', partition: false, levels: [{ code: ALL, label: '全市町村' }] }],
    columns: columnsOf(definition),
    rows: [
      {
        at: [ALL],
        values: [
          groups.reduce((sum, { count }) => sum + count, 0),
          groups.length,
          many ? gini(groups) : null,
          many ? Math.max(...means) - Math.min(...means) : null,
          slope?.sii ?? null,
          slope?.siiLower ?? null,
          slope?.siiUpper ?? null,
          slope?.rii ?? null,
          slope && ordered ? concentration(ordered) : null,
        ],
      },
    ],
  };
}

interface DistrictGroup extends RankedGroup {
  readonly code: string;
  readonly count: number;
}

/** Smallest districts with persons; the mean in the printed unit, weighed by the denominator. */
async function groupsOf(
  warehouse: Warehouse,
  definition: MeasureDefinition,
  request: Required<Pick<InequalityRequest, 'year' | 'tables'>> & InequalityRequest,
): Promise<readonly DistrictGroup[]> {
  const { question } = definition;
  if (question.kind === 'table') return [];
  const { year, tables, signal } = request;
  const found = await personGroups(warehouse, definition, {
    year,
    tables,
    by: ['district'],
    ...(signal ? { signal } : {}),
  });
  const { lineage } = await districtStratum(warehouse);
  const totals = new Map<string, Aggregate>();
  for (const { district, totals: part } of found) {
    const code = lineage(district)[0] ?? '';
    totals.set(code, add(totals.get(code) ?? EMPTY, part));
  }
  const scale = definition.scale * (question.kind === 'rate' ? question.perMonths : 1);
  return [...totals].flatMap(([code, sum]) => {
    if (code === 'unknown' || code.endsWith(':rest')) return [];
    const { estimate, variance } = crude(question.kind, sum, scale);
    if (estimate === null) return [];
    return [
      {
        code,
        count: sum.persons,
        persons: sum.den,
        mean: estimate,
        ...(variance === null ? {} : { variance }),
      },
    ];
  });
}

function inOrder(
  groups: readonly DistrictGroup[],
  order: readonly string[] | undefined,
): readonly DistrictGroup[] | undefined {
  if (order === undefined || order.length === 0) return undefined;
  const byCode = new Map(groups.map((group) => [group.code, group]));
  const ordered = [...new Set(order)].flatMap((code) => byCode.get(code) ?? []);
  if (ordered.length !== groups.length)
    throw new UserIssue('usage', 'measures.bad_order', { given: ordered.length, needed: groups.length });
  return ordered;
}

function columnsOf({ unit, decimals }: MeasureDefinition): readonly Column[] {
  const derived = (id: string, label: string, printed: { unit: string; decimals: number }): Column => ({
    id,
    label,
    kind: 'derived',
    formula: id.endsWith('er') ? 'interval' : 'index',
    from: ['persons'],
    ...printed,
  });
  const own = { unit, decimals };
  return [
    { id: 'persons', label: '分母', kind: 'count', unit: '人', decimals: 0 },
    {
      id: 'areas',
      label: '地区数',
      kind: 'derived',
      formula: 'index',
      from: ['persons'],
      unit: '地区',
      decimals: 0,
    },
    derived('gini', 'ジニ係数', { unit: '', decimals: 3 }),
    derived('range', '最大の地区と最小の地区の差', own),
    derived('sii', '格差勾配指数（SII）', own),
    derived('sii_lower', '95%信頼区間 下限', own),
    derived('sii_upper', '95%信頼区間 上限', own),
    derived('rii', '格差相対指数（RII）', { unit: '', decimals: 2 }),
    derived('concentration', '集中指数', { unit: '', decimals: 3 }),
  ];
}
