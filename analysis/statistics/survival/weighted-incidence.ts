/** Error of a weighted cumulative incidence by the infinitesimal jackknife (as R's survfit of several states). */
import type { CompetingData } from './competing.ts';

/** Sums up to and with one distinct time. */
interface Point {
  readonly time: number;
  readonly atRisk: number;
  readonly events: number;
  /** Survival just before. */
  readonly before: number;
  /** Σ d/(Y(Y-d)) with this time. */
  readonly hazard: number;
  /** Σ S(s-) dN₁/Y, the same times the hazard just before, and Σ S(s-) dN₁/Y². */
  readonly incidence: number;
  readonly crossed: number;
  readonly slope: number;
}

function points(data: CompetingData, rows: readonly number[], weight: (i: number) => number): Point[] {
  const out: Point[] = [];
  let atRisk = rows.reduce((s, i) => s + weight(i), 0);
  let [survival, hazard, incidence, crossed, slope] = [1, 0, 0, 0, 0];
  for (let p = 0; p < rows.length; ) {
    const time = data.time[rows[p]!]!;
    let [own, events, gone] = [0, 0, 0];
    for (; p < rows.length && data.time[rows[p]!] === time; p++) {
      const i = rows[p]!;
      gone += weight(i);
      if (data.cause[i] === 1) own += weight(i);
      if (data.cause[i] !== 0) events += weight(i);
    }
    const step = (survival * own) / atRisk;
    const before = survival;
    incidence += step;
    crossed += step * hazard;
    slope += step / atRisk;
    if (atRisk > events) hazard += events / (atRisk * (atRisk - events));
    survival *= 1 - events / atRisk;
    out.push({ time, atRisk, events, before, hazard, incidence, crossed, slope });
    atRisk -= gone;
  }
  return out;
}

/** Standard error of the incidence of cause 1 at each of `times`, over the rows where `member` is true. */
export function weightedIncidenceErrors(
  data: CompetingData,
  member: (i: number) => boolean,
  times: readonly number[],
): number[] {
  const weight = (i: number): number => (data.weights === undefined ? 1 : data.weights[i]!);
  const rows = Array.from(data.time.keys()).filter(member);
  rows.sort((a, b) => data.time[a]! - data.time[b]!);
  const all = points(data, rows, weight);
  const indexOf = new Map(all.map((p, j) => [p.time, j]));
  return times.map((time) => {
    const end = all.filter((p) => p.time <= time).at(-1);
    if (end === undefined) return 0;
    let variance = 0;
    for (const i of rows) {
      let change = end.crossed - end.slope;
      if (data.time[i]! <= time) {
        const own = all[indexOf.get(data.time[i]!)!]!;
        const left = data.cause[i] !== 0 && own.atRisk > own.events ? 1 / (own.atRisk - own.events) : 0;
        const direct = data.cause[i] === 1 ? own.before / own.atRisk : 0;
        change = own.crossed - own.slope + (own.hazard - left) * (end.incidence - own.incidence) + direct;
      }
      variance += (weight(i) * change) ** 2;
    }
    return Math.sqrt(variance);
  });
}
