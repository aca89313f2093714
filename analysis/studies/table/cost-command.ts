/** `effect cost`: two-part model of yearly costs with marginal means. */
import { UserIssue } from '../../domain/issue.ts';
import { nextTurn } from '../../domain/turn.ts';
import { contrasts, influenceCovariance } from '../../statistics/contrast.ts';
import { SingularMatrix } from '../../statistics/linear-algebra.ts';
import { looksSeparated } from '../../statistics/propensity.ts';
import { clusterCounts } from '../../statistics/random.ts';
import { variance } from '../../statistics/summary.ts';
import { fitTwoPart, type TwoPartInput, type TwoPartResult } from '../../statistics/two-part.ts';
import { sampleWarnings } from './cautions.ts';
import { cohortFrame } from './cohort-frame.ts';
import { COHORT_OPTIONS, type CohortPlan, cohortPlan } from './cohort-options.ts';
import { outcomeDesign } from './cohort-outcome.ts';
import { modelReport } from './model-report.ts';
import { type OptionTable, parseOptions } from './options.ts';
import { crudeReport } from './report.ts';
import type { DesignResult } from './result.ts';

const NAMES = [
  'table',
  'json',
  'help',
  'treatment',
  'treated',
  'outcome',
  'covariates',
  'categorical',
  'quadratic',
  'interaction',
  'estimand',
  'cluster',
  'bootstrap',
  'seed',
];

export const COST_OPTIONS: OptionTable = Object.fromEntries(
  Object.entries(COHORT_OPTIONS).filter(([name]) => NAMES.includes(name)),
);

function fitOrExplain(input: TwoPartInput, outcome: string): TwoPartResult {
  try {
    const result = fitTwoPart(input);
    if (looksSeparated(result.any))
      throw new UserIssue('input', 'effect.outcome-separation', { column: outcome });
    return result;
  } catch (error) {
    if (error instanceof SingularMatrix)
      throw new UserIssue('input', 'effect.outcome-model-singular', { column: outcome });
    throw error;
  }
}

async function bootstrapSe(
  input: TwoPartInput,
  cluster: Int32Array | undefined,
  { bootstrap: replicates, seed }: Pick<CohortPlan, 'bootstrap' | 'seed'>,
  signal: AbortSignal | undefined,
): Promise<{ replicates: number; seed: number; se: number }> {
  const differences: number[] = [];
  const n = input.y.length;
  for (let r = 0; r < replicates; r++) {
    signal?.throwIfAborted();
    if (r % 16 === 0) await nextTurn();
    try {
      const { means } = fitTwoPart({ ...input, weights: clusterCounts(cluster, n, { seed, stream: r }) });
      differences.push(means.treated - means.control);
    } catch (error) {
      if (!(error instanceof SingularMatrix)) throw error;
    }
  }
  const ok = Float64Array.from(differences.filter(Number.isFinite));
  if (ok.length < 20)
    throw new UserIssue('input', 'effect.bootstrap-failed', { failed: replicates - ok.length, replicates });
  return { replicates: ok.length, seed, se: Math.sqrt(variance(ok)) };
}

/** Runs the design. Costs must be 0 or more, with some of each in both arms. */
export async function costEffect(args: readonly string[], signal?: AbortSignal): Promise<DesignResult> {
  parseOptions(args, COST_OPTIONS); // refuses what only the other methods use
  const parsed = cohortPlan([...args, '--method', 'gcomp', '--family', 'gaussian']);
  const frame = await cohortFrame(parsed, signal);
  if (frame.y.some((v) => v < 0))
    throw new UserIssue('input', 'effect.cost-negative', { column: parsed.outcome });
  const { design, place } = outcomeDesign(frame, parsed.interaction);
  const zeros = frame.y.filter((v) => v === 0).length;
  if (zeros === 0) throw new UserIssue('input', 'effect.cost-no-zero', { column: parsed.outcome });
  const input: TwoPartInput = { design, y: frame.y, z: frame.z, place, estimand: parsed.estimand };
  const result = fitOrExplain(input, parsed.outcome);
  const v = influenceCovariance(result.means, frame.cluster);
  const effects = contrasts(result.means, v);
  const main = effects[0]!;
  const treated = frame.z.reduce((s, x) => s + x, 0);
  const bootstrap =
    parsed.bootstrap > 0 ? { bootstrap: await bootstrapSe(input, frame.cluster, parsed, signal) } : {};
  return {
    design: 'cost',
    method: 'two-part',
    estimand: parsed.estimand,
    outcome: parsed.outcome,
    n: {
      treated,
      control: frame.rows - treated,
      used: frame.rows,
      withoutCost: zeros,
      dropped: frame.dropped,
    },
    estimate: main.estimate,
    se: main.se,
    ci: main.ci,
    p: main.p,
    scale: 'difference',
    effects,
    means: {
      treated: { estimate: result.means.treated, se: Math.sqrt(v.treated) },
      control: { estimate: result.means.control, se: Math.sqrt(v.control) },
    },
    crude: crudeReport(frame.y, frame.z),
    anyCost: modelReport(result.any),
    amount: modelReport(result.amount),
    ...bootstrap,
    warnings: [
      ...frame.warnings,
      ...sampleWarnings({ y: frame.y, z: frame.z, family: 'gaussian', terms: design.terms.length }),
    ],
  };
}
