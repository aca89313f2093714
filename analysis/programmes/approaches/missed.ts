import { type Cut, missedGroups } from '../../domain/least-reached.ts';
import { shownAt } from '../../domain/released-cells.ts';
import type { ReleasedTable } from '../../domain/statistic.ts';
import type { CascadeBreakdown, WantedBreakdown } from './funnel.ts';

const CUTS: Readonly<Record<CascadeBreakdown, readonly Cut[]>> = {
  sex: ['sex'],
  age: ['age'],
  age2: ['age'],
  district: ['district'],
  area: ['district'],
  channel: [],
};

/**
 * Whom guidance missed, in a sentence with the rate and how many were meant, from released tables of the cascade; that
 * nobody may say, where the breakdown that was asked for shows too little. Empty where none was asked for.
 */
export function missedSentence(tables: readonly ReleasedTable[], by: WantedBreakdown): string {
  const asked = by === undefined ? undefined : by === 'none' ? [] : CUTS[by];
  if (asked?.length === 0) return '';
  const missed = missedGroups(tables, (table) => table, asked);
  if (missed === undefined) return '';
  return missed.answer
    .map((part) => {
      if (typeof part === 'string') return part;
      const column = part.table.columns.find(({ id }) => id === part.column);
      const value = shownAt(part.table, part.at, part.column);
      return value === null
        ? '＊'
        : `${value.toLocaleString('ja-JP', {
            minimumFractionDigits: column?.decimals ?? 0,
            maximumFractionDigits: column?.decimals ?? 0,
          })}${column?.unit ?? ''}`;
    })
    .join('');
}
