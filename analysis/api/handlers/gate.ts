import {
  type CoarseningProposal,
  type DisclosurePolicy,
  earlierRelease,
  exportRequest,
  type LedgerView,
  leastTold,
  ofShownGroups,
  type PublishedTable,
  publishedTable,
  type Released,
  type ReleasedStudy,
  type ReleaseLedger,
  type ReviewDesk,
  releaseStudy,
  releaseSurvival,
  releaseTable,
  type StudyCandidate,
  type SurvivalCandidate,
  standardisedRows,
  suggestCoarsening,
} from '../../disclosure/index.ts';
import { UserIssue } from '../../domain/issue.ts';
import type {
  CandidateTable,
  ReleasedTable,
  ReleaseRecord,
  StatisticContext,
} from '../../domain/statistic.ts';
import { noted } from '../../domain/titles.ts';
import { JUDGED_ONLY } from '../../messages/disclosure.ts';

const UNDER_REVIEW = 'disclosure.under_review';

/** The disclosure gate of one open workspace: its threshold, its past releases, the data it now holds. */
export class Gate {
  readonly #policy: DisclosurePolicy;
  readonly #ledger: ReleaseLedger;
  readonly #sourceHash: () => Promise<string>;
  readonly #outlet: string;
  readonly #twoPerson: boolean;
  readonly #desk: ReviewDesk;
  readonly #noted = new Set<string>();

  constructor(setting: {
    readonly policy: DisclosurePolicy;
    readonly ledger: ReleaseLedger;
    /** Hash over the loaded batches, asked anew for every release. */
    readonly sourceHash: () => Promise<string>;
    /** Where released statistics go from here: the shell's name. */
    readonly outlet: string;
    /** Whether files need a second person's approval. */
    readonly twoPerson: boolean;
    /** Where searches go on that take longer than a screen waits. */
    readonly desk: ReviewDesk;
  }) {
    this.#policy = setting.policy;
    this.#ledger = setting.ledger;
    this.#sourceHash = setting.sourceHash;
    this.#outlet = setting.outlet;
    this.#twoPerson = setting.twoPerson;
    this.#desk = setting.desk;
  }

  get threshold(): number {
    return this.#policy.threshold;
  }

  get policy(): DisclosurePolicy {
    return this.#policy;
  }

  /** Curves of time to an event, merged until no step says how many had it. */
  async survival(candidate: SurvivalCandidate): Promise<Released<ReleasedTable>> {
    const { curve, sizes } = await releaseSurvival(candidate, this.#policy, await this.#view());
    const { title } = candidate.context;
    await this.#record('survival', title, sizes.released, publishedTable(sizes.released, sizes.candidate));
    await this.#record('survival', title, curve);
    return curve;
  }

  async table(asked: CandidateTable): Promise<Released<ReleasedTable>> {
    const candidate = await this.#ofShownGroups(await this.#leastTold(asked));
    const released = await this.#reviewed(candidate);
    await this.#record('table', candidate.context.title, released, publishedTable(released, candidate));
    return released;
  }

  /** Standardised as it was when the same was asked before, if it was: what the ledger holds since changes no answer. */
  async #leastTold(asked: CandidateTable): Promise<CandidateTable> {
    if (asked.lessAdjusted === undefined) return asked;
    const view = await this.#view();
    let known: CandidateTable | undefined = asked;
    while (known !== undefined && earlierRelease(known, this.#policy, view) === undefined)
      known = known.lessAdjusted?.();
    return known ?? leastTold(asked, this.#policy);
  }

  /**
   * A table whose standardised numbers are of groups that may all be shown: the tables of the groups are let through and
   * noted like ones that were printed, though nobody sees them. Standardised for less where most numbers would be missing;
   * the table of groups for whose sake that is done is not noted.
   */
  async #ofShownGroups(asked: CandidateTable): Promise<CandidateTable> {
    const { groups, lessAdjusted } = asked;
    const before = standardisedRows(asked, this.#policy);
    if (groups === undefined || before.untold === 0) return asked;
    // A table of small groups takes long to judge, for few numbers: none of them stands then.
    if (2 * before.untold < before.all) return ofShownGroups(asked, undefined);
    const isEnough = (shown: readonly ReleasedTable[]) => {
      const { all, untold } = standardisedRows(ofShownGroups(asked, shown), this.#policy);
      return lessAdjusted === undefined ? untold > 0 : 2 * untold >= all;
    };
    const judged = await this.#groups(await groups(), isEnough);
    if (judged === undefined)
      return lessAdjusted === undefined
        ? ofShownGroups(asked, undefined)
        : this.#ofShownGroups(leastTold(lessAdjusted(), this.#policy));
    return ofShownGroups(asked, judged);
  }

  /**
   * The tables of groups as they may be shown; undefined where too little of them is. Each is noted before the next is
   * judged, which stands beside it.
   */
  async #groups(
    tables: readonly CandidateTable[],
    isEnough: (shown: readonly ReleasedTable[]) => boolean,
  ): Promise<readonly ReleasedTable[] | undefined> {
    const judged: ReleasedTable[] = [];
    try {
      for (const asked of tables) {
        const isWorth = (shown: ReleasedTable) => isEnough([...judged, shown]);
        const released = await this.#reviewed(asked, isWorth);
        if (!isWorth(released.statistic)) return undefined;
        await this.#noteGroups(asked, released);
        judged.push(released.statistic);
      }
      return judged;
    } catch (error) {
      if (!(error instanceof UserIssue) || error.kind !== 'refused') throw error;
      return undefined;
    }
  }

  async #noteGroups(asked: CandidateTable, released: Released<ReleasedTable>): Promise<void> {
    const title = noted(asked.context.title, JUDGED_ONLY);
    await this.#record('table', title, released, publishedTable(released, asked));
  }

  /** Coarser cuts of a table that was shown, each let through for trial, that would hide fewer counts. */
  async coarser(candidate: CandidateTable): Promise<readonly CoarseningProposal[]> {
    return suggestCoarsening(leastTold(candidate, this.#policy), this.#policy, await this.#view());
  }

  /** The tables that may be shown, and the titles of those that the gate keeps back. */
  async tables(candidates: readonly CandidateTable[]): Promise<{
    readonly released: readonly Released<ReleasedTable>[];
    readonly keptBack: readonly string[];
  }> {
    const released: Released<ReleasedTable>[] = [];
    const keptBack: string[] = [];
    for (const candidate of candidates) {
      try {
        released.push(await this.table(candidate));
      } catch (error) {
        if (!(error instanceof UserIssue) || error.kind !== 'refused') throw error;
        keptBack.push(candidate.context.title);
      }
    }
    return { released, keptBack };
  }

  /** A whole study: its flow, estimates, balance and histograms are judged together. */
  async study(candidate: StudyCandidate): Promise<ReleasedStudy> {
    const study = await releaseStudy(candidate, this.#policy, await this.#view());
    const { sizes, flow, balance, overlap } = study;
    await this.#record(
      'study',
      candidate.context.title,
      sizes.released,
      publishedTable(sizes.released, sizes.candidate),
    );
    const parts: [string, Released<{ readonly context: StatisticContext }> | undefined][] = [
      ['flow', flow],
      ['balance', balance],
      ['overlap', overlap],
      ...study.effects.map((effect): [string, typeof effect] => ['effect', effect]),
    ];
    for (const [kind, part] of parts) {
      if (part) await this.#record(kind, part.statistic.context.title, part);
    }
    return study;
  }

  /**
   * Where files leave only with a second person's approval: asks for it and refuses until it is there.
   *
   * @throws UserIssue (refused) `disclosure.approval_needed`, `disclosure.export_rejected`
   */
  async requireApproved(title: string, released: readonly ReleaseRecord[]): Promise<void> {
    if (!this.#twoPerson) return;
    const note = exportRequest(this.#ledger.entries, title, released);
    if (note === undefined) return;
    const { sequence } = await this.#ledger.append(note);
    throw new UserIssue('refused', 'disclosure.approval_needed', { request: sequence });
  }

  /** Notes files that were made from releases. */
  async exported(
    title: string,
    released: readonly ReleaseRecord[],
    files: readonly { readonly name: string; readonly sha256: string; readonly bytes: number }[],
  ): Promise<void> {
    const release = released[0];
    if (!release) return;
    await this.#ledger.append({
      event: 'export',
      title,
      outlet: 'file',
      statistic: 'report',
      release,
      files,
      comment: released.map((record) => record.releaseId).join(' '),
    });
  }

  /** @throws UserIssue `disclosure.under_review` with the table's title, where the search goes on elsewhere */
  async #reviewed(
    candidate: CandidateTable,
    isWorth?: (shown: ReleasedTable) => boolean,
  ): Promise<Released<ReleasedTable>> {
    try {
      return await releaseTable(candidate, this.#policy, await this.#view(), {
        review: this.#desk.review,
        ...(isWorth ? { isWorth } : {}),
      });
    } catch (error) {
      if (!(error instanceof UserIssue) || error.code !== UNDER_REVIEW) throw error;
      throw new UserIssue('usage', UNDER_REVIEW, { title: candidate.context.title });
    }
  }

  async #view(): Promise<LedgerView> {
    return this.#ledger.view(await this.#sourceHash());
  }

  /** The same question on the same data is the same release: it is noted once for each outlet. */
  async #record(
    statistic: string,
    title: string,
    { release }: Released<unknown>,
    table?: PublishedTable,
  ): Promise<void> {
    const key = `${release.releaseId} ${this.#outlet}`;
    if (this.#noted.has(key)) return;
    this.#noted.add(key);
    const known = this.#ledger.entries.some(
      (entry) => entry.release.releaseId === release.releaseId && entry.outlet === this.#outlet,
    );
    if (known) return;
    await this.#ledger.append({
      event: 'release',
      title,
      outlet: this.#outlet,
      statistic,
      release,
      ...(table ? { table } : {}),
    });
  }
}
