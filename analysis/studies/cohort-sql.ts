import { identifier } from '../warehouse/schema.ts';
import type { StudyOutcome } from './definition.ts';
import { type CohortPlan, sqlTexts, startsSql } from './plan.ts';
import { isExamined, type StudyVariable, selectable, studyVariable } from './variables.ts';

export const COHORT = 'study_cohort';

/** Age on 31 March of the fiscal year; who is born on 1 April turns older on that day (年齢計算法). */
export const ageAtFiscalYearEnd = (year: string) =>
  `${year} + 1 - year(p.birth_month) - CASE WHEN month(p.birth_month) > 4 OR (month(p.birth_month) = 4 AND NOT coalesce(p.born_on_first, false)) THEN 1 ELSE 0 END`;

const lastCheckupSql = `
  SELECT * FROM checkup
  QUALIFY row_number() OVER (PARTITION BY person_id, fiscal_year ORDER BY exam_date DESC, checkup_id DESC) = 1`;

/** Flags of every restriction on everybody in the age range; who meets all of them is analysed. */
export function eligibilitySql(plan: CohortPlan): string {
  const { eligibility } = plan;
  const insurer = eligibility.insurer === 'any' ? 'TRUE' : `e.insurer_kind = '${eligibility.insurer}'`;
  // Without a checkup at time zero the year's first day stands in.
  const zero =
    plan.timeZero === 'fiscal_year_start'
      ? 'make_date(r.trial_year, 4, 1)'
      : 'coalesce(b.exam_date, make_date(r.trial_year, 4, 1))';
  const exposed = exposureColumns(plan);
  const follow = followYear(plan);
  return `
    WITH trial AS (SELECT unnest([${plan.trialYears.join(', ')}]) AS trial_year),
    at_risk AS (
      SELECT p.person_id, t.trial_year, e.district_code
      FROM trial t JOIN enrolment e ON e.from_date <= make_date(t.trial_year, 4, 1)
        AND (e.to_date IS NULL OR e.to_date > make_date(t.trial_year, 4, 1)) AND ${insurer}
      JOIN person p USING (person_id)
      WHERE ${ageAtFiscalYearEnd('t.trial_year')} BETWEEN ${eligibility.age[0]} AND ${eligibility.age[1]}
      QUALIFY row_number() OVER (PARTITION BY p.person_id, t.trial_year ORDER BY e.from_date DESC) = 1
    ),
    last_checkup AS (${lastCheckupSql}),
    timed AS (
      SELECT r.*, b.checkup_id, ${zero} AS zero_date, ${baselineCriteria(plan)} AS criteria,
        ${follow === undefined ? 'NULL::DATE' : 'f.exam_date'} AS follow_date
      FROM at_risk r JOIN person p USING (person_id)
      LEFT JOIN last_checkup b ON b.person_id = r.person_id AND b.fiscal_year = r.trial_year + (${plan.baselineYear})
      ${follow === undefined ? '' : `LEFT JOIN last_checkup f ON f.person_id = r.person_id AND f.fiscal_year = r.trial_year + (${follow})`}
    ),
    care AS (SELECT person_id, from_date, to_date FROM care_certification WHERE level <> '01'),
    started AS (${exposed.rows})
    SELECT timed.person_id, timed.trial_year, district_code, checkup_id, zero_date,
      ${eligibility.checkup ? 'checkup_id IS NOT NULL' : 'TRUE'} AS has_checkup,
      coalesce(criteria, false) AS criteria,
      ${eligibility.notCertified ? 'NOT EXISTS (SELECT 1 FROM care c WHERE c.person_id = timed.person_id AND c.from_date <= zero_date AND coalesce(c.to_date, zero_date) >= zero_date)' : 'TRUE'} AS not_certified,
      ${exposed.before} AS started_before, ${exposed.assigned} AS assigned, ${exposed.exposed} AS exposed
    FROM timed LEFT JOIN started s ON s.person_id = timed.person_id
    GROUP BY ALL`;
}

/** Year of the first checkup that outcomes are read from; undefined where none is. */
function followYear({ outcomes, baselineYear }: CohortPlan): number | undefined {
  const years = outcomes.flatMap(({ variable, year }) =>
    isExamined(variable) && year > baselineYear ? [year] : [],
  );
  return years.length === 0 ? undefined : Math.min(...years);
}

interface ExposureColumns {
  readonly rows: string;
  readonly before: string;
  readonly assigned: string;
  readonly exposed: string;
}

function exposureColumns({ exposure, programme }: CohortPlan): ExposureColumns {
  const nobody = 'SELECT NULL::INTEGER AS person_id WHERE FALSE';
  switch (exposure.kind) {
    case 'start':
      return {
        rows: startsSql(programme, exposure),
        before: 'coalesce(bool_or(s.start_date < zero_date), false)',
        assigned: 'TRUE',
        // Who was asked because of the outcome's checkup had the outcome first: no cause comes after its effect.
        exposed: `coalesce(bool_or(s.start_date >= zero_date AND s.start_date < zero_date + INTERVAL ${exposure.graceMonths} MONTH
          AND (follow_date IS NULL OR s.start_date < follow_date)), false)`,
      };
    case 'arm':
      return {
        rows: `SELECT person_id, arm FROM participation WHERE programme_id = ${sqlTexts([programme])} AND arm IS NOT NULL`,
        before: 'FALSE',
        assigned: `coalesce(bool_or(s.arm IN ${sqlTexts([...exposure.treated, ...exposure.control])}), false)`,
        exposed: `coalesce(bool_or(s.arm IN ${sqlTexts(exposure.treated)}), false)`,
      };
    case 'district':
      return {
        rows: nobody,
        before: 'FALSE',
        assigned: `coalesce(district_code IN ${sqlTexts([...exposure.treated, ...exposure.control])}, false)`,
        exposed: `coalesce(district_code IN ${sqlTexts(exposure.treated)}, false)`,
      };
    case 'steps': {
      const cases = exposure.steps.map(
        ({ district, from }) => `(district_code IN ${sqlTexts([district])} AND timed.trial_year >= ${from})`,
      );
      return {
        rows: nobody,
        before: 'FALSE',
        assigned: `coalesce(district_code IN ${sqlTexts(exposure.steps.map((step) => step.district))}, false)`,
        exposed: `coalesce(${cases.join(' OR ')}, false)`,
      };
    }
    default:
      return { rows: nobody, before: 'FALSE', assigned: 'TRUE', exposed: 'FALSE' };
  }
}

function baselineCriteria({ eligibility }: CohortPlan): string {
  const tests = eligibility.conditions.map((condition) => {
    const variable = studyVariable(condition.value);
    if (!selectable(variable)) throw new Error(`${condition.value} cannot select people`);
    return `(${variable.sql}) ${condition.op} ${condition.than}`;
  });
  if (eligibility.guidanceTarget) tests.push('b.guidance_level_reported IN (1, 2)');
  return tests.length === 0 ? 'TRUE' : tests.join(' AND ');
}

/** Conditions of the analysed rows, in the order in which they are counted. */
export function restrictions(plan: CohortPlan): readonly (readonly [string, string, string])[] {
  const { eligibility } = plan;
  const steps: [string, string, string][] = [
    ['eligible', `年齢・資格の条件を満たす（${eligibility.age[0]}〜${eligibility.age[1]}歳）`, 'assigned'],
  ];
  if (eligibility.checkup) steps.push(['baseline', '基準年度に健診を受けている', 'has_checkup']);
  if (eligibility.conditions.length > 0 || eligibility.guidanceTarget || eligibility.checkup) {
    steps.push(['criteria', '対象の基準に当てはまる', 'criteria']);
  }
  if (eligibility.notCertified) steps.push(['not_certified', '要介護認定を受けていない', 'not_certified']);
  steps.push(['new_start', 'それまでに参加していない', plan.newStartOnly ? 'NOT started_before' : 'TRUE']);
  return steps;
}

/** Covariates, extras and outcomes of the analysed rows, one row a person and trial year. */
export function variablesSql(plan: CohortPlan, covariates: readonly StudyVariable[]): string {
  const years = [...new Set([plan.baselineYear, ...plan.outcomes.map((outcome) => outcome.year)])];
  const yearView = (offset: number) => `year_${offset < 0 ? `m${-offset}` : offset}`;
  const baseline: string[] = [
    ...covariates.map((variable) => `${variable.sql} AS ${identifier(variable.id)}`),
    ...plan.extras.map((extra) => `${extra.sql} AS ${identifier(`extra_${extra.name}`)}`),
  ];
  plan.outcomes.forEach((outcome, i) => {
    baseline.push(`${observed(outcome)} AS before_${i}`);
  });
  const views = years.map((offset) => {
    const selected = [
      ...(offset === plan.baselineYear ? baseline : []),
      ...plan.outcomes.flatMap((outcome, i) =>
        outcome.year === offset ? [`${observed(outcome)} AS after_${i}`] : [],
      ),
    ];
    return `${yearView(offset)} AS (${yearSql(plan, offset, selected)})`;
  });
  const joins = years
    .filter((offset) => offset !== plan.baselineYear)
    .map((offset) => `LEFT JOIN ${yearView(offset)} USING (person_id, trial_year)`)
    .join(' ');
  const all = restrictions(plan).map(([, , where]) => where);
  return `WITH last_checkup AS (${lastCheckupSql}), analysed AS (
      SELECT * FROM ${COHORT} WHERE ${all.join(' AND ')}
    ), ${views.join(', ')}
    SELECT * FROM ${yearView(plan.baselineYear)} ${joins} ORDER BY person_id, trial_year`;
}

/** Costs and visits count only for people insured through the whole year: a part year would look like a saving. */
function observed(outcome: StudyOutcome): string {
  const { needs, sql, kind } = studyVariable(outcome.variable);
  const value = needs === 'claims' ? `CASE WHEN y.whole_year THEN ${sql} END` : sql;
  return kind === 'binary' ? `100.0 * (${value})` : value;
}

function yearSql(plan: CohortPlan, offset: number, selected: readonly string[]): string {
  const atBaseline = offset === plan.baselineYear;
  const columns = [
    'a.person_id',
    'a.trial_year',
    ...(atBaseline ? ['CAST(a.exposed AS DOUBLE) AS exposed', 'a.district_code AS home'] : []),
    ...selected,
  ];
  const first = `make_date(a.trial_year + (${offset}), 4, 1)`;
  const last = `make_date(a.trial_year + (${offset}) + 1, 4, 1)`;
  return `
    SELECT ${columns.join(', ')}
    FROM analysed a JOIN person p USING (person_id)
    CROSS JOIN LATERAL (
      SELECT a.trial_year AS trial_year, a.trial_year + (${offset}) AS fiscal_year,
        ${first} AS start, ${last} AS finish,
        ${ageAtFiscalYearEnd(`(a.trial_year + (${offset}))`)} AS age,
        (SELECT coalesce(sum(date_diff('day', greatest(n.from_date, ${first}),
            least(coalesce(n.to_date, DATE '9999-12-31'), ${last}))), 0)
          FROM enrolment n WHERE n.person_id = a.person_id AND n.from_date < ${last}
            AND coalesce(n.to_date, DATE '9999-12-31') > ${first}) >= 365 AS whole_year
    ) y
    CROSS JOIN LATERAL (SELECT a.district_code AS district_code) e
    LEFT JOIN last_checkup b ON b.person_id = a.person_id AND b.fiscal_year = y.fiscal_year`;
}
