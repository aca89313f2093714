import { cellId, type TableIndex } from '../release/table-system.ts';
import { restKey, setKey } from './joint.ts';
import type { PublishedTable, PublishedValue } from './view.ts';

/** Keys of the sets of people of a table, with what was published about each. */
interface PublishedSets {
  readonly shown: ReadonlyMap<string, number>;
  readonly hidden: ReadonlySet<string>;
}

const known = new WeakMap<PublishedTable, PublishedSets>();

/** The sets of people of a published table and their complements, by key; worked out once. */
function publishedSets(table: PublishedTable): PublishedSets {
  const before = known.get(table);
  if (before) return before;
  const shown = new Map<string, number>();
  const hidden = new Set<string>();
  const note = (key: string | undefined, value: PublishedValue | undefined) => {
    if (key === undefined || value === null || value === undefined) return;
    if (typeof value === 'number') shown.set(key, value);
    else hidden.add(key);
  };
  const position = new Map(table.columns.map(({ id }, at) => [id, at]));
  for (const row of table.rows) {
    if (row.people === undefined) continue;
    for (const { id, kind, of } of table.columns) {
      if (kind !== 'count' && kind !== 'count_subset') continue;
      const key = setKey(row.people, id);
      const value = row.cells[position.get(id)!];
      note(key, value);
      if (of === undefined) continue;
      const base = row.cells[position.get(of)!];
      const rest = typeof base === 'number' && typeof value === 'number' ? base - value : value;
      note(restKey(setKey(row.people, of), key), rest);
    }
  }
  const sets = { shown, hidden };
  known.set(table, sets);
  return sets;
}

/** Count cells of a new table by the key of their people; complements as the cells that stand for them. */
export function ownSets(index: TableIndex): Map<string, string> {
  const sets = new Map<string, string>();
  for (const row of index.candidate.rows) {
    for (const { id, kind, of } of index.candidate.columns) {
      if (kind !== 'count' && kind !== 'count_subset') continue;
      const key = setKey(row.people, id);
      if (key !== undefined && !sets.has(key)) sets.set(key, cellId(id, row.at));
      const rest = of === undefined ? undefined : restKey(setKey(row.people, of), key);
      if (rest !== undefined && !sets.has(rest)) sets.set(rest, `${cellId(id, row.at)}~rest`);
    }
  }
  return sets;
}

/** Whether a table of another concept hid a number about people that the new one counts as well. */
export function hidSamePeople(table: PublishedTable, own: ReadonlyMap<string, string>): boolean {
  const { hidden } = publishedSets(table);
  for (const key of hidden) if (own.has(key)) return true;
  return false;
}

/** Cells of a new table whose people were counted in print before. */
export function printedBefore(
  tables: readonly PublishedTable[],
  own: ReadonlyMap<string, string>,
): Map<string, number> {
  const printed = new Map<string, number>();
  for (const table of tables) {
    const { shown } = publishedSets(table);
    for (const [key, id] of own) {
      const value = shown.get(key);
      if (value !== undefined) printed.set(id, value);
    }
  }
  return printed;
}
