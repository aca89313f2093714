/** The estimator that a plan names. */

import { censoringWeighted } from './cohort-censoring.ts';
import type { Estimated } from './cohort-estimate.ts';
import { iptw } from './cohort-estimate.ts';
import type { CohortFrame } from './cohort-frame.ts';
import { cbps, ebal, match, stratify } from './cohort-matching.ts';
import type { CohortPlan } from './cohort-options.ts';
import { aipw, gcomp, regression } from './cohort-outcome.ts';
import type { Method } from './result.ts';

const ESTIMATORS: Readonly<Record<Method, (plan: CohortPlan, frame: CohortFrame) => Estimated>> = {
  iptw: (plan, frame) =>
    frame.observed === undefined ? iptw(plan, frame) : censoringWeighted(plan, frame, frame.observed),
  aipw,
  gcomp,
  match,
  stratify,
  ebal,
  cbps,
  regression,
};

/** Runs the estimator of the plan on the frame. */
export const estimate = (plan: CohortPlan, frame: CohortFrame): Estimated =>
  ESTIMATORS[plan.method](plan, frame);
