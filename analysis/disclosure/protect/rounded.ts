import { loadSolver } from '../engine/solver.ts';
import { auditedRounding } from '../rounding/audited.ts';
import { asRecord, asStrings, asWhole, invalid, type ProtectDocument } from './document.ts';
import type { ProtectOptions, ProtectResult } from './result.ts';

interface RoundedTable {
  readonly cells: ReadonlyMap<string, number>;
  readonly relations: readonly [string, string[]][];
  readonly threshold: number;
  readonly requiredWidth: number;
  readonly suppressedMin: number;
}

const SECONDS = 20;

export interface RoundingWish {
  readonly base: number;
  /** Cells that are already published exactly; undefined where none is. */
  readonly exact: ReadonlySet<string> | undefined;
}

/**
 * The additive rounding a table document asks for instead of hiding: `rounding: { base, beside? }`, `beside` being
 * the cells that a suppressed version of the table has already published.
 */
export function roundingWish(
  document: ProtectDocument,
  cells: ReadonlyMap<string, number>,
): RoundingWish | undefined {
  if (document.rounding === undefined) return undefined;
  const wish = asRecord(document.rounding, 'rounding');
  const base = asWhole(wish.base, 'rounding.base');
  if (base < 2 || base > 1000) throw invalid('rounding.base');
  if (wish.beside === undefined) return { base, exact: undefined };
  const exact = new Set(asStrings(wish.beside, 'rounding.beside'));
  if ([...exact].some((id) => !cells.has(id))) throw invalid('rounding.beside');
  return { base, exact };
}

/** The whole table rounded so that all sums hold, with its own proof; refused where that is not enough. */
export async function protectByRounding(
  table: RoundedTable,
  { base, exact }: RoundingWish,
  options: ProtectOptions,
): Promise<ProtectResult> {
  const highs = await loadSolver();
  const began = performance.now();
  const { cells, relations, threshold, requiredWidth: width } = table;
  const seconds = options.seconds ?? SECONDS;
  const beside = exact && { exact, hiddenAtLeast: table.suppressedMin };
  const found = auditedRounding(
    highs,
    { cells, relations },
    { base, threshold, width, seconds, ...(beside ? { beside } : {}) },
  );
  const shared = { kind: 'table', threshold, requiredWidth: width, suppressed: [], secondaryCount: 0 };
  const elapsed = Math.round(performance.now() - began) / 1000;
  if (found === undefined || !found.safe) {
    const narrow = exact ? 'disclosure.rounding_beside_exact' : 'disclosure.rounding_too_fine';
    const reason = found === undefined ? 'disclosure.rounding_impossible' : narrow;
    return { ...shared, status: 'refused', reason, published: {}, rounding: { base } };
  }
  return {
    ...shared,
    status: 'released',
    published: Object.fromEntries(found.rounded),
    rounding: { base, sumAbsDeviation: found.deviation, optimal: found.optimal },
    proof: {
      method: 'integer witnesses within the rounding intervals',
      minPrimaryWidth: Number.isFinite(found.narrowest) ? found.narrowest : null,
      witnesses: 2 * found.audit.witnesses.size,
      seconds: elapsed,
    },
  };
}
