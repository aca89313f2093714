import {
  type HeadingRow,
  headingsFrom,
  type Row,
  readsLikeHeading,
  readsLikeValue,
  repeatsBelow,
} from './heading-rows.ts';
import { headingsOf } from './headings.ts';

const DEEPEST = 15;
const LEAST_SHARE = 0.5;

/**
 * The row that holds the headings of an unknown table; undefined where no row can be told from data with certainty,
 * because headings are shown to the user and values never are.
 */
export function headingRowOf(rows: readonly Row[]): HeadingRow | undefined {
  const widest = Math.max(0, ...rows.map((row) => row.cells.length));
  for (const [at, row] of rows.slice(0, DEEPEST).entries()) {
    const headings = headingsOf(row.cells).filter(({ key }) => key !== '');
    if (headings.length < 2 || row.cells.length * 2 < widest) continue;
    if (headings.some(readsLikeValue)) continue;
    const heading = headings.filter(readsLikeHeading);
    if (heading.length < 2) continue;
    if (heading.length < headings.length * LEAST_SHARE && !standsOverValues(row, rows.slice(at + 1)))
      continue;
    if (!repeatsBelow(row, rows)) return headingsFrom(rows, at);
  }
  return undefined;
}

/** Rows and columns that tell for certain, and how many of a column's cells must be values. */
const ENOUGH_ROWS = 5;
const ENOUGH_COLUMNS = 3;
const MOSTLY = 0.8;

/**
 * Whether words stand over columns of numbers and dates: a row of data has values there like all the others. The row
 * itself has no value in any cell.
 */
function standsOverValues(row: Row, below: readonly Row[]): boolean {
  if (below.length < ENOUGH_ROWS) return false;
  const over = row.cells.filter((cell, index) => {
    if (cell.trim() === '') return false;
    const filled = below.map(({ cells }) => cells[index] ?? '').filter((text) => text.trim() !== '');
    const values = headingsOf(filled).filter(readsLikeValue);
    return filled.length >= ENOUGH_ROWS && values.length >= filled.length * MOSTLY;
  });
  return over.length >= ENOUGH_COLUMNS;
}
