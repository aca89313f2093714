import { UserIssue } from '../domain/issue.ts';

/** Version of the rules below; every release and ledger entry names it. */
export const RULE_VERSION = '2026.1';

/** Concentration rules for amounts; parameters are confidential and never printed on an export. */
export interface DominanceRules {
  /** p% rule: the rest of the cell must cover this share (percent) of the largest contribution. */
  readonly p: number;
  /** Largest contribution at or above this share (percent) of the cell. */
  readonly one: number;
  /** Two largest contributions at or above this share (percent) of the cell. */
  readonly two: number;
}

export interface DisclosurePolicy {
  readonly ruleVersion: string;
  readonly population: number;
  /** Counts from 1 to threshold − 1 are sensitive. */
  readonly threshold: number;
  /** Width of the interval every sensitive count must keep. */
  readonly width: number;
  readonly dominance: DominanceRules;
  /** Fewer institutions than this are hidden. */
  readonly institutions: number;
  /** False for municipalities whose counts may not be published at all. */
  readonly publishable: boolean;
}

/** Whether 1 ≤ count < threshold: a count that must not be known. */
export function isSmall(count: number, threshold: number): boolean {
  return count >= 1 && count < threshold;
}

/** 介護DB・NDB 最小集計単位の原則: population below `under` publishes no count below `threshold`. */
export const POPULATION_TIERS = [
  { under: 2_000, threshold: Number.POSITIVE_INFINITY },
  { under: 25_000, threshold: 20 },
  { under: Number.POSITIVE_INFINITY, threshold: 10 },
] as const;

/**
 * The disclosure policy of a municipality: threshold 10, 20 below 25,000 people, nothing below 2,000.
 * The threshold can be raised, never lowered.
 *
 * @throws UserIssue `disclosure.population_invalid`, `disclosure.threshold_lowered`
 */
export function disclosurePolicy(setting: {
  readonly population: number;
  readonly raisedThreshold?: number;
}): DisclosurePolicy {
  const { population, raisedThreshold } = setting;
  if (!Number.isFinite(population) || population < 1) {
    throw new UserIssue('usage', 'disclosure.population_invalid');
  }
  const floor = POPULATION_TIERS.find((tier) => population < tier.under)!.threshold;
  if (raisedThreshold !== undefined && !(raisedThreshold >= floor || floor === Number.POSITIVE_INFINITY)) {
    throw new UserIssue('usage', 'disclosure.threshold_lowered', { lowest: floor, asked: raisedThreshold });
  }
  if (raisedThreshold !== undefined && !Number.isInteger(raisedThreshold)) {
    throw new UserIssue('usage', 'disclosure.threshold_invalid');
  }
  const threshold = Math.max(floor, raisedThreshold ?? floor);
  return Object.freeze({
    ruleVersion: RULE_VERSION,
    population,
    threshold,
    width: threshold - 1,
    dominance: Object.freeze({ p: 15, one: 75, two: 85 }),
    institutions: 3,
    publishable: Number.isFinite(threshold),
  });
}

/** Refuses any release for a municipality that is too small. */
export function requirePublishable(policy: DisclosurePolicy): void {
  if (!policy.publishable) {
    throw new UserIssue('refused', 'disclosure.population_too_small', { limit: 2_000 });
  }
}
