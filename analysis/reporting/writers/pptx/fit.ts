import { measure, wrap } from '../../figures/scene.ts';
import type { SlidePart } from './plan.ts';

type Grid = Extract<SlidePart, { kind: 'grid' }>;

/** Points of an inch. */
export const POINT = 72;
/** Below the title and above the line at the foot of a slide, in inches. */
export const BODY_BOX = { x: 0.85, y: 2.05, w: 11.7, h: 4.65 } as const;
/** Sizes at which a table is set, the largest that fits; the last is the smallest that can be read in a hall. */
export const SMALLEST = 11;
const SIZES = [18, 16, 14, 13, 12, SMALLEST] as const;

/** Height of a line as a multiple of the size of its letters, in the font of the file. */
const LEADING = 1.25;
/** The same in fonts that stand in for it where it is not installed: rows are put on slides with that room. */
const ROOMY = 1.45;
const PAGED_AT = 12;

/** Lines that a text takes in a column of that many inches. */
export function lines(text: string, size: number, width: number): number {
  return text.split('\n').reduce((sum, line) => sum + wrap(line, size, (width - 0.2) * POINT).length, 0);
}

/** Widths of the columns of a table in inches. */
export function columnWidths(part: Pick<Grid, 'head' | 'rows' | 'widths'>, width: number): number[] {
  const count = part.head.at(-1)?.length ?? 1;
  const given = part.widths.length === count ? part.widths : undefined;
  const heads = part.head.at(-1) ?? [];
  const weights =
    given ??
    Array.from({ length: count }, (_, column) =>
      Math.min(
        14,
        Math.max(
          4,
          ...part.rows.map((row) => measure(row[column] ?? '', 1)),
          measure(heads[column]?.text ?? '', 1) / 2,
        ),
      ),
    );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (width * weight) / total);
}

/** Inches that a row takes at that size. */
function rowHeight(
  row: readonly string[],
  size: number,
  widths: readonly number[],
  leading = LEADING,
): number {
  const most = Math.max(...row.map((text, column) => lines(text, size, (widths[column] ?? 1) - 0.08)), 1);
  return (most * size * leading) / POINT + 0.2;
}

function headHeight(
  { head }: Pick<Grid, 'head'>,
  size: number,
  widths: readonly number[],
  leading = LEADING,
): number {
  return head.reduce(
    (sum, row) =>
      sum +
      rowHeight(
        row.map(({ text }) => text),
        size,
        widths,
        leading,
      ),
    0,
  );
}

/** Largest size at which a table fits a box; undefined where it fits at none. */
export function fittingSize(
  part: Grid,
  { w, h }: { readonly w: number; readonly h: number },
): number | undefined {
  const widths = columnWidths(part, w);
  const needed = (size: number): number =>
    part.rows.reduce((sum, row) => sum + rowHeight(row, size, widths), headHeight(part, size, widths));
  return SIZES.find((size) => needed(size) <= h);
}

/** Rows of a table slide by slide: as many as are asked for, or fewer where words are long. */
export function gridPages(part: Grid, most: number): readonly (readonly (readonly string[])[])[] {
  const widths = columnWidths(part, BODY_BOX.w);
  const head = headHeight(part, PAGED_AT, widths, ROOMY);
  const pages: (readonly string[])[][] = [[]];
  let room = BODY_BOX.h - head;
  for (const row of part.rows) {
    const height = rowHeight(row, PAGED_AT, widths, ROOMY);
    const page = pages.at(-1)!;
    if (page.length > 0 && (page.length >= most || room < height)) {
      pages.push([row]);
      room = BODY_BOX.h - head - height;
    } else {
      page.push(row);
      room -= height;
    }
  }
  return pages;
}
