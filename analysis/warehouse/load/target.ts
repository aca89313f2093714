import type { LoadOutcome } from '../../domain/staging.ts';
import type { SqlParams, SqlRow, Warehouse } from '../session.ts';

/** What a target needs to move staged rows into canonical tables. */
export interface TargetContext {
  readonly warehouse: Warehouse;
  readonly batchId: number;
  readonly firstClaimId: number;
  readonly firstNewPerson: number;
  /** Every identity of the file has its person; and each became a new one, in the order of the identities. */
  readonly allLinked: boolean;
  readonly allNew: boolean;
  readonly signal: AbortSignal | undefined;
  readonly stages: ReadonlySet<string>;
  /** Rows that were read but set aside before they were staged. */
  readonly setAside: number;
  /** What `stage_kept` is, so that it can be dropped; set by `keepLast`. */
  kept: 'TABLE' | 'VIEW';
  /** What `stage_linked` is; set by `linkedRows` and `linkedView`. */
  linked: 'TABLE' | 'VIEW';
}

export type TargetIssue = LoadOutcome['issues'][number];

export interface TargetOutcome {
  readonly rowsLoaded: number;
  /** The highest number of a receipt. */
  readonly lastClaim?: number;
  readonly issues: readonly TargetIssue[];
}

export type Target = (context: TargetContext) => Promise<TargetOutcome>;

/** Rows of a file from which on statements over them are worth all threads, and their tables worth dropping. */
export const MANY_ROWS = 100_000;

export async function count(context: TargetContext, sql: string, params?: SqlParams): Promise<number> {
  const [row] = await context.warehouse.all(sql, params, context.signal);
  return Number(row ? Object.values(row)[0] : 0);
}

/** Rows whose values are told apart at once. */
const ROWS_AT_ONCE = 1 << 20;

/**
 * Puts the values that a column of whole numbers from zero on has more than once into the table `stage_repeated(value)`
 * and says how many they are. Of many rows a share at a time, told by the number itself: what is remembered of the
 * values seen does not grow with the rows. `source` is what follows FROM.
 */
export async function findRepeated(
  context: Pick<TargetContext, 'warehouse' | 'signal'>,
  { column, source, rows }: { readonly column: string; readonly source: string; readonly rows: number },
  rowsAtOnce = ROWS_AT_ONCE,
): Promise<number> {
  const { warehouse, signal } = context;
  await warehouse.run('CREATE TABLE IF NOT EXISTS stage_repeated (value BIGINT); DELETE FROM stage_repeated');
  const shares = Math.max(1, Math.ceil(rows / rowsAtOnce));
  let repeated = 0;
  for (let share = 0; share < shares; share += 1) {
    repeated += await warehouse.run(
      `INSERT INTO stage_repeated SELECT value FROM (SELECT ${column} AS value FROM ${source})
       WHERE value % ${shares} = ${share} GROUP BY value HAVING count(*) > 1`,
      undefined,
      signal,
    );
  }
  return repeated;
}

export async function first(context: TargetContext, sql: string): Promise<SqlRow> {
  const [row] = await context.warehouse.all(sql, undefined, context.signal);
  return row ?? {};
}

export function run(context: TargetContext, sql: string, params?: SqlParams): Promise<number> {
  return context.warehouse.run(sql, params, context.signal);
}

/** Rows of a stage with their persons, in the table `stage_linked`. */
export async function linkedRows(context: TargetContext, stage: string): Promise<void> {
  context.linked = 'TABLE';
  await run(context, `CREATE OR REPLACE TABLE stage_linked AS ${linkedSql(stage)}`);
}

/** The same as a view: of a wide stage most statements want a few columns, and a copy costs more than joining again. */
export async function linkedView(context: TargetContext, stage: string): Promise<void> {
  context.linked = 'VIEW';
  await run(context, `CREATE OR REPLACE TEMP VIEW stage_linked AS ${linkedSql(stage)}`);
}

function linkedSql(stage: string): string {
  return `SELECT l.person_id, s.* EXCLUDE (identity) FROM stage_${stage} s JOIN stage_link l ON l.identity = s.identity`;
}

/**
 * Keeps the last row of each key of `source` in the table `stage_kept` and says how many rows were
 * exact copies and how many were overtaken by a later row with other values. A line may give several keys, each once.
 */
export async function keepLast(
  context: TargetContext,
  source: string,
  key: readonly string[],
): Promise<TargetIssue[]> {
  const keyList = key.join(', ');
  const repeated = await count(
    context,
    `SELECT count(*) - (SELECT count(*) FROM (SELECT DISTINCT ${keyList} FROM ${source})) FROM ${source}`,
  );
  if (repeated === 0) {
    context.kept = 'VIEW';
    await run(context, `CREATE OR REPLACE TEMP VIEW stage_kept AS SELECT * FROM ${source}`);
    return [];
  }
  await run(
    context,
    `CREATE OR REPLACE TABLE stage_hashed AS
     SELECT line, ${keyList}, hash(*COLUMNS(* EXCLUDE (line))) AS content FROM ${source}`,
  );
  await run(
    context,
    `CREATE OR REPLACE TABLE stage_ranked AS
     SELECT line, ${keyList}, row_number() OVER (PARTITION BY ${keyList}, content ORDER BY line DESC) AS copy,
            row_number() OVER (PARTITION BY ${keyList} ORDER BY line DESC) AS version
     FROM stage_hashed`,
  );
  await run(
    context,
    `CREATE OR REPLACE TABLE stage_kept AS
     SELECT s.* FROM ${source} s SEMI JOIN (FROM stage_ranked WHERE version = 1) r
     ON r.line = s.line ${key.map((name) => `AND r.${name} IS NOT DISTINCT FROM s.${name}`).join(' ')}`,
  );
  const found = await first(
    context,
    `SELECT count(DISTINCT line) FILTER (copy > 1) AS copies, min(line) FILTER (copy > 1) AS copy_line,
            count(DISTINCT line) FILTER (copy = 1 AND version > 1) AS earlier,
            min(line) FILTER (copy = 1 AND version > 1) AS earlier_line
     FROM stage_ranked`,
  );
  await run(context, 'DROP TABLE stage_hashed');
  await run(context, 'DROP TABLE stage_ranked');
  const issues: TargetIssue[] = [];
  const add = (code: string, severity: 'info' | 'warning', rows: unknown, line: unknown) => {
    if (Number(rows) > 0) issues.push({ code, severity, count: Number(rows), firstLine: Number(line) });
  };
  add('duplicate.exact', 'info', found.copies, found.copy_line);
  add('duplicate.corrected_later', 'warning', found.earlier, found.earlier_line);
  return issues;
}

/**
 * Moves rows out of a canonical table that newer ones replace, so that undoing the batch can bring them back.
 */
export async function supersede(context: TargetContext, table: string, condition: string): Promise<number> {
  const replaced = await count(context, `SELECT count(*) FROM ${table} t WHERE ${condition}`);
  if (replaced === 0) return 0;
  await run(
    context,
    `CREATE TABLE IF NOT EXISTS superseded_${table} AS SELECT *, 0 AS by_batch FROM ${table} LIMIT 0`,
  );
  await run(
    context,
    `INSERT INTO superseded_${table} BY NAME
     SELECT t.*, ${context.batchId} AS by_batch FROM ${table} t WHERE ${condition}`,
  );
  await run(context, `DELETE FROM ${table} AS t WHERE ${condition}`);
  return replaced;
}
