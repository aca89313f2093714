import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { pointOf } from '../../charts/model.ts';
import { dimensionOf } from '../../charts/shape.ts';
import type { Programme } from './words.ts';

/** One way to reach people, with what it cost and whom it brought. */
export interface ChannelCost {
  readonly id: string;
  readonly name: string;
  readonly sent: number | null;
  readonly yenPerUnit: number | null;
  /** Number × unit cost. */
  readonly yen: number | null;
  /** Those who joined after it, from the released table; hidden where the gate hides them. */
  readonly joined: number | 'hidden' | null;
  readonly yenPerJoined: number | 'hidden' | null;
}

/**
 * Costs of the register's channels beside the released number of those who joined through each. Nobody is counted
 * here: a channel without a released number has none.
 */
export function channelCosts(
  { channels }: Pick<Programme, 'channels'>,
  table: ReleasedTable | undefined,
): readonly ChannelCost[] {
  return channels.map(({ id, name, sent = null, yenPerUnit = null }) => {
    const yen = sent === null || yenPerUnit === null ? null : sent * yenPerUnit;
    const joined = joinedBy(table, id);
    const perJoined = yen === null || joined === 0 ? null : joined;
    return {
      ...{ id, name, sent, yenPerUnit, yen, joined },
      yenPerJoined: typeof perJoined === 'number' ? yen! / perJoined : perJoined,
    };
  });
}

function joinedBy(table: ReleasedTable | undefined, channel: string): ChannelCost['joined'] {
  const known = table && dimensionOf(table, 'channel')?.levels.some(({ code }) => code === channel);
  if (!table || !known) return null;
  const { value, hidden } = pointOf(table, { channel }, 'joined');
  return hidden ? 'hidden' : value;
}
