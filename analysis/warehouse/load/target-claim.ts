import { monthSpans } from './month-spans.ts';
import {
  count,
  findRepeated,
  first,
  MANY_ROWS,
  run,
  supersede,
  type Target,
  type TargetContext,
  type TargetIssue,
} from './target.ts';

const CHILDREN = ['claim_diagnosis', 'claim_procedure', 'claim_drug'] as const;

/**
 * Receipts: they and their diagnoses, procedures and drugs are in place already, each receipt with the number of its
 * identity in place of a person. Persons are put in, and what does not count is taken out.
 */
export const loadClaim: Target = async (context) => {
  const staged = await first(
    context,
    'SELECT count(*) AS receipts, count(row_hash) AS hashed, count(identity) AS identified FROM stage_claim',
  );
  const hashed = Number(staged.hashed);
  const issues: TargetIssue[] = hashed > 0 ? await dropRepeatedRows(context, hashed) : [];
  await givePersons(context, Number(staged.identified) === Number(staged.receipts));
  const own = await ownClaims(context);
  if (own.searchable > 0) issues.push(...(await dropReissued(context, own.searchable)));
  if (context.firstClaimId > 1 && own.searchable < own.rows)
    issues.push(...(await dropAlreadyLoaded(context, own)));
  const dropped = issues.some(({ code }) => code.startsWith('duplicate.'));
  const { rows, last } = dropped ? await ownClaims(context) : own;
  if (rows < Number(staged.receipts) || context.setAside > 0) await dropOrphans(context);
  return { rowsLoaded: rows, lastClaim: last, issues };
};

interface OwnClaims {
  readonly rows: number;
  /** How many have a search number. */
  readonly searchable: number;
  /** The highest number of their own. */
  readonly last: number;
}

/** The batch's receipts as they are now. */
async function ownClaims(context: TargetContext): Promise<OwnClaims> {
  const own = await first(
    context,
    `SELECT count(*) AS rows, count(receipt_hash) AS searchable, coalesce(max(claim_id), 0) AS last
     FROM claim WHERE ${ownRows(context)}`,
  );
  return {
    rows: Number(own.rows),
    searchable: Number(own.searchable),
    last: Number(own.last),
  };
}

/** Numbers only rise: what has them from here on is the batch's, and whole row groups of others are passed over. */
function ownRows({ batchId, firstClaimId }: TargetContext): string {
  return `claim_id >= ${firstClaimId} AND batch_id = ${batchId}`;
}

/** Puts the persons in place of the numbers of the identities; receipts of nobody known are taken out. */
async function givePersons(context: TargetContext, identified: boolean): Promise<void> {
  const { firstNewPerson } = context;
  if (!context.allLinked || !identified)
    await run(
      context,
      `DELETE FROM claim WHERE ${ownRows(context)}
       AND person_id - ${firstNewPerson} NOT IN (SELECT identity FROM stage_link)`,
    );
  if (context.allNew) return;
  await run(
    context,
    `UPDATE claim SET person_id = l.person_id FROM stage_link l
     WHERE ${ownRows(context)} AND l.identity = claim.person_id - ${firstNewPerson}`,
  );
}

/** Rows of a list that are there twice, byte for byte: one receipt, whatever the reason. */
async function dropRepeatedRows(context: TargetContext, hashed: number): Promise<TargetIssue[]> {
  const { batchId, firstClaimId } = context;
  if ((await findRepeated(context, { column: 'row_hash', source: 'stage_claim', rows: hashed })) === 0)
    return [];
  await run(
    context,
    `CREATE OR REPLACE TABLE stage_copy AS
     SELECT s.line, s.claim_no FROM stage_claim s JOIN stage_repeated r ON r.value = s.row_hash
     JOIN claim c ON c.claim_id = ${firstClaimId}::BIGINT + s.claim_no AND c.batch_id = ${batchId}
     QUALIFY row_number() OVER (PARTITION BY s.row_hash, s.identity, s.month, c.points, c.yen ORDER BY s.line) > 1`,
  );
  const found = await first(context, 'SELECT count(*) AS copies, min(line) AS line FROM stage_copy');
  if (Number(found.copies) > 0) {
    await run(context, 'DELETE FROM stage_claim WHERE claim_no IN (SELECT claim_no FROM stage_copy)');
    await run(
      context,
      `DELETE FROM claim WHERE ${ownRows(context)}
       AND claim_id - ${firstClaimId} IN (SELECT claim_no FROM stage_copy)`,
    );
  }
  await run(context, 'DROP TABLE stage_copy');
  return Number(found.copies) > 0
    ? [
        {
          code: 'duplicate.exact',
          severity: 'info',
          count: Number(found.copies),
          firstLine: Number(found.line),
        },
      ]
    : [];
}

/** Of receipts with the same search number within the file the last one stays. */
async function dropAllButLast(context: TargetContext, own: string, hashed: number): Promise<number> {
  const source = `claim WHERE ${own}`;
  if ((await findRepeated(context, { column: 'receipt_hash', source, rows: hashed })) === 0) return 0;
  const several = `${own} AND receipt_hash IN (SELECT value FROM stage_repeated)`;
  return run(
    context,
    `DELETE FROM claim WHERE ${several} AND claim_id NOT IN (
       SELECT max(claim_id) FROM claim WHERE ${several} GROUP BY receipt_hash)`,
  );
}

/** The same receipt (search number) again: the last one counts, within the file and against earlier batches. */
async function dropReissued(context: TargetContext, hashed: number): Promise<TargetIssue[]> {
  const own = `${ownRows(context)} AND receipt_hash IS NOT NULL`;
  const repeated = await dropAllButLast(context, own, hashed);
  const issues: TargetIssue[] =
    repeated > 0 ? [{ code: 'duplicate.reissued', severity: 'info', count: repeated }] : [];
  if (context.firstClaimId === 1) return issues;
  await run(
    context,
    `CREATE OR REPLACE TABLE stage_earlier AS
     SELECT claim_id FROM claim WHERE claim_id < ${context.firstClaimId}
     AND receipt_hash IN (SELECT receipt_hash FROM claim WHERE ${own})`,
  );
  const earlier = await count(context, 'SELECT count(*) FROM stage_earlier');
  if (earlier > 0) {
    for (const table of [...CHILDREN, 'claim']) {
      await supersede(context, table, 't.claim_id IN (SELECT claim_id FROM stage_earlier)');
    }
    issues.push({ code: 'batch.rows_replaced', severity: 'info', count: earlier });
  }
  await run(context, 'DROP TABLE stage_earlier');
  return issues;
}

/**
 * Receipts without a search number that an earlier batch already holds, alike in everything. Only receipts of the same
 * months, and of a few persons only theirs, are compared: else a small file would be held against all there are. Of
 * many, some months at a time: what is remembered of them does not grow with the file.
 */
async function dropAlreadyLoaded(context: TargetContext, own: OwnClaims): Promise<TargetIssue[]> {
  const ownPersons =
    own.rows < MANY_ROWS ? `AND person_id IN (SELECT person_id FROM claim WHERE ${ownRows(context)})` : '';
  let again = 0;
  for (const months of await spansOfMonths(context)) {
    const same = `SELECT a.claim_id FROM (SELECT * FROM claim WHERE ${ownRows(context)}
            AND receipt_hash IS NULL AND ${months}) a
      JOIN (SELECT * FROM claim WHERE claim_id < ${context.firstClaimId} AND receipt_hash IS NULL
            AND ${months} ${ownPersons}) c
      ON c.person_id = a.person_id AND c.month = a.month AND c.setting = a.setting
      AND c.institution IS NOT DISTINCT FROM a.institution AND c.days IS NOT DISTINCT FROM a.days
      AND c.points = a.points AND c.yen = a.yen`;
    again += await run(
      context,
      `DELETE FROM claim WHERE ${ownRows(context)} AND ${months} AND claim_id IN (${same})`,
    );
  }
  return again > 0 ? [{ code: 'duplicate.already_loaded', severity: 'info', count: again }] : [];
}

/** Conditions on `month`: one after the other they take in the batch's receipts, about `RECEIPTS_AT_ONCE` each. */
async function spansOfMonths(context: TargetContext): Promise<string[]> {
  const found = await context.warehouse.all(
    `SELECT month::VARCHAR AS month, count(*) AS rows FROM claim
     WHERE ${ownRows(context)} AND receipt_hash IS NULL AND month IS NOT NULL GROUP BY month ORDER BY month`,
    undefined,
    context.signal,
  );
  const months = found.map(({ month, rows }) => ({ month: String(month), rows: Number(rows) }));
  return monthSpans(months, RECEIPTS_AT_ONCE).map(
    ({ from, to }) => `month BETWEEN DATE '${from}' AND DATE '${to}'`,
  );
}

/** Receipts that are looked at together: what is remembered of them does not grow with the file. */
const RECEIPTS_AT_ONCE = 1 << 20;

/** Lines of receipts that were not taken over. */
async function dropOrphans(context: TargetContext): Promise<void> {
  const { batchId, firstClaimId } = context;
  for (const table of CHILDREN) {
    const { last } = await first(
      context,
      `SELECT coalesce(max(claim_id), 0) AS last FROM ${table} WHERE batch_id = ${batchId}`,
    );
    for (let from = firstClaimId; from <= Number(last); from += RECEIPTS_AT_ONCE) {
      const some = `batch_id = ${batchId} AND claim_id >= ${from} AND claim_id < ${from + RECEIPTS_AT_ONCE}`;
      await run(
        context,
        `DELETE FROM ${table} WHERE ${some} AND claim_id NOT IN (SELECT claim_id FROM claim WHERE ${some})`,
      );
    }
  }
}
