import type { Highs } from 'highs';
import { ComponentAttack, type Extreme } from './attack.ts';
import {
  type HiddenComponent,
  type HiddenStructure,
  hiddenStructure,
  propagate,
  variableLimits,
} from './hidden.ts';
import { MoveSearch } from './moves.ts';
import { deterministicRandom } from './random.ts';
import { ComponentRanges, satisfies, type Witness, type Witnesses, type WitnessPair } from './ranges.ts';
import type { CellSystem } from './system.ts';

export interface AuditOptions {
  /** Wall-clock limit in seconds; an audit that does not finish is not safe. */
  readonly seconds: number;
  /**
   * Also prove the exact interval of every hidden cell (for reports), or of sensitive cells that are too narrow;
   * otherwise only what safety needs.
   */
  readonly intervals: boolean | 'failing';
  /**
   * Ask no more than needed of a pattern that is not safe: stop at the `first` cell that is too narrow or takes a
   * search in whole numbers, or leave whole numbers out (`linear`) where some cell is too narrow without them.
   */
  readonly stop?: 'first' | 'linear';
  /** Witnesses already known to hold for this pattern. */
  readonly known?: Witnesses;
  /** Structure of the pattern, where it was worked out before. */
  readonly structure?: HiddenStructure;
}

export interface AuditResult {
  /** True only when every sensitive cell was shown, with witnesses, to keep its interval. */
  readonly safe: boolean;
  /** False when time ran out or the solver failed. */
  readonly complete: boolean;
  /** Sensitive cells whose interval is too narrow or unproved. */
  readonly failing: readonly number[];
  /** Those of them whose interval is too narrow even for an attacker without whole numbers. */
  readonly narrow: ReadonlySet<number>;
  /** Interval per sensitive cell, or per hidden one where all were asked for; infinite ends where nothing bounds it. */
  readonly intervals: ReadonlyMap<number, readonly [number, number]>;
  /** Per sensitive cell the two tables that realise its width. */
  readonly witnesses: Witnesses;
}

const NOTHING: Witness = new Map();

/**
 * Proves, or fails to prove, that each sensitive hidden cell stays uncertain enough for an attacker who
 * knows every printed number, every sum, the floor of hidden cells and the rule.
 *
 * Method: two alternative tables per sensitive cell (Fischetti & Salazar's attacker problems): first moves
 * found by hand, then programmes pooled over random objectives, then cell by cell; whole-number tables for
 * counts.
 */
export function audit(
  highs: Highs,
  system: CellSystem,
  hidden: Uint8Array,
  options: AuditOptions,
): AuditResult {
  const deadline = performance.now() + options.seconds * 1000;
  const { structure = hiddenStructure(system, hidden) } = options;
  const findings: Findings = {
    intervals: new Map(),
    failing: [],
    narrow: new Set(),
    witnesses: new Map(),
  };
  for (const cell of structure.exact) {
    const value = system.values[cell]!;
    findings.intervals.set(cell, [value, value]);
    const need = system.needs.get(cell);
    if (need === undefined) continue;
    if (satisfies(need, 0, 0)) findings.witnesses.set(cell, [NOTHING, NOTHING]);
    else fail(findings, cell, true);
  }
  for (const cell of system.needs.keys()) if (hidden[cell] !== 1) fail(findings, cell, true);
  let complete = true;
  for (const component of structure.components) {
    if (options.stop === 'first' && findings.failing.length > 0) break;
    if (options.intervals !== true && !isSensitive(system, component)) continue;
    const ranges = new ComponentRanges(system, component, options.known);
    moveByHand(system, ranges, { variables: ranges.open(), patience: QUICK });
    const proved = new Map<number, readonly [number, number]>();
    const narrow = new Set<number>();
    if (options.intervals === true || ranges.open().length > 0) {
      const attack = new ComponentAttack(highs, system, component);
      try {
        complete = settle({ system, attack, ranges, proved, narrow, deadline, options }) && complete;
      } finally {
        attack.dispose();
      }
    }
    conclude(system, { ranges, proved, narrow, all: options.intervals === true }, findings);
  }
  return { safe: findings.failing.length === 0, complete, ...findings };
}

function isSensitive({ needs }: CellSystem, { variables }: HiddenComponent): boolean {
  return variables.some(({ cells }) => cells.some((cell) => needs.has(cell)));
}

interface Findings {
  readonly intervals: Map<number, readonly [number, number]>;
  readonly failing: number[];
  readonly narrow: Set<number>;
  readonly witnesses: Map<number, WitnessPair>;
}

function fail(findings: Findings, cell: number, narrow: boolean): void {
  findings.failing.push(cell);
  if (narrow) findings.narrow.add(cell);
}

/** Steps of a quick search by hand, and of a patient one where the alternative is a search in whole numbers. */
const QUICK = 150;
const PATIENT = 3000;

/** Alternative tables of few cells, without any programme: most sensitive cells need no more. */
function moveByHand(
  system: CellSystem,
  ranges: ComponentRanges,
  setting: { readonly variables: readonly number[]; readonly patience: number },
): void {
  if (setting.variables.length === 0) return;
  const search = new MoveSearch(system, ranges.component, setting.patience);
  for (const at of setting.variables) {
    if (!ranges.isWide(at)) ranges.take(search.push(at, ranges.farthest));
    if (!ranges.isWide(at)) ranges.take(search.push(at, -ranges.farthest));
  }
}

/** With fewer open variables, one by one is quicker than random pushes. */
const POOLED = 8;

/** Random pushes on all unsatisfied variables at once: most are settled by a handful of programmes. */
function pool(attack: ComponentAttack, ranges: ComponentRanges, deadline: number): void {
  const size = ranges.component.variables.length;
  const random = deterministicRandom(size * 7919 + 17);
  let waiting = ranges.open();
  let idle = 0;
  while (waiting.length > POOLED && idle < 2 && performance.now() < deadline) {
    const gain = new Float64Array(size);
    for (const at of waiting) gain[at] = (random() < 0.5 ? -1 : 1) * (1 + Math.floor(random() * 8));
    for (const sign of [1, -1]) {
      const point = attack.push(
        gain.map((value) => value * sign),
        (deadline - performance.now()) / 1000,
      );
      if (point !== undefined) ranges.take(point);
    }
    const still = ranges.open();
    idle = still.length < waiting.length ? 0 : idle + 1;
    waiting = still;
  }
}

interface Settling {
  readonly system: CellSystem;
  readonly attack: ComponentAttack;
  readonly ranges: ComponentRanges;
  /** Exact deviations per variable. */
  readonly proved: Map<number, readonly [number, number]>;
  /** Variables that are too narrow in real numbers. */
  readonly narrow: Set<number>;
  readonly deadline: number;
  readonly options: AuditOptions;
}

/** Two linear programmes often decide: too narrow even for them, or wide enough with whole numbers. */
function tryLinear({ attack, ranges, deadline }: Settling, at: number): 'wide' | 'narrow' | 'open' {
  const [low, high] = ([-1, 1] as const).map((direction) => {
    const found = attack.relaxed(at, direction, (deadline - performance.now()) / 1000);
    if (found.point !== undefined) ranges.take(found.point);
    return found;
  }) as [Extreme, Extreme];
  if (ranges.isWide(at)) return 'wide';
  const proved = low.proved && high.proved;
  return proved && !ranges.wouldBeWide(at, low.value, high.value) ? 'narrow' : 'open';
}

/** Corners of the linear programme near the one that is farthest out: one of whole numbers spares a search for it. */
const CORNERS = 4;

function tryCorners({ attack, ranges, deadline }: Settling, variables: readonly number[]): void {
  const size = ranges.component.variables.length;
  const random = deterministicRandom(size * 104_729 + 29);
  for (const at of variables) {
    for (let turn = 0; turn < CORNERS && !ranges.isWide(at); turn += 1) {
      for (const direction of [-1, 1]) {
        const gain = Float64Array.from({ length: size }, () => random() - 0.5);
        gain[at] = direction * size;
        const point = attack.push(gain, (deadline - performance.now()) / 1000);
        if (point !== undefined) ranges.take(point);
      }
    }
  }
}

/** What moves left open: pooled, then by linear programmes, last by whole numbers; with `intervals`, exactly. */
function settle(work: Settling): boolean {
  const { attack, ranges, deadline, options } = work;
  pool(attack, ranges, deadline);
  if (options.intervals === true) return proveAll(work);
  const undecided: number[] = [];
  for (const at of ranges.open()) {
    if (ranges.isWide(at)) continue;
    const verdict = tryLinear(work, at);
    if (verdict === 'narrow') work.narrow.add(at);
    if (verdict === 'open' || (verdict === 'narrow' && options.intervals === 'failing')) undecided.push(at);
    if (verdict === 'narrow' && options.stop === 'first') return true;
  }
  if (work.narrow.size > 0 && options.stop !== undefined) return true;
  moveByHand(work.system, ranges, { variables: undecided, patience: PATIENT });
  tryCorners(work, undecided);
  if (options.stop === 'first') return true;
  let complete = true;
  const unlimited = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  for (const at of undecided) {
    if (ranges.isWide(at)) continue;
    complete = proveEnds(work, at, unlimited) || ranges.isWide(at) ? complete : false;
  }
  return complete;
}

/** Stands for no limit where limits are added up: larger than every number of people or yen. */
const NO_LIMIT = 1e12;

/** Exact ends of every variable. */
function proveAll(work: Settling): boolean {
  const { system, ranges } = work;
  const limits = ranges.component.variables.map((variable) => variableLimits(system, variable));
  const lower = Float64Array.from(limits, ([low]) => low);
  const upper = Float64Array.from(limits, ([, high]) => Math.min(high, NO_LIMIT));
  propagate(ranges.component, lower, upper);
  let complete = true;
  for (const at of limits.keys()) complete = proveEnds(work, at, [lower[at]!, upper[at]!]) && complete;
  return complete;
}

/** @param limits outer bounds known beforehand */
function proveEnds(work: Settling, at: number, limits: readonly [number, number]): boolean {
  const { attack, ranges, deadline } = work;
  const ends = ([-1, 1] as const).map((direction) => {
    const seconds = (deadline - performance.now()) / 1000;
    const limit = direction < 0 ? limits[0] : limits[1];
    const reached = direction < 0 ? ranges.low[at]! : ranges.high[at]!;
    if (reached === limit) return { value: limit, point: undefined, proved: true };
    if (seconds <= 0) return { value: limit, point: undefined, proved: false };
    const found: Extreme = attack.extreme(at, direction, seconds);
    if (found.point !== undefined) ranges.take(found.point);
    return found;
  });
  if (!ends.every((end) => end.proved)) return false;
  work.proved.set(at, [ends[0]!.value, ends[1]!.value]);
  return true;
}

/** From variables back to cells. */
function conclude(
  system: CellSystem,
  { ranges, proved, narrow, all }: Pick<Settling, 'ranges' | 'proved' | 'narrow'> & { readonly all: boolean },
  findings: Findings,
): void {
  ranges.component.variables.forEach((variable, at) => {
    const [low, high] = proved.get(at) ?? [ranges.low[at]!, ranges.high[at]!];
    variable.cells.forEach((cell, position) => {
      const straight = variable.signs[position]! > 0;
      const base = system.values[cell]!;
      const need = system.needs.get(cell);
      if (need === undefined && !all) return;
      findings.intervals.set(cell, straight ? [base + low, base + high] : [base - high, base - low]);
      if (need === undefined) return;
      const [from, to] = ranges.ofCell(at, position);
      if (satisfies(need, from, to)) findings.witnesses.set(cell, ranges.witnesses(at, straight));
      else fail(findings, cell, narrow.has(at));
    });
  });
}
