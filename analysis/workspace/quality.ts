import type { CandidateTable } from '../domain/statistic.ts';
import { type Check, checksOf, REMEDIES } from './quality/checks.ts';
import { type QualityDetail, qualityDetail } from './quality/detail.ts';
import { detailTables } from './quality/detail-tables.ts';
import { qualityFacts } from './quality/facts.ts';
import { type Grade, gradesOf } from './quality/grades.ts';
import { guidanceTables } from './quality/guidance.ts';
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
  const facts = await qualityFacts(workspace.warehouse, signal);
  const detail = await qualityDetail(workspace.warehouse, signal);
  return {
    grades: gradesOf(facts),
    checks: checksOf(facts, detail, workspace.settings.population),
    remedies: remediesOf(detail),
    tables: [...qualityTables(facts), ...guidanceTables(facts.guidance), ...detailTables(detail)],
  };
}

/** Reasons held by fewer persons are not told: they could point at somebody. */
const LEAST_PERSONS = 20;

function remediesOf({ linkage }: QualityDetail): Remedy[] {
  return linkage.flatMap(({ label, reasons }) =>
    reasons
      .filter(({ persons }) => persons >= LEAST_PERSONS)
      .map(({ reason }) => ({
        source: label,
        reason: REMEDIES[reason].label,
        remedy: REMEDIES[reason].remedy,
      })),
  );
}
