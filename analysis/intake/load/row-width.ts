import type { CellBlock } from '../decode/records.ts';
import type { Heading } from '../map/headings.ts';

/** How many cells a row of a table may have: with more or fewer, cells stand under headings that are not theirs. */
export interface RowWidth {
  /** Blank cells at the end of a row are written, too: a row with another number of cells is shifted. */
  readonly padded: boolean;
  /** No row may be shorter, wherever it stands. */
  readonly strict?: boolean;
  readonly least: number;
  readonly most: number;
}

/** Width of rows that were set aside: nothing but the headings tells how wide they should be. */
export function strictWidth(headings: readonly Heading[]): RowWidth {
  const named = headings.findLastIndex(({ key }) => key !== '') + 1;
  return { padded: true, strict: true, least: named, most: headings.length };
}

/**
 * Width of a table's rows, from its headings and first rows. Whoever writes blank cells at the end of a row writes
 * all cells of every row: a row with fewer has lost one in the middle, one with more has gained one. Where most rows
 * are wider than the headings, the headings are what is incomplete.
 */
export function rowWidthOf(headings: readonly Heading[], rows: readonly (readonly string[])[]): RowWidth {
  const { least, most } = strictWidth(headings);
  const filled = rows.filter((cells) => cells.length > 1 && cells.some((cell) => cell.trim() !== ''));
  const widths = filled.map((cells) => cells.length).sort((a, b) => a - b);
  const usual = widths[Math.floor((widths.length - 1) / 2)] ?? 0;
  const padded = filled.some((cells) => cells.length >= least && cells[least - 1]?.trim() === '');
  return { padded, least, most: Math.max(most, usual) };
}

/** Spreadsheets leave out the blank cells at the end of sixteen rows in which the last columns are all blank. */
const SPREADSHEET_ROWS = 16;

/** Says of each row, in the order of the file, whether its cells stand under their headings. */
export class RowWidths {
  readonly #width: RowWidth;
  readonly #headerLine: number;
  #row = 0;
  /** Within sixteen rows that a spreadsheet wrote without their last blank cells. */
  #shortened = false;

  constructor(width: RowWidth, headerLine: number) {
    this.#width = width;
    this.#headerLine = headerLine;
  }

  /** Code of what is wrong with the row's number of cells; undefined when nothing is. Asked once for every row. */
  fault(block: CellBlock, row: number): string | undefined {
    const line = block.line[row]!;
    this.#row = this.#row === 0 ? line : this.#row + 1;
    if (line <= this.#headerLine) return undefined;
    const { padded, strict, least, most } = this.#width;
    const first = block.firstCell[row]!;
    const last = block.lastCell[row]!;
    const short = padded && last - first < least;
    if (!short) this.#shortened = false;
    else if (!strict && this.#row % SPREADSHEET_ROWS === 1) this.#shortened = true;
    if (short) return this.#shortened ? undefined : 'row.too_few_cells';
    if (last - first <= most) return undefined;
    if (padded) return 'row.too_many_cells';
    for (let cell = first + most; cell < last; cell += 1)
      if (block.start[cell]! < block.end[cell]!) return 'row.too_many_cells';
    return undefined;
  }
}
