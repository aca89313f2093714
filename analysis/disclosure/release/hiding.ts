import type { HiddenReason } from '../../domain/statistic.ts';

/** Hidden cells by id, with the reason of the first rule that hid them. */
export type Hiding = Map<string, HiddenReason>;
