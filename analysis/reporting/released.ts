/** What reporting accepts: a statistic that passed the gate, together with the record of its release. */
export type { Released } from '../disclosure/released.ts';
