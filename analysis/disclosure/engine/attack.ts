import type { Highs } from 'highs';
import { type HiddenComponent, variableLimits } from './hidden.ts';
import { SolverModel, type SparseRow } from './solver.ts';
import type { CellSystem } from './system.ts';

/** Deviations beyond this are taken as unbounded after a check along rays; more where the numbers are larger. */
const FAR = 1e7;
const NEAR = 1e-6;
/** How far a bounded deviation can be, as a multiple of all hidden numbers together. */
const REACH = 10;

/**
 * Unit of the programme and its `FAR` in that unit. A hidden number moves no further than the others together let
 * it; amounts are counted in millions of that, so that the solver sees numbers of an ordinary size.
 */
function scaleOf(system: CellSystem, component: HiddenComponent) {
  let total = 0;
  for (const { cells } of component.variables)
    for (const cell of cells) total += Math.abs(system.values[cell]!);
  return system.integer
    ? { unit: 1, far: Math.max(FAR, REACH * total) }
    : { unit: Math.max(1, (REACH * total) / FAR), far: FAR };
}

export interface Extreme {
  /** Deviation from the true value; infinite where nothing bounds it. */
  readonly value: number;
  /** Whole-number (or real, for amounts) deviations of all variables of the component that attain it. */
  readonly point: Float64Array | undefined;
  /** False when the solver stopped early: `value` is then only an outer bound. */
  readonly proved: boolean;
}

/** The attacker's linear programme for one independent part of the hidden cells. */
export class ComponentAttack {
  private readonly lp: SolverModel;
  private mip: SolverModel | undefined;
  private readonly highs: Highs;
  private readonly system: CellSystem;
  readonly component: HiddenComponent;
  private readonly lower: number[];
  private readonly upper: number[];
  private readonly lastCost: Float64Array;
  private readonly unit: number;
  private readonly far: number;

  constructor(highs: Highs, system: CellSystem, component: HiddenComponent) {
    this.highs = highs;
    this.system = system;
    this.component = component;
    const limits = component.variables.map((variable) => variableLimits(system, variable));
    const { unit, far } = scaleOf(system, component);
    this.unit = unit;
    this.far = far;
    this.lower = limits.map(([lower]) => Math.max(lower / unit, -far));
    this.upper = limits.map(([, upper]) => Math.min(upper / unit, far));
    this.lastCost = new Float64Array(limits.length);
    this.lp = new SolverModel(highs, this.model(false));
    this.lp.set({ presolve: 'off', solver: 'simplex', simplex_strategy: 4 });
  }

  /** Maximises Σ gain·deviation; `undefined` when no point, or none of whole numbers, was found. */
  push(gain: Float64Array, seconds: number): Float64Array | undefined {
    const { x } = this.solve(this.lp, gain, seconds);
    if (x === undefined || (this.system.integer && !isIntegral(x))) return undefined;
    return this.clean(x);
  }

  /** Outer bound on one variable's deviation by the linear programme, with its point where that is whole. */
  relaxed(variable: number, direction: 1 | -1, seconds: number): Extreme {
    const gain = new Float64Array(this.lower.length);
    gain[variable] = direction;
    const { status, x, objective } = this.solve(this.lp, gain, seconds);
    if (status !== 'optimal' || x === undefined) {
      return { value: direction * Number.POSITIVE_INFINITY, point: undefined, proved: false };
    }
    const usable = !this.system.integer || isIntegral(x);
    return {
      value: direction * -objective * this.unit,
      point: usable ? this.clean(x) : undefined,
      proved: true,
    };
  }

  /** Largest (`direction` 1) or smallest (−1) deviation of one variable, exact for whole numbers. */
  extreme(variable: number, direction: 1 | -1, seconds: number): Extreme {
    const gain = new Float64Array(this.lower.length);
    gain[variable] = direction;
    const relaxed = this.solve(this.lp, gain, seconds);
    if (relaxed.status !== 'optimal' || relaxed.x === undefined) {
      return { value: direction * Number.POSITIVE_INFINITY, point: undefined, proved: false };
    }
    const best = -relaxed.objective;
    if (best >= this.far * 0.5) return this.unboundedOr(variable, direction, relaxed.x);
    if (!this.system.integer)
      return { value: direction * best * this.unit, point: this.clean(relaxed.x), proved: true };
    const limit = Math.floor(best + NEAR);
    if (isIntegral(relaxed.x)) {
      return { value: direction * limit, point: this.clean(relaxed.x), proved: true };
    }
    const model = this.integerModel();
    model.set({ mip_max_nodes: 5000 });
    const whole = this.solve(model, gain, seconds);
    const point = whole.x === undefined ? undefined : this.clean(whole.x);
    if (whole.status === 'optimal' && point !== undefined) {
      return { value: direction * Math.round(-whole.objective), point, proved: true };
    }
    return { value: direction * limit, point, proved: false };
  }

  dispose(): void {
    this.lp.dispose();
    this.mip?.dispose();
  }

  /** A point of the programme in the units of the cells. */
  private clean(x: Float64Array): Float64Array {
    if (this.system.integer) return x.map((value) => Math.round(value));
    return x.map((value, at) => Math.min(Math.max(value, this.lower[at]!), this.upper[at]!) * this.unit);
  }

  private model(integer: boolean) {
    const rows: SparseRow[] = this.component.rows.map((row) => ({
      indices: row.at,
      values: row.weight,
      lower: 0,
      upper: 0,
    }));
    return { cost: this.lower.map(() => 0), lower: this.lower, upper: this.upper, rows, integer };
  }

  private integerModel(): SolverModel {
    if (this.mip === undefined) {
      this.mip = new SolverModel(this.highs, this.model(true));
      this.mip.set({ mip_rel_gap: 0, mip_abs_gap: 0.5 });
    }
    return this.mip;
  }

  private solve(model: SolverModel, gain: Float64Array, seconds: number) {
    const indices: number[] = [];
    const costs: number[] = [];
    for (let at = 0; at < gain.length; at += 1) {
      if (model === this.lp && this.lastCost[at] === -gain[at]!) continue;
      indices.push(at);
      costs.push(-gain[at]!);
      if (model === this.lp) this.lastCost[at] = -gain[at]!;
    }
    model.setCosts(indices, costs);
    model.set({ time_limit: Math.max(seconds, 0.01) });
    return model.solve();
  }

  /** A far optimum is unbounded exactly when the variable can move along a ray of the printed sums. */
  private unboundedOr(variable: number, direction: 1 | -1, point: Float64Array): Extreme {
    const size = this.lower.length;
    const ray = new SolverModel(this.highs, {
      ...this.model(false),
      cost: Array.from({ length: size }, (_, at) => (at === variable ? -direction : 0)),
      lower: this.lower.map((value) => (value <= -this.far ? -1 : 0)),
      upper: this.upper.map((value) => (value >= this.far ? 1 : 0)),
    });
    try {
      const result = ray.solve();
      const free = result.status === 'optimal' && -result.objective > 0.5;
      const value = direction * (free ? Number.POSITIVE_INFINITY : this.far * this.unit);
      return { value, point: this.clean(point), proved: free };
    } finally {
      ray.dispose();
    }
  }
}

function isIntegral(x: Float64Array): boolean {
  return x.every((value) => Math.abs(value - Math.round(value)) < NEAR);
}
