import type { Highs } from 'highs';
import { audit } from './audit.ts';
import { attackCuts, initialCuts, type PatternCut, violatedLines, violation } from './cuts.ts';
import { makeSafe, patternCost, type SafePattern } from './incumbent.ts';
import { cheapestPattern, patternOf, rowOver } from './master.ts';
import { prune } from './prune.ts';
import { SolverModel, type SparseRow } from './solver.ts';
import type { CellSystem } from './system.ts';

export interface ExactOptions {
  /** Wall-clock budget in seconds. */
  readonly seconds: number;
  /** Stop when the proved relative distance to the optimum is at most this. */
  readonly gap: number;
  /** Told of every better pattern, with the bound proved so far. */
  readonly onBetter?: (cost: number, bound: number) => void;
}

export interface ExactResult {
  readonly pattern: SafePattern;
  /** Proved lower bound on the cost of any safe pattern. */
  readonly bound: number;
}

/**
 * Improves a safe pattern towards the least costly one and proves how far it can be from it.
 *
 * Method: Benders decomposition of the complementary suppression problem (Fischetti & Salazar-González,
 * 2000): relaxation rounds with lazily added conditions; a mixed-integer master over the few cells that the
 * relaxation or the best pattern hides, for good patterns (relaxation induced neighbourhood, Danna et al.
 * 2005); at last the master over all cells, for the proof. Patterns are attacked, cut off and repaired in turn.
 */
export function improve(
  highs: Highs,
  system: CellSystem,
  start: SafePattern,
  options: ExactOptions,
): ExactResult {
  const search = new Search(highs, system, start, options);
  for (const neighbours of NEIGHBOURS) {
    if (!search.done()) search.relax();
    if (!search.done()) search.near(neighbours);
  }
  if (!search.done()) search.branch();
  return { pattern: search.best, bound: Math.min(search.bound, search.best.cost) };
}

/** Cells searched besides those that the relaxation hides or could hide for nothing; more with every turn. */
const NEIGHBOURS = [0, 500, 1500] as const;
const EPISODES = 40;
/** Repairs of one pattern before a new one is drawn. */
const REPAIRS = 12;
/** Reduced cost up to which a cell could as well be hidden. */
const FREE = 1e-9;

/** A pattern with more lone hidden cells than this is not worth attacking yet. */
const FEW_LINES = 6;

class Search {
  best: SafePattern;
  bound = 0;
  private readonly highs: Highs;
  private readonly system: CellSystem;
  private readonly options: ExactOptions;
  private readonly deadline: number;
  private readonly cells: number[];
  private readonly local = new Map<number, number>();
  private readonly cuts: PatternCut[];
  private keep: Uint8Array;
  /** Cells by what hiding them would cost the relaxation; those that it hides come first. */
  private promising: readonly number[] = [];
  /** How many of them it hides or could hide for nothing. */
  private relaxed = 0;
  /** Cells that the neighbourhood search may hide. */
  private inPlay: ReadonlySet<number> = new Set();
  /** All weights are whole: a fractional bound can be rounded up. */
  private readonly whole: boolean;
  /** Sensitive cells whose interval was too narrow at the last look. */
  private narrow: Set<number> | undefined;
  /** Patterns with a fixed-out cell cost at least this. */
  private fixedOutCost = Number.POSITIVE_INFINITY;

  constructor(highs: Highs, system: CellSystem, start: SafePattern, options: ExactOptions) {
    this.highs = highs;
    this.system = system;
    this.best = start;
    this.options = options;
    this.deadline = performance.now() + options.seconds * 1000;
    this.cells = [...system.ids.keys()].filter((cell) => system.candidate[cell]);
    for (const [at, cell] of this.cells.entries()) this.local.set(cell, at);
    this.cuts = initialCuts(system);
    this.keep = new Uint8Array(system.ids.length).fill(1);
    this.whole = this.cells.every((cell) => Number.isInteger(system.weights[cell]!));
  }

  done(): boolean {
    return this.left() <= 0 || this.best.cost - this.bound <= this.options.gap * this.best.cost + 1e-9;
  }

  /** Cutting planes on the linear relaxation; leaves the promising cells and reduced-cost fixing behind. */
  relax(): void {
    const model = new SolverModel(this.highs, {
      cost: this.cells.map((cell) => this.system.weights[cell]!),
      lower: this.cells.map(() => 0),
      upper: this.cells.map(() => 1),
      rows: this.cuts.map((cut) => this.row(cut)),
      integer: false,
    });
    model.set({ solver: 'simplex', time_limit: Math.max(this.left(), 0.1) });
    try {
      let stalled = 0;
      for (let round = 0; round < 200 && this.left() > 0 && stalled < 3; round += 1) {
        const result = model.solve();
        if (result.status !== 'optimal' || result.x === undefined) return;
        const x = this.spread(result.x);
        const gained = result.objective - this.bound;
        this.raise(result.objective);
        this.fix(result.reducedCost!, result.objective);
        this.promise(x, result.reducedCost!);
        let fresh = violatedLines(this.system, x, 2000);
        if (fresh.length < 20) {
          stalled = gained < 0.002 * this.bound ? stalled + 1 : 0;
          fresh = [...fresh, ...this.separate(x)];
        }
        if (fresh.length === 0) return;
        this.cuts.push(...fresh);
        model.addRows(fresh.map((cut) => this.row(cut)));
      }
    } finally {
      model.dispose();
    }
  }

  /** Attacks the cells that were too narrow last time; all of them when those give nothing new. */
  private separate(x: Float64Array): PatternCut[] {
    const violated = (only: readonly number[]) => {
      const narrow = new Set<number>();
      const cuts = attackCuts(this.highs, this.system, x, {
        deadline: this.deadline,
        limit: 600,
        only,
        narrow,
      });
      this.narrow = narrow;
      return cuts.filter((cut) => violation(cut, x) > 1e-3);
    };
    const some = this.narrow === undefined ? [] : violated([...this.narrow]);
    return some.length >= 5 ? some : [...some, ...violated([...this.system.needs.keys()])];
  }

  private raise(bound: number): void {
    const rounded = this.whole ? Math.ceil(bound - 1e-6) : bound;
    this.bound = Math.max(this.bound, Math.min(rounded, this.best.cost));
  }

  /**
   * Master over the promising cells: a cheap pattern is drawn and, while the attack on it succeeds, extended at
   * least cost under what the attack taught. Each turn of this leaves conditions behind that hold for all.
   *
   * @param neighbours cells that may be hidden besides those of the relaxation and of the best pattern
   */
  near(neighbours: number): void {
    this.inPlay = new Set(this.promising.slice(0, this.relaxed + neighbours));
    for (let episode = 0; episode < EPISODES && !this.done(); episode += 1) {
      const drawn = this.draw(undefined);
      // What is left is not cheaper than the best pattern among these cells.
      if (drawn === undefined || patternCost(this.system, drawn) > this.best.cost - 1e-6) break;
      this.extend(drawn);
    }
  }

  private extend(drawn: Uint8Array): void {
    let hidden: Uint8Array | undefined = drawn;
    for (let step = 0; step < REPAIRS && hidden !== undefined && !this.done(); step += 1) {
      const cost = patternCost(this.system, hidden);
      if (cost > this.best.cost - 1e-6) return;
      const seconds = this.left();
      const result = audit(this.highs, this.system, hidden, { seconds, intervals: false, stop: 'linear' });
      if (result.safe) {
        this.offer({ hidden, audit: result, cost });
        return;
      }
      const fresh = this.attack(hidden, result.failing);
      this.cuts.push(...fresh);
      const next: Uint8Array | undefined = fresh.length === 0 ? undefined : this.draw(hidden);
      if (next === undefined) this.repair(hidden);
      hidden = next;
    }
  }

  private draw(kept: Uint8Array | undefined): Uint8Array | undefined {
    const open = this.cells.filter(
      (cell) => this.inPlay.has(cell) || this.best.hidden[cell] === 1 || kept?.[cell] === 1,
    );
    return cheapestPattern(this.highs, this.system, {
      open,
      cuts: this.cuts,
      kept,
      start: this.best.hidden,
      seconds: this.left(),
      gap: kept === undefined ? this.options.gap / 4 : 0,
    });
  }

  private attack(hidden: Uint8Array, only: readonly number[]): PatternCut[] {
    const x = Float64Array.from(hidden);
    const cuts = attackCuts(this.highs, this.system, x, { deadline: this.deadline, limit: 400, only });
    return cuts.filter((cut) => violation(cut, x) > 1e-4);
  }

  /** Mixed-integer master over the cells still in play. */
  branch(): void {
    const open = this.cells.filter((cell) => this.keep[cell] === 1);
    const at = new Map(open.map((cell, index) => [cell, index]));
    const rows = this.cuts.map((cut) => rowOver(cut, at));
    const model = new SolverModel(this.highs, {
      cost: open.map((cell) => this.system.weights[cell]!),
      lower: open.map(() => 0),
      upper: open.map(() => 1),
      rows,
      integer: true,
    });
    try {
      for (let round = 0; round < 500 && !this.done(); round += 1) {
        model.set({ time_limit: Math.max(0.1, this.left()), mip_rel_gap: this.options.gap / 3 });
        model.startFrom(Float64Array.from(open, (cell) => this.best.hidden[cell]!));
        const result = model.solve();
        if (Number.isFinite(result.bound)) {
          this.raise(Math.min(result.bound, this.fixedOutCost));
        }
        if (result.status === 'infeasible') {
          this.bound = Math.max(this.bound, Math.min(this.fixedOutCost, this.best.cost));
          return;
        }
        if (result.x === undefined || this.done()) return;
        const hidden = patternOf(this.system, result.x, open);
        const lines = violatedLines(this.system, Float64Array.from(hidden), 5000);
        const fresh = lines.length > FEW_LINES ? lines : this.judge(hidden, lines);
        if (fresh === undefined) return;
        this.cuts.push(...fresh);
        model.addRows(fresh.map((cut) => rowOver(cut, at)));
      }
    } finally {
      model.dispose();
    }
  }

  /** Attacks a whole pattern: new incumbent if it is safe, otherwise cuts and a repaired incumbent. */
  private judge(hidden: Uint8Array, lines: readonly PatternCut[]): PatternCut[] | undefined {
    const result = audit(this.highs, this.system, hidden, { seconds: this.left(), intervals: false });
    if (result.safe) {
      this.offer({ hidden, audit: result, cost: patternCost(this.system, hidden) });
      return this.best.cost - this.bound <= this.options.gap * this.best.cost ? undefined : [...lines];
    }
    if (this.left() <= 0) return undefined;
    const fresh = this.attack(hidden, result.failing);
    this.repair(hidden);
    if (fresh.length + lines.length > 0) return [...fresh, ...lines];
    // Whole-number attackers see more than linear ones: some cell outside the pattern must be hidden.
    const outside = this.cells.filter((cell) => hidden[cell] === 0);
    return [{ cells: outside, coefficients: outside.map(() => 1), atLeast: 1 }];
  }

  private repair(hidden: Uint8Array): void {
    const seconds = Math.min(this.left(), 5);
    if (seconds <= 0) return;
    const safe = makeSafe(this.highs, this.system, hidden, { seconds });
    if (safe === undefined) return;
    if (safe.cost < this.best.cost * 1.05) {
      this.offer(prune(this.highs, this.system, safe, { seconds: Math.min(this.left(), 2) }));
    }
  }

  private offer(pattern: SafePattern): void {
    if (pattern.cost >= this.best.cost - 1e-9) return;
    this.best = pattern;
    this.options.onBetter?.(pattern.cost, this.bound);
  }

  /** A cell whose reduced cost alone lifts the bound to the incumbent need not be considered. */
  private fix(reducedCost: Float64Array, objective: number): void {
    const cutoff = this.best.cost * (1 - this.options.gap / 2);
    this.keep.fill(1);
    this.fixedOutCost = Number.POSITIVE_INFINITY;
    this.cells.forEach((cell, at) => {
      const cost = objective + reducedCost[at]!;
      if (cost < cutoff) return;
      this.keep[cell] = 0;
      this.fixedOutCost = Math.min(this.fixedOutCost, cost);
    });
  }

  private promise(x: Float64Array, reducedCost: Float64Array): void {
    const price = this.cells.map((cell, at) => (x[cell]! > 1e-6 ? -1 : Math.abs(reducedCost[at]!)));
    const order = [...price.keys()].sort((a, b) => price[a]! - price[b]!);
    this.promising = order.map((at) => this.cells[at]!);
    this.relaxed = price.filter((value) => value <= FREE).length;
  }

  private left(): number {
    return (this.deadline - performance.now()) / 1000;
  }

  private row(cut: PatternCut): SparseRow {
    return rowOver(cut, this.local);
  }

  private spread(values: Float64Array): Float64Array {
    const x = new Float64Array(this.system.ids.length);
    this.cells.forEach((cell, at) => {
      x[cell] = values[at]!;
    });
    for (const cell of this.system.needs.keys()) x[cell] = 1;
    for (const cell of this.system.forced) x[cell] = 1;
    return x;
  }
}
