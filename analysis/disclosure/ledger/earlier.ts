import { addVirtual, assume, cellId, divisionsOf } from '../release/table-system.ts';
import {
  cellKey,
  conceptOf,
  type KnownCell,
  type Linking,
  type LinkKind,
  openCell,
  type PublishedCell,
  printedCell,
} from './joint.ts';
import { isSamePlace, mayBeNested, type People, placedPeople } from './people.ts';
import { setKey } from './person-sets.ts';
import type { PublishedRow, PublishedTable } from './view.ts';

type Column = PublishedTable['columns'][number];

/** Brings one earlier table into the system; returns the joint id of each of its cells. */
export function joinTable(work: Linking, table: PublishedTable): Map<string, string> {
  const names = new Map<string, string>();
  const nested = new Set(table.dimensions.filter((each) => each.nested === true).map(({ id }) => id));
  const placed = placedPeople(table);
  for (const column of work.kind.columns(table)) {
    const position = table.columns.findIndex(({ id }) => id === column.id);
    const own = ownColumn(work, table, column);
    const beside = own === undefined ? [] : cellsOf(work, own);
    for (const [place, row] of table.rows.entries()) {
      const published = row.cells[position];
      if (published === undefined || published === null) continue;
      const { people } = placed[place]!;
      const key = cellKey(table, column, placed[place]!, row.people);
      const mayBeZero = mayHideZero(table, row, position);
      const isNobody = work.kind.integer && countsNobody(row, column);
      const isSensitive = needsProtection(work.kind, table, row, position);
      const id = nameOf(work, { key, table, published, mayBeZero, isNobody, isSensitive });
      names.set(cellId(column.id, row.at), id);
      if (own === undefined) continue;
      if (typeof published === 'number') {
        const largest = row.largest?.[column.id];
        compare(work, beside, { id, people, value: published, largest }, { nested });
        // Where nothing but the question says who they are: two spans of years may leave out few.
        const others = row.people?.[column.id] === undefined && earlierOthers(table, { row, people, column });
        if (others && work.kind.integer)
          compare(work, beside, others, { nested, part: (cell) => othersOf(work, cell) });
      } else if (published !== 'primary') keepHidden(work, beside, people);
    }
  }
  addEarlierSums(work, table, names);
  addEarlierParts(work, table, names);
  return names;
}

/** The column of the new table that counts the same. */
function ownColumn(work: Linking, table: PublishedTable, column: Column): Column | undefined {
  const { candidate } = work.index;
  return work.kind.columns(candidate).find((each) => conceptOf(candidate, each) === conceptOf(table, column));
}

/**
 * Parts of a hidden group are hidden with it, zeros included. A part that is sensitive in a group that is
 * not was hidden for its own sake, so it is not zero.
 */
function mayHideZero(table: PublishedTable, row: PublishedRow, column: number): boolean {
  const reason = row.cells[column];
  const group = reasonOfGroup(table, row, column);
  if (reason === 'ledger') return true;
  return typeof group === 'string' && (group === 'primary' || reason !== 'primary');
}

/** Whether the key of a hidden cell says that nobody is in it: there is no number of people to protect. */
function countsNobody({ people }: PublishedRow, { id }: Column): boolean {
  return people?.[id] !== undefined && setKey(people, id) === undefined;
}

interface EarlierCell {
  readonly key: string;
  readonly table: PublishedTable;
  readonly published: number | string;
  readonly mayBeZero: boolean;
  readonly isNobody: boolean;
  readonly isSensitive: boolean;
}

/** The id under which an earlier cell takes part: that of the new table's cell of the same people, or its own. */
function nameOf(
  work: Linking,
  { key, table, published, mayBeZero, isNobody, isSensitive }: EarlierCell,
): string {
  const own = work.byKey.get(key);
  if (own !== undefined && (typeof published === 'string' || isSame(work.kind, published, own.value))) {
    if (typeof published === 'number') work.frozen.add(own.id);
    else {
      work.forced.add(own.id);
      if (!mayBeZero) work.positive.add(own.id);
      if (isSensitive && !isNobody) work.needs.set(own.id, work.kind.needOf(own.value));
    }
    return own.id;
  }
  const id = own === undefined ? `earlier:${key}` : `earlier:${key}#${table.releaseId}`;
  if (!work.counts.cells.has(id)) {
    work.foreign.add(id);
    addVirtual(work.counts, id, typeof published === 'number' ? published : isNobody ? 0 : Number.NaN);
    if (typeof published === 'number') work.frozen.add(id);
    else {
      work.unknown.add(id);
      work.forced.add(id);
      if (mayBeZero) work.mayBeZero.add(id);
      if (isSensitive && !isNobody) work.needs.set(id, work.kind.needOf(0));
    }
  }
  return id;
}

function isSame(kind: LinkKind, published: number, value: number): boolean {
  return Math.abs(published - value) <= kind.slack(value);
}

/** Hidden for its own sake, or an amount of people of whom nothing says whether they were. */
function needsProtection(kind: LinkKind, table: PublishedTable, row: PublishedRow, column: number): boolean {
  const reason = row.cells[column];
  if (reason === 'primary' || reason === 'dominance') return true;
  return !kind.integer && reason === 'ledger' && reasonOfGroup(table, row, column) === 'ledger';
}

/** What hides the group that a column counts a part of, or sums over. */
function reasonOfGroup(table: PublishedTable, { cells }: PublishedRow, column: number) {
  return cells[table.columns.findIndex(({ id }) => id === table.columns[column]!.of)];
}

/** A small difference between possibly nested groups is a sensitive group itself. */
function compare(
  work: Linking,
  beside: readonly KnownCell[],
  earlier: PublishedCell,
  {
    nested,
    part = (own) => own,
  }: { readonly nested: ReadonlySet<string>; readonly part?: (own: KnownCell) => KnownCell | undefined },
): void {
  for (const own of beside) {
    if (own.id === earlier.id) continue;
    if (!mayBeNested(own.people, earlier.people, nested)) continue;
    const cell = part(own);
    const need = cell && work.kind.needOfDifference(cell, earlier);
    if (need === undefined) continue;
    printedCell(work, earlier.id, earlier.value);
    const id = `difference:${cell!.id}:${earlier.id}`;
    const [large, little] = cell!.value > earlier.value ? [cell!.id, earlier.id] : [earlier.id, cell!.id];
    addVirtual(work.counts, id, Math.abs(cell!.value - earlier.value));
    work.foreign.add(id);
    assume(work.counts, [large, [little, id]]);
    work.needs.set(id, need);
  }
}

/** The people of an earlier row whom a column does not count, where both numbers were printed. */
function earlierOthers(
  table: PublishedTable,
  { row, people, column }: { readonly row: PublishedRow; readonly people: People; readonly column: Column },
): PublishedCell | undefined {
  const [part, group] = [column.id, column.of].map(
    (wanted) => row.cells[table.columns.findIndex(({ id }) => id === wanted)],
  );
  if (typeof part !== 'number' || typeof group !== 'number') return undefined;
  const id = `others:${cellId(column.id, row.at)}#${table.releaseId}`;
  return { id, people, value: group - part, largest: undefined };
}

/** The people of a cell's group who are not in it. */
function othersOf({ counts }: Linking, { id: part, people }: KnownCell): KnownCell | undefined {
  const id = `${part}~rest`;
  const value = counts.cells.get(id);
  return value === undefined ? undefined : { id, people, value };
}

/** What an earlier version of the question hid for the sake of others may be the same people. */
function keepHidden(work: Linking, beside: readonly KnownCell[], people: People): void {
  for (const own of beside) if (isSamePlace(own.people, people)) work.forced.add(own.id);
}

/** Cells of a column of the new table, without complements. */
function cellsOf(work: Linking, { id: column }: Column): KnownCell[] {
  return [...work.byKey.values()].filter(({ id }) => id.startsWith(`${column}@`) && !id.endsWith('~rest'));
}

/** The sums of an earlier table, over the joined names. */
function addEarlierSums(work: Linking, table: PublishedTable, names: ReadonlyMap<string, string>): void {
  const value = (local: string) => work.counts.cells.get(names.get(local)!)!;
  const parents = table.dimensions.map((dimension) => Map.groupBy(dimension.levels, (level) => level.parent));
  for (const column of work.kind.columns(table)) {
    for (const row of table.rows) {
      const parent = cellId(column.id, row.at);
      if (!names.has(parent)) continue;
      table.dimensions.forEach((dimension, position) => {
        for (const group of divisionsOf(dimension, parents[position]!.get(row.at[position]!) ?? [])) {
          const ids = group.flatMap(
            ({ code }) => names.get(cellId(column.id, row.at.with(position, code))) ?? [],
          );
          if (ids.length === 0 || ids.includes(names.get(parent)!)) continue;
          const rest = value(parent) - ids.reduce((sum, id) => sum + work.counts.cells.get(id)!, 0);
          const slack = work.kind.integer ? 0 : work.kind.slack(value(parent)) * (ids.length + 1);
          if (Number.isNaN(rest) || rest < -slack) ids.push(openCell(work, 'rest'));
          else if (rest !== 0) {
            const isKnown = [names.get(parent)!, ...ids].every((id) => work.frozen.has(id));
            ids.push(isKnown ? knownRest(work, rest) : hiddenRest(work, rest));
          }
          work.counts.relations.push([names.get(parent)!, ids]);
        }
      });
    }
  }
}

function knownRest(work: Linking, rest: number): string {
  const id = `rest:${work.counts.virtual.size}`;
  addVirtual(work.counts, id, rest);
  work.foreign.add(id);
  return id;
}

/** What is left of a sum of which the new table has a number that was hidden: nobody says that it is somebody. */
function hiddenRest(work: Linking, rest: number): string {
  const id = knownRest(work, rest);
  work.forced.add(id);
  work.mayBeZero.add(id);
  return id;
}

/** A hidden part of an earlier group is at most the group; the others are one cell with those of the new table. */
function addEarlierParts(work: Linking, table: PublishedTable, names: ReadonlyMap<string, string>): void {
  for (const column of work.kind.columns(table)) {
    if (column.of === undefined || column.kind === 'sum') continue;
    for (const row of table.rows) {
      const base = names.get(cellId(column.of, row.at));
      const part = names.get(cellId(column.id, row.at));
      // Everybody of the group: both are one cell.
      if (base === undefined || part === undefined || base === part) continue;
      if (work.frozen.has(part)) continue;
      if (!work.unknown.has(part) && !work.unknown.has(base)) continue;
      const id = openCell(work, 'others');
      work.counts.relations.push([base, [part, id]]);
    }
  }
}
