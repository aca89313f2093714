/** One number published earlier: whom it counts and what it said. Never a hidden value. */
export interface PublishedCell {
  /** Canonical predicate: concept, filters and levels. */
  readonly people: Readonly<Record<string, string>>;
  /** What is counted or summed: `table concept/column`. */
  readonly concept: string;
  readonly value: number;
}

/** A table published earlier, as far as later releases must reckon with it. */
export interface PublishedRelease {
  readonly releaseId: string;
  /** Fingerprint of the question (table, parameters, columns), without the data. */
  readonly question: string;
  readonly sourceHash: string;
  readonly cells: readonly PublishedCell[];
  /** Row keys × column ids that were hidden, for answering the same question in the same way. */
  readonly hidden: readonly string[];
}

/** What a release needs to know of the past, and of the data it is made from. */
export interface LedgerView {
  /** SHA-256 over the source batches the numbers come from. */
  readonly sourceHash: string;
  readonly releases: readonly PublishedRelease[];
}

/** A view with no past: previews and first releases. */
export function emptyLedger(sourceHash: string): LedgerView {
  return { sourceHash, releases: [] };
}
