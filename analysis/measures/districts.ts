import { UserIssue } from '../domain/issue.ts';
import type { CandidateRow, CandidateTable, Column } from '../domain/statistic.ts';
import { definitionTables } from '../domain/tables/index.ts';
import { empiricalBayes } from '../statistics/rates/empirical-bayes.ts';
import { exactPoissonLimits, poissonLimits } from '../statistics/rates/poisson.ts';
import { joinPeople, peopleKeyText } from '../warehouse/people.ts';
import type { Warehouse } from '../warehouse/session.ts';
import { type Definitions, findMeasure } from './catalogue.ts';
import { contextOf } from './context.ts';
import type { MeasureRequest } from './run.ts';
import { measureAtoms, personGroups } from './run.ts';
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
  /** Keys of the people counted, and of those observed; null where there is no secret. */
  readonly personsKey: bigint | null;
  readonly observedKey: bigint | null;
}

/**
 * Districts of one share measure side by side: observed against expected by the municipality's own rates (sex and
 * five-year age), SMR with exact or Byar limits, EBSMR with posterior limits, and the control limits of a funnel
 * plot (95 % and 99.8 %). Smallest districts only. Throws `measures.not_a_share`.
 */
export async function districtComparison(
  warehouse: Warehouse,
  id: string,
  request: DistrictRequest,
): Promise<CandidateTable> {
  const { definition, tables, areas, context } = await observedAndExpected(warehouse, id, request);
  const cancel = request.signal ? { signal: request.signal } : {};
  const smoothed = empiricalBayes(areas).areas;
  const rows = areas.map((area, i): CandidateRow => {
    const limits = poissonLimits(area.observed);
    const per = (value: number | null) =>
      value === null || area.expected === 0 ? null : (100 * value) / area.expected;
    const funnel = (level: number) => {
      const { lower, upper } = exactPoissonLimits(area.expected, level);
      return [per(lower), per(upper)];
    };
    const found = smoothed[i];
    return {
      at: [area.code],
      values: [
        area.persons,
        area.observed,
        area.persons > 0 ? (definition.scale * area.observed) / area.persons : null,
        area.expected,
        per(area.observed),
        per(limits.lower),
        per(limits.upper),
        found?.ebsmr ?? null,
        found?.lower ?? null,
        found?.upper ?? null,
        ...funnel(0.95),
        ...funnel(0.998),
      ],
      ...peopleOf(area),
    };
  });
  return {
    id: `districts.${id}`,
    parameters: { year: request.year },
    context: {
      ...context,
      title: `${definition.name}の地区比較`,
      method: `${context.method}期待数は市町村全体の性・5歳階級別の割合を地区の人数に当てた数。EBSMR は経験ベイズ推定値（ポアソン・ガンマ）。`,
      caveats: [
        ...context.caveats,
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
    rows,
    atoms: () => measureAtoms(warehouse, definition, { years: [request.year], tables, ...cancel }),
  };
}

function peopleOf({ personsKey, observedKey }: Area): Pick<CandidateRow, 'people'> {
  if (personsKey === null || observedKey === null) return {};
  return { people: { denominator: peopleKeyText(personsKey), numerator: peopleKeyText(observedKey) } };
}

async function observedAndExpected(warehouse: Warehouse, id: string, request: DistrictRequest) {
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
  const rates = new Map<string, { n: number; k: number }>();
  for (const { sex, band, totals } of groups) {
    const held = rates.get(`${sex}|${band}`) ?? { n: 0, k: 0 };
    rates.set(`${sex}|${band}`, { n: held.n + totals.persons, k: held.k + totals.num });
  }
  const { dimension, lineage } = await districtStratum(warehouse);
  const parents = new Set(dimension.levels.map(({ parent }) => parent));
  const areas = new Map<string, Area>();
  for (const { code, label } of dimension.levels)
    if (!parents.has(code))
      areas.set(code, { code, label, persons: 0, observed: 0, expected: 0, personsKey: 0n, observedKey: 0n });
  for (const { sex, band, district, totals } of groups) {
    const code = lineage(district)[0] ?? '';
    const area = areas.get(code);
    const rate = rates.get(`${sex}|${band}`);
    if (!area || !rate) continue;
    areas.set(code, {
      ...area,
      persons: area.persons + totals.persons,
      observed: area.observed + totals.num,
      expected: area.expected + (totals.persons * rate.k) / rate.n,
      personsKey: joinPeople(area.personsKey, totals.personsKey),
      observedKey: joinPeople(area.observedKey, totals.usersKey),
    });
  }
  return {
    definition,
    tables,
    context: contextOf(definition, question.frame, [request.year], tables),
    areas: [...areas.values()].filter(({ code, persons }) => persons > 0 || !isRemainder(code)),
  };
}

function comparisonColumns(unit: string, decimals: number): readonly Column[] {
  const from = ['numerator', 'denominator'];
  const index = (
    id: string,
    label: string,
    formula: 'standardised' | 'interval' = 'standardised',
  ): Column => ({ id, label, kind: 'derived', formula, from, unit: '市町村全体=100', decimals: 1 });
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
      decimals: 1,
    },
    index('smr', '標準化比'),
    index('smr_lower', '95%信頼区間 下限', 'interval'),
    index('smr_upper', '95%信頼区間 上限', 'interval'),
    index('ebsmr', 'EBSMR（推定値）'),
    index('ebsmr_lower', '95%区間 下限', 'interval'),
    index('ebsmr_upper', '95%区間 上限', 'interval'),
    index('funnel95_lower', '管理限界95% 下限', 'interval'),
    index('funnel95_upper', '管理限界95% 上限', 'interval'),
    index('funnel998_lower', '管理限界99.8% 下限', 'interval'),
    index('funnel998_upper', '管理限界99.8% 上限', 'interval'),
  ];
}
