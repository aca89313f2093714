import type { Highs } from 'highs';
import { SolverModel, type SparseRow } from './solver.ts';
import type { CellSystem, Need } from './system.ts';

/** A linear condition every safe pattern fulfils: Σ coefficient·x ≥ atLeast, over cells. */
export interface PatternCut {
  readonly cells: readonly number[];
  readonly coefficients: readonly number[];
  readonly atLeast: number;
}

const SMALL = 1e-6;

/** Σ c·x ≥ rhs with always hidden cells moved to the right and coefficients clipped to what is needed. */
export function clipped(
  system: CellSystem,
  coefficients: ReadonlyMap<number, number>,
  needed: number,
): PatternCut | undefined {
  let rest = needed;
  for (const [cell, value] of coefficients) if (isFixed(system, cell)) rest -= value;
  if (rest <= SMALL) return undefined;
  const cells: number[] = [];
  const values: number[] = [];
  for (const [cell, value] of coefficients) {
    if (!system.candidate[cell] || value <= SMALL) continue;
    cells.push(cell);
    values.push(Math.min(value, rest) / rest);
  }
  return { cells, coefficients: values, atLeast: 1 };
}

export function isFixed(system: CellSystem, cell: number): boolean {
  return system.needs.has(cell) || system.forced.has(cell);
}

/**
 * Conditions known before any attack: no sum with a lone sensitive cell, and within each sum enough room
 * in the partners for the sensitive cell's interval.
 */
export function initialCuts(system: CellSystem): PatternCut[] {
  const cuts: PatternCut[] = [];
  for (const [cell, need] of system.needs) {
    for (const at of system.relationsOf[cell]!) {
      for (const condition of roomConditions(system, at, cell, need)) {
        const cut = clipped(system, condition.room, condition.needed);
        if (cut !== undefined) cuts.push(cut);
      }
    }
  }
  return cuts;
}

function roomConditions(
  system: CellSystem,
  relationAt: number,
  cell: number,
  need: Need,
): { room: Map<number, number>; needed: number }[] {
  const relation = system.relations[relationAt]!;
  const isParent = relation.parent === cell;
  const others = [relation.parent, ...relation.children].filter((other) => other !== cell);
  // Cells that must fall when `cell` rises: its siblings; and those that rise with it: parent or children.
  const rise = new Map(
    others.map((other) => [other, room(system, other, isParent || other === relation.parent)]),
  );
  const fall = new Map(
    others.map((other) => [other, room(system, other, !(isParent || other === relation.parent))]),
  );
  const own = {
    up: system.ceiling[cell]! - system.values[cell]!,
    down: system.values[cell]! - system.floor[cell]!,
  };
  const conditions: { room: Map<number, number>; needed: number }[] = [];
  if (need.up > 0) conditions.push({ room: rise, needed: need.up });
  if (need.down > 0) conditions.push({ room: fall, needed: need.down });
  if (need.width > 0) {
    conditions.push({ room: rise, needed: need.width - own.down });
    conditions.push({ room: fall, needed: need.width - own.up });
    conditions.push({ room: new Map(others.map((other) => [other, 1])), needed: 1 });
  }
  return conditions.filter((condition) => condition.needed > 0);
}

function room(system: CellSystem, cell: number, up: boolean): number {
  return up ? system.ceiling[cell]! - system.values[cell]! : system.values[cell]! - system.floor[cell]!;
}

/** By how much a (fractional) pattern falls short of a condition. */
export function violation(cut: PatternCut, x: Float64Array): number {
  return cut.atLeast - cut.cells.reduce((sum, cell, at) => sum + cut.coefficients[at]! * x[cell]!, 0);
}

/** Lone-cell conditions of one sum violated by a (fractional) pattern x. */
export function violatedLines(system: CellSystem, x: Float64Array, limit: number): PatternCut[] {
  const cuts: PatternCut[] = [];
  for (const relation of system.relations) {
    const members = [relation.parent, ...relation.children].filter(
      (cell) => system.candidate[cell] || isFixed(system, cell),
    );
    if (members.some((cell) => isFixed(system, cell))) continue;
    const total = members.reduce((sum, cell) => sum + x[cell]!, 0);
    for (const cell of members) {
      if (total - 2 * x[cell]! < -1e-4) cuts.push(lineCut(members, cell));
    }
    if (cuts.length >= limit) break;
  }
  return cuts;
}

/** If the cell is hidden, so is another of the sum. */
export function lineCut(members: readonly number[], cell: number): PatternCut {
  return {
    cells: members,
    coefficients: members.map((other) => (other === cell ? -1 : 1)),
    atLeast: 0,
  };
}

/**
 * Cuts from the attacker's linear programmes at a pattern x (Fischetti & Salazar-González 2000, by Benders):
 * the dual prices of the printed sums say which cells could have widened a too narrow interval.
 */
export function attackCuts(
  highs: Highs,
  system: CellSystem,
  x: Float64Array,
  options: {
    readonly deadline: number;
    readonly limit: number;
    readonly only?: readonly number[];
    readonly narrow?: Set<number>;
  },
): PatternCut[] {
  const attack = new PatternAttack(highs, system, x);
  const cuts: PatternCut[] = [];
  try {
    for (const cell of options.only ?? system.needs.keys()) {
      if (performance.now() > options.deadline || cuts.length >= options.limit) break;
      const found = attack.cutsFor(cell, system.needs.get(cell)!);
      if (found.length > 0) options.narrow?.add(cell);
      cuts.push(...found);
    }
  } finally {
    attack.dispose();
  }
  return cuts;
}

interface Priced {
  readonly reach: number;
  readonly coefficients: Map<number, number>;
}

/** The attacker's programme at a fractional pattern: each cell may move in proportion to x. */
class PatternAttack {
  private readonly system: CellSystem;
  private readonly cells: number[] = [];
  private readonly local = new Map<number, number>();
  private readonly rows: number[] = [];
  private readonly model: SolverModel;
  private readonly cap: number;

  constructor(highs: Highs, system: CellSystem, x: Float64Array) {
    this.system = system;
    this.cap =
      2 *
      [...system.needs.values()].reduce((most, need) => Math.max(most, need.width + need.up + need.down), 0);
    for (let cell = 0; cell < x.length; cell += 1) {
      if (x[cell]! < SMALL && !isFixed(system, cell)) continue;
      this.local.set(cell, this.cells.length);
      this.cells.push(cell);
    }
    const rows: SparseRow[] = [];
    system.relations.forEach((relation, at) => {
      const indices: number[] = [];
      const values: number[] = [];
      for (const [cell, sign] of members(relation)) {
        const position = this.local.get(cell);
        if (position === undefined) continue;
        indices.push(position);
        values.push(sign);
      }
      if (indices.length === 0) return;
      this.rows.push(at);
      rows.push({ indices, values, lower: 0, upper: 0 });
    });
    const share = (cell: number) => (isFixed(system, cell) ? 1 : Math.min(1, x[cell]!));
    this.model = new SolverModel(highs, {
      cost: this.cells.map(() => 0),
      lower: this.cells.map((cell) => -share(cell) * this.room(cell, false)),
      upper: this.cells.map((cell) => share(cell) * this.room(cell, true)),
      rows,
      integer: false,
    });
    this.model.set({ presolve: 'off', solver: 'simplex', simplex_strategy: 4, time_limit: 10 });
  }

  cutsFor(cell: number, need: Need): PatternCut[] {
    const up = this.price(cell, 1);
    if (up === undefined) return [];
    const wanted = Math.max(need.width, need.up + need.down);
    if (need.down === 0 && need.up <= up.reach + SMALL && up.reach >= wanted - SMALL) return [];
    const down = this.price(cell, -1);
    if (down === undefined) return [];
    const cuts: (PatternCut | undefined)[] = [];
    if (up.reach < need.up - 1e-4) cuts.push(clipped(this.system, up.coefficients, need.up));
    if (down.reach < need.down - 1e-4) cuts.push(clipped(this.system, down.coefficients, need.down));
    if (up.reach + down.reach < need.width - 1e-4) {
      const both = new Map(up.coefficients);
      for (const [other, value] of down.coefficients) both.set(other, (both.get(other) ?? 0) + value);
      cuts.push(clipped(this.system, both, need.width));
    }
    return cuts.filter((cut) => cut !== undefined);
  }

  dispose(): void {
    this.model.dispose();
  }

  private room(cell: number, up: boolean): number {
    return Math.min(room(this.system, cell, up), this.cap);
  }

  private price(cell: number, direction: 1 | -1): Priced | undefined {
    const at = this.local.get(cell)!;
    this.model.setCosts([at], [-direction]);
    const result = this.model.solve();
    this.model.setCosts([at], [0]);
    if (result.status !== 'optimal' || result.rowDual === undefined) return undefined;
    const reduced = new Map<number, number>([[cell, -direction]]);
    this.rows.forEach((relationAt, row) => {
      const price = result.rowDual![row]!;
      if (Math.abs(price) < 1e-9) return;
      for (const [other, sign] of members(this.system.relations[relationAt]!)) {
        reduced.set(other, (reduced.get(other) ?? 0) - price * sign);
      }
    });
    const coefficients = new Map<number, number>();
    for (const [other, value] of reduced) {
      if (Math.abs(value) < 1e-7) continue;
      coefficients.set(other, Math.abs(value) * this.room(other, value < 0));
    }
    return { reach: -result.objective, coefficients };
  }
}

function members(relation: CellSystem['relations'][number]): [number, number][] {
  return [[relation.parent, -1], ...relation.children.map((child): [number, number] => [child, 1])];
}
