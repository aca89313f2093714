import type { CandidateRow, CandidateTable, RateStratum, StatisticContext } from '../../domain/statistic.ts';
import { type LifeTableRefusal, lifeTable, sullivan } from '../../statistics/rates/life-table.ts';
import { sqlTexts } from '../conditions/literal.ts';
import { contextOf } from '../context.ts';
import type { Question, TableRequest } from '../definition.ts';
import { ageAtMonthEnd, type Frame, spellSql, yearStart } from '../frames.ts';
import { sexStratum } from '../strata.ts';

type Run = Extract<Question, { kind: 'table' }>['run'];

const BANDS = [65, 70, 75, 80, 85, 90] as const;
const POPULATION: Frame = { kind: 'insured', insurer: 'any', ages: { from: 65, to: null }, at: 'during' };

/**
 * Life expectancy at 65, years without the care levels given, and years with them, by sex: Chiang's life table
 * with Sullivan's method over the years asked for, pooled. `levels` are the certifications that count as not
 * independent (要介護2–5 for 平均自立期間, all for the 要支援 version).
 */
export function independentLife(levels: readonly string[]): Run {
  return async (request: TableRequest): Promise<CandidateTable> => {
    const { definition, years, tables } = request;
    const groups = await bandsOf(request, levels);
    const rows = (['all', '1', '2'] as const).map((sex): CandidateRow => rowOf(sex, groups));
    const first = Math.min(...years);
    return {
      id: `measure.${definition.id}`,
      parameters: { years: years.join(','), pooled: true },
      context: withRefusal(contextOf(definition, POPULATION, [first, Math.max(...years)], tables), groups),
      dimensions: [sexStratum().dimension],
      columns: [
        { id: 'person_years_persons', label: '観察した人', kind: 'count', unit: '人', decimals: 0 },
        {
          id: 'deaths',
          label: '死亡',
          kind: 'count_subset',
          of: 'person_years_persons',
          unit: '人',
          decimals: 0,
        },
        ...(['expectancy', 'value', 'dependent'] as const).flatMap((id) => {
          const label = {
            expectancy: '65歳の平均余命',
            value: definition.name,
            dependent: '自立していない期間',
          }[id];
          const shared = {
            kind: 'derived',
            unit: '年',
            decimals: 2,
            from: ['person_years_persons', 'deaths'],
            ofStrata: 'bands',
          } as const;
          const value = { ...shared, id, label, formula: 'standardised' } as const;
          if (id === 'dependent') return [value];
          return [
            value,
            { ...shared, id: `${id}_lower`, label: '95%信頼区間 下限', formula: 'interval' } as const,
            { ...shared, id: `${id}_upper`, label: '95%信頼区間 上限', formula: 'interval' } as const,
          ];
        }),
      ],
      rows,
    };
  };
}

const REFUSALS: Readonly<Record<LifeTableRefusal, string>> = {
  too_few_person_years:
    '総人年が5,000に満たないため算出していない区分がある。年度を合算するか、近隣と合わせる。',
  empty_band: '人のいない年齢階級があるため算出していない区分がある。',
  no_deaths_in_last_band: '最終の年齢階級に死亡がないため算出していない区分がある。',
  interval_too_wide: '信頼区間の幅が20年を超えるため算出していない区分がある。',
};

/** Says why a number is missing. */
function withRefusal(context: StatisticContext, groups: readonly BandGroup[]): StatisticContext {
  const reasons = ['all', '1', '2'].flatMap((sex) => {
    const life = lifeTable(bandsFor(sex, groups));
    return 'refused' in life ? [REFUSALS[life.refused]] : [];
  });
  const missing = [...new Set(reasons)];
  return {
    ...context,
    caveats: [...context.caveats, ...missing],
    ...(missing.length > 0 ? { missing } : {}),
  };
}

function bandsFor(sex: string, groups: readonly BandGroup[]) {
  const chosen = groups.filter((group) => sex === 'all' || group.sex === sex);
  return BANDS.map((start) => {
    const of = chosen.filter(({ band }) => band === start);
    return {
      start,
      deaths: of.reduce((total, { deaths }) => total + deaths, 0),
      personYears: of.reduce((total, { personYears }) => total + personYears, 0),
    };
  });
}

interface BandGroup {
  readonly sex: string;
  readonly band: number;
  readonly personYears: number;
  readonly deaths: number;
  readonly observed: number;
  readonly dependent: number;
  readonly persons: number;
}

function rowOf(sex: string, groups: readonly BandGroup[]): CandidateRow {
  const chosen = groups.filter((group) => sex === 'all' || group.sex === sex);
  const sum = (band: number, name: 'observed' | 'dependent') =>
    chosen.filter((group) => group.band === band).reduce((total, group) => total + group[name], 0);
  const bands = bandsFor(sex, groups);
  const health = BANDS.map((start) => ({
    unhealthy: sum(start, 'dependent'),
    observed: sum(start, 'observed'),
  }));
  const counts = [
    chosen.filter(({ band }) => band === 0).reduce((total, { persons }) => total + persons, 0),
    bands.reduce((total, { deaths }) => total + deaths, 0),
  ];
  const life = lifeTable(bands);
  const healthy = sullivan(bands, health);
  const [e, h] = ['rows' in life ? life.rows[0] : undefined, 'rows' in healthy ? healthy.rows[0] : undefined];
  if (!e || !h) return { at: [sex], values: [...counts, null, null, null, null, null, null, null] };
  const { expectancy } = e;
  return {
    at: [sex],
    strata: { bands: bands.flatMap(({ deaths }, i) => strataOf(deaths, health[i])) },
    values: [
      ...counts,
      expectancy.estimate,
      expectancy.lower,
      expectancy.upper,
      h.healthy.estimate,
      h.healthy.lower,
      h.healthy.upper,
      h.unhealthy,
    ],
  };
}

/** Of a band, those who died among all who were observed, and those in need of care among those left at the end. */
function strataOf(
  deaths: number,
  health: { unhealthy: number; observed: number } | undefined,
): RateStratum[] {
  const { unhealthy, observed } = health ?? { unhealthy: 0, observed: 0 };
  return [
    { persons: observed + deaths, cases: deaths },
    { persons: observed, cases: unhealthy },
  ];
}

/** Person-years, deaths and care level by sex and band, summed over the years; band 0 counts distinct persons. */
async function bandsOf(
  { warehouse, years, signal }: TableRequest,
  levels: readonly string[],
): Promise<readonly BandGroup[]> {
  const parts = years.map((year) => `(${yearSql(year, levels)})`).join(' UNION ALL ');
  const rows = await warehouse.all(
    `WITH person_year AS (${parts})
     SELECT sex, band, sum(months) / 12.0 AS person_years, count(*) FILTER (died) AS deaths,
       count(*) FILTER (at_end) AS observed, count(*) FILTER (at_end AND dependent) AS dependent, 0 AS persons
     FROM person_year GROUP BY sex, band
     UNION ALL SELECT sex, 0, 0, 0, 0, 0, count(DISTINCT person_id) FROM person_year GROUP BY sex`,
    undefined,
    signal,
  );
  return rows.map((row) => ({
    sex: String(row.sex),
    band: Number(row.band),
    personYears: Number(row.person_years),
    deaths: Number(row.deaths),
    observed: Number(row.observed),
    dependent: Number(row.dependent),
    persons: Number(row.persons),
  }));
}

/** Months of the year, half of the one in which somebody leaves; who turns from one insurer to another does not leave. */
function yearSql(year: number, levels: readonly string[]): string {
  const start = yearStart(year);
  const end = yearStart(year + 1);
  const age = ageAtMonthEnd('p', `DATE '${year + 1}-03-31'`);
  return `SELECT p.person_id, p.sex, least(90, ${age} // 5 * 5) AS band, m.months,
      coalesce(p.death_month >= ${start} AND p.death_month < ${end}, false) AS died, m.at_end,
      p.person_id IN (SELECT person_id FROM care_certification WHERE from_date < ${end}
        AND coalesce(to_date, DATE '9999-12-31') >= (${end} - INTERVAL 1 DAY)
        AND level IN ${sqlTexts(levels)}) AS dependent
    FROM person p JOIN (
      SELECT person_id, least(12, sum(date_diff('month', greatest(from_date, ${start}), least(until, ${end}))
          + CASE WHEN until < ${end} AND coalesce(next_from > until, true) THEN 0.5 ELSE 0 END)) AS months,
        bool_or(until >= ${end}) AS at_end
      FROM (SELECT *, lead(from_date) OVER (PARTITION BY person_id ORDER BY from_date) AS next_from
        FROM (${spellSql('any', start, end)})) GROUP BY person_id) m USING (person_id)
    WHERE ${age} >= 65`;
}
