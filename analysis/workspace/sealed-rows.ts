import { zipSync } from 'fflate';
import { CHECKUP_DOCUMENT, documentsOf, GUIDANCE_DOCUMENT } from '../intake/decode/documents.ts';
import { type CellBlock, cellBlocks, cellBytes } from '../intake/decode/records.ts';
import { type ByteSource, memorySource, textChunks } from '../intake/decode/source.ts';
import { rowBytes } from '../intake/load/text-file.ts';
import type { FileChoice, Recognition } from '../intake/recognise.ts';
import type { QuarantineAbout, QuarantinedRow } from './quarantine.ts';

const LINE_END = Buffer.from('\r\n', 'ascii');

/** Rows that wait for their bytes. */
interface WaitingRows {
  withoutBytes(): ReadonlySet<number>;
  fill(line: number, bytes: Uint8Array): void;
}

/** Gives waiting rows, receipts or documents their bytes, for the vault: one more pass over the file. */
export async function bytesAt(
  source: ByteSource,
  recognition: Recognition,
  waiting: WaitingRows,
  signal?: AbortSignal,
): Promise<void> {
  const lines = waiting.withoutBytes();
  if (lines.size === 0 || recognition.kind === 'report') return;
  if (recognition.kind === 'checkup_xml' || recognition.kind === 'guidance_xml') {
    const pattern = recognition.kind === 'checkup_xml' ? CHECKUP_DOCUMENT : GUIDANCE_DOCUMENT;
    let number = 0;
    for await (const { bytes } of documentsOf(source, pattern, signal)) {
      number += 1;
      if (lines.has(number)) waiting.fill(number, bytes);
    }
    return;
  }
  const wanted = { lines, fill: (line: number, bytes: Uint8Array) => waiting.fill(line, bytes) };
  const isTable = recognition.kind === 'flat' || recognition.kind === 'lab_csv';
  const finder = isTable ? new RowFinder(wanted, recognition) : new ReceiptFinder(wanted, recognition);
  for await (const block of cellBlocks(
    textChunks(source, recognition.encoding, signal),
    recognition.dialect,
  )) {
    finder.take(block);
    if (isTable && finder.found === lines.size) break;
  }
  finder.finish();
}

interface Wanted {
  readonly lines: ReadonlySet<number>;
  fill(line: number, bytes: Uint8Array): void;
}

class RowFinder {
  found = 0;
  readonly #wanted: Wanted;
  readonly #recognition: Recognition;

  constructor(wanted: Wanted, recognition: Recognition) {
    this.#wanted = wanted;
    this.#recognition = recognition;
  }

  take(block: CellBlock): void {
    for (let row = 0; row < block.rows; row += 1) {
      const line = block.line[row]!;
      if (!this.#wanted.lines.has(line)) continue;
      this.found += 1;
      this.#wanted.fill(line, rowBytes(block, row, this.#recognition.dialect));
    }
  }

  finish(): void {}
}

/**
 * Whole receipts with the record of their institution: from IR or YK, or from MN in the insurers' files (where these
 * have none, from IR, YK or RE).
 */
class ReceiptFinder {
  found = 0;
  readonly #wanted: Wanted;
  readonly #recognition: Recognition;
  readonly #insurer: boolean;
  #managed = false;
  #hasReceipt = false;
  #institution: Uint8Array | undefined;
  #receipt: Uint8Array[] = [];
  /** Line on which the receipt begins that is being gathered. */
  #line: number | undefined;

  constructor(wanted: Wanted, recognition: Recognition) {
    this.#wanted = wanted;
    this.#recognition = recognition;
    this.#insurer = recognition.kind === 'insurer_claims';
  }

  take(block: CellBlock): void {
    for (let row = 0; row < block.rows; row += 1) {
      const id = Buffer.from(cellBytes(block, row, this.#insurer ? 3 : 0)).toString('latin1');
      const bytes = rowBytes(block, row, this.#recognition.dialect);
      if (id === 'GO' || this.#begins(id)) this.finish();
      if (!this.#insurer && (id === 'IR' || id === 'YK')) {
        this.finish();
        this.#institution = bytes;
        continue;
      }
      if (id === 'RE') this.#hasReceipt = true;
      if (id === 'RE' && this.#wanted.lines.has(block.line[row]!)) this.#line = block.line[row]!;
      if (id !== 'GO') this.#receipt.push(bytes);
    }
  }

  #begins(id: string): boolean {
    if (!this.#insurer) return id === 'RE';
    if (id === 'MN') this.#managed = true;
    return this.#managed ? id === 'MN' : this.#hasReceipt && (id === 'IR' || id === 'YK' || id === 'RE');
  }

  finish(): void {
    this.#hasReceipt = false;
    if (this.#line !== undefined) {
      const records = this.#institution ? [this.#institution, ...this.#receipt] : this.#receipt;
      this.found += 1;
      this.#wanted.fill(this.#line, joined(records));
    }
    this.#receipt = [];
    this.#line = undefined;
  }
}

function joined(rows: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(rows.flatMap((row, at) => (at === 0 ? [row] : [LINE_END, row])));
}

/** What must be kept beside set-aside rows so that they can be read again. */
export async function aboutRows(
  source: ByteSource,
  recognition: Recognition,
  columns: FileChoice['columns'],
): Promise<Omit<QuarantineAbout, 'reasons'>> {
  const lead: string[] = [];
  if (recognition.kind === 'flat' && recognition.headerLine > 0) {
    for await (const block of cellBlocks(textChunks(source, recognition.encoding), recognition.dialect)) {
      for (let row = 0; row < block.rows && block.line[row]! <= recognition.headerLine; row += 1) {
        lead.push(Buffer.from(rowBytes(block, row, recognition.dialect)).toString('base64'));
      }
      break;
    }
  }
  return {
    name: source.name,
    kind: recognition.kind,
    layout: recognition.layoutId,
    encoding: recognition.encoding === 'cp932' ? 'cp932' : 'utf-8',
    ...(columns ? { columns: { ...columns } } : {}),
    lead,
  };
}

/** Set-aside rows as a file of their own, and which line of the original each of its lines was. */
export interface RestoredRows {
  readonly source: ByteSource;
  readonly lineOf: (line: number) => number;
}

/** The file that set-aside rows make; undefined when none of them can be read again. */
export function restoreRows(
  about: QuarantineAbout,
  rows: readonly QuarantinedRow[],
): RestoredRows | undefined {
  const usable = rows.filter(({ bytes }) => bytes.length > 0);
  if (usable.length === 0) return undefined;
  if (about.kind === 'checkup_xml' || about.kind === 'guidance_xml') {
    const letter = about.kind === 'checkup_xml' ? 'h' : 'g';
    const entries = usable.map((row, at) => documentEntry(letter, row, at));
    return {
      source: memorySource(about.name, zipSync(Object.fromEntries(entries))),
      lineOf: (line) => usable[line - 1]?.line ?? line,
    };
  }
  const lead = about.lead.map((text) => new Uint8Array(Buffer.from(text, 'base64')));
  const lines: number[] = lead.map((_, at) => at + 1);
  for (const { line, bytes } of usable) {
    const count = 1 + countLineEnds(bytes);
    for (let at = 0; at < count; at += 1) lines.push(line + at);
  }
  const bytes = joined([...lead, ...usable.map((row) => row.bytes), new Uint8Array(0)]);
  return { source: memorySource(about.name, bytes), lineOf: (line) => lines[line - 1] ?? line };
}

/** Name of a document as the exchange has it: a letter and 26 digits. */
function documentEntry(letter: string, { bytes }: QuarantinedRow, at: number): readonly [string, Uint8Array] {
  return [`${letter}${String(at).padStart(26, '0')}.xml`, new Uint8Array(bytes)];
}

function countLineEnds(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte === 0x0a) count += 1;
  return count;
}
