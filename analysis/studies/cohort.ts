import { UserIssue } from '../domain/issue.ts';
import { peopleKeySql, peopleKeyText, personKeySql, readPeopleKey } from '../warehouse/people.ts';
import type { ColumnSet, Warehouse } from '../warehouse/session.ts';
import { COHORT, eligibilitySql, restrictions, variablesSql } from './cohort-sql.ts';
import type { StudyOutcome } from './definition.ts';
import type { StudyRunOptions } from './parts.ts';
import type { CohortPlan } from './plan.ts';
import { type StudyVariable, studyVariable } from './variables.ts';

/** Counts of person-trials left after each restriction, from the first count on. */
export interface AttritionStep {
  readonly id: string;
  readonly label: string;
  readonly treated: number;
  readonly control: number;
  readonly total: number;
  /** Keys of the people of both arms (see `CandidateRow.people`); absent where one person can be several rows. */
  readonly people?: { readonly treated: string; readonly control: string };
  /** Keys of printed groups that hold everybody of an arm (see `CandidateRow.inside`). */
  readonly inside?: { readonly treated: readonly string[]; readonly control: readonly string[] };
}

/** One row a person and trial year; covariates before time zero, outcomes after it. Never leaves analysis. */
export interface Cohort {
  readonly size: number;
  readonly person: Float64Array;
  readonly trialYear: Float64Array;
  readonly exposed: Float64Array;
  /** District code at time zero. */
  readonly home: readonly (string | null)[];
  readonly covariates: readonly CohortColumn[];
  readonly outcomes: readonly CohortOutcome[];
  readonly numbers: ReadonlyMap<string, Float64Array>;
  readonly texts: ReadonlyMap<string, readonly (string | null)[]>;
  readonly attrition: readonly AttritionStep[];
  /** Key of the person of each row (see `peopleKeySql`); absent where one person is several rows. */
  readonly keys?: readonly bigint[];
}

/** Binary outcomes are in per cent (0 or 100), so that their differences read as points. */
export interface CohortOutcome {
  readonly outcome: StudyOutcome;
  readonly before: Float64Array;
  readonly after: Float64Array;
}

export interface CohortColumn {
  readonly variable: StudyVariable;
  readonly numbers?: Float64Array;
  readonly categories?: readonly string[];
}

/**
 * Builds the cohort of a plan: eligibility at time zero, exposure by its rule, covariates from the baseline year,
 * outcomes from later years. People who start later than the grace period stay in comparison.
 * Throws `study.no_cohort` when nobody is left.
 */
export async function buildCohort(
  warehouse: Warehouse,
  plan: CohortPlan,
  { signal, printedSets }: Pick<StudyRunOptions, 'signal' | 'printedSets'> = {},
): Promise<Cohort> {
  await warehouse.run(`CREATE OR REPLACE TEMP TABLE ${COHORT} AS ${eligibilitySql(plan)}`, undefined, signal);
  const [year, ...more] = plan.trialYears;
  // Over several years one person is several rows: no number of people to compare with.
  const years = year === undefined || more.length > 0 ? [] : [year, year + 1];
  const printed = years.flatMap((each) => printedSets?.(plan.programme, each) ?? []);
  const attrition = await countAttrition(warehouse, plan, printed);
  const covariates = plan.covariates.map(studyVariable);
  const data = await warehouse.columns(variablesSql(plan, covariates), undefined, signal);
  const keys = await analysedKeys(warehouse, plan, data);
  const observed = observedSteps(plan, data, keys);
  await warehouse.run(`DROP TABLE ${COHORT}`);
  if (data.length === 0) throw new UserIssue('refused', 'study.no_cohort');
  const named = (kind: 'number' | 'text') => plan.extras.filter((extra) => extra.kind === kind);
  return {
    size: data.length,
    person: data.number('person_id'),
    trialYear: data.number('trial_year'),
    exposed: data.number('exposed'),
    home: data.text('home'),
    covariates: covariates.map((variable) => cohortColumn(variable, data)),
    outcomes: plan.outcomes.map((outcome, i) => ({
      outcome,
      before: data.number(`before_${i}`),
      after: data.number(`after_${i}`),
    })),
    numbers: new Map(named('number').map(({ name }) => [name, data.number(`extra_${name}`)])),
    texts: new Map(named('text').map(({ name }) => [name, data.text(`extra_${name}`)])),
    attrition: [...attrition, ...observed],
    ...(keys === undefined ? {} : { keys }),
  };
}

/**
 * An outcome that is the same for everybody shows no difference whatever was done. Throws `study.no_variation`.
 */
export function requireVariation({ outcomes }: Pick<Cohort, 'outcomes'>): void {
  for (const { outcome, after } of outcomes) requireDifferentValues(outcome, [after]);
}

/** The same for values that lie in several columns. */
export function requireDifferentValues(
  { id, label }: Pick<StudyOutcome, 'id' | 'label'>,
  columns: readonly Float64Array[],
): void {
  let first = Number.NaN;
  for (const column of columns) {
    for (const value of column) {
      if (Number.isNaN(value)) continue;
      if (Number.isNaN(first)) first = value;
      else if (value !== first) return;
    }
  }
  throw new UserIssue('refused', 'study.no_variation', { outcome: label, id });
}

function cohortColumn(variable: StudyVariable, data: ColumnSet): CohortColumn {
  if (variable.kind === 'categorical') {
    return { variable, categories: data.text(variable.id).map((value) => value ?? '不明') };
  }
  return { variable, numbers: data.number(variable.id) };
}

async function countAttrition(
  warehouse: Warehouse,
  plan: CohortPlan,
  printed: readonly string[],
): Promise<AttritionStep[]> {
  const result: AttritionStep[] = [];
  const conditions: string[] = [];
  for (const [id, label, where] of restrictions(plan)) {
    conditions.push(where);
    const [row] = await warehouse.all(
      `SELECT count(*) FILTER (exposed) AS treated, count(*) FILTER (NOT exposed) AS control,
        ${peopleKeySql('exposed')} AS treated_people, ${peopleKeySql('NOT exposed')} AS control_people
      FROM (SELECT *, ${personKeySql('person_id')} FROM ${COHORT} WHERE ${conditions.join(' AND ')})`,
    );
    const people = [readPeopleKey(row?.treated_people), readPeopleKey(row?.control_people)] as const;
    result.push({
      ...step(id, label, Number(row?.treated ?? 0), Number(row?.control ?? 0)),
      ...keysOf(plan, ...people),
      ...(result.length === 0 ? await insideOf(warehouse, where, printed) : {}),
    });
  }
  return result;
}

/** Printed groups that hold everybody of an arm of the first step: those of them who are not in it are a group, too. */
async function insideOf(
  warehouse: Warehouse,
  where: string,
  printed: readonly string[],
): Promise<Pick<AttritionStep, 'inside'>> {
  const inside = { treated: new Set<string>(), control: new Set<string>() };
  for (const sql of printed) {
    const [row] = await warehouse.all(
      `WITH wider AS (${sql}), arms AS (SELECT exposed, count(*) AS people, count(*) FILTER (person_id NOT IN (FROM wider)) AS outside
        FROM ${COHORT} WHERE ${where} GROUP BY exposed)
      SELECT ${peopleKeySql()} AS people, (SELECT max(outside) FROM arms WHERE exposed) AS treated,
        (SELECT max(outside) FROM arms WHERE NOT exposed) AS control
      FROM (SELECT *, ${personKeySql('person_id')} FROM wider)`,
    );
    const key = readPeopleKey(row?.people);
    if (key === null) continue;
    for (const arm of ['treated', 'control'] as const)
      if (row?.[arm] !== null && Number(row?.[arm]) === 0) inside[arm].add(peopleKeyText(key));
  }
  if (inside.treated.size + inside.control.size === 0) return {};
  return { inside: { treated: [...inside.treated], control: [...inside.control] } };
}

/** Keys of two arms; none where a person can be there in several years, or where sets have no keys. */
function keysOf(
  { trialYears }: CohortPlan,
  treated: bigint | null,
  control: bigint | null,
): Pick<AttritionStep, 'people'> {
  if (trialYears.length !== 1 || treated === null || control === null) return {};
  return { people: { treated: peopleKeyText(treated), control: peopleKeyText(control) } };
}

function step(id: string, label: string, treated: number, control: number): AttritionStep {
  return { id, label, treated, control, total: treated + control };
}

function observedSteps(
  plan: CohortPlan,
  data: ColumnSet,
  keys: readonly bigint[] | undefined,
): AttritionStep[] {
  const exposed = data.number('exposed');
  return plan.outcomes.map((outcome, i) => {
    const after = data.number(`after_${i}`);
    const sizes = [0, 0];
    const people = [0n, 0n];
    for (let row = 0; row < data.length; row++) {
      if (Number.isNaN(after[row])) continue;
      const arm = exposed[row] === 1 ? 0 : 1;
      sizes[arm]!++;
      people[arm]! ^= keys?.[row] ?? 0n;
    }
    const counted = step(
      `observed_${outcome.id}`,
      `${outcome.label}が後の年度に測られている`,
      sizes[0]!,
      sizes[1]!,
    );
    return keys === undefined ? counted : { ...counted, ...keysOf(plan, people[0]!, people[1]!) };
  });
}

/** Keys of the analysed people in the order of the data; undefined where they have none. */
async function analysedKeys(
  warehouse: Warehouse,
  plan: CohortPlan,
  data: ColumnSet,
): Promise<readonly bigint[] | undefined> {
  if (plan.trialYears.length !== 1) return undefined;
  const conditions = restrictions(plan).map(([, , where]) => where);
  const rows = await warehouse.columns(
    `SELECT person_id, ${peopleKeySql()} AS key FROM (SELECT *, ${personKeySql('person_id')} FROM ${COHORT})
      WHERE ${conditions.join(' AND ')} GROUP BY person_id ORDER BY person_id`,
  );
  const [ids, persons] = [rows.number('person_id'), data.number('person_id')];
  const keys = rows.text('key');
  const sameRows = rows.length === data.length && ids.every((id, row) => id === persons[row]);
  if (!sameRows || keys.includes(null)) return undefined;
  return keys.map((key) => readPeopleKey(key) ?? 0n);
}

/** Rows whose value is known. */
export function knownRows(values: Float64Array): Uint32Array {
  const rows: number[] = [];
  values.forEach((value, row) => {
    if (!Number.isNaN(value)) rows.push(row);
  });
  return Uint32Array.from(rows);
}

export function pick(values: Float64Array, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!);
}

/** Persons numbered from 0 in the order of their first row: several years of one person are one cluster. */
export function clusters(person: Float64Array, rows: Uint32Array): Int32Array {
  const index = new Map<number, number>();
  return Int32Array.from(rows, (row) => {
    const id = person[row]!;
    const known = index.get(id);
    if (known !== undefined) return known;
    index.set(id, index.size);
    return index.size - 1;
  });
}
