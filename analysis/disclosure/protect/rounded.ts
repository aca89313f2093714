import { loadSolver } from '../engine/solver.ts';
import { auditedRounding } from '../rounding/audited.ts';
import { asRecord, asWhole, invalid, type ProtectDocument } from './document.ts';
import type { ProtectOptions, ProtectResult } from './result.ts';

interface RoundedTable {
  readonly cells: ReadonlyMap<string, number>;
  readonly relations: readonly [string, string[]][];
  readonly threshold: number;
  readonly requiredWidth: number;
}

const SECONDS = 20;

/** Base of the additive rounding a table document asks for instead of hiding (`rounding: { base }`). */
export function roundingBase(document: ProtectDocument): number | undefined {
  if (document.rounding === undefined) return undefined;
  const base = asWhole(asRecord(document.rounding, 'rounding').base, 'rounding.base');
  if (base < 2 || base > 1000) throw invalid('rounding.base');
  return base;
}

/** The whole table rounded so that all sums hold, with its own proof; refused where that is not enough. */
export async function protectByRounding(
  table: RoundedTable,
  base: number,
  options: ProtectOptions,
): Promise<ProtectResult> {
  const highs = await loadSolver();
  const began = performance.now();
  const { cells, relations, threshold, requiredWidth: width } = table;
  const seconds = options.seconds ?? SECONDS;
  const found = auditedRounding(highs, { cells, relations }, { base, threshold, width, seconds });
  const shared = { kind: 'table', threshold, requiredWidth: width, suppressed: [], secondaryCount: 0 };
  const elapsed = Math.round(performance.now() - began) / 1000;
  if (found === undefined || !found.safe) {
    const reason = found === undefined ? 'disclosure.rounding_impossible' : 'disclosure.rounding_too_fine';
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
