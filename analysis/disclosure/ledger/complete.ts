import { loadSolver, SolverModel, type SparseRow } from '../engine/solver.ts';
import { addVirtual, type ColumnSystem } from '../release/table-system.ts';
import type { Linking } from './joint.ts';

/**
 * Hidden values of earlier tables are not kept. Any table that fits what was printed serves as the starting
 * point: interval widths do not depend on which one.
 *
 * @returns false when none was found
 */
export async function complete(work: Linking): Promise<boolean> {
  const found = await fill(work);
  if (found && !work.kind.integer) absorbRounding(work);
  return found;
}

async function fill(work: Linking): Promise<boolean> {
  const unknown = [...work.unknown].filter((id) => Number.isNaN(work.counts.cells.get(id)!));
  if (unknown.length === 0) return true;
  const at = new Map(unknown.map((id, position) => [id, position]));
  const rows: SparseRow[] = [];
  for (const [parent, children] of work.counts.relations) {
    const row = openRow(work.counts, at, parent, children);
    if (row !== undefined) rows.push(row);
  }
  const { integer } = work.kind;
  const model = new SolverModel(await loadSolver(), {
    cost: unknown.map((id) => (id.startsWith('rest:') ? 1 : 0)),
    lower: unknown.map((id) => (integer && id.startsWith('earlier:') && !work.mayBeZero.has(id) ? 1 : 0)),
    upper: unknown.map(() => (integer ? 1e9 : 1e15)),
    rows: integer ? rows : rows.map((row) => loosened(row, work)),
    integer,
  });
  try {
    model.set({ time_limit: 10, mip_max_nodes: 20_000 });
    const { x } = model.solve();
    if (x === undefined) return false;
    for (const [position, id] of unknown.entries()) {
      const value = integer ? Math.round(x[position]!) : Math.max(0, x[position]!);
      work.counts.cells.set(id, value);
      // Nobody left out fits what was printed: the attacker may take the levels as complete.
      if (value === 0 && id.startsWith('rest:')) {
        work.forced.delete(id);
        work.frozen.add(id);
      }
    }
    return true;
  } finally {
    model.dispose();
  }
}

/** What rounding leaves over in a sum of printed amounts becomes a constant of it. */
function absorbRounding({ counts, foreign, frozen }: Linking): void {
  for (const [at, [parent, children]] of counts.relations.entries()) {
    const gap = counts.cells.get(parent)! - children.reduce((sum, id) => sum + counts.cells.get(id)!, 0);
    if (gap === 0) continue;
    const id = `rounding:${at}`;
    addVirtual(counts, id, gap);
    foreign.add(id);
    frozen.add(id);
    children.push(id);
  }
}

/** Printed amounts are rounded: their sums hold to within the rounding. */
function loosened(row: SparseRow, work: Linking): SparseRow {
  const slack = work.kind.slack(Math.max(Math.abs(row.lower), Math.abs(row.upper)));
  return { ...row, lower: row.lower - slack, upper: row.upper + slack };
}

function openRow(
  counts: ColumnSystem,
  at: ReadonlyMap<string, number>,
  parent: string,
  children: readonly string[],
): SparseRow | undefined {
  const indices: number[] = [];
  const values: number[] = [];
  let known = 0;
  for (const [id, sign] of [[parent, -1] as const, ...children.map((child) => [child, 1] as const)]) {
    const position = at.get(id);
    if (position === undefined) known -= sign * counts.cells.get(id)!;
    else {
      indices.push(position);
      values.push(sign);
    }
  }
  return indices.length === 0 ? undefined : { indices, values, lower: known, upper: known };
}
