import type { CandidateRow, CandidateTable, Column } from '../../domain/statistic.ts';
import { type SuppressOptions, suppress } from '../engine/suppress.ts';
import { buildSystem, type Need } from '../engine/system.ts';
import { peopleIn, peopleKey } from '../ledger/people.ts';
import type { LedgerView, PublishedTable } from '../ledger/view.ts';
import { type DisclosurePolicy, isSmall } from '../policy.ts';
import type { Hiding } from './hiding.ts';
import type { RuleSwitches } from './options.ts';
import { amountNeed } from './sums.ts';
import {
  addColumn,
  type ColumnSystem,
  cellId,
  emptySystem,
  indexTable,
  type TableIndex,
} from './table-system.ts';

interface WholeSetting {
  readonly policy: DisclosurePolicy;
  readonly rules: RuleSwitches;
  readonly effort: SuppressOptions;
  readonly ledger: LedgerView;
}

/** What a column's amounts are of: a whole, all of it (no parts) or the sum of some of its parts. */
interface Share {
  readonly whole: string;
  readonly parts: readonly string[];
}

/** What readers know of an amount: it was printed, or there and hidden (for its own sake: `sensitive`). */
type Known = 'printed' | 'sensitive' | 'hidden';

/**
 * Hides amounts that, with those of earlier tables about the same whole (all medical cost) or other parts of it
 * (inpatient, outpatient, pharmacy), would give back an amount that is hidden or would be. The whole is taken as
 * known, so that it can be shown in whatever order the tables come. Adds to `hiding`.
 *
 * @returns the earlier releases that took part
 */
export async function hideOfWholes(
  index: TableIndex,
  column: Column,
  hiding: Hiding,
  setting: WholeSetting,
): Promise<readonly string[]> {
  const own = shareOf(column);
  const { candidate } = index;
  if (own === undefined || candidate.parts === undefined) return [];
  const earlier = publishedOf(own, setting);
  if (!earlier.some(({ share }) => nameOf(share) !== nameOf(own))) return [];
  const places = new Set(candidate.rows.map((row) => placeKey(candidate, row.at)));
  const known = knownAmounts(earlier, places);
  if (known.size === 0) return [];
  const tables = await candidate.parts(own.whole);
  const shares: [Share, ...Share[]] = [own, ...earlier.map(({ share }) => share)];
  const family = familyOf(index, column, shares, tables);
  const needs = new Map([
    ...hiddenBefore(family, known, setting),
    ...sensitiveParts(family, tables, setting),
    ...sensitiveOwn(index, column, hiding, setting),
  ]);
  const system = familySystem(family, { needs, hiding, known });
  const releases = [...new Set(earlier.map(({ table }) => table.releaseId))];
  if (system.needs.size === 0) return [];
  const pattern = await suppress(system, setting.effort);
  let hid = false;
  for (const { at, cell } of family.own) {
    const position = system.ids.indexOf(cell);
    const printed = known.get(knownKey(own, placeKey(candidate, at))) === 'printed';
    const hide = pattern === undefined ? !printed : pattern.hidden[position] === 1;
    if (!hide || hiding.has(cell)) continue;
    hiding.set(cell, 'ledger');
    hid = true;
  }
  return hid ? releases : [];
}

/** Which whole the amounts of a column belong to, as its concept says: `whole`, `whole/part` or `whole/part+part`. */
function shareOf({ kind, concept }: Pick<Column, 'concept'> & { readonly kind: string }): Share | undefined {
  if (kind !== 'sum' || concept === undefined) return undefined;
  const [whole = '', parts] = concept.split('/');
  return { whole, parts: parts === undefined ? [] : parts.split('+') };
}

function nameOf({ parts }: Share): string {
  return parts.join('+');
}

interface PublishedAmounts {
  readonly table: PublishedTable;
  readonly column: number;
  readonly share: Share;
}

function publishedOf({ whole }: Share, { ledger, policy }: WholeSetting): readonly PublishedAmounts[] {
  return ledger.tables
    .filter(({ threshold }) => threshold >= policy.threshold)
    .flatMap((table) =>
      table.columns.flatMap((column, at) => {
        const share = shareOf(column);
        return share?.whole === whole ? [{ table, column: at, share }] : [];
      }),
    );
}

function placeKey(table: Parameters<typeof peopleIn>[0], at: readonly string[]): string {
  return peopleKey('', peopleIn(table)(at));
}

function knownKey(share: Share, place: string): string {
  return `${nameOf(share)} ${place}`;
}

/** What was said of the amounts in some places; what was printed once is known, whatever was hidden later. */
function knownAmounts(
  earlier: readonly PublishedAmounts[],
  places: ReadonlySet<string>,
): ReadonlyMap<string, Known> {
  const known = new Map<string, Known>();
  for (const { table, column, share } of earlier) {
    for (const { at, cells } of table.rows) {
      const place = placeKey(table, at);
      const cell = cells[column];
      if (!places.has(place) || cell === null || cell === undefined) continue;
      const key = knownKey(share, place);
      if (typeof cell === 'number') known.set(key, 'printed');
      else if (cell === 'primary' || cell === 'dominance') {
        if (known.get(key) !== 'printed') known.set(key, 'sensitive');
      } else if (!known.has(key)) known.set(key, 'hidden');
    }
  }
  return known;
}

/** The exact amounts of the whole and its parts in every place of the new table, and their sums. */
interface Family {
  readonly system: ColumnSystem;
  /** Rows of the new table with the cell of its own amount. */
  readonly own: readonly { readonly at: readonly string[]; readonly cell: string }[];
  /** Cells by what they are of and place; the amounts of the new table are those of its own column. */
  readonly cells: readonly { readonly share: Share; readonly place: string; readonly cell: string }[];
  readonly share: Share;
  /** The column that stands for a part. */
  readonly columnOf: (part: string) => string;
}

function familyOf(
  index: TableIndex,
  column: Column,
  [own, ...others]: readonly [Share, ...Share[]],
  tables: readonly CandidateTable[],
): Family {
  const { candidate } = index;
  const whole: Share = { whole: own.whole, parts: [] };
  const parts = tables.map((table) => ({ share: partOf(table), amounts: amountsOf(table) }));
  const columnOf = (share: Share) =>
    nameOf(share) === nameOf(own) ? column.id : `${column.id}~of~${nameOf(share)}`;
  const all = [
    ...new Map(
      [whole, ...parts.map(({ share }) => share), own, ...others].map((share) => [nameOf(share), share]),
    ).values(),
  ];
  const rows = candidate.rows.map((row): CandidateRow => {
    const amounts = new Map(
      parts.map(({ share, amounts: found }) => [nameOf(share), found.get(row.at.join('|'))?.amount ?? 0]),
    );
    const sum = (names: readonly string[]) =>
      names.reduce((total, name) => total + (amounts.get(name) ?? 0), 0);
    const values = all.map(({ parts: names }) => sum(names.length === 0 ? [...amounts.keys()] : names));
    return { at: row.at, values };
  });
  const columns = all.map((share): Column => ({ ...column, id: columnOf(share) }));
  const joint = indexTable({
    ...candidate,
    columns: columns.map(({ of: _, ...rest }): Column => ({ ...rest, kind: 'count' })),
    rows,
  });
  const system = emptySystem();
  for (const { id } of columns) addColumn(joint, system, { columnId: id, counts: false, remainder: true });
  for (const { at } of rows) {
    const cellsOf = (names: readonly Share[]) => names.map((share) => cellId(columnOf(share), at));
    system.relations.push([cellId(columnOf(whole), at), cellsOf(parts.map(({ share }) => share))]);
    for (const share of all) {
      if (share.parts.length < 2) continue;
      const some = share.parts.map((part) => ({ whole: own.whole, parts: [part] }));
      system.relations.push([cellId(columnOf(share), at), cellsOf(some)]);
    }
  }
  const cells = rows.flatMap(({ at }) => {
    const place = placeKey(candidate, at);
    return all.map((share) => ({ share, place, cell: cellId(columnOf(share), at) }));
  });
  return {
    system,
    own: rows.map(({ at }) => ({ at, cell: cellId(column.id, at) })),
    cells,
    share: own,
    columnOf: (part) => columnOf({ whole: own.whole, parts: [part] }),
  };
}

function partOf(table: CandidateTable): Share {
  return table.columns.map(shareOf).find((share) => share !== undefined)!;
}

interface PartAmount {
  readonly amount: number;
  readonly row: CandidateRow;
}

function amountsOf(table: CandidateTable): ReadonlyMap<string, PartAmount> {
  const at = table.columns.findIndex((column) => shareOf(column) !== undefined);
  return new Map(table.rows.map((row) => [row.at.join('|'), { amount: row.values[at] ?? 0, row }] as const));
}

/** The parts that are sensitive by themselves: of few people, of few institutions, or dominated. */
function sensitiveParts(
  family: Family,
  tables: readonly CandidateTable[],
  { policy, rules }: WholeSetting,
): ReadonlyMap<string, Need> {
  const needs = new Map<string, Need>();
  for (const table of tables) {
    const column = table.columns.find((each) => shareOf(each) !== undefined)!;
    const base = table.columns.findIndex(({ id }) => id === column.of);
    for (const [place, { amount, row }] of amountsOf(table)) {
      const behind = row.institutions;
      const institutions = typeof behind === 'number' ? behind : (behind?.[column.of ?? ''] ?? 0);
      const few = institutions >= 1 && institutions < policy.institutions;
      const small = isSmall(row.values[base] ?? 0, policy.threshold);
      const reason = small ? 'primary' : few ? 'dominance' : undefined;
      const need = amountNeed({ row, column, sum: amount, reason }, { policy, rules });
      if (need === undefined || amount === 0) continue;
      needs.set(`${family.columnOf(partOf(table).parts[0]!)}@${place}`, need);
    }
  }
  return needs;
}

/** Amounts of the new table that are hidden for their own sake. */
function sensitiveOwn(
  index: TableIndex,
  column: Column,
  hiding: Hiding,
  { policy, rules }: WholeSetting,
): readonly (readonly [string, Need])[] {
  const at = index.columnAt.get(column.id)!;
  return index.candidate.rows.flatMap((row) => {
    const cell = cellId(column.id, row.at);
    const reason = hiding.get(cell);
    const sum = row.values[at] ?? 0;
    const need = sum === 0 ? undefined : amountNeed({ row, column, sum, reason }, { policy, rules });
    return need === undefined ? [] : [[cell, need] as const];
  });
}

/** Amounts of earlier tables that were hidden for their own sake; how few were behind them is not kept. */
function hiddenBefore(
  family: Family,
  known: ReadonlyMap<string, Known>,
  { policy }: WholeSetting,
): readonly (readonly [string, Need])[] {
  return family.cells.flatMap(({ share, place, cell }) => {
    const amount = Math.abs(family.system.cells.get(cell) ?? 0);
    if (known.get(knownKey(share, place)) !== 'sensitive' || amount === 0) return [];
    const margin = (policy.dominance.p / 100) * amount;
    return [[cell, { width: 0, up: margin, down: margin }] as const];
  });
}

/** The attacker's system: what was printed is known, the whole too; only amounts of the new table can be hidden. */
function familySystem(
  family: Family,
  setting: {
    readonly needs: ReadonlyMap<string, Need>;
    readonly hiding: Hiding;
    readonly known: ReadonlyMap<string, Known>;
  },
) {
  const { needs, hiding, known } = setting;
  const { system, share: own } = family;
  const printed = new Set<string>();
  const open = new Set(system.virtual);
  for (const { share, place, cell } of family.cells) {
    const status = known.get(knownKey(share, place));
    const isOwn = nameOf(share) === nameOf(own);
    if (status === 'printed' || (!isOwn && share.parts.length === 0 && status === undefined))
      printed.add(cell);
    else if (!isOwn || hiding.has(cell)) open.add(cell);
  }
  const mine = new Set(family.own.map(({ cell }) => cell));
  return buildSystem({
    cells: system.cells,
    relations: system.relations,
    floor: (_, value) => Math.min(0, value),
    needs: new Map([...needs].filter(([id]) => system.cells.has(id) && !printed.has(id))),
    forced: open,
    integer: false,
    mayHide: (id, value) => mine.has(id) && value !== 0 && !printed.has(id),
    weight: (_, value) => 1 + Math.log2(1 + Math.abs(value)),
  });
}
