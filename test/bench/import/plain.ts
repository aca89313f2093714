/** What plain DuckDB needs for the rows of CSV files: one process, one JSON line. */
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { openWarehouse } from '../../../analysis/warehouse/session.ts';

const files = process.argv.slice(2);
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

/** Every typed cell goes into a sum, so that none can be skipped. */
const read = await timed(async () => {
  for (const file of files) {
    await warehouse.all(
      `SELECT sum(h::HUGEINT) FROM (SELECT hash(*COLUMNS(*)) FROM read_csv(${quoted(file)})) t(h)`,
    );
  }
});
const table = await timed(async () => {
  for (const [at, file] of files.entries())
    await warehouse.run(`CREATE TABLE plain_${at} AS SELECT * FROM read_csv(${quoted(file)})`);
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
