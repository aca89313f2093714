import type { CandidateRow, CandidateTable } from '../../domain/statistic.ts';
import { buildSystem, type CellSystem, type Need } from '../engine/system.ts';
import { type LedgerLinks, NO_LINKS } from '../ledger/joint.ts';
import { linkCounts } from '../ledger/links.ts';
import { impliedTotals } from '../ledger/sets.ts';
import type { LedgerView } from '../ledger/view.ts';
import { type DisclosurePolicy, isSmall } from '../policy.ts';
import { addBroadAges } from './broad-ages.ts';
import { addCloseParts } from './close-parts.ts';
import type { RuleSwitches } from './options.ts';
import {
  addColumn,
  addComplements,
  addFew,
  addNestedDifferences,
  addVirtual,
  type ColumnSystem,
  cellId,
  countColumns,
  emptySystem,
  isRoot,
  marginLevel,
  type TableIndex,
} from './table-system.ts';

/** All counts of a table with what follows from them. */
interface OwnCounts {
  readonly counts: ColumnSystem;
  /** Sensitive cells of the table itself. */
  readonly own: ReadonlyMap<string, Need>;
}

/** Counts of a table with what earlier releases add. */
export interface CountProblem extends OwnCounts {
  readonly links: LedgerLinks;
}

interface CountSetting {
  readonly policy: DisclosurePolicy;
  readonly rules: RuleSwitches;
}

/** Cells that may be hidden to protect others: none of the grand totals, these too, or zeros as well. */
export type Reach = 'parts' | 'totals' | 'all';

/** Collects every person count of the table, complements and remainders. */
export function ownCounts(index: TableIndex, { policy, rules }: CountSetting): OwnCounts {
  const counts = collectCounts(index, policy, rules);
  return { counts, own: sensitiveCounts(index, counts, policy, rules) };
}

/** The counts of a table with what earlier releases add. */
export async function countProblem(
  index: TableIndex,
  { counts, own }: OwnCounts,
  { policy, rules, ledger }: CountSetting & { readonly ledger: LedgerView },
): Promise<CountProblem> {
  const need: Need = { width: policy.width, up: 0, down: 0 };
  const linked = rules.ledger
    ? await linkCounts(index, counts, ledger, {
        threshold: policy.threshold,
        need,
        samePeople: rules.samePeople,
        classes: rules.classes,
        close: rules.close,
      })
    : { counts, links: NO_LINKS };
  return { ...linked, own };
}

/**
 * The attacker's system over a count problem.
 *
 * @param reach which cells may be hidden to protect others
 */
export function countSystem(index: TableIndex, problem: CountProblem, reach: Reach): CellSystem {
  const { counts, links } = problem;
  const needs = new Map([...problem.own, ...links.needs].filter(([id]) => !links.frozen.has(id)));
  const rows = new Map<string, CandidateRow>();
  const roots = new Set<string>();
  const atLeast = new Map<string, number>();
  const first = index.candidate.columns[0];
  const withAmount = contributorCells(index);
  for (const row of index.candidate.rows) {
    const root = isRoot(index, row.at);
    if (row.atLeast !== undefined && first !== undefined) atLeast.set(cellId(first.id, row.at), row.atLeast);
    for (const column of index.candidate.columns) {
      const id = cellId(column.id, row.at);
      rows.set(id, row);
      if (root) roots.add(id);
    }
  }
  const forced = new Set([...samePeople(index.candidate, counts, problem.own), ...links.forced]);
  for (const id of links.frozen) forced.delete(id);
  return buildSystem({
    cells: counts.cells,
    relations: counts.relations,
    floor: (id, value) => {
      // With everything hidden for the same reason, nothing says that a cell of this table is not zero,
      // unless an amount of these people does.
      const own = !links.foreign.has(id) && !links.positive.has(id) && !withAmount.has(id);
      const untold = reach === 'all' && own;
      const least = Math.min(value, atLeast.get(id) ?? 0);
      return links.mayBeZero.has(id) || untold ? least : Math.max(Math.min(1, value), least);
    },
    needs,
    forced,
    integer: true,
    mayHide: (id, value) => {
      if (links.frozen.has(id) || links.foreign.has(id) || counts.known.has(id)) return false;
      if (reach === 'all' || counts.virtual.has(id)) return true;
      return value >= 1 && (reach === 'totals' || !roots.has(id));
    },
    weight: (id, value) => {
      const row = rows.get(id);
      if (row === undefined) return 0.05;
      return (row.weight ?? 1) * (1 + Math.log2(1 + value)) * (1 + 2 * marginLevel(index, row.at));
    },
  });
}

/** Cells that count the contributors to an amount. */
function contributorCells({ candidate }: TableIndex): Set<string> {
  const counted = candidate.columns.flatMap(({ kind, of }) =>
    kind === 'sum' && of !== undefined ? [of] : [],
  );
  return new Set(counted.flatMap((column) => candidate.rows.map(({ at }) => cellId(column, at))));
}

function collectCounts(index: TableIndex, policy: DisclosurePolicy, rules: RuleSwitches): ColumnSystem {
  const { threshold } = policy;
  const counts = emptySystem();
  for (const { id } of countColumns(index.candidate))
    addColumn(index, counts, { columnId: id, counts: true, remainder: rules.remainder });
  for (const column of index.candidate.columns) {
    if (column.kind === 'count_subset' && rules.complement) {
      addComplements(index, counts, column.id, column.of!);
    }
  }
  if (rules.broadAges) addBroadAges(index, counts, policy);
  if (rules.remainder) {
    addKnownWholes(index.candidate, counts, threshold);
    addFew(index, counts, threshold);
  }
  if (rules.nested) addNestedDifferences(index, counts, threshold);
  if (rules.close) addCloseParts(index, counts, threshold);
  return counts;
}

/** Everybody together, where a table has no such row and others print it. */
function addKnownWholes(candidate: CandidateTable, counts: ColumnSystem, threshold: number): void {
  const dimensions = candidate.dimensions.filter(({ wholeKnown }) => wholeKnown === true);
  if (dimensions.length === 0) return;
  for (const [whole, parts] of impliedTotals(candidate, (id) => counts.cells.has(id))) {
    const persons = parts.reduce((sum, id) => sum + counts.cells.get(id)!, 0);
    if (persons < threshold) continue;
    addVirtual(counts, whole, persons, [whole, [...parts]]);
    counts.known.add(whole);
  }
}

function sensitiveCounts(
  index: TableIndex,
  counts: ColumnSystem,
  policy: DisclosurePolicy,
  rules: RuleSwitches,
): Map<string, Need> {
  const needs = new Map<string, Need>();
  const need: Need = { width: policy.width, up: 0, down: 0 };
  for (const [id, value] of counts.cells) {
    if (rules.threshold && isSmall(value, policy.threshold)) needs.set(id, need);
  }
  if (rules.institutions) {
    for (const id of institutionCells(index, policy))
      if ((counts.cells.get(id) ?? 0) > 0) needs.set(id, need);
  }
  if (!rules.fullCells) return needs;
  for (const column of index.candidate.columns) {
    if (column.kind !== 'count_subset' || column.fullShown === true) continue;
    for (const row of index.candidate.rows) {
      const cell = cellId(column.id, row.at);
      const part = counts.cells.get(cell)!;
      // Below the threshold both the group and its part are hidden for their size.
      const full = part >= policy.threshold && counts.cells.get(`${cell}~rest`) === 0;
      if (full) needs.set(`${cell}~rest`, need);
    }
  }
  return needs;
}

/** Counts that are about too few institutions: whose they are is plain, however many people it is. */
export function institutionCells(
  { candidate }: TableIndex,
  { institutions: least }: DisclosurePolicy,
): string[] {
  const columns = countColumns(candidate);
  return candidate.rows.flatMap(({ at, institutions }) =>
    columns
      .filter(({ id }) => {
        const behind = typeof institutions === 'number' ? institutions : (institutions?.[id] ?? 0);
        return behind >= 1 && behind < least;
      })
      .map(({ id }) => cellId(id, at)),
  );
}

/** Parts and complements of a group whose size is sensitive are hidden with it, zeros included. */
function samePeople(
  candidate: CandidateTable,
  counts: ColumnSystem,
  needs: ReadonlyMap<string, Need>,
): string[] {
  const forced = [...needs.keys()]
    .filter((id) => id.endsWith('~rest'))
    .map((id) => id.slice(0, -'~rest'.length));
  const bases = new Set<string>();
  let before = -1;
  while (before !== forced.length) {
    before = forced.length;
    for (const column of candidate.columns) {
      if (column.kind !== 'count_subset') continue;
      for (const row of candidate.rows) {
        const base = cellId(column.of!, row.at);
        const part = cellId(column.id, row.at);
        if (bases.has(part) || !counts.cells.has(part) || !(needs.has(base) || bases.has(base))) continue;
        bases.add(part);
        forced.push(part);
        if (counts.cells.has(`${part}~rest`)) forced.push(`${part}~rest`);
      }
    }
  }
  return forced;
}
