import { UserIssue } from '../../domain/issue.ts';
import { NULL_INT, STAGE_ROWS, StageBuffer } from '../../domain/staging.ts';
import { STAGES } from '../../domain/staging-tables.ts';
import { cellBlocks } from '../decode/records.ts';
import { type ByteSource, textChunks } from '../decode/source.ts';
import { IssueCounter } from '../issues.ts';
import type { Recognition } from '../recognise.ts';
import type { ReportRow } from './report-blocks.ts';
import { readReportTable } from './report-table.ts';
import type { ReadOptions, ReadOutcome } from './text-file.ts';

/** A report is a printed table: more rows than this are something else. */
const MOST_ROWS = 200_000;

/** Reads a report's numbers into rows of `aggregate_report`. */
export async function readReportFile(
  source: ByteSource,
  recognition: Recognition,
  options: ReadOptions,
): Promise<ReadOutcome> {
  const rows = await rowsOf(source, recognition, options.signal);
  const table = readReportTable(rows, recognition.reportColumns);
  if (!table) throw new UserIssue('input', 'intake.unknown_layout', { file: source.name });
  const issues = new IssueCounter();
  if (table.suppressed > 0) issues.add('report.suppressed', 'info', { count: table.suppressed });
  for (const column of table.totalsDiffer) issues.add('report.total_differs', 'warning', { column });
  for (const column of table.scaled) issues.add('report.scaled', 'info', { column });
  const buffer = new StageBuffer(STAGES.aggregate);
  const lines = new Set<number>();
  for (const number of table.numbers) {
    const row = buffer.rows;
    lines.add(number.line);
    buffer.integers('line')[row] = number.line;
    buffer.integers('fiscal_year')[row] = table.fiscalYear ?? NULL_INT;
    buffer.texts('report')[row] = table.title;
    buffer.texts('area')[row] = number.area;
    buffer.texts('sex')[row] = number.sex;
    buffer.texts('age_band')[row] = number.ageBand;
    buffer.texts('item')[row] = number.item;
    buffer.texts('unit')[row] = number.unit;
    buffer.doubles('value')[row] = number.value ?? Number.NaN;
    buffer.rows += 1;
    if (buffer.rows === STAGE_ROWS) {
      options.sink.append(buffer);
      buffer.clear();
    }
  }
  if (buffer.rows > 0) options.sink.append(buffer);
  await options.onBytes?.(source.size);
  return { rowsRead: lines.size, rowsStaged: lines.size, rowsQuarantined: 0, issues };
}

async function rowsOf(
  source: ByteSource,
  recognition: Recognition,
  signal?: AbortSignal,
): Promise<ReportRow[]> {
  const decoder = new TextDecoder(recognition.encoding === 'cp932' ? 'shift_jis' : 'utf-8');
  const rows: ReportRow[] = [];
  for await (const block of cellBlocks(
    textChunks(source, recognition.encoding, signal),
    recognition.dialect,
  )) {
    for (let row = 0; row < block.rows; row += 1) {
      const cells: string[] = [];
      for (let cell = block.firstCell[row]!; cell < block.lastCell[row]!; cell += 1) {
        cells.push(decoder.decode(block.bytes.subarray(block.start[cell]!, block.end[cell]!)));
      }
      rows.push({ line: block.line[row]!, cells });
    }
    if (rows.length > MOST_ROWS) throw new UserIssue('input', 'intake.unknown_layout', { file: source.name });
  }
  return rows;
}
