import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from './files.ts';
import type { Workspace } from './workspace.ts';

/** A row that was set aside: its line, why, and its bytes as they were in the file. */
export interface QuarantinedRow {
  readonly line: number;
  readonly code: string;
  readonly bytes: Uint8Array;
}

const aboutSchema = z.strictObject({
  /** Name of the table the rows came from. */
  name: z.string(),
  kind: z.enum(['flat', 'uke', 'insurer_claims', 'checkup_xml', 'guidance_xml', 'lab_csv', 'report']),
  layout: z.string(),
  encoding: z.enum(['utf-8', 'cp932']),
  /** Meaning of the columns as it was then. */
  columns: z.record(z.string(), z.string()).exactOptional(),
  /** Title and heading rows, base64. */
  lead: z.array(z.string()),
});

/** What is needed to read set-aside rows again without the file. */
export type QuarantineAbout = Readonly<z.infer<typeof aboutSchema>>;

/** More rows than this are only counted: a file like that needs another look, not a copy. */
const MOST_ROWS = 100_000;
const NONCE = 12;
const TAG = 16;

/** Rows of one file that were set aside; kept encrypted in the vault. */
export class QuarantineBox {
  count = 0;
  readonly #rows: QuarantinedRow[] = [];

  add(row: QuarantinedRow): void {
    this.count += 1;
    if (this.#rows.length < MOST_ROWS) this.#rows.push(row);
  }

  get rows(): readonly QuarantinedRow[] {
    return this.#rows;
  }

  /** Lines of rows whose bytes were not at hand when they were set aside. */
  withoutBytes(): ReadonlySet<number> {
    return new Set(this.#rows.filter(({ bytes }) => bytes.length === 0).map(({ line }) => line));
  }

  fill(bytes: ReadonlyMap<number, Uint8Array>): void {
    this.#rows.forEach((row, at) => {
      const found = row.bytes.length === 0 ? bytes.get(row.line) : undefined;
      if (found) this.#rows[at] = { ...row, bytes: found };
    });
  }

  /** Writes the rows to the vault under the batch's number; nothing when there are none. */
  save(workspace: Workspace, batchId: number, about: QuarantineAbout): void {
    if (this.#rows.length === 0) return;
    const rows = [...this.#rows].sort((a, b) => a.line - b.line);
    const lines = rows.map(({ line, code, bytes }) =>
      JSON.stringify([line, code, Buffer.from(bytes).toString('base64')]),
    );
    const text = [JSON.stringify(about), ...lines].join('\n');
    writeAtomically(fileOf(workspace, batchId), seal(workspace, Buffer.from(text, 'utf8')));
  }
}

/** What a batch set aside; undefined when there is nothing. */
export function readQuarantine(
  workspace: Workspace,
  batchId: number,
): { readonly about: QuarantineAbout; readonly rows: readonly QuarantinedRow[] } | undefined {
  const file = fileOf(workspace, batchId);
  if (!existsSync(file)) return undefined;
  const [first = '', ...lines] = unseal(workspace, readFileSync(file)).toString('utf8').split('\n');
  const about = aboutSchema.parse(JSON.parse(first));
  const rows = lines.map((text) => {
    const [line, code, bytes] = JSON.parse(text) as [number, string, string];
    return { line, code, bytes: Buffer.from(bytes, 'base64') };
  });
  return { about, rows };
}

export function dropQuarantine(workspace: Workspace, batchId: number): void {
  rmSync(fileOf(workspace, batchId), { force: true });
  rmSync(parkedFile(workspace, batchId), { force: true });
}

/** Puts a batch's rows out of the way while those of its re-run count. */
export function parkQuarantine(workspace: Workspace, batchId: number, rerun: number): void {
  const file = fileOf(workspace, batchId);
  if (existsSync(file)) renameSync(file, parkedFile(workspace, rerun));
}

/** Gives a batch back the rows that its re-run had taken; returns how many. */
export function unparkQuarantine(workspace: Workspace, batchId: number, rerun: number): number {
  const parked = parkedFile(workspace, rerun);
  if (!existsSync(parked)) return 0;
  renameSync(parked, fileOf(workspace, batchId));
  return readQuarantine(workspace, batchId)?.rows.length ?? 0;
}

function fileOf(workspace: Workspace, batchId: number): string {
  return join(workspace.paths.quarantine, `batch-${batchId}.sealed`);
}

function parkedFile(workspace: Workspace, rerun: number): string {
  return join(workspace.paths.quarantine, `taken-by-${rerun}.sealed`);
}

function keyOf(workspace: Workspace): Buffer {
  return createHmac('sha256', workspace.identifierSecret).update('quarantine').digest();
}

function seal(workspace: Workspace, plain: Buffer): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', keyOf(workspace), nonce);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function unseal(workspace: Workspace, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', keyOf(workspace), sealed.subarray(0, NONCE));
  decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]);
}
