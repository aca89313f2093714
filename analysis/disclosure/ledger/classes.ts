import { isSmall } from '../policy.ts';
import { addVirtual, cellId, countColumns } from '../release/table-system.ts';
import { BitSets, type Bits, bitsOf, hasBit, isPart, without } from './bit-sets.ts';
import type { ClassedSets } from './cross.ts';
import type { JointTable, Linking } from './joint.ts';
import { addTo } from './lists.ts';
import { classesOf, type PersonClass, setKey } from './person-sets.ts';
import { impliedTotals, levelRuns, yearPlace } from './sets.ts';

/** More classes than this take longer to prove than a reader waits: nothing new is let out then. */
const MOST_CLASSES = 4_000;

/** Classes of people that no cell separates, and the cells they are in. */
interface MergedClass {
  readonly id: string;
  readonly cells: readonly string[];
  readonly persons: number;
}

/** People that somebody can count: those of a cell, or of several together. */
interface Group {
  readonly classes: readonly string[];
  readonly persons: number;
}

/**
 * Where it is known of which classes of people cells are made, every cell becomes the sum of its classes: what an
 * attacker can work out from overlapping groups, whatever they are called, is then part of the system. Small
 * classes, small groups (everybody but a part, levels in a row) and what is between two nested groups get a need of
 * their own.
 *
 * @param sets classes of sets by key, as the new table knows them: cells of earlier tables are recognised by theirs
 * @returns false where there are too many classes for a proof
 */
export function linkClasses(
  work: Linking,
  tables: readonly JointTable[],
  { threshold, sets }: { readonly threshold: number; readonly sets: ClassedSets },
): boolean {
  const members = (table: JointTable): Members => {
    const classed = isClassed(table);
    return (row, column) => {
      const key = setKey(row.people, column);
      const periods = key === undefined ? undefined : sets.get(key);
      const known = periods?.get(periodOf(table, row)) ?? periods?.values().next().value;
      return known ?? (classed && row.people?.[column] !== undefined ? classesOf(row.people[column]) : []);
    };
  };
  const merged = mergeClasses(work, tables, members);
  if (merged.length === 0) return true;
  if (merged.length > MOST_CLASSES) return false;
  const classesOfCell = new Map<string, string[]>();
  for (const { id, cells, persons } of merged) {
    addUnprinted(work, id, persons);
    if (isSmall(persons, threshold)) work.needs.set(id, work.kind.needOf(persons));
    for (const cell of cells) {
      addTo(classesOfCell, cell, id);
    }
  }
  for (const [id, classes] of classesOfCell) {
    settle(work, id, classes, threshold);
    work.counts.relations.push([id, classes]);
  }
  const groups = tables.flatMap((table) => groupsOf(work, table, classesOfCell));
  addSmallGroups(work, groups, threshold);
  return true;
}

/** Classes of the people of a cell; none where they are not known. */
type Members = (row: JointTable['rows'][number], column: string) => readonly PersonClass[];

function addUnprinted(work: Linking, id: string, persons: number): void {
  addVirtual(work.counts, id, persons);
  work.foreign.add(id);
  work.forced.add(id);
  work.mayBeZero.add(id);
  if (Number.isNaN(persons)) work.unknown.add(id);
}

/** A hidden number of an earlier table whose classes are all counted in the new one is known to the gate. */
function settle(work: Linking, id: string, classes: readonly string[], threshold: number): void {
  const { cells } = work.counts;
  if (!Number.isNaN(cells.get(id)!)) return;
  const value = sizeOf(work, classes);
  if (Number.isNaN(value)) return;
  cells.set(id, value);
  work.unknown.delete(id);
  // Other numbers of these people (a cost) may say that there are some.
  if (value >= 1) work.mayBeZero.delete(id);
  if (isSmall(value, threshold)) work.needs.set(id, work.kind.needOf(value));
  else work.needs.delete(id);
}

function sizeOf(work: Linking, ids: readonly string[]): number {
  return ids.reduce((sum, id) => sum + work.counts.cells.get(id)!, 0);
}

/** Whether a table says of which classes its cells are made. */
export function isClassed(table: Pick<JointTable, 'rows'>): boolean {
  return table.rows.some(({ people }) => Object.values(people ?? {}).some((text) => text.includes('+')));
}

/** Keys of all classes of a table. */
export function classKeys(table: Pick<JointTable, 'rows'>): Set<bigint> {
  const keys = new Set<bigint>();
  for (const { people } of table.rows) {
    for (const text of Object.values(people ?? {})) for (const { key } of classesOf(text)) keys.add(key);
  }
  return keys;
}

/** The year in which a row counts its people; empty where the table does not say. */
function periodOf(table: JointTable, { at }: JointTable['rows'][number]): string {
  const { parameters } = table;
  const place = yearPlace(table);
  return place >= 0 ? at[place]! : String(parameters['year'] ?? parameters['years'] ?? '');
}

/**
 * Classes of the cells of all tables; those of the same cells together. A cell that is in two tables is divided as
 * the first one says: its people may be divided otherwise in another year.
 */
function mergeClasses(
  work: Linking,
  tables: readonly JointTable[],
  members: (table: JointTable) => Members,
): readonly MergedClass[] {
  const cellsOf = new Map<bigint, Set<string>>();
  const sizes = new Map<bigint, number>();
  const divided = new Set<string>();
  for (const table of tables) {
    const classesOfRow = members(table);
    for (const { id: column } of countColumns(table)) {
      for (const row of table.rows) {
        const id = table.names.get(cellId(column, row.at));
        if (id === undefined || divided.has(id)) continue;
        const classes = classesOfRow(row, column);
        if (classes.length > 0) divided.add(id);
        for (const { key, persons } of classes) {
          if (persons !== undefined) sizes.set(key, persons);
          const cells = cellsOf.get(key);
          if (cells === undefined) cellsOf.set(key, new Set([id]));
          else cells.add(id);
        }
      }
    }
  }
  const groups = Map.groupBy(cellsOf, ([, cells]) => [...cells].toSorted().join(' '));
  return [...groups.values()].map((members, at) => ({
    id: `class:${at}:${work.counts.virtual.size}`,
    cells: [...members[0]![1]],
    persons: members.reduce((sum, [key]) => sum + (sizes.get(key) ?? Number.NaN), 0),
  }));
}

/** Groups that the numbers of a table count, one by one or taken together: cells, complements, totals, runs. */
function groupsOf(
  work: Linking,
  table: JointTable,
  classesOfCell: ReadonlyMap<string, readonly string[]>,
): Group[] {
  const groups: Group[] = [];
  // What is not known to be made of classes says nothing about them; nobody is made of none.
  const named = (local: string) => {
    const id = table.names.get(local);
    return id !== undefined && (classesOfCell.has(id) || work.counts.cells.get(id) === 0) ? id : undefined;
  };
  const together = (locals: readonly string[]) => {
    const ids = locals.map(named);
    if (ids.some((id) => id === undefined)) return;
    const classes = ids.flatMap((id) => classesOfCell.get(id!) ?? []);
    groups.push({ classes, persons: sizeOf(work, ids as string[]) });
  };
  for (const column of countColumns(table)) {
    for (const { at } of table.rows) {
      const cell = cellId(column.id, at);
      together([cell]);
      const base = column.of === undefined ? undefined : named(cellId(column.of, at));
      const part = named(cell);
      if (base === undefined || part === undefined) continue;
      const inside = new Set(classesOfCell.get(part));
      const whole = classesOfCell.get(base) ?? [];
      const classes = whole.filter((id) => !inside.has(id));
      // Divided as in two years, they do not say who is between.
      if (whole.length - classes.length !== inside.size) continue;
      groups.push({ classes, persons: sizeOf(work, [base]) - sizeOf(work, [part]) });
    }
  }
  for (const [, children] of impliedTotals(table, (id) => named(id) !== undefined)) together(children);
  for (const run of levelRuns(table)) together(run);
  return groups;
}

/** Small groups, and a group without a part of it that another counts, where that leaves few. */
function addSmallGroups(work: Linking, groups: readonly Group[], threshold: number): void {
  const ids = [...new Set(groups.flatMap(({ classes }) => classes))];
  const at = new Map(ids.map((id, position) => [id, position]));
  const sized = groups.filter(({ classes, persons }) => classes.length > 0 && !Number.isNaN(persons));
  const known = [...Map.groupBy(sized, ({ persons }) => persons)]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([persons, same]) => {
      const different = new BitSets();
      return same.flatMap(({ classes }) => {
        const numbers = classes.map((id) => at.get(id)!);
        const bits = bitsOf(numbers, ids.length);
        return different.add(bits) ? { persons, bits, from: bits.findIndex((word) => word !== 0) } : [];
      });
    });
  const made = new BitSets();
  const add = (bits: Bits, persons: number) => {
    const classes = ids.filter((_, position) => hasBit(bits, position));
    if (classes.length < 2 || !made.add(bits)) return;
    const id = `group:${made.size}:${work.counts.virtual.size}`;
    addUnprinted(work, id, persons);
    work.needs.set(id, work.kind.needOf(persons));
    work.counts.relations.push([id, classes]);
  };
  known.forEach((large, position) => {
    if (isSmall(large.persons, threshold)) add(large.bits, large.persons);
    for (let before = position - 1; before >= 0; before -= 1) {
      const little = known[before]!;
      const between = large.persons - little.persons;
      if (between >= threshold) break;
      if (between >= 1 && isPart(little.bits, large.bits, little.from))
        add(without(large.bits, little.bits), between);
    }
  });
}
