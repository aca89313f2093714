import { EVIDENCE_LEVELS, type EvidenceLevel } from '../../domain/evidence-levels.ts';
import { UserIssue } from '../../domain/issue.ts';
import type { Contract, ContractIndicator, PaymentRule } from '../../domain/outcome-contract.ts';

/** A measured outcome of one indicator. `evidence`: of the study it comes from. */
export interface OutcomeValue {
  readonly indicator: string;
  readonly value: number;
  readonly evidence?: EvidenceLevel;
}

export interface IndicatorPayment {
  readonly indicator: string;
  /** Yen by the rule alone. */
  readonly earned: number;
  /** Yen to pay now. */
  readonly paid: number;
  /** Yen kept back until the later check. */
  readonly retained: number;
  readonly reason:
    | 'paid'
    | 'no_value'
    | 'gate_not_met'
    | 'evidence_too_low'
    | 'durability_pending'
    | 'durability_failed';
}

export interface ContractPayment {
  readonly indicators: readonly IndicatorPayment[];
  /** Variable payment after the ceiling. */
  readonly variable: number;
  readonly fixed: number;
  readonly total: number;
  readonly capped: boolean;
}

/** Yen of one rule for a value, whole yen (half up). */
export function ruleYen(rule: PaymentRule, value: number): number {
  return Math.round(exactYen(rule, value));
}

function exactYen(rule: PaymentRule, value: number): number {
  switch (rule.type) {
    case 'fixed':
      return rule.yen;
    case 'linear': {
      const span = rule.cap - rule.floor;
      if (span === 0) return value >= rule.cap ? rule.yen : 0;
      return rule.yen * Math.min(1, Math.max(0, (value - rule.floor) / span));
    }
    case 'steps': {
      const reached = rule.steps.filter(({ from }) => value >= from).toSorted((a, b) => a.from - b.from);
      return reached.at(-1)?.yen ?? 0;
    }
    case 'threshold':
      return value >= rule.reach ? rule.yen : 0;
    case 'unit':
      return Math.min(rule.yenPerUnit * value, rule.cap ?? Number.POSITIVE_INFINITY);
  }
}

/**
 * Payment of a contract for measured outcomes.
 *
 * A gate that is not met, or evidence below the agreed level, pays nothing for that indicator. Throws
 * `payment.unknown_indicator` for an outcome that the contract does not name.
 */
export function contractPayment(contract: Contract, outcomes: readonly OutcomeValue[]): ContractPayment {
  const values = new Map(outcomes.map((outcome) => [outcome.indicator, outcome]));
  const known = new Set(
    contract.indicators.flatMap(({ id, gate, durability }) => [
      id,
      gate?.indicator ?? id,
      durability?.indicator ?? id,
    ]),
  );
  for (const { indicator } of outcomes)
    if (!known.has(indicator)) throw new UserIssue('input', 'payment.unknown_indicator', { indicator });
  const indicators = contract.indicators.map((indicator) => indicatorPayment(indicator, values));
  const sum = indicators.reduce((total, { paid }) => total + paid, 0);
  const variable = Math.min(sum, contract.cap ?? Number.POSITIVE_INFINITY);
  return {
    indicators,
    variable,
    fixed: contract.fixedFee,
    total: variable + contract.fixedFee,
    capped: sum > variable,
  };
}

function indicatorPayment(
  indicator: ContractIndicator,
  values: ReadonlyMap<string, OutcomeValue>,
): IndicatorPayment {
  const { id, gate, durability, evidence, payment } = indicator;
  const outcome = values.get(id);
  const nothing = (reason: IndicatorPayment['reason'], earned = 0): IndicatorPayment => ({
    indicator: id,
    earned,
    paid: 0,
    retained: 0,
    reason,
  });
  if (!outcome && payment.type !== 'fixed') return nothing('no_value');
  const earned = ruleYen(payment, outcome?.value ?? 0);
  if (gate && !((values.get(gate.indicator)?.value ?? Number.NEGATIVE_INFINITY) >= gate.reach))
    return nothing('gate_not_met', earned);
  if (evidence && !reaches(outcome?.evidence, evidence)) return nothing('evidence_too_low', earned);
  if (!durability) return { indicator: id, earned, paid: earned, retained: 0, reason: 'paid' };
  const held = Math.round(earned * durability.retained);
  const later = values.get(durability.indicator);
  if (!later)
    return { indicator: id, earned, paid: earned - held, retained: held, reason: 'durability_pending' };
  if (later.value >= durability.reach)
    return { indicator: id, earned, paid: earned, retained: 0, reason: 'paid' };
  return { indicator: id, earned, paid: earned - held, retained: 0, reason: 'durability_failed' };
}

function reaches(level: EvidenceLevel | undefined, agreed: EvidenceLevel): boolean {
  return level !== undefined && EVIDENCE_LEVELS.indexOf(level) <= EVIDENCE_LEVELS.indexOf(agreed);
}
