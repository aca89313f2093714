import type { Highs } from 'highs';
import { type AuditResult, audit } from './audit.ts';
import { coverCuts } from './cover.ts';
import { hiddenStructure } from './hidden.ts';
import { closeLines } from './lines.ts';
import { satisfies, type Witness, type Witnesses, type WitnessPair } from './ranges.ts';
import { RepairModel } from './repair.ts';
import { everythingHidden } from './settled.ts';
import type { CellSystem } from './system.ts';

/** Up to this many cells that may be hidden it is looked first whether hiding all of them is enough. */
const FEW_CANDIDATES = 100;
/** Above this many cells the repair programme over all cells is too slow for a first pattern. */
const LARGE_TABLE = 600;

function hiddenCount(hidden: Uint8Array): number {
  return hidden.reduce((sum, value) => sum + value, 0);
}

/** What was found with all hidden that may be, for searches in which even more may be. */
export interface Outlook {
  /** Alternative tables: they hold there as well. */
  readonly witnesses: Map<number, WitnessPair>;
  /** Sensitive cells that were too certain all the same: they are looked at first. */
  readonly certain: Set<number>;
}

export function newOutlook(): Outlook {
  return { witnesses: new Map(), certain: new Set() };
}

/** A pattern of hidden cells with its proof. */
export interface SafePattern {
  readonly hidden: Uint8Array;
  readonly audit: AuditResult;
  readonly cost: number;
}

export function patternCost(system: CellSystem, hidden: Uint8Array): number {
  let cost = 0;
  for (let at = 0; at < hidden.length; at += 1) {
    if (hidden[at] === 1 && system.candidate[at]) cost += system.weights[at]!;
  }
  return cost;
}

/** The sensitive cells, and those of the same people, alone. */
export function primaryPattern(system: CellSystem): Uint8Array {
  const hidden = new Uint8Array(system.ids.length);
  for (const cell of system.needs.keys()) hidden[cell] = 1;
  for (const cell of system.forced) hidden[cell] = 1;
  return hidden;
}

/** Whether subtraction alone, one sum at a time, already gives a sensitive cell away. */
export function isPlainlyUnsafe(system: CellSystem, hidden: Uint8Array): boolean {
  return hiddenStructure(system, hidden).exact.some((cell) => system.needs.has(cell));
}

/**
 * Extends a pattern until its audit passes: lines first, then the LP heuristic for each cell that still
 * fails, at last every cell that may be hidden. Undefined where even that is not safe or time ran out.
 *
 * @param outlook what is known of such patterns; what is found is added
 */
export function makeSafe(
  highs: Highs,
  system: CellSystem,
  start: Uint8Array,
  { seconds, outlook = newOutlook() }: { readonly seconds: number; readonly outlook?: Outlook },
): SafePattern | undefined {
  const deadline = performance.now() + seconds * 1000;
  const hidden = Uint8Array.from(start);
  closeLines(system, hidden);
  if (isHopeless(highs, system, { seconds, outlook })) return undefined;
  let repair: RepairModel | undefined;
  let everything: SafePattern | undefined;
  let known = within(outlook.witnesses, hidden);
  try {
    for (let round = 0; round < 40; round += 1) {
      const left = (deadline - performance.now()) / 1000;
      if (left <= 0) return undefined;
      const result = audit(highs, system, hidden, { seconds: left, intervals: false, stop: 'linear', known });
      if (result.safe) return { hidden, audit: result, cost: patternCost(system, hidden) };
      known = result.witnesses;
      const failing = result.narrow.size > 0 ? [...result.narrow] : result.failing;
      const before = hiddenCount(hidden);
      const large = system.ids.length > LARGE_TABLE;
      const isCovered = large && coverCuts(highs, system, hidden, { failing, deadline });
      if (!isCovered) {
        repair ??= new RepairModel(highs, system);
        if (!repairAll(system, repair, hidden, { result, failing, round, deadline })) return undefined;
      }
      closeLines(system, hidden);
      if (hiddenCount(hidden) > before) continue;
      everything ??= hideEverything(highs, system, { deadline, outlook });
      // Cuts are the same in every round, repairs reach farther in each.
      if (everything === undefined || isCovered || round >= 5) return everything;
    }
  } finally {
    repair?.dispose();
  }
  return everything ?? hideEverything(highs, system, { deadline, outlook });
}

/** Alternative tables that change hidden cells alone. */
function within(witnesses: Witnesses, hidden: Uint8Array): Witnesses {
  const checked = new Map<Witness, boolean>();
  const isWithin = (witness: Witness): boolean => {
    const before = checked.get(witness);
    if (before !== undefined) return before;
    const found = [...witness.keys()].every((cell) => hidden[cell] === 1);
    checked.set(witness, found);
    return found;
  };
  return new Map([...witnesses].filter(([, pair]) => pair.every(isWithin)));
}

interface RepairRound {
  readonly result: AuditResult;
  readonly failing: readonly number[];
  readonly round: number;
  readonly deadline: number;
}

function repairAll(
  system: CellSystem,
  repair: RepairModel,
  hidden: Uint8Array,
  { result, failing, round, deadline }: RepairRound,
): boolean {
  for (const cell of failing) {
    if (performance.now() > deadline) return false;
    const need = system.needs.get(cell)!;
    const interval = result.intervals.get(cell) ?? [system.values[cell]!, system.values[cell]!];
    const low = interval[0] - system.values[cell]!;
    const high = interval[1] - system.values[cell]!;
    if (satisfies(need, low, high)) continue;
    const extra = round * (system.integer ? 1 : 0);
    const pushes: number[] = [];
    if (high < need.up || high - low < need.width) pushes.push(Math.max(need.up, need.width + low) + extra);
    if (-low < need.down) pushes.push(-(need.down + extra));
    for (const amount of pushes) {
      for (const other of pushEitherWay(system, repair, cell, amount, hidden)) hidden[other] = 1;
    }
  }
  return true;
}

function pushEitherWay(
  system: CellSystem,
  repair: RepairModel,
  cell: number,
  amount: number,
  hidden: Uint8Array,
): readonly number[] {
  const direct = repair.support(cell, amount, hidden);
  if (direct !== undefined) return direct;
  const room = Math.min(system.values[cell]! - system.floor[cell]!, Math.abs(amount));
  return (room > 0 ? repair.support(cell, -room, hidden) : undefined) ?? [];
}

/** Of the cells that were too certain with less hidden, so many are looked at first. */
const MOST_DOUBTFUL = 3;

/** Whether some sensitive cell is in sight whatever is hidden: many repairs would be tried in vain. */
function isHopeless(
  highs: Highs,
  system: CellSystem,
  { seconds, outlook }: { readonly seconds: number; readonly outlook: Outlook },
): boolean {
  const hidden = everythingHidden(system);
  const doubtful = [...outlook.certain].filter((cell) => system.needs.has(cell)).slice(0, MOST_DOUBTFUL);
  if (doubtful.length > 0) {
    const needs = new Map(doubtful.map((cell) => [cell, system.needs.get(cell)!]));
    const found = audit(highs, { ...system, needs }, hidden, { seconds, intervals: false, stop: 'first' });
    if (found.narrow.size > 0) return true;
  }
  if (system.candidate.filter(Boolean).length > FEW_CANDIDATES) return false;
  const found = audit(highs, system, hidden, {
    seconds,
    intervals: false,
    stop: 'first',
    known: outlook.witnesses,
  });
  keepInMind(outlook, found, found.narrow);
  return found.narrow.size > 0;
}

function keepInMind({ witnesses, certain }: Outlook, found: AuditResult, failing: Iterable<number>): void {
  for (const [cell, pair] of found.witnesses) witnesses.set(cell, pair);
  for (const cell of failing) certain.add(cell);
}

function hideEverything(
  highs: Highs,
  system: CellSystem,
  { deadline, outlook }: { readonly deadline: number; readonly outlook: Outlook },
): SafePattern | undefined {
  const hidden = everythingHidden(system);
  const seconds = (deadline - performance.now()) / 1000;
  if (seconds <= 0) return undefined;
  const found = audit(highs, system, hidden, { seconds, intervals: false, known: outlook.witnesses });
  if (found.safe) return { hidden, audit: found, cost: patternCost(system, hidden) };
  keepInMind(outlook, found, found.failing);
  return undefined;
}
