import type {
  CandidateRow,
  CandidateTable,
  Column,
  Dimension,
  HiddenReason,
  ReleasedCell,
  ReleasedTable,
} from '../../domain/statistic.ts';
import { newOutlook } from '../engine/incumbent.ts';
import { keepSettled } from '../engine/settled.ts';
import { loadSolver } from '../engine/solver.ts';
import { type Suppression, type SuppressOptions, suppress } from '../engine/suppress.ts';
import type { CellSystem } from '../engine/system.ts';
import { certainBefore } from '../ledger/certain.ts';
import { NO_LINKS } from '../ledger/joint.ts';
import { tableQuestion } from '../ledger/publish.ts';
import type { LedgerView, PublishedTable } from '../ledger/view.ts';
import { type DisclosurePolicy, requirePublishable } from '../policy.ts';
import { type Released, seal } from '../released.ts';
import { type CountProblem, countProblem, countSystem, institutionCells, ownCounts } from './counts.ts';
import { hideDerived } from './derived.ts';
import type { Hiding } from './hiding.ts';
import { ALL_RULES, type GateOptions, type RuleSwitches } from './options.ts';
import { fingerprint } from './question.ts';
import { hiddenCell, releaseRecord, shownCell } from './record.ts';
import { cannotProtect, sizeIsTold } from './refusals.ts';
import { hideSums } from './sums.ts';
import { cellId, indexTable, type TableIndex } from './table-system.ts';
import { hideOfWholes } from './wholes.ts';

const DEFAULT_SECONDS = 30;

/**
 * Lets a table through the gate: small counts, complements and dominated amounts are hidden, with whatever
 * else would give them back, and the result is proved against an attacker who knows everything printed.
 *
 * @throws UserIssue (refused) `disclosure.population_too_small`, `disclosure.table_malformed`,
 * `disclosure.not_additive`, `disclosure.cannot_protect`, `disclosure.audit_unfinished`; (usage)
 * `disclosure.under_review` where the search goes on beside the question
 */
export async function releaseTable(
  candidate: CandidateTable,
  policy: DisclosurePolicy,
  ledger: LedgerView,
  options: GateOptions = {},
): Promise<Released<ReleasedTable>> {
  requirePublishable(policy);
  const rules = options.rules ?? ALL_RULES;
  const effort: SuppressOptions = {
    seconds: options.seconds ?? DEFAULT_SECONDS,
    ...(options.review === undefined ? {} : { review: options.review }),
  };
  const index = indexTable(candidate);
  const { isWorth } = options;
  const before = rules.ledger ? earlierAnswer(candidate, policy, ledger) : undefined;
  const { hiding, releases } = before ?? (await hideAll(index, { policy, rules, effort, ledger, isWorth }));
  hideDerived(index, hiding, policy, rules);
  const table = printed(candidate, hiding, rules);
  return seal(
    structuredClone(table),
    releaseRecord({
      question: tableQuestion(candidate),
      policy,
      ledger,
      cells: table.rows.flatMap(({ cells }) => cells),
      releases,
    }),
  );
}

/** A table that was made of something else for the gate, with what that knows of the classes of its people. */
export function ofPeople(table: CandidateTable, { atoms }: Pick<CandidateTable, 'atoms'>): CandidateTable {
  return atoms === undefined ? table : { ...table, atoms };
}

/** What is hidden, and the releases for whose sake. */
interface Answer {
  readonly hiding: Hiding;
  readonly releases: readonly string[];
}

interface Gate {
  readonly policy: DisclosurePolicy;
  readonly rules: RuleSwitches;
  readonly effort: SuppressOptions;
  readonly ledger: LedgerView;
  readonly isWorth: GateOptions['isWorth'];
}

/** The same question on the same data, answered under the same rule; undefined where it was not asked before. */
export function earlierRelease(
  candidate: CandidateTable,
  policy: DisclosurePolicy,
  ledger: LedgerView,
): PublishedTable | undefined {
  const question = fingerprint(tableQuestion(candidate));
  return ledger.tables.find(
    (each) =>
      each.question === question &&
      each.sourceHash === ledger.sourceHash &&
      each.ruleVersion === policy.ruleVersion &&
      each.threshold === policy.threshold,
  );
}

function earlierAnswer(
  candidate: CandidateTable,
  policy: DisclosurePolicy,
  ledger: LedgerView,
): Answer | undefined {
  const table = earlierRelease(candidate, policy, ledger);
  if (table === undefined) return undefined;
  const hiding: Hiding = new Map();
  for (const row of table.rows) {
    row.cells.forEach((cell, at) => {
      if (typeof cell === 'string') hiding.set(cellId(table.columns[at]!.id, row.at), cell);
    });
  }
  return { hiding, releases: table.earlier ?? [] };
}

async function hideAll(index: TableIndex, gate: Gate): Promise<Answer> {
  const counts = ownCounts(index, gate);
  requireWorth(index, sensitiveHiding(counts.own.keys()), gate);
  const problem = await countProblem(index, counts, gate);
  const hiding = await hideCounts(index, problem, gate);
  if (gate.rules.institutions) sayInstitutions(index, hiding, problem, gate.policy);
  const releases = new Set(problem.links.releases);
  for (const column of index.candidate.columns) {
    if (column.kind !== 'sum') continue;
    for (const release of await hideSums(index, column, hiding, gate)) releases.add(release);
    if (!gate.rules.wholes || !gate.rules.ledger) continue;
    for (const release of await hideOfWholes(index, column, hiding, gate)) releases.add(release);
  }
  const forOthers = [...hiding.values()].includes('ledger');
  return { hiding, releases: forOthers ? [...releases] : [] };
}

/** @throws UserIssue `disclosure.cannot_protect` where a table that hides as much is of no use */
function requireWorth({ candidate }: TableIndex, hiding: Hiding, { isWorth, rules }: Gate): void {
  if (isWorth?.(printed(candidate, hiding, rules)) === false) throw cannotProtect();
}

async function hideCounts(index: TableIndex, problem: CountProblem, gate: Gate): Promise<Hiding> {
  const { rules, effort } = gate;
  const overlaps = problem.links !== NO_LINKS;
  if (!problem.links.provable) return hideUnprinted(index, problem);
  const extra = problem.own.size === 0 ? 'ledger' : 'secondary';
  const certain = certainBefore(gate.ledger);
  const outlook = newOutlook();
  for (const reach of ['parts', 'totals'] as const) {
    const system = countSystem(index, problem, reach);
    const hiding = startingHiding(problem, system);
    if (!rules.secondary) return hiding;
    requireWorth(index, hiding, gate);
    for (const at of system.needs.keys()) if (certain.has(system.ids[at]!)) outlook.certain.add(at);
    const pattern = await suppress(system, { ...effort, outlook });
    if (pattern !== undefined) return finishHiding(index, hiding, { system, pattern, extra });
  }
  if (!overlaps) throw cannotProtect();
  const system = countSystem(index, problem, 'all');
  const highs = await loadSolver();
  const { seconds } = effort;
  const untold = withoutLeastSizes(index);
  const thorough = untold !== undefined;
  const open = keepSettled(highs, system, { seconds, wide: outlook.witnesses, thorough });
  if (untold !== undefined) {
    const before = keepSettled(highs, countSystem(untold, problem, 'all'), { seconds });
    if (open.settled.length > before.settled.length) throw sizeIsTold();
  }
  for (const at of open.settled) certain.add(system.ids[at]!);
  const pattern = await suppress(open.system, effort);
  if (pattern === undefined) return hideUnprinted(index, problem);
  // One reason for all: another would tell which of the cells are small.
  const start: Hiding = new Map([...startingHiding(problem, system).keys()].map((id) => [id, 'ledger']));
  return finishHiding(index, start, { system, pattern, extra: 'ledger' });
}

/** The table as if no number said by being there how many people it is about at least; undefined where none does. */
function withoutLeastSizes(index: TableIndex): TableIndex | undefined {
  const { rows } = index.candidate;
  if (!rows.some(({ atLeast }) => atLeast !== undefined)) return undefined;
  return { ...index, candidate: { ...index.candidate, rows: rows.map(({ atLeast: _, ...row }) => row) } };
}

function sensitiveHiding(sensitive: Iterable<string>): Hiding {
  const hiding: Hiding = new Map();
  for (const id of sensitive) {
    hiding.set(id, 'primary');
    // A sensitive complement is hidden through the printed part it follows from.
    if (id.endsWith('~rest')) hiding.set(id.slice(0, -'~rest'.length), 'primary');
  }
  return hiding;
}

/** Sensitive cells, and cells hidden with them or before, with their reasons. */
function startingHiding({ own, links }: CountProblem, system: CellSystem): Hiding {
  const hiding = sensitiveHiding(own.keys());
  for (const id of links.needs.keys()) if (!hiding.has(id)) hiding.set(id, 'ledger');
  for (const at of system.forced) {
    const id = system.ids[at]!;
    if (!hiding.has(id)) hiding.set(id, links.forced.has(id) ? 'ledger' : 'primary');
  }
  return hiding;
}

/** Numbers of many people that are hidden for the sake of one or two institutions say so. */
function sayInstitutions(
  index: TableIndex,
  hiding: Hiding,
  { counts }: CountProblem,
  policy: DisclosurePolicy,
): void {
  for (const id of institutionCells(index, policy))
    if (hiding.get(id) === 'primary' && (counts.cells.get(id) ?? 0) >= policy.threshold)
      hiding.set(id, 'dominance');
}

function finishHiding(
  index: TableIndex,
  hiding: Hiding,
  result: { readonly system: CellSystem; readonly pattern: Suppression; readonly extra: HiddenReason },
): Hiding {
  result.system.ids.forEach((id, at) => {
    if (result.pattern.hidden[at] === 1 && !hiding.has(id)) hiding.set(id, result.extra);
  });
  hideParts(index, hiding);
  return hiding;
}

/**
 * Hides every count that was not printed before, zeros included, all for the same reason: such a table tells
 * nothing new, not even which of its counts are small.
 *
 * @throws UserIssue `disclosure.size_is_told` where a number's being there says how many people it is about at least
 */
function hideUnprinted(index: TableIndex, { counts, links }: CountProblem): Hiding {
  const hiding: Hiding = new Map();
  for (const id of counts.cells.keys()) if (!links.frozen.has(id)) hiding.set(id, 'ledger');
  const { columns, rows } = index.candidate;
  if (rows.some(({ at, atLeast }) => atLeast !== undefined && hiding.has(cellId(columns[0]!.id, at))))
    throw sizeIsTold();
  hideParts(index, hiding);
  return hiding;
}

/** The same people have the same fate: a part is hidden with its group. */
function hideParts(index: TableIndex, hiding: Hiding): void {
  for (let before = -1; before !== hiding.size; ) {
    before = hiding.size;
    for (const column of index.candidate.columns) {
      if (column.kind !== 'count_subset') continue;
      for (const row of index.candidate.rows) {
        const reason = hiding.get(cellId(column.of!, row.at));
        const part = cellId(column.id, row.at);
        if (reason !== undefined && !hiding.has(part)) hiding.set(part, reason);
      }
    }
  }
}

function printed(candidate: CandidateTable, hiding: Hiding, rules: RuleSwitches): ReleasedTable {
  const { id, parameters, context } = candidate;
  return {
    ...{ id, parameters, context },
    dimensions: candidate.dimensions.map(publicDimension),
    columns: candidate.columns.map(publicColumn),
    rows: candidate.rows.map((row) => ({
      at: row.at,
      cells: releasedCells(candidate, row, hiding, rules),
    })),
  };
}

function releasedCells(
  candidate: CandidateTable,
  row: CandidateRow,
  hiding: Hiding,
  rules: RuleSwitches,
): ReleasedCell[] {
  return candidate.columns.map((column, at) => {
    const value = row.values[at];
    const reason = hiding.get(cellId(column.id, row.at));
    if (reason !== undefined) return hiddenCell(reason);
    if (value === null || value === undefined) return { state: 'none' };
    return shownCell(value, rules.rounding ? column.decimals : 12);
  });
}

function publicDimension({ wholeKnown: _, nested: __, levels, ...dimension }: Dimension): Dimension {
  return { ...dimension, levels: levels.map(({ division: ___, ...level }) => level) };
}

/** Settings that only the gate needs stay inside. */
function publicColumn(column: Column): Column {
  const { fullShown: _, probability: __, concept: ___, ofStrata: ____, ...rest } = column;
  return rest;
}
