import type { CandidateTable } from '../../domain/statistic.ts';
import { buildSystem, type CellSystem, type Need } from '../engine/system.ts';
import type { DisclosurePolicy } from '../policy.ts';
import type { RuleSwitches } from './options.ts';
import {
  addColumn,
  addComplements,
  type ColumnSystem,
  cellId,
  emptySystem,
  isRoot,
  marginLevel,
  type TableIndex,
} from './table-system.ts';

/** The joint system of all counts of a table, their complements and left-out remainders. */
export interface CountProblem {
  readonly system: CellSystem;
  readonly needs: ReadonlyMap<string, Need>;
}

/** Whether 1 ≤ count < threshold. */
export function isSmall(count: number, threshold: number): boolean {
  return count >= 1 && count < threshold;
}

/**
 * Builds the attacker's system over every person count of the table.
 *
 * @param rootsMayHide lets grand totals be hidden too, when nothing else protects a cell
 */
export function countProblem(
  index: TableIndex,
  policy: DisclosurePolicy,
  rules: RuleSwitches,
  rootsMayHide: boolean,
): CountProblem {
  const counts = collectCounts(index, rules);
  const needs = sensitiveCounts(index, counts, policy, rules);
  const rows = new Map(
    index.candidate.rows.flatMap((row) =>
      index.candidate.columns.map((column) => [cellId(column.id, row.at), row] as const),
    ),
  );
  const roots = new Set(
    index.candidate.rows
      .filter((row) => isRoot(index, row.at))
      .flatMap((row) => index.candidate.columns.map((column) => cellId(column.id, row.at))),
  );
  const system = buildSystem({
    cells: counts.cells,
    relations: counts.relations,
    floor: (_, value) => Math.min(1, value),
    needs,
    forced: samePeople(index.candidate, counts, needs),
    integer: true,
    mayHide: (id, value) => counts.virtual.has(id) || (value >= 1 && (rootsMayHide || !roots.has(id))),
    weight: (id, value) => {
      const row = rows.get(id);
      if (row === undefined) return 0.05;
      return (1 + Math.log2(1 + value)) * (1 + 2 * marginLevel(index, row.at));
    },
  });
  return { system, needs };
}

function collectCounts(index: TableIndex, rules: RuleSwitches): ColumnSystem {
  const counts = emptySystem();
  for (const column of index.candidate.columns) {
    if (column.kind !== 'count' && column.kind !== 'count_subset') continue;
    addColumn(index, counts, { columnId: column.id, counts: true, remainder: rules.remainder });
  }
  for (const column of index.candidate.columns) {
    if (column.kind === 'count_subset' && rules.complement) {
      addComplements(index, counts, column.id, column.of!);
    }
  }
  return counts;
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
  if (!rules.fullCells) return needs;
  for (const column of index.candidate.columns) {
    if (column.kind !== 'count_subset' || column.fullShown === true) continue;
    for (const row of index.candidate.rows) {
      const rest = `${cellId(column.id, row.at)}~rest`;
      if (counts.cells.get(rest) === 0 && counts.cells.get(cellId(column.id, row.at))! > 0) {
        needs.set(rest, need);
      }
    }
  }
  return needs;
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
