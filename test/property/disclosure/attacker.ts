import { loadSolver, SolverModel, type SparseRow } from '../../../analysis/disclosure/engine/solver.ts';
import { type Mask, membersOf } from './questions.ts';
import type { Atom } from './town.ts';

/** What a released number says: a weighted sum of unknowns lies within two bounds. */
export interface Statement {
  readonly persons?: readonly (readonly [Mask, number])[];
  readonly costs?: Mask;
  readonly pressure?: Mask;
  readonly lower: number;
  readonly upper: number;
}

const MOST = 1e5;
/** Costs are counted in thousands inside, so that all numbers are of a similar size. */
const COST_UNIT = 1000;
/** The solver works to about a millionth of the largest number. */
const SLACK = 0.01;

/**
 * An attacker who is given released statistics only, with the questions they answer.
 *
 * Unknowns are the persons, costs and measured values of every class of the finest cross (atoms); everything
 * printed is an equation or a band, as wide as its rounding. Shares no modelling code with the gate.
 */
export class SessionAttacker {
  private readonly statements: Statement[] = [];
  private readonly atoms: readonly Atom[];
  /** Whole-number towns that agree with everything printed, for the counts asked so far; the true one does. */
  private readonly pool: number[][];

  constructor(atoms: readonly Atom[]) {
    this.atoms = atoms;
    this.pool = [atoms.map(({ persons }) => persons)];
  }

  know(statement: Statement): void {
    this.statements.push(statement);
  }

  knowPersons(mask: Mask, lower: number, upper = lower): void {
    this.know({ persons: [[mask, 1]], lower, upper });
  }

  /** Counts that were printed exactly, by set. */
  printed(): ReadonlyMap<Mask, number> {
    const counts = this.statements.flatMap(({ persons, lower, upper }) =>
      persons?.length === 1 && persons[0]![1] === 1 && lower === upper
        ? [[persons[0]![0], lower] as const]
        : [],
    );
    return new Map(counts);
  }

  /**
   * Whole-number interval of the persons of a set, worked out until it is as wide as `enough`: with whole
   * persons, and with costs and measured values beside them.
   */
  async persons(mask: Mask, enough: number): Promise<readonly [number, number]> {
    const [low, high] = await this.wholePersons(mask, enough);
    if (high - low < enough) return [low, high];
    const [from, to] = await this.linear(mask, undefined);
    const [least, most] = [Math.ceil(from - SLACK), Math.floor(to + SLACK)];
    const both = [Math.max(low, least), Math.min(high, most)] as const;
    if (both[1] - both[0] >= enough) return both;
    // The first search stopped as soon as it was wide enough: what costs leave of it may not be all there is.
    const [lowest, highest] = await this.wholePersons(mask, Number.POSITIVE_INFINITY);
    return [Math.max(lowest, least), Math.min(highest, most)];
  }

  /** Interval of the cost of a set. */
  costs(mask: Mask): Promise<readonly [number, number]> {
    return this.linear(undefined, mask);
  }

  private async wholePersons(mask: Mask, enough: number): Promise<readonly [number, number]> {
    const members = membersOf(mask);
    const seen = this.pool.map((town) => members.reduce((sum, at) => sum + town[at]!, 0));
    let [low, high] = [Math.min(...seen), Math.max(...seen)];
    if (high - low >= enough) return [low, high];
    const rows = this.statements
      .filter((each) => !each.costs && !each.pressure)
      .map((each) => this.row(each));
    for (const presolve of ['off', 'on'] as const) {
      for (const sign of [1, -1]) await this.push(members, sign, presolve, rows);
      // Only a whole town that was checked by addition counts; what looks pinned is asked again another way.
      const found = this.pool.map((town) => members.reduce((sum, at) => sum + town[at]!, 0));
      [low, high] = [Math.min(...found), Math.max(...found)];
      if (high - low >= enough) break;
    }
    return [low, high];
  }

  private async push(
    members: readonly number[],
    sign: number,
    presolve: 'on' | 'off',
    rows: readonly SparseRow[],
  ): Promise<void> {
    const cost = this.atoms.map((_, at) => (members.includes(at) ? sign : 0));
    const model = new SolverModel(await loadSolver(), {
      cost,
      lower: cost.map(() => 0),
      upper: cost.map(() => MOST),
      rows,
      integer: true,
    });
    try {
      model.set({ mip_rel_gap: 0, mip_abs_gap: 0.5, time_limit: 20, presolve });
      model.startFrom(Float64Array.from(this.pool[0]!));
      const { x } = model.solve();
      if (x !== undefined) this.keep([...x].slice(0, this.atoms.length).map(Math.round), rows);
    } finally {
      model.dispose();
    }
  }

  /** Adds a town to the pool if it agrees with every statement exactly. */
  private keep(town: number[], rows: readonly SparseRow[]): void {
    const fits = rows.every(({ indices, values, lower, upper }) => {
      const sum = indices.reduce((total, at, position) => total + values[position]! * town[at]!, 0);
      return sum >= lower - 1e-6 && sum <= upper + 1e-6;
    });
    if (fits && town.every((persons) => persons >= 0)) this.pool.push(town);
  }

  private async linear(
    persons: Mask | undefined,
    costs: Mask | undefined,
  ): Promise<readonly [number, number]> {
    const highs = await loadSolver();
    const target = this.row({
      ...(persons === undefined ? {} : { persons: [[persons, 1]] }),
      ...(costs === undefined ? {} : { costs }),
      lower: 0,
      upper: 0,
    });
    const size = this.atoms.length;
    const bounds = this.atoms.flatMap((atom, at): SparseRow[] => [
      // No cost without the trait, and at most 100,000 a person; of measured values no range is known.
      {
        indices: [at, size + at],
        values: [atom.flagged ? -100 : 0, 1],
        lower: -Infinity,
        upper: 0,
      },
    ]);
    const rows = [...this.statements.map((each) => this.row(each)), ...bounds];
    const unit = costs === undefined ? 1 : COST_UNIT;
    const ends = [1, -1].map((sign) => {
      const cost = new Array<number>(3 * size).fill(0);
      for (const at of target.indices) cost[at] = sign;
      const model = new SolverModel(highs, {
        cost,
        lower: cost.map(() => 0),
        upper: cost.map(() => MOST),
        rows,
        integer: false,
      });
      try {
        const { status, objective } = model.solve();
        return status === 'optimal' ? sign * objective * unit : sign * -MOST * unit;
      } finally {
        model.dispose();
      }
    });
    return [ends[0]!, ends[1]!];
  }

  private row({ persons = [], costs = 0n, pressure = 0n, lower, upper }: Statement): SparseRow {
    const weights = new Map<number, number>();
    for (const [mask, weight] of persons)
      for (const at of membersOf(mask)) weights.set(at, (weights.get(at) ?? 0) + weight);
    for (const at of membersOf(costs)) weights.set(this.atoms.length + at, 1);
    for (const at of membersOf(pressure)) weights.set(2 * this.atoms.length + at, 1);
    // A statement about costs is divided as a whole.
    const unit = costs === 0n ? 1 : COST_UNIT;
    const values = [...weights].map(([at, weight]) =>
      isCost(at, this.atoms.length) ? weight : weight / unit,
    );
    return { indices: [...weights.keys()], values, lower: lower / unit, upper: upper / unit };
  }
}

function isCost(at: number, atoms: number): boolean {
  return at >= atoms && at < 2 * atoms;
}
