import type { CandidateTable, ReleasedTable } from '../../domain/statistic.ts';
import type { LedgerView } from '../ledger/view.ts';
import { type DisclosurePolicy, isSmall } from '../policy.ts';
import type { Released } from '../released.ts';
import type { GateOptions } from './options.ts';
import { malformedTable } from './refusals.ts';
import { releaseTable } from './table.ts';

/** Share of small counts above which a coarser period serves the reader better than hiding. */
const TOO_MANY_SMALL = 0.2;

/** Share of the finest non-zero counts that are sensitive. */
export function smallShare(candidate: CandidateTable, policy: DisclosurePolicy): number {
  const counts = candidate.columns.flatMap((column, at) => (column.kind === 'count' ? [at] : []));
  const parents = candidate.dimensions.map(
    (dimension) => new Set(dimension.levels.map((level) => level.parent)),
  );
  const finest = candidate.rows.filter((row) => row.at.every((code, at) => !parents[at]!.has(code)));
  const values = finest
    .flatMap((row) => counts.map((at) => row.values[at] ?? 0))
    .filter((value) => value > 0);
  if (values.length === 0) return 0;
  return values.filter((value) => isSmall(value, policy.threshold)).length / values.length;
}

/**
 * Lets a time series through the gate at the finest step that is not mostly hidden.
 *
 * @param candidates the same series by month, quarter, year …, finest first, with period totals as margins
 * @throws UserIssue as `releaseTable`
 */
export function releaseSeries(
  candidates: readonly CandidateTable[],
  policy: DisclosurePolicy,
  ledger: LedgerView,
  options: GateOptions = {},
): Promise<Released<ReleasedTable>> {
  const fits = candidates.find((candidate) => smallShare(candidate, policy) <= TOO_MANY_SMALL);
  const chosen = fits ?? candidates.at(-1);
  if (chosen === undefined) throw malformedTable('no_series');
  return releaseTable(chosen, policy, ledger, options);
}
