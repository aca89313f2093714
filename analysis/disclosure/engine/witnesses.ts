import type { AuditResult } from './audit.ts';
import { satisfies, type Witness } from './ranges.ts';
import type { CellSystem } from './system.ts';

const SLACK = 1e-6;
/** What the solver's arithmetic leaves over in a table of amounts, as a part of all that its witness is about. */
const NOISE = 1e-11;

/**
 * Checks witnesses by addition alone, without trusting the solver: each agrees with every printed number
 * and sum, respects floors and whole numbers (amounts to a millionth, as their sums are read), and the two together realise the needed width.
 */
export function verifyWitnesses(system: CellSystem, hidden: Uint8Array, result: AuditResult): boolean {
  const checked = new Map<Witness, boolean>();
  const isValid = (witness: Witness) => {
    const known = checked.get(witness) ?? isAlternativeTable(system, hidden, witness);
    checked.set(witness, known);
    return known;
  };
  for (const [cell, need] of system.needs) {
    const pair = result.witnesses.get(cell);
    if (pair === undefined) return false;
    if (!pair.every(isValid)) return false;
    if (!satisfies(need, pair[0].get(cell) ?? 0, pair[1].get(cell) ?? 0)) return false;
  }
  return true;
}

function isAlternativeTable(system: CellSystem, hidden: Uint8Array, witness: Witness): boolean {
  const touched = new Set<number>();
  const noise = system.integer ? 0 : NOISE * magnitude(system, witness);
  let valid = true;
  for (const [cell, deviation] of witness) {
    const value = system.values[cell]! + deviation;
    if (hidden[cell] !== 1 || (system.integer && !Number.isInteger(deviation))) valid = false;
    const slack = SLACK * (system.integer ? 1 : 1 + Math.abs(system.values[cell]!)) + noise;
    if (value < system.floor[cell]! - slack || value > system.ceiling[cell]! + slack) valid = false;
    for (const at of system.relationsOf[cell]!) touched.add(at);
  }
  for (const at of touched) {
    const relation = system.relations[at]!;
    let sum = -(witness.get(relation.parent) ?? 0);
    let scale = 1;
    for (const child of relation.children) {
      const deviation = witness.get(child) ?? 0;
      sum += deviation;
      scale += Math.abs(deviation) + Math.abs(system.values[child]!);
    }
    if (Math.abs(sum) > (system.integer ? 0 : SLACK * scale + noise)) valid = false;
  }
  return valid;
}

/** All amounts of a witness and how far it moves them, together. */
function magnitude({ values }: CellSystem, witness: Witness): number {
  let total = 0;
  for (const [cell, deviation] of witness) total += Math.abs(values[cell]!) + Math.abs(deviation);
  return total;
}
