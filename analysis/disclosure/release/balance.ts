import type { BalanceRow, HiddenReason, ReleasedCell, StatisticContext } from '../../domain/statistic.ts';
import { type DisclosurePolicy, isSmall } from '../policy.ts';
import { hiddenCell, shownCell } from './record.ts';

/** One covariate (or one level of a categorical one) as the study computed it. */
export interface BalanceCandidateRow {
  readonly term: string;
  readonly label: string;
  /** Levels of the same categorical covariate share a factor. */
  readonly factor?: string;
  /** For 0/1 terms: persons with the property before weighting, by arm. */
  readonly persons?: { readonly treated: number; readonly control: number };
  /** Keys of these persons (see `CandidateRow.people`). */
  readonly people?: { readonly treated: string; readonly control: string };
  readonly before: number | null;
  readonly after: number | null;
  readonly treatedMean: number | null;
  readonly controlMeanBefore: number | null;
  readonly controlMeanAfter: number | null;
}

export interface BalanceCandidate {
  readonly context: StatisticContext;
  readonly convention: string;
  /** Persons by arm before weighting or matching. */
  readonly arms: { readonly treated: number; readonly control: number };
  /** Persons by arm after trimming or matching, where some were left out. */
  readonly armsAfter?: { readonly treated: number; readonly control: number };
  readonly rows: readonly BalanceCandidateRow[];
}

const DECIMALS = 3;

/**
 * Rows of a balance table as they may be seen. Where few persons of an arm have (or lack) a property, the whole
 * row is hidden: a standardised difference with one mean gives the other mean.
 *
 * @param reasonOf why the persons of a row are hidden, if they are
 */
export function balanceRows(
  candidate: BalanceCandidate,
  policy: DisclosurePolicy,
  reasonOf: (row: BalanceCandidateRow) => HiddenReason | undefined,
): BalanceRow[] {
  const afterIsSafe = leftOutIsSafe(candidate, policy);
  return candidate.rows.map((row) => {
    const reason = reasonOf(row);
    const cell = (value: number | null, safe = true): ReleasedCell => {
      if (reason !== undefined) return hiddenCell(reason);
      if (!safe) return hiddenCell('secondary');
      return value === null ? { state: 'none' } : shownCell(value, DECIMALS);
    };
    return {
      term: row.term,
      label: row.label,
      before: cell(row.before),
      after: cell(row.after, afterIsSafe),
      treatedMean: cell(row.treatedMean),
      controlMeanBefore: cell(row.controlMeanBefore),
      controlMeanAfter: cell(row.controlMeanAfter, afterIsSafe),
    };
  });
}

/** Persons left out by trimming are nested in the "before" column: none, or enough of them. */
function leftOutIsSafe(candidate: BalanceCandidate, policy: DisclosurePolicy): boolean {
  const { arms, armsAfter } = candidate;
  if (armsAfter === undefined) return true;
  return (
    !isSmall(arms.treated - armsAfter.treated, policy.threshold) &&
    !isSmall(arms.control - armsAfter.control, policy.threshold)
  );
}
