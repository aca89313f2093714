import { cellId, fewOf, sum } from '../release/table-system.ts';
import { conceptOf, type JointTable, type Linking } from './joint.ts';
import { addFewBetween, relate } from './overlaps.ts';
import { type People, peopleKey, placedPeople } from './people.ts';

/** A row of the new table beside that of an earlier one, of which one counts everybody and the other one level. */
interface Pair {
  readonly own: string;
  /** Everybody, and those in the level. */
  readonly large: string;
  readonly little: string;
}

/**
 * A breakdown of everybody beside the same one of a single level (a pyramid of the town and of one district): those
 * outside the level stand in no table, but follow from the two. Where they are few in one row without another, or in
 * several rows together, they are a group of their own. Few in one row alone are those of `joinTable`.
 *
 * @param tables the new one first
 */
export function linkOutside(work: Linking, [own, ...others]: readonly JointTable[], threshold: number): void {
  if (own === undefined || !work.kind.integer) return;
  for (const table of others) {
    for (const [large, little] of [
      [own, table],
      [table, own],
    ] as const) {
      for (const dimension of singleLevels(little, large))
        for (const column of work.kind.columns(own)) {
          const pairs = pairsOf(work, { own, column, large, little, dimension });
          linkFew(work, pairs, threshold);
        }
    }
  }
}

/** Breakdowns that have one level in a table and are not in the other. */
function singleLevels(table: JointTable, other: JointTable): readonly string[] {
  const known = new Set(other.dimensions.map(({ id }) => id));
  return table.dimensions
    .filter(({ id, levels }) => levels.length === 1 && !known.has(id))
    .map(({ id }) => id);
}

interface Beside {
  readonly own: JointTable;
  readonly column: JointTable['columns'][number];
  readonly large: JointTable;
  readonly little: JointTable;
  readonly dimension: string;
}

/** By row of the new table. */
function pairsOf(
  work: Linking,
  { own, column, large, little, dimension }: Beside,
): ReadonlyMap<string, Pair> {
  const concept = conceptOf(own, column);
  const everybody = new Map(
    countedIn(work, large, concept).map((cell) => [peopleKey('', cell.people), cell]),
  );
  return new Map(
    countedIn(work, little, concept).flatMap((cell): [string, Pair][] => {
      const people = new Map(cell.people);
      people.delete(dimension);
      const whole = everybody.get(peopleKey('', people));
      if (whole === undefined) return [];
      const mine = own === large ? whole : cell;
      return [[mine.row, { own: mine.id, large: whole.id, little: cell.id }]];
    }),
  );
}

interface Counted {
  readonly id: string;
  readonly people: People;
  readonly row: string;
}

function countedIn(work: Linking, table: JointTable, concept: string): readonly Counted[] {
  const column = work.kind.columns(table).find((each) => conceptOf(table, each) === concept);
  if (column === undefined) return [];
  const placed = placedPeople(table);
  return table.rows.flatMap(({ at }, position): Counted[] => {
    const id = table.names.get(cellId(column.id, at));
    return id === undefined ? [] : [{ id, people: placed[position]!.people, row: at.join('|') }];
  });
}

function linkFew(work: Linking, pairs: ReadonlyMap<string, Pair>, threshold: number): void {
  const size = (id: string) => work.counts.cells.get(id)!;
  const outside = new Map<string, number>();
  const own = new Map<string, number>();
  const earlier = new Map<string, number>();
  for (const [row, pair] of pairs) {
    const persons = size(pair.large) - size(pair.little);
    if (!(persons > 0)) continue;
    outside.set(row, persons);
    own.set(row, size(pair.own));
    earlier.set(row, size(pair.own === pair.large ? pair.little : pair.large));
  }
  const between = new Map<string, string>();
  const cellOf = (row: string) => {
    const { large, little } = pairs.get(row)!;
    const id = between.get(row) ?? relate(work, large, little, threshold)!;
    between.set(row, id);
    return id;
  };
  for (const { of, without, persons } of fewOf(work.index, outside, threshold)) {
    // Where either table alone leaves over few, those are a group of its own.
    if ([own, earlier].some((sizes) => sum(of, sizes) - sum(without, sizes) < threshold)) continue;
    const isSettled = [...of, ...without].every((row) => {
      const { large, little } = pairs.get(row)!;
      return work.frozen.has(large) && work.frozen.has(little);
    });
    if (!isSettled) addFewBetween(work, of.map(cellOf), without.map(cellOf), persons);
  }
}
