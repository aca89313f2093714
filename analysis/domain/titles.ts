/**
 * A title with a note in brackets: one pair of them, whatever brackets the title ends with, and square ones within.
 * `1人当たり医療費（国保・全体）` and `地区別` are `1人当たり医療費（国保・全体、地区別）`.
 */
export function noted(title: string, note: string): string {
  const inner = note.replaceAll('（', '［').replaceAll('）', '］');
  return title.endsWith('）') ? `${title.slice(0, -1)}、${inner}）` : `${title}（${inner}）`;
}
