/** What plain DuckDB needs for the rows of CSV files: one process, one JSON line. Bare records are read only. */
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { openWarehouse } from '../../../analysis/warehouse/session.ts';

const files = process.argv.slice(2);
/** Records of different lengths, without a heading: as many columns as the longest has. */
const RECORD_COLUMNS = 46;
const database = `${files[0]!}.plain.duckdb`;
const warehouse = await openWarehouse(database);
const quoted = (file: string) => `'${file.replaceAll("'", "''")}'`;

async function timed(work: () => Promise<unknown>): Promise<{ seconds: number; cpu: number }> {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await work();
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { seconds, cpu: (user + system) / 1e6 };
}

function isRecords(file: string): boolean {
  return file.endsWith('-records.csv');
}

function readCsv(file: string): string {
  if (!isRecords(file)) return `read_csv(${quoted(file)})`;
  const columns = Array.from({ length: RECORD_COLUMNS }, (_, at) => `'c${at}': 'VARCHAR'`).join(', ');
  return `read_csv(${quoted(file)}, auto_detect = false, header = false, null_padding = true, delim = ',', quote = '',
    escape = '', new_line = '\\r\\n', columns = {${columns}})`;
}

/** Every typed cell goes into a sum, so that none can be skipped. */
const read = await timed(async () => {
  for (const file of files) {
    await warehouse.all(`SELECT sum(h::HUGEINT) FROM (SELECT hash(*COLUMNS(*)) FROM ${readCsv(file)}) t(h)`);
  }
});
const table = await timed(async () => {
  for (const [at, file] of files.filter((name) => !isRecords(name)).entries())
    await warehouse.run(`CREATE TABLE plain_${at} AS SELECT * FROM ${readCsv(file)}`);
});
warehouse.close();
for (const name of [database, `${database}.wal`]) rmSync(name, { force: true });
rmSync(`${dirname(database)}/temporary`, { recursive: true, force: true });
console.log(
  JSON.stringify({
    readSeconds: read.seconds,
    tableSeconds: table.seconds,
    readCpuSeconds: read.cpu,
    tableCpuSeconds: table.cpu,
  }),
);
