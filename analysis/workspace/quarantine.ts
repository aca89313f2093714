import { createHmac } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PieceWriter, piecesOf } from './sealed-pieces.ts';
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
  reasons: z.array(z.strictObject({ code: z.string(), count: z.int(), firstLine: z.int() })),
});

/** A reason for which rows were set aside: how many, and the first of them. */
type Reason = Readonly<z.infer<typeof aboutSchema>['reasons'][number]>;

/** What is needed to read set-aside rows again without the file. */
export type QuarantineAbout = Readonly<z.infer<typeof aboutSchema>>;

/** Rows are sealed and put on the disk in pieces of about this size: a file full of faults needs no more memory. */
const PIECE_BYTES = 4 << 20;

/**
 * Rows of one file that were set aside, every one of them, encrypted in the vault. Rows whose bytes were not at hand
 * wait for them; `save` keeps everything under the batch's number, `discard` forgets what was not saved.
 */
export class QuarantineBox {
  count = 0;
  readonly #workspace: Workspace;
  readonly #waiting = new Map<number, string[]>();
  readonly #reasons = new Map<string, Reason>();
  #writer: PieceWriter | undefined;
  #lines: string[] = [];
  #bytes = 0;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  add(row: QuarantinedRow): void {
    this.count += 1;
    const known = this.#reasons.get(row.code);
    this.#reasons.set(row.code, {
      code: row.code,
      count: (known?.count ?? 0) + 1,
      firstLine: Math.min(known?.firstLine ?? row.line, row.line),
    });
    if (row.bytes.length > 0) this.#put(row);
    else this.#waiting.set(row.line, [...(this.#waiting.get(row.line) ?? []), row.code]);
  }

  /** Lines of rows whose bytes were not at hand when they were set aside. */
  withoutBytes(): ReadonlySet<number> {
    return new Set(this.#waiting.keys());
  }

  fill(line: number, bytes: Uint8Array): void {
    for (const code of this.#waiting.get(line) ?? []) this.#put({ line, code, bytes });
    this.#waiting.delete(line);
  }

  /** Writes the rows to the vault under the batch's number; nothing when there are none. */
  save(about: Omit<QuarantineAbout, 'reasons'>, batchId: number): void {
    if (this.count === 0) return;
    for (const line of [...this.#waiting.keys()]) this.fill(line, new Uint8Array(0));
    const writer = this.#seal();
    writer.finish(
      fileOf(this.#workspace, batchId),
      Buffer.from(JSON.stringify({ ...about, reasons: [...this.#reasons.values()] }), 'utf8'),
    );
    this.#writer = undefined;
  }

  discard(): void {
    this.#writer?.discard();
    this.#writer = undefined;
  }

  #put({ line, code, bytes }: QuarantinedRow): void {
    const text = JSON.stringify([line, code, Buffer.from(bytes).toString('base64')]);
    this.#lines.push(text);
    this.#bytes += text.length;
    if (this.#bytes >= PIECE_BYTES) this.#seal();
  }

  #seal(): PieceWriter {
    this.#writer ??= new PieceWriter(this.#workspace.paths.quarantine, keyOf(this.#workspace));
    if (this.#lines.length > 0) this.#writer.add(Buffer.from(this.#lines.join('\n'), 'utf8'));
    this.#lines = [];
    this.#bytes = 0;
    return this.#writer;
  }
}

/** What a batch set aside, in the order of the file; undefined when there is nothing. */
export function readQuarantine(
  workspace: Workspace,
  batchId: number,
): { readonly about: QuarantineAbout; readonly rows: readonly QuarantinedRow[] } | undefined {
  const file = fileOf(workspace, batchId);
  if (!existsSync(file)) return undefined;
  const [first, ...pieces] = [...piecesOf(file, keyOf(workspace))];
  const about = aboutSchema.parse(JSON.parse(first!.toString('utf8')));
  const rows: QuarantinedRow[] = [];
  for (const piece of pieces) {
    for (const text of piece.toString('utf8').split('\n')) {
      const [line, code, bytes] = JSON.parse(text) as [number, string, string];
      rows.push({ line, code, bytes: Buffer.from(bytes, 'base64') });
    }
  }
  return { about, rows: rows.sort((a, b) => a.line - b.line) };
}

/** What a batch's set-aside rows are of and why they were, without the rows; undefined when there are none. */
export function quarantineAbout(workspace: Workspace, batchId: number): QuarantineAbout | undefined {
  const file = fileOf(workspace, batchId);
  if (!existsSync(file)) return undefined;
  const [about] = piecesOf(file, keyOf(workspace));
  return aboutSchema.parse(JSON.parse(about!.toString('utf8')));
}

/** Rows that a batch set aside, counted by reason with the first line; never their content. */
export function quarantineSummary(workspace: Workspace, batchId: number): readonly Reason[] {
  const reasons = quarantineAbout(workspace, batchId)?.reasons ?? [];
  return reasons.toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

/** True when the rows are of a table whose columns can be given another meaning. */
export function hasColumns(about: QuarantineAbout | undefined): boolean {
  return about?.kind === 'flat' && about.lead.length > 0;
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
  return quarantineSummary(workspace, batchId).reduce((sum, { count }) => sum + count, 0);
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
