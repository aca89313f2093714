/** Age-standardised rates, standardised ratios and their shrinkage for small areas. */
import {
  chiSquareUpper,
  gammaInverse,
  gammaLower,
  gammaUpper,
  logGamma,
  normalCritical,
} from './distributions.ts';

/** Byar's and exact intervals of a Poisson count. */
function poissonInterval(count: number, method: 'byar' | 'exact' | 'midp'): [number, number] {
  const z = normalCritical();
  if (method === 'byar') {
    const low = count === 0 ? 0 : count * (1 - 1 / (9 * count) - z / (3 * Math.sqrt(count))) ** 3;
    const up = count + 1;
    return [low, up * (1 - 1 / (9 * up) + z / (3 * Math.sqrt(up))) ** 3];
  }
  if (method === 'exact')
    return [count === 0 ? 0 : gammaInverse(0.025, count), gammaInverse(0.975, count + 1)];
  return midPInterval(count);
}

const poissonDensity = (k: number, mean: number): number =>
  Math.exp(k * Math.log(mean) - mean - logGamma(k + 1));

/** P(X ≤ k), X ~ Poisson(mean). */
const poissonLower = (k: number, mean: number): number => (k < 0 ? 0 : gammaUpper(mean, k + 1));

/** P(X ≥ k). */
const poissonUpper = (k: number, mean: number): number => (k <= 0 ? 1 : gammaLower(mean, k));

function bisect(f: (x: number) => number, low: number, high: number): number {
  let [a, b] = [low, high];
  const rising = f(b) > f(a);
  for (let i = 0; i < 200; i++) {
    const mid = (a + b) / 2;
    if (f(mid) > 0 === rising) b = mid;
    else a = mid;
  }
  return (a + b) / 2;
}

function midPInterval(count: number): [number, number] {
  const [low0, high0] = poissonInterval(count, 'exact');
  const half = (mean: number): number => 0.5 * poissonDensity(count, mean);
  const low =
    count === 0 ? 0 : bisect((m) => poissonUpper(count + 1, m) + half(m) - 0.025, low0 * 0.9, count);
  const high = bisect(
    (m) => poissonLower(count - 1, m) + half(m) - 0.025,
    Math.max(count, 1e-9),
    high0 * 1.05 + 1,
  );
  return [low, high];
}

export interface StandardisedRate {
  readonly crude: number;
  readonly rate: number;
  readonly variancePoisson: number;
  readonly varianceBinomial: number;
  readonly intervals: {
    /** Gamma interval of Fay & Feuer (1997). */
    readonly fayFeuer: readonly [number, number];
    readonly normal: readonly [number, number];
    readonly logNormal: readonly [number, number];
    /** Dobson et al. (1991) on Byar's or the exact Poisson interval of the total count. */
    readonly dobsonByar: readonly [number, number];
    readonly dobsonExact: readonly [number, number];
  };
}

/** Direct standardisation of counts over populations to a standard population (same strata). */
export function directRate(
  counts: readonly number[],
  population: readonly number[],
  standard: readonly number[],
): StandardisedRate {
  const total = standard.reduce((s, v) => s + v, 0);
  const weights = standard.map((s, i) => s / total / population[i]!);
  const events = counts.reduce((s, v) => s + v, 0);
  const rate = counts.reduce((s, d, i) => s + weights[i]! * d, 0);
  const variance = counts.reduce((s, d, i) => s + weights[i]! ** 2 * d, 0);
  const binomial = counts.reduce((s, d, i) => s + weights[i]! ** 2 * d * (1 - d / population[i]!), 0);
  const z = normalCritical();
  const se = Math.sqrt(variance);
  const wm = Math.max(...weights);
  const upperVariance = variance + wm * wm;
  const upperRate = rate + wm;
  const dobson = (method: 'byar' | 'exact'): [number, number] => {
    const [low, high] = poissonInterval(events, method);
    const f = Math.sqrt(variance / events);
    return [rate + f * (low - events), rate + f * (high - events)];
  };
  return {
    crude: events / population.reduce((s, v) => s + v, 0),
    rate,
    variancePoisson: variance,
    varianceBinomial: binomial,
    intervals: {
      fayFeuer: [
        gammaInverse(0.025, (rate * rate) / variance, rate / variance),
        gammaInverse(0.975, (upperRate * upperRate) / upperVariance, upperRate / upperVariance),
      ],
      normal: [rate - z * se, rate + z * se],
      logNormal: [rate * Math.exp((-z * se) / rate), rate * Math.exp((z * se) / rate)],
      dobsonByar: dobson('byar'),
      dobsonExact: dobson('exact'),
    },
  };
}

export interface StandardisedRatio {
  readonly observed: number;
  readonly expected: number;
  readonly ratio: number;
  readonly byar: readonly [number, number];
  readonly exact: readonly [number, number];
  readonly midP: readonly [number, number];
  /** P of (O-E)²/E on one degree of freedom. */
  readonly chiSquareP: number;
  /** Exact two-sided Poisson p (sum of outcomes no likelier than the observed, as R's poisson.test). */
  readonly exactP: number;
}

function exactPoissonP(observed: number, expected: number): number {
  const limit = poissonDensity(observed, expected) * (1 + 1e-7);
  if (observed === expected) return 1;
  if (observed < expected) {
    let high = Math.ceil(2 * expected - observed) + 10;
    while (poissonDensity(high, expected) > limit) high *= 2;
    let k = Math.ceil(expected);
    for (let [a, b] = [k, high]; a <= b; ) {
      const mid = (a + b) >> 1;
      if (poissonDensity(mid, expected) <= limit) {
        k = mid;
        b = mid - 1;
      } else a = mid + 1;
    }
    return Math.min(1, poissonLower(observed, expected) + poissonUpper(k, expected));
  }
  let low = -1;
  for (let [a, b] = [0, Math.floor(expected)]; a <= b; ) {
    const mid = (a + b) >> 1;
    if (poissonDensity(mid, expected) <= limit) {
      low = mid;
      a = mid + 1;
    } else b = mid - 1;
  }
  return Math.min(1, poissonUpper(observed, expected) + poissonLower(low, expected));
}

/** Observed over expected with intervals and tests (indirect standardisation). */
export function standardisedRatio(observed: number, expected: number): StandardisedRatio {
  const over = ([a, b]: [number, number]): [number, number] => [a / expected, b / expected];
  return {
    observed,
    expected,
    ratio: observed / expected,
    byar: over(poissonInterval(observed, 'byar')),
    exact: over(poissonInterval(observed, 'exact')),
    midP: over(poissonInterval(observed, 'midp')),
    chiSquareP: chiSquareUpper((observed - expected) ** 2 / expected, 1),
    exactP: exactPoissonP(observed, expected),
  };
}

export interface ShrunkenRatios {
  readonly shape: number;
  readonly rate: number;
  readonly ratios: readonly number[];
}

export interface MomentShrinkage extends ShrunkenRatios {
  readonly mean: number;
  readonly variance: number;
  readonly between: number;
}

/** Empirical Bayes by moments (Marshall 1991, Appl Statist 40:283). */
export function shrinkByMoments(observed: readonly number[], expected: readonly number[]): MomentShrinkage {
  const totalE = expected.reduce((s, v) => s + v, 0);
  const mean = observed.reduce((s, v) => s + v, 0) / totalE;
  const variance =
    observed.reduce((s, o, i) => s + expected[i]! * (o / expected[i]! - mean) ** 2, 0) / totalE;
  const between = Math.max(0, variance - mean / (totalE / expected.length));
  const ratios = observed.map((o, i) => {
    const c = between / (between + mean / expected[i]!);
    return mean + c * (o / expected[i]! - mean);
  });
  return { mean, variance, between, shape: (mean * mean) / between, rate: mean / between, ratios };
}

export interface LikelihoodShrinkage extends ShrunkenRatios {
  readonly logLikelihood: number;
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Posterior probability of a ratio above 1. */
  readonly above: readonly number[];
}

function gammaPoissonLogLikelihood(
  observed: readonly number[],
  expected: readonly number[],
  nu: number,
  alpha: number,
): number {
  return observed.reduce((s, o, i) => {
    const e = expected[i]!;
    return (
      s +
      logGamma(o + nu) -
      logGamma(nu) -
      logGamma(o + 1) +
      nu * Math.log(alpha / (alpha + e)) +
      o * Math.log(e / (alpha + e))
    );
  }, 0);
}

/** For a given shape the rate that maximises the likelihood. */
function profileRate(observed: readonly number[], expected: readonly number[], nu: number): number {
  const slope = (alpha: number): number =>
    observed.reduce((s, o, i) => s + nu / alpha - (nu + o) / (alpha + expected[i]!), 0);
  let [low, high] = [1e-8, 1];
  while (slope(high) > 0 && high < 1e12) high *= 4;
  return bisect((a) => -slope(a), low, high);
}

/** Gamma–Poisson by maximum likelihood (Clayton & Kaldor 1987, Biometrics 43:671). */
export function shrinkByLikelihood(
  observed: readonly number[],
  expected: readonly number[],
): LikelihoodShrinkage {
  const value = (logNu: number): number => {
    const nu = Math.exp(logNu);
    return gammaPoissonLogLikelihood(observed, expected, nu, profileRate(observed, expected, nu));
  };
  let [low, high] = [Math.log(1e-3), Math.log(1e5)];
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let i = 0; i < 120; i++) {
    const a = high - golden * (high - low);
    const b = low + golden * (high - low);
    if (value(a) > value(b)) high = b;
    else low = a;
  }
  const shape = refineShape(observed, expected, Math.exp((low + high) / 2));
  const rate = profileRate(observed, expected, shape);
  return {
    shape,
    rate,
    logLikelihood: gammaPoissonLogLikelihood(observed, expected, shape, rate),
    ratios: observed.map((o, i) => (o + shape) / (expected[i]! + rate)),
    low: observed.map((o, i) => gammaInverse(0.025, o + shape, expected[i]! + rate)),
    high: observed.map((o, i) => gammaInverse(0.975, o + shape, expected[i]! + rate)),
    above: observed.map((o, i) => gammaUpper(expected[i]! + rate, o + shape)),
  };
}

/** Root of the profile score near a maximum found by search (which alone is flat to 1e-8). */
function refineShape(observed: readonly number[], expected: readonly number[], start: number): number {
  const score = (nu: number): number => {
    const alpha = profileRate(observed, expected, nu);
    return observed.reduce((s, o, i) => {
      let sum = Math.log(alpha / (alpha + expected[i]!));
      // digamma(o + ν) - digamma(ν) = Σ 1/(ν + j) for whole counts.
      for (let j = 0; j < o; j++) sum += 1 / (nu + j);
      return s + sum;
    }, 0);
  };
  const [a, b] = [start * 0.999, start * 1.001];
  return score(a) > 0 && score(b) < 0 ? bisect((nu) => -score(nu), a, b) : start;
}
