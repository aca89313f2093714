import { gammaInverse } from '../distributions.ts';

export interface AreaCount {
  readonly observed: number;
  readonly expected: number;
}

export interface SmoothedArea {
  /** O/E × 100; null where nothing is expected. */
  readonly smr: number | null;
  /** Empirical Bayes estimate × 100; null where nothing is expected. */
  readonly ebsmr: number | null;
  /** 95 % posterior interval × 100 (gamma quantiles); null where the fit pools the areas completely. */
  readonly lower: number | null;
  readonly upper: number | null;
}

export interface EmpiricalBayesFit {
  readonly areas: readonly SmoothedArea[];
  /** Shape ν and rate α of the gamma prior; null where the areas do not differ beyond chance. */
  readonly prior: { readonly shape: number; readonly rate: number } | null;
  readonly iterations: number;
}

const TOLERANCE = 1e-5;
const MOST_ITERATIONS = 20;
/** Above this the prior has no width: the fit pools the areas and its own uncertainty is unknown. */
const POOLED_SHAPE = 1e5;

/**
 * Poisson–gamma empirical Bayes SMR (Clayton & Kaldor 1987; the iteration of R's `DCluster::empbaysmooth`).
 *
 * θ ~ Gamma(ν, α), O | θ ~ Poisson(Eθ), estimate (O + ν)/(E + α). Areas with E = 0 are left out of the fit.
 * With no spread between areas the raw ratio is returned.
 */
export function empiricalBayes(areas: readonly AreaCount[]): EmpiricalBayesFit {
  const used = areas.filter(({ expected }) => expected > 0);
  const raw = used.map(({ observed, expected }) => observed / expected);
  let prior = startingPrior(raw);
  let iterations = 0;
  for (
    let change = Number.POSITIVE_INFINITY;
    prior && change > TOLERANCE && iterations < MOST_ITERATIONS;
    iterations++
  ) {
    const next = step(used, prior);
    if (!next) break;
    change = Math.abs(next.shape - prior.shape) / prior.shape;
    prior = next;
  }
  const fitted = prior;
  return {
    prior: fitted,
    iterations,
    areas: areas.map(({ observed, expected }) => {
      if (!(expected > 0)) return { smr: null, ebsmr: null, lower: null, upper: null };
      const smr = (100 * observed) / expected;
      if (!fitted) return { smr, ebsmr: smr, lower: null, upper: null };
      const shape = observed + fitted.shape;
      const rate = expected + fitted.rate;
      if (fitted.shape > POOLED_SHAPE) return { smr, ebsmr: (100 * shape) / rate, lower: null, upper: null };
      return {
        smr,
        ebsmr: (100 * shape) / rate,
        lower: 100 * gammaInverse(0.025, shape, rate),
        upper: 100 * gammaInverse(0.975, shape, rate),
      };
    }),
  };
}

interface Prior {
  readonly shape: number;
  readonly rate: number;
}

function startingPrior(raw: readonly number[]): Prior | null {
  if (raw.length < 2) return null;
  const mean = average(raw);
  const variance = raw.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (raw.length - 1);
  return variance > 0 && mean > 0 ? { shape: (mean * mean) / variance, rate: mean / variance } : null;
}

function step(areas: readonly AreaCount[], { shape, rate }: Prior): Prior | null {
  const smooth = areas.map(({ observed, expected }) => (observed + shape) / (expected + rate));
  const mean = average(smooth);
  const variance =
    areas.reduce((sum, { expected }, i) => sum + (1 + rate / expected) * ((smooth[i] ?? 0) - mean) ** 2, 0) /
    (areas.length - 1);
  return variance > 0 ? { shape: (mean * mean) / variance, rate: mean / variance } : null;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
