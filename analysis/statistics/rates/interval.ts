/** An interval estimate on the scale of the estimate; both limits null where it is not defined. */
export interface Interval {
  readonly lower: number | null;
  readonly upper: number | null;
}

export const UNDEFINED_INTERVAL: Interval = { lower: null, upper: null };

/** Estimate with variance and interval; `estimate` null where the denominator is empty. */
export interface RateEstimate extends Interval {
  readonly estimate: number | null;
  readonly variance: number | null;
}

export const NO_ESTIMATE: RateEstimate = { estimate: null, variance: null, lower: null, upper: null };
