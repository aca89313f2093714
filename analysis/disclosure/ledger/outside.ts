import { cellId, fewOf, sum } from '../release/table-system.ts';
import { conceptOf, type JointTable, type Linking } from './joint.ts';
import { addTo } from './lists.ts';
import { addFewBetween, relate } from './overlaps.ts';
import { levelsOf, type People, peopleKey, placedPeople } from './people.ts';

/** A count in the joint system, and whom it counts. */
interface Counted {
  readonly id: string;
  readonly column: string;
  readonly concept: string;
  readonly people: People;
  readonly row: string;
}

/** A row of the new table beside an earlier one that asks for one level more, or less. */
interface Pair {
  readonly own: Counted;
  readonly earlier: string;
  readonly ownIsLarge: boolean;
  readonly level: string;
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
  const ownPairs = pairsWith(countedIn(work, own));
  for (const table of others) {
    const pairs = countedIn(work, table).flatMap(ownPairs);
    const groups = Map.groupBy(pairs, (pair) => `${pair.own.column} ${pair.ownIsLarge} ${pair.level}`);
    for (const group of groups.values()) linkFew(work, group, threshold);
  }
}

function countedIn(work: Linking, table: JointTable): readonly Counted[] {
  const placed = placedPeople(table);
  return work.kind.columns(table).flatMap((column) => {
    const concept = conceptOf(table, column);
    return table.rows.flatMap(({ at }, position): Counted[] => {
      const id = table.names.get(cellId(column.id, at));
      if (id === undefined) return [];
      return [{ id, column: column.id, concept, people: placed[position]!.people, row: at.join('|') }];
    });
  });
}

/** Finds the pairs that an earlier count makes with those of a new table. */
function pairsWith(cells: readonly Counted[]): (earlier: Counted) => readonly Pair[] {
  const whole = new Map<string, Counted>();
  const inLevel = new Map<string, [level: string, own: Counted][]>();
  for (const own of cells) {
    whole.set(peopleKey(own.concept, own.people), own);
    for (const [level, rest] of withoutOne(own)) addTo(inLevel, rest, [level, own]);
  }
  return (earlier) => [
    ...withoutOne(earlier).flatMap(([level, rest]): Pair[] => {
      const own = whole.get(rest);
      return own === undefined ? [] : [{ own, earlier: earlier.id, ownIsLarge: true, level }];
    }),
    ...(inLevel.get(peopleKey(earlier.concept, earlier.people)) ?? []).map(
      ([level, own]): Pair => ({ own, earlier: earlier.id, ownIsLarge: false, level }),
    ),
  ];
}

/** Whom a count would count without one of its levels, by that level. */
function withoutOne({ concept, people }: Counted): readonly (readonly [level: string, rest: string])[] {
  return levelsOf(people).map(([name, code]) => {
    const rest = new Map(people);
    rest.delete(name);
    return [`${name}:${code}`, peopleKey(concept, rest)];
  });
}

function linkFew(work: Linking, pairs: readonly Pair[], threshold: number): void {
  const size = (id: string) => work.counts.cells.get(id)!;
  const byRow = new Map(pairs.map((pair) => [pair.own.row, pair]));
  const outside = new Map<string, number>();
  const ownSizes = new Map<string, number>();
  const sign = pairs[0]!.ownIsLarge ? 1 : -1;
  for (const [row, { own, earlier }] of byRow) {
    const persons = sign * (size(own.id) - size(earlier));
    if (persons <= 0 || Number.isNaN(persons)) continue;
    outside.set(row, persons);
    ownSizes.set(row, size(own.id));
  }
  const between = new Map<string, string>();
  const cellsOf = (rows: readonly string[]) =>
    rows.map((row) => {
      const { own, earlier, ownIsLarge } = byRow.get(row)!;
      const known = between.get(row);
      const id =
        known ??
        (ownIsLarge ? relate(work, own.id, earlier, threshold)! : relate(work, earlier, own.id, threshold)!);
      between.set(row, id);
      return id;
    });
  for (const { of, without, persons } of fewOf(work.index, outside, threshold)) {
    const left = sum(of, ownSizes) - sum(without, ownSizes);
    // Where either table alone leaves over few, those are a group of its own.
    if (left < threshold || left - sign * persons < threshold) continue;
    const isSettled = [...of, ...without].every((row) => {
      const { own, earlier } = byRow.get(row)!;
      return work.frozen.has(own.id) && work.frozen.has(earlier);
    });
    if (!isSettled) addFewBetween(work, cellsOf(of), cellsOf(without), persons);
  }
}
