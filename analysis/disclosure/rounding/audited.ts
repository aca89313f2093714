import type { Highs } from 'highs';
import { type AuditResult, audit } from '../engine/audit.ts';
import { buildSystem, type Need } from '../engine/system.ts';
import { verifyWitnesses } from '../engine/witnesses.ts';
import { isSmall } from '../policy.ts';
import { type AdditiveTable, type ControlledRounding, controlledRounding } from './controlled.ts';

export interface RoundingRequest {
  /** Every number becomes a multiple of this. */
  readonly base: number;
  /** Counts from 1 to threshold − 1 are sensitive. */
  readonly threshold: number;
  /** Width of the interval every sensitive count must keep. */
  readonly width: number;
  readonly seconds: number;
  /** Cells that are printed exactly elsewhere, and the least that the others are then known to be. */
  readonly beside?: { readonly exact: ReadonlySet<string>; readonly hiddenAtLeast: number };
}

export interface AuditedRounding extends ControlledRounding {
  readonly audit: AuditResult;
  /** Every sensitive count was shown, with two alternative tables, to keep its interval. */
  readonly safe: boolean;
  /** Narrowest interval of a sensitive count; infinite without one. */
  readonly narrowest: number;
}

/**
 * Controlled rounding with a proof: an attacker who knows the rounded table, the base, that multiples stay,
 * that sums hold and that counts are whole and not negative keeps an interval of the asked width for every
 * sensitive count (existence intervals, ESSnet SDC Handbook ch. 5, made joint over all sums). With
 * `beside` he also has a version of the table with some cells printed exactly and the others hidden.
 *
 * @returns undefined where no additive rounding exists or none was found in time
 */
export function auditedRounding(
  highs: Highs,
  table: AdditiveTable,
  { base, threshold, width, seconds, beside }: RoundingRequest,
): AuditedRounding | undefined {
  const found = controlledRounding(highs, table, base, seconds);
  if (found === undefined) return undefined;
  const need: Need = { width, up: 0, down: 0 };
  const sensitive = [...table.cells].filter(([, value]) => isSmall(value, threshold));
  const system = buildSystem({
    cells: table.cells,
    relations: table.relations,
    floor: (id, value) =>
      Math.max(0, Math.min(value, beside?.hiddenAtLeast ?? 0), found.rounded.get(id)! - base + 1),
    ceiling: (id) => found.rounded.get(id)! + base - 1,
    needs: new Map(sensitive.map(([id]) => [id, need])),
    integer: true,
  });
  const hidden = Uint8Array.from(system.ids, (id) => (beside?.exact.has(id) ? 0 : 1));
  const result = audit(highs, system, hidden, { seconds, intervals: false });
  let narrowest = Number.POSITIVE_INFINITY;
  for (const cell of system.needs.keys()) {
    const [low, high] = result.intervals.get(cell)!;
    narrowest = Math.min(narrowest, high - low);
  }
  const safe = result.safe && verifyWitnesses(system, hidden, result);
  return { ...found, audit: result, safe, narrowest };
}
