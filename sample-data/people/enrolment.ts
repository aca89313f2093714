/** Insurance over the years: moving in and out, work insurance, the 75th birthday, death. */
import { ageOn, birthdayAt, type Day, dayOf, fiscalYearEnd, fiscalYearStart } from '../calendar.ts';
import { Rng } from '../random.ts';
import type { GainReason, Insurer, LossReason, Person, Spell } from './types.ts';

export interface Window {
  readonly firstYear: number;
  readonly years: number;
}

export interface Life {
  readonly spells: readonly Spell[];
  readonly death: Day | undefined;
}

/** 後期高齢者医療 began on this day; nobody is enrolled before. */
const KOKI_START = dayOf(2008, 4, 1);

/** Insurance spells that touch the window, in order of time, and the day of death inside it. */
export function drawLife(seed: number, person: Person, frailty: number, window: Window): Life {
  const rng = new Rng(seed, person.index, 2);
  const entry = drawEntry(rng, person, window);
  const exit = drawExit(rng, person, frailty, { ...window, from: entry.day });
  const stays: Stay[] = [{ from: entry.day, gain: entry.gain, to: exit.day, loss: exit.loss }];
  const back = drawReturn(rng, exit, window);
  if (back !== undefined) stays.push(back);
  return {
    spells: knownBy(
      stays.flatMap((stay) => splitAt75(stay, birthdayAt(person.birth, 75))),
      fiscalYearEnd(window.firstYear + window.years - 1),
    ),
    death: exit.loss === '死亡' ? exit.day : undefined,
  };
}

/** A register says nothing about days after it was written out. */
function knownBy(spells: readonly Spell[], last: Day): Spell[] {
  return spells
    .filter((s) => s.from <= last)
    .map((s) => (s.to !== undefined && s.to > last ? { ...s, to: undefined, loss: undefined } : s));
}

interface Stay {
  readonly from: Day;
  readonly gain: GainReason;
  readonly to: Day | undefined;
  readonly loss: LossReason | undefined;
}

function drawEntry(rng: Rng, person: Person, window: Window): { day: Day; gain: GainReason } {
  const start = fiscalYearStart(window.firstYear);
  const late = rng.chance(0.14);
  const length = window.years * 365 - 60;
  const offset = rng.int(30, Math.max(31, length));
  const years = rng.int(0, 24);
  if (person.birth > start) return { day: person.birth, gain: '出生' };
  const age = ageOn(person.birth, start);
  if (late) return { day: start + offset, gain: age < 65 && offset % 3 > 0 ? '社保離脱' : '転入' };
  const earlier = dayOf(window.firstYear - years, 4, 1) - (offset % 300);
  if (earlier <= person.birth) return { day: person.birth, gain: '出生' };
  return { day: earlier, gain: age - years >= 58 || offset % 2 === 0 ? '社保離脱' : '転入' };
}

function drawExit(
  rng: Rng,
  person: Person,
  frailty: number,
  window: Window & { readonly from: Day },
): { day: Day | undefined; loss: LossReason | undefined } {
  for (let i = 0; i < window.years; i++) {
    const start = fiscalYearStart(window.firstYear + i);
    const age = ageOn(person.birth, start);
    const dies = rng.next() < deathRisk(age, frailty);
    const moves = rng.next() < leaveRisk(age);
    const deathDay = start + rng.int(0, 364);
    const moveDay = start + rng.int(0, 364);
    const toWork = age >= 18 && age < 66 && rng.chance(0.6);
    if (moves && moveDay > window.from && (!dies || moveDay < deathDay)) {
      return { day: moveDay, loss: toWork ? '社保加入' : '転出' };
    }
    if (dies && deathDay > window.from) return { day: deathDay, loss: '死亡' };
  }
  return { day: undefined, loss: undefined };
}

/** Yearly risk of death, Gompertz in age; a placeholder shape, not a statistic. */
export function deathRisk(age: number, frailty: number): number {
  return Math.min(0.6, 0.0006 * Math.exp(0.093 * (age - 40) + 0.45 * frailty));
}

function leaveRisk(age: number): number {
  if (age < 65) return 0.045;
  return age < 75 ? 0.012 : 0.006;
}

/** One in eight who left comes back after a year or so (a mover with two rows). */
function drawReturn(rng: Rng, exit: { day: Day | undefined; loss: LossReason | undefined }, window: Window) {
  const back = rng.chance(0.12);
  const gap = rng.int(150, 600);
  if (!back || exit.day === undefined || exit.loss === '死亡') return undefined;
  const from = exit.day + gap;
  if (from > fiscalYearEnd(window.firstYear + window.years - 1)) return undefined;
  const gain: GainReason = exit.loss === '転出' ? '転入' : '社保離脱';
  return { from, gain, to: undefined, loss: undefined } satisfies Stay;
}

/** 国保 ends and 後期 begins on the 75th birthday. */
function splitAt75(stay: Stay, birthday: Day): Spell[] {
  const spell = (insurer: Insurer, part: Stay): Spell => ({ insurer, ...part });
  if (stay.to !== undefined && stay.to < birthday) return [spell('kokuho', stay)];
  if (stay.from >= birthday) return [spell('koki', { ...stay, gain: '転入' })];
  const before: Stay = { from: stay.from, gain: stay.gain, to: birthday - 1, loss: '75歳到達' };
  const started = birthday < KOKI_START;
  const after: Stay = {
    from: started ? KOKI_START : birthday,
    gain: started ? '制度開始' : '75歳到達',
    to: stay.to,
    loss: stay.loss,
  };
  return started ? [spell('koki', after)] : [spell('kokuho', before), spell('koki', after)];
}

/** Spells that lie at least partly in from … to. */
export function overlapping(spells: readonly Spell[], from: Day, to: Day): Spell[] {
  return spells.filter((s) => s.from <= to && (s.to === undefined || s.to >= from));
}

/** The insurer on a day, undefined when not insured. */
export function insurerOn(spells: readonly Spell[], day: Day): Insurer | undefined {
  return spells.find((s) => s.from <= day && (s.to === undefined || s.to >= day))?.insurer;
}

/** Enrolled in 国保 on every day of the fiscal year. */
export function fullYearKokuho(spells: readonly Spell[], fiscalYear: number): boolean {
  const [from, to] = [fiscalYearStart(fiscalYear), fiscalYearEnd(fiscalYear)];
  return spells.some((s) => s.insurer === 'kokuho' && s.from <= from && (s.to === undefined || s.to >= to));
}
