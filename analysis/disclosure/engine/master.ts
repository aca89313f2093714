import type { Highs } from 'highs';
import { isFixed, lineCut, type PatternCut } from './cuts.ts';
import { primaryPattern } from './incumbent.ts';
import { SolverModel, type SparseRow } from './solver.ts';
import type { CellSystem } from './system.ts';

export interface MasterQuestion {
  /** Cells that may be hidden; all others stay printed. */
  readonly open: readonly number[];
  /** Conditions that every safe pattern fulfils. */
  readonly cuts: readonly PatternCut[];
  /** Pattern whose cells stay hidden. */
  readonly kept: Uint8Array | undefined;
  /** Pattern to start from where nothing is kept. */
  readonly start: Uint8Array;
  readonly seconds: number;
  /** Relative distance to the optimum at which to stop. */
  readonly gap: number;
}

/** The least costly pattern of some cells under known conditions, none of its hidden cells alone in a sum. */
export function cheapestPattern(
  highs: Highs,
  system: CellSystem,
  { open, cuts, kept, start, seconds, gap }: MasterQuestion,
): Uint8Array | undefined {
  const at = new Map(open.map((cell, index) => [cell, index]));
  const model = new SolverModel(highs, {
    cost: open.map((cell) => system.weights[cell]!),
    lower: open.map((cell) => kept?.[cell] ?? 0),
    upper: open.map(() => 1),
    rows: [...cuts, ...linesWithin(system, at)].map((cut) => rowOver(cut, at)),
    integer: true,
  });
  try {
    model.set({ time_limit: Math.max(0.1, seconds), mip_rel_gap: gap });
    if (kept === undefined) model.startFrom(Float64Array.from(open, (cell) => start[cell]!));
    const { x } = model.solve();
    return x === undefined ? undefined : patternOf(system, x, open);
  } finally {
    model.dispose();
  }
}

/** Hidden cells of a master's solution, with those that are hidden in any case. */
export function patternOf(system: CellSystem, values: Float64Array, open: readonly number[]): Uint8Array {
  const hidden = primaryPattern(system);
  open.forEach((cell, at) => {
    if (values[at]! > 0.5) hidden[cell] = 1;
  });
  return hidden;
}

/** A condition over the columns of a model; cells without a column count as printed. */
export function rowOver(cut: PatternCut, at: ReadonlyMap<number, number>): SparseRow {
  const indices: number[] = [];
  const values: number[] = [];
  cut.cells.forEach((cell, position) => {
    const index = at.get(cell);
    if (index === undefined) return;
    indices.push(index);
    values.push(cut.coefficients[position]!);
  });
  return { indices, values, lower: cut.atLeast, upper: Number.POSITIVE_INFINITY };
}

/** Lone-cell conditions of all sums, over the cells that may be hidden. */
function linesWithin(system: CellSystem, at: ReadonlyMap<number, number>): PatternCut[] {
  return system.relations.flatMap(({ parent, children }) => {
    const all = [parent, ...children];
    if (all.some((cell) => isFixed(system, cell))) return [];
    const members = all.filter((cell) => at.has(cell));
    return members.map((cell) => lineCut(members, cell));
  });
}
