import { Rng } from '../random.ts';
import type { Checkup, Evaluation, GuidanceCourse, GuidanceResults } from './types.ts';

const STREAM = 21;
const POINTS_2CM = 180;
const POINTS_1CM = 20;
const POINTS_HABIT = 20;
const POINTS_SMOKING = 30;
const POINTS_CONTACT = 70;

/** Draws the evaluations of whoever began; with a stream of their own, so that nothing else in the town moves. */
export function guidanceResults(
  key: { readonly seed: number; readonly index: number },
  checkup: Checkup,
  guidance: GuidanceCourse,
): GuidanceResults {
  const rng = new Rng(key.seed, key.index, STREAM, guidance.fiscalYear);
  const kilograms = -1.5 + 1.7 * rng.normal();
  const centimetres = 0.9 * kilograms + 1.1 * rng.normal();
  const pressure = -3 + 7 * rng.normal();
  const after = (part: number): Evaluation => ({
    waist: tenths(checkup.waist + part * centimetres),
    weight: tenths(checkup.weight + part * kilograms),
    sbp: Math.round(checkup.sbp + part * pressure),
    dbp: Math.round(checkup.dbp + 0.6 * part * pressure),
  });
  const final = guidance.final === undefined ? undefined : after(1);
  const change = final === undefined ? 0 : improvement(checkup, final);
  const habits = [0.55, 0.5, 0.3, 0.2].map((share) => (rng.chance(0.2) ? 9 : rng.chance(share) ? 1 : 0));
  const quits = rng.chance(0.12) ? 1 : 0;
  const smoking = checkup.answers.smoking === 2 ? quits : 8;
  const contacts = guidance.level === 1 ? rng.int(2, 5) : 0;
  const improved = habits.filter((habit) => habit === 1).length;
  return {
    interim: guidance.interim === undefined ? undefined : after(0.5),
    final,
    change,
    habits,
    smoking,
    contacts,
    processPoints: contacts * POINTS_CONTACT,
    outcomePoints:
      (change === 2 ? POINTS_2CM : change * POINTS_1CM) +
      improved * POINTS_HABIT +
      (smoking === 1 ? POINTS_SMOKING : 0),
  };
}

function improvement(checkup: Checkup, { waist, weight }: Evaluation): 0 | 1 | 2 {
  const least = Math.min(tenths(checkup.waist - waist), tenths(checkup.weight - weight));
  return least >= 2 ? 2 : least >= 1 ? 1 : 0;
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
