/**
 * Who takes part in what. Every choice depends only on what is recorded in the files (linear on the logit scale),
 * so that adjustment for the recorded covariates is enough; the true effects are constants given here.
 */
import { type Day, dayOf } from '../calendar.ts';
import { logistic, type Rng } from '../random.ts';
import type { Checkup, GuidanceCourse, Letter, Walking } from './types.ts';

/** True effects, additive on the recorded scale. */
export const EFFECTS = {
  walking: { stepsPerDay: 700, sbp: -4, dbp: -2, annualPoints: -2400 },
  guidance: { hba1c: -0.15, weightKg: -1.2 },
  letter: { sbp: 0 },
} as const;

/** Changes that reach everybody in a calendar year, counted from the start of the walking programme. */
export const SECULAR = { sbpFromWalkingYear: 3, stepsFromWalkingYear: 350 } as const;

export interface WalkingCovariates {
  readonly age: number;
  readonly sex: 1 | 2;
  readonly area: number;
  readonly attendedLastYear: boolean;
  readonly attendedYearBefore: boolean;
  readonly lastCheckup: Checkup | undefined;
  /** Yen of medical cost (医科 + 調剤) in the last fiscal year. */
  readonly lastCostYen: number;
}

export const WALKING_CHANNELS: readonly string[] = [
  '広報紙',
  'ポスティング',
  'ダイレクトメール',
  '窓口',
  'SNS',
];

/** Probability of joining; healthy volunteers come more often. */
export function walkingProbability(c: WalkingCovariates): number {
  const exam = c.lastCheckup;
  const x =
    -1.82 -
    0.022 * (c.age - 62) +
    (c.sex === 2 ? 0.3 : 0) +
    (c.area === 0 ? 0.3 : c.area === 2 ? -0.25 : 0) +
    (c.attendedLastYear ? 0.75 : 0) +
    (c.attendedYearBefore ? 0.4 : 0) -
    0.04 * (c.lastCostYen / 100_000) +
    (exam === undefined
      ? 0
      : -0.024 * (exam.sbp - 130) +
        (exam.answers.exercise ? 0.5 : 0) -
        (exam.answers.smoking === 2 ? 0.6 : 0));
  return logistic(x);
}

/** Joins between 8 April and 31 May, before the checkups of the year begin; some leave two years later. */
export function drawWalking(rng: Rng, fiscalYear: number, probability: number): Walking | undefined {
  const joins = rng.chance(probability);
  const joined = dayOf(fiscalYear, 4, 8) + rng.int(0, 53);
  const leaves = rng.chance(0.12);
  const left = dayOf(fiscalYear + 2, 4, 1) + rng.int(0, 300);
  const channel = rng.pick(WALKING_CHANNELS);
  return joins ? { joined, left: leaves ? left : undefined, channel } : undefined;
}

/** Taking part on a day. */
export function walksOn(walking: Walking | undefined, day: Day): boolean {
  return walking !== undefined && walking.joined <= day && (walking.left === undefined || walking.left > day);
}

/** Probability of a first interview among those whom 階層化 selects. */
export function guidanceProbability(checkup: Checkup, age: number, sex: 1 | 2): number {
  return logistic(
    -0.9 +
      1.45 * ((checkup.hba1c - 5.7) / 0.4) +
      0.2 * ((checkup.weight - 66) / 10) +
      0.15 * ((checkup.sbp - 132) / 15) +
      0.3 * (checkup.answers.readiness - 2.5) +
      0.02 * (age - 62) +
      (sex === 2 ? 0.2 : 0),
  );
}

/** 特定保健指導 after a checkup with level 1 or 2; `until` is the last insured day. */
export function drawGuidance(
  rng: Rng,
  checkup: Checkup,
  probability: number,
  until: Day | undefined,
): GuidanceCourse | undefined {
  const takesPart = rng.chance(probability);
  const ticketDay = checkup.day + rng.int(25, 40);
  const first = ticketDay + rng.int(10, 45);
  const drops = rng.chance(0.16);
  const final = first + rng.int(92, 160);
  if (checkup.level === 3) return undefined;
  const within = (day: Day): boolean => until === undefined || day <= until;
  const begun = takesPart && within(first);
  const completes = begun && !drops && within(final);
  return {
    fiscalYear: checkup.fiscalYear,
    level: checkup.level,
    ticketDay,
    firstInterview: begun ? first : undefined,
    interim: completes || (begun && within(first + 45) && !drops) ? first + 45 : undefined,
    final: completes ? final : undefined,
    dropped: begun && drops && within(first + 60) ? first + 60 : undefined,
  };
}

/** Probability that the postcard on salt goes to a person with SBP ≥ 140. */
export function letterProbability(checkup: Checkup, age: number, sex: 1 | 2): number {
  return logistic(
    -0.1 +
      0.05 * (checkup.sbp - 150) +
      0.015 * (age - 65) +
      (sex === 2 ? 0.2 : 0) -
      (checkup.answers.bpDrug ? 0.5 : 0),
  );
}

/** The postcard; it changes nothing. */
export function drawLetter(rng: Rng, checkup: Checkup, probability: number): Letter | undefined {
  const sent = rng.chance(probability);
  const day = checkup.day + rng.int(40, 70);
  const replied = rng.chance(0.3);
  return sent && checkup.sbp >= 140 ? { fiscalYear: checkup.fiscalYear, day, replied } : undefined;
}
