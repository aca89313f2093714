import { Workbook } from '@cj-tech-master/excelts';
import { paletteOf } from '../../figures/palette.ts';
import { fixCoreTimes, packParts, readParts } from '../zip.ts';
import { newSheet, type SheetContext } from './sheets.ts';
import { bodyBorder, fitColumns, fitRow, headCell, putNumber, putText } from './style.ts';

/** Widest column where a sheet says nothing: a page is wide enough for a dozen of them. */
const WIDEST = 26;

/** A list as a sheet of texts and whole numbers. */
export interface TextSheet {
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** Widest column in characters, longer texts being wrapped. */
  readonly widest?: number;
}

/** A workbook of plain lists, for records that are read and filed: texts and whole numbers, no figures. */
export async function writeTextBook(
  title: string,
  day: string,
  sheets: readonly TextSheet[],
): Promise<Uint8Array> {
  const workbook = new Workbook();
  workbook.title = title;
  const palette = paletteOf('#1f6f8b');
  const look = { accent: palette.accent, pale: palette.pale, footer: `${title}　${day}` };
  const context: SheetContext = { workbook, look };
  for (const { name, head, rows, widest = WIDEST } of sheets) {
    const sheet = newSheet(context, name, { landscape: true, headRows: 1, repeat: '1:1' });
    head.forEach((text, at) => {
      headCell(sheet.getCell(1, at + 1), text, look);
    });
    rows.forEach((row, line) => {
      row.forEach((value, at) => {
        const cell = sheet.getCell(line + 2, at + 1);
        if (typeof value === 'number') putNumber(cell, value);
        else putText(cell, value, { wrap: true });
        bodyBorder(cell);
      });
    });
    fitColumns(
      sheet,
      head.map((text, at) => [text, ...rows.map((row) => wordsOf(row[at]))]),
      widest,
    );
    rows.forEach((row, line) => {
      fitRow(sheet, line + 2, row.map(wordsOf), 10);
    });
  }
  const parts = readParts(new Uint8Array(await workbook.xlsx.writeBuffer()));
  fixCoreTimes(parts, day);
  return packParts(parts);
}

function wordsOf(value: string | number | undefined): string {
  return typeof value === 'number' ? value.toLocaleString('ja-JP') : (value ?? '');
}
