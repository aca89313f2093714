import { UserIssue } from '../../domain/issue.ts';
import { type AuditResult, audit } from './audit.ts';
import {
  isPlainlyUnsafe,
  makeSafe,
  newOutlook,
  type Outlook,
  patternCost,
  primaryPattern,
  type SafePattern,
} from './incumbent.ts';
import { prune } from './prune.ts';
import { loadSolver } from './solver.ts';
import type { CellSystem } from './system.ts';
import { verifyWitnesses } from './witnesses.ts';

/** Complementary cells tried for showing again when there is no time budget, dearest first: fewer of a large system. */
const MOST_TRIALS = 24;
const TRIALS_BY_CELLS = 40_000;

export interface SuppressOptions {
  /** Wall-clock limit in seconds for finding and proving a safe pattern. */
  readonly seconds: number;
  readonly review?: Review;
  /** What was found where fewer of the same cells might be hidden; what is found is added. */
  readonly outlook?: Outlook;
}

/** Searches that go on beside the question: see `ReviewDesk`. */
export interface Review {
  /** Seconds the question itself may take; without it, all that `seconds` allows. */
  readonly patience?: number;
  /** What a search beside the question came to; undefined where there was none. */
  readonly recall: (
    system: CellSystem,
  ) => Suppression | 'impossible' | 'unfinished' | 'under_way' | undefined;
  /** Takes over a search that took too long. */
  readonly hand: (system: CellSystem) => void;
}

export interface Suppression {
  readonly hidden: Uint8Array;
  readonly audit: AuditResult;
  readonly cost: number;
}

/**
 * Hides what must be hidden so that every sensitive cell keeps its interval, and proves it.
 *
 * @returns undefined where no pattern of the cells that may be hidden is safe
 * @throws UserIssue `disclosure.audit_unfinished` when time ran out before a proof (fail closed);
 * `disclosure.under_review` when the search goes on beside the question
 */
export async function suppress(
  system: CellSystem,
  options: SuppressOptions,
): Promise<Suppression | undefined> {
  const start = primaryPattern(system);
  if (system.needs.size === 0) {
    return { hidden: start, audit: emptyAudit(), cost: patternCost(system, start) };
  }
  const recalled = options.review?.recall(system);
  if (recalled === 'impossible') return undefined;
  if (recalled === 'unfinished') throw unfinished(options);
  if (recalled === 'under_way') throw underReview();
  if (recalled !== undefined) return proved(system, recalled);
  const highs = await loadSolver();
  const began = performance.now();
  const limit = Math.min(options.seconds, options.review?.patience ?? Number.POSITIVE_INFINITY);
  const first = isPlainlyUnsafe(system, start)
    ? undefined
    : audit(highs, system, start, { seconds: limit, intervals: false, stop: 'linear' });
  if (first?.safe) return proved(system, { hidden: start, audit: first, cost: 0 });
  const { outlook = newOutlook() } = options;
  const pattern = makeSafe(highs, system, start, { seconds: limit, outlook });
  if (pattern === undefined) {
    if (performance.now() - began < limit * 1000) return undefined;
    if (limit === options.seconds) throw unfinished(options);
    options.review?.hand(system);
    throw underReview();
  }
  const trials = Math.min(MOST_TRIALS, Math.ceil(TRIALS_BY_CELLS / system.ids.length));
  return proved(system, prune(highs, system, pattern, { seconds: options.seconds, trials }));
}

function underReview(): UserIssue {
  return new UserIssue('usage', 'disclosure.under_review');
}

function unfinished({ seconds }: SuppressOptions): UserIssue {
  return new UserIssue('refused', 'disclosure.audit_unfinished', { seconds });
}

function proved(system: CellSystem, pattern: SafePattern): Suppression {
  if (!verifyWitnesses(system, pattern.hidden, pattern.audit)) {
    throw new UserIssue('refused', 'disclosure.witness_invalid');
  }
  return pattern;
}

function emptyAudit(): AuditResult {
  return {
    safe: true,
    complete: true,
    failing: [],
    narrow: new Set(),
    intervals: new Map(),
    witnesses: new Map(),
  };
}
