import type { CellSystem } from './system.ts';

/** Hidden cells that move together, and the sums that tie them: Σ sign·deviation = 0 per row. */
export interface HiddenComponent {
  /** Positions in the system. */
  readonly cells: readonly number[];
  /** Rows over positions in `cells`. */
  readonly rows: readonly { readonly at: readonly number[]; readonly sign: readonly number[] }[];
}

export interface HiddenStructure {
  readonly components: readonly HiddenComponent[];
  /** Hidden cells an attacker solves exactly by elimination, one sum at a time. */
  readonly exact: readonly number[];
}

/** Splits the attacker's problem into independent parts after removing what simple subtraction solves. */
export function hiddenStructure(system: CellSystem, hidden: Uint8Array): HiddenStructure {
  const open = Uint8Array.from(hidden);
  const exact = peel(system, open);
  const seen = new Uint8Array(open.length);
  const components: HiddenComponent[] = [];
  for (let start = 0; start < open.length; start += 1) {
    if (open[start] === 1 && seen[start] === 0) components.push(collect(system, open, seen, start));
  }
  return { components, exact };
}

function peel(system: CellSystem, open: Uint8Array): number[] {
  const counts = system.relations.map((relation) => {
    let count = open[relation.parent]!;
    for (const child of relation.children) count += open[child]!;
    return count;
  });
  const queue = counts.flatMap((count, at) => (count === 1 ? [at] : []));
  const exact: number[] = [];
  while (queue.length > 0) {
    const relation = system.relations[queue.pop()!]!;
    const cell = [relation.parent, ...relation.children].find((at) => open[at] === 1);
    if (cell === undefined) continue;
    open[cell] = 0;
    exact.push(cell);
    for (const other of system.relationsOf[cell]!) {
      counts[other]! -= 1;
      if (counts[other] === 1) queue.push(other);
    }
  }
  return exact;
}

function collect(system: CellSystem, open: Uint8Array, seen: Uint8Array, start: number): HiddenComponent {
  const cells = [start];
  const local = new Map([[start, 0]]);
  const relations = new Set<number>();
  seen[start] = 1;
  for (let head = 0; head < cells.length; head += 1) {
    for (const at of system.relationsOf[cells[head]!]!) {
      if (relations.has(at)) continue;
      relations.add(at);
      const relation = system.relations[at]!;
      for (const member of [relation.parent, ...relation.children]) {
        if (open[member] === 0 || seen[member] === 1) continue;
        seen[member] = 1;
        local.set(member, cells.length);
        cells.push(member);
      }
    }
  }
  const rows = [...relations].map((at) => {
    const relation = system.relations[at]!;
    const positions: number[] = [];
    const sign: number[] = [];
    for (const child of relation.children) {
      if (open[child] === 0) continue;
      positions.push(local.get(child)!);
      sign.push(1);
    }
    if (open[relation.parent] === 1) {
      positions.push(local.get(relation.parent)!);
      sign.push(-1);
    }
    return { at: positions, sign };
  });
  return { cells, rows };
}

/**
 * Outer bounds on deviations by propagating each sum a few times: cheap, and often already the exact ends.
 *
 * @param lower, upper bounds per cell of the component; tightened in place
 */
export function propagate(component: HiddenComponent, lower: Float64Array, upper: Float64Array): void {
  for (let round = 0; round < 6; round += 1) {
    let moved = false;
    for (const row of component.rows) moved = tighten(row, lower, upper) || moved;
    if (!moved) return;
  }
}

function tighten(row: HiddenComponent['rows'][number], lower: Float64Array, upper: Float64Array): boolean {
  let least = 0;
  let most = 0;
  row.at.forEach((cell, at) => {
    least += row.sign[at]! > 0 ? lower[cell]! : -upper[cell]!;
    most += row.sign[at]! > 0 ? upper[cell]! : -lower[cell]!;
  });
  let moved = false;
  row.at.forEach((cell, at) => {
    const positive = row.sign[at]! > 0;
    const highest = -(least - (positive ? lower[cell]! : -upper[cell]!));
    const lowest = -(most - (positive ? upper[cell]! : -lower[cell]!));
    const [from, to] = positive ? [lowest, highest] : [-highest, -lowest];
    if (to < upper[cell]! - 1e-9) {
      upper[cell] = to;
      moved = true;
    }
    if (from > lower[cell]! + 1e-9) {
      lower[cell] = from;
      moved = true;
    }
  });
  return moved;
}
