import { loadSolver, SolverModel, type SparseRow } from '../engine/solver.ts';
import type { Need } from '../engine/system.ts';
import { type ColumnSystem, cellId, type TableIndex } from '../release/table-system.ts';
import {
  countColumns,
  type JointTable,
  type KnownCell,
  type LedgerLinks,
  type Linking,
  openCell,
} from './joint.ts';
import { linkFilters, linkRanges } from './overlaps.ts';
import { mayBeNested, nestingFilters, type People, peopleKey, peopleOf } from './people.ts';
import type { LedgerView, PublishedRow, PublishedTable } from './view.ts';

export const NO_LINKS: LedgerLinks = {
  frozen: new Set(),
  forced: new Set(),
  needs: new Map(),
  foreign: new Set(),
  mayBeZero: new Set(),
  provable: true,
};

/**
 * Joins the counts of a new table with everything published about the same concept: common cells become
 * one, earlier sums keep holding, nested groups that differ by few people become a sensitive difference.
 * Extends `counts` in place.
 */
export async function linkLedger(
  index: TableIndex,
  counts: ColumnSystem,
  ledger: LedgerView,
  setting: { readonly threshold: number; readonly need: Need },
): Promise<LedgerLinks> {
  // Numbers published under a lower threshold than today's bind nobody to keep printing them.
  const related = ledger.tables.filter(
    (table) => table.id === index.candidate.id && table.threshold >= setting.threshold,
  );
  if (related.length === 0) return NO_LINKS;
  const work: Linking = {
    index,
    counts,
    ...setting,
    byKey: ownCells(index, counts),
    frozen: new Set(),
    forced: new Set(),
    needs: new Map(),
    foreign: new Set(),
    mayBeZero: new Set(),
    unknown: new Set(),
  };
  const known = related.every((table) => isOverlapKnown(work, table));
  const tables: JointTable[] = [{ ...index.candidate, names: ownNames(index, counts) }];
  for (const table of related) tables.push({ ...table, names: join(work, table) });
  linkRanges(work, tables);
  linkFilters(work, tables);
  const provable = known && (await complete(work));
  return { ...work, provable };
}

/** Where a filter may cut through hidden groups and nothing says who is the same, no proof is possible. */
function isOverlapKnown(work: Linking, table: PublishedTable): boolean {
  const filters = nestingFilters(work.index.candidate.parameters, table.parameters);
  if (filters === undefined || filters.length === 0) return true;
  const known = [...table.rows, ...work.index.candidate.rows].every((row) => row.people !== undefined);
  if (known && filters.length === 1) return true;
  const hid = table.rows.some((row) => row.cells.some((cell) => typeof cell === 'string'));
  const small = [...work.counts.cells.values()].some((value) => value >= 1 && value < work.threshold);
  return !hid && !small;
}

function ownCells(index: TableIndex, counts: ColumnSystem): Map<string, KnownCell> {
  const cells = new Map<string, KnownCell>();
  for (const column of countColumns(index.candidate)) {
    for (const row of index.candidate.rows) {
      const id = cellId(column.id, row.at);
      const value = counts.cells.get(id);
      if (value === undefined) continue;
      const people = peopleOf(index.candidate, row.at);
      const key = keyOf(column.id, people, row.people);
      if (!cells.has(key)) cells.set(key, { id, people, value });
    }
  }
  return cells;
}

function ownNames(index: TableIndex, counts: ColumnSystem): Map<string, string> {
  const ids = countColumns(index.candidate).flatMap((column) =>
    index.candidate.rows.map((row) => cellId(column.id, row.at)),
  );
  return new Map(ids.filter((id) => counts.cells.has(id)).map((id) => [id, id]));
}

/** The same people have the same key: by fingerprint where there is one, else by the conditions asked. */
function keyOf(column: string, people: People, fingerprints: PublishedRow['people']): string {
  const fingerprint = fingerprints?.[column];
  const nobody = fingerprint === undefined || /^0*$/u.test(fingerprint);
  return nobody ? peopleKey(column, people) : `people:${fingerprint}`;
}

/** Brings one earlier table into the system. */
function join(work: Linking, table: PublishedTable): Map<string, string> {
  const names = new Map<string, string>();
  for (const column of countColumns(table)) {
    const position = table.columns.findIndex(({ id }) => id === column.id);
    for (const row of table.rows) {
      const published = row.cells[position];
      if (published === undefined || published === null) continue;
      const people = peopleOf(table, row.at);
      const key = keyOf(column.id, people, row.people);
      const local = cellId(column.id, row.at);
      const mayBeZero = mayHideZero(table, row, position);
      names.set(local, nameOf(work, { key, table, published, mayBeZero }));
      if (typeof published === 'number')
        compare(work, column.id, { id: names.get(local)!, people, value: published });
    }
  }
  addEarlierSums(work, table, names);
  addEarlierParts(work, table, names);
  return names;
}

/**
 * Parts of a hidden group are hidden with it, zeros included. A part that is sensitive in a group that is
 * not was hidden for its own sake, so it is not zero.
 */
function mayHideZero(table: PublishedTable, row: PublishedRow, column: number): boolean {
  const reason = row.cells[column];
  const group = row.cells[table.columns.findIndex(({ id }) => id === table.columns[column]!.of)];
  if (reason === 'ledger') return true;
  return typeof group === 'string' && (group === 'primary' || reason !== 'primary');
}

interface EarlierCell {
  readonly key: string;
  readonly table: PublishedTable;
  readonly published: number | string;
  readonly mayBeZero: boolean;
}

/** The id under which an earlier cell takes part: that of the new table's cell of the same people, or its own. */
function nameOf(work: Linking, { key, table, published, mayBeZero }: EarlierCell): string {
  const own = work.byKey.get(key);
  if (own !== undefined && (typeof published === 'string' || published === own.value)) {
    if (typeof published === 'number') work.frozen.add(own.id);
    else {
      work.forced.add(own.id);
      if (published === 'primary') work.needs.set(own.id, work.need);
    }
    return own.id;
  }
  const id = own === undefined ? `earlier:${key}` : `earlier:${key}#${table.releaseId}`;
  if (!work.counts.cells.has(id)) {
    work.foreign.add(id);
    work.counts.virtual.add(id);
    if (typeof published === 'number') {
      work.counts.cells.set(id, published);
      work.frozen.add(id);
    } else {
      work.counts.cells.set(id, Number.NaN);
      work.unknown.add(id);
      work.forced.add(id);
      if (mayBeZero) work.mayBeZero.add(id);
      if (published === 'primary') work.needs.set(id, work.need);
    }
  }
  return id;
}

/** A difference of 1 to threshold − 1 people between possibly nested groups is a sensitive group itself. */
function compare(work: Linking, concept: string, earlier: KnownCell): void {
  for (const own of work.byKey.values()) {
    if (own.id === earlier.id || !own.id.startsWith(`${concept}@`)) continue;
    const difference = Math.abs(own.value - earlier.value);
    if (difference < 1 || difference >= work.threshold || !mayBeNested(own.people, earlier.people)) continue;
    const id = `difference:${own.id}:${earlier.id}`;
    const [large, little] = own.value > earlier.value ? [own.id, earlier.id] : [earlier.id, own.id];
    work.counts.cells.set(id, difference);
    work.counts.virtual.add(id);
    work.foreign.add(id);
    work.counts.relations.push([large, [little, id]]);
    work.needs.set(id, work.need);
  }
}

/** The sums of an earlier table, over the joined names. */
function addEarlierSums(work: Linking, table: PublishedTable, names: ReadonlyMap<string, string>): void {
  const value = (local: string) => work.counts.cells.get(names.get(local)!)!;
  const parents = table.dimensions.map((dimension) => Map.groupBy(dimension.levels, (level) => level.parent));
  for (const column of countColumns(table)) {
    for (const row of table.rows) {
      const parent = cellId(column.id, row.at);
      if (!names.has(parent)) continue;
      table.dimensions.forEach((dimension, position) => {
        if (!dimension.partition) return;
        const children = (parents[position]!.get(row.at[position]!) ?? [])
          .map((level) => cellId(column.id, row.at.with(position, level.code)))
          .filter((id) => names.has(id));
        if (children.length === 0) return;
        const ids = children.map((id) => names.get(id)!);
        if (ids.includes(names.get(parent)!)) return;
        const rest = value(parent) - children.reduce((sum, id) => sum + value(id), 0);
        if (Number.isNaN(rest) || rest < 0) ids.push(openRest(work));
        else if (rest > 0) ids.push(knownRest(work, rest));
        work.counts.relations.push([names.get(parent)!, ids]);
      });
    }
  }
}

function knownRest(work: Linking, rest: number): string {
  const id = `rest:${work.counts.virtual.size}`;
  work.counts.cells.set(id, rest);
  work.counts.virtual.add(id);
  work.foreign.add(id);
  return id;
}

/** A hidden part of an earlier group is at most the group. */
function addEarlierParts(work: Linking, table: PublishedTable, names: ReadonlyMap<string, string>): void {
  for (const column of countColumns(table)) {
    if (column.of === undefined) continue;
    for (const row of table.rows) {
      const base = names.get(cellId(column.of, row.at));
      const part = names.get(cellId(column.id, row.at));
      // Everybody of the group: both are one cell.
      if (base === undefined || part === undefined || base === part || work.frozen.has(part)) continue;
      if (!work.unknown.has(part) && !work.unknown.has(base)) continue;
      const id = openCell(work, 'others');
      work.counts.relations.push([base, [part, id]]);
    }
  }
}

/** Whether levels were left out is unknown when a part is hidden: people may remain. */
function openRest(work: Linking): string {
  return openCell(work, 'rest');
}

/**
 * Hidden values of earlier tables are not kept. Any whole-number table that fits what was printed serves
 * as the starting point: interval widths do not depend on which one.
 *
 * @returns false when none was found
 */
async function complete(work: Linking): Promise<boolean> {
  const unknown = [...work.unknown].filter((id) => Number.isNaN(work.counts.cells.get(id)!));
  if (unknown.length === 0) return true;
  const at = new Map(unknown.map((id, position) => [id, position]));
  const rows: SparseRow[] = [];
  for (const [parent, children] of work.counts.relations) {
    const row = openRow(work.counts, at, parent, children);
    if (row !== undefined) rows.push(row);
  }
  const model = new SolverModel(await loadSolver(), {
    cost: unknown.map((id) => (id.startsWith('rest:') ? 1 : 0)),
    lower: unknown.map((id) => (id.startsWith('earlier:') && !work.mayBeZero.has(id) ? 1 : 0)),
    upper: unknown.map(() => 1e9),
    rows,
    integer: true,
  });
  try {
    model.set({ time_limit: 10, mip_max_nodes: 20_000 });
    const { x } = model.solve();
    if (x === undefined) return false;
    for (const [position, id] of unknown.entries()) {
      const value = Math.round(x[position]!);
      work.counts.cells.set(id, value);
      // Nobody left out fits what was printed: the attacker may take the levels as complete.
      if (value === 0 && id.startsWith('rest:')) {
        work.forced.delete(id);
        work.frozen.add(id);
      }
    }
    return true;
  } finally {
    model.dispose();
  }
}

function openRow(
  counts: ColumnSystem,
  at: ReadonlyMap<string, number>,
  parent: string,
  children: readonly string[],
): SparseRow | undefined {
  const indices: number[] = [];
  const values: number[] = [];
  let known = 0;
  for (const [id, sign] of [[parent, -1] as const, ...children.map((child) => [child, 1] as const)]) {
    const position = at.get(id);
    if (position === undefined) known -= sign * counts.cells.get(id)!;
    else {
      indices.push(position);
      values.push(sign);
    }
  }
  return indices.length === 0 ? undefined : { indices, values, lower: known, upper: known };
}
