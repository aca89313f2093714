/** Product-limit estimate (Kaplan & Meier 1958), Greenwood variance, medians, restricted means, log-rank. */
import { chiSquareUpper, normalCritical } from '../distributions.ts';
import { type SurvivalData, type TimePoint, timePoints } from './risk-sets.ts';

export interface SurvivalStep {
  readonly time: number;
  readonly survival: number;
  /** Standard error of `survival`: Greenwood's, or the infinitesimal jackknife's with weights. */
  readonly se: number;
  readonly atRisk: number;
  readonly events: number;
}

export interface SurvivalCurve {
  readonly steps: readonly SurvivalStep[];
  readonly total: number;
}

export type IntervalScale = 'log' | 'log-log';

/**
 * Standard errors of a weighted curve by the infinitesimal jackknife (as R's survfit for weights that are not
 * whole numbers): person i with time T and event δ moves log S(t) by -w(δ/(n-d) - A(T)) once t ≥ T and by w A(t)
 * before, A(t) = Σ d/(n(n-d)).
 */
function jackknifeErrors(
  data: SurvivalData,
  steps: readonly SurvivalStep[],
  member?: (i: number) => boolean,
): number[] {
  const at = new Map(steps.map((s, j) => [s.time, j]));
  const perStep = steps.map(() => ({ squares: 0, influence: 0 }));
  const cumulative: number[] = [];
  let a = 0;
  for (const s of steps) {
    if (s.events > 0 && s.atRisk > s.events) a += s.events / (s.atRisk * (s.atRisk - s.events));
    cumulative.push(a);
  }
  let later = 0;
  for (let i = 0; i < data.time.length; i++) {
    if (member !== undefined && !member(i)) continue;
    const w = data.weights === undefined ? 1 : data.weights[i]!;
    const j = at.get(data.time[i]!)!;
    const s = steps[j]!;
    const own = data.event[i] === 1 && s.atRisk > s.events ? 1 / (s.atRisk - s.events) : 0;
    perStep[j]!.squares += w * w;
    perStep[j]!.influence += (w * (own - cumulative[j]!)) ** 2;
    later += w * w;
  }
  let gone = 0;
  return steps.map((s, j) => {
    later -= perStep[j]!.squares;
    gone += perStep[j]!.influence;
    return s.survival === 0 ? 0 : s.survival * Math.sqrt(Math.max(0, gone + later * cumulative[j]! ** 2));
  });
}

/** The curve of the rows where `member` is true; weighted when the data carry weights. */
export function kaplanMeier(data: SurvivalData, member?: (i: number) => boolean): SurvivalCurve {
  const points = timePoints(data, member);
  let survival = 1;
  let sum = 0;
  const steps = points.map((p): SurvivalStep => {
    survival *= 1 - p.events / p.atRisk;
    // Last subject failing leaves an infinite term; survival is 0 there and so is the product.
    sum += p.events === 0 ? 0 : p.events / (p.atRisk * (p.atRisk - p.events));
    const se = survival === 0 ? 0 : survival * Math.sqrt(sum);
    return { time: p.time, survival, se, atRisk: p.atRisk, events: p.events };
  });
  if (data.weights === undefined) return { steps, total: points[0]?.atRisk ?? 0 };
  const errors = jackknifeErrors(data, steps, member);
  return { steps: steps.map((s, j) => ({ ...s, se: errors[j]! })), total: points[0]?.atRisk ?? 0 };
}

/** Survival, standard error and number at risk just before `time`. */
export function survivalAt(
  curve: SurvivalCurve,
  time: number,
): { survival: number; se: number; atRisk: number } {
  let last: SurvivalStep | undefined;
  let next: SurvivalStep | undefined;
  for (const s of curve.steps) {
    if (s.time <= time) last = s;
    if (s.time >= time) {
      next = s;
      break;
    }
  }
  return { survival: last?.survival ?? 1, se: last?.se ?? 0, atRisk: next?.atRisk ?? 0 };
}

/** Pointwise interval on the log or log(-log) scale. */
export function survivalInterval(survival: number, se: number, scale: IntervalScale): [number, number] {
  const z = normalCritical();
  if (survival >= 1 || survival <= 0) return [survival, survival];
  const relative = se / survival;
  if (scale === 'log')
    return [survival * Math.exp(-z * relative), Math.min(1, survival * Math.exp(z * relative))];
  const half = (z * relative) / Math.log(survival);
  return [survival ** Math.exp(-half), survival ** Math.exp(half)];
}

/** First time at which a step function falls to `level`; the midpoint when it stays on it exactly. */
function crossing(steps: readonly { time: number; value: number }[], level: number): number | undefined {
  const eps = 1e-12;
  const at = steps.findIndex((s) => s.value <= level + eps);
  if (at < 0) return undefined;
  const hit = steps[at]!;
  if (Math.abs(hit.value - level) > eps) return hit.time;
  const below = steps.slice(at).find((s) => s.value < level - eps);
  return below === undefined ? hit.time : (hit.time + below.time) / 2;
}

/** Median and the interval got by inverting the pointwise interval (Brookmeyer & Crowley 1982). */
export function medianSurvival(
  curve: SurvivalCurve,
  scale: IntervalScale,
): { median: number | undefined; low: number | undefined; high: number | undefined } {
  const drops = curve.steps.filter((s) => s.events > 0);
  const bounds = drops.map((s) => survivalInterval(s.survival, s.se, scale));
  return {
    median: crossing(
      drops.map((s) => ({ time: s.time, value: s.survival })),
      0.5,
    ),
    low: crossing(
      drops.map((s, i) => ({ time: s.time, value: bounds[i]![0] })),
      0.5,
    ),
    high: crossing(
      drops.map((s, i) => ({ time: s.time, value: bounds[i]![1] })),
      0.5,
    ),
  };
}

export interface RestrictedMean {
  readonly mean: number;
  readonly se: number;
}

/** Area under the curve to `horizon` and its standard error (Andersen et al. 1993; as R's survRM2). */
export function restrictedMean(curve: SurvivalCurve, horizon: number): RestrictedMean {
  const steps = curve.steps.filter((s) => s.time < horizon && s.events > 0);
  const ends = [...steps.slice(1).map((s) => s.time), horizon];
  const first = steps[0]?.time ?? horizon;
  const areas = steps.map((s, i) => s.survival * (ends[i]! - s.time));
  const total = areas.reduce((s, v) => s + v, Math.min(first, horizon));
  let remaining = 0;
  let variance = 0;
  for (let i = steps.length - 1; i >= 0; i--) {
    remaining += areas[i]!;
    const { events, atRisk } = steps[i]!;
    if (atRisk > events) variance += (remaining * remaining * events) / (atRisk * (atRisk - events));
  }
  return { mean: total, se: Math.sqrt(variance) };
}

export interface LogRank {
  readonly chiSquare: number;
  readonly df: number;
  readonly p: number;
  readonly observed: readonly [number, number];
  readonly expected: readonly [number, number];
  readonly variance: number;
}

/** Log-rank test of two groups (0/1), hypergeometric variance. */
export function logRank(data: SurvivalData, group: Float64Array): LogRank {
  const all = timePoints(data);
  const first: TimePoint[] = timePoints(data, (i) => group[i] === 0);
  let position = 0;
  let risk0 = first[0]?.atRisk ?? 0;
  let observed0 = 0;
  let expected0 = 0;
  let variance = 0;
  let totalEvents = 0;
  for (const p of all) {
    const here = first[position]?.time === p.time ? first[position] : undefined;
    if (p.events > 0) {
      observed0 += here?.events ?? 0;
      expected0 += (p.events * risk0) / p.atRisk;
      totalEvents += p.events;
      if (p.atRisk > 1) {
        const share = risk0 / p.atRisk;
        variance += (p.events * share * (1 - share) * (p.atRisk - p.events)) / (p.atRisk - 1);
      }
    }
    if (here !== undefined) {
      risk0 -= here.events + here.censored;
      position++;
    }
  }
  const chiSquare = (observed0 - expected0) ** 2 / variance;
  return {
    chiSquare,
    df: 1,
    p: chiSquareUpper(chiSquare, 1),
    observed: [observed0, totalEvents - observed0],
    expected: [expected0, totalEvents - expected0],
    variance,
  };
}
