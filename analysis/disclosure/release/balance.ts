import type { BalanceRow, ReleasedBalance, ReleasedCell, StatisticContext } from '../../domain/statistic.ts';
import { suppress } from '../engine/suppress.ts';
import { buildSystem, type Need } from '../engine/system.ts';
import type { LedgerView } from '../ledger/view.ts';
import { type DisclosurePolicy, requirePublishable } from '../policy.ts';
import { type Released, seal } from '../released.ts';
import { isSmall } from './counts.ts';
import { ALL_RULES, type GateOptions } from './options.ts';
import { hiddenCell, releaseRecord, shownCell } from './record.ts';
import { cannotProtect } from './refusals.ts';

/** One covariate (or one level of a categorical one) as the study computed it. */
export interface BalanceCandidateRow {
  readonly term: string;
  readonly label: string;
  /** Levels of the same categorical covariate share a factor. */
  readonly factor?: string;
  /** For 0/1 terms: persons with the property before weighting, by arm. */
  readonly persons?: { readonly treated: number; readonly control: number };
  readonly before: number | null;
  readonly after: number | null;
  readonly treatedMean: number | null;
  readonly controlMeanBefore: number | null;
  readonly controlMeanAfter: number | null;
}

export interface BalanceCandidate {
  readonly id: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly context: StatisticContext;
  readonly convention: string;
  /** Persons by arm before weighting or matching. */
  readonly arms: { readonly treated: number; readonly control: number };
  /** Persons by arm after trimming or matching, where some were left out. */
  readonly armsAfter?: { readonly treated: number; readonly control: number };
  readonly rows: readonly BalanceCandidateRow[];
}

const DECIMALS = 3;

/**
 * Lets a balance table through the gate. Where few persons of an arm have (or lack) a property, the whole
 * row is hidden: a standardised difference with one mean gives the other mean.
 *
 * @throws UserIssue (refused) `disclosure.cannot_protect`
 */
export async function releaseBalance(
  candidate: BalanceCandidate,
  policy: DisclosurePolicy,
  ledger: LedgerView,
  options: GateOptions = {},
): Promise<Released<ReleasedBalance>> {
  requirePublishable(policy);
  const rules = options.rules ?? ALL_RULES;
  const primary = new Set<string>();
  const hidden = new Set<string>();
  for (const arm of ['treated', 'control'] as const) {
    for (const [factor, rows] of factorsOf(candidate)) {
      const result = await hideLevels({ factor, rows, arm, total: candidate.arms[arm] }, policy, {
        ...options,
        rules,
      });
      for (const term of result.primary) primary.add(term);
      for (const term of result.hidden) hidden.add(term);
    }
  }
  const afterIsSafe = leftOutIsSafe(candidate, policy);
  const rows = candidate.rows.map((row) => balanceRow(row, { primary, hidden, afterIsSafe }));
  const question = { id: candidate.id, parameters: candidate.parameters, terms: rows.map((row) => row.term) };
  return seal(
    structuredClone({ context: candidate.context, convention: candidate.convention, rows }),
    releaseRecord({ question, policy, ledger, cells: rows.flatMap(cellsOf) }),
  );
}

function factorsOf(candidate: BalanceCandidate): Map<string, BalanceCandidateRow[]> {
  return Map.groupBy(
    candidate.rows.filter((row) => row.persons !== undefined),
    (row) => row.factor ?? row.term,
  );
}

interface LevelGroup {
  readonly factor: string;
  readonly rows: readonly BalanceCandidateRow[];
  readonly arm: 'treated' | 'control';
  readonly total: number;
}

/** Levels of one covariate in one arm as a one-way table whose total is known. */
async function hideLevels(
  group: LevelGroup,
  policy: DisclosurePolicy,
  options: Required<Pick<GateOptions, 'rules'>> & GateOptions,
): Promise<{ primary: Set<string>; hidden: Set<string> }> {
  const cells = new Map<string, number>();
  const ids = group.rows.map((row) => {
    cells.set(row.term, row.persons![group.arm]);
    return row.term;
  });
  const rest = group.total - [...cells.values()].reduce((sum, value) => sum + value, 0);
  const parts = [...ids];
  if (rest > 0 && options.rules.complement) {
    cells.set('~rest', rest);
    parts.push('~rest');
  }
  cells.set('~total', rest >= 0 ? group.total : group.total - rest);
  const need: Need = { width: policy.width, up: 0, down: 0 };
  const small = [...cells].filter(([id, value]) => id !== '~total' && isSmall(value, policy.threshold));
  const needs = new Map(options.rules.threshold ? small.map(([id]) => [id, need] as const) : []);
  const primary = new Set(needs.has('~rest') ? ids : ids.filter((id) => needs.has(id)));
  if (needs.size === 0 || !options.rules.secondary) return { primary, hidden: primary };
  const complete = rest === 0 || options.rules.complement;
  const system = buildSystem({
    cells,
    relations: complete ? [['~total', parts]] : [],
    floor: (_, value) => Math.min(1, value),
    needs,
    integer: true,
    mayHide: (id, value) => id !== '~total' && value >= 1,
    weight: (id, value) => (id === '~rest' ? 0.05 : 1 + Math.log2(1 + value)),
  });
  const pattern = await suppress(system, { seconds: options.seconds ?? 30 });
  if (pattern === undefined) {
    // One property only, with few on one side: the row goes as a whole, its total is the arm itself.
    if (ids.length === 1 || needs.size > 0) return { primary: new Set(ids), hidden: new Set(ids) };
    throw cannotProtect();
  }
  const hidden = new Set(ids.filter((_, at) => pattern.hidden[at] === 1));
  return { primary, hidden: new Set([...hidden, ...primary]) };
}

/** Persons left out by trimming are nested in the "before" column: none, or enough of them. */
function leftOutIsSafe(candidate: BalanceCandidate, policy: DisclosurePolicy): boolean {
  const { arms, armsAfter } = candidate;
  if (armsAfter === undefined) return true;
  return (
    !isSmall(arms.treated - armsAfter.treated, policy.threshold) &&
    !isSmall(arms.control - armsAfter.control, policy.threshold)
  );
}

function balanceRow(
  row: BalanceCandidateRow,
  state: {
    readonly primary: ReadonlySet<string>;
    readonly hidden: ReadonlySet<string>;
    readonly afterIsSafe: boolean;
  },
): BalanceRow {
  const cell = (value: number | null, safe = true): ReleasedCell => {
    if (state.primary.has(row.term)) return hiddenCell('primary');
    if (state.hidden.has(row.term) || !safe) return hiddenCell('secondary');
    return value === null ? { state: 'none' } : shownCell(value, DECIMALS);
  };
  return {
    term: row.term,
    label: row.label,
    before: cell(row.before),
    after: cell(row.after, state.afterIsSafe),
    treatedMean: cell(row.treatedMean),
    controlMeanBefore: cell(row.controlMeanBefore),
    controlMeanAfter: cell(row.controlMeanAfter, state.afterIsSafe),
  };
}

function cellsOf(row: BalanceRow): ReleasedCell[] {
  return [row.before, row.after, row.treatedMean, row.controlMeanBefore, row.controlMeanAfter];
}
