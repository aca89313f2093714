import type { ReleasedWire } from '../domain/statistic.ts';

/** What reporting accepts: a statistic together with the record of how the gate released it. */
export type Released<T> = ReleasedWire<T>;
