/** Survival data sorted by time, with the distinct event times that everything else walks over. */

export interface SurvivalData {
  /** Follow-up time, length n. */
  readonly time: Float64Array;
  /** 1 event, 0 censored. */
  readonly event: Float64Array;
  readonly weights?: Float64Array | undefined;
}

/** One distinct time with something happening. */
export interface TimePoint {
  readonly time: number;
  /** (Weighted) number at risk just before, events and censorings at the time. */
  readonly atRisk: number;
  readonly events: number;
  readonly censored: number;
  /** Unweighted number of events. */
  readonly eventCount: number;
}

/** Distinct times in order, over the rows where `member` is true. */
export function timePoints(data: SurvivalData, member?: (i: number) => boolean): TimePoint[] {
  const rows: number[] = [];
  for (let i = 0; i < data.time.length; i++) if (member === undefined || member(i)) rows.push(i);
  rows.sort((a, b) => data.time[a]! - data.time[b]!);
  const weight = (i: number): number => (data.weights === undefined ? 1 : data.weights[i]!);
  let atRisk = rows.reduce((s, i) => s + weight(i), 0);
  const out: TimePoint[] = [];
  for (let p = 0; p < rows.length; ) {
    const time = data.time[rows[p]!]!;
    let events = 0;
    let censored = 0;
    let eventCount = 0;
    for (; p < rows.length && data.time[rows[p]!] === time; p++) {
      const i = rows[p]!;
      if (data.event[i] === 1) {
        events += weight(i);
        eventCount++;
      } else censored += weight(i);
    }
    out.push({ time, atRisk, events, censored, eventCount });
    atRisk -= events + censored;
  }
  return out;
}
