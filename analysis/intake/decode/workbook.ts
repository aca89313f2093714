import { Workbook } from '@cj-tech-master/excelts';
import { isoDay } from '../../domain/calendar.ts';
import { UserIssue } from '../../domain/issue.ts';
import { type ByteSource, memorySource } from './source.ts';

/** Larger books are no hand-made lists; they would not fit into memory either. */
const MOST_BYTES = 100 << 20;
const MOST_CELLS = 20_000_000;
const MS_PER_DAY = 86_400_000;

/**
 * The sheets of a workbook as comma-separated text, one source each; dates as ISO text, formulas as their results. A
 * line of the text is the row of the sheet with its number.
 * Throws `intake.sheet_damaged`, `intake.archive_too_large`.
 */
export async function workbookSheets(source: ByteSource): Promise<ByteSource[]> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source.chunks()) {
    parts.push(chunk);
    length += chunk.length;
    if (length > MOST_BYTES) throw new UserIssue('input', 'intake.archive_too_large', { file: source.name });
  }
  const workbook = new Workbook();
  try {
    await workbook.xlsx.load(Buffer.concat(parts));
  } catch (cause) {
    throw new UserIssue('input', 'intake.sheet_damaged', { file: source.name }, { cause });
  }
  const sheets: ByteSource[] = [];
  let cells = 0;
  for (const sheet of workbook.worksheets) {
    const lines: string[] = [];
    let hiddenRows = 0;
    sheet.eachRow({ includeEmpty: false }, (row) => {
      const values = row.values as readonly unknown[];
      cells += values.length;
      while (lines.length < row.number - 1) lines.push('');
      lines.push(values.slice(1).map(csvCell).join(','));
      if (row.hidden) hiddenRows += 1;
    });
    if (cells > MOST_CELLS) throw new UserIssue('input', 'intake.archive_too_large', { file: source.name });
    if (lines.length === 0) continue;
    const name = workbook.worksheets.length === 1 ? source.name : `${source.name}/${sheet.name}`;
    const text = memorySource(name, new Uint8Array(Buffer.from(`${lines.join('\r\n')}\r\n`, 'utf8')));
    sheets.push({ ...text, hidden: { sheet: sheet.state !== 'visible', rows: hiddenRows } });
  }
  return sheets;
}

function csvCell(value: unknown): string {
  // A line break inside a cell would be one more line.
  const text = cellText(value).replace(/\s*[\r\n]+\s*/g, ' ');
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return isoDay(Math.floor(value.getTime() / MS_PER_DAY));
  if (typeof value !== 'object') return String(value);
  const cell = value as { result?: unknown; richText?: { text: string }[]; text?: unknown };
  if (Array.isArray(cell.richText)) return cell.richText.map(({ text }) => text).join('');
  if (cell.result !== undefined) return cellText(cell.result);
  return typeof cell.text === 'string' ? cell.text : '';
}
