import loadHighs, { type Highs, type Model, type SymbolDisposable } from 'highs';

/** Sparse row: Σ values·x(indices) within [lower, upper]. */
export interface SparseRow {
  readonly indices: readonly number[];
  readonly values: readonly number[];
  readonly lower: number;
  readonly upper: number;
}

export interface LinearModel {
  readonly cost: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly rows: readonly SparseRow[];
  readonly integer: boolean;
}

export type SolveStatus = 'optimal' | 'infeasible' | 'unbounded' | 'stopped';

export interface SolveResult {
  readonly status: SolveStatus;
  /** Column values; present when a (possibly not optimal) solution is known. */
  readonly x: Float64Array | undefined;
  readonly objective: number;
  /** Proved lower bound of a minimisation; equals the objective for a solved LP. */
  readonly bound: number;
  readonly rowDual: Float64Array | undefined;
  readonly reducedCost: Float64Array | undefined;
}

let runtime: Promise<Highs> | undefined;

/** Loads the WebAssembly solver once; the first call takes some tens of milliseconds. */
export function loadSolver(): Promise<Highs> {
  runtime ??= loadHighs({ print: () => undefined, printErr: () => undefined });
  return runtime;
}

/** One persistent linear or mixed-integer model (always a minimisation). Must be disposed. */
export class SolverModel {
  private readonly model: SymbolDisposable<Model>;
  private readonly highs: Highs;
  private readonly integer: boolean;

  constructor(highs: Highs, spec: LinearModel) {
    this.highs = highs;
    this.integer = spec.integer;
    this.model = highs.createModel(toModelData(spec, highs.infinity));
    this.model.options.set({ output_flag: false, random_seed: 1 });
  }

  /** Sets HiGHS options by their own names. */
  set(values: Readonly<Record<string, boolean | number | string>>): void {
    this.model.options.set(values);
  }

  setCosts(indices: readonly number[], costs: readonly number[]): void {
    if (indices.length === 0) return;
    this.model.changeColsCost({ kind: 'set', indices }, costs);
  }

  setBounds(index: number, lower: number, upper: number): void {
    this.model.changeColBounds(index, finite(lower, this.highs.infinity), finite(upper, this.highs.infinity));
  }

  addRows(rows: readonly SparseRow[]): void {
    if (rows.length === 0) return;
    const starts: number[] = [];
    const indices: number[] = [];
    const values: number[] = [];
    for (const row of rows) {
      starts.push(indices.length);
      indices.push(...row.indices);
      values.push(...row.values);
    }
    starts.push(indices.length);
    const infinity = this.highs.infinity;
    this.model.addRows({
      lower: Float64Array.from(rows, (row) => finite(row.lower, infinity)),
      upper: Float64Array.from(rows, (row) => finite(row.upper, infinity)),
      matrix: {
        format: 'csr',
        numRows: rows.length,
        numCols: this.model.getDimensions().numCols,
        starts: Int32Array.from(starts),
        indices: Int32Array.from(indices),
        values: Float64Array.from(values),
      },
    });
  }

  /** Offers a known solution as the starting incumbent of a mixed-integer solve. */
  startFrom(x: Float64Array): void {
    this.model.setSolution({ colValue: x });
  }

  solve(): SolveResult {
    this.model.zeroAllClocks();
    this.model.run();
    const status = this.model.getModelStatus();
    const codes = this.highs.constants.modelStatus;
    const feasible = Number(this.model.info.get('primal_solution_status')) === 2;
    const objective = this.model.getObjectiveValue();
    const solution = feasible ? this.model.getSolution() : undefined;
    return {
      status:
        status === codes.optimal || status === codes.empty
          ? 'optimal'
          : status === codes.infeasible
            ? 'infeasible'
            : status === codes.unbounded || status === codes.unboundedOrInfeasible
              ? 'unbounded'
              : 'stopped',
      x: solution?.colValue,
      objective,
      bound: this.integer ? Number(this.model.info.get('mip_dual_bound')) : objective,
      rowDual: this.integer ? undefined : solution?.rowDual,
      reducedCost: this.integer ? undefined : solution?.colDual,
    };
  }

  dispose(): void {
    this.model.dispose();
  }
}

function finite(value: number, infinity: number): number {
  if (value === Number.POSITIVE_INFINITY) return infinity;
  if (value === Number.NEGATIVE_INFINITY) return -infinity;
  return value;
}

function toModelData(spec: LinearModel, infinity: number) {
  const starts: number[] = [];
  const indices: number[] = [];
  const values: number[] = [];
  for (const row of spec.rows) {
    starts.push(indices.length);
    for (const index of row.indices) indices.push(index);
    for (const value of row.values) values.push(value);
  }
  starts.push(indices.length);
  return {
    numCols: spec.cost.length,
    numRows: spec.rows.length,
    colCost: Float64Array.from(spec.cost),
    colLower: Float64Array.from(spec.lower, (v) => finite(v, infinity)),
    colUpper: Float64Array.from(spec.upper, (v) => finite(v, infinity)),
    rowLower: Float64Array.from(spec.rows, (row) => finite(row.lower, infinity)),
    rowUpper: Float64Array.from(spec.rows, (row) => finite(row.upper, infinity)),
    matrix: {
      format: 'csr' as const,
      numRows: spec.rows.length,
      numCols: spec.cost.length,
      starts: Int32Array.from(starts),
      indices: Int32Array.from(indices),
      values: Float64Array.from(values),
    },
    ...(spec.integer ? { integrality: new Int32Array(spec.cost.length).fill(1) } : {}),
  };
}
