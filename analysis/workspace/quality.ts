import { createHash } from 'node:crypto';
import type { CandidateTable } from '../domain/statistic.ts';
import type { Warehouse } from '../warehouse/session.ts';
import { type Check, checksOf, REMEDIES } from './quality/checks.ts';
import { type QualityDetail, qualityDetail } from './quality/detail.ts';
import { detailTables } from './quality/detail-tables.ts';
import { type QualityFacts, qualityFacts } from './quality/facts.ts';
import { type Grade, gradesOf } from './quality/grades.ts';
import { guidanceTables } from './quality/guidance-tables.ts';
import { coverageOf } from './quality/sources.ts';
import { qualityTables } from './quality/tables.ts';
import type { Workspace } from './workspace.ts';

/** Why records have nobody in the register, and what can be done. */
export interface Remedy {
  readonly source: string;
  readonly reason: string;
  readonly remedy: string;
}

/** How far the loaded data can be trusted; the tables are candidates and must pass the gate before they are shown. */
export interface QualityReport {
  readonly grades: readonly Grade[];
  readonly checks: readonly Check[];
  readonly remedies: readonly Remedy[];
  readonly tables: readonly CandidateTable[];
}

/** Grades per analysis (使える / 注意 / 使えない) with the reason, what was checked, and the statistics behind. */
export async function qualityReport(workspace: Workspace, signal?: AbortSignal): Promise<QualityReport> {
  const { facts, detail } = await keptFindings(workspace.warehouse, signal);
  return {
    grades: gradesOf(facts),
    checks: checksOf(facts, detail, workspace.settings.population),
    remedies: remediesOf(detail),
    tables: [...qualityTables(facts), ...guidanceTables(facts.guidance), ...detailTables(detail)],
  };
}

/** Reasons held by fewer persons are not told: they could point at somebody. */
const LEAST_PERSONS = 20;

interface Findings {
  readonly facts: QualityFacts;
  readonly detail: QualityDetail;
}

const kept = new WeakMap<Warehouse, { readonly batches: string; readonly findings: Findings }>();

/** What was found stays true until a batch comes, goes or is replaced. */
async function keptFindings(warehouse: Warehouse, signal?: AbortSignal): Promise<Findings> {
  const batches = await loadedBatches(warehouse, signal);
  const known = kept.get(warehouse);
  if (known?.batches === batches) return known.findings;
  const { sources, claims } = await coverageOf((sql) => warehouse.all(sql, undefined, signal));
  const facts = await qualityFacts(warehouse, claims, signal);
  const findings = { facts, detail: await qualityDetail(warehouse, sources, signal) };
  if ((await loadedBatches(warehouse, signal)) === batches) kept.set(warehouse, { batches, findings });
  return findings;
}

async function loadedBatches(warehouse: Warehouse, signal?: AbortSignal): Promise<string> {
  const rows = await warehouse.all('SELECT * FROM import_batch ORDER BY batch_id', undefined, signal);
  return createHash('sha256')
    .update(
      JSON.stringify([dayOfToday(), rows], (_, value) => (typeof value === 'bigint' ? String(value) : value)),
    )
    .digest('hex');
}

/** The register is looked at up to the present year. */
function dayOfToday(): string {
  return new Date().toDateString();
}

function remediesOf({ sources }: QualityDetail): Remedy[] {
  return sources.flatMap(({ label, reasons }) =>
    reasons
      .filter(({ persons }) => persons >= LEAST_PERSONS)
      .map(({ reason }) => ({
        source: label,
        reason: REMEDIES[reason].label,
        remedy: REMEDIES[reason].remedy,
      })),
  );
}
