import type { CandidateRow, CandidateTable, Column } from '../../domain/statistic.ts';
import { noted } from '../../domain/titles.ts';
import { type Frame, frameSql, yearStart } from '../../measures/frames.ts';
import { ensureMembers } from '../../measures/members.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import {
  AGES,
  type Comparison,
  countColumn,
  derivedColumn,
  limitColumns,
  madeOfAges,
  NOT_ADJUSTED,
  subsetColumn,
  tableContext,
} from './columns.ts';
import type { BeforeAfter } from './regression-to-mean.ts';
import type { Estimate, StandardShift } from './shift.ts';

export interface Sides {
  readonly shift: Pick<StandardShift, 'change' | 'groups'>;
  readonly completed: BeforeAfter;
}

/** What both approaches had to do with. */
export interface Setting {
  readonly residents: number;
  readonly reachedPopulation: number;
  readonly reachedHighRisk: number;
  readonly yenPopulation: number;
  readonly yenHighRisk: number;
}

/**
 * Both approaches on one axis: units of the factor moved in the healthy direction per 1,000 residents (国保
 * insured of 40–74 at the end of the later year) and per million yen, and the shift of everybody (δ*) that
 * equals what the high-risk side moved.
 */
export function sideBySideTable(comparison: Comparison, sides: Sides, setting: Setting): CandidateTable {
  const { factor } = comparison;
  const scale = { unit: `${factor.unit}・人／千人`, decimals: 1 };
  const perMillion = { unit: `${factor.unit}・人／百万円`, decimals: 1 };
  const perPerson = ['residents', 'reached'];
  const columns: Column[] = [
    countColumn('residents', '対象となる住民'),
    subsetColumn('reached', '事業が届いた人', 'residents'),
    ...madeOfAges([
      derivedColumn(factor, 'effect', '1人当たりの改善（平均）', 'mean', perPerson),
      ...limitColumns(factor, 'effect', perPerson),
      derivedColumn(scale, 'units', '住民千人当たりの改善量', 'rate', perPerson),
      ...limitColumns(scale, 'units', perPerson),
      derivedColumn(factor, 'equivalent_shift', '全員の平均に直した改善', 'rate', perPerson),
      ...limitColumns(factor, 'equivalent_shift', perPerson),
    ]),
    {
      id: 'yen',
      label: '事業費',
      kind: 'derived',
      unit: '円',
      decimals: 0,
      formula: 'index',
      from: ['residents'],
    },
    ...madeOfAges([
      derivedColumn(perMillion, 'units_per_million', '百万円当たりの改善量', 'rate', perPerson),
      ...limitColumns(perMillion, 'units_per_million', perPerson),
    ]),
  ];
  return {
    id: 'approaches.side_by_side',
    parameters: { factor: factor.id, from: comparison.from, to: comparison.to },
    context: tableContext(comparison, noted('二つのアプローチの改善量', factor.label), {
      population: `${comparison.toLabel}末日現在40〜74歳の国保被保険者（住民の代わりに用いる）`,
      method:
        '集団全体：年齢調整平均の改善が全員に及ぶと仮定。高リスク：終了者の、平均への回帰の見込みを差し引いた改善×終了者数。千人当たりは対象となる住民で割る。区間は1人当たりの改善の区間をそのまま伝えたもので、人数と事業費は確かな数として扱う。',
      caveats: [
        '集団全体の改善は測定された分布の移動であり、事業の効果とは限らない。健診を受けていない人も同じだけ動いたと仮定している。',
        '高リスク側の改善は翌年度までの値。続くかどうかは確かめていない。',
        '事業費は取り込まれた事業費の合計。記録のない費用は含まない。',
      ],
    }),
    dimensions: [
      {
        id: 'approach',
        label: 'アプローチ',
        partition: false,
        levels: [
          { code: 'population', label: 'ポピュレーションアプローチ（集団全体）' },
          { code: 'high_risk', label: 'ハイリスクアプローチ（保健指導）' },
        ],
      },
    ],
    columns,
    rows: [populationRow(comparison, sides, setting), highRiskRow(comparison, sides, setting)],
  };
}

function populationRow({ factor }: Comparison, { shift }: Sides, setting: Setting): CandidateRow {
  const improvement = improved(shift.change, factor.high);
  return {
    at: ['population'],
    strata: { [AGES]: shift.groups },
    values: rowValues(improvement, {
      ...setting,
      reached: setting.reachedPopulation,
      moved: setting.residents,
      yen: setting.yenPopulation,
    }),
  };
}

function highRiskRow({ factor }: Comparison, { completed }: Sides, setting: Setting): CandidateRow {
  const improvement = improved(completed.net, factor.high);
  return {
    at: ['high_risk'],
    strata: NOT_ADJUSTED,
    values: rowValues(improvement, {
      ...setting,
      reached: setting.reachedHighRisk,
      moved: setting.reachedHighRisk,
      yen: setting.yenHighRisk,
    }),
  };
}

/** Improvement: the change with the sign that makes better positive. */
function improved({ estimate, standardError, lower, upper }: Estimate, high: boolean): Estimate {
  if (!high || estimate === null || lower === null || upper === null)
    return { estimate, standardError, lower, upper };
  return { estimate: -estimate, standardError, lower: -upper, upper: -lower };
}

interface RowSetting {
  readonly residents: number;
  readonly reached: number;
  /** Persons to whom the improvement a person applies. */
  readonly moved: number;
  readonly yen: number;
}

function rowValues(
  effect: Estimate,
  { residents, reached, moved, yen }: RowSetting,
): readonly (number | null)[] {
  const perThousand = (value: number | null) =>
    value === null || residents === 0 ? null : (value * moved * 1000) / residents;
  const perResident = (value: number | null) =>
    value === null || residents === 0 ? null : (value * moved) / residents;
  const perMillion = (value: number | null) =>
    value === null || !(yen > 0) ? null : (value * moved * 1e6) / yen;
  const { estimate, lower, upper } = effect;
  const limits = [estimate, lower, upper];
  return [
    residents,
    reached,
    ...limits,
    ...limits.map(perThousand),
    ...limits.map(perResident),
    yen > 0 ? yen : null,
    ...limits.map(perMillion),
  ];
}

/** 国保 insured of 40–74 on the last day of the year. */
const RESIDENTS: Frame = {
  kind: 'insured',
  insurer: 'kokuho',
  ages: { from: 40, to: 74 },
  at: 'year_end',
};

/** Residents, people reached and costs of both approaches. */
export async function settingOf(warehouse: Warehouse, { from, to }: Comparison): Promise<Setting> {
  const end = yearStart(to + 1);
  await ensureMembers(warehouse, [to]);
  const [row] = await warehouse.all(`
    WITH resident AS (${frameSql(RESIDENTS, to)})
    SELECT (SELECT count(*) FROM resident) AS residents,
      (SELECT count(DISTINCT person_id) FROM participation JOIN programme USING (programme_id)
        WHERE approach = 'population' AND joined_date < ${end} AND coalesce(left_date, ${end}) >= ${yearStart(from)}
          AND person_id IN (SELECT person_id FROM resident)) AS reached_population,
      (SELECT count(DISTINCT person_id) FROM guidance WHERE fiscal_year BETWEEN ${from} AND ${to - 1}
        AND completed_date IS NOT NULL AND person_id IN (SELECT person_id FROM resident)) AS reached_high_risk,
      ${costSql('population', from, to)} AS yen_population, ${costSql('high_risk', from, to)} AS yen_high_risk`);
  return {
    residents: Number(row?.residents ?? 0),
    reachedPopulation: Number(row?.reached_population ?? 0),
    reachedHighRisk: Number(row?.reached_high_risk ?? 0),
    yenPopulation: Number(row?.yen_population ?? 0),
    yenHighRisk: Number(row?.yen_high_risk ?? 0),
  };
}

/** Costs of the years in which the programmes could work towards the later checkup. */
function costSql(approach: 'population' | 'high_risk', from: number, to: number): string {
  return `(SELECT coalesce(sum(yen), 0)::DOUBLE FROM programme_cost JOIN programme USING (programme_id)
    WHERE approach = '${approach}' AND programme_cost.fiscal_year BETWEEN ${from} AND ${to - 1})`;
}
