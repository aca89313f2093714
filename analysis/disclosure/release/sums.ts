import type { Column } from '../../domain/statistic.ts';
import { type SuppressOptions, suppress } from '../engine/suppress.ts';
import { buildSystem, type Need } from '../engine/system.ts';
import type { DisclosurePolicy } from '../policy.ts';
import { amountMargin, type Concentration, isDominated } from '../rules/dominance.ts';
import type { Hiding } from './hiding.ts';
import type { RuleSwitches } from './options.ts';
import { cannotProtect, malformedTable } from './refusals.ts';
import {
  addColumn,
  type ColumnSystem,
  cellId,
  emptySystem,
  isRoot,
  marginLevel,
  type TableIndex,
} from './table-system.ts';

/**
 * Hides amounts: those of hidden people, dominated ones, and what would give either back by subtraction.
 * Adds to `hiding`.
 *
 * @throws UserIssue `disclosure.contributions_missing`, `disclosure.cannot_protect`
 */
export async function hideSums(
  index: TableIndex,
  column: Column,
  hiding: Hiding,
  setting: {
    readonly policy: DisclosurePolicy;
    readonly rules: RuleSwitches;
    readonly effort: SuppressOptions;
  },
): Promise<void> {
  const { policy, rules } = setting;
  const sums = emptySystem();
  addColumn(index, sums, { columnId: column.id, counts: false, remainder: rules.remainder });
  const needs = sensitiveSums(index, column, { sums, hiding, policy, rules });
  for (const [id, need] of needs)
    if (!sums.virtual.has(id)) hiding.set(id, need.dominance ? 'dominance' : 'primary');
  const forced = index.candidate.rows
    .filter((row) => hiding.has(cellId(column.of!, row.at)))
    .map((row) => cellId(column.id, row.at))
    .filter((id) => sums.cells.has(id));
  for (const id of forced) if (!hiding.has(id)) hiding.set(id, hiding.get(baseOf(id, column)) ?? 'secondary');
  if (!rules.sums || needs.size === 0) return;
  for (const rootsMayHide of [false, true]) {
    const system = sumSystem(index, column, { sums, needs, forced, rootsMayHide });
    const pattern = await suppress(system, setting.effort);
    if (pattern === undefined) continue;
    system.ids.forEach((id, at) => {
      if (pattern.hidden[at] === 1 && !hiding.has(id) && !sums.virtual.has(id)) hiding.set(id, 'secondary');
    });
    return;
  }
  throw cannotProtect();
}

interface SumNeed extends Need {
  readonly dominance: boolean;
}

function baseOf(id: string, column: Column): string {
  return `${column.of!}${id.slice(column.id.length)}`;
}

function sensitiveSums(
  index: TableIndex,
  column: Column,
  setting: {
    readonly sums: ColumnSystem;
    readonly hiding: Hiding;
    readonly policy: DisclosurePolicy;
    readonly rules: RuleSwitches;
  },
): Map<string, SumNeed> {
  const { sums, hiding, policy, rules } = setting;
  const needs = new Map<string, SumNeed>();
  for (const row of index.candidate.rows) {
    const id = cellId(column.id, row.at);
    const sum = sums.cells.get(id);
    if (sum === undefined || sum === 0) continue;
    const largest = row.contributions?.[column.id];
    if (largest === undefined) throw malformedTable('contributions_missing');
    const cell: Concentration = { sum, largest };
    const dominated = rules.dominance && isDominated(cell, policy.dominance) !== false;
    const primary = hiding.get(cellId(column.of!, row.at)) === 'primary';
    if (!dominated && !primary) continue;
    const margin = Math.max(amountMargin(cell, policy.dominance), 1e-9);
    needs.set(id, { width: 0, up: margin, down: Math.min(margin, Math.abs(sum)), dominance: dominated });
  }
  for (const id of sums.virtual) {
    const amount = Math.abs(sums.cells.get(id)!);
    const margin = (policy.dominance.p / 100) * amount;
    needs.set(id, { width: 0, up: margin, down: margin, dominance: true });
  }
  return needs;
}

function sumSystem(
  index: TableIndex,
  column: Column,
  setting: {
    readonly sums: ColumnSystem;
    readonly needs: ReadonlyMap<string, Need>;
    readonly forced: readonly string[];
    readonly rootsMayHide: boolean;
  },
) {
  const { sums, rootsMayHide } = setting;
  const rows = new Map(index.candidate.rows.map((row) => [cellId(column.id, row.at), row]));
  return buildSystem({
    cells: sums.cells,
    relations: sums.relations,
    floor: (_, value) => Math.min(0, value),
    needs: setting.needs,
    forced: setting.forced,
    integer: false,
    mayHide: (id, value) => {
      const row = rows.get(id);
      return row === undefined || (value !== 0 && (rootsMayHide || !isRoot(index, row.at)));
    },
    weight: (id, value) => {
      const row = rows.get(id);
      return row === undefined
        ? 0.05
        : (1 + Math.log2(1 + Math.abs(value))) * (1 + 2 * marginLevel(index, row.at));
    },
  });
}
