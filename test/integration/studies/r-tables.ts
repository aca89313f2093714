import { buildCohort, type Cohort } from '../../../analysis/studies/cohort.ts';
import type { PersonStudy, StudyDefinition, StudyOf } from '../../../analysis/studies/definition.ts';
import {
  expandCohort,
  followUpColumns,
  matchedFollowUp,
} from '../../../analysis/studies/designs/matched-start.ts';
import { cohortPlan, type ExposureRule, type ExtraColumn } from '../../../analysis/studies/plan.ts';
import { studyVariable } from '../../../analysis/studies/variables.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';

/** The table that a study's R code reads, made from a made-up town; only ever written inside a test. */
export async function analysisTable(warehouse: Warehouse, study: StudyDefinition): Promise<string> {
  switch (study.design) {
    case 'interrupted_time_series':
      return seriesTable(warehouse, study);
    case 'before_after_with_comparison':
      return panelTable(warehouse, study);
    case 'time_to_event':
      return followTable(warehouse, study);
    default:
      return peopleTable(warehouse, study);
  }
}

type Cell = number | string | null | undefined;
type Column = readonly [name: string, of: (row: number) => Cell];

const cell = (value: Cell) =>
  value === null || value === undefined || Number.isNaN(value) ? '' : String(value);

function csv(size: number, columns: readonly Column[]): string {
  const rows = Array.from({ length: size }, (_, row) => columns.map(([, of]) => cell(of(row))).join(','));
  return [columns.map(([name]) => name).join(','), ...rows].join('\n');
}

const covariateColumns = (cohort: Cohort): Column[] =>
  cohort.covariates.map((column) => [
    column.variable.id,
    (row) => column.categories?.[row] ?? column.numbers?.[row],
  ]);

type PeopleStudy = Exclude<PersonStudy, StudyOf<'before_after_with_comparison'> | StudyOf<'time_to_event'>>;

async function peopleTable(warehouse: Warehouse, study: PeopleStudy): Promise<string> {
  const numbers: ExtraColumn[] = [];
  if (study.design === 'regression_discontinuity') {
    numbers.push({ name: 'running', kind: 'number', sql: studyVariable(study.running).sql });
  }
  if (study.design === 'dose_response') {
    numbers.push({
      name: 'dose',
      kind: 'number',
      sql: `(SELECT avg(value) FROM programme_measurement m WHERE m.person_id = a.person_id AND item = '${study.dose.item}')`,
    });
  }
  const arm: ExtraColumn = {
    name: 'arm',
    kind: 'text',
    sql: `(SELECT any_value(i.arm) FROM participation i WHERE i.person_id = a.person_id AND i.programme_id = '${study.programme}')`,
  };
  const cohort = await buildCohort(
    warehouse,
    cohortPlan(study, { exposure: exposureOf(study), extras: [...numbers, arm] }),
  );
  return csv(cohort.size, [
    ['person', (row) => cohort.person[row]],
    ['exposed', (row) => cohort.exposed[row]],
    ['arm', (row) => cohort.texts.get('arm')?.[row] ?? 'none'],
    ['trial_year', (row) => cohort.trialYear[row]],
    ['district', (row) => cohort.home[row]],
    ...numbers.map(({ name }): Column => [name, (row) => cohort.numbers.get(name)?.[row]]),
    ...covariateColumns(cohort),
    ...cohort.outcomes.flatMap(({ outcome, before, after }): Column[] => [
      [`${outcome.variable}_after`, (row) => after[row]],
      [`${outcome.variable}_before`, (row) => before[row]],
    ]),
  ]);
}

function exposureOf(study: PeopleStudy): ExposureRule {
  if ('exposure' in study && study.exposure) return { kind: 'start', ...study.exposure };
  if (study.design !== 'randomised') return { kind: 'none' };
  const { allocation } = study;
  if (allocation.unit === 'person') return { kind: 'arm', ...allocation };
  if (allocation.unit === 'district') return { kind: 'district', ...allocation };
  if (allocation.unit === 'stepped_wedge') return { kind: 'steps', steps: allocation.steps };
  const treated = allocation.factors[0]!.arms;
  return { kind: 'arm', treated, control: allocation.arms.filter((each) => !treated.includes(each)) };
}

/** Straight from the checkups and the list of participants. */
async function panelTable(
  warehouse: Warehouse,
  study: StudyOf<'before_after_with_comparison'>,
): Promise<string> {
  const { variable } = study.outcomes[0]!;
  const rows = await warehouse.all(`
    SELECT c.person_id, c.fiscal_year, c.${variable} AS value,
      (SELECT min(year(joined_date - INTERVAL 3 MONTH)) FROM participation i
        WHERE i.person_id = c.person_id AND i.programme_id = '${study.programme}') AS start
    FROM checkup c ORDER BY 1, 2`);
  const of = (name: string) => (row: number) => rows[row]![name] as Cell;
  return csv(rows.length, [
    ['person', of('person_id')],
    ['year', of('fiscal_year')],
    ['start', of('start')],
    [variable, of('value')],
  ]);
}

/** Admissions of the whole town, in which everybody is insured throughout. */
async function seriesTable(warehouse: Warehouse, study: StudyOf<'interrupted_time_series'>): Promise<string> {
  const rows = await warehouse.all(`
    SELECT strftime(month, '%Y-%m') AS month, count(*) AS events, (SELECT count(*) FROM person) AS persons
    FROM claim WHERE setting = 'inpatient' GROUP BY ALL ORDER BY 1`);
  const first = rows.findIndex(({ month }) => String(month) >= study.start);
  return csv(rows.length, [
    ['month', (row) => row + 1],
    ['events', (row) => Number(rows[row]!.events)],
    ['persons', (row) => Number(rows[row]!.persons)],
    ['level', (row) => (row < first ? 0 : row < first + study.transitionMonths ? null : 1)],
  ]);
}

async function followTable(warehouse: Warehouse, study: StudyOf<'time_to_event'>): Promise<string> {
  const source = await buildCohort(
    warehouse,
    cohortPlan(study, {
      exposure: { kind: 'start', ...study.exposure },
      outcomes: [],
      extras: followUpColumns(study),
    }),
  );
  const follow = matchedFollowUp(study, source);
  const cohort = expandCohort(source, follow);
  return csv(cohort.size, [
    ['person', (row) => cohort.person[row]],
    ['exposed', (row) => follow.z[row]],
    ['time', (row) => follow.time[row]],
    ['cause', (row) => follow.cause[row]],
    ...covariateColumns(cohort),
  ]);
}
