import type { Workbook, Worksheet } from '@cj-tech-master/excelts';
import type { ReleasedCell } from '../../../domain/statistic.ts';
import { HIDDEN_MARK, NONE_MARK } from '../../format.ts';
import type { TableBlock, TextTableBlock } from '../../model.ts';
import { columnHead, gridOf, hiddenNote, sourceNotes } from '../../select.ts';
import { plain } from '../../text.ts';
import {
  bodyBorder,
  fitColumns,
  fitRow,
  footerText,
  headCell,
  pageSetup,
  putText,
  rowHeight,
  type SheetLook,
} from './style.ts';

export interface SheetContext {
  readonly workbook: Workbook;
  readonly look: SheetLook;
}

/** A sheet that prints well: frozen heads, repeated title rows, footer with provenance. */
export function newSheet(
  context: SheetContext,
  name: string,
  page: { landscape: boolean; headRows?: number; headColumns?: number; repeat?: string; onePage?: boolean },
): Worksheet {
  const frozen =
    page.headRows === undefined
      ? {}
      : { state: 'frozen' as const, ySplit: page.headRows, xSplit: page.headColumns ?? 0 };
  const sheet = context.workbook.addWorksheet(name, {
    views: [{ showGridLines: false, ...frozen }],
    pageSetup: pageSetup(page.landscape, page.repeat, page.onePage),
  } as never);
  sheet.headerFooter.oddFooter = footerText(context.look.footer);
  return sheet;
}

/** Number format of a column with that many decimals. */
export function numberFormat(decimals: number): string {
  return decimals > 0 ? `#,##0.${'0'.repeat(decimals)}` : '#,##0';
}

/** One cell: the released number itself with a format, or the mark of a hidden or undefined one. */
export function putCell(
  sheet: Worksheet,
  at: readonly [number, number],
  cell: ReleasedCell,
  decimals: number,
): void {
  const target = sheet.getCell(at[0], at[1]);
  if (cell.state === 'shown') {
    target.value = cell.value;
    target.numFmt = numberFormat(decimals);
  } else {
    target.value = cell.state === 'hidden' ? HIDDEN_MARK : NONE_MARK;
  }
  target.alignment = { horizontal: 'right', vertical: 'top' };
  bodyBorder(target);
}

/** Lines below a table, wrapped over its width (at least a page's worth of columns) so that they print. */
export function putNotes(sheet: Worksheet, row: number, notes: readonly string[], columns: number): void {
  let width = 0;
  let last = 0;
  while (last < columns || width < 80) {
    last += 1;
    width += sheet.getColumn(last).width ?? 9;
  }
  notes.forEach((note, index) => {
    const cell = sheet.getCell(row + index, 1);
    putText(cell, note, { size: 9, colour: '5B6470', wrap: true });
    if (last > 1) sheet.mergeCells(row + index, 1, row + index, last);
    sheet.getRow(row + index).height = rowHeight(note, 9, width);
  });
}

/** A released table in full: every row and column that was released, with its notes below. */
export function tableSheet(context: SheetContext, name: string, caption: string, block: TableBlock): void {
  const grid = gridOf(block.table, {
    ...(block.view.across === undefined ? {} : { across: block.view.across }),
  });
  const headRow = 3;
  const sheet = newSheet(context, name, {
    landscape: grid.rowHeads.length + grid.columns.length > 7,
    headRows: headRow + grid.headers.length - 1,
    headColumns: grid.rowHeads.length,
    repeat: `${headRow}:${headRow + grid.headers.length - 1}`,
  });
  putText(sheet.getCell(1, 1), caption, { size: 13, bold: true });
  putText(sheet.getCell(2, 1), sourceNotes(block.table)[0] ?? '', { size: 9, colour: '5B6470' });
  grid.headers.forEach((row, index) => {
    let column = 1;
    for (const head of row) {
      headCell(sheet.getCell(headRow + index, column), head.text, context.look);
      if (head.span > 1) sheet.mergeCells(headRow + index, column, headRow + index, column + head.span - 1);
      column += head.span;
    }
  });
  const first = headRow + grid.headers.length;
  grid.rows.forEach((row, index) => {
    row.heads.forEach((text, column) => {
      const cell = sheet.getCell(first + index, column + 1);
      putText(cell, text);
      bodyBorder(cell);
    });
    row.cells.forEach((cell, column) => {
      putCell(
        sheet,
        [first + index, row.heads.length + column + 1],
        cell,
        grid.columns[column]?.decimals ?? 0,
      );
    });
  });
  fitColumns(sheet, [
    ...grid.rowHeads.map((head, column) => [head, ...grid.rows.map((row) => row.heads[column] ?? '')]),
    ...grid.columns.map((column) => [columnHead(column).slice(0, 14), '0,000,000']),
  ]);
  // Heads over several columns have their room; those over one are what may be long.
  const last = grid.headers.length - 1;
  fitRow(
    sheet,
    headRow + last,
    (grid.headers[last] ?? []).map(({ text }) => text),
    10,
  );
  const notes = [
    ...(grid.hidden > 0 ? [hiddenNote(block.table)] : []),
    ...(grid.undefinedCells > 0 ? [`${NONE_MARK}：対象者がいないため計算できない数値。`] : []),
    ...sourceNotes(block.table).slice(1),
  ];
  putNotes(sheet, first + grid.rows.length + 1, notes, grid.rowHeads.length + grid.columns.length);
}

/** Words in rows and columns. */
export function textTableSheet(
  context: SheetContext,
  name: string,
  caption: string,
  block: TextTableBlock,
): void {
  const sheet = newSheet(context, name, { landscape: true, headRows: 3, repeat: '3:3' });
  putText(sheet.getCell(1, 1), caption, { size: 13, bold: true });
  const total = block.widths.reduce((sum, width) => sum + width, 0);
  block.head.forEach((text, column) => {
    headCell(sheet.getCell(3, column + 1), text, context.look);
    sheet.getColumn(column + 1).width = Math.max(10, (120 * (block.widths[column] ?? 1)) / total);
  });
  fitRow(sheet, 3, block.head, 10);
  block.rows.forEach((row, index) => {
    row.forEach((text, column) => {
      const cell = sheet.getCell(4 + index, column + 1);
      putText(cell, plain(text), { wrap: true });
      bodyBorder(cell);
    });
    fitRow(sheet, 4 + index, row.map(plain), 10);
  });
}
