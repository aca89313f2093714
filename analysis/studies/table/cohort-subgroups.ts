/** `--subgroups A,B`: the same analysis in every level of a column, and whether the levels differ. */
import { UserIssue } from '../../domain/issue.ts';
import { chiSquareUpper } from '../../statistics/distributions.ts';
import { SingularMatrix } from '../../statistics/linear-algebra.ts';
import { holm } from '../../statistics/multiplicity.ts';
import { largestSmd } from './cautions.ts';
import { frameRows } from './cohort-estimate.ts';
import type { CohortFrame } from './cohort-frame.ts';
import { estimate } from './cohort-methods.ts';
import type { CohortPlan } from './cohort-options.ts';
import { balanceReport } from './report.ts';
import type { SubgroupLevel, SubgroupRow, Warning } from './result.ts';

const FEWEST_IN_ARM = 10;

function inLevel(plan: CohortPlan, frame: CohortFrame, level: string, rows: Uint32Array): SubgroupLevel {
  const part = frameRows(frame, rows);
  const treated = part.z.reduce((s, v) => s + v, 0);
  const head = { level, n: { treated, control: part.rows - treated } };
  if (Math.min(treated, part.rows - treated) < FEWEST_IN_ARM)
    return { ...head, notEstimated: 'effect.subgroup-small' };
  try {
    const found = estimate(plan, part);
    const { estimate: value, se, ci, p } = found;
    if (![value, se, ...ci, p].every(Number.isFinite) || !(se > 0))
      return { ...head, notEstimated: 'effect.not-estimable' };
    const balance = balanceReport(found.frame, found.weights, { estimand: plan.estimand, ks: false });
    return { ...head, estimate: value, se, ci, p, largestImbalance: largestSmd(balance) };
  } catch (error) {
    if (error instanceof UserIssue) return { ...head, notEstimated: error.code };
    if (error instanceof SingularMatrix) return { ...head, notEstimated: 'effect.model-singular' };
    throw error;
  }
}

/** Cochran's Q of independent estimates; undefined with fewer than two. */
function heterogeneity(
  levels: readonly SubgroupLevel[],
): { chiSquare: number; df: number; p: number } | undefined {
  const known = levels.flatMap(({ estimate: value, se }) =>
    value === undefined || se === undefined ? [] : [{ value, precision: 1 / se ** 2 }],
  );
  if (known.length < 2) return undefined;
  const total = known.reduce((s, k) => s + k.precision, 0);
  const pooled = known.reduce((s, k) => s + k.precision * k.value, 0) / total;
  const chiSquare = known.reduce((s, k) => s + k.precision * (k.value - pooled) ** 2, 0);
  const df = known.length - 1;
  return { chiSquare, df, p: chiSquareUpper(chiSquare, df) };
}

/** One entry a column; p values of the differences allow for the number of columns (Holm). */
export function subgroupRows(plan: CohortPlan, frame: CohortFrame): SubgroupRow[] {
  const found = frame.subgroups.map(({ column, levels }) => {
    const parts = levels.map(({ level, rows }) => inLevel(plan, frame, level, rows));
    return { column, levels: parts, interaction: heterogeneity(parts) };
  });
  const tested = found.flatMap(({ interaction }) => (interaction === undefined ? [] : [interaction.p]));
  const adjusted = holm(tested);
  let next = 0;
  return found.map(({ interaction, ...row }) => ({
    ...row,
    interaction: interaction === undefined ? null : { ...interaction, pHolm: adjusted[next++]! },
  }));
}

/** How subgroups are to be read, and which of them could not be estimated. */
export function subgroupWarnings(rows: readonly SubgroupRow[]): Warning[] {
  if (rows.length === 0) return [];
  const missing = rows.flatMap(({ column, levels }) =>
    levels.some((l) => l.notEstimated !== undefined)
      ? [{ code: 'effect.subgroup-missing', params: { column } } as const]
      : [],
  );
  return [{ code: 'effect.subgroup-reading', params: { columns: rows.length } }, ...missing];
}
