/**
 * Bootstrap of estimators that have no fast refit: the whole analysis is repeated on resampled persons (or clusters).
 * Matching is different: repeating it on resampled persons is not valid (Abadie & Imbens 2008), so whole matched sets
 * are drawn with the matching left as it is (Austin & Small 2014, Stat Med 33:4306).
 */
import { UserIssue } from '../../domain/issue.ts';
import { nextTurn } from '../../domain/turn.ts';
import type { Replicate } from '../../statistics/bootstrap.ts';
import { SingularMatrix } from '../../statistics/linear-algebra.ts';
import { bootstrapCounts, clusterCounts } from '../../statistics/random.ts';
import { frameRows } from './cohort-estimate.ts';
import type { CohortFrame } from './cohort-frame.ts';
import { matchedSets } from './cohort-matching.ts';
import { estimate } from './cohort-methods.ts';
import type { CohortPlan } from './cohort-options.ts';

const FAILED: Replicate = [Number.NaN, Number.NaN];

/** The rows of one replicate; copies of a row (or of its cluster) stay together when folds are made. */
function drawnFrame(frame: CohortFrame, plan: CohortPlan, index: number): CohortFrame {
  const counts = clusterCounts(frame.cluster, frame.rows, { seed: plan.seed, stream: index });
  const rows: number[] = [];
  counts.forEach((count, row) => {
    for (let c = 0; c < count; c++) rows.push(row);
  });
  const drawn = frameRows(frame, Uint32Array.from(rows));
  if (plan.folds < 2) return drawn;
  const source = rows.map((row) => frame.cluster?.[row] ?? row);
  const number = new Map([...new Set(source)].map((s, i) => [s, i]));
  return { ...drawn, cluster: Int32Array.from(source, (s) => number.get(s)!) };
}

function repeated(plan: CohortPlan, frame: CohortFrame, index: number): Replicate {
  try {
    const found = estimate(plan, drawnFrame(frame, plan, index));
    if (found.means === undefined) return [found.estimate, 0];
    return [found.means.treated.estimate, found.means.control.estimate];
  } catch (error) {
    if (error instanceof UserIssue || error instanceof SingularMatrix) return FAILED;
    throw error;
  }
}

function ofSets(plan: CohortPlan, frame: CohortFrame): (index: number) => Replicate {
  const { treated, control } = matchedSets(plan, frame);
  const n = treated.length;
  const counts = new Float64Array(n);
  return (index) => {
    bootstrapCounts(n, plan.seed, index, counts);
    const mean = (values: Float64Array): number => counts.reduce((s, c, i) => s + c * values[i]!, 0) / n;
    return [mean(treated), mean(control)];
  };
}

/** The replicates, one after the other; stops with the signal's reason between two of them. */
export async function resampledReplicates(
  plan: CohortPlan,
  frame: CohortFrame,
  signal?: AbortSignal,
): Promise<Replicate[]> {
  const one = plan.method === 'match' ? ofSets(plan, frame) : (r: number) => repeated(plan, frame, r);
  const out: Replicate[] = [];
  for (let r = 0; r < plan.bootstrap; r++) {
    signal?.throwIfAborted();
    out.push(one(r));
    await nextTurn();
  }
  return out;
}
