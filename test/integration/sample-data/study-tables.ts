/** Person-level tables of the three programmes straight from the simulator, only with what the files record. */
import { simulate } from '../../../sample-data/generate.ts';
import type { PersonHistory } from '../../../sample-data/people/course.ts';
import type { Checkup } from '../../../sample-data/people/types.ts';
import { fullYear } from '../../../sample-data/tally.ts';
import { SCHOOLS } from '../../../sample-data/town.ts';

export interface StudyTable {
  readonly outcome: number[];
  /** Treatment first, then covariates. */
  readonly rows: number[][];
  /** Outcome minus baseline of the treated: the naive before–after comparison. */
  readonly change: number[];
}

export interface StudyTables {
  readonly walkingSbp: StudyTable;
  readonly walkingSteps: StudyTable;
  readonly walkingCost: StudyTable;
  readonly guidanceHba1c: StudyTable;
  readonly guidanceWeight: StudyTable;
  readonly letterSbp: StudyTable;
}

const table = (): StudyTable => ({ outcome: [], rows: [], change: [] });

interface Observation {
  readonly treated: boolean;
  readonly baseline: number;
  readonly outcome: number;
  readonly covariates: readonly number[];
}

function put(t: StudyTable, o: Observation): void {
  t.outcome.push(o.outcome);
  t.rows.push([o.treated ? 1 : 0, ...o.covariates]);
  if (o.treated) t.change.push(o.outcome - o.baseline);
}

/** Baseline is the second fiscal year, walking starts in the third; five years. */
export function studyTables(people: number, seed: number): StudyTables {
  const tables: StudyTables = {
    walkingSbp: table(),
    walkingSteps: table(),
    walkingCost: table(),
    guidanceHba1c: table(),
    guidanceWeight: table(),
    letterSbp: table(),
  };
  for (const history of simulate({ people, years: 5, seed })) {
    if (history.walkingEligible) walking(tables, history);
    nextYearOutcomes(tables, history);
  }
  return tables;
}

/** Place of the attendance indicator, constant among the examined. */
const ATTENDED = 4;

function walking(tables: StudyTables, h: PersonHistory): void {
  const [before, base, year] = h.years;
  if (before === undefined || base === undefined || year === undefined) return;
  const treated = h.walking !== undefined;
  const exam = base.checkup;
  const area = SCHOOLS[h.person.school]?.area;
  const covariates = [
    base.age,
    h.person.sex,
    area === 1 ? 1 : 0,
    area === 2 ? 1 : 0,
    exam === undefined ? 0 : 1,
    before.checkup === undefined ? 0 : 1,
    exam?.sbp ?? 130,
    exam?.answers.exercise === true ? 1 : 0,
    exam?.answers.smoking === 2 ? 1 : 0,
    base.points * 10,
  ];
  if (exam !== undefined && year.checkup !== undefined) {
    const known = covariates.filter((_, i) => i !== ATTENDED);
    put(tables.walkingSbp, { treated, baseline: exam.sbp, outcome: year.checkup.sbp, covariates: known });
  }
  const [first, second] = [base, year].map(
    (y) => h.surveys.find((s) => s.fiscalYear === y.fiscalYear)?.steps,
  );
  if (first !== undefined && second !== undefined) {
    put(tables.walkingSteps, {
      treated,
      baseline: first,
      outcome: second,
      covariates: [...covariates, first],
    });
  }
  if (fullYear(h, year.fiscalYear)) {
    put(tables.walkingCost, { treated, baseline: base.points * 10, outcome: year.points * 10, covariates });
  }
}

function nextYearOutcomes(tables: StudyTables, h: PersonHistory): void {
  h.years.forEach((year, i) => {
    const k = year.checkup;
    const next = h.years[i + 1]?.checkup;
    if (k === undefined || next === undefined || k.kind !== 'kokuho') return;
    const sex = h.person.sex;
    if (year.guidance !== undefined)
      guidance(tables, { h, k, next, age: year.age, treated: year.guidance.firstInterview !== undefined });
    if (k.sbp < 140) return;
    put(tables.letterSbp, {
      treated: year.letter !== undefined,
      baseline: k.sbp,
      outcome: next.sbp,
      covariates: [k.sbp, year.age, sex, k.answers.bpDrug ? 1 : 0],
    });
  });
}

interface GuidanceRow {
  readonly h: PersonHistory;
  readonly k: Checkup;
  readonly next: Checkup;
  readonly age: number;
  readonly treated: boolean;
}

function guidance(tables: StudyTables, x: GuidanceRow): void {
  const { k, next, treated } = x;
  const covariates = [k.hba1c, k.hba1c ** 2, k.weight, k.sbp, k.answers.readiness, x.age, x.h.person.sex];
  put(tables.guidanceHba1c, { treated, baseline: k.hba1c, outcome: next.hba1c, covariates });
  put(tables.guidanceWeight, { treated, baseline: k.weight, outcome: next.weight, covariates });
}
