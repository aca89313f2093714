/**
 * Staggered introduction: group-time effects of Callaway & Sant'Anna (2021, J Econometrics 225:200) on a balanced
 * panel, with or without covariates, with influence-function standard errors clustered on the unit.
 */
import { SingularMatrix } from '../linear-algebra.ts';
import { SeparationError } from '../propensity.ts';
import { type Adjustment, adjustedChange } from './adjusted.ts';

export interface PanelInput {
  /** Outcome of unit u in period t at [u][t]. */
  readonly outcome: readonly Float64Array[];
  /** Ascending period labels. */
  readonly periods: readonly number[];
  /** First treated period by unit; Infinity for never treated. */
  readonly start: readonly number[];
  readonly control: 'never' | 'not-yet';
  /** Years before the start in which units may already have chosen or changed: the base year lies before them. */
  readonly anticipation?: number | undefined;
  /** Covariate columns by period (values by unit); those of the period before treatment are used. */
  readonly covariates?: readonly (readonly Float64Array[])[] | undefined;
  readonly adjustment?: Adjustment;
}

export interface GroupTime {
  readonly group: number;
  readonly period: number;
  readonly estimate: number;
  readonly se: number;
  readonly influence: Float64Array;
}

export interface Aggregate {
  readonly label: number | 'overall';
  readonly estimate: number;
  readonly se: number;
}

const seOf = (influence: Float64Array): number => Math.sqrt(influence.reduce((s, v) => s + v * v, 0));

/** Mean change of `member` rows and its influence values. */
function meanChange(
  change: Float64Array,
  member: (u: number) => boolean,
): { mean: number; influence: Float64Array; n: number } {
  let [n, sum] = [0, 0];
  change.forEach((v, u) => {
    if (member(u)) {
      n++;
      sum += v;
    }
  });
  const mean = sum / n;
  return { n, mean, influence: change.map((v, u) => (member(u) ? (v - mean) / n : 0)) };
}

type Change = Pick<GroupTime, 'estimate' | 'influence'>;

/** The change of `treated` units less that of `control` units; undefined when a side is empty. */
function plainChange(
  change: Float64Array,
  treated: (u: number) => boolean,
  control: (u: number) => boolean,
): Change | undefined {
  const own = meanChange(change, treated);
  const other = meanChange(change, control);
  if (own.n === 0 || other.n === 0) return undefined;
  const influence = own.influence.map((v, u) => v - other.influence[u]!);
  return { estimate: own.mean - other.mean, influence };
}

/** The same given covariates; `failed` where the covariates decide alone who is treated. */
function covariateChange(
  change: Float64Array,
  sides: readonly [treated: (u: number) => boolean, control: (u: number) => boolean],
  columns: readonly Float64Array[],
  method: Adjustment,
): Change | 'failed' | undefined {
  const [treated, control] = sides;
  const rows = Array.from(change.keys()).filter((u) => treated(u) || control(u));
  const z = Float64Array.from(rows, (u) => (treated(u) ? 1 : 0));
  if (!z.includes(1) || !z.includes(0)) return undefined;
  const pick = (v: Float64Array): Float64Array => Float64Array.from(rows, (u) => v[u]!);
  try {
    const found = adjustedChange({ change: pick(change), treated: z, columns: columns.map(pick), method });
    if (!Number.isFinite(found.estimate)) return 'failed';
    const influence = new Float64Array(change.length);
    rows.forEach((u, i) => {
      influence[u] = found.influence[i]!;
    });
    return { estimate: found.estimate, influence };
  } catch (error) {
    if (error instanceof SingularMatrix || error instanceof SeparationError) return 'failed';
    throw error;
  }
}

/** ATT(g, t) for every group and period; before treatment against the period just before (varying base). */
function groupTimeEffects(input: PanelInput): { cells: GroupTime[]; failed: number } {
  const { outcome, periods, start, covariates, anticipation = 0 } = input;
  const groups = [...new Set(start.filter((g) => Number.isFinite(g) && g - anticipation > periods[0]!))].sort(
    (a, b) => a - b,
  );
  const cells: GroupTime[] = [];
  let failed = 0;
  for (const group of groups) {
    const last = periods.filter((t) => t < group - anticipation).length - 1;
    periods.forEach((period, t) => {
      if (t === 0) return;
      const base = period >= group ? last : t - 1;
      const change = Float64Array.from(outcome, (y) => y[t]! - y[base]!);
      const clean = Math.max(period, periods[base]!) + anticipation;
      const control = (u: number): boolean =>
        input.control === 'never' ? start[u] === Infinity : start[u]! > clean && start[u] !== group;
      const treated = (u: number): boolean => start[u] === group;
      const found =
        covariates === undefined
          ? plainChange(change, treated, control)
          : covariateChange(change, [treated, control], covariates[base]!, input.adjustment ?? 'dr');
      if (found === 'failed') failed++;
      else if (found !== undefined) cells.push({ group, period, ...found, se: seOf(found.influence) });
    });
  }
  return { cells, failed };
}

interface Weighted extends Aggregate {
  readonly influence: Float64Array;
}

/** Size-weighted average of some group-time effects; group shares count as estimated. */
function average(cells: readonly GroupTime[], start: readonly number[], label: Aggregate['label']): Weighted {
  const n = start.length;
  const share = (g: number): number => start.filter((s) => s === g).length / n;
  const total = cells.reduce((s, c) => s + share(c.group), 0);
  const estimate = cells.reduce((s, c) => s + (share(c.group) / total) * c.estimate, 0);
  const influence = new Float64Array(n);
  for (const c of cells) {
    const p = share(c.group);
    for (let u = 0; u < n; u++) {
      const own = (p / total) * c.influence[u]!;
      const size = (((start[u] === c.group ? 1 : 0) - p) / n / total) * (c.estimate - estimate);
      influence[u]! += own + size;
    }
  }
  return { label, estimate, se: seOf(influence), influence };
}

/** Plain average of aggregates that carry their influence. */
function meanOf(parts: readonly Weighted[]): Aggregate {
  const n = parts[0]?.influence.length ?? 0;
  const influence = new Float64Array(n);
  for (const part of parts) for (let u = 0; u < n; u++) influence[u]! += part.influence[u]! / parts.length;
  const estimate = parts.reduce((s, p) => s + p.estimate / parts.length, 0);
  return { label: 'overall', estimate, se: seOf(influence) };
}

export interface Staggered {
  readonly cells: readonly GroupTime[];
  /** Cells left out because the covariates decide alone who is treated. */
  readonly failed: number;
  /** All treated cells. */
  readonly overall: Aggregate;
  /** By time since start; negative is before (should be near 0). */
  readonly dynamic: readonly Aggregate[];
  readonly byGroup: readonly Aggregate[];
  readonly byPeriod: readonly Aggregate[];
  /** Averages of the three lists (after the start; groups by their size), as did::aggte gives them. */
  readonly averages: { readonly dynamic: Aggregate; readonly group: Aggregate; readonly calendar: Aggregate };
}

/** Group-time effects and their usual summaries. */
export function staggeredEffects(input: PanelInput): Staggered {
  const { cells, failed } = groupTimeEffects(input);
  const position = new Map(input.periods.map((p, i) => [p, i]));
  const since = (c: GroupTime): number =>
    position.get(c.period)! - input.periods.filter((p) => p < c.group).length;
  const treated = cells.filter((c) => c.period >= c.group);
  const distinct = (key: (c: GroupTime) => number, of: readonly GroupTime[]): number[] =>
    [...new Set(of.map(key))].sort((a, b) => a - b);
  const by = (key: (c: GroupTime) => number, of: readonly GroupTime[]): Weighted[] =>
    distinct(key, of).map((label) =>
      average(
        of.filter((c) => key(c) === label),
        input.start,
        label,
      ),
    );
  const dynamic = by(since, cells);
  const byGroup = by((c) => c.group, treated);
  const byPeriod = by((c) => c.period, treated);
  // Every group once, with its own mean effect, weighted by its size.
  const once = byGroup.map((g): GroupTime => ({ ...g, group: Number(g.label), period: 0 }));
  return {
    cells,
    failed,
    overall: average(treated, input.start, 'overall'),
    dynamic,
    byGroup,
    byPeriod,
    averages: {
      dynamic: meanOf(dynamic.filter((d) => Number(d.label) >= 0)),
      group: average(once, input.start, 'overall'),
      calendar: meanOf(byPeriod),
    },
  };
}
