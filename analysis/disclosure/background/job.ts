import { UserIssue } from '../../domain/issue.ts';
import type { CandidateTable, ReleasedTable, ReleaseRecord } from '../../domain/statistic.ts';
import type { LedgerView } from '../ledger/view.ts';
import type { DisclosurePolicy } from '../policy.ts';
import { releaseTable } from '../release/table.ts';
import { cellId } from '../release/table-system.ts';
import type { Released } from '../released.ts';

/** `waiting`: nothing to show yet; `auditing`: 審査中; `done`: released. */
export type ReleaseJobState = 'waiting' | 'auditing' | 'done';

/** Numbers that may be looked at while the audit goes on: no release, so nothing exports or records them. */
export interface ProvisionalTable {
  readonly state: 'auditing';
  readonly statistic: ReleasedTable;
  readonly record: ReleaseRecord;
}

export interface ReleaseJobOptions {
  /** Seconds to a first safe answer; past them the table is refused. Default 30. */
  readonly firstSeconds?: number;
  /** Seconds of search in one slice of work. Default 2. */
  readonly sliceSeconds?: number;
  /** Seconds of search in all. Default 20. */
  readonly totalSeconds?: number;
}

/**
 * Release of a large table in steps that a worker can interleave with other questions: first a quick pattern
 * with its proof, to look at under 審査中; then slices of search that hide less. What was shown stays shown, so
 * that nobody learns from comparing the steps, and each step is proved like any release. Only the last answer is
 * a release; stopping half-way releases nothing. The job can be left and taken up again between any two steps.
 */
export class TableReleaseJob {
  readonly #candidate: CandidateTable;
  readonly #policy: DisclosurePolicy;
  readonly #ledger: LedgerView;
  readonly #options: Required<ReleaseJobOptions>;
  #answer: Released<ReleasedTable> | undefined;
  #spent = 0;
  #finished = false;

  constructor(
    candidate: CandidateTable,
    policy: DisclosurePolicy,
    ledger: LedgerView,
    options: ReleaseJobOptions = {},
  ) {
    this.#candidate = candidate;
    this.#policy = policy;
    this.#ledger = ledger;
    this.#options = { firstSeconds: 30, sliceSeconds: 2, totalSeconds: 20, ...options };
  }

  get state(): ReleaseJobState {
    if (this.#answer === undefined) return 'waiting';
    return this.#finished ? 'done' : 'auditing';
  }

  /** What may be shown so far: a copy without the mark of a release. */
  get provisional(): ProvisionalTable | undefined {
    if (this.#answer === undefined) return undefined;
    const { statistic, release } = structuredClone({ ...this.#answer });
    return { state: 'auditing', statistic, record: release };
  }

  /**
   * One step: the first answer, or one slice of search.
   *
   * @throws UserIssue (refused) as `releaseTable`; `disclosure.audit_stopped` when the signal was given, with the
   * job as it was
   */
  async step(signal?: AbortSignal): Promise<ReleaseJobState> {
    if (signal?.aborted === true) throw new UserIssue('refused', 'disclosure.audit_stopped');
    if (this.#finished) return 'done';
    if (this.#answer === undefined) {
      const { firstSeconds: seconds } = this.#options;
      this.#answer = await releaseTable(this.#candidate, this.#policy, this.#ledger, { seconds });
      this.#finished = countHidden(this.#answer.statistic) === 0;
    } else {
      await this.#search(this.#answer);
    }
    return this.state;
  }

  /** Steps until the release is there; other work of the process runs between them. */
  async finish(signal?: AbortSignal): Promise<Released<ReleasedTable>> {
    while ((await this.step(signal)) !== 'done') await new Promise((resolve) => setImmediate(resolve));
    return this.result();
  }

  /** @throws UserIssue `disclosure.audit_pending` before the job is done (fail closed) */
  result(): Released<ReleasedTable> {
    if (this.#answer === undefined || !this.#finished) {
      throw new UserIssue('refused', 'disclosure.audit_pending');
    }
    return this.#answer;
  }

  async #search(before: Released<ReleasedTable>): Promise<void> {
    const { sliceSeconds, totalSeconds, firstSeconds: seconds } = this.#options;
    const improveSeconds = Math.min(sliceSeconds, totalSeconds - this.#spent);
    this.#spent += improveSeconds;
    const shown = shownCells(before.statistic);
    const next = await releaseTable(this.#candidate, this.#policy, this.#ledger, {
      seconds,
      improveSeconds,
      shown: (id) => shown.has(id),
    });
    const better = keepsShown(before.statistic, next.statistic);
    if (better) this.#answer = next;
    const gained = better && countHidden(next.statistic) < countHidden(before.statistic);
    this.#finished = !gained || this.#spent >= totalSeconds;
  }
}

function countHidden(table: ReleasedTable): number {
  return table.rows.flatMap((row) => row.cells).filter((cell) => cell.state === 'hidden').length;
}

function shownCells(table: ReleasedTable): Set<string> {
  const shown = new Set<string>();
  for (const row of table.rows) {
    row.cells.forEach((cell, at) => {
      if (cell.state === 'shown') shown.add(cellId(table.columns[at]!.id, row.at));
    });
  }
  return shown;
}

/** Every number that was shown is still there, the same. */
function keepsShown(before: ReleasedTable, after: ReleasedTable): boolean {
  return before.rows.every((row, r) =>
    row.cells.every((cell, at) => {
      const next = after.rows[r]!.cells[at]!;
      return cell.state !== 'shown' || (next.state === 'shown' && next.value === cell.value);
    }),
  );
}
