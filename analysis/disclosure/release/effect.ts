import { UserIssue } from '../../domain/issue.ts';
import type { EffectEstimate, StatisticContext } from '../../domain/statistic.ts';
import { type DisclosurePolicy, isSmall } from '../policy.ts';

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

/** An estimate with its persons by arm, as the study computed it. */
export interface EffectCandidate {
  readonly context: StatisticContext;
  readonly effect: EffectEstimate;
  readonly support: EffectSupport;
}

/** Residual degrees of freedom a published model must keep (ACRO, ESSnet guidelines). */
const RESIDUAL_DF = 10;
/** Parameters per person above which a model may reproduce its data (DataSHIELD). */
const PARAMETER_SHARE = 0.33;
/** Significant digits printed: enough for any reader, too few to find the fraction a crude estimate is. */
const DIGITS = 7;
/** Digits of the standard error that decide the last printed place where the persons are hidden. */
const DIGITS_OF_ERROR = 3;

/**
 * Refuses an estimate that rests on too few people or reproduces its data.
 *
 * @throws UserIssue (refused) `disclosure.effect_small_arm`, `disclosure.effect_few_events`,
 * `disclosure.effect_degrees_of_freedom`, `disclosure.effect_saturated`
 */
export function requireSupport({ effect, support }: EffectCandidate, policy: DisclosurePolicy): void {
  const { threshold } = policy;
  if (Math.min(effect.treated ?? 0, effect.control ?? 0) < threshold)
    throw refused('effect_small_arm', threshold);
  const events = [...(support.events?.treated ?? []), ...(support.events?.control ?? [])];
  if (events.some((count) => isSmall(count, threshold))) throw refused('effect_few_events', threshold);
  const residual = support.persons - support.parameters;
  if (residual < RESIDUAL_DF || support.parameters > PARAMETER_SHARE * support.persons) {
    throw refused('effect_degrees_of_freedom', RESIDUAL_DF);
  }
  if (support.patterns !== undefined && support.patterns <= support.parameters) {
    throw refused('effect_saturated', threshold);
  }
}

/**
 * An estimate as it is printed: with hidden persons it has no more digits than its error warrants, since a mean
 * to the last digit is a fraction with the number of people below the line.
 */
export function printedEffect(
  effect: EffectEstimate,
  sizes: { readonly treated: number | null; readonly control: number | null },
): EffectEstimate {
  const hidden = sizes.treated === null || sizes.control === null;
  const place = DIGITS_OF_ERROR - 1 - Math.floor(Math.log10(effect.standardError));
  const print = (value: number): number => {
    if (value === 0 || !Number.isFinite(value)) return value;
    const digits = DIGITS - 1 - Math.floor(Math.log10(Math.abs(value)));
    const decimals = hidden && Number.isFinite(place) ? Math.min(place, digits) : digits;
    return decimals > 100 ? 0 : Number(value.toFixed(Math.max(0, decimals))) + 0;
  };
  const [low, high] = effect.interval;
  return {
    ...effect,
    ...sizes,
    estimate: print(effect.estimate),
    standardError: print(effect.standardError),
    interval: [print(low), print(high)],
    p: hidden ? Number(effect.p.toPrecision(2)) : Number(effect.p.toPrecision(DIGITS)),
  };
}

function refused(name: string, limit: number): UserIssue {
  return new UserIssue('refused', `disclosure.${name}`, { limit });
}
