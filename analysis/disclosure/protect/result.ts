/** Attacker's interval; null where nothing bounds it. */
export type Interval = readonly [number | null, number | null];

/** Answer of the gate to a document; further fields by kind (see `protect`). */
export interface ProtectResult {
  readonly status: 'released' | 'refused';
  readonly kind: string;
  /** Issue code of a refusal. */
  readonly reason?: string;
  readonly [field: string]: unknown;
}

export interface ProtectOptions {
  /** Wall-clock budget in seconds for the whole answer. Default 6, for more than 3,000 cells 18. */
  readonly seconds?: number;
}

export function interval(low: number, high: number): Interval {
  return [Number.isFinite(low) ? low : null, Number.isFinite(high) ? high : null];
}

/** Default smallest publishable count where a document states none. */
export const DEFAULT_THRESHOLD = 10;
