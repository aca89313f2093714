import type { RelativeRisk } from '../../domain/tables/index.ts';
import { normalInverse } from '../../statistics/distributions.ts';
import { uniformStream } from '../../statistics/random.ts';

/** Draws from which the limits are read. */
export const DRAWS = 400;
const SEED = 4;

/** A number with the 2.5th and 97.5th percentile of its draws. */
export interface Band {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Standard normal errors by error and draw, a Latin hypercube (McKay, Beckman & Conover 1979): each error takes every
 * one of its quantiles once, in an order of its own, so that an entered standard error comes back as its own interval.
 */
export function latinNormals(errors: number): readonly Float64Array[] {
  return Array.from({ length: errors }, (_, error) => {
    const uniform = uniformStream(SEED, error);
    const order = Float64Array.from({ length: DRAWS }, (__, draw) => draw);
    for (let last = DRAWS - 1; last > 0; last--) {
      const other = Math.floor(uniform() * (last + 1));
      [order[last], order[other]] = [order[other]!, order[last]!];
    }
    return order.map((quantile) => normalInverse((quantile + 0.5) / DRAWS));
  });
}

/** The 2.5th and 97.5th percentile of the draws, around the estimate. */
export function bandOf(estimate: number, values: readonly number[]): Band {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (p: number) => sorted[Math.round(p * (sorted.length - 1))] ?? estimate;
  return { estimate, lower: Math.min(estimate, at(0.025)), upper: Math.max(estimate, at(0.975)) };
}

/** A relative risk that lies `error` standard errors from the entered one, on the scale of its logarithm. */
export function shakenRisk(risk: RelativeRisk, error: number): RelativeRisk {
  const spread = (Math.log(risk.upper) - Math.log(risk.lower)) / (2 * normalInverse(0.975));
  return { ...risk, rr: Math.exp(Math.log(risk.rr) + spread * error) };
}
