import type { Highs } from 'highs';
import { SolverModel, type SparseRow } from '../engine/solver.ts';
import type { AtomOutput } from './atoms.ts';

export type UnionSearch =
  /** Proved: no union of atoms is exposed. */
  | { readonly found: 'none' }
  | { readonly found: 'exposed'; readonly union: readonly string[] }
  /** Neither was proved in time: nothing may rest on it. */
  | { readonly found: 'unfinished' };

/**
 * A union of atoms that holds between 1 and threshold − 1 people, and whose number an attacker who holds the outputs
 * knows to less than threshold − 1 (counts being whole and not negative); or the proof that there is none.
 *
 * A search with cuts over all unions: whoever is exposed is so under every table that fits the outputs. Each union
 * that the master problem proposes is either exposed, or two fitting tables are found between which it moves far
 * enough, and these rule it out together with every other union that moves as far. The proof that none is left needs
 * no bound on the number of atoms; what is not decided by `deadline` is unfinished.
 *
 * @param atoms people by atom
 * @param outputs printed numbers, each the sum of its atoms
 * @param deadline of `performance.now()`, in milliseconds
 */
export function findExposedUnion(
  highs: Highs,
  atoms: ReadonlyMap<string, number>,
  outputs: readonly AtomOutput[],
  { threshold, deadline }: { readonly threshold: number; readonly deadline: number },
): UnionSearch {
  // An atom that is in no output may be any number of people, and so may a union with it.
  let unfinished = false;
  for (const part of partsOf(outputs)) {
    const search = searchPart(highs, { ...part, atoms, threshold, deadline });
    if (search.found === 'exposed') return search;
    if (search.found === 'unfinished') unfinished = true;
  }
  return { found: unfinished ? 'unfinished' : 'none' };
}

/** Whether a union is exposed by some outputs; also where that is not decided by `deadline`. */
export function isUnionExposed(
  highs: Highs,
  atoms: ReadonlyMap<string, number>,
  outputs: readonly AtomOutput[],
  asked: { readonly union: readonly string[]; readonly threshold: number; readonly deadline: number },
): boolean {
  const { union, threshold, deadline } = asked;
  const parts = partsOf(outputs);
  if (union.some((id) => !parts.some(({ ids }) => ids.includes(id)))) return false;
  let width = 0;
  for (const part of parts) {
    const inside = part.ids.flatMap((id, at) => (union.includes(id) ? [at] : []));
    if (inside.length === 0) continue;
    const truth = part.ids.map((id) => atoms.get(id)!);
    const tables = new Tables(highs, { ...part, atoms, threshold, deadline }, truth);
    try {
      width += tables.ends(inside).width;
    } finally {
      tables.dispose();
    }
  }
  return width < threshold - 1;
}

interface Part {
  readonly ids: readonly string[];
  readonly outputs: readonly AtomOutput[];
}

/**
 * Outputs that share atoms, over others if need be. What is known of the people in one part says nothing of another,
 * so a union over several is exposed only if what it has of some part is.
 */
function partsOf(outputs: readonly AtomOutput[]): Part[] {
  let parts: { ids: Set<string>; outputs: AtomOutput[] }[] = [];
  for (const output of outputs) {
    const touched = parts.filter(({ ids }) => output.atoms.some((id) => ids.has(id)));
    parts = parts.filter((part) => !touched.includes(part));
    parts.push({
      ids: new Set([...touched.flatMap(({ ids }) => [...ids]), ...output.atoms]),
      outputs: [...touched.flatMap((part) => part.outputs), output],
    });
  }
  return parts.map((part) => ({ ids: [...part.ids], outputs: part.outputs }));
}

interface Setting extends Part {
  readonly atoms: ReadonlyMap<string, number>;
  readonly threshold: number;
  readonly deadline: number;
}

function searchPart(highs: Highs, setting: Setting): UnionSearch {
  const { ids, threshold } = setting;
  const truth = ids.map((id) => setting.atoms.get(id)!);
  // Larger atoms are in no union that is small.
  const small = ids.flatMap((_, at) => (truth[at]! < threshold ? [at] : []));
  if (!small.some((at) => truth[at]! > 0)) return { found: 'none' };
  const tables = new Tables(highs, setting, truth);
  const master = new Master(highs, small, truth, threshold);
  try {
    const proposed = new Set<string>();
    for (const at of small) {
      for (const end of tables.ends([at]).points) master.cut(end);
    }
    for (;;) {
      const union = master.next(setting.deadline);
      if (union === 'none') return { found: 'none' };
      if (union === 'unfinished') return { found: 'unfinished' };
      const { points, width, solved } = tables.ends(union);
      if (width < threshold - 1)
        return solved ? { found: 'exposed', union: union.map((at) => ids[at]!) } : { found: 'unfinished' };
      // Ruled out already: the numbers are too large for the solver.
      const key = union.join(' ');
      if (proposed.has(key)) return { found: 'unfinished' };
      proposed.add(key);
      for (const point of points) master.cut(point);
    }
  } finally {
    tables.dispose();
    master.dispose();
  }
}

/** How far tables are looked for around the true one before all are: small steps are exact ones. */
const NEAR = 64;

/** Of a width in fractions. */
const TOLERANCE = 1e-6;

interface Ends {
  /** Fitting tables that were found, as differences from the true one. */
  readonly points: readonly Float64Array[];
  /** How far the union moves between them: checked, so never too much. */
  readonly width: number;
  /** Whether the solver came to an end. */
  readonly solved: boolean;
}

/** Whole, non-negative tables that fit the outputs. */
class Tables {
  private readonly model: SolverModel;
  private readonly fractions: SolverModel;
  private readonly truth: readonly number[];
  private readonly rows: readonly (readonly number[])[];
  private readonly most: readonly number[];
  private readonly setting: Setting;

  constructor(highs: Highs, setting: Setting, truth: readonly number[]) {
    const { ids, outputs } = setting;
    const at = new Map(ids.map((id, index) => [id, index]));
    this.setting = setting;
    this.truth = truth;
    this.rows = outputs.map((output) => output.atoms.map((id) => at.get(id)!));
    const most = truth.map(() => Number.POSITIVE_INFINITY);
    this.rows.forEach((row, output) => {
      for (const index of row) most[index] = Math.min(most[index]!, outputs[output]!.value);
    });
    this.most = most;
    const spec = {
      cost: truth.map(() => 0),
      lower: truth.map(() => 0),
      upper: most,
      rows: this.rows.map((indices, output): SparseRow => {
        const { value } = outputs[output]!;
        return { indices, values: indices.map(() => 1), lower: value, upper: value };
      }),
    };
    this.model = new SolverModel(highs, { ...spec, integer: true });
    this.fractions = new SolverModel(highs, { ...spec, integer: false });
  }

  /** Two tables between which the people of a union move as far as they can, or as far as is enough. */
  ends(union: readonly number[]): Ends {
    const { threshold } = this.setting;
    // Whole numbers move no further than fractions do, and these are known at once.
    const most = this.fractionalWidth(union);
    if (most < threshold - 1 - TOLERANCE) return { points: [], width: most, solved: true };
    const near = this.between(union, NEAR * threshold);
    return near.width >= threshold - 1 ? near : this.between(union, Number.POSITIVE_INFINITY);
  }

  dispose(): void {
    this.model.dispose();
    this.fractions.dispose();
  }

  private fractionalWidth(union: readonly number[]): number {
    let width = 0;
    for (const sign of [1, -1]) {
      this.fractions.setCosts(
        union,
        union.map(() => sign),
      );
      const { status, objective } = this.fractions.solve();
      width += status === 'optimal' ? -objective : Number.POSITIVE_INFINITY;
    }
    this.fractions.setCosts(
      union,
      union.map(() => 0),
    );
    return width;
  }

  private between(union: readonly number[], reach: number): Ends {
    this.truth.forEach((value, at) => {
      this.model.setBounds(at, Math.max(0, value - reach), Math.min(this.most[at]!, value + reach));
    });
    const points: Float64Array[] = [];
    let width = 0;
    let solved = true;
    for (const sign of [1, -1]) {
      const size = union.reduce((sum, at) => sum + this.truth[at]!, 0);
      // Further than that is no safer.
      const enough = sign * size - (this.setting.threshold - 1) + width;
      this.model.set({ time_limit: secondsTo(this.setting.deadline), objective_target: enough });
      this.model.startFrom(Float64Array.from(this.truth));
      this.model.setCosts(
        union,
        union.map(() => sign),
      );
      const { status, x } = this.model.solve();
      const moved = x && this.step(x);
      if (status !== 'optimal' || moved === undefined) solved = false;
      if (moved === undefined) continue;
      points.push(moved);
      width += Math.max(
        0,
        union.reduce((sum, at) => sum - sign * moved[at]!, 0),
      );
    }
    this.model.setCosts(
      union,
      union.map(() => 0),
    );
    return { points, width, solved };
  }

  /** The difference from the true table; undefined where the solver's table does not fit exactly. */
  private step(x: Float64Array): Float64Array | undefined {
    const moved = Float64Array.from(this.truth, (value, at) => Math.round(x[at]!) - value);
    const isNegative = moved.some((by, at) => this.truth[at]! + by < 0);
    const fits = this.rows.every((row) => row.reduce((sum, at) => sum + moved[at]!, 0) === 0);
    return isNegative || !fits ? undefined : moved;
  }
}

/** Unions that no table found so far rules out. */
class Master {
  private readonly model: SolverModel;
  private readonly small: readonly number[];

  constructor(highs: Highs, small: readonly number[], truth: readonly number[], threshold: number) {
    const columns = small.map((_, column) => column);
    // Behind the atoms: how far the union moves down and up over the tables, together less than what is safe.
    const [down, up] = [columns.length, columns.length + 1];
    const least = Math.max(0, threshold - 2);
    this.small = small;
    this.model = new SolverModel(highs, {
      cost: [...columns.map(() => 0), -1, 1],
      lower: [...columns.map(() => 0), -least, 0],
      upper: [...columns.map(() => 1), 0, least],
      rows: [
        { indices: columns, values: small.map((at) => truth[at]!), lower: 1, upper: threshold - 1 },
        { indices: [down, up], values: [-1, 1], lower: 0, upper: least },
      ],
      integer: true,
    });
    this.model.set({ mip_feasibility_tolerance: 1e-9 });
  }

  /** A table that fits: a union that is exposed stays between its ends under this one, too. */
  cut(moved: Float64Array): void {
    const indices: number[] = [];
    const values: number[] = [];
    this.small.forEach((at, column) => {
      if (moved[at] === 0) return;
      indices.push(column);
      values.push(moved[at]!);
    });
    if (indices.length === 0) return;
    const [down, up] = [this.small.length, this.small.length + 1];
    this.model.addRows([
      {
        indices: [...indices, up],
        values: [...values, -1],
        lower: Number.NEGATIVE_INFINITY,
        upper: 0,
      },
      {
        indices: [...indices, down],
        values: [...values, -1],
        lower: 0,
        upper: Number.POSITIVE_INFINITY,
      },
    ]);
  }

  next(deadline: number): readonly number[] | 'none' | 'unfinished' {
    const seconds = secondsTo(deadline);
    if (seconds <= 0) return 'unfinished';
    this.model.set({ time_limit: seconds });
    const { status, x } = this.model.solve();
    if (status === 'infeasible') return 'none';
    if (x === undefined) return 'unfinished';
    return this.small.filter((_, column) => x[column]! > 0.5);
  }

  dispose(): void {
    this.model.dispose();
  }
}

function secondsTo(deadline: number): number {
  return Math.max(0, (deadline - performance.now()) / 1000);
}
