/** Cumulative incidence with competing events (Aalen & Johansen 1978) and its delta-method standard error. */

export interface CompetingData {
  readonly time: Float64Array;
  /** 0 censored, 1 event of interest, 2 competing event. */
  readonly cause: Float64Array;
  readonly weights?: Float64Array | undefined;
}

export interface IncidenceStep {
  readonly time: number;
  readonly incidence: number;
  readonly se: number;
  readonly competing: number;
  readonly atRisk: number;
}

interface CausePoint {
  readonly time: number;
  readonly atRisk: number;
  readonly own: number;
  readonly other: number;
}

function causePoints(data: CompetingData, member: (i: number) => boolean): CausePoint[] {
  const rows: number[] = [];
  for (let i = 0; i < data.time.length; i++) if (member(i)) rows.push(i);
  rows.sort((a, b) => data.time[a]! - data.time[b]!);
  const w = (i: number): number => (data.weights === undefined ? 1 : data.weights[i]!);
  let atRisk = rows.reduce((s, i) => s + w(i), 0);
  const out: CausePoint[] = [];
  for (let p = 0; p < rows.length; ) {
    const time = data.time[rows[p]!]!;
    let [own, other, gone] = [0, 0, 0];
    for (; p < rows.length && data.time[rows[p]!] === time; p++) {
      const i = rows[p]!;
      gone += w(i);
      if (data.cause[i] === 1) own += w(i);
      else if (data.cause[i] === 2) other += w(i);
    }
    if (own + other > 0) out.push({ time, atRisk, own, other });
    atRisk -= gone;
  }
  return out;
}

/** Cumulative incidence of cause 1 (variance after Marubini & Valsecchi 1995). */
export function cumulativeIncidence(
  data: CompetingData,
  member: (i: number) => boolean = () => true,
): IncidenceStep[] {
  const points = causePoints(data, member);
  const before: number[] = [];
  const at: number[] = [];
  let survival = 1;
  let incidence = 0;
  let competing = 0;
  const steps: IncidenceStep[] = [];
  points.forEach((p, t) => {
    before.push(survival);
    incidence += (survival * p.own) / p.atRisk;
    competing += (survival * p.other) / p.atRisk;
    survival *= 1 - (p.own + p.other) / p.atRisk;
    at.push(incidence);
    let variance = 0;
    for (let j = 0; j <= t; j++) {
      const { atRisk: n, own, other } = points[j]!;
      const d = own + other;
      const gap = incidence - at[j]!;
      if (n > d) variance += (gap * gap * d) / (n * (n - d));
      variance += (before[j]! ** 2 * own * (n - own)) / n ** 3;
      variance -= (2 * gap * before[j]! * own) / (n * n);
    }
    steps.push({
      time: p.time,
      incidence,
      se: Math.sqrt(Math.max(0, variance)),
      competing,
      atRisk: p.atRisk,
    });
  });
  return steps;
}
