import { cellId, countColumns, fewOf, relationOfFew } from '../release/table-system.ts';
import type { SizedSet } from './close.ts';
import { conceptOf, type JointTable, type Linking, openCell, printedCell } from './joint.ts';
import type { Nest, Nests } from './nests.ts';
import { nestingFilters, placedPeople } from './people.ts';
import { keyText } from './person-sets.ts';
import { eachKeyedRun, emptyCells, keyIn, partsOfSets, rowKeys, spreadKeys } from './sets.ts';
import type { Triple } from './triples.ts';

/**
 * Recognises sets of people by their keys: cells that count the same people (however they came about), runs of
 * neighbouring levels that another table counts as one (ages from 65 on, everybody but one district), and sizes
 * that follow from what was printed before. Adds the sums to the joint system.
 *
 * @returns the cell that stands for a set: its first one, or the number that was printed
 */
export function linkSets(
  work: Linking,
  tables: readonly JointTable[],
  {
    keys,
    printed,
    threshold,
    close,
  }: {
    readonly keys: Map<string, bigint>;
    readonly printed: PrintedSizes;
    readonly threshold: number;
    readonly close: readonly ClosePair[];
  },
): CellOfSet {
  for (const table of tables) {
    for (const [local, key] of rowKeys(table)) {
      const id = table.names.get(local);
      if (id !== undefined && !keys.has(id)) keys.set(id, key);
    }
  }
  spreadKeys(keys, work.counts.relations, work.counts.assumed);
  const places = placesOfCells(tables);
  const first = new Map<bigint, string>();
  const inPlace = new Map<string, string>();
  for (const [id, key] of keys) {
    const place = `${keyText(key)}@${places.get(id)}`;
    const known = knownSize(work, [id, first.get(key)]) >= threshold ? first.get(key) : undefined;
    const same = inPlace.get(place) ?? known;
    if (!inPlace.has(place)) inPlace.set(place, id);
    if (!first.has(key)) first.set(key, id);
    if (same !== undefined && isSame(work, same, id)) work.counts.relations.push([same, [id]]);
  }
  freezePrinted(work, keys, printed);
  const cellOf: CellOfSet = (key) => first.get(key) ?? constant(work, key, printed.get(key));
  linkRuns(work, tables, { keys, cellOf });
  linkParts(work, tables, { cellOf, threshold });
  linkClose(work, close, { cellOf, threshold });
  return cellOf;
}

/** Sizes of sets that were printed, or follow from what was. */
export type PrintedSizes = Pick<ReadonlyMap<bigint, number>, 'get'>;

/** The cell that stands for the people of a key; undefined where nothing counts them. */
export type CellOfSet = (key: bigint) => string | undefined;

/** A set that is two others put together, wherever the three were counted; once it is settled how many each is. */
export function linkTriples(work: Linking, triples: readonly Triple[], cellOf: CellOfSet): void {
  for (const { whole, parts } of triples) {
    const ids = [whole, ...parts].map(cellOf);
    const [parent, ...children] = ids.filter((id) => id !== undefined);
    if (parent === undefined || children.length < 2 || ids.every((id) => work.frozen.has(id!))) continue;
    const sum = children.reduce((total, id) => total + sizeOf(work, id), 0);
    if (Number.isNaN(sum - sizeOf(work, parent)) || sum === sizeOf(work, parent))
      work.counts.relations.push([parent, children]);
  }
}

/** Two cells of which one holds the people of the other: those between are a group of their own. */
export function linkNests(
  work: Linking,
  { pairs, few }: Pick<Nests, 'pairs' | 'few'>,
  cellOf: CellOfSet,
  threshold: number,
): void {
  const isSettled = ({ own, earlier }: Nest): boolean =>
    work.frozen.has(own) && (earlier === 0n || work.frozen.has(cellOf(earlier) ?? ''));
  const open = few.filter(({ of, without }) => ![...of, ...without].every(isSettled));
  const inFew = new Set(open.flatMap(({ of, without }) => [...of, ...without]));
  const between = new Map<Nest, string>();
  for (const nest of pairs) {
    const { own, earlier, ownIsLarge } = nest;
    if (earlier === 0n) {
      between.set(nest, own);
      continue;
    }
    const other = cellOf(earlier);
    if (other === undefined || other === own || (isSettled(nest) && !inFew.has(nest))) continue;
    const id = relate(work, ownIsLarge ? own : other, ownIsLarge ? other : own, threshold);
    if (id !== undefined) between.set(nest, id);
  }
  for (const { of, without, persons } of open) {
    const cells = of.flatMap((nest) => between.get(nest) ?? []);
    const left = without.flatMap((nest) => between.get(nest) ?? []);
    if (cells.length === of.length && left.length === without.length)
      addFewBetween(work, cells, left, persons);
  }
}

/** Few of those between two groups, in several places or in one without another: a group like any other. */
export function addFewBetween(
  work: Linking,
  cells: readonly string[],
  without: readonly string[],
  persons: number,
): void {
  const id = openCell(work, 'few');
  // Nobody says that there is anybody among them.
  work.mayBeZero.add(id);
  work.unknown.delete(id);
  work.counts.cells.set(id, persons);
  work.needs.set(id, work.kind.needOf(persons));
  work.counts.relations.push(relationOfFew(id, cells, without));
}

/** A cell of the new table, and an earlier set: the one may be a part of the other, with few people between. */
export interface ClosePair {
  readonly own: string;
  /** Its size; NaN where that was hidden. */
  readonly earlier: SizedSet;
}

function linkClose(
  work: Linking,
  pairs: readonly ClosePair[],
  { cellOf, threshold }: { readonly cellOf: CellOfSet; readonly threshold: number },
): void {
  for (const { own, earlier } of pairs) {
    const other = cellOf(earlier.key);
    if (other === undefined || other === own || (work.frozen.has(own) && work.frozen.has(other))) continue;
    const size = sizeOf(work, other);
    if (!Number.isNaN(size)) {
      relateBySize(work, own, other, threshold);
    } else {
      const between = openCell(work, 'between');
      work.counts.relations.push([own, [other, between]]);
      work.needs.set(between, work.kind.needOf(0));
    }
  }
}

/** A set and a part of it that another table counts: those between are a group. */
function linkParts(
  work: Linking,
  tables: readonly JointTable[],
  { cellOf, threshold }: { readonly cellOf: CellOfSet; readonly threshold: number },
): void {
  for (const table of tables) {
    for (const [local, key] of partsOfSets(table)) {
      const part = table.names.get(local);
      if (part === undefined) continue;
      const whole = cellOf(key);
      if (whole !== undefined && whole !== part) relate(work, whole, part, threshold);
    }
  }
}

/** Size of a set from whichever of its cells has one: a number that was hidden before is that of the new table. */
function knownSize(work: Linking, ids: readonly (string | undefined)[]): number {
  const sizes = ids.map((id) => (id === undefined ? Number.NaN : work.counts.cells.get(id)!));
  return sizes.find((size) => !Number.isNaN(size)) ?? Number.NaN;
}

/** Places of cells and complements in their breakdowns. */
function placesOfCells(tables: readonly JointTable[]): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  for (const table of tables) {
    const columns = countColumns(table);
    const placed = placedPeople(table);
    for (const [position, { at }] of table.rows.entries()) {
      const { place } = placed[position]!;
      for (const { id: column } of columns) {
        const id = table.names.get(cellId(column, at));
        if (id === undefined) continue;
        places.set(id, place);
        places.set(`${id}~rest`, place);
      }
    }
  }
  return places;
}

function isSame(work: Linking, a: string, b: string): boolean {
  const gap = work.counts.cells.get(a)! - work.counts.cells.get(b)!;
  return Number.isNaN(gap) || gap === 0;
}

/** A size that was printed, or follows from what was, is known: the cell is as good as printed. */
function freezePrinted(work: Linking, keys: ReadonlyMap<string, bigint>, printed: PrintedSizes): void {
  for (const [id, key] of keys) {
    const value = printed.get(key);
    if (value === undefined) continue;
    const own = work.counts.cells.get(id)!;
    if (own === value) work.frozen.add(id);
    else if (Number.isNaN(own)) {
      work.counts.cells.set(id, value);
      work.unknown.delete(id);
      work.frozen.add(id);
    }
  }
}

function linkRuns(
  work: Linking,
  tables: readonly JointTable[],
  { keys, cellOf }: { readonly keys: ReadonlyMap<string, bigint>; readonly cellOf: CellOfSet },
): void {
  const added = new Set<string>();
  for (const table of tables) {
    const own = new Set(table.names.values());
    if (isAllPrinted(work, table, own)) continue;
    const empty = new Set([...emptyCells(table)].flatMap((local) => table.names.get(local) ?? []));
    const keyOf = keyIn(keys, empty);
    const keyOfLocal = (local: string) => {
      const id = table.names.get(local);
      return id === undefined ? undefined : keyOf(id);
    };
    eachKeyedRun(table, keyOfLocal, (key, cells) => {
      const whole = cellOf(key);
      // Within one table its own sums say what goes together: more is only so because a level is empty.
      if (whole === undefined || own.has(whole)) return;
      const ids = cells().map((local) => table.names.get(local)!);
      const relation = `${whole}=${ids.join('+')}`;
      if (added.has(relation)) return;
      added.add(relation);
      work.counts.relations.push([whole, ids]);
    });
  }
}

/** Of such a table everything that its numbers make together is known, and was where its cell got its name. */
function isAllPrinted(work: Linking, table: JointTable, cells: ReadonlySet<string>): boolean {
  const columns = countColumns(table);
  return (
    [...cells].every((id) => work.frozen.has(id)) &&
    table.rows.every(({ people }) => columns.every(({ id }) => people?.[id] !== undefined))
  );
}

/** A size that was printed elsewhere and matters here only in a sum. */
function constant(work: Linking, key: bigint, value: number | undefined): string | undefined {
  if (value === undefined) return undefined;
  const id = `printed:${keyText(key)}`;
  printedCell(work, id, value);
  return id;
}

/**
 * Tables that differ in one filter whose values may be nested (a cut-off, an age limit, a last month), or in nothing
 * but the data they were made of, where every number that was printed grew or stayed: each cell of the wider one is
 * that of the narrower one and the people in between.
 */
export function linkFilters(work: Linking, tables: readonly JointTable[], threshold: number): void {
  const places = tables.map((table) => placesOf(work, table));
  tables.forEach((a, at) => {
    for (const [beside, b] of tables.slice(at + 1).entries()) {
      const filters = nestingFilters(a.parameters, b.parameters);
      if (filters === undefined || filters.length > 1) continue;
      const pairs = samePlaces(places[at]!, places[at + 1 + beside]!);
      const gaps = pairs
        .map(([{ id }, other]) => sizeOf(work, id) - sizeOf(work, other.id))
        .filter((gap) => !Number.isNaN(gap));
      const wider = gaps.reduce((lead, gap) => (Math.abs(gap) > Math.abs(lead) ? gap : lead), 0);
      if (filters.length === 0 && (wider === 0 || gaps.some((gap) => gap * wider < 0))) continue;
      const between = pairs.map(([x, y]): Between => {
        const [large, little] = wider >= 0 ? [x.id, y.id] : [y.id, x.id];
        return { ...x, between: relate(work, large, little, threshold) };
      });
      // What is between earlier tables was settled when they were let out.
      if (at === 0 && work.kind.integer) linkFewBetween(work, between, threshold);
    }
  });
}

/** A cell of the new table and the people between it and an earlier one; undefined where there are none. */
interface Between extends PlacedCell {
  readonly between: string | undefined;
}

function linkFewBetween(work: Linking, cells: readonly Between[], threshold: number): void {
  for (const column of Map.groupBy(cells, ({ concept }) => concept).values()) {
    const ids = new Map(
      column.flatMap(({ row, between }) => (between === undefined ? [] : [[row, between]])),
    );
    const sizes = new Map(
      [...ids].flatMap(([row, id]): [string, number][] => {
        const size = sizeOf(work, id);
        return Number.isNaN(size) ? [] : [[row, size]];
      }),
    );
    const at = (rows: readonly string[]) => rows.map((row) => ids.get(row)!);
    for (const { of, without, persons } of fewOf(work.index, sizes, threshold))
      addFewBetween(work, at(of), at(without), persons);
  }
}

function sizeOf(work: Linking, id: string): number {
  return work.counts.cells.get(id)!;
}

/** The larger of two sets of known sizes holds the other. */
export function relateBySize(work: Linking, a: string, b: string, threshold: number): void {
  const [large, little] = sizeOf(work, a) > sizeOf(work, b) ? [a, b] : [b, a];
  relate(work, large, little, threshold);
}

/** @returns the cell of those between, where there may be somebody */
export function relate(work: Linking, large: string, little: string, threshold: number): string | undefined {
  const between = sizeOf(work, large) - sizeOf(work, little);
  const slack = work.kind.slack(sizeOf(work, large));
  if (between < -slack || (Math.abs(between) <= slack && between !== 0)) return undefined;
  if (between === 0) {
    work.counts.relations.push([large, [little]]);
    return undefined;
  }
  const id = openCell(work, 'between');
  // Nobody says that there is anybody between.
  work.mayBeZero.add(id);
  if (!Number.isNaN(between)) {
    work.counts.cells.set(id, between);
    work.unknown.delete(id);
    if (work.kind.integer && between < threshold) work.needs.set(id, work.kind.needOf(between));
  }
  work.counts.relations.push([large, [little, id]]);
  return id;
}

/** A cell in the joint system, what it counts, and the row that it stands in. */
interface PlacedCell {
  readonly id: string;
  readonly concept: string;
  readonly row: string;
}

/** Cells by place, by what they count. */
type Places = ReadonlyMap<string, ReadonlyMap<string, PlacedCell>>;

/** Different cells of one concept with the same levels in both tables. */
function samePlaces(a: Places, b: Places): [PlacedCell, PlacedCell][] {
  return [...a].flatMap(([concept, cells]) => {
    const others = b.get(concept);
    if (others === undefined) return [];
    return [...cells].flatMap(([place, cell]): [PlacedCell, PlacedCell][] => {
      const other = others.get(place);
      return other === undefined || other.id === cell.id ? [] : [[cell, other]];
    });
  });
}

function placesOf(work: Linking, table: JointTable): Places {
  const places = new Map<string, Map<string, PlacedCell>>();
  for (const column of work.kind.columns(table)) {
    const concept = conceptOf(table, column);
    const cells = new Map<string, PlacedCell>();
    for (const { at } of table.rows) {
      const id = table.names.get(cellId(column.id, at));
      if (id !== undefined) cells.set(levelsOf(table, at), { id, concept, row: at.join('|') });
    }
    places.set(concept, cells);
  }
  return places;
}

/** Levels of a row that are not a total, the year among them. */
function levelsOf({ dimensions }: JointTable, at: readonly string[]): string {
  const levels = dimensions.flatMap(({ id, levels: all }, position) => {
    const code = at[position]!;
    const level = all.find((each) => each.code === code);
    const isTotal = level?.parent === undefined && all.some((each) => each.parent === code);
    return isTotal ? [] : [`${id}:${code}`];
  });
  return levels.toSorted().join('|');
}
