/** Power, sample size and minimum detectable effects (two-sided 5 % and 80 % unless given). */
import { betaLower, logGamma, normalInverse, normalLower, tInverse } from './distributions.ts';

export interface PowerOptions {
  readonly alpha?: number;
  readonly power?: number;
}

/** z(1-α/2) + z(power); 2.80 by default. */
function detectionFactor(options: PowerOptions = {}): number {
  return normalInverse(1 - (options.alpha ?? 0.05) / 2) + normalInverse(options.power ?? 0.8);
}

/** Smallest difference that would have been found with the given standard error. */
export const detectableFromSe = (se: number, options: PowerOptions = {}): number =>
  detectionFactor(options) * se;

/** Smallest difference of means from the SD and (effective) sizes of both arms. */
export const detectableDifference = (
  sd: number,
  n1: number,
  n0: number,
  options: PowerOptions = {},
): number => detectionFactor(options) * sd * Math.sqrt(1 / n1 + 1 / n0);

/** Smallest hazard ratio for a number of events with a share `p` treated (Schoenfeld 1983). */
export const detectableHazardRatio = (events: number, p: number, options: PowerOptions = {}): number =>
  Math.exp(Math.sqrt(detectionFactor(options) ** 2 / (events * p * (1 - p))));

/** Non-central t probability P(T ≤ t) (Lenth 1989, AS 243), t ≥ 0. */
function nonCentralT(t: number, df: number, delta: number): number {
  if (t < 0) return 1 - nonCentralT(-t, df, -delta);
  const x = (t * t) / (t * t + df);
  const half = (delta * delta) / 2;
  let sum = 0;
  const b = df / 2;
  for (let j = 0; j < 1000; j++) {
    const logP = -half + j * Math.log(half || 1e-300) - logGamma(j + 1);
    const p = half === 0 ? (j === 0 ? 1 : 0) : Math.exp(logP);
    const q =
      half === 0 ? 0 : (delta * Math.exp(-half + j * Math.log(half) - logGamma(j + 1.5))) / Math.SQRT2;
    const term = p * betaLower(x, j + 0.5, b) + q * betaLower(x, j + 1, b);
    sum += term;
    if (j > half && Math.abs(term) < 1e-16) break;
  }
  return normalLower(-delta) + sum / 2;
}

/** Power of a two-sample t test with `n` per arm and difference d in SDs (non-central t, upper tail only, as R). */
export function powerT(n: number, d: number, alpha = 0.05): number {
  const df = 2 * (n - 1);
  return 1 - nonCentralT(tInverse(1 - alpha / 2, df), df, Math.sqrt(n / 2) * d);
}

/** Sample size per arm for a target power; solves `powerOf(n) = power` for real n. */
function solveSize(powerOf: (n: number) => number, power: number): number {
  let [low, high] = [2, 4];
  while (powerOf(high) < power && high < 1e9) high *= 2;
  for (let i = 0; i < 200; i++) {
    const mid = (low + high) / 2;
    if (powerOf(mid) < power) low = mid;
    else high = mid;
  }
  return (low + high) / 2;
}

/** Persons per arm to find a difference of `d` SDs, normal approximation 2 (z/d)². */
export const sizeForDifferenceNormal = (d: number, options: PowerOptions = {}): number =>
  2 * (detectionFactor(options) / d) ** 2;

/** Persons per arm to find a difference of `d` SDs by t test. */
export const sizeForDifference = (d: number, options: PowerOptions = {}): number =>
  solveSize((n) => powerT(n, d, options.alpha ?? 0.05), options.power ?? 0.8);

/** Power of a comparison of two proportions with `n` per arm (normal approximation, as R's power.prop.test). */
export function powerProportions(n: number, p1: number, p2: number, alpha = 0.05): number {
  const gap = Math.sqrt(n) * Math.abs(p1 - p2);
  const pooled = normalInverse(1 - alpha / 2) * Math.sqrt((p1 + p2) * (1 - (p1 + p2) / 2));
  return normalLower((gap - pooled) / Math.sqrt(p1 * (1 - p1) + p2 * (1 - p2)));
}

/** Persons per arm to tell two proportions apart. */
export const sizeForProportions = (p1: number, p2: number, options: PowerOptions = {}): number =>
  solveSize((n) => powerProportions(n, p1, p2, options.alpha ?? 0.05), options.power ?? 0.8);
