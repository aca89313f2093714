import { UserIssue } from '../domain/issue.ts';
import { identifier } from '../warehouse/schema.ts';
import type { ColumnSet, SqlParams, Warehouse } from '../warehouse/session.ts';
import type { StudyDefinition, StudyOutcome } from './definition.ts';
import { type StudyVariable, studyVariable } from './variables.ts';

/** Counts of person-trials left after each restriction, from the first count on. */
export interface AttritionStep {
  readonly id: string;
  readonly label: string;
  readonly treated: number;
  readonly control: number;
  readonly total: number;
}

/** One row a person and trial year; covariates before time zero, outcomes after it. Never leaves analysis. */
export interface Cohort {
  readonly size: number;
  readonly person: Float64Array;
  readonly exposed: Float64Array;
  readonly covariates: readonly CohortColumn[];
  readonly outcomes: readonly {
    readonly outcome: StudyOutcome;
    readonly before: Float64Array;
    readonly after: Float64Array;
  }[];
  readonly attrition: readonly AttritionStep[];
}

export interface CohortColumn {
  readonly variable: StudyVariable;
  readonly numbers?: Float64Array;
  readonly categories?: readonly string[];
}

const COHORT = 'study_cohort';

/** Age on 31 March of the fiscal year; who is born on 1 April turns older on that day (年齢計算法). */
const ageAtFiscalYearEnd = (year: string) =>
  `${year} + 1 - year(p.birth_month) - CASE WHEN month(p.birth_month) > 4 OR (month(p.birth_month) = 4 AND NOT coalesce(p.born_on_first, false)) THEN 1 ELSE 0 END`;

/**
 * Builds the cohort of a study: eligibility at time zero, exposure within the grace period, covariates from the
 * baseline year, outcomes from later years. People who start later than the grace period stay in comparison.
 */
export async function buildCohort(
  warehouse: Warehouse,
  study: StudyDefinition,
  signal?: AbortSignal,
): Promise<Cohort> {
  await warehouse.run(
    `CREATE OR REPLACE TEMP TABLE ${COHORT} AS ${eligibilitySql(study)}`,
    eligibilityParams(study),
    signal,
  );
  const attrition = await countAttrition(warehouse, study);
  const covariates = study.covariates.map(studyVariable);
  const data = await warehouse.columns(variablesSql(study, covariates), undefined, signal);
  await warehouse.run(`DROP TABLE ${COHORT}`);
  if (data.length === 0) throw new UserIssue('refused', 'study.no_cohort');
  return {
    size: data.length,
    person: data.number('person_id'),
    exposed: data.number('exposed'),
    covariates: covariates.map((variable) => cohortColumn(variable, data)),
    outcomes: study.outcomes.map((outcome, i) => ({
      outcome,
      before: data.number(`before_${i}`),
      after: data.number(`after_${i}`),
    })),
    attrition: [...attrition, ...observedSteps(study, data)],
  };
}

function cohortColumn(variable: StudyVariable, data: ColumnSet): CohortColumn {
  if (variable.kind === 'categorical') {
    return { variable, categories: data.text(variable.id).map((value) => value ?? '不明') };
  }
  return { variable, numbers: data.number(variable.id) };
}

function eligibilityParams(study: StudyDefinition): SqlParams {
  const { age } = study.eligibility;
  return {
    age_from: age[0],
    age_to: age[1],
    ...(study.exposure.source === 'participation' ? { programme: study.programme } : {}),
  };
}

/** Flags of every restriction on everybody in the age range; `all_met` are the ones that are analysed. */
function eligibilitySql(study: StudyDefinition): string {
  const { eligibility } = study;
  const insurer = eligibility.insurer === 'any' ? 'TRUE' : `e.insurer_kind = '${eligibility.insurer}'`;
  const zero = study.timeZero === 'fiscal_year_start' ? 'make_date(r.trial_year, 4, 1)' : 'b.exam_date';
  return `
    WITH trial AS (SELECT unnest([${study.trialYears.join(', ')}]) AS trial_year),
    at_risk AS (
      SELECT p.person_id, t.trial_year, e.district_code
      FROM trial t JOIN enrolment e ON e.from_date <= make_date(t.trial_year, 4, 1)
        AND (e.to_date IS NULL OR e.to_date > make_date(t.trial_year, 4, 1)) AND ${insurer}
      JOIN person p USING (person_id)
      WHERE ${ageAtFiscalYearEnd('t.trial_year')} BETWEEN $age_from AND $age_to
      QUALIFY row_number() OVER (PARTITION BY p.person_id, t.trial_year ORDER BY e.from_date DESC) = 1
    ),
    last_checkup AS (${lastCheckupSql}),
    timed AS (
      SELECT r.*, b.checkup_id, ${zero} AS zero_date, ${baselineCriteria(study)} AS criteria
      FROM at_risk r JOIN person p USING (person_id)
      LEFT JOIN last_checkup b ON b.person_id = r.person_id AND b.fiscal_year = r.trial_year + (${study.baselineYear})
    ),
    started AS (${exposureSql(study)})
    SELECT timed.person_id, timed.trial_year, district_code, checkup_id, zero_date,
      checkup_id IS NOT NULL AS has_checkup,
      coalesce(criteria, false) AS criteria,
      coalesce(bool_or(s.start_date < zero_date), false) AS started_before,
      coalesce(bool_or(s.start_date >= zero_date
        AND s.start_date < zero_date + INTERVAL ${study.exposure.graceMonths} MONTH), false) AS exposed
    FROM timed LEFT JOIN started s ON s.person_id = timed.person_id
    GROUP BY ALL`;
}

const lastCheckupSql = `
  SELECT * FROM checkup
  QUALIFY row_number() OVER (PARTITION BY person_id, fiscal_year ORDER BY exam_date DESC, checkup_id DESC) = 1`;

function baselineCriteria(study: StudyDefinition): string {
  const tests = study.eligibility.conditions.map((condition) => {
    const variable = studyVariable(condition.value);
    if (variable.needs !== 'checkup')
      throw new Error(`condition on ${condition.value} needs a checkup variable`);
    return `(${variable.sql}) ${condition.op} ${condition.than}`;
  });
  if (study.eligibility.guidanceTarget) tests.push('b.guidance_level_reported IN (1, 2)');
  return tests.length === 0 ? 'TRUE' : tests.join(' AND ');
}

/** Every start of the exposure, whichever year; a repeat of a yearly course is a start of its own. */
function exposureSql(study: StudyDefinition): string {
  if (study.exposure.source === 'guidance') {
    const column = { invited: 'invited_date', joined: 'first_interview_date' } as Record<string, string>;
    const date = column[study.exposure.event] ?? `${study.exposure.event}_date`;
    // Guidance is a course of one year: last year's course does not make a person a prior participant.
    return `SELECT person_id, ${date} AS start_date FROM guidance WHERE ${date} IS NOT NULL`;
  }
  const date = `${study.exposure.event === 'first_interview' ? 'joined' : study.exposure.event}_date`;
  return `SELECT person_id, ${date} AS start_date FROM participation WHERE programme_id = $programme AND ${date} IS NOT NULL`;
}

/** Prior starts exclude only where taking part is lasting, not where it is a yearly course. */
function priorRule(study: StudyDefinition): string {
  return study.exposure.source === 'guidance' || study.trialYears.length > 1 ? 'TRUE' : 'NOT started_before';
}

async function countAttrition(warehouse: Warehouse, study: StudyDefinition): Promise<AttritionStep[]> {
  const steps: readonly (readonly [string, string, string])[] = [
    [
      'eligible',
      `年齢・資格の条件を満たす（${study.eligibility.age[0]}〜${study.eligibility.age[1]}歳）`,
      'TRUE',
    ],
    ['baseline', '基準年度に健診を受けている', 'has_checkup'],
    ['criteria', '対象の基準に当てはまる', 'has_checkup AND criteria'],
    ['new_start', 'それまでに参加していない', `has_checkup AND criteria AND ${priorRule(study)}`],
  ];
  const result: AttritionStep[] = [];
  for (const [id, label, where] of steps) {
    const [row] = await warehouse.all(
      `SELECT count(*) FILTER (exposed) AS treated, count(*) FILTER (NOT exposed) AS control FROM ${COHORT} WHERE ${where}`,
    );
    result.push(step(id, label, Number(row?.treated ?? 0), Number(row?.control ?? 0)));
  }
  return result;
}

function step(id: string, label: string, treated: number, control: number): AttritionStep {
  return { id, label, treated, control, total: treated + control };
}

function observedSteps(study: StudyDefinition, data: ColumnSet): AttritionStep[] {
  const exposed = data.number('exposed');
  return study.outcomes.map((outcome, i) => {
    const after = data.number(`after_${i}`);
    let treated = 0;
    let control = 0;
    for (let row = 0; row < data.length; row++) {
      if (Number.isNaN(after[row])) continue;
      if (exposed[row] === 1) treated++;
      else control++;
    }
    return step(`observed_${outcome.id}`, `${outcome.label}が後の年度に測られている`, treated, control);
  });
}

function variablesSql(study: StudyDefinition, covariates: readonly StudyVariable[]): string {
  const years = [...new Set([study.baselineYear, ...study.outcomes.map((outcome) => outcome.year)])];
  const yearView = (offset: number) => `year_${offset < 0 ? `m${-offset}` : offset}`;
  const baseline: string[] = covariates.map((variable) => `${variable.sql} AS ${identifier(variable.id)}`);
  study.outcomes.forEach((outcome, i) => {
    baseline.push(`${observed(outcome)} AS before_${i}`);
  });
  const views = years.map((offset) => {
    const selected = [
      ...(offset === study.baselineYear ? baseline : []),
      ...study.outcomes.flatMap((outcome, i) =>
        outcome.year === offset ? [`${observed(outcome)} AS after_${i}`] : [],
      ),
    ];
    return `${yearView(offset)} AS (${yearSql(study, offset, selected)})`;
  });
  const joins = years
    .filter((offset) => offset !== study.baselineYear)
    .map((offset) => `LEFT JOIN ${yearView(offset)} USING (person_id, trial_year)`)
    .join(' ');
  return `WITH last_checkup AS (${lastCheckupSql}), analysed AS (
      SELECT * FROM ${COHORT} WHERE has_checkup AND criteria AND ${priorRule(study)}
    ), ${views.join(', ')}
    SELECT * FROM ${yearView(study.baselineYear)} ${joins} ORDER BY person_id, trial_year`;
}

/** Costs count only for people insured through the whole year: a part year would look like a saving. */
function observed(outcome: StudyOutcome): string {
  const variable = studyVariable(outcome.variable);
  return variable.needs === 'claims' ? `CASE WHEN y.whole_year THEN ${variable.sql} END` : variable.sql;
}

function yearSql(study: StudyDefinition, offset: number, selected: readonly string[]): string {
  const columns = ['a.person_id', 'a.trial_year', 'CAST(a.exposed AS DOUBLE) AS exposed', ...selected];
  return `
    SELECT ${(offset === study.baselineYear ? columns : ['a.person_id', 'a.trial_year', ...selected]).join(', ')}
    FROM analysed a JOIN person p USING (person_id)
    CROSS JOIN LATERAL (
      SELECT a.trial_year AS trial_year, a.trial_year + (${offset}) AS fiscal_year,
        make_date(a.trial_year + (${offset}), 4, 1) AS start,
        make_date(a.trial_year + (${offset}) + 1, 4, 1) AS finish,
        ${ageAtFiscalYearEnd(`(a.trial_year + (${offset}))`)} AS age,
        (SELECT coalesce(sum(date_diff('day', greatest(n.from_date, make_date(a.trial_year + (${offset}), 4, 1)),
            least(coalesce(n.to_date, DATE '9999-12-31'), make_date(a.trial_year + (${offset}) + 1, 4, 1)))), 0)
          FROM enrolment n WHERE n.person_id = a.person_id
            AND n.from_date < make_date(a.trial_year + (${offset}) + 1, 4, 1)
            AND coalesce(n.to_date, DATE '9999-12-31') > make_date(a.trial_year + (${offset}), 4, 1)) >= 365 AS whole_year
    ) y
    CROSS JOIN LATERAL (SELECT a.district_code AS district_code) e
    LEFT JOIN last_checkup b ON b.person_id = a.person_id AND b.fiscal_year = y.fiscal_year`;
}
