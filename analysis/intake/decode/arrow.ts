import { DataType, RecordBatchReader } from 'apache-arrow';
import { UserIssue } from '../../domain/issue.ts';
import { type ByteSource, memorySource } from './source.ts';

/** Larger tables are better handed over as Parquet or CSV, which are read piece by piece. */
const MOST_BYTES = 200 << 20;
const MS_PER_DAY = 86_400_000;
const MAGIC = [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31];

/** True for the beginning of an Arrow file or stream. */
export function isArrow(head: Uint8Array): boolean {
  const stream = head.length > 8 && [0, 1, 2, 3].every((at) => head[at] === 0xff);
  return stream || MAGIC.every((byte, at) => head[at] === byte);
}

/**
 * An Arrow table (file or stream) as comma-separated text in UTF-8; dates as ISO.
 * Throws `intake.table_damaged`, `intake.archive_too_large`.
 */
export async function arrowText(source: ByteSource): Promise<ByteSource> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source.chunks()) {
    parts.push(chunk);
    length += chunk.length;
    if (length > MOST_BYTES) throw new UserIssue('input', 'intake.archive_too_large', { file: source.name });
  }
  try {
    return memorySource(source.name, new Uint8Array(Buffer.from(textOf(Buffer.concat(parts)), 'utf8')));
  } catch (cause) {
    throw new UserIssue('input', 'intake.table_damaged', { file: source.name }, { cause });
  }
}

function textOf(bytes: Uint8Array): string {
  const reader = RecordBatchReader.from(bytes).open();
  const fields = reader.schema.fields;
  const lines: string[] = [fields.map(({ name }) => csvCell(name)).join(',')];
  for (const batch of reader) {
    const columns = fields.map(({ type }, at) => ({
      vector: batch.getChildAt(at),
      isDate: DataType.isDate(type) || DataType.isTimestamp(type),
    }));
    for (let row = 0; row < batch.numRows; row += 1) {
      lines.push(columns.map(({ vector, isDate }) => csvCell(cellText(vector?.get(row), isDate))).join(','));
    }
  }
  return `${lines.join('\r\n')}\r\n`;
}

function cellText(value: unknown, isDate: boolean): string {
  if (value === null || value === undefined) return '';
  const day = value instanceof Date ? value.getTime() : isDate ? Number(value) : Number.NaN;
  if (!Number.isNaN(day))
    return new Date(Math.floor(day / MS_PER_DAY) * MS_PER_DAY).toISOString().slice(0, 10);
  return String(value);
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
