/** Worker thread that turns one Arrow table into text, so that a damaged file can be given up on. */
import { parentPort, workerData } from 'node:worker_threads';
import { DataType, RecordBatchReader } from 'apache-arrow';

const MS_PER_DAY = 86_400_000;

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

parentPort?.postMessage(new Uint8Array(Buffer.from(textOf(workerData as Uint8Array), 'utf8')));
