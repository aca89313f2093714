import type { Need } from '../engine/system.ts';
import { addVirtual, type ColumnSystem, type TableIndex } from '../release/table-system.ts';
import { type People, type PlacedPeople, peopleKey } from './people.ts';
import { keyText, setKey } from './person-sets.ts';
import type { PublishedRow, PublishedTable } from './view.ts';

/** What earlier releases add to the attacker's system of a new table. */
export interface LedgerLinks {
  /** Cells already published: they stay printed. */
  readonly frozen: ReadonlySet<string>;
  /** Cells of people that were hidden before: they stay hidden. */
  readonly forced: ReadonlySet<string>;
  /** Needs of earlier hidden cells and of differences against earlier releases. */
  readonly needs: ReadonlyMap<string, Need>;
  /** Cells that stand for earlier releases only. */
  readonly foreign: ReadonlySet<string>;
  /** Earlier hidden cells that may be zero for all the reader knows: hidden with their group, or for the ledger. */
  readonly mayBeZero: ReadonlySet<string>;
  /** Cells of the new table that were hidden before in a way that says they are not zero. */
  readonly positive: ReadonlySet<string>;
  /** False where no proof is possible: who is the same is not known, or earlier releases fit no table. */
  readonly provable: boolean;
  /** Releases that take part. */
  readonly releases: readonly string[];
}

export const NO_LINKS: LedgerLinks = {
  frozen: new Set(),
  forced: new Set(),
  needs: new Map(),
  foreign: new Set(),
  mayBeZero: new Set(),
  positive: new Set(),
  provable: true,
  releases: [],
};

/** A table as it takes part in the joint system. */
export interface JointTable {
  readonly id: string;
  readonly parameters: PublishedTable['parameters'];
  readonly dimensions: PublishedTable['dimensions'];
  readonly columns: PublishedTable['columns'];
  readonly rows: readonly Pick<PublishedRow, 'at' | 'people' | 'inside'>[];
  /** Joint cell id by cell of the table. */
  readonly names: ReadonlyMap<string, string>;
}

export interface KnownCell {
  readonly id: string;
  readonly people: People;
  readonly value: number;
}

type Columns = PublishedTable['columns'];

/** What kind of number is joined: persons, or the amounts of one column. */
export interface LinkKind {
  readonly columns: (table: { readonly columns: Columns }) => Columns;
  /** Whole numbers. */
  readonly integer: boolean;
  /** Whether a published number is that of a cell, and which differences from it are negligible. */
  readonly slack: (value: number) => number;
  /** Need of a cell that was hidden for its own sake; `value` is any that fits. */
  readonly needOf: (value: number) => Need;
  /** Need of the difference between two possibly nested numbers; undefined where it is harmless. */
  readonly needOfDifference: (own: KnownCell, earlier: PublishedCell) => Need | undefined;
}

export interface PublishedCell extends KnownCell {
  readonly largest: number | undefined;
}

export interface Linking {
  readonly index: TableIndex;
  readonly counts: ColumnSystem;
  readonly kind: LinkKind;
  readonly byKey: ReadonlyMap<string, KnownCell>;
  readonly frozen: Set<string>;
  readonly forced: Set<string>;
  readonly needs: Map<string, Need>;
  readonly foreign: Set<string>;
  readonly mayBeZero: Set<string>;
  readonly positive: Set<string>;
  readonly unknown: Set<string>;
}

/** A group that earlier and new tables imply but nobody prints; its size may be unknown here, too. */
export function openCell(work: Linking, name: string): string {
  const id = `${name}:${work.counts.virtual.size}`;
  addVirtual(work.counts, id, Number.NaN);
  work.foreign.add(id);
  work.unknown.add(id);
  work.forced.add(id);
  return id;
}

/** A number that was printed, or follows from what was, and matters here only in a sum. */
export function printedCell(work: Linking, id: string, value: number): void {
  if (work.counts.cells.has(id)) return;
  addVirtual(work.counts, id, value);
  work.foreign.add(id);
  work.frozen.add(id);
}

/** What a column counts: columns of the same concept count the same people under the same conditions. */
export function conceptOf(table: { readonly id: string }, column: Columns[number]): string {
  return column.concept ?? `${table.id}/${column.id}`;
}

/**
 * The same people in the same place have the same key: by the key of the set where there is one, else by the
 * conditions asked of one concept. Amounts are keyed by their contributors.
 */
export function cellKey(
  table: { readonly id: string; readonly columns: Columns },
  column: Columns[number],
  { people, place }: PlacedPeople,
  keys: PublishedRow['people'],
): string {
  const isSum = column.kind === 'sum';
  const set = setKey(keys, isSum ? (column.of ?? '') : column.id);
  const concept = isSum ? `${table.id}/${column.id}/` : '';
  return set === undefined
    ? peopleKey(conceptOf(table, column), people)
    : `${concept}people:${keyText(set)}@${place}`;
}
