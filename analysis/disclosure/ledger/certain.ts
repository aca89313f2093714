import type { LedgerView, PublishedTable } from './view.ts';

const certain = new WeakMap<PublishedTable, Set<string>>();

/**
 * Sensitive numbers of earlier releases that were too certain whatever a later table hid, by their name among the
 * joined cells; those that are found are added. The next search begins with them: that tells sooner where it ends, and
 * not how.
 */
export function certainBefore({ tables: [first] }: LedgerView): Set<string> {
  const found = (first && certain.get(first)) ?? new Set();
  if (first !== undefined) certain.set(first, found);
  return found;
}
