import type { CandidateRow, Column, HiddenReason } from '../../domain/statistic.ts';
import { type SuppressOptions, suppress } from '../engine/suppress.ts';
import { buildSystem, type Need } from '../engine/system.ts';
import { type LedgerLinks, NO_LINKS } from '../ledger/joint.ts';
import { linkAmounts } from '../ledger/links.ts';
import type { LedgerView } from '../ledger/view.ts';
import type { DisclosurePolicy } from '../policy.ts';
import {
  amountMargin,
  type Concentration,
  couldBeDominated,
  heldMargin,
  isDominated,
  isHeld,
} from '../rules/dominance.ts';
import { protectUnions } from '../rules/unions.ts';
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

interface SumSetting {
  readonly policy: DisclosurePolicy;
  readonly rules: RuleSwitches;
  readonly effort: SuppressOptions;
  readonly ledger: LedgerView;
}

/**
 * Hides amounts: those of hidden people, dominated ones, and what would give either back by subtraction, from
 * this table or from earlier ones. Adds to `hiding`.
 *
 * @returns the earlier releases that took part
 * @throws UserIssue `disclosure.contributions_missing`, `disclosure.cannot_protect`
 */
export async function hideSums(
  index: TableIndex,
  column: Column,
  hiding: Hiding,
  setting: SumSetting,
): Promise<readonly string[]> {
  const { policy, rules } = setting;
  const sums = emptySystem();
  addColumn(index, sums, { columnId: column.id, counts: false, remainder: rules.remainder });
  const needs = sensitiveSums(index, column, { sums, hiding, policy, rules });
  const printed = index.candidate.rows.map((row) => cellId(column.id, row.at));
  const links = rules.amountLedger && rules.ledger ? await linksOf(index, column, sums, setting) : NO_LINKS;
  for (const [id, need] of needs)
    if (!sums.virtual.has(id)) hiding.set(id, reasonOf(need, hiding.get(baseOf(id, column))));
  const ofHidden = index.candidate.rows
    .filter((row) => rules.amountsOfHidden && hiding.has(cellId(column.of!, row.at)))
    .map((row) => cellId(column.id, row.at))
    .filter((id) => sums.cells.has(id));
  for (const id of ofHidden)
    if (!hiding.has(id)) hiding.set(id, hiding.get(baseOf(id, column)) ?? 'secondary');
  for (const id of links.forced) if (!links.foreign.has(id) && !hiding.has(id)) hiding.set(id, 'ledger');
  if (!rules.sums) return links.releases;
  const all = new Map<string, Need>([...links.needs, ...needs]);
  for (const id of links.frozen) all.delete(id);
  const forced = [...ofHidden, ...links.forced];
  if (all.size === 0 && links === NO_LINKS) return [];
  for (const rootsMayHide of links.provable ? [false, true] : []) {
    const rows = { index, sums, rootsMayHide, links };
    const found = await protectUnions(all, {
      relations: sums.relations,
      marginOf: (ids) => unionMargin(ids, { index, column, sums, rules, policy }),
      mayHide: (id) => !sums.virtual.has(id) && mayHideSum(id, sums.cells.get(id)!, column, rows),
      mostSums: 1,
      suppress: async (needs) => {
        const system = sumSystem(column, { ...rows, needs, forced });
        const pattern = await suppress(system, setting.effort);
        return pattern && { system, pattern };
      },
    });
    if (found === undefined) continue;
    const { system, pattern } = found;
    system.ids.forEach((id, at) => {
      if (pattern.hidden[at] === 1 && !hiding.has(id) && !sums.virtual.has(id)) {
        hiding.set(id, needs.size === 0 ? 'ledger' : 'secondary');
      }
    });
    return links.releases;
  }
  if (links === NO_LINKS) throw cannotProtect();
  // Nothing that was not printed before: such a column tells nothing new.
  for (const id of printed) {
    if (sums.cells.has(id) && !links.frozen.has(id) && !hiding.has(id)) hiding.set(id, 'ledger');
  }
  return links.releases;
}

function linksOf(
  index: TableIndex,
  column: Column,
  sums: ColumnSystem,
  { policy, ledger }: SumSetting,
): Promise<LedgerLinks> {
  const { dominance } = policy;
  const contributions = new Map(
    index.candidate.rows.map((row) => [cellId(column.id, row.at), row.contributions?.[column.id] ?? []]),
  );
  const needOf = (value: number): Need => {
    const margin = Math.max((dominance.p / 100) * Math.abs(value), 1e-9);
    return { width: 0, up: margin, down: Math.min(margin, Math.abs(value)) };
  };
  return linkAmounts(index, sums, ledger, {
    columnId: column.id,
    decimals: column.decimals,
    threshold: policy.threshold,
    needOf,
    needOfDifference: (own, earlier) => {
      const amount = Math.abs(own.value - earlier.value);
      if (amount <= 0.5 * 10 ** -column.decimals + 1e-6 * Math.abs(own.value)) return undefined;
      const wider = own.value > earlier.value;
      const largest = wider
        ? contributions.get(own.id)!
        : earlier.largest === undefined
          ? []
          : [earlier.largest];
      return couldBeDominated(amount, largest, wider, dominance) ? needOf(amount) : undefined;
    },
  });
}

interface SumNeed extends Need {
  readonly dominance: boolean;
}

/**
 * What must stay uncertain about an amount: one that few persons or one institution dominate, or one of people who
 * are hidden themselves (`reason`); undefined where it may be known.
 *
 * @throws UserIssue `disclosure.table_malformed` where the largest contributions are missing
 */
export function amountNeed(
  amount: {
    readonly row: CandidateRow;
    readonly column: Column;
    readonly sum: number;
    readonly reason: HiddenReason | undefined;
  },
  { policy, rules }: Pick<SumSetting, 'policy' | 'rules'>,
): SumNeed | undefined {
  const { row, column, sum, reason } = amount;
  const largest = row.contributions?.[column.id];
  if (largest === undefined) throw malformedTable('contributions_missing');
  const cell: Concentration = { sum, largest };
  const holders = rules.holders ? row.holders?.[column.id] : undefined;
  const held: Concentration | undefined = holders && { sum, largest: holders };
  const dominated =
    (rules.dominance && isDominated(cell, policy.dominance) !== false) ||
    (held !== undefined && isHeld(held, policy.dominance));
  const hidden = rules.amountsOfHidden && (reason === 'primary' || reason === 'dominance');
  if (!dominated && !hidden) return undefined;
  const least = held === undefined ? 0 : heldMargin(held, policy.dominance);
  const margin = Math.max(amountMargin(cell, policy.dominance), least, 1e-9);
  const dominance = dominated || reason === 'dominance';
  return { width: 0, up: margin, down: Math.min(margin, Math.abs(sum)), dominance };
}

/** Where nothing says whether there is anybody, the reason for hiding their amount must not. */
function reasonOf({ dominance }: SumNeed, ofPeople: HiddenReason | undefined): HiddenReason {
  if (ofPeople === 'ledger') return 'ledger';
  return dominance ? 'dominance' : 'primary';
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
    const reason = hiding.get(cellId(column.of!, row.at));
    const need = amountNeed({ row, column, sum, reason }, { policy, rules });
    if (need !== undefined) needs.set(id, need);
  }
  for (const id of sums.virtual) {
    const amount = Math.abs(sums.cells.get(id)!);
    const margin = (policy.dominance.p / 100) * amount;
    needs.set(id, { width: 0, up: margin, down: margin, dominance: true });
  }
  return needs;
}

/**
 * How far the amount of several cells together must stay from what is known, where few persons dominate it: they are
 * known to add up to what the others leave over. Undefined where it need not.
 */
function unionMargin(
  ids: readonly string[],
  setting: Pick<SumSetting, 'policy' | 'rules'> & {
    readonly index: TableIndex;
    readonly column: Column;
    readonly sums: ColumnSystem;
  },
): number | undefined {
  const { index, column, sums, policy, rules } = setting;
  if (!rules.dominance || !rules.unions || ids.length < 2) return undefined;
  const lists = ids.map((id) => rowOf(index, column, id)?.contributions?.[column.id]);
  if (lists.includes(undefined)) return undefined;
  const cell: Concentration = {
    sum: ids.reduce((total, id) => total + sums.cells.get(id)!, 0),
    largest: lists.flatMap((list) => list!).toSorted((a, b) => b - a),
  };
  return isDominated(cell, policy.dominance) === false ? undefined : amountMargin(cell, policy.dominance);
}

/** The printed row of a cell; undefined for one that nobody prints. */
function rowOf({ rowAt }: TableIndex, column: Column, id: string): CandidateRow | undefined {
  return rowAt.get(id.slice(cellId(column.id, []).length));
}

interface SumRows {
  readonly index: TableIndex;
  readonly sums: ColumnSystem;
  readonly rootsMayHide: boolean;
  readonly links: LedgerLinks;
}

function mayHideSum(
  id: string,
  value: number,
  column: Column,
  { index, rootsMayHide, links }: SumRows,
): boolean {
  if (links.frozen.has(id) || links.foreign.has(id)) return false;
  const row = rowOf(index, column, id);
  return row === undefined || (value !== 0 && (rootsMayHide || !isRoot(index, row.at)));
}

function sumSystem(
  column: Column,
  setting: SumRows & {
    readonly needs: ReadonlyMap<string, Need>;
    readonly forced: readonly string[];
  },
) {
  const { index, sums, links } = setting;
  return buildSystem({
    cells: sums.cells,
    relations: sums.relations,
    floor: (_, value) => Math.min(0, value),
    needs: setting.needs,
    forced: setting.forced.filter((id) => !links.frozen.has(id)),
    integer: false,
    mayHide: (id, value) => mayHideSum(id, value, column, setting),
    weight: (id, value) => {
      const row = rowOf(index, column, id);
      return row === undefined
        ? 0.05
        : (1 + Math.log2(1 + Math.abs(value))) * (1 + 2 * marginLevel(index, row.at));
    },
  });
}
