import type { CellSystem } from './system.ts';

/** Hidden cells whose deviations are the same up to the sign, because sums of two tie them together. */
export interface HiddenVariable {
  /** Positions in the system. */
  readonly cells: readonly number[];
  /** 1 or −1 per cell. */
  readonly signs: readonly number[];
}

/** Hidden cells that depend on each other, and the sums that tie them: Σ weight·deviation = 0 per row. */
export interface HiddenComponent {
  readonly variables: readonly HiddenVariable[];
  /** Rows over positions in `variables`. */
  readonly rows: readonly HiddenRow[];
}

export interface HiddenRow {
  readonly at: readonly number[];
  readonly weight: readonly number[];
}

export interface HiddenStructure {
  readonly components: readonly HiddenComponent[];
  /** Hidden cells an attacker solves exactly by elimination, one sum at a time. */
  readonly exact: readonly number[];
}

/**
 * Splits the attacker's problem into independent parts, after removing what elimination solves: a sum with
 * one unknown gives it away, a sum with two unknowns makes one of them.
 */
export function hiddenStructure(system: CellSystem, hidden: Uint8Array): HiddenStructure {
  const elimination = new Elimination(system, hidden);
  elimination.run();
  return { components: elimination.components(), exact: elimination.exact };
}

class Elimination {
  readonly exact: number[] = [];
  /** Unknowns and their weights, per sum. */
  private readonly rows: Map<number, number>[] = [];
  /** Sums of each unknown; unknowns are named by one of their cells. */
  private readonly rowsOf = new Map<number, Set<number>>();
  private readonly members = new Map<number, [cell: number, sign: number][]>();

  constructor(system: CellSystem, hidden: Uint8Array) {
    for (let cell = 0; cell < hidden.length; cell += 1) {
      if (hidden[cell] !== 1) continue;
      this.members.set(cell, [[cell, 1]]);
      this.rowsOf.set(cell, new Set(system.relationsOf[cell]));
    }
    for (const { parent, children } of system.relations) {
      const row = new Map<number, number>();
      if (hidden[parent] === 1) row.set(parent, -1);
      for (const child of children) if (hidden[child] === 1) row.set(child, 1);
      this.rows.push(row);
    }
  }

  run(): void {
    const queue = [...this.rows.keys()];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      const row = this.rows[at]!;
      if (row.size === 0 || row.size > 2) continue;
      const [[first, a], second] = [...row] as [[number, number], [number, number]?];
      if (second === undefined) queue.push(...this.solve(first));
      else if (Math.abs(a) === Math.abs(second[1]))
        queue.push(...this.merge(first, second[0], -a / second[1]));
    }
  }

  components(): HiddenComponent[] {
    const seen = new Set<number>();
    const found: HiddenComponent[] = [];
    for (const start of this.members.keys()) {
      if (!seen.has(start)) found.push(this.collect(start, seen));
    }
    return found;
  }

  /** The unknown cannot move at all. */
  private solve(unknown: number): number[] {
    const touched = [...this.rowsOf.get(unknown)!];
    for (const at of touched) this.rows[at]!.delete(unknown);
    for (const [cell] of this.members.get(unknown)!) this.exact.push(cell);
    this.members.delete(unknown);
    this.rowsOf.delete(unknown);
    return touched;
  }

  /** `other` = sign·`unknown`: one of them stands for both. */
  private merge(unknown: number, other: number, sign: number): number[] {
    if (this.members.get(unknown)!.length < this.members.get(other)!.length) {
      return this.merge(other, unknown, sign);
    }
    const kept = this.rowsOf.get(unknown)!;
    const touched = [...this.rowsOf.get(other)!];
    for (const at of touched) {
      const row = this.rows[at]!;
      const weight = (row.get(unknown) ?? 0) + sign * row.get(other)!;
      row.delete(other);
      if (weight === 0) {
        row.delete(unknown);
        kept.delete(at);
      } else {
        row.set(unknown, weight);
        kept.add(at);
      }
    }
    for (const [cell, own] of this.members.get(other)!) this.members.get(unknown)!.push([cell, own * sign]);
    this.members.delete(other);
    this.rowsOf.delete(other);
    return touched;
  }

  private collect(start: number, seen: Set<number>): HiddenComponent {
    const unknowns = [start];
    const local = new Map([[start, 0]]);
    const rows = new Set<number>();
    seen.add(start);
    for (const unknown of unknowns) {
      for (const at of this.rowsOf.get(unknown)!) {
        rows.add(at);
        for (const other of this.rows[at]!.keys()) {
          if (seen.has(other)) continue;
          seen.add(other);
          local.set(other, unknowns.length);
          unknowns.push(other);
        }
      }
    }
    return {
      variables: unknowns.map((unknown) => {
        const members = this.members.get(unknown)!;
        return { cells: members.map(([cell]) => cell), signs: members.map(([, sign]) => sign) };
      }),
      rows: [...rows].map((at) => ({
        at: [...this.rows[at]!.keys()].map((unknown) => local.get(unknown)!),
        weight: [...this.rows[at]!.values()],
      })),
    };
  }
}

/** Limits of a variable's deviation: those of all its cells. */
export function variableLimits(system: CellSystem, variable: HiddenVariable): readonly [number, number] {
  let lower = Number.NEGATIVE_INFINITY;
  let upper = Number.POSITIVE_INFINITY;
  variable.cells.forEach((cell, position) => {
    const down = system.floor[cell]! - system.values[cell]!;
    const up = system.ceiling[cell]! - system.values[cell]!;
    const straight = variable.signs[position]! > 0;
    lower = Math.max(lower, straight ? down : -up);
    upper = Math.min(upper, straight ? up : -down);
  });
  return [lower, upper];
}

/**
 * Outer bounds on deviations by propagating each sum a few times: cheap, and often already the exact ends.
 *
 * @param lower, upper bounds per variable of the component; tightened in place
 */
export function propagate(component: HiddenComponent, lower: Float64Array, upper: Float64Array): void {
  for (let round = 0; round < 6; round += 1) {
    let moved = false;
    for (const row of component.rows) moved = tighten(row, lower, upper) || moved;
    if (!moved) return;
  }
}

function tighten(row: HiddenRow, lower: Float64Array, upper: Float64Array): boolean {
  let least = 0;
  let most = 0;
  const ends = (position: number): [number, number] => {
    const weight = row.weight[position]!;
    const low = weight * lower[row.at[position]!]!;
    const high = weight * upper[row.at[position]!]!;
    return weight > 0 ? [low, high] : [high, low];
  };
  row.at.forEach((_, position) => {
    const [low, high] = ends(position);
    least += low;
    most += high;
  });
  let moved = false;
  row.at.forEach((variable, position) => {
    const weight = row.weight[position]!;
    const [low, high] = ends(position);
    const a = (low - least) / weight;
    const b = (high - most) / weight;
    const [from, to] = weight > 0 ? [b, a] : [a, b];
    if (to < upper[variable]! - 1e-9) {
      upper[variable] = to;
      moved = true;
    }
    if (from > lower[variable]! + 1e-9) {
      lower[variable] = from;
      moved = true;
    }
  });
  return moved;
}
