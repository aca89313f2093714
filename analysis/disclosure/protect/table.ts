import type { Highs } from 'highs';
import { type AuditResult, audit } from '../engine/audit.ts';
import { improve } from '../engine/exact.ts';
import {
  isPlainlyUnsafe,
  makeSafe,
  patternCost,
  primaryPattern,
  type SafePattern,
} from '../engine/incumbent.ts';
import { prune } from '../engine/prune.ts';
import { loadSolver } from '../engine/solver.ts';
import { buildSystem, type CellSystem, type Need, rootCells } from '../engine/system.ts';
import { verifyWitnesses } from '../engine/witnesses.ts';
import { isSmall } from '../policy.ts';
import { type NamedDimension, readDimensions, tableAlternatives } from './alternatives.ts';
import {
  asCells,
  asNumber,
  asRelations,
  asStrings,
  asWhole,
  invalid,
  type ProtectDocument,
  readAttacker,
  requireSums,
} from './document.ts';
import { DEFAULT_THRESHOLD, interval, type ProtectOptions, type ProtectResult } from './result.ts';
import { protectByRounding, roundingWish } from './rounded.ts';

export interface TableDocument {
  readonly threshold: number;
  readonly requiredWidth: number;
  readonly suppressedMin: number;
  readonly integer: boolean;
  readonly cells: ReadonlyMap<string, number>;
  readonly relations: readonly [string, string[]][];
  readonly frozen: readonly string[] | undefined;
  readonly weights: ReadonlyMap<string, number>;
}

/** Larger than any country: a threshold or width beyond it is a slip of the pen. */
const MOST = 1e9;

/** @throws UserIssue `disclosure.document_invalid`, `disclosure.unknown_cell`, `disclosure.document_sum` */
export function readTable(document: ProtectDocument): TableDocument {
  const threshold =
    document.threshold === undefined ? DEFAULT_THRESHOLD : asWhole(document.threshold, 'threshold');
  if (threshold > MOST) throw invalid('threshold');
  const requiredWidth =
    document.requiredWidth === undefined
      ? Math.max(threshold - 1, 1)
      : asNumber(document.requiredWidth, 'requiredWidth');
  // A width of nothing would let exactly known cells through.
  if (requiredWidth <= 0 || requiredWidth > MOST) throw invalid('requiredWidth');
  const cells = asCells(document.cells, 'cells', true);
  if (cells.size === 0) throw invalid('cells');
  const relations = asRelations(document.relations);
  requireSums(cells, relations);
  return {
    threshold,
    requiredWidth,
    ...readAttacker(
      document,
      sensitiveCells(cells, threshold).map(([, value]) => value),
    ),
    cells,
    relations,
    frozen: document.frozen === undefined ? undefined : knownIds(document.frozen, 'frozen', cells),
    weights: readWeights(document, cells),
  };
}

function sensitiveCells(cells: ReadonlyMap<string, number>, threshold: number): [string, number][] {
  return [...cells].filter(([, value]) => isSmall(value, threshold));
}

function knownIds(value: unknown, field: string, cells: ReadonlyMap<string, number>): string[] {
  const ids = asStrings(value, field);
  if (ids.some((id) => !cells.has(id))) throw invalid(field);
  return ids;
}

function readWeights(document: ProtectDocument, cells: ReadonlyMap<string, number>): Map<string, number> {
  if (document.weights === undefined) return new Map();
  const weights = asCells(document.weights, 'weights', false);
  if ([...weights].some(([id, weight]) => weight < 0 || !cells.has(id))) throw invalid('weights');
  return weights;
}

/** Without weights every cell counts one; among equal numbers of cells, smaller ones go first. */
const TIE = 0.005;

function tieBroken(value: number, largest: number): number {
  return 1 + (TIE * Math.log2(1 + value)) / Math.log2(1 + largest);
}

/** The attacker's system of a table document; without `frozen`, grand totals stay printed. */
export function tableSystem(table: TableDocument, frozen: ReadonlySet<string>): CellSystem {
  const need: Need = { width: table.requiredWidth, up: 0, down: 0 };
  const largest = [...table.cells.values()].reduce((most, value) => Math.max(most, value), 1);
  const needs = new Map<string, Need>();
  for (const [id] of sensitiveCells(table.cells, table.threshold)) needs.set(id, need);
  return buildSystem({
    cells: table.cells,
    relations: table.relations,
    floor: (_, value) => Math.min(table.suppressedMin, value),
    needs,
    integer: table.integer,
    mayHide: (id, value) => !frozen.has(id) && value >= table.suppressedMin,
    weight: (id, value) => table.weights.get(id) ?? (table.weights.size > 0 ? 1 : tieBroken(value, largest)),
  });
}

/**
 * Complementary suppression of a table given as cells and sums, with a proof or not at all.
 */
export async function protectTable(
  document: ProtectDocument,
  options: ProtectOptions,
): Promise<ProtectResult> {
  const table = readTable(document);
  const dims = readDimensions(document);
  const wish = roundingWish(document, table.cells);
  if (wish !== undefined) return protectByRounding(table, wish, options);
  const sensitive = new Set(sensitiveCells(table.cells, table.threshold).map(([id]) => id));
  if (table.frozen?.some((id) => sensitive.has(id))) return refusal(table, 'disclosure.frozen_sensitive', 0);
  const highs = await loadSolver();
  const began = performance.now();
  const seconds = options.seconds ?? (table.cells.size > 3000 ? 18 : 6);
  const attempts =
    table.frozen === undefined ? [rootCells(table.relations), new Set<string>()] : [new Set(table.frozen)];
  for (const frozen of attempts) {
    const system = tableSystem(table, frozen);
    if (elapsed(began) >= LIMIT) break;
    const found = search(highs, system, began, seconds);
    if (found === undefined) continue;
    return {
      ...report(highs, { table, system, found, began, seconds }),
      ...(await coarser(dims, table)),
    };
  }
  const late = elapsed(began) >= LIMIT;
  const reason = late ? 'disclosure.audit_unfinished' : 'disclosure.cannot_protect';
  return { ...refusal(table, reason, elapsed(began)), ...(await coarser(dims, table)) };
}

/** `alternatives`: coarser tables that hide less, where the document names its dimensions. */
async function coarser(dims: readonly NamedDimension[] | undefined, table: TableDocument) {
  const alternatives = dims && (await tableAlternatives(dims, table));
  return alternatives === undefined ? {} : { alternatives };
}

function refusal(table: TableDocument, reason: string, seconds: number): ProtectResult {
  return {
    status: 'refused',
    kind: 'table',
    reason,
    threshold: table.threshold,
    requiredWidth: table.requiredWidth,
    published: {},
    suppressed: [],
    secondaryCount: 0,
    optimal: false,
    gap: null,
    proof: { method: 'none', minPrimaryWidth: null, witnesses: 0, seconds },
  };
}

/** Seconds after which a table without a proved pattern is refused. */
const LIMIT = 60;

interface Found {
  readonly pattern: SafePattern;
  readonly bound: number;
  readonly safeAfter: number;
}

function elapsed(began: number): number {
  return Math.round(performance.now() - began) / 1000;
}

function search(highs: Highs, system: CellSystem, began: number, seconds: number): Found | undefined {
  const start = primaryPattern(system);
  const limit = Math.max(seconds, LIMIT) - elapsed(began);
  const first = isPlainlyUnsafe(system, start)
    ? undefined
    : audit(highs, system, start, { seconds: limit, intervals: false });
  if (first?.safe) {
    return { pattern: { hidden: start, audit: first, cost: 0 }, bound: 0, safeAfter: elapsed(began) };
  }
  const safe = makeSafe(highs, system, start, { seconds: limit });
  if (safe === undefined) return undefined;
  const safeAfter = elapsed(began);
  const left = seconds - safeAfter;
  if (left <= 0) return { pattern: safe, bound: 0, safeAfter };
  const small = system.ids.length <= 400;
  const better = improve(highs, system, safe, { seconds: left, gap: small ? 0.0005 : 0.005 });
  const pruned = prune(highs, system, better.pattern, { seconds: 1 });
  return { pattern: pruned, bound: Math.min(better.bound, pruned.cost), safeAfter };
}

interface Reported {
  readonly table: TableDocument;
  readonly system: CellSystem;
  readonly found: Found;
  readonly began: number;
  /** Budget of the whole answer. */
  readonly seconds: number;
}

function report(highs: Highs, { table, system, found, began, seconds }: Reported): ProtectResult {
  const { hidden, final } = finalAudit(
    highs,
    system,
    found.pattern,
    Math.max(system.ids.length <= 400 ? 10 : 1, seconds + 1 - elapsed(began)),
  );
  const safe = final.safe && verifyWitnesses(system, hidden, final);
  const counted = table.weights.size === 0;
  const total = patternCost(system, hidden);
  const cost = counted
    ? hidden.reduce((sum, value, at) => sum + (system.candidate[at] ? value : 0), 0)
    : total;
  const bound = counted ? Math.ceil(found.bound / (1 + TIE) - 1e-6) : found.bound;
  const suppressed = system.ids.flatMap((id, at) => {
    if (hidden[at] === 0) return [];
    const [low, high] = final.intervals.get(at)!;
    const reason = system.needs.has(at) ? ('primary' as const) : ('secondary' as const);
    return [{ id, reason, interval: interval(low, high) }];
  });
  const widths = suppressed
    .filter((cell) => cell.reason === 'primary')
    .map(({ interval: [low, high] }) =>
      low === null || high === null ? Number.POSITIVE_INFINITY : high - low,
    );
  const width = widths.length === 0 ? null : Math.min(...widths);
  const gap = cost <= 0 ? 0 : Math.max(0, 1 - bound / cost);
  return {
    status: safe ? 'released' : 'refused',
    kind: 'table',
    ...(safe ? {} : { reason: 'disclosure.audit_unfinished' }),
    threshold: table.threshold,
    requiredWidth: table.requiredWidth,
    published: safe
      ? Object.fromEntries(
          system.ids.flatMap((id, at) => (hidden[at] === 1 ? [] : [[id, system.values[at]!]])),
        )
      : {},
    suppressed: safe ? suppressed : [],
    secondaryCount: suppressed.filter((cell) => cell.reason === 'secondary').length,
    optimal: gap < 1e-6,
    gap: Math.round(gap * 1e6) / 1e6,
    cost,
    proof: {
      method: final.witnesses.size > 0 ? 'integer witnesses' : 'nothing hidden',
      minPrimaryWidth: width === null || Number.isFinite(width) ? width : null,
      witnesses: 2 * final.witnesses.size,
      intervalsExact: final.complete,
      safeAfterSeconds: found.safeAfter,
      seconds: elapsed(began),
    },
  };
}

/** The final audit; complementary cells that follow exactly protect nobody and are printed instead. */
function finalAudit(highs: Highs, system: CellSystem, pattern: SafePattern, seconds: number) {
  const hidden = Uint8Array.from(pattern.hidden);
  // Cells printed again had no room to move, so every witness still holds.
  const known: AuditResult['witnesses'] = pattern.audit.witnesses;
  for (;;) {
    const final = audit(highs, system, hidden, { seconds, intervals: true, known });
    const useless = [...final.intervals].filter(
      ([at, [low, high]]) => system.candidate[at] && high - low < 1,
    );
    if (useless.length === 0 || !final.complete) return { hidden, final };
    for (const [at] of useless) hidden[at] = 0;
  }
}

/** What an attacker learns when exactly `suppressed` are hidden: for auditors and tests. */
export async function auditTable(
  document: ProtectDocument,
  suppressed: readonly string[],
): Promise<{
  safe: boolean;
  intervals: Map<string, readonly [number | null, number | null]>;
  failing: string[];
}> {
  const table = readTable(document);
  const highs = await loadSolver();
  const system = tableSystem(table, new Set());
  const chosen = new Set(suppressed);
  const hidden = Uint8Array.from(system.ids, (id) => (chosen.has(id) ? 1 : 0));
  const result = audit(highs, system, hidden, { seconds: 30, intervals: true });
  return {
    safe: result.safe && result.complete,
    intervals: new Map(
      [...result.intervals].map(([at, [low, high]]) => [system.ids[at]!, interval(low, high)]),
    ),
    failing: result.failing.map((at) => system.ids[at]!),
  };
}
