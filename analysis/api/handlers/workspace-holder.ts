import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { disclosurePolicy, emptyLedger, type Released } from '../../disclosure/index.ts';
import { UserIssue } from '../../domain/issue.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import { openWorkspace, type Workspace } from '../../workspace/index.ts';
import { Gate } from './gate.ts';

/** An open workspace with its gate. Reads facts about the data, never rows. */
export class OpenWorkspace {
  readonly workspace: Workspace;
  readonly sample: boolean;
  readonly gate: Gate;

  constructor(workspace: Workspace, sample: boolean) {
    this.workspace = workspace;
    this.sample = sample;
    this.gate = gateOf(workspace);
  }

  get folder(): string {
    return this.workspace.folder;
  }

  get warehouse(): Warehouse {
    return this.workspace.warehouse;
  }

  /** Fiscal years with checkups or claims, ascending. */
  async fiscalYears(): Promise<number[]> {
    const rows = await this.warehouse.all(
      'SELECT DISTINCT fiscal_year AS year FROM checkup UNION SELECT DISTINCT year(month) - CASE WHEN month(month) < 4 THEN 1 ELSE 0 END FROM claim ORDER BY 1',
    );
    return rows.map((row) => Number(row.year));
  }

  /** The loaded kinds of file in words, for the source line of a statistic. */
  async sourceWords(): Promise<string> {
    const rows = await this.warehouse.all('SELECT DISTINCT layout_id FROM import_batch ORDER BY layout_id');
    return rows.length === 0 ? '取り込んだファイルなし' : `取り込んだ${rows.length}種類のファイル`;
  }

  /** First time this exact design was run here, and whether an earlier design of the study had been run. */
  async lockStudy(
    id: string,
    hash: string,
    now: Date,
  ): Promise<{ readonly lockedAt: string; readonly changedSince: boolean }> {
    const file = join(this.folder, 'studies', 'locks.jsonl');
    const text = await readFile(file, 'utf8').catch(() => '');
    const locks = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { id: string; hash: string; lockedAt: string })
      .filter((lock) => lock.id === id);
    const found = locks.find((lock) => lock.hash === hash);
    if (found) return { lockedAt: found.lockedAt, changedSince: locks[0]?.hash !== hash };
    const lockedAt = now.toISOString();
    await mkdir(join(this.folder, 'studies'), { recursive: true });
    await appendFile(file, `${JSON.stringify({ id, hash, lockedAt })}\n`);
    return { lockedAt, changedSince: locks.length > 0 };
  }
}
