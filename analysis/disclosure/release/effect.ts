import { UserIssue } from '../../domain/issue.ts';
import type { EffectEstimate, ReleasedEffect, StatisticContext } from '../../domain/statistic.ts';
import type { LedgerView } from '../ledger/view.ts';
import { type DisclosurePolicy, requirePublishable } from '../policy.ts';
import { type Released, seal } from '../released.ts';
import { isSmall } from './counts.ts';
import { releaseRecord } from './record.ts';

/** How much data stands behind an estimate; decides whether its coefficients are cell means in disguise. */
export interface EffectSupport {
  /** Persons used. */
  readonly persons: number;
  /** Estimated parameters, all models together. */
  readonly parameters: number;
  /** Persons with and without the event by arm; for binary and time-to-event outcomes. */
  readonly events?: {
    readonly treated: readonly [number, number];
    readonly control: readonly [number, number];
  };
  /** Distinct covariate patterns among the persons used. */
  readonly patterns?: number;
}

export interface EffectCandidate {
  readonly id: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly context: StatisticContext;
  readonly effect: EffectEstimate;
  readonly support: EffectSupport;
}

/** Residual degrees of freedom a published model must keep (ACRO, ESSnet guidelines). */
const RESIDUAL_DF = 10;
/** Parameters per person above which a model may reproduce its data (DataSHIELD). */
const PARAMETER_SHARE = 0.33;

/**
 * Lets an effect estimate through the gate.
 *
 * @throws UserIssue (refused) `disclosure.effect_small_arm`, `disclosure.effect_few_events`,
 * `disclosure.effect_degrees_of_freedom`, `disclosure.effect_saturated`
 */
export function releaseEffect(
  candidate: EffectCandidate,
  policy: DisclosurePolicy,
  ledger: LedgerView,
): Released<ReleasedEffect> {
  requirePublishable(policy);
  const { effect, support } = candidate;
  const { threshold } = policy;
  if (Math.min(effect.treated, effect.control) < threshold) throw refused('effect_small_arm', threshold);
  const events = [...(support.events?.treated ?? []), ...(support.events?.control ?? [])];
  if (events.some((count) => isSmall(count, threshold))) throw refused('effect_few_events', threshold);
  const residual = support.persons - support.parameters;
  if (residual < RESIDUAL_DF || support.parameters > PARAMETER_SHARE * support.persons) {
    throw refused('effect_degrees_of_freedom', RESIDUAL_DF);
  }
  if (support.patterns !== undefined && support.patterns <= support.parameters) {
    throw refused('effect_saturated', threshold);
  }
  const question = { id: candidate.id, parameters: candidate.parameters, outcome: effect.outcome };
  return seal(
    structuredClone({ context: candidate.context, effect }),
    releaseRecord({ question, policy, ledger, cells: [{ state: 'shown', value: effect.estimate }] }),
  );
}

function refused(name: string, limit: number): UserIssue {
  return new UserIssue('refused', `disclosure.${name}`, { limit });
}
