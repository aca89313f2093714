/**
 * Staggered introduction: group-time effects of Callaway & Sant'Anna (2021, J Econometrics 225:200) without
 * covariates, on a balanced panel, with influence-function standard errors clustered on the unit.
 */

export interface PanelInput {
  /** Outcome of unit u in period t at [u][t]. */
  readonly outcome: readonly Float64Array[];
  /** Ascending period labels. */
  readonly periods: readonly number[];
  /** First treated period by unit; Infinity for never treated. */
  readonly start: readonly number[];
  readonly control: 'never' | 'not-yet';
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

/** ATT(g, t) for every group and period; before treatment against the period just before (varying base). */
function groupTimeEffects(input: PanelInput): GroupTime[] {
  const { outcome, periods, start } = input;
  const groups = [...new Set(start.filter((g) => Number.isFinite(g) && g > periods[0]!))].sort(
    (a, b) => a - b,
  );
  const out: GroupTime[] = [];
  for (const group of groups) {
    const last = periods.filter((t) => t < group).length - 1;
    periods.forEach((period, t) => {
      if (t === 0) return;
      const base = period >= group ? last : t - 1;
      const change = Float64Array.from(outcome, (y) => y[t]! - y[base]!);
      const clean = Math.max(period, periods[base]!);
      const control = (u: number): boolean =>
        input.control === 'never' ? start[u] === Infinity : start[u]! > clean && start[u] !== group;
      const treated = meanChange(change, (u) => start[u] === group);
      const compare = meanChange(change, control);
      if (treated.n === 0 || compare.n === 0) return;
      const influence = treated.influence.map((v, u) => v - compare.influence[u]!);
      out.push({ group, period, estimate: treated.mean - compare.mean, se: seOf(influence), influence });
    });
  }
  return out;
}

/** Size-weighted average of some group-time effects; group shares count as estimated. */
function average(
  cells: readonly GroupTime[],
  start: readonly number[],
  label: Aggregate['label'],
): Aggregate {
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
  return { label, estimate, se: seOf(influence) };
}

export interface Staggered {
  readonly cells: readonly GroupTime[];
  /** All treated cells. */
  readonly overall: Aggregate;
  /** By time since start; negative is before (should be near 0). */
  readonly dynamic: readonly Aggregate[];
  readonly byGroup: readonly Aggregate[];
}

/** Group-time effects and their usual summaries. */
export function staggeredEffects(input: PanelInput): Staggered {
  const cells = groupTimeEffects(input);
  const position = new Map(input.periods.map((p, i) => [p, i]));
  const since = (c: GroupTime): number =>
    position.get(c.period)! - input.periods.filter((p) => p < c.group).length;
  const treated = cells.filter((c) => c.period >= c.group);
  const lags = [...new Set(cells.map(since))].sort((a, b) => a - b);
  const groups = [...new Set(treated.map((c) => c.group))];
  return {
    cells,
    overall: average(treated, input.start, 'overall'),
    dynamic: lags.map((l) =>
      average(
        cells.filter((c) => since(c) === l),
        input.start,
        l,
      ),
    ),
    byGroup: groups.map((g) =>
      average(
        treated.filter((c) => c.group === g),
        input.start,
        g,
      ),
    ),
  };
}
