import { parseDate } from '../../domain/dates.ts';

/** What the cell of a screening's own column says. */
export type ScreeningCell =
  | { readonly said: 'nothing' | 'taken' }
  | { readonly said: 'unknown'; readonly issue: string }
  | { readonly said: 'day'; readonly day: number; readonly note?: string }
  | { readonly said: 'judged'; readonly needsWorkup: 0 | 1 };

const NOT_TAKEN =
  /^(0|×|✕|X|未|無|非|[-‐―ー−－]+|未受診|未実施|受診なし|受診無し?|なし|対象外|非対象|該当なし|希望なし|申込なし|キャンセル)$/u;
const TAKEN = /^(1|[○◯〇●◎レ✓✔☑]|済み?|受診(済み?|あり|有り?|者)?|有り?|あり|実施(済み?)?|受)$/u;
const WORKUP = /^(要精検|要精密検査|要精査|精検|陽性|\(?[1-3]?\+\)?|がん疑い|要医療)$/u;
const NO_WORKUP =
  /^(異常なし|異常認めず|異常を認めず|所見なし|精検不要|精密検査不要|陰性|\([-−]\)|NILM|正常)$/u;

/** Digits of a year, or of a month and a day. */
const LIKE_A_DAY = /\d{4}|\d[-/.月]\d/u;

/**
 * Reads the cell of a column that stands for a whole screening: a day, a judgement or a mark that it was taken. `cell`
 * is the compact form of `text`.
 */
export function readScreening(text: string, cell: string): ScreeningCell {
  if (cell === '' || NOT_TAKEN.test(cell)) return { said: 'nothing' };
  if (TAKEN.test(cell)) return { said: 'taken' };
  if (WORKUP.test(cell)) return { said: 'judged', needsWorkup: 1 };
  if (NO_WORKUP.test(cell)) return { said: 'judged', needsWorkup: 0 };
  const { day, note } = parseDate(text);
  if (day === null)
    return { said: 'unknown', issue: LIKE_A_DAY.test(cell) ? 'date.unreadable' : 'value.not_in_list' };
  return { said: 'day', day, ...(note ? { note } : {}) };
}
