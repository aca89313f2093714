import type { Need } from '../engine/system.ts';
import type { ColumnSystem, TableIndex } from '../release/table-system.ts';
import type { People } from './people.ts';
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
  /** False where no proof is possible: who is the same is not known, or earlier releases fit no table. */
  readonly provable: boolean;
}

/** A table as it takes part in the joint system. */
export interface JointTable {
  readonly id: string;
  readonly parameters: PublishedTable['parameters'];
  readonly dimensions: PublishedTable['dimensions'];
  readonly columns: PublishedTable['columns'];
  readonly rows: readonly Pick<PublishedRow, 'at' | 'people'>[];
  /** Joint cell id by cell of the table. */
  readonly names: ReadonlyMap<string, string>;
}

export interface KnownCell {
  readonly id: string;
  readonly people: People;
  readonly value: number;
}

export interface Linking {
  readonly index: TableIndex;
  readonly counts: ColumnSystem;
  readonly threshold: number;
  readonly need: Need;
  readonly byKey: ReadonlyMap<string, KnownCell>;
  readonly frozen: Set<string>;
  readonly forced: Set<string>;
  readonly needs: Map<string, Need>;
  readonly foreign: Set<string>;
  readonly mayBeZero: Set<string>;
  readonly unknown: Set<string>;
}

export function countColumns(table: Pick<PublishedTable, 'columns'>): PublishedTable['columns'] {
  return table.columns.filter(({ kind }) => kind === 'count' || kind === 'count_subset');
}

/** A group that earlier and new tables imply but nobody prints; its size may be unknown here, too. */
export function openCell(work: Linking, name: string): string {
  const id = `${name}:${work.counts.virtual.size}`;
  work.counts.cells.set(id, Number.NaN);
  work.counts.virtual.add(id);
  work.foreign.add(id);
  work.unknown.add(id);
  work.forced.add(id);
  return id;
}
