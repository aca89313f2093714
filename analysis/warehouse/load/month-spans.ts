/** Months one after the other, both included, as ISO days. */
export interface MonthSpan {
  readonly from: string;
  readonly to: string;
}

/**
 * Puts months together into spans of at most so many rows each; a month with more is a span of its own. Months come
 * in order, each once; every one of them is in just one span.
 */
export function monthSpans(
  months: readonly { readonly month: string; readonly rows: number }[],
  mostRows: number,
): readonly MonthSpan[] {
  const spans: { from: string; to: string; rows: number }[] = [];
  for (const { month, rows } of months) {
    const span = spans.at(-1);
    if (span && span.rows + rows <= mostRows) {
      span.to = month;
      span.rows += rows;
    } else spans.push({ from: month, to: month, rows });
  }
  return spans.map(({ from, to }) => ({ from, to }));
}
