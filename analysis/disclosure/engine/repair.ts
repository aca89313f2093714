import type { Highs } from 'highs';
import { heuristicWeight } from './lines.ts';
import { SolverModel, type SparseRow } from './solver.ts';
import type { CellSystem } from './system.ts';

const TRACE = 1e-7;

/**
 * Cheapest way to let one sensitive cell move, as a linear programme over all cells that may be hidden:
 * minimise Σ weight·|deviation| subject to every sum, with already hidden cells free of charge.
 * The cells that move are the ones to hide (LP heuristic for complementary suppression).
 */
export class RepairModel {
  private readonly model: SolverModel;
  private readonly cells: number[] = [];
  private readonly local = new Map<number, number>();
  private readonly system: CellSystem;

  constructor(highs: Highs, system: CellSystem) {
    this.system = system;
    system.ids.forEach((_, cell) => {
      if (!system.candidate[cell] && !system.needs.has(cell) && !system.forced.has(cell)) return;
      this.local.set(cell, this.cells.length);
      this.cells.push(cell);
    });
    const lower: number[] = [];
    const upper: number[] = [];
    for (const cell of this.cells) {
      lower.push(0, 0);
      upper.push(this.room(cell, 1), this.room(cell, -1));
    }
    this.model = new SolverModel(highs, {
      cost: lower.map(() => 0),
      lower,
      upper,
      rows: this.rows(),
      integer: false,
    });
    this.model.set({ presolve: 'off', solver: 'simplex', time_limit: 20 });
  }

  /** Cells to hide so that `cell` can move by `amount` (signed); undefined where no pattern allows it. */
  support(cell: number, amount: number, hidden: Uint8Array): number[] | undefined {
    const at = this.local.get(cell)!;
    const indices: number[] = [];
    const costs: number[] = [];
    this.cells.forEach((other, index) => {
      const cost = hidden[other] === 1 ? 1e-4 : heuristicWeight(this.system, other);
      indices.push(2 * index, 2 * index + 1);
      costs.push(cost, cost);
    });
    this.model.setCosts(indices, costs);
    const forward = amount > 0 ? 2 * at : 2 * at + 1;
    const backward = amount > 0 ? 2 * at + 1 : 2 * at;
    this.model.setBounds(forward, Math.abs(amount), Math.abs(amount));
    this.model.setBounds(backward, 0, 0);
    const result = this.model.solve();
    this.model.setBounds(2 * at, 0, this.room(cell, 1));
    this.model.setBounds(2 * at + 1, 0, this.room(cell, -1));
    if (result.status !== 'optimal' || result.x === undefined) return undefined;
    const x = result.x;
    return this.cells.filter((_, index) => Math.abs(x[2 * index]! - x[2 * index + 1]!) > TRACE);
  }

  dispose(): void {
    this.model.dispose();
  }

  private room(cell: number, direction: 1 | -1): number {
    const value = this.system.values[cell]!;
    return direction > 0 ? this.system.ceiling[cell]! - value : value - this.system.floor[cell]!;
  }

  private rows(): SparseRow[] {
    return this.system.relations.map((relation) => {
      const indices: number[] = [];
      const values: number[] = [];
      const add = (cell: number, sign: number) => {
        const at = this.local.get(cell);
        if (at === undefined) return;
        indices.push(2 * at, 2 * at + 1);
        values.push(sign, -sign);
      };
      for (const child of relation.children) add(child, 1);
      add(relation.parent, -1);
      return { indices, values, lower: 0, upper: 0 };
    });
  }
}
