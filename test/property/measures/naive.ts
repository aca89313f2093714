import { definitionTables } from '../../../analysis/domain/tables/index.ts';
import type { Amount, Condition, ValueOf } from '../../../analysis/measures/conditions/condition.ts';
import type { MeasureDefinition, Question } from '../../../analysis/measures/definition.ts';
import type { Frame, Insurer } from '../../../analysis/measures/frames.ts';
import type { CheckupValues } from '../../../analysis/measures/rules/checkup-values.ts';
import { guidanceLevel } from '../../../analysis/measures/rules/guidance-level.ts';
import { egfr } from '../../../analysis/measures/rules/kidney.ts';
import { metabolicClass } from '../../../analysis/measures/rules/metabolic-syndrome.ts';
import type { Fixture, FixtureRow } from '../../spec/measures/fixture.ts';

/** A second, naive way to the same numbers: loops over rows, no SQL, nothing shared but the rules of one exam. */
const tables = definitionTables();
const FOREVER = '9999-12-31';

export interface PersonNumbers {
  readonly sex: number;
  readonly age: number;
  readonly district: string | null;
  readonly den: number;
  readonly num: number;
}

export interface Person {
  readonly id: number;
  readonly sex: 1 | 2;
  readonly age: number;
  readonly district: string | null;
  readonly months: number;
}

export interface Setting {
  readonly data: Fixture;
  readonly year: number;
  readonly programme: string;
}

/** den and num of every person of a counted measure in one fiscal year. */
export function naive(definition: MeasureDefinition, data: Fixture, year: number): readonly PersonNumbers[] {
  const { question } = definition;
  if (question.kind === 'table') throw new Error('not a counted measure');
  const { frame } = question;
  const late =
    frame.kind === 'examined' ? frame.programme === 'kouki' : 'insurer' in frame && frame.insurer === 'kouki';
  const setting: Setting = { data, year, programme: late ? 'kouki' : 'tokutei' };
  const insurer: Insurer = 'insurer' in frame ? frame.insurer : 'any';
  const found: PersonNumbers[] = [];
  if (!isAnswerable(question, data, year)) return found;
  for (const person of members(frame, setting)) {
    const base = { sex: person.sex, age: person.age, district: person.district };
    if ('denominator' in question && question.denominator && !holds(question.denominator, person, setting))
      continue;
    if (question.kind === 'share')
      found.push({ ...base, den: 1, num: holds(question.numerator, person, setting) ? 1 : 0 });
    if (question.kind === 'mean') {
      const value = personValue(question.value, person, setting);
      if (value !== null) found.push({ ...base, den: 1, num: value });
    }
    if (question.kind === 'rate')
      found.push({ ...base, den: person.months, num: amountOf(question.amount, person, insurer, setting) });
    if (question.kind === 'ratio')
      found.push({
        ...base,
        den: amountOf(question.over, person, insurer, setting),
        num: amountOf(question.amount, person, insurer, setting),
      });
  }
  return found;
}

export const rowsOf = (data: Fixture, table: string) => data[table] ?? [];
export const str = (row: FixtureRow, name: string) =>
  row[name] === null || row[name] === undefined ? null : String(row[name]);
export const num = (row: FixtureRow | undefined, name: string) =>
  row?.[name] === null || row?.[name] === undefined ? null : Number(row[name]);
export const start = (year: number) => `${year}-04-01`;
export const until = (row: FixtureRow) => str(row, 'to_date') ?? FOREVER;

export function monthIndex(date: string): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
}

export function ageAt(row: FixtureRow, date: string): number {
  const born = monthIndex(String(row.birth_month)) - (row.born_on_first === true ? 1 : 0);
  return Math.floor((monthIndex(date) - born) / 12);
}

export function dayBefore(date: string): string {
  return new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);
}

export function spells(
  data: Fixture,
  id: number,
  insurer: Insurer,
  first: string,
  last: string,
): readonly FixtureRow[] {
  return rowsOf(data, 'enrolment')
    .filter((row) => row.person_id === id && (insurer === 'any' || row.insurer_kind === insurer))
    .filter((row) => String(row.from_date) < last && until(row) > first)
    .toSorted((a, b) => String(a.from_date).localeCompare(String(b.from_date)));
}

function wholeYear(data: Fixture, id: number, insurer: Insurer, year: number): boolean {
  const all = spells(data, id, insurer, start(year), start(year + 1));
  let covered = start(year);
  if (all.length === 0 || String(all[0]!.from_date) > covered) return false;
  // Every day of the span from the first spell to the last must be covered, as a register without gaps has it.
  let reach = until(all[0]!);
  for (const spell of all.slice(1)) {
    if (String(spell.from_date) > reach) return false;
    if (until(spell) > reach) reach = until(spell);
  }
  covered = reach;
  return covered >= start(year + 1);
}

export function members(frame: Frame, { data, year }: Setting): readonly Person[] {
  const [first, next] = [start(year), start(year + 1)];
  const reference =
    frame.kind === 'insured' && frame.at === 'year_start' ? `${year}-03-31` : `${year + 1}-03-31`;
  const found: Person[] = [];
  for (const row of rowsOf(data, 'person')) {
    const id = Number(row.person_id);
    let age = ageAt(row, reference);
    let all: readonly FixtureRow[] = [];
    let months = 12;
    if (frame.kind === 'full_year') {
      all = spells(data, id, frame.insurer, first, next);
      if (!wholeYear(data, id, frame.insurer, year)) continue;
      if (!frame.keepExcluded && all.some((one) => one.excluded === true)) continue;
    } else if (frame.kind === 'insured') {
      const [a, b] = {
        during: [first, next],
        year_end: [dayBefore(next), next],
        year_start: [first, `${year}-04-02`],
      }[frame.at] as [string, string];
      all = spells(data, id, frame.insurer, a, b);
      if (all.length === 0) continue;
      months = Math.min(
        12,
        all.reduce((sum, one) => {
          const from = String(one.from_date) > first ? String(one.from_date) : first;
          const to = until(one) < next ? until(one) : next;
          return sum + monthIndex(to) - monthIndex(from);
        }, 0),
      );
      if (frame.insurer === 'kokuho' && frame.at === 'during') age = Math.min(74, age);
    } else if (frame.kind === 'examined') {
      if (!examOf(data, id, year, frame.programme)) continue;
      all = spells(data, id, 'any', first, next);
    } else {
      if (String(row.birth_month) >= next) continue;
      const death = str(row, 'death_month');
      if (death !== null && death < first) continue;
      all = spells(data, id, 'any', '1900-01-01', next);
    }
    if (age < frame.ages.from || (frame.ages.to !== null && age > frame.ages.to)) continue;
    found.push({ id, sex: Number(row.sex) as 1 | 2, age, district: lastDistrict(all), months });
  }
  return found;
}

/** District of the latest spell; undecided (`?`) where two start on the same day. */
function lastDistrict(all: readonly FixtureRow[]): string | null {
  const last = all.at(-1);
  if (!last) return null;
  const same = all.filter((one) => one.from_date === last.from_date);
  return new Set(same.map((one) => one.district_code)).size > 1 ? '?' : str(last, 'district_code');
}

export function examOf(data: Fixture, id: number, year: number, programme: string): FixtureRow | undefined {
  return rowsOf(data, 'checkup')
    .filter((row) => row.person_id === id && row.fiscal_year === year && row.programme === programme)
    .toSorted((a, b) => String(a.exam_date).localeCompare(String(b.exam_date)))
    .at(-1);
}

function valuesOf(row: FixtureRow, person: Person, offset: number): CheckupValues {
  const flag = (name: string) => (row[name] === true ? true : row[name] === false ? false : null);
  return {
    sex: person.sex,
    age: person.age + offset,
    waist: num(row, 'waist'),
    visceralFatArea: num(row, 'visceral_fat_area'),
    bmi: num(row, 'bmi'),
    sbp: num(row, 'sbp'),
    dbp: num(row, 'dbp'),
    triglycerideFasting: num(row, 'triglyceride_fasting'),
    triglycerideCasual: num(row, 'triglyceride_casual'),
    hdl: num(row, 'hdl'),
    glucoseFasting: num(row, 'glucose_fasting'),
    glucoseCasual: num(row, 'glucose_casual'),
    hba1c: num(row, 'hba1c'),
    drugBp: flag('drug_bp'),
    drugGlucose: flag('drug_glucose'),
    drugLipid: flag('drug_lipid'),
    smoker: flag('smoker'),
  };
}

const COMPARE = {
  '>=': (a: number, b: number) => a >= b,
  '>': (a: number, b: number) => a > b,
  '<=': (a: number, b: number) => a <= b,
  '<': (a: number, b: number) => a < b,
  '=': (a: number, b: number) => a === b,
};

export function kidneyOf(exam: FixtureRow | undefined, person: Person, offset: number): number | null {
  const creatinine = num(exam, 'creatinine');
  return creatinine === null ? null : egfr(creatinine, person.age + offset, person.sex);
}

export function holds(c: Condition, person: Person, setting: Setting): boolean {
  const { data, year, programme } = setting;
  if ('all' in c) return c.all.every((part) => holds(part, person, setting));
  if ('any' in c) return c.any.some((part) => holds(part, person, setting));
  if ('not' in c) return !holds(c.not, person, setting);
  if ('of' in c) return c.of.filter((part) => holds(part, person, setting)).length >= c.atLeast;
  if ('age' in c) return COMPARE[c.age](person.age, c.value);
  if ('sex' in c) return person.sex === c.sex;
  const offset = 'year' in c && typeof c.year === 'number' ? c.year : 0;
  const exam = examOf(data, person.id, year + offset, programme);
  if ('checkup' in c) {
    const value = num(exam, c.checkup);
    const limit = typeof c.value === 'number' ? c.value : c.value[person.sex - 1]!;
    return value !== null && COMPARE[c.op](value, limit);
  }
  if ('egfr' in c) {
    const value = kidneyOf(exam, person, offset);
    return value !== null && COMPARE[c.egfr](value, c.value);
  }
  if ('egfrFall' in c) {
    const [now, before] = [
      kidneyOf(exam, person, 0),
      kidneyOf(examOf(data, person.id, year - 1, programme), person, -1),
    ];
    return now !== null && before !== null && before - now >= c.egfrFall;
  }
  if ('fell' in c) {
    const [now, before] = [
      num(exam, c.fell),
      num(examOf(data, person.id, year + offset - 1, programme), c.fell),
    ];
    return now !== null && before !== null && before - now >= c.by;
  }
  if ('known' in c) return exam !== undefined && c.known.every((name) => num(exam, name) !== null);
  if ('flag' in c) return exam?.[c.flag] === true;
  if ('examined' in c) return (exam !== undefined) === c.examined;
  if ('notExaminedBefore' in c)
    return !Array.from({ length: c.notExaminedBefore }, (_, i) => year - 1 - i).some((y) =>
      examOf(data, person.id, y, programme),
    );
  if ('metabolic' in c || 'level' in c)
    return exam !== undefined && classHolds(c, exam, person, year + offset, offset);
  if ('answer' in c || 'answered' in c) return answerHolds(c, exam, data);
  return eventHolds(c, person, setting, offset);
}

function classHolds(
  c: Extract<Condition, { metabolic: unknown } | { level: unknown }>,
  exam: FixtureRow,
  person: Person,
  year: number,
  offset: number,
): boolean {
  const isLevel = 'level' in c;
  const reported = num(exam, isLevel ? 'guidance_level_reported' : 'metabo_reported');
  const values = valuesOf(exam, person, offset);
  const recomputed = isLevel
    ? guidanceLevel(values, tables.values('guidance_level', year))
    : metabolicClass(values, tables.values('metabolic_syndrome', year));
  const value =
    c.basis === 'recomputed'
      ? recomputed
      : c.basis === 'reported'
        ? reported
        : reported !== null && reported < 4
          ? reported
          : recomputed;
  return value !== null && (isLevel ? c.level : c.metabolic).includes(value);
}

function answerHolds(
  c: Extract<Condition, { answer: string } | { answered: string }>,
  exam: FixtureRow | undefined,
  data: Fixture,
): boolean {
  const item = 'answer' in c ? c.answer : c.answered;
  return rowsOf(data, 'questionnaire').some((row) => {
    if (!exam || row.checkup_id !== exam.checkup_id || row.item !== item) return false;
    if ('answered' in c) return !c.forms || c.forms.includes(String(row.form));
    const codes = Array.isArray(c.in)
      ? c.in
      : ((c.in as Record<string, readonly number[]>)[String(row.form)] ?? []);
    return codes.includes(Number(row.answer));
  });
}

type Event = Exclude<
  Condition,
  | { all: unknown }
  | { any: unknown }
  | { not: unknown }
  | { of: unknown }
  | { age: unknown }
  | { sex: unknown }
>;

function claimsOf(data: Fixture, id: number, from: string, to: string): readonly FixtureRow[] {
  return rowsOf(data, 'claim').filter(
    (row) => row.person_id === id && String(row.month) >= from && String(row.month) < to,
  );
}

export function lines(data: Fixture, table: string, claim: FixtureRow): readonly FixtureRow[] {
  return rowsOf(data, table).filter((row) => row.claim_id === claim.claim_id);
}

function yjOf(data: Fixture, code: unknown): string {
  return String(rowsOf(data, 'drug_master').find((row) => row.code === code)?.yj_code ?? '');
}

function inDisease(icd10: string | null, group: string, year: number): boolean {
  if (icd10 === null) return false;
  const { groups, unions } = tables.values('disease_groups', year);
  let best = { length: 0, id: '' };
  for (const { id, prefixes } of groups)
    for (const prefix of prefixes)
      if (icd10.startsWith(prefix) && prefix.length > best.length) best = { length: prefix.length, id };
  // A diagnosis can be in two overlapping groups (腎症 in 糖尿病): the asked one counts if it has no rival inside.
  const members = unions[group]?.groups ?? [group];
  const own = groups
    .filter(({ id }) => members.includes(id))
    .flatMap(({ prefixes }) => prefixes)
    .filter((prefix) => icd10.startsWith(prefix));
  if (own.length === 0) return false;
  return members.includes(best.id) || Math.max(...own.map((prefix) => prefix.length)) === best.length;
}

function eventHolds(c: Event, person: Person, setting: Setting, offset: number): boolean {
  const { data, year } = setting;
  const [a, b] = 'years' in c && c.years ? c.years : [0, 0];
  const [from, to] = [start(year + a), start(year + b + 1)];
  const claims = () => claimsOf(data, person.id, from, to);
  if ('diagnosis' in c || 'icd10' in c)
    return claims().some((claim) =>
      lines(data, 'claim_diagnosis', claim).some((row) => {
        if (row.suspected === true || (c.mainOnly && row.main !== true)) return false;
        const icd10 = str(row, 'icd10');
        return 'icd10' in c
          ? icd10 !== null && c.icd10.some((prefix) => icd10.startsWith(prefix))
          : inDisease(icd10, c.diagnosis, year);
      }),
    );
  if ('record' in c)
    return rowsOf(data, 'child_health').some((row) => {
      const date = String(row.exam_date);
      if (row.person_id !== person.id || row.exam !== c.record || row.item !== c.item) return false;
      if (date < start(year + offset) || date >= start(year + offset + 1)) return false;
      const value = num(row, 'value');
      if (c.op !== undefined && c.value !== undefined) return value !== null && COMPARE[c.op](value, c.value);
      return c.in ? c.in.includes(String(row.code)) : value !== null || str(row, 'code') !== null;
    });
  if ('drug' in c) {
    const prefixes = tables.values('drug_classes', year)[c.drug]?.prefixes ?? [];
    return claims().some((claim) =>
      lines(data, 'claim_drug', claim).some((row) =>
        prefixes.some((prefix) => yjOf(data, row.code).startsWith(prefix)),
      ),
    );
  }
  if ('procedure' in c)
    return claims().some((claim) => lines(data, 'claim_procedure', claim).some((row) => row.code === 'p1'));
  if ('pattern' in c) return patternHolds(c, person.id, data, from, to);
  if ('claimsOf' in c) {
    const [from, to] = c.claimsOf;
    return claimsImported(data, c.insurer ?? 'any', year + from, year + to);
  }
  if ('claim' in c) return claims().some((claim) => c.claim.includes(String(claim.setting)));
  if ('care' in c) {
    const [y, n] = [start(year + offset), start(year + offset + 1)];
    const [first, last] = {
      during: [y, n],
      year_end: [dayBefore(n), n],
      year_start: [y, `${year + offset}-04-02`],
    }[c.at] as [string, string];
    return rowsOf(data, 'care_certification').some(
      (row) =>
        row.person_id === person.id &&
        String(row.from_date) < last &&
        until(row) >= first &&
        c.care.includes(String(row.level)),
    );
  }
  if ('visitAfterCall' in c)
    return rowsOf(data, 'participation').some((call) => {
      const invited = str(call, 'invited_date');
      const side = rowsOf(data, 'programme').find((one) => one.programme_id === call.programme_id)?.approach;
      if (call.person_id !== person.id || side !== 'high_risk' || invited === null) return false;
      if (invited < start(year + offset) || invited >= start(year + offset + 1)) return false;
      return rowsOf(data, 'claim').some((claim) => {
        const after = monthIndex(String(claim.month)) - monthIndex(invited);
        return (
          claim.person_id === person.id &&
          after >= 1 &&
          after <= c.visitAfterCall &&
          ['inpatient', 'outpatient', 'dpc'].includes(String(claim.setting)) &&
          lines(data, 'claim_diagnosis', claim).some(
            (row) =>
              row.suspected !== true &&
              c.diagnoses.some((group) => inDisease(str(row, 'icd10'), group, year)),
          )
        );
      });
    });
  if ('guidanceOutcome' in c)
    return rowsOf(data, 'guidance').some(
      (row) =>
        row.person_id === person.id &&
        row.fiscal_year === year + offset &&
        str(row, 'completed_date') !== null &&
        (!c.levels || c.levels.includes(Number(row.level))) &&
        c.in.includes(num(row, c.guidanceOutcome) ?? -1),
    );
  if ('guidance' in c)
    return rowsOf(data, 'guidance').some((row) => {
      if (row.person_id !== person.id || row.fiscal_year !== year + offset) return false;
      if (c.levels && !c.levels.includes(Number(row.level))) return false;
      const [invited, first, completed, dropped] = [
        'invited_date',
        'first_interview_date',
        'completed_date',
        'dropped_date',
      ].map((name) => str(row, name) !== null);
      return (
        {
          eligible: row.level === 1 || row.level === 2,
          invited: invited || first || completed,
          first_interview: first || completed,
          completed,
          dropped: !completed && dropped,
        }[c.guidance] === true
      );
    });
  if ('screening' in c)
    return rowsOf(data, 'screening').some((row) => {
      if (row.person_id !== person.id || row.fiscal_year !== year + offset || row.programme !== c.screening)
        return false;
      const needs = row.needs_workup === true;
      const state = str(row, 'workup_state');
      const screened = str(row, 'screened_date') !== null;
      return {
        invited: str(row, 'invited_date') !== null,
        screened,
        needs_workup: screened && needs,
        worked_up: needs && (state === null ? str(row, 'workup_date') !== null : state === 'done'),
        not_worked_up: needs && state === 'not_done',
        found: row.cancer_found === true,
      }[c.step];
    });
  if ('programme' in c)
    return rowsOf(data, 'participation').some((row) => {
      if (row.person_id !== person.id || (c.programme !== null && row.programme_id !== c.programme))
        return false;
      const side = rowsOf(data, 'programme').find((one) => one.programme_id === row.programme_id)?.approach;
      if (c.approach && side !== c.approach) return false;
      const within = (name: string) => {
        const d = str(row, name);
        return d !== null && d >= from && d < to;
      };
      const joined = str(row, 'joined_date');
      return {
        invited: within('invited_date'),
        joined: joined !== null && joined < to && (str(row, 'left_date') ?? FOREVER) >= from,
        completed: within('completed_date'),
        left: within('left_date'),
      }[c.step];
    });
  if ('childExam' in c)
    return rowsOf(data, 'child_health').some((row) => {
      const date = str(row, 'exam_date');
      const [y, n] = [start(year + offset), start(year + offset + 1)];
      return (
        row.person_id === person.id && row.exam === c.childExam && date !== null && date >= y && date < n
      );
    });
  if ('ageMonths' in c) {
    const row = rowsOf(data, 'person').find((one) => one.person_id === person.id);
    const months = monthIndex(`${year + 1}-03-01`) - monthIndex(String(row?.birth_month));
    return months >= c.ageMonths[0] && months <= c.ageMonths[1];
  }
  if ('coveredAllYear' in c) return wholeYear(data, person.id, c.coveredAllYear, year + c.year);
  throw new Error('unknown condition');
}

function patternHolds(
  c: Extract<Condition, { pattern: unknown }>,
  id: number,
  data: Fixture,
  from: string,
  to: string,
): boolean {
  const sets = new Map<string, Set<string>>();
  const note = (key: string, value: string) => sets.set(key, (sets.get(key) ?? new Set()).add(value));
  const sums = new Map<string, number>();
  const late = `${Number(to.slice(0, 4))}-07-01`;
  let firstDialysis = FOREVER;
  for (const claim of claimsOf(data, id, from, c.pattern === 'dialysis_months' ? late : to)) {
    const month = String(claim.month);
    const institution = str(claim, 'institution') ?? '';
    if (c.pattern === 'institutions_same_disease' && claim.setting === 'outpatient')
      for (const row of lines(data, 'claim_diagnosis', claim)) {
        const icd10 = str(row, 'icd10');
        if (row.suspected !== true && icd10 !== null) note(`${month}|${icd10.slice(0, 3)}`, institution);
      }
    if (c.pattern === 'days_one_institution' && claim.setting === 'outpatient')
      sums.set(`${month}|${institution}`, (sums.get(`${month}|${institution}`) ?? 0) + Number(claim.days));
    for (const row of lines(data, 'claim_drug', claim)) {
      const ingredient = yjOf(data, row.code).slice(0, 7);
      if (c.pattern === 'prescribers_same_ingredient')
        note(`${month}|${ingredient}`, str(claim, 'prescriber') ?? institution);
      if (c.pattern === 'ingredients' && Number(row.days ?? 0) >= 14) note(month, ingredient);
    }
    if (c.pattern === 'dialysis_months' && lines(data, 'claim_procedure', claim).length > 0) {
      note('months', month);
      if (month < firstDialysis) firstDialysis = month;
    }
  }
  if (c.pattern === 'dialysis_months' && firstDialysis >= to) return false;
  if (c.pattern === 'days_one_institution') return [...sums.values()].some((days) => days >= c.atLeast);
  return [...sets.values()].some((values) => values.size >= c.atLeast);
}

function personValue(value: ValueOf, person: Person, { data, year, programme }: Setting): number | null {
  const exam = (offset: number) => examOf(data, person.id, year + offset, programme);
  if ('egfr' in value) return kidneyOf(exam(value.year ?? 0), person, value.year ?? 0);
  if ('checkup' in value) return num(exam(value.year ?? 0), value.checkup);
  if ('programmeMeasurement' in value) {
    const found = rowsOf(data, 'programme_measurement').filter((row) => {
      const date = String(row.measured_date);
      return (
        row.person_id === person.id &&
        row.item === value.programmeMeasurement &&
        row.state === 0 &&
        num(row, 'value') !== null &&
        date >= start(year) &&
        date < start(year + 1)
      );
    });
    return found.length === 0 ? null : found.reduce((sum, row) => sum + Number(row.value), 0) / found.length;
  }
  throw new Error('not in the catalogue');
}

/** Claims of every year: 後期 of anybody whom it covers, 国保 of anybody else. */
export function claimsImported(
  data: Fixture,
  insurer: Insurer,
  from: number,
  to: number,
  setting?: string,
): boolean {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i).every((wanted) =>
    rowsOf(data, 'claim').some((row) => {
      if (setting !== undefined && row.setting !== setting) return false;
      if (String(row.month) < start(wanted) || String(row.month) >= start(wanted + 1)) return false;
      return insurer === 'any' || isCovered(data, row, 'kouki', wanted) === (insurer === 'kouki');
    }),
  );
}

/**
 * First and last year, beside the one asked for, of the claims that any part of a question reads: found by walking
 * whatever it is made of, not by knowing how conditions nest.
 */
function claimSpan(part: unknown): readonly [number, number] | undefined {
  if (typeof part !== 'object' || part === null) return undefined;
  const keys = Object.keys(part);
  const reads = ['diagnosis', 'icd10', 'drug', 'procedure', 'pattern', 'claim', 'visitAfterCall'];
  const amounts = ['claims', 'drugQuantity', 'drugYen'];
  if (keys.some((key) => amounts.includes(key))) return [0, 0];
  if (keys.some((key) => reads.includes(key)))
    return (part as { years?: readonly [number, number] }).years ?? [0, 0];
  const spans = Object.values(part).flatMap((value) => {
    const span = claimSpan(value);
    return span === undefined ? [] : [span];
  });
  if (spans.length === 0) return undefined;
  return [Math.min(...spans.map(([a]) => a)), Math.max(...spans.map(([, b]) => b))];
}

/** Whether a question may be asked of a year: not where it reads claims that nobody imported. */
function isAnswerable(question: Question, data: Fixture, year: number): boolean {
  if ('claimsBeside' in question && question.claimsBeside) return true;
  const span = claimSpan(question);
  if (span === undefined || question.kind === 'table') return true;
  const { frame } = question;
  const examined = frame.kind === 'examined' ? (frame.programme === 'kouki' ? 'kouki' : 'kokuho') : 'any';
  const insurer = 'insurer' in frame ? frame.insurer : examined;
  // Whether somebody was at a dentist's only dental claims say; the catalogue asks it of the year itself.
  const dental = JSON.stringify(question).includes('"claim":["dental"]');
  const own = ('ownFiles' in question ? question.ownFiles : undefined) ?? [];
  const drugs = yearsOfDrugs(question);
  return (
    claimsImported(data, insurer, year + span[0], year + Math.min(0, span[1])) &&
    (!dental || claimsImported(data, insurer, year, year, 'dental')) &&
    own.every((files) => claimsImported(data, insurer, year, year, files)) &&
    (drugs.length === 0 ||
      claimsImported(
        data,
        insurer,
        year + Math.min(...drugs),
        year + Math.min(0, Math.max(...drugs)),
        'pharmacy',
      ))
  );
}

/**
 * Years, beside the one asked for, of which a question asks who was given drugs, where no diagnosis among the alternatives
 * says as much: most drugs are in the claims of pharmacies.
 */
function yearsOfDrugs(part: unknown): readonly number[] {
  if (typeof part !== 'object' || part === null) return [];
  const { pattern, years, ...rest } = part as Record<string, unknown>;
  const own = (years as readonly number[] | undefined) ?? [0];
  if ('drug' in rest) return own;
  if ('drugQuantity' in rest || 'drugYen' in rest) return [0];
  if (pattern === 'ingredients' || pattern === 'prescribers_same_ingredient') return own;
  const alternatives = (rest.any ?? []) as readonly object[];
  const hasDisease = alternatives.some((one) => 'diagnosis' in one || 'icd10' in one);
  return Object.entries(rest).flatMap(([key, value]) =>
    key === 'any' && hasDisease
      ? alternatives.filter((one) => !('drug' in one)).flatMap(yearsOfDrugs)
      : yearsOfDrugs(value),
  );
}

/** True for a claim of the year in a month that the insurer covers on any day, 後期 before 国保. */
export function isCovered(data: Fixture, claim: FixtureRow, insurer: Insurer, year: number): boolean {
  const month = String(claim.month);
  if (month < start(year) || month >= start(year + 1)) return false;
  const index = monthIndex(month) + 1;
  const next = `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-01`;
  const id = Number(claim.person_id);
  if (spells(data, id, insurer, month, next).length === 0) return false;
  return insurer !== 'kokuho' || spells(data, id, 'kouki', month, next).length === 0;
}

/** Disease group with the longest prefix of a code. */
export function diseaseOf(icd10: string, year: number): string {
  let best = { length: 0, id: 'other' };
  for (const { id, prefixes } of tables.values('disease_groups', year).groups)
    for (const prefix of prefixes)
      if (icd10.startsWith(prefix) && prefix.length > best.length) best = { length: prefix.length, id };
  return best.id;
}

function amountOf(amount: Amount, person: Person, insurer: Insurer, setting: Setting): number {
  const { data, year } = setting;
  if ('months' in amount) return person.months;
  if ('personsWith' in amount) return holds(amount.personsWith, person, setting) ? 1 : 0;
  const covered = claimsOf(data, person.id, start(year), start(year + 1)).filter((claim) =>
    isCovered(data, claim, insurer, year),
  );
  const generics = new Set(
    rowsOf(data, 'drug_master')
      .filter((row) => row.generic === true)
      .map((row) => String(row.yj_code).slice(0, 9)),
  );
  return covered.reduce((sum, claim) => {
    if ('drugQuantity' in amount || 'drugYen' in amount)
      return lines(data, 'claim_drug', claim).reduce((total, row) => {
        const drug = rowsOf(data, 'drug_master').find((one) => one.code === row.code);
        const wanted = 'drugYen' in amount ? amount.drugYen : amount.drugQuantity;
        const counts =
          drug?.generic === true ||
          (wanted === 'substitutable' && generics.has(yjOf(data, row.code).slice(0, 9)));
        const worth = 'drugYen' in amount ? (num(drug, 'price') ?? 0) : 1;
        return total + (counts ? Number(row.quantity) * Number(row.days ?? 1) * worth : 0);
      }, sum);
    if (amount.settings && !amount.settings.includes(String(claim.setting))) return sum;
    if (amount.atLeastPoints !== undefined && Number(claim.points) < amount.atLeastPoints) return sum;
    return sum + (amount.claims === 'count' ? 1 : Number(claim[amount.claims]));
  }, 0);
}
