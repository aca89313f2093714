/** The course of one person through the window: insurance, yearly state, checkups, programmes, receipts. */
import { ageAtFiscalYearEnd, type Day, dayOf, fiscalYearEnd, fiscalYearStart } from '../calendar.ts';
import { logistic, power, Rng } from '../random.ts';
import { SCHOOLS, XML_FACILITY } from '../town.ts';
import { type CareCourse, drawCare } from './care.ts';
import { drawCheckup, type Shifts } from './checkup.ts';
import { drawReceipts, flexiblePoints, lowerPoints, type Receipt } from './claims.ts';
import { CONDITIONS } from './conditions.ts';
import { drawLife, insurerOn, type Window } from './enrolment.ts';
import { drawCall } from './guidance-calls.ts';
import { guidanceResults } from './guidance-results.ts';
import {
  drawGuidance,
  drawLetter,
  drawWalking,
  EFFECTS,
  guidanceProbability,
  letterProbability,
  SECULAR,
  walkingProbability,
  walksOn,
} from './programmes.ts';
import { drawRiskStates, drawTraits } from './risk.ts';
import type {
  Checkup,
  Guidance,
  Letter,
  Person,
  RiskState,
  Spell,
  StepSurvey,
  Traits,
  Walking,
} from './types.ts';

export interface CourseOptions extends Window {
  readonly seed: number;
  readonly bundle: number;
  readonly surveyShare: number;
}

export interface PersonYear {
  readonly fiscalYear: number;
  readonly age: number;
  readonly checkup: Checkup | undefined;
  readonly guidance: Guidance | undefined;
  readonly letter: Letter | undefined;
  readonly receipts: readonly Receipt[];
  /** Total points of the year, 医科 + 調剤, as written. */
  readonly points: number;
  /** Points that walking takes or would take away in this year; 0 where the programme has not begun. */
  readonly walkingPotential: number;
  readonly steps: number | undefined;
}

export interface PersonHistory {
  readonly person: Person;
  readonly traits: Traits;
  readonly spells: readonly Spell[];
  readonly death: Day | undefined;
  readonly years: readonly PersonYear[];
  readonly walking: Walking | undefined;
  /** Could have joined: insured on 8 April of the first programme year and 40 or older. */
  readonly walkingEligible: boolean;
  readonly surveys: readonly StepSurvey[];
  readonly care: CareCourse;
}

/** Fiscal year in which walking begins: the third of five, earlier in a shorter window. */
export function walkingYear(window: Window): number {
  return window.firstYear + Math.min(2, Math.max(0, window.years - 1));
}

/** Everything that happens to a person; depends on the seed and the person only. */
export function drawCourse(person: Person, options: CourseOptions): PersonHistory {
  const traits = drawTraits(options.seed, person);
  const life = drawLife(options.seed, person, traits.frailty, options);
  const ages = Array.from({ length: options.years }, (_, i) => {
    const fiscalYear = options.firstYear + i;
    return { fiscalYear, age: ageAtFiscalYearEnd(person.birth, fiscalYear) };
  });
  const states = drawRiskStates(options.seed, person, traits, ages);
  const walk = new Walk({ person, traits, spells: life.spells, death: life.death, options });
  for (const state of states) walk.advance(state);
  return {
    person,
    traits,
    spells: life.spells,
    death: life.death,
    years: walk.years,
    walking: walk.walking,
    walkingEligible: walk.walkingEligible,
    surveys: walk.surveys,
    care: drawCare(options.seed, person, traits, { ...life, window: options }),
  };
}

interface WalkContext {
  readonly person: Person;
  readonly traits: Traits;
  readonly spells: readonly Spell[];
  readonly death: Day | undefined;
  readonly options: CourseOptions;
}

/** Year after year, each seeing only what earlier years recorded. */
class Walk {
  readonly years: PersonYear[] = [];
  readonly surveys: StepSurvey[] = [];
  walking: Walking | undefined;
  walkingEligible = false;
  readonly #c: WalkContext;
  readonly #liability = new Float64Array(CONDITIONS.length);
  readonly #surveyed: boolean;
  readonly #startYear: number;
  #attendedBefore: boolean;

  constructor(context: WalkContext) {
    this.#c = context;
    const rng = new Rng(context.options.seed, context.person.index, 6);
    for (let i = 0; i < this.#liability.length; i++) this.#liability[i] = rng.next();
    this.#attendedBefore = rng.chance(logistic(-0.25 + 0.8 * context.traits.conscious));
    this.#surveyed = rng.chance(context.options.surveyShare);
    this.#startYear = walkingYear(context.options);
  }

  advance(state: RiskState): void {
    const { fiscalYear } = state;
    const rng = new Rng(this.#c.options.seed, this.#c.person.index, 7, fiscalYear);
    const age = ageAtFiscalYearEnd(this.#c.person.birth, fiscalYear);
    if (fiscalYear === this.#startYear && fiscalYear > this.#c.options.firstYear) this.#decideWalking(age);
    const checkup = this.#checkup(rng, state, age);
    const programmes = this.#programmesAfter(rng, checkup, age);
    const receipts = drawReceipts({
      ...this.#c,
      seed: this.#c.options.seed,
      bundle: this.#c.options.bundle,
      state,
      liability: this.#liability,
    });
    const walkingPotential = this.#walkingOnCosts(fiscalYear, receipts);
    let points = 0;
    for (const r of receipts) points += r.points;
    const steps = this.#survey(fiscalYear, age);
    this.years.push({ fiscalYear, age, checkup, ...programmes, receipts, points, walkingPotential, steps });
    this.#attendedBefore = checkup !== undefined;
  }

  #decideWalking(age: number): void {
    const { person, spells, options } = this.#c;
    const start = dayOf(this.#startYear, 4, 8);
    this.walkingEligible = age > 40 && insurerOn(spells, start) !== undefined;
    const last = this.years.at(-1);
    const probability = walkingProbability({
      age: age - 1,
      sex: person.sex,
      area: SCHOOLS[person.school]?.area ?? 0,
      attendedLastYear: last?.checkup !== undefined,
      attendedYearBefore: this.years.at(-2)?.checkup !== undefined,
      lastCheckup: last?.checkup,
      lastCostYen: (last?.points ?? 0) * 10,
    });
    const walking = drawWalking(new Rng(options.seed, person.index, 8), this.#startYear, probability);
    const insured = walking !== undefined && insurerOn(spells, walking.joined) !== undefined;
    if (this.walkingEligible && insured) this.walking = walking;
  }

  #checkup(rng: Rng, state: RiskState, age: number): Checkup | undefined {
    const { person, traits, spells } = this.#c;
    const attends = rng.chance(this.#attendance(age));
    const day = dayOf(state.fiscalYear, 6, 15) + Math.floor(225 * power(rng.next() + 1e-9, 1.3));
    const facility = rng.weighted([62, 31, 7]);
    const kind = insurerOn(spells, day);
    const target = kind === 'koki' || (kind === 'kokuho' && age >= 40 && age <= 74);
    if (!attends || kind === undefined || !target) return undefined;
    const last = this.years.at(-1);
    return drawCheckup(rng, {
      person,
      traits,
      state,
      kind,
      day,
      facility: kind === 'koki' && facility === XML_FACILITY ? 1 : facility,
      shifts: this.#shifts(day, last),
      hadGuidance: this.years.some((y) => y.guidance?.firstInterview !== undefined),
    });
  }

  #attendance(age: number): number {
    const { person, traits } = this.#c;
    const old = age >= 75;
    return logistic(
      (old ? -1.75 : -0.95) +
        (this.#attendedBefore ? 2.4 : 0) +
        0.55 * traits.conscious +
        (old ? -0.06 * (age - 78) : 0.03 * (age - 62)) +
        (person.sex === 2 ? 0.2 : 0) +
        (this.walking !== undefined ? 0.08 : 0),
    );
  }

  #shifts(day: Day, last: PersonYear | undefined): Shifts {
    const walks = walksOn(this.walking, day);
    const later = day >= fiscalYearStart(this.#startYear) && this.#startYear > this.#c.options.firstYear;
    const guided = last?.guidance?.firstInterview !== undefined;
    return {
      sbp: (walks ? EFFECTS.walking.sbp : 0) + (later ? SECULAR.sbpFromWalkingYear : 0),
      dbp: walks ? EFFECTS.walking.dbp : 0,
      hba1c: guided ? EFFECTS.guidance.hba1c : 0,
      weight: guided ? EFFECTS.guidance.weightKg : 0,
    };
  }

  #programmesAfter(rng: Rng, checkup: Checkup | undefined, age: number) {
    if (checkup === undefined) return { guidance: undefined, letter: undefined };
    const { person, spells, options } = this.#c;
    const until = spells.find((s) => s.from <= checkup.day && (s.to ?? checkup.day) >= checkup.day)?.to;
    const uptake = checkup.level === 3 ? 0 : guidanceProbability(checkup, age, person.sex);
    const drawn = drawGuidance(rng, checkup, uptake, until);
    const key = { seed: options.seed, index: person.index };
    const guidance = drawn && {
      ...drawn,
      results: guidanceResults(key, checkup, drawn),
      call: drawCall({ ...options, small: options.bundle > 1 }, { index: person.index, age }, drawn),
    };
    const letter =
      checkup.kind === 'kokuho'
        ? drawLetter(rng, checkup, letterProbability(checkup, age, person.sex))
        : undefined;
    return { guidance, letter };
  }

  /** Lowers a participant's receipts; for everybody it returns what the programme would take away. */
  #walkingOnCosts(fiscalYear: number, receipts: readonly Receipt[]): number {
    if (fiscalYear < this.#startYear || !this.walkingEligible) return 0;
    const from = fiscalYear === this.#startYear ? dayOf(fiscalYear, 6, 1) : fiscalYearStart(fiscalYear);
    const points = -EFFECTS.walking.annualPoints;
    const active = this.walking !== undefined && (this.walking.left ?? Infinity) > fiscalYearEnd(fiscalYear);
    if (active) return lowerPoints(receipts, from, points);
    return Math.min(points, flexiblePoints(receipts, from));
  }

  /** The pedometer survey each November, from the year before the programme to its second year. */
  #survey(fiscalYear: number, age: number): number | undefined {
    const { person, traits, spells, options } = this.#c;
    const day = dayOf(fiscalYear, 11, 15);
    const rng = new Rng(options.seed, person.index, 9, fiscalYear);
    const natural = 6200 + 1900 * traits.active - 75 * (age - 62) + 1300 * rng.normal();
    const shift =
      (fiscalYear >= this.#startYear ? SECULAR.stepsFromWalkingYear : 0) +
      (walksOn(this.walking, day) ? EFFECTS.walking.stepsPerDay : 0);
    if (age < 40 || insurerOn(spells, day) === undefined) return undefined;
    const steps = Math.round(Math.max(900, natural) + shift);
    const asked = fiscalYear >= this.#startYear - 1 && fiscalYear <= this.#startYear + 1;
    if (this.#surveyed && asked) this.surveys.push({ fiscalYear, steps });
    return steps;
  }
}
