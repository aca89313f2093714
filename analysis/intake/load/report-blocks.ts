/** Where the tables of a printed report stand among its rows. */
export interface ReportRow {
  readonly line: number;
  readonly cells: readonly string[];
}

export const HIDDEN = /^[*＊]+$/;
export const NONE = /^[-－―‐]+$/;

/** A cell as it is compared. */
export function clean(cell: string): string {
  return cell.normalize('NFKC').trim();
}

/** True for a printed number, also one that is hidden or none. */
export function isNumeric(cell: string): boolean {
  return /^[¥\\]?-?[\d,]+(\.\d+)?%?$/.test(clean(cell)) || HIDDEN.test(cell.trim()) || NONE.test(cell.trim());
}

/** Where a table stands among the rows: titles, headings, body, and one past its last row. */
export interface BlockPlace {
  readonly from: number;
  readonly header: number;
  readonly body: number;
  readonly to: number;
}

/** The first table from a row on; undefined where there is none. */
export function placeOf(rows: readonly ReportRow[], from: number): BlockPlace | undefined {
  let body = from;
  while (body < rows.length && !isBodyRow(rows[body]!)) body += 1;
  if (body === rows.length || body === 0) return undefined;
  let header = body;
  while (header > from && isHeadingRow(rows[header - 1]!)) header -= 1;
  if (header === body) return undefined;
  let last = body;
  for (let at = body + 1; at < rows.length; at += 1) {
    if (isBodyRow(rows[at]!)) last = at;
    else if (beginsAnew(rows, at, { header, body })) return { from, header, body, to: last + 1 };
  }
  return { from, header, body, to: rows.length };
}

function isBodyRow(row: ReportRow): boolean {
  return row.cells.length >= 3 && row.cells.filter(isNumeric).length >= 2;
}

/**
 * True for the first heading row of a further table: words where numbers stood, under a blank line or a title (or the
 * same headings again), with numbers below.
 */
function beginsAnew(
  rows: readonly ReportRow[],
  at: number,
  { header, body }: { readonly header: number; readonly body: number },
): boolean {
  const row = rows[at]!;
  const before = rows[at - 1]!;
  if (!isHeadingRow(row)) return false;
  const apart = row.line > before.line + 1 || filledCells(before) <= 1;
  if (!apart && row.cells.join() !== rows[header]!.cells.join()) return false;
  const overNumbers = row.cells.some(
    (cell, index) => clean(cell) !== '' && isNumeric(rows[body]!.cells[index] ?? ''),
  );
  let below = at + 1;
  while (below < rows.length && isHeadingRow(rows[below]!)) below += 1;
  return overNumbers && below < rows.length && isBodyRow(rows[below]!);
}

function filledCells({ cells }: ReportRow): number {
  return cells.filter((cell) => clean(cell) !== '').length;
}

function isHeadingRow(row: ReportRow): boolean {
  const filled = row.cells.map(clean).filter((cell) => cell !== '');
  return filled.length >= 2 && !filled.some((cell) => isNumeric(cell) || /[:：]/.test(cell));
}
