/**
 * Augmented inverse-probability weighting (Robins, Rotnitzky & Zhao 1994; Bang & Robins 2005): doubly robust
 * means with influence-function variance.
 */
import type { ArmMeans } from './contrast.ts';
import type { Predictions } from './outcome-model.ts';
import { propensityWeights } from './weights.ts';

export interface AipwInput {
  readonly y: Float64Array;
  readonly z: Float64Array;
  /** Propensity by row. */
  readonly e: Float64Array;
  readonly predictions: Predictions;
  readonly estimand: 'ate' | 'att' | 'atc';
  /** Weights to use instead of those of `e` (e.g. truncated); same estimand. */
  readonly weights?: Float64Array | undefined;
  readonly exposure?: Float64Array | undefined;
  /** Frequency of each row (bootstrap draws); only the means are meaningful then. */
  readonly counts?: Float64Array | undefined;
}

/** Doubly robust means of both arms; influence values sum to zero. */
export function augmentedMeans(input: AipwInput): ArmMeans {
  const { y, z, predictions, estimand } = input;
  const n = y.length;
  const w = input.weights ?? propensityWeights(input.e, z, estimand).weights;
  let mass = 0;
  const target = (i: number): number => (estimand === 'ate' ? 1 : estimand === 'att' ? z[i]! : 1 - z[i]!);
  const time = (i: number): number => (input.exposure === undefined ? 1 : input.exposure[i]!);
  const count = (i: number): number => (input.counts === undefined ? 1 : input.counts[i]!);
  for (let i = 0; i < n; i++) mass += count(i) * target(i) * time(i);
  const one = (arm: 0 | 1, m: Float64Array): { mean: number; influence: Float64Array } => {
    const value = new Float64Array(n);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      value[i] = target(i) * m[i]! + (z[i] === arm ? w[i]! * (y[i]! - m[i]!) : 0);
      sum += count(i) * value[i]!;
    }
    const mean = sum / mass;
    return { mean, influence: value.map((v, i) => (v - target(i) * time(i) * mean) / mass) };
  };
  const t = one(1, predictions.treated);
  const c = one(0, predictions.control);
  return { treated: t.mean, control: c.mean, influenceTreated: t.influence, influenceControl: c.influence };
}

/** The version with normalised (Hájek) residual weights: difference only. */
export function augmentedHajekDifference(input: AipwInput): number {
  const { y, z, predictions, e } = input;
  const w = input.weights ?? propensityWeights(e, z, input.estimand).weights;
  const top = [0, 0];
  const mass = [0, 0];
  let base = 0;
  for (let i = 0; i < y.length; i++) {
    const arm = z[i] === 1 ? 1 : 0;
    const m = arm === 1 ? predictions.treated[i]! : predictions.control[i]!;
    top[arm]! += w[i]! * (y[i]! - m);
    mass[arm]! += w[i]!;
    base += predictions.treated[i]! - predictions.control[i]!;
  }
  return base / y.length + top[1]! / mass[1]! - top[0]! / mass[0]!;
}
