import { logistic, type Rng } from '../random.ts';
import type { Person, Questionnaire, RiskState, Traits } from './types.ts';

export interface AnswerContext {
  readonly person: Person;
  readonly traits: Traits;
  readonly state: RiskState;
  readonly age: number;
  readonly bmi: number;
  readonly hadGuidance: boolean;
}

/** Answers of one year; habits follow lasting traits plus noise of the year. */
export function drawQuestionnaire(rng: Rng, c: AnswerContext): Questionnaire {
  const { traits, state } = c;
  const habit = (loading: number, threshold: number): boolean =>
    loading * traits.conscious + 0.7 * rng.normal() > threshold;
  const active = traits.active * 0.9 + 0.2 * traits.conscious;
  const readiness = drawReadiness(rng, traits);
  return {
    bpDrug: state.onBloodPressureDrug,
    glucoseDrug: state.onGlucoseDrug,
    lipidDrug: state.onLipidDrug,
    ...history(rng, c),
    smoking: state.smoking,
    gained10kg: rng.chance(logistic(-0.6 + (c.bmi - 23.5) * 0.45)),
    exercise: active + 0.5 * rng.normal() > 0.35,
    walking: active + 0.6 * rng.normal() > 0.1,
    fastWalker: active - 0.02 * (c.age - 62) + 0.7 * rng.normal() > 0.05,
    chewing: rng.chance(logistic(-1.8 + 0.03 * (c.age - 62))) ? (rng.chance(0.08) ? 3 : 2) : 1,
    eatingSpeed: rng.chance(0.27) ? 1 : rng.chance(0.85) ? 2 : 3,
    lateDinner: habit(-0.3, 0.85),
    snack: rng.chance(0.22) ? 1 : rng.chance(0.7) ? 2 : 3,
    skipBreakfast: habit(-0.4, 1.05),
    ...drinking(rng, c),
    sleepWell: habit(0.1, -0.5),
    readiness,
    wantsGuidance: rng.chance(logistic(-0.9 + 0.5 * (readiness - 2.6))),
    hadGuidance: c.hadGuidance,
  };
}

function history(rng: Rng, c: AnswerContext) {
  const age = c.age - 62;
  return {
    stroke: rng.chance(logistic(-3.6 + 0.05 * age + 0.3 * c.traits.metabolic)),
    heart: rng.chance(logistic(-3.1 + 0.06 * age + 0.3 * c.traits.metabolic)),
    kidney: rng.chance(logistic(-4.6 + 0.04 * age)),
    anaemia: rng.chance(c.person.sex === 1 ? 0.05 : 0.15),
  };
}

/** 1 意志なし … 5 取組済み6か月以上. */
function drawReadiness(rng: Rng, traits: Traits): number {
  const latent = 0.75 * traits.conscious + 0.66 * rng.normal();
  if (latent < -0.55) return 1;
  if (latent < 0.25) return 2;
  if (latent < 0.65) return 3;
  return latent < 1 ? 4 : 5;
}

/** Frequency 1–8 and amount 1–5 in the FY2024 lists. */
function drinking(rng: Rng, c: AnswerContext): { drinkFrequency: number; drinkAmount: number } {
  const latent = (c.person.sex === 1 ? 0.55 : -0.55) + 0.9 * (c.traits.stable[8] ?? 0) + 0.25 * rng.normal();
  const cuts = [1.05, 0.75, 0.5, 0.2, -0.1, -0.4, -0.7];
  const position = cuts.findIndex((cut) => latent > cut);
  const drinkFrequency = position < 0 ? 8 : position + 1;
  const heavy = latent + 0.5 * rng.normal();
  const drinkAmount = heavy > 1.9 ? 5 : heavy > 1.5 ? 4 : heavy > 1 ? 3 : heavy > 0.3 ? 2 : 1;
  return { drinkFrequency, drinkAmount: drinkFrequency >= 7 ? 1 : drinkAmount };
}

/** Answers to the fifteen questions for 75+ in their codes; `frail` is latent. */
export function drawFrailtyAnswers(rng: Rng, frail: number, smoking: 0 | 1 | 2, active: number): number[] {
  const yes = (base: number, loading: number): 1 | 2 =>
    rng.chance(logistic(base + loading * frail)) ? 1 : 2;
  const five = 3 + Math.round(0.7 * frail + 0.8 * rng.normal());
  const four = 2 + Math.round(0.4 * frail + 0.6 * rng.normal());
  return [
    Math.min(5, Math.max(1, five)),
    Math.min(4, Math.max(1, four)),
    yes(2.6, -0.5),
    yes(-0.9, 0.6),
    yes(-1.3, 0.6),
    yes(-1.9, 0.6),
    yes(0.2, 0.7),
    yes(-1.4, 0.6),
    rng.chance(logistic(0.4 + 0.9 * active - 0.5 * frail)) ? 1 : 2,
    yes(-1.6, 0.7),
    yes(-1.1, 0.7),
    smoking === 2 ? 1 : smoking === 1 ? 3 : 2,
    yes(2.1, -0.8),
    yes(2.2, -0.5),
    yes(2.5, -0.4),
  ];
}
