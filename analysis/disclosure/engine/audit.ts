import type { Highs } from 'highs';
import { ComponentAttack, type Extreme } from './attack.ts';
import { hiddenStructure, propagate } from './hidden.ts';
import { deterministicRandom } from './random.ts';
import type { CellSystem, Need } from './system.ts';

/** An alternative table that agrees with everything printed: deviations from the truth, by cell. */
export type Witness = ReadonlyMap<number, number>;

export interface AuditOptions {
  /** Wall-clock limit in seconds; an audit that does not finish is not safe. */
  readonly seconds: number;
  /** Also prove the exact interval of every hidden cell (for reports); otherwise only what safety needs. */
  readonly intervals: boolean;
  /** Witnesses already known to hold for this pattern. */
  readonly known?: ReadonlyMap<number, readonly [Witness, Witness]>;
}

export interface AuditResult {
  /** True only when every sensitive cell was shown, with witnesses, to keep its interval. */
  readonly safe: boolean;
  /** False when time ran out or the solver failed. */
  readonly complete: boolean;
  /** Sensitive cells whose interval is too narrow or unproved. */
  readonly failing: readonly number[];
  /** Interval per hidden cell; infinite ends where nothing bounds it. */
  readonly intervals: ReadonlyMap<number, readonly [number, number]>;
  /** Per sensitive cell the two tables that realise its width. */
  readonly witnesses: ReadonlyMap<number, readonly [Witness, Witness]>;
}

interface Attained {
  low: number;
  high: number;
  lowPoint: Witness;
  highPoint: Witness;
}

const SLACK = 1e-6;
const NOTHING: Witness = new Map();

/**
 * Proves, or fails to prove, that each sensitive hidden cell stays uncertain enough for an attacker who
 * knows every printed number, every sum, the floor of hidden cells and the rule.
 *
 * Method: two alternative tables per sensitive cell (Fischetti & Salazar's attacker problems, pooled over
 * random objectives); whole-number tables for counts.
 */
export function audit(
  highs: Highs,
  system: CellSystem,
  hidden: Uint8Array,
  options: AuditOptions,
): AuditResult {
  const deadline = performance.now() + options.seconds * 1000;
  const structure = hiddenStructure(system, hidden);
  const attained = new Map<number, Attained>();
  const intervals = new Map<number, readonly [number, number]>();
  for (const cell of structure.exact) {
    attained.set(cell, zero());
    intervals.set(cell, [system.values[cell]!, system.values[cell]!]);
  }
  let complete = true;
  for (const component of structure.components) {
    for (const cell of component.cells) attained.set(cell, startingRange(cell, options.known));
    if (!options.intervals && component.cells.every((cell) => isSettled(system, cell, attained.get(cell)!))) {
      continue;
    }
    const attack = new ComponentAttack(highs, system, component);
    try {
      pool(system, attack, attained, deadline);
      complete =
        settle(system, attack, { attained, intervals, deadline, all: options.intervals }) && complete;
    } finally {
      attack.dispose();
    }
  }
  return conclude(system, hidden, attained, intervals, complete);
}

/** Whether the attained range [low, high] (deviations) satisfies a need. */
export function satisfies(need: Need, low: number, high: number): boolean {
  return high - low >= need.width - SLACK && high >= need.up - SLACK && -low >= need.down - SLACK;
}

function isSettled(system: CellSystem, cell: number, range: Attained): boolean {
  const need = system.needs.get(cell);
  return need === undefined || satisfies(need, range.low, range.high);
}

function startingRange(cell: number, known: AuditOptions['known']): Attained {
  const pair = known?.get(cell);
  if (pair === undefined) return zero();
  const [lowPoint, highPoint] = pair;
  return { low: lowPoint.get(cell) ?? 0, high: highPoint.get(cell) ?? 0, lowPoint, highPoint };
}

function zero(): Attained {
  return { low: 0, high: 0, lowPoint: NOTHING, highPoint: NOTHING };
}

function record(attack: ComponentAttack, attained: Map<number, Attained>, point: Float64Array): void {
  const witness = new Map<number, number>();
  attack.component.cells.forEach((cell, at) => {
    if (point[at] !== 0) witness.set(cell, point[at]!);
  });
  for (const [cell, deviation] of witness) {
    const range = attained.get(cell)!;
    if (deviation < range.low) {
      range.low = deviation;
      range.lowPoint = witness;
    }
    if (deviation > range.high) {
      range.high = deviation;
      range.highPoint = witness;
    }
  }
}

/** Random pushes on all unsatisfied cells at once: most cells are settled by a handful of programmes. */
function pool(
  system: CellSystem,
  attack: ComponentAttack,
  attained: Map<number, Attained>,
  deadline: number,
): void {
  const random = deterministicRandom(attack.component.cells.length * 7919 + 17);
  const size = attack.component.cells.length;
  const open = () =>
    attack.component.cells.flatMap((cell, at) => {
      const need = system.needs.get(cell);
      const range = attained.get(cell)!;
      return need !== undefined && !satisfies(need, range.low, range.high) ? [at] : [];
    });
  let waiting = open();
  let idle = 0;
  while (waiting.length > 3 && idle < 3 && performance.now() < deadline) {
    const gain = new Float64Array(size);
    for (const at of waiting) gain[at] = (random() < 0.5 ? -1 : 1) * (1 + Math.floor(random() * 8));
    for (const sign of [1, -1]) {
      const point = attack.push(
        gain.map((value) => value * sign),
        (deadline - performance.now()) / 1000,
      );
      if (point !== undefined) record(attack, attained, point);
    }
    const still = open();
    idle = still.length < waiting.length ? 0 : idle + 1;
    waiting = still;
  }
}

interface Settling {
  readonly attained: Map<number, Attained>;
  readonly intervals: Map<number, readonly [number, number]>;
  readonly deadline: number;
  readonly all: boolean;
}

/** Two linear programmes often decide: too narrow even for them, or wide enough with whole numbers. */
function tryLinear(
  attack: ComponentAttack,
  at: number,
  work: Settling & { readonly need: Need; readonly range: Attained },
): 'wide' | 'narrow' | 'open' {
  const [low, high] = ([-1, 1] as const).map((direction) => {
    const seconds = (work.deadline - performance.now()) / 1000;
    const found = attack.relaxed(at, direction, seconds);
    if (found.point !== undefined) record(attack, work.attained, found.point);
    return found;
  }) as [Extreme, Extreme];
  if (satisfies(work.need, work.range.low, work.range.high)) return 'wide';
  const proved = low.proved && high.proved;
  return proved && !satisfies(work.need, low.value, high.value) ? 'narrow' : 'open';
}

/** Cell by cell for what pooling left open; with `all`, exact ends for every hidden cell. */
function settle(system: CellSystem, attack: ComponentAttack, work: Settling): boolean {
  let complete = true;
  const cells = attack.component.cells;
  const lower = Float64Array.from(cells, (cell) => system.floor[cell]! - system.values[cell]!);
  const upper = Float64Array.from(cells, (cell) =>
    Math.min(system.ceiling[cell]! - system.values[cell]!, 1e12),
  );
  if (work.all) propagate(attack.component, lower, upper);
  cells.forEach((cell, at) => {
    const range = work.attained.get(cell)!;
    const need = system.needs.get(cell);
    const met = need === undefined || satisfies(need, range.low, range.high);
    if (met && !work.all) return;
    if (need !== undefined && !met && !work.all) {
      const verdict = tryLinear(attack, at, { need, range, ...work });
      if (verdict === 'wide' || verdict === 'narrow') return;
    }
    const satisfiedNow = () => need === undefined || satisfies(need, range.low, range.high);
    const ends = ([-1, 1] as const).map((direction) => {
      const seconds = (work.deadline - performance.now()) / 1000;
      const limit = direction < 0 ? lower[at]! : upper[at]!;
      const reached = direction < 0 ? range.low : range.high;
      if (reached === limit) return { value: limit, point: undefined, proved: true };
      if (seconds <= 0) return { value: limit, point: undefined, proved: false };
      const found: Extreme = attack.extreme(at, direction, seconds);
      if (found.point !== undefined) record(attack, work.attained, found.point);
      return found;
    });
    if (ends.some((end) => !end.proved)) complete = complete && satisfiedNow() && !work.all;
    const base = system.values[cell]!;
    if (ends.every((end) => end.proved))
      work.intervals.set(cell, [base + ends[0]!.value, base + ends[1]!.value]);
  });
  return complete;
}

function conclude(
  system: CellSystem,
  hidden: Uint8Array,
  attained: ReadonlyMap<number, Attained>,
  proved: ReadonlyMap<number, readonly [number, number]>,
  complete: boolean,
): AuditResult {
  const failing: number[] = [];
  const witnesses = new Map<number, readonly [Witness, Witness]>();
  for (const [cell, need] of system.needs) {
    const range = hidden[cell] === 1 ? attained.get(cell) : undefined;
    if (range === undefined || !satisfies(need, range.low, range.high)) failing.push(cell);
    else witnesses.set(cell, [range.lowPoint, range.highPoint]);
  }
  const intervals = new Map<number, readonly [number, number]>();
  for (const [cell, range] of attained) {
    const base = system.values[cell]!;
    intervals.set(cell, proved.get(cell) ?? [base + range.low, base + range.high]);
  }
  const safe = failing.length === 0;
  return { safe, complete, failing, intervals, witnesses };
}

/**
 * Checks witnesses by addition alone, without trusting the solver: each agrees with every printed number
 * and sum, respects floors and whole numbers, and the two together realise the needed width.
 */
export function verifyWitnesses(system: CellSystem, hidden: Uint8Array, result: AuditResult): boolean {
  const checked = new Map<Witness, boolean>();
  const isValid = (witness: Witness) => {
    const known = checked.get(witness) ?? isAlternativeTable(system, hidden, witness);
    checked.set(witness, known);
    return known;
  };
  for (const [cell, need] of system.needs) {
    const pair = result.witnesses.get(cell);
    if (pair === undefined) return false;
    if (!pair.every(isValid)) return false;
    if (!satisfies(need, pair[0].get(cell) ?? 0, pair[1].get(cell) ?? 0)) return false;
  }
  return true;
}

function isAlternativeTable(system: CellSystem, hidden: Uint8Array, witness: Witness): boolean {
  const touched = new Set<number>();
  let valid = true;
  for (const [cell, deviation] of witness) {
    const value = system.values[cell]! + deviation;
    if (hidden[cell] !== 1 || (system.integer && !Number.isInteger(deviation))) valid = false;
    if (value < system.floor[cell]! - SLACK || value > system.ceiling[cell]! + SLACK) valid = false;
    for (const at of system.relationsOf[cell]!) touched.add(at);
  }
  for (const at of touched) {
    const relation = system.relations[at]!;
    let sum = -(witness.get(relation.parent) ?? 0);
    let scale = 1;
    for (const child of relation.children) {
      const deviation = witness.get(child) ?? 0;
      sum += deviation;
      scale += Math.abs(deviation);
    }
    if (Math.abs(sum) > (system.integer ? 0 : SLACK * scale)) valid = false;
  }
  return valid;
}
