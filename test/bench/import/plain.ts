/** What plain DuckDB needs for the rows of CSV files: one process, one JSON line. */
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { openWarehouse } from '../../../analysis/warehouse/session.ts';

const files = process.argv.slice(2);
const database = `${files[0]!}.plain.duckdb`;
const warehouse = await openWarehouse(database);
const quoted = (file: string) => `'${file.replaceAll("'", "''")}'`;

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

/** Every typed cell goes into a sum, so that none can be skipped. */
const readSeconds = await seconds(async () => {
  for (const file of files) {
    await warehouse.all(
      `SELECT sum(h::HUGEINT) FROM (SELECT hash(*COLUMNS(*)) FROM read_csv(${quoted(file)})) t(h)`,
    );
  }
});
const tableSeconds = await seconds(async () => {
  for (const [at, file] of files.entries())
    await warehouse.run(`CREATE TABLE plain_${at} AS SELECT * FROM read_csv(${quoted(file)})`);
});
warehouse.close();
for (const name of [database, `${database}.wal`]) rmSync(name, { force: true });
rmSync(`${dirname(database)}/temporary`, { recursive: true, force: true });
console.log(JSON.stringify({ readSeconds, tableSeconds }));
