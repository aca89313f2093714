import { UserIssue } from '../../domain/issue.ts';
import { widened } from '../fields/widened.ts';

/** How cells are separated. `quote` is off for UKE, whose free text may hold a stray quote. */
export interface Dialect {
  readonly separator: number;
  readonly quote: boolean;
  /** Kinds of record of which only the first cells are wanted; `cell` holds the two letters of the kind. */
  readonly shorten?: { readonly cell: number; readonly cells: Readonly<Record<string, number>> };
}

export const COMMA: Dialect = { separator: 0x2c, quote: true };
/** The days of acts and the texts of remarks are most of a UKE file, and nothing of them is kept. */
const UKE_WANTED = { SI: 7, IY: 7, TO: 2, CO: 2, SJ: 1, JD: 1, MF: 1 } as const;
export const UKE_DIALECT: Dialect = {
  separator: 0x2c,
  quote: false,
  shorten: { cell: 0, cells: UKE_WANTED },
};
/** The insurers' form has three columns before the record. */
export const INSURER_DIALECT: Dialect = {
  separator: 0x2c,
  quote: false,
  shorten: {
    cell: 3,
    cells: Object.fromEntries(Object.entries(UKE_WANTED).map(([kind, cells]) => [kind, cells + 3])),
  },
};

/** Up to `BLOCK_ROWS` records as byte ranges of one buffer; bytes and arrays are reused by the next block. */
export interface CellBlock {
  bytes: Uint8Array;
  rows: number;
  /** Where the bytes of the last row end, also those that no cell was made of. */
  byteEnd: number;
  /** Index of the first cell of each row, and one past its last. */
  readonly firstCell: Int32Array;
  readonly lastCell: Int32Array;
  /** Number of the physical line on which the row begins (1 = first). */
  readonly line: Int32Array;
  /** Byte range of each cell, without enclosing quotes. */
  start: Int32Array;
  end: Int32Array;
}

export const BLOCK_ROWS = 2048;
/** A longer record is no table of ours; it protects memory. */
export const MAX_RECORD_BYTES = 4 << 20;

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
const EQUALS = 0x3d;

/**
 * Cuts a byte stream into blocks of records, whatever the sizes of its pieces.
 *
 * LF, CRLF and CR all end a record; quoted cells may hold them. `="00123"` gives 00123. Blank lines are skipped.
 * Throws `intake.record_too_long` and `intake.unclosed_quote`.
 */
export async function* cellBlocks(
  chunks: AsyncIterable<Uint8Array>,
  dialect: Dialect,
): AsyncIterable<CellBlock> {
  const scanner = new Scanner(dialect);
  const joiner = new Joiner();
  let carry: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    const bytes = carry.length === 0 ? chunk : joiner.join(carry, chunk);
    let at = 0;
    for (;;) {
      const next = scanner.scan(bytes, at, false);
      if (scanner.block.rows > 0) yield scanner.block;
      if (next === at || scanner.block.rows < BLOCK_ROWS) {
        at = next;
        break;
      }
      at = next;
    }
    carry = bytes.slice(at);
    if (carry.length > MAX_RECORD_BYTES) {
      throw new UserIssue('input', 'intake.record_too_long', { line: scanner.lines + 1 });
    }
  }
  let at = 0;
  while (at < carry.length) {
    const next = scanner.scan(carry, at, true);
    if (scanner.block.rows > 0) yield scanner.block;
    if (next === at) break;
    at = next;
  }
}

/** Joins what is left of one piece and the next in memory that is used again by the next join. */
class Joiner {
  #memory = new Uint8Array(0);

  join(left: Uint8Array, right: Uint8Array): Uint8Array {
    const length = left.length + right.length;
    if (this.#memory.length < length) this.#memory = new Uint8Array(length + (length >> 3));
    this.#memory.set(left);
    this.#memory.set(right, left.length);
    return this.#memory.subarray(0, length);
  }
}

class Scanner {
  readonly block: CellBlock;
  /** Physical lines consumed so far. */
  lines = 0;
  readonly #separator: number;
  readonly #quote: boolean;
  readonly #kindCell: number;
  /** How many cells of a record are wanted, by the two letters of its kind; 0 for all. */
  readonly #wanted = new Uint8Array(1 << 16);
  /** The memory of the bytes, four at a time. */
  #words: Int32Array = new Int32Array(0);
  #cells = 0;
  readonly #doubled: number[] = [];

  constructor(dialect: Dialect) {
    this.#separator = dialect.separator;
    this.#quote = dialect.quote;
    this.#kindCell = dialect.shorten?.cell ?? -1;
    for (const [kind, cells] of Object.entries(dialect.shorten?.cells ?? {}))
      this.#wanted[(kind.charCodeAt(0) << 8) | kind.charCodeAt(1)] = cells;
    this.block = {
      bytes: new Uint8Array(0),
      rows: 0,
      byteEnd: 0,
      firstCell: new Int32Array(BLOCK_ROWS),
      lastCell: new Int32Array(BLOCK_ROWS),
      line: new Int32Array(BLOCK_ROWS),
      start: new Int32Array(BLOCK_ROWS),
      end: new Int32Array(BLOCK_ROWS),
    };
  }

  /** Fills the block with complete records from `at`; returns where the next record begins. */
  scan(bytes: Uint8Array, at: number, last: boolean): number {
    const block = this.block;
    if (block.bytes !== bytes) this.#words = new Int32Array(bytes.buffer, 0, bytes.buffer.byteLength >> 2);
    block.bytes = bytes;
    block.rows = 0;
    this.#cells = 0;
    let position = at;
    while (block.rows < BLOCK_ROWS && position < bytes.length) {
      const cellsBefore = this.#cells;
      const linesBefore = this.lines;
      const next = this.#quote
        ? this.#record(bytes, position, last)
        : this.#plainRecord(bytes, position, last);
      if (next < 0) {
        this.#cells = cellsBefore;
        this.lines = linesBefore;
        break;
      }
      const blank =
        this.#cells === cellsBefore ||
        (this.#cells === cellsBefore + 1 && block.start[cellsBefore] === block.end[cellsBefore]);
      if (blank) {
        this.#cells = cellsBefore;
      } else {
        block.firstCell[block.rows] = cellsBefore;
        block.lastCell[block.rows] = this.#cells;
        block.line[block.rows] = linesBefore + 1;
        block.rows += 1;
      }
      position = next;
    }
    this.#joinDoubledQuotes(bytes);
    block.byteEnd = position;
    return position;
  }

  /** Reads one record; returns the offset after its line end, or -1 when its end is not in the buffer. */
  #record(bytes: Uint8Array, from: number, last: boolean): number {
    const separator = this.#separator;
    // Most bytes of a cell are above all that can end it: one comparison.
    const highest = Math.max(separator, CR);
    const length = bytes.length;
    let at = from;
    for (;;) {
      let start = at;
      const quoted =
        this.#quote &&
        at < length &&
        (bytes[at] === QUOTE || (bytes[at] === EQUALS && at + 1 < length && bytes[at + 1] === QUOTE));
      if (quoted) {
        const close = this.#quotedCell(bytes, at, last);
        if (close < 0) return -1;
        at = close;
      } else {
        let byte = at < length ? bytes[at]! : LF;
        while (byte > highest || (byte !== separator && byte !== LF && byte !== CR)) {
          at += 1;
          if (at >= length) break;
          byte = bytes[at]!;
        }
        let end = at;
        if (
          end - start >= 3 &&
          bytes[start] === EQUALS &&
          bytes[start + 1] === QUOTE &&
          bytes[end - 1] === QUOTE
        ) {
          start += 2;
          end -= 1;
        }
        this.#push(start, end);
      }
      if (at >= length) {
        if (!last) return -1;
        this.lines += 1;
        return length;
      }
      if (bytes[at] !== separator) return this.#lineEnd(bytes, at, last);
      at += 1;
    }
  }

  /** The same for records without quotes; cells that the dialect does not want are passed over. */
  #plainRecord(bytes: Uint8Array, from: number, last: boolean): number {
    const separator = this.#separator;
    // Most bytes of a cell are above all that can end it: one comparison.
    const highest = Math.max(separator, CR);
    const length = bytes.length;
    const words = this.#words;
    const firstCell = this.#cells;
    const kindAt = firstCell + this.#kindCell;
    let { start: starts, end: ends } = this.block;
    let cells = firstCell;
    // No record has more cells than bytes.
    let wanted = firstCell + MAX_RECORD_BYTES;
    let at = from;
    for (;;) {
      const start = at;
      let byte = at < length ? bytes[at]! : LF;
      while (byte > highest || (byte !== separator && byte !== LF && byte !== CR)) {
        at += 1;
        if (at >= length) break;
        byte = bytes[at]!;
      }
      if (cells >= starts.length) {
        this.#widen();
        ({ start: starts, end: ends } = this.block);
      }
      starts[cells] = start;
      ends[cells] = at;
      cells += 1;
      if (at < length && byte === separator) {
        if (cells === kindAt + 1 && at - start === 2)
          wanted = firstCell + (this.#wanted[(bytes[start]! << 8) | bytes[start + 1]!]! || MAX_RECORD_BYTES);
        if (cells < wanted) {
          at += 1;
          continue;
        }
        at = lineEndFrom(bytes, words, at);
      }
      this.#cells = cells;
      if (at < length) return this.#lineEnd(bytes, at, last);
      if (!last) return -1;
      this.lines += 1;
      return length;
    }
  }

  /** Offset after the line end at `at`; -1 when it may go on in the next piece. */
  #lineEnd(bytes: Uint8Array, at: number, last: boolean): number {
    if (bytes[at] === CR && at + 1 >= bytes.length && !last) return -1;
    this.lines += 1;
    return bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : at + 1;
  }

  /** Reads a cell that begins with a quote; returns the offset of what follows it, or -1. */
  #quotedCell(bytes: Uint8Array, from: number, last: boolean): number {
    const length = bytes.length;
    const start = bytes[from] === QUOTE ? from + 1 : from + 2;
    const begun = this.lines + 1;
    let at = start;
    let doubled = false;
    for (;;) {
      while (at < length && bytes[at] !== QUOTE) {
        if (bytes[at] === LF) this.lines += 1;
        at += 1;
      }
      if (at >= length || (at + 1 >= length && !last)) {
        if (last && at >= length) throw new UserIssue('input', 'intake.unclosed_quote', { line: begun });
        return -1;
      }
      if (bytes[at + 1] !== QUOTE) break;
      doubled = true;
      at += 2;
    }
    if (doubled) this.#doubled.push(this.#cells);
    return this.#afterQuote(bytes, start, at, last);
  }

  /** Joins doubled quotes; only in complete records, since it rewrites the buffer. */
  #joinDoubledQuotes(bytes: Uint8Array): void {
    const { start, end } = this.block;
    for (const cell of this.#doubled) {
      if (cell >= this.#cells) continue;
      let write = start[cell]!;
      for (let at = start[cell]!; at < end[cell]!; at += 1) {
        bytes[write] = bytes[at]!;
        write += 1;
        if (bytes[at] === QUOTE && bytes[at + 1] === QUOTE) at += 1;
      }
      end[cell] = write;
      this.#unwrap(bytes, cell);
    }
    this.#doubled.length = 0;
  }

  /** `="00123"` written inside quotes. */
  #unwrap(bytes: Uint8Array, cell: number): void {
    const { start, end } = this.block;
    const from = start[cell]!;
    const to = end[cell]!;
    if (to - from >= 3 && bytes[from] === EQUALS && bytes[from + 1] === QUOTE && bytes[to - 1] === QUOTE) {
      start[cell] = from + 2;
      end[cell] = to - 1;
    }
  }

  #afterQuote(bytes: Uint8Array, start: number, close: number, last: boolean): number {
    let at = close + 1;
    while (at < bytes.length && bytes[at] !== this.#separator && bytes[at] !== LF && bytes[at] !== CR)
      at += 1;
    if (at >= bytes.length && !last) return -1;
    this.#push(start, close);
    return at;
  }

  #widen(): void {
    this.block.start = widened(this.block.start);
    this.block.end = widened(this.block.end);
  }

  #push(start: number, end: number): void {
    const block = this.block;
    if (this.#cells >= block.start.length) this.#widen();
    block.start[this.#cells] = start;
    block.end[this.#cells] = end;
    this.#cells += 1;
  }
}

const SIXTEENS = 0x10101010;
const HIGH_BITS = 0x80808080 | 0;

/** First offset from `at` on with LF or CR, else the length; passes over four bytes at once where all are above 15. */
function lineEndFrom(bytes: Uint8Array, words: Int32Array, at: number): number {
  const { byteOffset, length } = bytes;
  let next = at;
  for (;;) {
    while (next < length && ((byteOffset + next) & 3) !== 0) {
      if (bytes[next] === LF || bytes[next] === CR) return next;
      next += 1;
    }
    let word = (byteOffset + next) >> 2;
    const end = (byteOffset + length) >> 2;
    const begun = word;
    while (word < end && ((words[word]! - SIXTEENS) & ~words[word]! & HIGH_BITS) === 0) word += 1;
    next += (word - begun) * 4;
    // This word holds a byte below 16, or the bytes end in it: look at each.
    const stop = Math.min(length, next + 4);
    for (; next < stop; next += 1) if (bytes[next] === LF || bytes[next] === CR) return next;
    if (next >= length) return length;
  }
}

/** The rows of a block that `keep` accepts, as a block of its own over the same bytes. */
export function selectRows(block: CellBlock, keep: (row: number) => boolean): CellBlock {
  const chosen: CellBlock = {
    ...block,
    rows: 0,
    firstCell: new Int32Array(block.rows),
    lastCell: new Int32Array(block.rows),
    line: new Int32Array(block.rows),
  };
  for (let row = 0; row < block.rows; row += 1) {
    if (!keep(row)) continue;
    chosen.firstCell[chosen.rows] = block.firstCell[row]!;
    chosen.lastCell[chosen.rows] = block.lastCell[row]!;
    chosen.line[chosen.rows] = block.line[row]!;
    chosen.rows += 1;
  }
  return chosen;
}

/** Bytes of one cell; empty when the row is too short. */
export function cellBytes(block: CellBlock, row: number, index: number): Uint8Array {
  const cell = block.firstCell[row]! + index;
  return cell < block.lastCell[row]!
    ? block.bytes.subarray(block.start[cell]!, block.end[cell]!)
    : block.bytes.subarray(0, 0);
}
