import type { HiddenReason } from '../../domain/statistic.ts';

/** A cell as it was published: the number, why it was hidden, or null where it was not defined. */
export type PublishedValue = number | HiddenReason | null;

export interface PublishedRow {
  readonly at: readonly string[];
  readonly cells: readonly PublishedValue[];
  /** Keys of the persons counted, by column; they say who is the same, not who it is. */
  readonly people?: Readonly<Record<string, string>>;
  /** Keys of larger sets that hold them, by column. */
  readonly inside?: Readonly<Record<string, readonly string[]>>;
  /** Upper bound of the largest contribution to an amount, by column: the next power of two. */
  readonly largest?: Readonly<Record<string, number>>;
}

/** A table published earlier, as far as later releases must reckon with it. Never a hidden value. */
export interface PublishedTable {
  readonly releaseId: string;
  /** Fingerprint of the question (table, parameters, levels, columns), without the data. */
  readonly question: string;
  readonly sourceHash: string;
  readonly ruleVersion: string;
  readonly threshold: number;
  /** Concept: tables of the same id count the same thing in different breakdowns. */
  readonly id: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly dimensions: readonly {
    readonly id: string;
    readonly partition: boolean;
    readonly nested?: boolean;
    readonly levels: readonly {
      readonly code: string;
      readonly parent?: string;
      readonly division?: string;
    }[];
  }[];
  readonly columns: readonly {
    readonly id: string;
    readonly kind: string;
    readonly of?: string;
    readonly concept?: string;
  }[];
  readonly rows: readonly PublishedRow[];
  /** Releases for whose sake cells of this one were hidden. */
  readonly earlier?: readonly string[];
  /** Title and time of its ledger entry. */
  readonly title?: string;
  readonly releasedAt?: string;
}

/** What a release needs to know of the past, and of the data it is made from. */
export interface LedgerView {
  /** SHA-256 over the source batches the numbers come from. */
  readonly sourceHash: string;
  readonly tables: readonly PublishedTable[];
}

/** A view with no past: previews and first releases. */
export function emptyLedger(sourceHash: string): LedgerView {
  return { sourceHash, tables: [] };
}
