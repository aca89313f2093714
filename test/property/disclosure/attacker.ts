import { loadSolver, SolverModel, type SparseRow } from '../../../analysis/disclosure/engine/solver.ts';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { type Atom, selects, type TownQuery } from './town.ts';

/**
 * An attacker who is given released tables only, with the questions they answer.
 *
 * Unknowns are the persons of every class of the finest cross (atoms); everything printed is an equation,
 * percentages are bands, hidden person counts are at least one unless earlier releases hid them. Shares no modelling code with the gate.
 */
export class SessionAttacker {
  private readonly rows: SparseRow[] = [];
  private readonly atoms: readonly Atom[];

  constructor(atoms: readonly Atom[]) {
    this.atoms = atoms;
  }

  /** Takes in everything a released table prints. Column order: n, k, share. */
  learn(query: TownQuery, table: ReleasedTable): void {
    for (const row of table.rows) {
      const people = this.members(query, row.at, false);
      const flagged = this.members(query, row.at, true);
      const [n, k, share] = row.cells;
      if (n!.state === 'shown') this.know(people, n!.value, n!.value);
      // Only tables kept back for earlier releases hide zeros as well.
      else if (n!.state === 'hidden' && n!.reason !== 'ledger')
        this.know(people, 1, Number.POSITIVE_INFINITY);
      if (k!.state === 'shown') this.know(flagged, k!.value, k!.value);
      if (share!.state === 'shown' && n!.state === 'shown') {
        const half = 0.05 * (n!.value / 100);
        const centre = (share!.value / 100) * n!.value;
        this.know(flagged, centre - half - 1e-6, centre + half + 1e-6);
      }
    }
  }

  /** Whole-number interval of the persons in a set of atoms. */
  async interval(set: ReadonlySet<number>): Promise<readonly [number, number]> {
    const highs = await loadSolver();
    const ends = [1, -1].map((sign) => {
      const model = new SolverModel(highs, {
        cost: this.atoms.map((_, at) => (set.has(at) ? sign : 0)),
        lower: this.atoms.map(() => 0),
        upper: this.atoms.map(() => 1e5),
        rows: this.rows,
        integer: true,
      });
      try {
        model.set({ mip_rel_gap: 0, mip_abs_gap: 0.5, time_limit: 20 });
        const result = model.solve();
        return result.status === 'optimal' ? sign * Math.round(result.objective) : sign * -1e5;
      } finally {
        model.dispose();
      }
    });
    return [ends[0]!, ends[1]!];
  }

  /** Atoms a cell counts. */
  members(query: TownQuery, at: readonly string[], flaggedOnly: boolean): Set<number> {
    const found = new Set<number>();
    this.atoms.forEach((atom, position) => {
      if (selects(query, at, atom) && (!flaggedOnly || atom.flagged)) found.add(position);
    });
    return found;
  }

  private know(set: ReadonlySet<number>, lower: number, upper: number): void {
    const indices = [...set];
    this.rows.push({ indices, values: indices.map(() => 1), lower, upper });
  }
}
