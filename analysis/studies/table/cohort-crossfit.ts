/** Out-of-fold propensities and predictions (Chernozhukov et al. 2018, Econometrics J 21:C1). */
import { type BoostingLoss, boostedMeans } from '../../statistics/boosting.ts';
import { familyOf } from '../../statistics/glm/families.ts';
import { fitGlm } from '../../statistics/glm/fit.ts';
import type { Predictions } from '../../statistics/outcome-model.ts';
import { uniformStream } from '../../statistics/random.ts';
import type { CohortFrame } from './cohort-frame.ts';
import type { CohortPlan } from './cohort-options.ts';
import { fitOutcome } from './model-report.ts';

export interface Nuisance {
  readonly e: Float64Array;
  readonly predictions: Predictions;
  /** People whose propensity from the flexible learner was moved to the limit. */
  readonly clipped: number;
}

/** Propensities of the flexible learner are kept within these limits, and how many were moved is said. */
const LIMITS = [0.01, 0.99] as const;

/** Fold of every row; clusters stay together. */
function foldsOf(plan: CohortPlan, frame: CohortFrame): Int32Array {
  const units = frame.cluster ?? Int32Array.from({ length: frame.rows }, (_, i) => i);
  const count = units.reduce((m, u) => Math.max(m, u + 1), 0);
  const uniform = uniformStream(plan.seed, 0);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const foldOfUnit = new Int32Array(count);
  order.forEach((unit, position) => {
    foldOfUnit[unit] = position % plan.folds;
  });
  return units.map((u) => foldOfUnit[u]!);
}

interface Learner {
  readonly propensity: (weights: Float64Array) => Float64Array;
  readonly outcome: (weights: Float64Array) => Float64Array;
}

function generalisedLinear(plan: CohortPlan, frame: CohortFrame): Learner {
  const { design, family, offset, y, z } = frame;
  return {
    propensity: (weights) => fitGlm({ design, y: z, family: familyOf('binomial'), weights }).mu,
    outcome: (weights) => fitOutcome({ design, y, family, weights, offset }, plan.outcome).mu,
  };
}

function boosted(frame: CohortFrame): Learner {
  const columns = frame.terms.filter((t) => !t.term.startsWith('I(')).map((t) => t.values);
  const losses: Readonly<Record<string, BoostingLoss>> = {
    identity: 'squared',
    logit: 'logistic',
    log: 'poisson',
  };
  const loss = losses[frame.family.link] ?? 'squared';
  return {
    propensity: (weights) => boostedMeans({ columns, y: frame.z, weights, loss: 'logistic' }),
    outcome: (weights) => boostedMeans({ columns, y: frame.y, weights, loss }),
  };
}

/** Every row is predicted by models fitted on the other folds. */
export function crossFitted(plan: CohortPlan, frame: CohortFrame): Nuisance {
  const fold = foldsOf(plan, frame);
  const learner = plan.learner === 'boost' ? boosted(frame) : generalisedLinear(plan, frame);
  const n = frame.rows;
  const out = { e: new Float64Array(n), treated: new Float64Array(n), control: new Float64Array(n) };
  for (let f = 0; f < plan.folds; f++) {
    const train = (arm?: number): Float64Array =>
      frame.z.map((v, i) => (fold[i] === f || (arm !== undefined && v !== arm) ? 0 : 1));
    const found = {
      e: learner.propensity(train()),
      treated: learner.outcome(train(1)),
      control: learner.outcome(train(0)),
    };
    for (const key of ['e', 'treated', 'control'] as const)
      for (let i = 0; i < n; i++) if (fold[i] === f) out[key][i] = found[key][i]!;
  }
  let clipped = 0;
  if (plan.learner === 'boost') {
    for (let i = 0; i < n; i++) {
      const e = Math.min(LIMITS[1], Math.max(LIMITS[0], out.e[i]!));
      if (e !== out.e[i]) clipped++;
      out.e[i] = e;
    }
  }
  return { e: out.e, predictions: { treated: out.treated, control: out.control }, clipped };
}
