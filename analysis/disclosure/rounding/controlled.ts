import type { Highs } from 'highs';
import { SolverModel, type SparseRow } from '../engine/solver.ts';

/** Cells with their sums, as in suppression. */
export interface AdditiveTable {
  readonly cells: ReadonlyMap<string, number>;
  readonly relations: readonly (readonly [string, readonly string[]])[];
}

export interface ControlledRounding {
  readonly rounded: ReadonlyMap<string, number>;
  /** Σ |rounded − true|. */
  readonly deviation: number;
  /** Proved to be the smallest possible. */
  readonly optimal: boolean;
}

/**
 * Zero-restricted controlled rounding: every cell becomes a neighbouring multiple of the base, multiples
 * stay, all sums still hold, and the total absolute deviation is least (Cox; Salazar-González, as a MILP).
 *
 * @returns undefined where no such table exists or none was found in time
 */
export function controlledRounding(
  highs: Highs,
  table: AdditiveTable,
  base: number,
  seconds: number,
): ControlledRounding | undefined {
  const free = [...table.cells].filter(([, value]) => value % base !== 0).map(([id]) => id);
  const at = new Map(free.map((id, index) => [id, index]));
  const floorOf = (id: string) => Math.floor(table.cells.get(id)! / base);
  const rows: SparseRow[] = [];
  for (const [parent, children] of table.relations) {
    const row = roundingRow(parent, children, at, floorOf);
    if (row !== undefined) rows.push(row);
  }
  const cost = free.map((id) => base - 2 * (table.cells.get(id)! % base));
  const fixed = free.reduce((sum, id) => sum + (table.cells.get(id)! % base), 0);
  const finish = (x: Float64Array, optimal: boolean): ControlledRounding => {
    const rounded = new Map(
      [...table.cells].map(([id]) => [
        id,
        base * (floorOf(id) + (at.has(id) ? Math.round(x[at.get(id)!]!) : 0)),
      ]),
    );
    let deviation = 0;
    for (const [id, value] of table.cells) deviation += Math.abs(rounded.get(id)! - value);
    return { rounded, deviation, optimal };
  };
  if (free.length === 0) return finish(new Float64Array(), true);
  const model = new SolverModel(highs, {
    cost,
    lower: free.map(() => 0),
    upper: free.map(() => 1),
    rows,
    integer: true,
  });
  try {
    model.set({ time_limit: seconds, mip_rel_gap: 0, mip_abs_gap: 0.5 });
    const result = model.solve();
    if (result.x === undefined) return undefined;
    const found = finish(result.x, result.status === 'optimal');
    if (!isAdditive(found.rounded, table.relations)) return undefined;
    return { ...found, optimal: result.status === 'optimal' && result.objective + fixed > -1e-6 };
  } finally {
    model.dispose();
  }
}

function roundingRow(
  parent: string,
  children: readonly string[],
  at: ReadonlyMap<string, number>,
  floorOf: (id: string) => number,
): SparseRow | undefined {
  const indices: number[] = [];
  const values: number[] = [];
  let known = floorOf(parent);
  const parentAt = at.get(parent);
  if (parentAt !== undefined) {
    indices.push(parentAt);
    values.push(-1);
  }
  for (const child of children) {
    known -= floorOf(child);
    const index = at.get(child);
    if (index === undefined) continue;
    indices.push(index);
    values.push(1);
  }
  return indices.length === 0 ? undefined : { indices, values, lower: known, upper: known };
}

/** Whether every sum holds in a rounded table. */
export function isAdditive(
  cells: ReadonlyMap<string, number>,
  relations: AdditiveTable['relations'],
): boolean {
  return relations.every(
    ([parent, children]) => cells.get(parent) === children.reduce((sum, child) => sum + cells.get(child)!, 0),
  );
}
