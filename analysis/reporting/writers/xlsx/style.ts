import type { Cell, Worksheet } from '@cj-tech-master/excelts';
import { measure, wrap } from '../../figures/scene.ts';
import { OFFICE_FONT } from '../../fonts/source.ts';

export interface SheetLook {
  readonly accent: string;
  readonly pale: string;
  /** Printed at the foot of every page. */
  readonly footer: string;
}

const border = { style: 'thin', color: { argb: 'FFBFC6CE' } } as const;

export function font(size: number, bold = false, colour = '1A1F26') {
  return { name: OFFICE_FONT, size, bold, color: { argb: `FF${colour}` } };
}

/** Writes text; anything that a spreadsheet could take for a formula stays text. */
export function putText(
  cell: Cell,
  text: string,
  style: { size?: number; bold?: boolean; colour?: string; wrap?: boolean } = {},
): void {
  cell.value = text;
  cell.font = font(style.size ?? 10, style.bold ?? false, style.colour);
  cell.alignment = { vertical: 'top', wrapText: style.wrap ?? false };
  if (/^[=+\-@\t\r]/.test(text)) cell.numFmt = '@';
}

/** Writes a whole number, at the right as numbers stand. */
export function putNumber(cell: Cell, value: number): void {
  cell.value = value;
  cell.numFmt = '#,##0';
  cell.font = font(10);
  cell.alignment = { vertical: 'top', horizontal: 'right', indent: 1 };
}

export function headCell(cell: Cell, text: string, look: SheetLook): void {
  putText(cell, text, { bold: true, wrap: true });
  cell.alignment = { vertical: 'middle', horizontal: 'center', wrapText: true };
  cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: `FF${look.pale}` } };
  cell.border = {
    top: border,
    left: border,
    right: border,
    bottom: { style: 'medium', color: { argb: `FF${look.accent}` } },
  };
}

export function bodyBorder(cell: Cell): void {
  cell.border = { top: border, left: border, right: border, bottom: border };
}

/** Column widths from their texts, in characters of the default font. */
export function fitColumns(sheet: Worksheet, texts: readonly (readonly string[])[], limit = 46): void {
  texts.forEach((column, index) => {
    const widest = Math.max(...column.map((text) => measure(text, 1)), 3);
    sheet.getColumn(index + 1).width = Math.min(limit, Math.max(9, widest * 1.9 + 2));
  });
}

/** Height in points that a wrapped text needs in a column of that many characters. */
export function rowHeight(text: string, size: number, characters: number): number {
  const lines = text
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, wrap(line, (size * 96) / 72, characters * 7).length), 0);
  return Math.max(15, lines * size * 1.5 + 2);
}

/** Gives a row the height of its longest wrapped cell: readers do not do so for rows without one. */
export function fitRow(sheet: Worksheet, row: number, texts: readonly string[], size: number): void {
  const heights = texts.map((text, column) => rowHeight(text, size, sheet.getColumn(column + 1).width ?? 9));
  sheet.getRow(row).height = Math.max(15, ...heights);
}

/** Default name and paper of a sheet: A4, one page wide, title rows on every page. */
export function pageSetup(landscape: boolean, repeat?: string, onePage = false): Record<string, unknown> {
  return {
    paperSize: 9,
    orientation: landscape ? 'landscape' : 'portrait',
    fitToPage: true,
    fitToWidth: 1,
    fitToHeight: onePage ? 1 : 0,
    margins: { left: 0.5, right: 0.5, top: 0.6, bottom: 0.7, header: 0.3, footer: 0.3 },
    ...(repeat === undefined ? {} : { printTitlesRow: repeat }),
  };
}

/** Footer text: `&` begins a code in a header or footer, so it is doubled. */
export function footerText(text: string): string {
  return `&L&8${text.replaceAll('&', '&&')}&R&8&P / &N`;
}
