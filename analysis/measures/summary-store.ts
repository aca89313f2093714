import { keepAnswer } from '../warehouse/kept-answers.ts';
import type { Warehouse } from '../warehouse/session.ts';

/** Tables of the schema `summary` that are made fiscal year by fiscal year from the canonical ones. */
export interface Summary {
  /** Table that notes which years are made, and from what. */
  readonly built: string;
  /** Columns by table name; each begins with `fiscal_year`. */
  readonly tables: Readonly<Record<string, string>>;
  /** Query of one text `stamp` that changes with everything that the tables come from. */
  readonly stamp: string;
  readonly build: (warehouse: Warehouse, year: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** SQL text that changes with every import and undo. */
export const BATCHES = `coalesce((SELECT md5(string_agg(batch_id || ':' || content_hash, ',' ORDER BY sequence))
  FROM import_batch), '')`;

/** Questions are asked side by side on one connection: years are made one after the other. */
const last = new WeakMap<Warehouse, Promise<void>>();

/** How far the years that have to be made are. */
export type MakingListener = (made: { readonly done: number; readonly total: number }) => void;

const listeners = new WeakMap<Warehouse, MakingListener>();

/** Tells `listener`, instead of whoever was told before, whenever a question has to make summaries first. */
export function onMakingSummaries(warehouse: Warehouse, listener: MakingListener): void {
  listeners.set(warehouse, listener);
}

/** Makes the tables for the fiscal years that are missing or older than the data; quick when nothing is to do. */
export async function ensureYears(
  warehouse: Warehouse,
  summary: Summary,
  years: Iterable<number>,
  signal?: AbortSignal,
): Promise<void> {
  const wanted = [...new Set(years)].sort((a, b) => a - b);
  if (wanted.length === 0) return;
  const before = last.get(warehouse) ?? Promise.resolve();
  const turn = before.catch(() => undefined).then(() => makeMissing(warehouse, summary, wanted, signal));
  last.set(warehouse, turn);
  await turn;
}

async function makeMissing(
  warehouse: Warehouse,
  summary: Summary,
  years: readonly number[],
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  const { stamp, built } = await standing(warehouse, summary);
  const missing = years.filter((year) => !built.has(year));
  for (const [done, year] of missing.entries()) {
    listeners.get(warehouse)?.({ done, total: missing.length });
    await warehouse.transaction(async () => {
      for (const name of [...Object.keys(summary.tables), summary.built])
        await warehouse.run(`DELETE FROM summary.${name} WHERE fiscal_year = ${year}`);
      await summary.build(warehouse, year, signal);
      await warehouse.run(`INSERT INTO summary.${summary.built} VALUES ($year, $stamp)`, { year, stamp });
    });
  }
}

interface Standing {
  readonly stamp: string;
  readonly built: ReadonlySet<number>;
}

/**
 * The data's stamp and the years that are made from just these data, read once while nothing is written: a screen
 * asks for many years and tables in turn.
 */
function standing(warehouse: Warehouse, { stamp, built, tables }: Summary): Promise<Standing> {
  const read = async (): Promise<Standing> => {
    const rows = await warehouse.all(
      `SELECT now.stamp, made.fiscal_year AS year FROM (${stamp}) now LEFT JOIN summary.${built} made ON made.stamp = now.stamp`,
    );
    const years = rows.flatMap(({ year }) => (year === null ? [] : [Number(year)]));
    return { stamp: String(rows[0]?.stamp), built: new Set(years) };
  };
  return keepAnswer(warehouse, `standing ${built} ${stamp}`, read, () =>
    makeTables(warehouse, built, tables),
  );
}

async function makeTables(warehouse: Warehouse, built: string, tables: Summary['tables']): Promise<void> {
  const [known] = await warehouse.all(
    "SELECT count(*) AS n FROM duckdb_tables() WHERE schema_name = 'summary' AND table_name = $built",
    { built },
  );
  if (Number(known?.n) > 0) return;
  await warehouse.run('CREATE SCHEMA IF NOT EXISTS summary');
  for (const [name, columns] of Object.entries(tables))
    await warehouse.run(`CREATE OR REPLACE TABLE summary.${name} (${columns})`);
  await warehouse.run(`CREATE TABLE summary.${built} (fiscal_year SMALLINT, stamp VARCHAR)`);
}
