import {
  count,
  first,
  MANY_ROWS,
  run,
  supersede,
  type Target,
  type TargetContext,
  type TargetIssue,
} from './target.ts';

const CHILDREN = ['claim_diagnosis', 'claim_procedure', 'claim_drug'] as const;

/** Receipts; their diagnoses, procedures and drugs are already in place and follow the receipt's number. */
export const loadClaim: Target = async (context) => {
  const { batchId, firstClaimId } = context;
  const staged = await first(
    context,
    `SELECT count(*) AS receipts, count(row_hash) - count(DISTINCT row_hash) AS copies,
            count(receipt_hash) AS searchable FROM stage_claim`,
  );
  const searchable = Number(staged.searchable) > 0;
  const issues: TargetIssue[] = Number(staged.copies) > 0 ? await dropRepeatedRows(context) : [];
  // No copy of all receipts where nothing can be a repetition.
  const copied = searchable || firstClaimId > 1;
  const accepted = `SELECT ${firstClaimId}::BIGINT + s.claim_no AS claim_id, l.person_id, s.month, s.setting, s.institution,
            s.prescriber, CASE WHEN s.days >= 0 THEN s.days END AS days, coalesce(s.points, 0) AS points, coalesce(s.yen, 0) AS yen,
            coalesce(s.long_term_disease, 0) = 1 AS long_term_disease, s.receipt_hash,
            s.line
     FROM stage_claim s JOIN stage_link l ON l.identity = s.identity`;
  if (copied) {
    await run(context, `CREATE TEMP TABLE IF NOT EXISTS stage_accepted AS ${accepted} LIMIT 0`);
    await run(context, `INSERT INTO stage_accepted ${accepted}`);
    if (searchable) issues.push(...(await dropReissued(context)));
    if (firstClaimId > 1 && Number(staged.searchable) < Number(staged.receipts))
      issues.push(...(await dropAlreadyLoaded(context)));
  }
  const rowsLoaded = await run(
    context,
    `INSERT INTO claim SELECT claim_id, person_id, month, setting, institution, prescriber, days, points, yen,
            long_term_disease, ${batchId}, receipt_hash FROM ${copied ? 'stage_accepted' : `(${accepted})`}`,
  );
  if (rowsLoaded < Number(staged.receipts) || context.setAside > 0) await dropOrphans(context);
  if (copied)
    await run(
      context,
      Number(staged.receipts) < MANY_ROWS ? 'DELETE FROM stage_accepted' : 'DROP TABLE stage_accepted',
    );
  return { rowsLoaded, issues };
};

/** Rows of a list that are there twice, byte for byte: one receipt, whatever the reason. */
async function dropRepeatedRows(context: TargetContext): Promise<TargetIssue[]> {
  await run(
    context,
    `CREATE OR REPLACE TEMP TABLE stage_copy AS
     SELECT line FROM stage_claim WHERE row_hash IS NOT NULL
     QUALIFY row_number() OVER (PARTITION BY row_hash, identity, month, points, yen ORDER BY line) > 1`,
  );
  const found = await first(context, 'SELECT count(*) AS copies, min(line) AS line FROM stage_copy');
  await run(context, 'DELETE FROM stage_claim WHERE line IN (SELECT line FROM stage_copy)');
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

/** The same receipt (search number) again: the last one counts, within the file and against earlier batches. */
async function dropReissued(context: TargetContext): Promise<TargetIssue[]> {
  const found = await first(
    context,
    `SELECT count(receipt_hash) - count(DISTINCT receipt_hash) AS repeated, count(receipt_hash) AS hashed
     FROM stage_accepted`,
  );
  const repeated = Number(found.repeated);
  if (repeated > 0) {
    await run(
      context,
      `DELETE FROM stage_accepted WHERE receipt_hash IS NOT NULL AND claim_id NOT IN (
         SELECT max(claim_id) FROM stage_accepted WHERE receipt_hash IS NOT NULL GROUP BY receipt_hash)`,
    );
  }
  const issues: TargetIssue[] =
    repeated > 0 ? [{ code: 'duplicate.reissued', severity: 'info', count: repeated }] : [];
  if (Number(found.hashed) === 0 || context.firstClaimId === 1) return issues;
  await run(
    context,
    `CREATE OR REPLACE TEMP TABLE stage_earlier AS
     SELECT c.claim_id FROM claim c JOIN stage_accepted a ON a.receipt_hash = c.receipt_hash`,
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

/** Receipts without a search number that an earlier batch already holds, alike in everything. */
async function dropAlreadyLoaded(context: TargetContext): Promise<TargetIssue[]> {
  const same = `SELECT a.claim_id FROM stage_accepted a JOIN claim c
    ON c.person_id = a.person_id AND c.month = a.month AND c.setting = a.setting
    AND c.institution IS NOT DISTINCT FROM a.institution AND c.days IS NOT DISTINCT FROM a.days
    AND c.points = a.points AND c.yen = a.yen
    WHERE a.receipt_hash IS NULL AND c.receipt_hash IS NULL AND c.batch_id <> ${context.batchId}`;
  const again = await run(context, `DELETE FROM stage_accepted WHERE claim_id IN (${same})`);
  return again > 0 ? [{ code: 'duplicate.already_loaded', severity: 'info', count: again }] : [];
}

/** Lines of receipts that were not taken over. */
async function dropOrphans(context: TargetContext): Promise<void> {
  for (const table of CHILDREN) {
    await run(
      context,
      `DELETE FROM ${table} WHERE batch_id = ${context.batchId}
       AND claim_id NOT IN (SELECT claim_id FROM claim WHERE batch_id = ${context.batchId})`,
    );
  }
}
