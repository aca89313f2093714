import { shownAt } from '../../domain/released-cells.ts';
import type { CandidateTable, ReleasedTable } from '../../domain/statistic.ts';
import type { DefinitionTables } from '../../domain/tables/index.ts';
import { ALL } from '../../measures/strata.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import { channelCascadeTable } from './cascade-channels.ts';
import type { Span } from './columns.ts';
import { CASCADE_ID, type CascadeBreakdown, cascadeTables, RATE_ID, type WantedBreakdown } from './funnel.ts';

/** The guidance cascade, in the order in which it goes through the gate. */
export interface Cascade {
  /** Everybody together, to be released before the breakdowns. */
  readonly whole: readonly CandidateTable[];
  /** By sex, age, district and way of inviting; to be released where there are enough people (see `hasEnough`). */
  readonly parts: readonly CandidateTable[];
}

/** The cascade's tables; with `by`, everybody and that breakdown alone. Exact, for the gate. */
export async function cascadeOf(
  warehouse: Warehouse,
  span: Span,
  { tables, by }: { readonly tables: DefinitionTables; readonly by: WantedBreakdown },
): Promise<Cascade> {
  const { whole, parts } = await tablesBy(warehouse, span, { tables, by });
  const asked = by === 'channel';
  const channel =
    by === undefined || asked ? await channelCascadeTable(warehouse, span, { tables, asked }) : undefined;
  const channels = channel ? [channel] : [];
  // Who asks for ways of inviting alone wants first interviews, which the rate of completers may cost in a small town.
  if (asked) return { whole: [...channels, ...whole.filter(({ id }) => id !== RATE_ID)], parts: [] };
  return { whole, parts: [...parts, ...channels] };
}

/**
 * One breakdown of a cascade whose whole was shown before, or is to be shown with it. No part where the data do not have
 * it. Exact, for the gate.
 */
export async function cascadePart(
  warehouse: Warehouse,
  span: Span,
  { tables, by }: { readonly tables: DefinitionTables; readonly by: CascadeBreakdown },
): Promise<Cascade> {
  const { whole, parts } = await tablesBy(warehouse, span, { tables, by });
  if (by !== 'channel') return { whole, parts };
  const channel = await channelCascadeTable(warehouse, span, { tables, asked: false });
  return { whole, parts: channel ? [channel] : [] };
}

async function tablesBy(
  warehouse: Warehouse,
  span: Span,
  how: { readonly tables: DefinitionTables; readonly by: WantedBreakdown },
): Promise<Cascade> {
  const all = await cascadeTables(warehouse, span, how);
  const isWhole = ({ parameters }: CandidateTable) => parameters.by === 'total';
  return { whole: all.filter(isWhole), parts: all.filter((table) => !isWhole(table)) };
}

/** The coarser breakdown of the same people. */
export const COARSER: Partial<Readonly<Record<CascadeBreakdown, CascadeBreakdown>>> = {
  age: 'age2',
  district: 'area',
};

/** Completers that a level must have on average. */
const FEWEST_A_LEVEL = 20;

/**
 * Whether a breakdown of the cascade has enough completers to show more than it hides: in small towns nearly every cell
 * would be hidden, and other questions about these people with it. Judged by the released numbers of everybody alone, so
 * that a table's absence tells nothing.
 */
export function hasEnough(
  { id: wanted, dimensions, parameters }: CandidateTable,
  whole: readonly ReleasedTable[],
): boolean {
  const rate = whole.find(({ id }) => id === RATE_ID);
  if (wanted === CASCADE_ID && isCoarse(parameters.by) && !showsSteps(whole)) return false;
  const completed = (rate?.rows ?? []).map(({ at }) => shownAt(rate, at, 'completed') ?? 0);
  const levels = dimensions[1]?.levels ?? [];
  const parents = new Set(levels.map(({ parent }) => parent));
  const leaves = levels.filter(({ code }) => !parents.has(code));
  return Math.max(0, ...completed) >= FEWEST_A_LEVEL * leaves.length;
}

/** Whether a breakdown shows any number but those of everybody. Judged by what was released. */
export function tellsOfParts({ rows }: Pick<ReleasedTable, 'rows'>): boolean {
  return rows.some(({ at, cells }) => !at.includes(ALL) && cells.some(({ state }) => state === 'shown'));
}

function isCoarse(by: unknown): boolean {
  return Object.values(COARSER).some((coarse) => coarse === by);
}

/** Whether the steps between may be seen of everybody: where not, they are hidden of parts too, and parts of the rate with them. */
function showsSteps(whole: readonly ReleasedTable[]): boolean {
  const cascade = whole.find(({ id }) => id === CASCADE_ID);
  return (cascade?.rows ?? []).some(({ at }) => shownAt(cascade, at, 'first_interview') !== null);
}
