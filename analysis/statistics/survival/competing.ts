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
  let survival = 1;
  let incidence = 0;
  let competing = 0;
  // Σ over earlier times of the variance's terms by their power of the incidence reached since: with F the incidence
  // now and F_j then, Σ (F - F_j)² h_j + Σ v_j - 2 Σ (F - F_j) c_j in one pass.
  const sum = { h: 0, hf: 0, hff: 0, v: 0, c: 0, cf: 0 };
  const steps: IncidenceStep[] = [];
  for (const p of points) {
    const { atRisk: n, own, other } = p;
    const d = own + other;
    const before = survival;
    incidence += (survival * own) / n;
    competing += (survival * other) / n;
    survival *= 1 - d / n;
    const h = n > d ? d / (n * (n - d)) : 0;
    const c = (before * own) / (n * n);
    sum.h += h;
    sum.hf += h * incidence;
    sum.hff += h * incidence * incidence;
    sum.v += (before ** 2 * own * (n - own)) / n ** 3;
    sum.c += c;
    sum.cf += c * incidence;
    const variance =
      incidence * incidence * sum.h -
      2 * incidence * sum.hf +
      sum.hff +
      sum.v -
      2 * (incidence * sum.c - sum.cf);
    steps.push({
      time: p.time,
      incidence,
      se: Math.sqrt(Math.max(0, variance)),
      competing,
      atRisk: p.atRisk,
    });
  }
  return steps;
}
