import type { CandidateTable, PersonAtom } from '../../domain/statistic.ts';
import { countColumns } from '../release/table-system.ts';
import { conceptOf, type JointTable } from './joint.ts';
import { nestingFilters } from './people.ts';
import type { PersonClass } from './person-sets.ts';

/** Breakdowns by time count one period after the other: periods share no sums. */
const TIME = new Set(['year', 'month']);

/**
 * Whether breakdowns overlap so that the sums they have in common do not say all that an attacker can work out.
 *
 * Tables by A × B and by B × C fit together whenever their common sums by B do; tables by A × B, B × C and C × A
 * need not. The first kind is what Graham's reduction takes apart to nothing (acyclic, or decomposable, margins:
 * Beeri et al. 1983; Dobra & Fienberg 2000). Anything that is not plainly of that kind counts as overlapping.
 */
export function isTangled(tables: readonly JointTable[]): boolean {
  const [own, ...earlier] = tables;
  if (own === undefined || earlier.length === 0) return false;
  const concepts = new Set(countColumns(own).map((column) => conceptOf(own, column)));
  const isOwn = (table: JointTable) =>
    countColumns(table).some((each) => concepts.has(conceptOf(table, each)));
  const filtered = earlier.some(
    (table) => isOwn(table) && nestingFilters(own.parameters, table.parameters)?.length !== 0,
  );
  if (filtered || tables.some(hasOddDimension) || hasOtherLevels(tables.filter(isOwn))) return true;
  return !isDecomposable(tables.map((table) => variablesOf(table, concepts)));
}

function hasOddDimension({ dimensions }: JointTable): boolean {
  return dimensions.some(({ id, partition, nested }) => nested === true || (!partition && !TIME.has(id)));
}

/** The same dimension with levels of which neither table has all of the other's. */
function hasOtherLevels(tables: readonly JointTable[]): boolean {
  const levels = new Map<string, ReadonlySet<string>[]>();
  for (const { dimensions } of tables) {
    for (const { id, levels: list } of dimensions) {
      if (TIME.has(id)) continue;
      levels.set(id, [...(levels.get(id) ?? []), new Set(list.map(({ code }) => code))]);
    }
  }
  return [...levels.values()].some((sets) =>
    sets.some((a) =>
      sets.some((b) => ![...a].every((code) => b.has(code)) && ![...b].every((code) => a.has(code))),
    ),
  );
}

/**
 * What a table divides people by: its dimensions, and whether they are in each part that it counts. Of parts that
 * the new table does not count nobody knows how its classes divide them.
 */
function variablesOf(table: JointTable, concepts: ReadonlySet<string>): Set<string> {
  const variables = new Set<string>();
  table.dimensions.forEach(({ id, levels }, position) => {
    if (TIME.has(id)) return;
    const codes = new Set(table.rows.map(({ at }) => at[position]));
    if (codes.size > 1 || levels.length > 1) variables.add(id);
  });
  for (const column of countColumns(table))
    if (column.kind === 'count_subset' && concepts.has(conceptOf(table, column)))
      variables.add(`#${conceptOf(table, column)}`);
  return variables;
}

/** Graham's reduction of a hypergraph: whether nothing is left of it. */
function isDecomposable(edges: readonly ReadonlySet<string>[]): boolean {
  let left = edges.map((edge) => new Set(edge));
  for (let before = -1; before !== sizeOf(left); ) {
    before = sizeOf(left);
    for (const edge of left)
      for (const name of edge) if (left.filter((other) => other.has(name)).length === 1) edge.delete(name);
    left = left.filter(
      (edge, at) =>
        !left.some(
          (other, place) => place !== at && isInside(edge, other) && (edge.size < other.size || place < at),
        ),
    );
  }
  return left.length <= 1;
}

function sizeOf(edges: readonly ReadonlySet<string>[]): number {
  return edges.reduce((sum, edge) => sum + edge.size + 1, 0);
}

function isInside(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].every((name) => b.has(name));
}

/**
 * Classes by the key of a set and the period in which a table counts it: the same people may be there in two years,
 * and be divided by other ages in each.
 */
export type ClassedSets = ReadonlyMap<bigint, ReadonlyMap<string, readonly PersonClass[]>>;

/** The classes of a new table, worked out no more than once and only where they are asked for. */
export class OwnAtoms {
  readonly #ask: CandidateTable['atoms'];
  #sets: ClassedSets | undefined;

  constructor(candidate: Pick<CandidateTable, 'atoms'>) {
    this.#ask = candidate.atoms;
  }

  /** Whether anything is known of them. */
  get known(): boolean {
    return this.#ask !== undefined;
  }

  /** Classes by the key of every set that they can be put together to. */
  async sets(): Promise<ClassedSets> {
    this.#sets ??= setsOfAtoms((await this.#ask?.()) ?? []);
    return this.#sets;
  }
}

/**
 * Sets of people that atoms can be put together to, by key: in one period, those of every combination of levels that
 * a column counts, or that just some columns count.
 */
function setsOfAtoms(atoms: readonly PersonAtom[]): ClassedSets {
  const sets = new Map<string, { key: bigint; readonly period: string; readonly members: PersonClass[] }>();
  for (const { key, persons, period, levels, columns } of atoms) {
    const member = { key: BigInt(`0x${key}`), persons };
    if (member.key === 0n || persons === 0) continue;
    const places = levels.reduce<string[]>(
      (done, codes) => done.flatMap((place) => [place, ...codes.map((code) => `${place}|${code}`)].map(next)),
      [`${period}/`],
    );
    // Those that just these columns count: a group without the part of it that another column counts.
    for (const column of [...columns, `=${columns.join('=')}`]) {
      for (const place of places) {
        const name = `${column}@${place}`;
        const set = sets.get(name);
        if (set === undefined) sets.set(name, { key: member.key, period, members: [member] });
        else {
          set.key ^= member.key;
          set.members.push(member);
        }
      }
    }
  }
  const classed = new Map<bigint, Map<string, readonly PersonClass[]>>();
  for (const { key, period, members } of sets.values()) {
    const periods = classed.get(key);
    if (periods === undefined) classed.set(key, new Map([[period, members]]));
    else periods.set(period, members);
  }
  return classed;
}

/** The place on the next axis. */
function next(place: string): string {
  return `${place}/`;
}
