/**
 * Reads chosen columns of a person-level CSV into typed arrays, streaming.
 *
 * UTF-8 (with or without BOM) or CP932; comma, tab or semicolon; quoted cells with line breaks; blank, NA, NaN, NULL and
 * `.` are missing. Cell values never appear in an error: only line numbers and column headings do.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserIssue } from '../../domain/issue.ts';
import { decodeCell, numberFromBytes } from './cells.ts';

/** Category codes by row (-1 missing) and their labels in order of first appearance. */
export interface LabelColumn {
  readonly codes: Int32Array;
  readonly labels: readonly string[];
}

export interface Table {
  readonly rows: number;
  readonly numeric: ReadonlyMap<string, Float64Array>;
  readonly labelled: ReadonlyMap<string, LabelColumn>;
  readonly headings: readonly string[];
}

export interface TableRequest {
  /** Columns that must be numbers (NaN = missing). */
  readonly numeric: readonly string[];
  /** Columns read as categories or identifiers. */
  readonly labelled: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;
const SEMICOLON = 0x3b;

/** Cells of one record as [start, end) byte ranges; quoted cells with doubled quotes are flagged. */
interface RecordCells {
  readonly starts: number[];
  readonly ends: number[];
  readonly escaped: boolean[];
  next: number;
  breaks: number;
}

/** Reads one record from `at`; false when the buffer ends before the record does. */
function scanRecord(
  buf: Uint8Array,
  at: number,
  delimiter: number,
  last: boolean,
  out: RecordCells,
): boolean {
  let pos = at;
  let cell = 0;
  out.breaks = 0;
  const size = buf.length;
  for (;;) {
    let escaped = false;
    let start = pos;
    let end: number;
    if (pos < size && buf[pos] === QUOTE) {
      start = ++pos;
      for (;;) {
        while (pos < size && buf[pos] !== QUOTE) {
          if (buf[pos] === LF) out.breaks++;
          pos++;
        }
        if (pos + 1 >= size && !last) return false;
        if (pos + 1 < size && buf[pos + 1] === QUOTE) {
          escaped = true;
          pos += 2;
          continue;
        }
        break;
      }
      end = Math.min(pos, size);
      pos++;
      while (pos < size && buf[pos] !== delimiter && buf[pos] !== LF) pos++;
    } else {
      while (pos < size && buf[pos] !== delimiter && buf[pos] !== LF) pos++;
      end = pos;
      if (end > start && buf[end - 1] === CR) end--;
    }
    out.starts[cell] = start;
    out.ends[cell] = end;
    out.escaped[cell] = escaped;
    cell++;
    if (pos >= size && !last) return false;
    if (pos < size && buf[pos] === delimiter) {
      pos++;
      continue;
    }
    break;
  }
  out.starts.length = cell;
  out.ends.length = cell;
  out.escaped.length = cell;
  out.next = Math.min(pos + 1, size);
  return true;
}

interface Sink {
  readonly heading: string;
  numeric: Float64Array | undefined;
  codes: Int32Array | undefined;
  readonly index: Map<string, number>;
}

const MAX_LABELS = 5_000_000;

/** Squares of larger numbers leave the range in which sums are exact enough. */
const LARGEST = 1e100;

class Reader {
  readonly request: TableRequest;
  readonly file: string;
  readonly size: number;
  private sinks: (Sink | undefined)[] = [];
  private readonly cells: RecordCells = { starts: [], ends: [], escaped: [], next: 0, breaks: 0 };
  private delimiter = 0x2c;
  private capacity = 0;
  private line = 1;
  headings: string[] = [];
  rows = 0;

  constructor(request: TableRequest, file: string, size: number) {
    this.request = request;
    this.file = file;
    this.size = size;
  }

  /** Consumes complete records; returns how many bytes were used. */
  consume(buf: Uint8Array, last: boolean): number {
    let at = 0;
    while (at < buf.length) {
      if (!scanRecord(buf, at, this.delimiter, last, this.cells)) break;
      if (this.headings.length === 0) {
        this.readHeadings(buf, at);
        if (!scanRecord(buf, at, this.delimiter, last, this.cells)) break;
        this.allocate(buf, this.cells.next);
      } else this.readRow(buf);
      this.line += 1 + this.cells.breaks;
      at = this.cells.next;
    }
    return at;
  }

  private readHeadings(buf: Uint8Array, at: number): void {
    const first = buf.subarray(at, this.cells.next);
    const other = [TAB, SEMICOLON].find((byte) => first.includes(byte));
    if (!first.includes(0x2c) && other !== undefined) {
      this.delimiter = other;
      scanRecord(buf, at, this.delimiter, true, this.cells);
    }
    this.headings = this.cells.starts.map((s, c) => this.text(buf, c, s).trim());
    const wanted = [...new Set([...this.request.numeric, ...this.request.labelled])];
    const numeric = new Set(this.request.numeric);
    const labelled = new Set(this.request.labelled);
    this.sinks = this.headings.map(() => undefined);
    for (const heading of wanted) {
      const places = this.placesOf(heading);
      if (places.length === 0) {
        throw new UserIssue('input', 'effect.unknown-column', { column: heading, file: this.file });
      }
      if (places.length > 1) throw new UserIssue('input', 'effect.repeated-heading', { column: heading });
      this.sinks[places[0]!] = {
        heading,
        numeric: numeric.has(heading) ? new Float64Array(0) : undefined,
        codes: labelled.has(heading) ? new Int32Array(0) : undefined,
        index: new Map(),
      };
    }
  }

  /** Columns with this heading: exact, otherwise equal after NFKC (half and full width). */
  private placesOf(heading: string): number[] {
    const where = (same: (h: string) => boolean): number[] =>
      this.headings.flatMap((h, c) => (same(h) ? [c] : []));
    const exact = where((h) => h === heading);
    return exact.length > 0 ? exact : where((h) => h.normalize('NFKC') === heading.normalize('NFKC'));
  }

  private text(buf: Uint8Array, cell: number, start = this.cells.starts[cell]!): string {
    const raw = decodeCell(buf.subarray(start, this.cells.ends[cell]));
    return this.cells.escaped[cell] === true ? raw.replaceAll('""', '"') : raw;
  }

  /** First guess of the number of rows from the length of the records seen so far. */
  private allocate(buf: Uint8Array, from: number): void {
    let breaks = 0;
    for (let i = from; i < buf.length; i++) if (buf[i] === LF) breaks++;
    const mean = Math.max(2, (buf.length - from) / Math.max(1, breaks));
    this.grow(Math.ceil((this.size / mean) * 1.02) + 16);
  }

  private grow(capacity: number): void {
    this.capacity = capacity;
    for (const sink of this.sinks) {
      if (sink?.numeric !== undefined) {
        const next = new Float64Array(capacity);
        next.set(sink.numeric.subarray(0, this.rows));
        sink.numeric = next;
      }
      if (sink?.codes !== undefined) {
        const next = new Int32Array(capacity);
        next.set(sink.codes.subarray(0, this.rows));
        sink.codes = next;
      }
    }
  }

  private readRow(buf: Uint8Array): void {
    const { starts, ends } = this.cells;
    if (starts.length === 1 && starts[0] === ends[0]) return; // an empty line
    if (starts.length !== this.headings.length) {
      throw new UserIssue('input', 'effect.ragged-row', {
        line: this.line,
        cells: starts.length,
        expected: this.headings.length,
      });
    }
    if (this.rows === this.capacity) this.grow(this.capacity * 2);
    for (let c = 0; c < this.sinks.length; c++) {
      const sink = this.sinks[c];
      if (sink !== undefined) this.store(buf, c, sink);
    }
    this.rows++;
  }

  private store(buf: Uint8Array, cell: number, sink: Sink): void {
    const start = this.cells.starts[cell]!;
    const end = this.cells.ends[cell]!;
    if (sink.numeric !== undefined) {
      const value = numberFromBytes(buf, start, end);
      if (value === undefined) {
        throw new UserIssue('input', 'effect.text-in-number', { column: sink.heading, line: this.line });
      }
      if (Math.abs(value) > LARGEST) {
        throw new UserIssue('input', 'effect.number-too-large', { column: sink.heading, line: this.line });
      }
      sink.numeric[this.rows] = value;
    }
    if (sink.codes !== undefined) {
      const label = this.text(buf, cell).trim();
      sink.codes[this.rows] = MISSING.has(label) ? -1 : this.code(sink, label);
    }
  }

  private code(sink: Sink, label: string): number {
    const known = sink.index.get(label);
    if (known !== undefined) return known;
    const next = sink.index.size;
    if (next >= MAX_LABELS)
      throw new UserIssue('input', 'effect.too-many-levels', { column: sink.heading, limit: MAX_LABELS });
    sink.index.set(label, next);
    return next;
  }

  finish(): Table {
    const numeric = new Map<string, Float64Array>();
    const labelled = new Map<string, LabelColumn>();
    for (const sink of this.sinks) {
      if (sink?.numeric !== undefined) numeric.set(sink.heading, sink.numeric.subarray(0, this.rows));
      if (sink?.codes !== undefined) {
        labelled.set(sink.heading, {
          codes: sink.codes.subarray(0, this.rows),
          labels: [...sink.index.keys()],
        });
      }
    }
    return { rows: this.rows, numeric, labelled, headings: this.headings };
  }
}

const MISSING = new Set(['', 'NA', 'N/A', 'NaN', 'nan', 'NULL', 'null', '.', '#N/A']);

async function fileSize(path: string): Promise<number> {
  try {
    const info = await stat(path);
    if (!info.isFile()) throw new UserIssue('input', 'effect.not-a-file', { file: basename(path) });
    return info.size;
  } catch (error) {
    if (error instanceof UserIssue) throw error;
    throw new UserIssue('input', 'effect.file-missing', { file: basename(path) }, { cause: error });
  }
}

function checkFirstBytes(buf: Uint8Array, file: string): Uint8Array {
  if (buf.includes(0)) throw new UserIssue('input', 'effect.not-text', { file });
  const bom = buf[0] === 0xef && buf[1] === 0xbb && buf[2] === 0xbf;
  return bom ? buf.subarray(3) : buf;
}

/**
 * Reads the requested columns.
 *
 * Throws `UserIssue` for a missing, empty or binary file, an unknown or repeated heading, a row with another
 * number of cells, and text in a number column (line and column, never the value).
 */
export async function readTable(path: string, request: TableRequest): Promise<Table> {
  const size = await fileSize(path);
  const file = basename(path);
  if (size === 0) throw new UserIssue('input', 'effect.empty-file', { file });
  const reader = new Reader(request, file, size);
  let rest: Uint8Array = new Uint8Array(0);
  let first = true;
  const stream = createReadStream(path, { highWaterMark: 1 << 20 });
  for await (const part of stream) {
    request.signal?.throwIfAborted();
    let chunk = part as Uint8Array;
    if (first) chunk = checkFirstBytes(chunk, file);
    first = false;
    const joined = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    rest = joined.subarray(reader.consume(joined, false));
  }
  reader.consume(rest, true);
  if (reader.rows === 0) throw new UserIssue('input', 'effect.no-rows', { file });
  return reader.finish();
}
