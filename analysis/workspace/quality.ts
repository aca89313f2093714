import type { CandidateTable } from '../domain/statistic.ts';
import { qualityFacts } from './quality/facts.ts';
import { type Grade, gradesOf } from './quality/grades.ts';
import { qualityTables } from './quality/tables.ts';
import type { Workspace } from './workspace.ts';

/** How far the loaded data can be trusted; the tables are candidates and must pass the gate before they are shown. */
export interface QualityReport {
  readonly grades: readonly Grade[];
  readonly tables: readonly CandidateTable[];
}

/** Grades per analysis (使える / 注意 / 使えない) with the reason, and the statistics behind them. */
export async function qualityReport(workspace: Workspace, signal?: AbortSignal): Promise<QualityReport> {
  const facts = await qualityFacts(workspace.warehouse, signal);
  return { grades: gradesOf(facts), tables: qualityTables(facts) };
}
