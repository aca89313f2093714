import { EVIDENCE_LEVELS, type EvidenceLevel } from '../../domain/evidence-levels.ts';
import { UserIssue } from '../../domain/issue.ts';
import type {
  Contract,
  ContractIndicator,
  OutcomeDirection,
  PaymentRule,
} from '../../domain/outcome-contract.ts';
import type { PaymentReason } from '../../domain/payment-reasons.ts';

/** A measured outcome of one indicator. `evidence`: of the study it comes from. */
export interface OutcomeValue {
  readonly indicator: string;
  readonly value: number;
  /** In which it was measured; absent where the unit is the contract's own. */
  readonly unit?: string;
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
  readonly reason: PaymentReason;
}

export interface ContractPayment {
  readonly indicators: readonly IndicatorPayment[];
  /** Variable payment after the ceiling. */
  readonly variable: number;
  readonly fixed: number;
  readonly total: number;
  readonly capped: boolean;
}

/** Yen of one rule for a value, whole yen (half up); never below zero. */
export function ruleYen(
  rule: PaymentRule,
  value: number,
  direction: OutcomeDirection = 'higher_is_better',
): number {
  return Math.round(exactYen(rule, value, direction));
}

function exactYen(rule: PaymentRule, value: number, direction: OutcomeDirection): number {
  switch (rule.type) {
    case 'fixed':
      return rule.yen;
    case 'linear': {
      const span = rule.cap - rule.floor;
      if (span === 0) return value >= rule.cap ? rule.yen : 0;
      return rule.yen * Math.min(1, Math.max(0, (value - rule.floor) / span));
    }
    case 'steps': {
      const reached = rule.steps.filter(({ from }) => meets(value, from, direction));
      // The best of them meets each of the others.
      const best = reached.find((step) => reached.every(({ from }) => meets(step.from, from, direction)));
      return best?.yen ?? 0;
    }
    case 'threshold':
      return meets(value, rule.reach, direction) ? rule.yen : 0;
    case 'unit':
      return Math.min(rule.yenPerUnit * Math.max(0, value), rule.cap ?? Number.POSITIVE_INFINITY);
  }
}

/**
 * Payment of a contract for measured outcomes.
 *
 * A gate that is not met, a value in another unit, or evidence below the agreed level, pays nothing for that
 * indicator. Throws `payment.unknown_indicator` for an outcome that the contract does not name.
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
  const met = (check: { readonly indicator: string; readonly reach: number }): boolean | undefined => {
    const outcome = values.get(check.indicator);
    const other = contract.indicators.find(({ id }) => id === check.indicator);
    if (outcome === undefined || isInOtherUnit(outcome, other)) return undefined;
    return meets(outcome.value, check.reach, other?.direction);
  };
  const indicators = contract.indicators.map((indicator) =>
    indicatorPayment(indicator, values.get(indicator.id), met),
  );
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

/** Whether the value of another indicator reaches what a clause asks for; undefined where none is in its unit. */
type Met = (check: { readonly indicator: string; readonly reach: number }) => boolean | undefined;

function indicatorPayment(
  indicator: ContractIndicator,
  outcome: OutcomeValue | undefined,
  met: Met,
): IndicatorPayment {
  const { id, gate, durability, evidence, payment, direction } = indicator;
  const nothing = (reason: IndicatorPayment['reason'], earned = 0): IndicatorPayment => ({
    indicator: id,
    earned,
    paid: 0,
    retained: 0,
    reason,
  });
  if (payment.type !== 'fixed') {
    if (outcome === undefined) return nothing('no_value');
    if (isInOtherUnit(outcome, indicator)) return nothing('unit_differs');
  }
  const earned = ruleYen(payment, outcome?.value ?? 0, direction);
  if (gate && met(gate) !== true) return nothing('gate_not_met', earned);
  if (evidence && !reaches(outcome?.evidence, evidence)) return nothing('evidence_too_low', earned);
  if (!durability) return { indicator: id, earned, paid: earned, retained: 0, reason: 'paid' };
  const held = Math.round(earned * durability.retained);
  const lasts = met(durability);
  if (lasts === undefined)
    return { indicator: id, earned, paid: earned - held, retained: held, reason: 'durability_pending' };
  if (lasts) return { indicator: id, earned, paid: earned, retained: 0, reason: 'paid' };
  return { indicator: id, earned, paid: earned - held, retained: 0, reason: 'durability_failed' };
}

function meets(value: number, reach: number, direction: OutcomeDirection = 'higher_is_better'): boolean {
  return direction === 'higher_is_better' ? value >= reach : value <= reach;
}

/** Terms in one unit say nothing of a value in another; a contract that names none takes any. */
function isInOtherUnit({ unit }: OutcomeValue, indicator: ContractIndicator | undefined): boolean {
  if (unit === undefined || indicator === undefined) return false;
  const [measured, agreed] = [unit, indicator.unit].map((text) => text.normalize('NFKC').trim());
  return agreed !== '' && measured !== agreed;
}

function reaches(level: EvidenceLevel | undefined, agreed: EvidenceLevel): boolean {
  return level !== undefined && EVIDENCE_LEVELS.indexOf(level) <= EVIDENCE_LEVELS.indexOf(agreed);
}
