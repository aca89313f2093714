import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { UserIssue } from '../domain/issue.ts';

const BATCH_LETTERS = 1 << 18;

/** A table file as the bytes of a comma-separated text in UTF-8, with its column names as the first line. */
interface TableText {
  readonly name: string;
  readonly size: number;
  chunks(signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

/**
 * A Parquet file as text: dates as ISO, nested values as DuckDB writes them.
 *
 * It is read by a database in memory that can open this one file and nothing else. Throws `intake.table_damaged`.
 */
export function parquetText(path: string, name: string, size: number): TableText {
  return {
    name,
    size,
    async *chunks(signal) {
      const instance = await DuckDBInstance.create(':memory:', { memory_limit: '512MB' });
      const connection = await instance.connect();
      try {
        yield* rowsAsText(connection, path, signal);
      } catch (cause) {
        signal?.throwIfAborted();
        throw new UserIssue('input', 'intake.table_damaged', { file: name }, { cause });
      } finally {
        connection.closeSync();
        instance.closeSync();
      }
    },
  };
}

async function* rowsAsText(
  connection: DuckDBConnection,
  path: string,
  signal?: AbortSignal,
): AsyncIterable<Uint8Array> {
  const quoted = `'${path.replaceAll("'", "''")}'`;
  await connection.run(`SET allowed_paths = [${quoted}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
  const result = await connection.stream(`SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet(${quoted})`);
  let text = `${result.columnNames().map(csvCell).join(',')}\r\n`;
  for await (const rows of result.yieldRows()) {
    signal?.throwIfAborted();
    for (const row of rows) {
      text += `${row.map(csvCell).join(',')}\r\n`;
      if (text.length < BATCH_LETTERS) continue;
      yield new Uint8Array(Buffer.from(text, 'utf8'));
      text = '';
    }
  }
  yield new Uint8Array(Buffer.from(text, 'utf8'));
}

function csvCell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
