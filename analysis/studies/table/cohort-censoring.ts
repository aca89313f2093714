/** Weighting for treatment and for missing follow-up together (Hernán & Robins, What If, 12.6). */
import { UserIssue } from '../../domain/issue.ts';
import { familyOf } from '../../statistics/glm/families.ts';
import { fitGlm, type GlmFit } from '../../statistics/glm/fit.ts';
import { censoredMeans } from '../../statistics/ipcw.ts';
import { SingularMatrix } from '../../statistics/linear-algebra.ts';
import { looksSeparated } from '../../statistics/propensity.ts';
import { type Estimated, fromMeans, planWeights, propensityOf } from './cohort-estimate.ts';
import type { CohortFrame } from './cohort-frame.ts';
import type { CohortPlan } from './cohort-options.ts';
import { outcomeDesign } from './cohort-outcome.ts';

/** P(outcome known | treatment, covariates) by logistic regression. */
function followUpModel(plan: CohortPlan, frame: CohortFrame, observed: Float64Array): GlmFit {
  const { design } = outcomeDesign(frame, plan.interaction);
  try {
    const fit = fitGlm({ design, y: observed, family: familyOf('binomial') });
    if (!looksSeparated(fit)) return fit;
  } catch (error) {
    if (!(error instanceof SingularMatrix)) throw error;
  }
  throw new UserIssue('input', 'effect.follow-up-separation', { column: plan.outcome });
}

/** IPTW × IPCW with a variance that allows for both estimated models. */
export function censoringWeighted(plan: CohortPlan, frame: CohortFrame, observed: Float64Array): Estimated {
  const propensity = propensityOf(frame);
  const followUp = followUpModel(plan, frame, observed);
  const { weights, truncated } = planWeights(plan, propensity.mu, frame.z);
  const input = { y: frame.y, z: frame.z, exposure: frame.exposure, observed, propensity, followUp, weights };
  const { means, known, total } = censoredMeans(input);
  let missing = 0;
  for (let i = 0; i < observed.length; i++) missing += 1 - observed[i]!;
  const lost = [0, 1].map((arm) => {
    const rows = frame.z.filter((z) => z === arm).length;
    return frame.z.reduce((s, z, i) => (z === arm ? s + 1 - observed[i]! : s), 0) / rows;
  });
  return {
    frame,
    ...fromMeans(frame, means, known),
    propensity,
    weights: total,
    ...(truncated === undefined ? {} : { truncated }),
    counts: { missingOutcome: missing },
    details: { missingShare: { control: lost[0], treated: lost[1] } },
    warnings:
      Math.abs(lost[1]! - lost[0]!) >= 0.05
        ? [
            {
              code: 'effect.follow-up-differs',
              params: { treated: percent(lost[1]!), control: percent(lost[0]!) },
            },
          ]
        : [],
  };
}

const percent = (share: number): number => Math.round(share * 1000) / 10;
