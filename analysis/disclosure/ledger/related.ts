import { tiedTo, tiesWithin } from '../engine/ties.ts';
import {
  addVirtual,
  type ColumnSystem,
  cellId,
  countColumns,
  divisionsOf,
  type TableIndex,
} from '../release/table-system.ts';
import { classKeys, isClassed } from './classes.ts';
import { ANYWHERE, CloseSets, placeIn } from './close.ts';
import { conceptOf } from './joint.ts';
import { addTo } from './lists.ts';
import { nestingFilters } from './people.ts';
import {
  eachKeyedRun,
  emptyCells,
  impliedTotals,
  keyIn,
  partsOfSets,
  rowKeys,
  type SumRelation,
  spreadKeys,
  yearPlace,
} from './sets.ts';
import { KeyIndex } from './triples.ts';
import type { PublishedTable } from './view.ts';

/** Sets of people that a published table says something about, by key. */
interface PublishedSets {
  /** Sizes that were printed or follow from what was. */
  readonly shown: ReadonlyMap<bigint, number>;
  /** Sets whose size was hidden. */
  readonly hidden: ReadonlySet<bigint>;
  /** Hidden numbers that its sums tie to one another. */
  readonly ties: readonly HiddenTie[];
  /** Those that are a part of a group, and those of a group who are not in a part of it, with their row. */
  readonly traits: ReadonlyMap<bigint, readonly string[]>;
  /** Classes of people its cells are made of, where it says so. */
  readonly classes: ReadonlySet<bigint>;
}

interface HiddenTie {
  readonly cells: ReadonlySet<string>;
  /** Sets that they are about, alone or together. */
  readonly keys: ReadonlySet<bigint>;
}

/** A set whose size was hidden, and the hidden cells that make it. */
type HiddenSet = readonly [key: bigint, cells: readonly string[]];

const known = new WeakMap<PublishedTable, PublishedSets>();

/** Sets of a published table with their complements, remainders, totals and runs of levels; worked out once. */
export function publishedSets(table: PublishedTable): PublishedSets {
  const before = known.get(table);
  if (before) return before;
  const values = publishedValues(table);
  const { relations, parts } = publishedRelations(table, values);
  const keys = rowKeys(table);
  spreadKeys(keys, relations);
  const shown = new Map<bigint, number>();
  const sets: HiddenSet[] = [];
  const isHidden = (id: string) => Number.isNaN(values.get(id) ?? Number.NaN);
  const add = (key: bigint, cells: readonly string[]) => {
    const size = cells.reduce((sum, id) => sum + values.get(id)!, 0);
    if (Number.isNaN(size)) sets.push([key, cells.filter(isHidden)]);
    else shown.set(key, size);
  };
  for (const [id, key] of keys) if (values.has(id)) add(key, [id]);
  eachKeyedRun(table, keyIn(keys, emptyCells(table)), (key, cells) => add(key, cells()));
  const traits = new Map(
    parts.flatMap(({ id, at }): [bigint, readonly string[]][] => {
      const key = keys.get(id);
      return key === undefined ? [] : [[key, at]];
    }),
  );
  const classes = isClassed(table) ? classKeys(table) : new Set<bigint>();
  const sums = relations.map(([parent, children]) => [parent, ...children].filter(isHidden));
  const found = {
    shown,
    hidden: new Set(sets.map(([key]) => key)),
    ties: tiesOf(sums, sets),
    traits,
    classes,
  };
  known.set(table, found);
  return found;
}

/**
 * Hidden cells that sums tie to one another, with the sets that these are about.
 *
 * @param sums hidden cells of each sum
 * @param sets keys of hidden sets, each with the hidden cells that make it
 */
function tiesOf(sums: readonly (readonly string[])[], sets: readonly HiddenSet[]): readonly HiddenTie[] {
  const ties = tiesWithin([...sums, ...sets.map(([, cells]) => cells)]);
  const tieOf = new Map<string, HiddenTie & { readonly keys: Set<bigint> }>();
  for (const start of ties.keys()) {
    if (tieOf.has(start)) continue;
    const tie = { cells: tiedTo([start], ties), keys: new Set<bigint>() };
    for (const id of tie.cells) tieOf.set(id, tie);
  }
  for (const [key, [first]] of sets) tieOf.get(first!)!.keys.add(key);
  return [...new Set(tieOf.values())];
}

/** Whether a table is of the groups of a study: steps in arms that may hold one another, each a part of some group. */
export function isOfStudy({ dimensions }: Pick<PublishedTable, 'dimensions'>): boolean {
  return dimensions.some(({ nested }) => nested === true) && dimensions.some(({ id }) => id === 'arm');
}

/** Printed numbers by cell; NaN where hidden. */
function publishedValues(table: PublishedTable): Map<string, number> {
  const values = new Map<string, number>();
  for (const column of countColumns(table)) {
    const position = table.columns.findIndex(({ id }) => id === column.id);
    for (const row of table.rows) {
      const value = row.cells[position];
      if (value === null || value === undefined) continue;
      values.set(cellId(column.id, row.at), typeof value === 'number' ? value : Number.NaN);
    }
  }
  return values;
}

/** A cell that is a part of a group, and its row; none for what several rows make together. */
interface PartAt {
  readonly id: string;
  readonly at: readonly string[];
}

/**
 * Sums of a published table; what is left of a parent or of a group becomes a cell with the value it has. And its
 * cells that are a part of a group, or what is left of one.
 */
function publishedRelations(
  table: PublishedTable,
  values: Map<string, number>,
): { readonly relations: readonly SumRelation[]; readonly parts: readonly PartAt[] } {
  const relations: SumRelation[] = [];
  const parts: PartAt[] = [];
  const ofStudy = isOfStudy(table);
  const relate = (parent: string, children: readonly string[]): string | undefined => {
    const rest = values.get(parent)! - children.reduce((sum, id) => sum + values.get(id)!, 0);
    if (rest === 0) {
      relations.push([parent, children]);
      return undefined;
    }
    const id = `rest#${relations.length}`;
    values.set(id, rest);
    relations.push([parent, [...children, id]]);
    return id;
  };
  for (const column of countColumns(table)) {
    for (const row of table.rows) {
      const parent = cellId(column.id, row.at);
      if (!values.has(parent)) continue;
      if (ofStudy) parts.push({ id: parent, at: row.at });
      if (column.of !== undefined && values.has(cellId(column.of, row.at))) {
        const others = relate(cellId(column.of, row.at), [parent]);
        for (const id of others === undefined ? [parent] : [parent, others]) parts.push({ id, at: row.at });
      }
      table.dimensions.forEach((dimension, position) => {
        const levels = dimension.levels.filter((level) => level.parent === row.at[position]);
        for (const group of divisionsOf(dimension, levels)) {
          const children = group
            .map(({ code }) => cellId(column.id, row.at.with(position, code)))
            .filter((id) => values.has(id));
          const others = children.length > 0 ? relate(parent, children) : undefined;
          if (ofStudy && others !== undefined) parts.push({ id: others, at: row.at });
        }
      });
    }
  }
  for (const [total, children] of impliedTotals(table, (id) => values.has(id))) {
    values.set(
      total,
      children.reduce((sum, id) => sum + values.get(id)!, 0),
    );
    relations.push([total, children]);
    if (table.columns.find(({ id }) => total.startsWith(`${id}@`))?.of !== undefined)
      parts.push({ id: total, at: [] });
  }
  return { relations, parts };
}

/**
 * Gives a new table's cells the keys of their people: complements, remainders and totals that nobody prints among
 * them. Adds the totals to the system.
 */
export function keysOfCells(index: TableIndex, counts: ColumnSystem): Map<string, bigint> {
  const keys = rowKeys(index.candidate);
  if (keys.size === 0) return keys;
  for (const [total, children] of impliedTotals(index.candidate, (id) => counts.cells.has(id))) {
    if (counts.cells.has(total)) continue;
    const persons = children.reduce((sum, id) => sum + counts.cells.get(id)!, 0);
    addVirtual(counts, total, persons, [total, children]);
  }
  spreadKeys(keys, counts.relations, counts.assumed);
  return keys;
}

/** What the person counts of a table count. */
export function conceptsOf(table: Pick<PublishedTable, 'id' | 'columns'>): string[] {
  return countColumns(table).map((column) => conceptOf(table, column));
}

/** All that was published, arranged so that a question need not look at every release. */
export interface Past {
  /** What was published, year by year: years share no sums. */
  readonly parts: readonly PublishedTable[];
  /** Sets that were printed as a part of a group, or follow from one. */
  readonly traits: CloseSets;
  /** All of studies: beside them every other set matters. */
  readonly ofStudies: CloseSets;
  /** All sets that were printed or follow from what was; made when they are asked for. */
  readonly everything: () => CloseSets;
  /** All sets, with the sizes that were printed or follow from what was. */
  readonly index: KeyIndex;
  readonly byConcept: ReadonlyMap<string, readonly PublishedTable[]>;
  /** Parts that hid a set, by its key. */
  readonly hiddenBy: ReadonlyMap<bigint, readonly PublishedTable[]>;
}

interface GrowingPast extends Past {
  readonly tables: PublishedTable[];
  readonly parts: PublishedTable[];
  readonly byConcept: Map<string, PublishedTable[]>;
  readonly hiddenBy: Map<bigint, PublishedTable[]>;
}

const pasts = new WeakMap<PublishedTable, GrowingPast>();

/** The past of a list of releases; one that only got longer is added to. */
export function pastOf(tables: readonly PublishedTable[]): Past {
  const [first] = tables;
  const before = first === undefined ? undefined : pasts.get(first);
  const length = before?.tables.length ?? 0;
  const grown = length <= tables.length && before?.tables.every((table, at) => table === tables[at]) === true;
  const parts: PublishedTable[] = [];
  const past: GrowingPast =
    before !== undefined && grown
      ? before
      : {
          tables: [],
          parts,
          traits: new CloseSets(),
          ofStudies: new CloseSets(),
          everything: setsOf(parts),
          index: new KeyIndex(),
          byConcept: new Map(),
          hiddenBy: new Map(),
        };
  if (first !== undefined) pasts.set(first, past);
  for (const table of tables.slice(past.tables.length)) {
    past.tables.push(table);
    for (const part of yearByYear(table)) addToPast(past, part);
  }
  return past;
}

/** All sets of a list of tables that gets longer. */
function setsOf(parts: readonly PublishedTable[]): () => CloseSets {
  const sets = new CloseSets();
  let done = 0;
  return () => {
    for (const part of parts.slice(done))
      for (const [key, persons] of publishedSets(part).shown) sets.add({ key, persons, place: ANYWHERE });
    done = parts.length;
    return sets;
  };
}

function addToPast(past: GrowingPast, part: PublishedTable): void {
  past.parts.push(part);
  const { shown, hidden, traits } = publishedSets(part);
  const ofStudy = isOfStudy(part);
  const addTrait = (key: bigint, persons: number) => {
    const at = traits.get(key);
    if (at !== undefined) past.traits.add({ key, persons, place: placeIn(part, at) });
    if (ofStudy) past.ofStudies.add({ key, persons, place: ANYWHERE });
  };
  for (const [key, size] of shown) {
    past.index.add(key, size);
    addTrait(key, size);
  }
  for (const key of hidden) {
    past.index.add(key, Number.NaN);
    addTrait(key, Number.NaN);
  }
  for (const key of hidden) addTo(past.hiddenBy, key, part);
  for (const key of new Set(partsOfSets(part).map(([, larger]) => larger))) addTo(past.hiddenBy, key, part);
  for (const concept of new Set(conceptsOf(part))) addTo(past.byConcept, concept, part);
}

/** Years of a breakdown that has them; undefined for one without. */
export function yearsOf(table: {
  readonly dimensions: PublishedTable['dimensions'];
  readonly rows: readonly { readonly at: readonly string[] }[];
}): ReadonlySet<string> | undefined {
  const place = yearPlace(table);
  return place < 0 ? undefined : new Set(table.rows.map(({ at }) => at[place]!));
}

/** A table of several years as one of each: nothing is summed over years, and who is the same is known by keys. */
function yearByYear(table: PublishedTable): readonly PublishedTable[] {
  const place = yearPlace(table);
  const years = [...(yearsOf(table) ?? [])];
  if (years.length < 2) return [table];
  return years.map((year) => ({
    ...table,
    dimensions: table.dimensions.with(place, {
      ...table.dimensions[place]!,
      levels: table.dimensions[place]!.levels.filter(({ code }) => code === year),
    }),
    rows: table.rows.filter(({ at }) => at[place] === year),
  }));
}

/** What a new table has to do with the past. */
export interface Concern {
  readonly concepts: ReadonlySet<string>;
  /** Its years; undefined where it has none. */
  readonly years: ReadonlySet<string> | undefined;
  /** Keys of the people that it counts. */
  readonly keys: ReadonlySet<bigint>;
  /** Keys of hidden people whom a number of it may tell: the tables that hid them, but not what these have to do with. */
  readonly near: readonly bigint[];
  /** Tables that hid a number which one of it bounds; what these have to do with others does not matter. */
  readonly nested: readonly PublishedTable[];
  /** Whether a table is known to be made of classes of its people; undefined where none is. */
  readonly shares: ((table: PublishedTable) => boolean) | undefined;
}

/**
 * Earlier tables that take part, year by year: those of the same concept and year, those that hid people whom the
 * new one counts, or may tell. What these have to do with others: `tiedTables`.
 */
export function relatedTables(
  past: Past,
  { concepts, years, keys, near, nested, shares }: Concern,
): ReadonlySet<PublishedTable> {
  const inYears = (part: PublishedTable) => {
    const own = yearsOf(part);
    return years === undefined || own === undefined || [...own].some((year) => years.has(year));
  };
  return new Set([
    ...[...concepts].flatMap((concept) => past.byConcept.get(concept)?.filter(inYears) ?? []),
    ...(shares === undefined ? [] : past.parts.filter(shares)),
    ...[...keys, ...near].flatMap((key) => past.hiddenBy.get(key) ?? []),
    ...nested,
  ]);
}

/**
 * Tables that say more of hidden numbers which a new table touches: they hid the same people, or asked the same of
 * more or fewer.
 *
 * @param touched the tables that take part, each with whether the new table touches one of its cells
 */
export function tiedTables(
  past: Past,
  touched: readonly (readonly [part: PublishedTable, isTouched: (cell: string) => boolean])[],
): ReadonlySet<PublishedTable> {
  const found = new Set<PublishedTable>();
  const ties = new Set<HiddenTie>();
  for (const [part, isTouched] of touched) {
    const own = publishedSets(part).ties.filter(({ cells }) => [...cells].some(isTouched));
    for (const tie of own) ties.add(tie);
    if (own.length === 0) continue;
    for (const concept of conceptsOf(part))
      for (const other of past.byConcept.get(concept) ?? []) if (mayNest(part, other)) found.add(other);
  }
  const keys = new Set<bigint>();
  // A set hands out what is added while it is walked.
  for (const tie of ties) {
    for (const key of tie.keys) {
      // What another table printed is known, and ties nothing.
      if (keys.has(key) || past.index.get(key) !== undefined) continue;
      keys.add(key);
      for (const other of past.hiddenBy.get(key) ?? []) {
        found.add(other);
        for (const next of publishedSets(other).ties) if (next.keys.has(key)) ties.add(next);
      }
    }
  }
  for (const [part] of touched) found.delete(part);
  return found;
}

/** Whether numbers in the same place may count a part of each other's people: see `linkFilters`. */
function mayNest(a: PublishedTable, b: PublishedTable): boolean {
  const filters = nestingFilters(a.parameters, b.parameters);
  return filters?.length === 1 || (filters?.length === 0 && a.sourceHash !== b.sourceHash);
}
