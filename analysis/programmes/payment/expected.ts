import type { Contract, PaymentRule } from '../../domain/outcome-contract.ts';
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
  /** Share of scenarios in which all that the contract can pay is paid; null where nothing limits it. */
  readonly fullPayment: number | null;
}

const DRAWS = 1023;

/**
 * Expected payment under the uncertainty of the outcomes: a fixed quasi-random (Kronecker) grid of normal
 * quantiles, so that the same terms give the same yen everywhere. Outcomes are taken as independent.
 */
export function expectedPayment(contract: Contract, outcomes: readonly UncertainOutcome[]): ExpectedPayment {
  const totals: number[] = [];
  const most = mostVariable(contract);
  let full = 0;
  for (let draw = 1; draw <= DRAWS; draw++) {
    const values = outcomes.map((outcome, i) => ({
      ...outcome,
      value: outcome.value + outcome.standardError * normalInverse(fraction(draw, i)),
    }));
    const { total, variable } = contractPayment(contract, values);
    totals.push(total);
    if (variable === most) full++;
  }
  totals.sort((a, b) => a - b);
  const at = (p: number) => totals[Math.round(p * (DRAWS - 1))] ?? 0;
  return {
    mean: totals.reduce((sum, total) => sum + total, 0) / DRAWS,
    percentiles: [at(0.05), at(0.5), at(0.95)],
    fullPayment: Number.isFinite(most) ? full / DRAWS : null,
  };
}

/** The most that the outcomes of a contract can earn; infinite where a price a unit has no ceiling. */
function mostVariable({ indicators, cap }: Contract): number {
  const sum = indicators.reduce((total, { payment }) => total + mostOf(payment), 0);
  return Math.min(sum, cap ?? Number.POSITIVE_INFINITY);
}

function mostOf(rule: PaymentRule): number {
  switch (rule.type) {
    case 'steps':
      return Math.max(...rule.steps.map(({ yen }) => yen));
    case 'unit':
      return rule.cap ?? (rule.yenPerUnit === 0 ? 0 : Number.POSITIVE_INFINITY);
    default:
      return rule.yen;
  }
}

/** First dimension evenly spaced, others by powers of the plastic number's inverse. */
function fraction(draw: number, dimension: number): number {
  if (dimension === 0) return draw / (DRAWS + 1);
  const step = 1.324717957244746 ** -dimension;
  const value = (draw * step) % 1;
  return Math.min(1 - 1e-9, Math.max(1e-9, value));
}
