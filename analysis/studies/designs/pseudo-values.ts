import { pick } from '../cohort.ts';

/**
 * Pseudo-values of the cumulative incidence and of the time lost to an event, with death competing (Andersen,
 * Klein & Rosthøj 2003, Biometrika 90:15): what each person adds to the Aalen–Johansen estimate of their arm. Their
 * means are compared like any outcome, so that weights and clustered errors carry over. Each arm has its own
 * estimate because one may be followed for less long than the other (Andersen & Pohar Perme 2010, Stat Methods Med
 * Res 19:71).
 */
export interface CompetingTimes {
  /** Months. */
  readonly time: Float64Array;
  /** 0 censored, 1 event, 2 competing event. */
  readonly cause: Float64Array;
  /** 1 participants, 0 comparison. */
  readonly z: Float64Array;
}

export interface PseudoValues {
  /** Probability of the event by the horizon, 0–1. */
  readonly incidence: Float64Array;
  /** Months lost to the event until the horizon. */
  readonly lost: Float64Array;
}

interface TimePoint {
  readonly time: number;
  readonly atRisk: number;
  readonly own: number;
  readonly other: number;
}

/** n θ − (n − 1) θ without the person, θ and n of the person's arm. */
export function pseudoValues({ time, cause, z }: CompetingTimes, horizon: number): PseudoValues {
  const made = { incidence: new Float64Array(z.length), lost: new Float64Array(z.length) };
  for (const arm of [0, 1]) {
    const rows = Uint32Array.from(Array.from(z.keys()).filter((row) => z[row] === arm));
    const own = armPseudoValues({ time: pick(time, rows), cause: pick(cause, rows) }, horizon);
    for (const [i, row] of rows.entries()) {
      made.incidence[row] = own.incidence[i]!;
      made.lost[row] = own.lost[i]!;
    }
  }
  return made;
}

type ArmTimes = Omit<CompetingTimes, 'z'>;

/** Persons with the same time and cause share their value. */
function armPseudoValues(data: ArmTimes, horizon: number): PseudoValues {
  const n = data.time.length;
  const points = timePoints(data).filter(({ time }) => time <= horizon);
  const all = aalenJohansen(points, horizon);
  const known = new Map<string, readonly [number, number]>();
  const incidence = new Float64Array(n);
  const lost = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const [time, cause] = [data.time[i]!, data.cause[i]!];
    const key = `${cause} ${time}`;
    let value = known.get(key);
    if (value === undefined) {
      const without = aalenJohansen(points, horizon, { time, cause });
      value = [n * all[0] - (n - 1) * without[0], n * all[1] - (n - 1) * without[1]];
      known.set(key, value);
    }
    incidence[i] = value[0];
    lost[i] = value[1];
  }
  return { incidence, lost };
}

function timePoints({ time, cause }: ArmTimes): TimePoint[] {
  const order = Array.from(time.keys()).toSorted((a, b) => time[a]! - time[b]!);
  const points: TimePoint[] = [];
  let atRisk = order.length;
  for (let p = 0; p < order.length; ) {
    const now = time[order[p]!]!;
    let [own, other, gone] = [0, 0, 0];
    for (; p < order.length && time[order[p]!] === now; p++, gone++) {
      if (cause[order[p]!] === 1) own++;
      else if (cause[order[p]!] === 2) other++;
    }
    if (own + other > 0) points.push({ time: now, atRisk, own, other });
    atRisk -= gone;
  }
  return points;
}

/** Incidence at the horizon and the area under it, of everybody or of everybody but one. */
function aalenJohansen(
  points: readonly TimePoint[],
  horizon: number,
  without?: { readonly time: number; readonly cause: number },
): readonly [number, number] {
  let survival = 1;
  let incidence = 0;
  let area = 0;
  let last = 0;
  for (const point of points) {
    const here = without?.time === point.time;
    const atRisk = point.atRisk - (without && without.time >= point.time ? 1 : 0);
    const own = point.own - (here && without.cause === 1 ? 1 : 0);
    const other = point.other - (here && without.cause === 2 ? 1 : 0);
    if (atRisk <= 0) break;
    area += incidence * (point.time - last);
    last = point.time;
    incidence += (survival * own) / atRisk;
    survival *= 1 - (own + other) / atRisk;
  }
  return [incidence, area + incidence * (horizon - last)];
}
