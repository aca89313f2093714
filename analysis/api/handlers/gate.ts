import {
  type DisclosurePolicy,
  type LedgerView,
  type Released,
  releaseBalance,
  releaseEffect,
  releaseFlow,
  releaseTable,
} from '../../disclosure/index.ts';
import type {
  CandidateTable,
  FlowStep,
  ReleasedBalance,
  ReleasedEffect,
  ReleasedFlow,
  ReleasedTable,
  StatisticContext,
} from '../../domain/statistic.ts';
import type { EffectCandidate, StudyCandidate } from '../../studies/run.ts';

type Parameters = Readonly<Record<string, string | number | boolean>>;

/** The disclosure gate of one open workspace: its threshold, its past releases, the data it now holds. */
export class Gate {
  readonly #policy: DisclosurePolicy;
  readonly #ledger: () => Promise<LedgerView>;
  readonly #record: (released: Released<unknown>, title: string) => Promise<void>;

  constructor(setting: {
    readonly policy: DisclosurePolicy;
    readonly ledger: () => Promise<LedgerView>;
    /** Writes what left the process into the ledger. */
    readonly record: (released: Released<unknown>, title: string) => Promise<void>;
  }) {
    this.#policy = setting.policy;
    this.#ledger = setting.ledger;
    this.#record = setting.record;
  }

  get threshold(): number {
    return this.#policy.threshold;
  }

  async table(candidate: CandidateTable): Promise<Released<ReleasedTable>> {
    const released = await releaseTable(candidate, this.#policy, await this.#ledger());
    await this.#record(released, candidate.context.title);
    return released;
  }

  async tables(candidates: readonly CandidateTable[]): Promise<Released<ReleasedTable>[]> {
    const released: Released<ReleasedTable>[] = [];
    for (const candidate of candidates) released.push(await this.table(candidate));
    return released;
  }

  async flow(
    id: string,
    parameters: Parameters,
    content: { readonly context: StatisticContext; readonly steps: readonly FlowStep[] },
  ): Promise<Released<ReleasedFlow>> {
    const released = await releaseFlow({ id, parameters, ...content }, this.#policy, await this.#ledger());
    await this.#record(released, content.context.title);
    return released;
  }

  async effect(study: StudyCandidate, candidate: EffectCandidate): Promise<Released<ReleasedEffect>> {
    const { context, effect, support } = candidate;
    const parameters = { study: study.study.id, hash: study.hash, method: effect.method };
    const released = releaseEffect(
      { id: 'study.effect', parameters, context, effect, support },
      this.#policy,
      await this.#ledger(),
    );
    await this.#record(released, context.title);
    return released;
  }

  async balance(study: StudyCandidate): Promise<Released<ReleasedBalance>> {
    const { convention, rows, sizes } = study.balance;
    const released = await releaseBalance(
      {
        id: 'study.balance',
        parameters: { study: study.study.id, hash: study.hash },
        context: { ...study.context, title: '背景のそろい具合（調整の前と後）' },
        convention,
        arms: sizes,
        rows: rows.map(({ term, label, binary, factor, row, positives }) => ({
          term,
          label,
          ...(factor === undefined ? {} : { factor }),
          ...(binary ? { persons: positives } : {}),
          before: row.before,
          after: row.after,
          treatedMean: row.unadjusted.meanTreated,
          controlMeanBefore: row.unadjusted.meanControl,
          controlMeanAfter: row.adjusted.meanControl,
        })),
      },
      this.#policy,
      await this.#ledger(),
    );
    await this.#record(released, '背景のそろい具合');
    return released;
  }
}
