import { NULL_INT, type StageBuffer } from '../../domain/staging.ts';
import { undecodable } from '../decode/encoding.ts';
import type { CellBlock } from '../decode/records.ts';
import { cellBlocks, cellBytes, type Dialect, selectRows } from '../decode/records.ts';
import { type ByteSource, textChunks } from '../decode/source.ts';
import type { Decode } from '../fields/column.ts';
import { ByteInterner } from '../fields/interner.ts';
import { IdentityCollector } from '../identity/collector.ts';
import type { PlainIdentity } from '../identity/keys.ts';
import { IssueCounter } from '../issues.ts';
import { examOfName } from '../layouts/child-health.ts';
import type { Layout } from '../layouts/types.ts';
import { isOfUnknownUnit } from '../map/column-unit.ts';
import { directIdentifier, type Heading } from '../map/headings.ts';
import type { FlatPart, Recognition } from '../recognise.ts';
import { FlatImporter } from './flat.ts';
import { InsurerClaims } from './insurer-claims.ts';
import { LabResults } from './lab-results.ts';
import { RowWidths } from './row-width.ts';
import { UkeAssembler } from './uke.ts';
import type { UkeRecord } from './uke-cells.ts';

/** Where a file's rows go while it is read. */
export interface ReadSink {
  append(buffer: StageBuffer): void;
  identities(identities: readonly PlainIdentity[]): void;
  /** A row that is set aside; `bytes` is the raw row for the vault. */
  quarantine(line: number, code: string, bytes: Uint8Array): void;
}

export interface ReadOptions {
  readonly sink: ReadSink;
  readonly icd10: ReadonlyMap<string, string>;
  /** Programme that the file's name tells, for lists without a programme column. */
  readonly programme?: string;
  /** Bytes read so far; called between blocks, may wait to let other work run. */
  readonly onBytes?: (bytes: number) => Promise<void> | void;
  readonly signal?: AbortSignal;
}

export interface ReadOutcome {
  readonly rowsRead: number;
  readonly rowsStaged: number;
  readonly rowsQuarantined: number;
  readonly issues: IssueCounter;
}

const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const TOTAL_WORDS = /^(合計|総計|計|小計|再掲|※)/;

/** Reads a recognised text file once, from its bytes to staged rows. */
export async function readTextFile(
  source: ByteSource,
  recognition: Recognition,
  options: ReadOptions,
): Promise<ReadOutcome> {
  const issues = new IssueCounter();
  const decode = decoderOf(recognition);
  const collector = new IdentityCollector((identities) => options.sink.identities(identities));
  const reader =
    recognition.kind === 'flat'
      ? flatReader(source, recognition, { decode, collector, issues, options })
      : recognition.kind === 'lab_csv'
        ? labReader(recognition, { decode, collector, issues, options })
        : receiptReader(recognition, { decode, collector, issues, options });
  let bytes = 0;
  const counted = countBytes(textChunks(source, recognition.encoding, options.signal), (length) => {
    bytes += length;
  });
  for await (const block of cellBlocks(counted, recognition.dialect)) {
    options.signal?.throwIfAborted();
    checkEncoding(block, recognition, issues);
    reader.process(block);
    await options.onBytes?.(bytes);
  }
  reader.finish();
  collector.flush();
  return { ...reader.counts(), issues };
}

async function* countBytes(
  chunks: AsyncIterable<Uint8Array>,
  count: (length: number) => void,
): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    count(chunk.length);
    yield chunk;
  }
}

function decoderOf(recognition: Recognition): Decode {
  const decoder = new TextDecoder(recognition.encoding === 'cp932' ? 'shift_jis' : 'utf-8');
  return (bytes) => decoder.decode(bytes);
}

/** Undecodable bytes are counted and located; they never become other letters unnoticed. */
function checkEncoding(block: CellBlock, recognition: Recognition, issues: IssueCounter): void {
  if (block.rows === 0) return;
  const encoding = recognition.encoding === 'cp932' ? 'cp932' : 'utf-8';
  const from = block.start[block.firstCell[0]!]!;
  const to = block.byteEnd;
  const bad = undecodable(block.bytes, from, to, encoding);
  if (bad.count === 0) return;
  let row = block.rows - 1;
  while (row > 0 && block.start[block.firstCell[row]!]! > bad.first) row -= 1;
  issues.add('encoding.undecodable', 'warning', { line: block.line[row]!, count: bad.count });
}

interface BlockReader {
  process(block: CellBlock): void;
  finish(): void;
  counts(): { rowsRead: number; rowsStaged: number; rowsQuarantined: number };
}

interface Parts {
  readonly decode: Decode;
  readonly collector: IdentityCollector;
  readonly issues: IssueCounter;
  readonly options: ReadOptions;
}

function flatReader(source: ByteSource, recognition: Recognition, parts: Parts): BlockReader {
  const { issues, options } = parts;
  const importers = recognition.parts.map((part) => ({
    part,
    importer: new FlatImporter({
      ...withFileName({ plan: part.plan, layout: withProgramme(part, options.programme) }, source.name),
      decode: parts.decode,
      collector: parts.collector,
      issues,
      sink: {
        append: (buffer) => options.sink.append(buffer),
        quarantine: (block, row, code) =>
          options.sink.quarantine(block.line[row]!, code, rowBytes(block, row, recognition.dialect)),
      },
    }),
  }));
  headingIssues(recognition, issues);
  const skip = rowFilter(recognition, parts);
  let misfits = 0;
  const widths = recognition.width && new RowWidths(recognition.width, recognition.headerLine);
  const fits = (block: CellBlock, row: number, code: string | undefined): boolean => {
    if (code === undefined) return true;
    misfits += 1;
    issues.add(code, 'error', { line: block.line[row]! });
    options.sink.quarantine(block.line[row]!, code, rowBytes(block, row, recognition.dialect));
    return false;
  };
  return {
    process(block) {
      for (const { part, importer } of importers) {
        const accept = rowMatcher(part, block);
        importer.process(
          selectRows(block, (row) => {
            const code = widths?.fault(block, row);
            return !skip(block, row) && accept(row) && fits(block, row, code);
          }),
        );
      }
    },
    finish() {
      for (const { importer } of importers) importer.finish();
    },
    counts() {
      const counts = { rowsRead: misfits, rowsStaged: 0, rowsQuarantined: misfits };
      for (const { importer } of importers) {
        counts.rowsRead += importer.rowsRead;
        counts.rowsStaged += importer.rowsStaged;
        counts.rowsQuarantined += importer.rowsQuarantined;
      }
      return counts;
    },
  };
}

function withProgramme(part: FlatPart, programme: string | undefined) {
  const { layout, plan } = part;
  const hasColumn = plan.fields.some((field) => 'column' in field.to && field.to.column === 'programme_id');
  if (hasColumn || programme === undefined) return layout;
  if (layout.stage !== 'participation' && layout.stage !== 'measurement') return layout;
  return { ...layout, constants: { ...layout.constants, programme_id: programme } };
}

/** What only the file's name tells: which list it is, which infant checkup. */
function withFileName({ layout, plan }: FlatPart, fileName: string): FlatPart {
  const name = fileName.replace(/^.*\//, '').replace(/\.[^.]*$/, '');
  const also = (constants: Readonly<Record<string, string>>): FlatPart => ({
    plan,
    layout: { ...layout, constants: { ...layout.constants, ...constants } },
  });
  if (layout.stage === 'custom_list') return also({ list_name: name });
  const exam = layout.stage === 'child_health' ? examOfName(name) : undefined;
  const hasColumn = plan.fields.some(({ to }) => 'column' in to && to.column === 'exam');
  return exam && !hasColumn ? also({ exam }) : { plan, layout };
}

/**
 * What the headings alone tell: columns that every row needs and that are not there, changes since the recipe was
 * made, columns that are left out (direct identifiers on purpose, others because nothing is known about them).
 */
export function headingIssues(recognition: Recognition, issues = new IssueCounter()): IssueCounter {
  for (const column of recognition.change?.added ?? [])
    issues.add('recipe.heading_added', 'warning', { column });
  for (const column of recognition.change?.removed ?? [])
    issues.add('recipe.heading_removed', 'warning', { column });
  for (const { from } of recognition.change?.renamed ?? [])
    issues.add('recipe.heading_renamed', 'warning', { column: from });
  if (recognition.change?.reordered === true) issues.add('recipe.reordered', 'info');
  for (const { plan, layout } of recognition.parts) {
    for (const heading of plan.unused) {
      if (heading.key === '') continue;
      if (isOfUnknownUnit(layout, heading)) {
        issues.add('value.unit_unknown', 'error', { column: heading.text });
        continue;
      }
      const code = unusedCode(layout, heading);
      const severity = code?.startsWith('privacy.my_number') ? 'warning' : 'info';
      if (code) issues.add(code, severity, { column: heading.text });
      else issues.add('column.not_used', 'info', { column: heading.text });
    }
    for (const { sources } of plan.fields) {
      for (const { type, heading } of sources)
        if (type.kind === 'measure' && type.scale)
          issues.add('value.unit_converted', 'info', { column: heading });
    }
    for (const field of plan.missing) {
      if (field.required) issues.add('column.required_missing', 'error', { column: field.headings[0] ?? '' });
    }
  }
  return issues;
}

/** 個人番号 in the checkup system's files is a number of that system, not the national one. */
function unusedCode(layout: Layout, heading: Heading): string | undefined {
  const code = directIdentifier(heading);
  return code === 'privacy.my_number' && layout.frame.kind === 'fkac' ? 'privacy.system_number' : code;
}

type Lead = 'data' | 'total' | 'heading';

/** What the first cell of a row says about the row; each distinct one is looked at once. */
class LeadCells {
  readonly #decode: Decode;
  readonly #totals: boolean;
  readonly #heading: string;
  readonly #cells = new ByteInterner(1 << 16);
  #generation = 0;
  #verdicts: Lead[] = [];

  constructor(decode: Decode, totals: boolean, heading: string) {
    this.#decode = decode;
    this.#totals = totals;
    this.#heading = heading;
  }

  verdict(bytes: Uint8Array, from: number, to: number): Lead {
    const ordinal = this.#cells.intern(bytes, from, to);
    if (this.#cells.generation !== this.#generation) {
      this.#generation = this.#cells.generation;
      this.#verdicts = [];
    }
    this.#verdicts[ordinal] ??= this.#judge(this.#decode(bytes.subarray(from, to)).trim());
    return this.#verdicts[ordinal];
  }

  #judge(text: string): Lead {
    if (this.#totals && TOTAL_WORDS.test(text)) return 'total';
    return this.#heading !== '' && text.normalize('NFKC').toUpperCase() === this.#heading
      ? 'heading'
      : 'data';
  }
}

/** True for rows that are no data: title rows, the heading row and its repetitions, terminators, totals. */
function rowFilter(recognition: Recognition, parts: Parts): (block: CellBlock, row: number) => boolean {
  if (recognition.headerLine === 0) return () => false;
  const totals = recognition.parts.some(
    ({ layout }) => layout.frame.kind === 'table' && layout.frame.totals === true,
  );
  // The last line of a framed file has one cell, or two with the number of rows.
  const frame =
    recognition.framed || recognition.parts.some(({ layout }) => layout.frame.kind === 'fkac') ? 2 : 1;
  const leads = new LeadCells(parts.decode, totals, recognition.headings[0]?.key ?? '');
  return (block, row) => {
    if (block.line[row]! <= recognition.headerLine) return true;
    const cells = block.lastCell[row]! - block.firstCell[row]!;
    if (cells <= frame && recognition.headings.length > frame) return true;
    const cell = firstFilled(block, row);
    const from = block.start[cell]!;
    const to = block.end[cell]!;
    if (from === to || to - from > 64) return false;
    const letter = block.bytes[from]!;
    if (letter >= DIGIT_0 && letter <= DIGIT_9) return false;
    const verdict = leads.verdict(block.bytes, from, to);
    if (verdict === 'total') parts.issues.add('row.total_skipped', 'info', { line: block.line[row]! });
    return (
      verdict === 'total' ||
      (verdict === 'heading' && cell === block.firstCell[row] && isHeadingRow(block, row))
    );
  };
  function isHeadingRow(block: CellBlock, row: number): boolean {
    const second = parts
      .decode(cellBytes(block, row, 1))
      .normalize('NFKC')
      .toUpperCase();
    return second === (recognition.headings[1]?.key ?? second);
  }
}

/** Totals stand under a label that need not be in the first column. */
const LABEL_CELLS = 4;

/** The first of the leading cells that has any content; else the first cell. */
function firstFilled(block: CellBlock, row: number): number {
  const first = block.firstCell[row]!;
  const last = Math.min(block.lastCell[row]!, first + LABEL_CELLS);
  for (let cell = first; cell < last; cell += 1) if (block.start[cell]! < block.end[cell]!) return cell;
  return first;
}

function rowMatcher(part: FlatPart, block: CellBlock): (row: number) => boolean {
  const { frame } = part.layout;
  if (frame.kind !== 'positional') return () => true;
  return (row) => {
    const cells = block.lastCell[row]! - block.firstCell[row]!;
    if (cells < frame.minimumCells || (frame.exactCells && cells > frame.minimumCells)) return false;
    return frame.match.every((mark) => {
      const bytes = cellBytes(block, row, mark.cell);
      return 'digits' in mark ? isDigits(bytes) : mark.oneOf.some((text) => equalsAscii(bytes, text));
    });
  };
}

function isDigits(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes.every((byte) => byte >= 0x30 && byte <= 0x39);
}

function equalsAscii(bytes: Uint8Array, text: string): boolean {
  if (bytes.length !== text.length) return false;
  for (let at = 0; at < text.length; at += 1) if (bytes[at] !== text.charCodeAt(at)) return false;
  return true;
}

const QUOTE = 0x22;

/** One row written anew: on one line, quoted where it must be. Cells lose their quotes when a file is cut into them. */
export function rowBytes(block: CellBlock, row: number, dialect: Dialect): Uint8Array {
  const bytes: number[] = [];
  for (let cell = block.firstCell[row]!; cell < block.lastCell[row]!; cell += 1) {
    if (cell > block.firstCell[row]!) bytes.push(dialect.separator);
    const text = block.bytes.subarray(block.start[cell]!, block.end[cell]!);
    const quoted =
      dialect.quote && text.some((byte) => byte === dialect.separator || byte === QUOTE || byte < 0x20);
    if (quoted) bytes.push(QUOTE);
    for (const byte of text) {
      if (quoted && byte === QUOTE) bytes.push(QUOTE);
      bytes.push(byte === 0x0a || byte === 0x0d ? 0x20 : byte);
    }
    if (quoted) bytes.push(QUOTE);
  }
  return Uint8Array.from(bytes);
}

function labReader(recognition: Recognition, parts: Parts): BlockReader {
  const { sink } = parts.options;
  return new LabResults(parts, sink, (block, row, code) =>
    sink.quarantine(block.line[row]!, code, rowBytes(block, row, recognition.dialect)),
  );
}

function receiptReader(recognition: Recognition, parts: Parts): BlockReader {
  const { options } = parts;
  const assembler = new UkeAssembler({
    decode: parts.decode,
    collector: parts.collector,
    issues: parts.issues,
    append: (buffer) => options.sink.append(buffer),
    icd10: options.icd10,
    endsWithTotals: recognition.kind === 'uke',
    quarantine: (line, code) => options.sink.quarantine(line, code, new Uint8Array(0)),
  });
  const counts = () => ({
    rowsRead: assembler.receipts,
    rowsStaged: assembler.receipts - assembler.receiptsQuarantined,
    rowsQuarantined: assembler.receiptsQuarantined,
  });
  if (recognition.kind === 'insurer_claims') {
    const claims = new InsurerClaims(assembler);
    return { process: (block) => claims.process(block), finish: () => claims.finish(), counts };
  }
  const record: UkeRecord = {
    bytes: new Uint8Array(0),
    start: new Int32Array(0),
    end: new Int32Array(0),
    first: 0,
    last: 0,
    line: NULL_INT,
  };
  return {
    process(block) {
      record.bytes = block.bytes;
      record.start = block.start;
      record.end = block.end;
      for (let row = 0; row < block.rows; row += 1) {
        record.first = block.firstCell[row]!;
        record.last = block.lastCell[row]!;
        record.line = block.line[row]!;
        assembler.record(record);
      }
    },
    finish: () => assembler.finish(),
    counts,
  };
}
