import type { Released } from '../../disclosure/released.ts';
import { UserIssue } from '../../domain/issue.ts';
import type { ReleasedTable } from '../../domain/statistic.ts';
import {
  type Cascade,
  COARSER,
  cascadePart,
  hasEnough,
  tellsOfParts,
} from '../../programmes/approaches/cascade.ts';
import type { CascadeBreakdown, WantedBreakdown } from '../../programmes/approaches/funnel.ts';
import { missedSentence } from '../../programmes/approaches/missed.ts';
import type { OperationInput, OperationOutput } from '../contract/operations.ts';
import type { Gated } from './handler.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

type Gate = OpenWorkspace['gate'];
type Table = Released<ReleasedTable>;

/** The cascade after the gate, with the titles of what is not shown. */
export interface CascadeSide {
  readonly whole: readonly Table[];
  readonly parts: readonly Table[];
  readonly keptBack: readonly string[];
  readonly tooFew: readonly string[];
}

/** One breakdown of the guidance cascade, after the cascade of everybody, which is most often known by then. */
export async function cascadeBreakdown(
  workspace: OpenWorkspace,
  { from, to, by }: OperationInput<'approaches.cascade'>,
): Promise<Gated<OperationOutput<'approaches.cascade'>>> {
  if (from > to) throw new UserIssue('usage', 'approaches.bad_years', { from, to });
  const cascade = await cascadePart(workspace.warehouse, { from, to }, { tables: workspace.tables(), by });
  const side = await cascadeSide(workspace.gate, cascade);
  const statistics = [...side.whole, ...side.parts].map(({ statistic }) => statistic);
  const [coarser = null] = await coarserCuts(workspace, { from, to, by, side });
  return {
    tables: side.parts,
    note: notesOf(side).join('。'),
    reading: missedSentence(statistics, by),
    coarser,
  };
}

/**
 * The cascade after the gate. The rate of guidance goes before the cascade of the same people; breakdowns with too few
 * people are left out.
 */
export async function cascadeSide(gate: Gate, cascade: Cascade): Promise<CascadeSide> {
  const whole = await gate.tables(cascade.whole);
  const statistics = whole.released.map(({ statistic }) => statistic);
  const { enough = [], tooFew = [] } = Object.groupBy(cascade.parts, (table) =>
    hasEnough(table, statistics) ? 'enough' : 'tooFew',
  );
  const parts = await gate.tables(enough);
  const { telling = [], silent = [] } = Object.groupBy(parts.released, (table) =>
    tellsOfParts(table.statistic) ? 'telling' : 'silent',
  );
  return {
    whole: whole.released,
    parts: telling,
    keptBack: [...whole.keptBack, ...parts.keptBack],
    tooFew: [...silent.map(({ statistic }) => statistic), ...tooFew].map(({ context }) => context.title),
  };
}

/** Share of hidden numbers above which a coarser breakdown serves the reader better. */
const MANY_HIDDEN = 0.3;

interface Shown {
  readonly from: number;
  readonly to: number;
  readonly by?: WantedBreakdown;
  readonly side: CascadeSide;
}

/**
 * Coarser breakdowns that would say more than those that were asked for: where these show little or nothing, and the
 * coarser one has people enough. Judged by released numbers alone.
 */
export async function coarserCuts(
  workspace: OpenWorkspace,
  { from, to, by, side }: Shown,
): Promise<readonly CascadeBreakdown[]> {
  const whole = side.whole.map(({ statistic }) => statistic);
  const found: CascadeBreakdown[] = [];
  for (const [fine, coarse] of Object.entries(COARSER)) {
    if (by !== undefined && by !== fine) continue;
    const table = side.parts.find(({ statistic }) => statistic.parameters.by === fine);
    if (table !== undefined && !hidesMuch(table)) continue;
    const how = { tables: workspace.tables(), by: coarse };
    const { parts } = await cascadePart(workspace.warehouse, { from, to }, how);
    if (parts.some((part) => hasEnough(part, whole))) found.push(coarse);
  }
  return found;
}

function hidesMuch({ release: { hidden, shown } }: Table): boolean {
  const { primary, secondary, other } = hidden;
  const cells = primary + secondary + other;
  return cells > MANY_HIDDEN * (cells + shown);
}

/** What is not shown and why. */
export function notesOf({
  keptBack,
  tooFew = [],
}: {
  readonly keptBack: readonly string[];
  readonly tooFew?: readonly string[];
}): readonly string[] {
  const notes: string[] = [];
  if (keptBack.length > 0) notes.push(`秘匿の規則により表示できない表：${[...new Set(keptBack)].join('、')}`);
  if (tooFew.length > 0)
    notes.push(`終了者が少なく、ほとんどの数字が秘匿となるため示さない表：${tooFew.join('、')}`);
  return notes;
}
