import type { Contract } from '../../domain/outcome-contract.ts';
import { normalInverse } from '../../statistics/distributions.ts';
import { contractPayment, type OutcomeValue } from './pay.ts';

/** An outcome that is not known for certain: normal with the given standard error. */
export interface UncertainOutcome extends OutcomeValue {
  readonly standardError: number;
}

export interface ExpectedPayment {
  readonly mean: number;
  /** 5th, 50th and 95th percentile of the total. */
  readonly percentiles: readonly [number, number, number];
  /** Share of scenarios in which the whole cap is paid. */
  readonly fullPayment: number;
}

const DRAWS = 1023;

/**
 * Expected payment under the uncertainty of the outcomes: a fixed quasi-random (Kronecker) grid of normal
 * quantiles, so that the same terms give the same yen everywhere. Outcomes are taken as independent.
 */
export function expectedPayment(contract: Contract, outcomes: readonly UncertainOutcome[]): ExpectedPayment {
  const totals: number[] = [];
  let full = 0;
  for (let draw = 1; draw <= DRAWS; draw++) {
    const values = outcomes.map((outcome, i) => ({
      ...outcome,
      value: outcome.value + outcome.standardError * normalInverse(fraction(draw, i)),
    }));
    const { total, capped, variable } = contractPayment(contract, values);
    totals.push(total);
    if (capped || variable === contract.cap) full++;
  }
  totals.sort((a, b) => a - b);
  const at = (p: number) => totals[Math.round(p * (DRAWS - 1))] ?? 0;
  return {
    mean: totals.reduce((sum, total) => sum + total, 0) / DRAWS,
    percentiles: [at(0.05), at(0.5), at(0.95)],
    fullPayment: full / DRAWS,
  };
}

/** First dimension evenly spaced, others by powers of the plastic number's inverse. */
function fraction(draw: number, dimension: number): number {
  if (dimension === 0) return draw / (DRAWS + 1);
  const step = 1.324717957244746 ** -dimension;
  const value = (draw * step) % 1;
  return Math.min(1 - 1e-9, Math.max(1e-9, value));
}
