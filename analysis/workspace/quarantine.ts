import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from './files.ts';
import type { Workspace } from './workspace.ts';

/** A row that was set aside: its line, why, and its bytes as they were in the file. */
export interface QuarantinedRow {
  readonly line: number;
  readonly code: string;
  readonly bytes: Uint8Array;
}

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

  /** Writes the rows to the vault under the batch's number; nothing when there are none. */
  save(workspace: Workspace, batchId: number): void {
    if (this.#rows.length === 0) return;
    const lines = this.#rows.map((row) =>
      JSON.stringify([row.line, row.code, Buffer.from(row.bytes).toString('base64')]),
    );
    writeAtomically(fileOf(workspace, batchId), seal(workspace, Buffer.from(lines.join('\n'), 'utf8')));
  }
}

/** Rows set aside by a batch; empty when there are none. */
export function quarantinedRows(workspace: Workspace, batchId: number): QuarantinedRow[] {
  const file = fileOf(workspace, batchId);
  if (!existsSync(file)) return [];
  const text = unseal(workspace, readFileSync(file)).toString('utf8');
  return text.split('\n').map((line) => {
    const [number, code, bytes] = JSON.parse(line) as [number, string, string];
    return { line: number, code, bytes: Buffer.from(bytes, 'base64') };
  });
}

export function dropQuarantine(workspace: Workspace, batchId: number): void {
  rmSync(fileOf(workspace, batchId), { force: true });
}

function fileOf(workspace: Workspace, batchId: number): string {
  return join(workspace.paths.quarantine, `batch-${batchId}.sealed`);
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
