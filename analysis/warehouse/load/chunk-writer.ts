import {
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  type DuckDBAppender,
  DuckDBDataChunk,
  type DuckDBType,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { type CodedTexts, NULL_INT, STAGE_ROWS, type StageBuffer } from '../../domain/staging.ts';

/** One column to be written: where its values come from and as what they are stored. */
export type WriterColumn =
  | IntegerColumn
  | { readonly type: 'DOUBLE' | 'VARCHAR'; readonly from: string }
  /** `absent`: what stands where there is no number. */
  | { readonly type: 'BIGINT'; readonly from: string; readonly absent?: number }
  | { readonly type: 'CONSTANT'; readonly value: number };

interface IntegerColumn {
  /** OFFSET is stored as BIGINT. */
  readonly type: 'INTEGER' | 'DATE' | 'BOOLEAN' | 'OFFSET';
  readonly from: string;
  /** Every number becomes as much higher. */
  readonly plus?: number;
  /** What stands where there is no number; nothing is added to it. */
  readonly absent?: number;
  /** Lower numbers are none. */
  readonly least?: number;
}

const DUCKDB_TYPES: Readonly<Record<WriterColumn['type'], DuckDBType>> = {
  INTEGER,
  DATE,
  BOOLEAN,
  BIGINT,
  OFFSET: BIGINT,
  DOUBLE,
  VARCHAR,
  CONSTANT: INTEGER,
};

const TWO_32 = 2 ** 32;

/** Longest text that DuckDB keeps inside its 16-byte string header. */
const INLINE_BYTES = 12;
const STRING_BYTES = 16;
/** Cells that are gathered before they go into the table: bounds the memory and how long one call takes. */
const MOST_CELLS = 1 << 19;
/** Mark in place of a length: the text is not kept in its header. */
const LONG = 0xff_ff_ff_ff;

/**
 * Writes stage buffers into a table as whole data chunks, column by column, without a call per value.
 *
 * The appender must be of the same table and connection; closing it makes the rows part of the transaction.
 */
export class ChunkWriter {
  readonly #appender: DuckDBAppender;
  readonly #columns: readonly WriterColumn[];
  readonly #chunk: DuckDBDataChunk;
  readonly #validity = new Uint8Array(STAGE_ROWS / 8);
  readonly #integers = new Int32Array(STAGE_ROWS);
  readonly #booleans = new Uint8Array(STAGE_ROWS);
  /** Lower and upper half of each number. */
  readonly #bigints = new Uint32Array(STAGE_ROWS * 2);
  readonly #strings = new Uint8Array(STAGE_ROWS * STRING_BYTES);
  readonly #stringLengths = new Uint32Array(this.#strings.buffer);
  #cells = 0;
  readonly #headers = new WeakMap<readonly string[], { words: Uint32Array; size: number }>();

  constructor(appender: DuckDBAppender, columns: readonly WriterColumn[]) {
    this.#appender = appender;
    this.#columns = columns;
    this.#chunk = DuckDBDataChunk.create(columns.map(({ type }) => DUCKDB_TYPES[type]));
  }

  /** Appends the buffer's rows. */
  write(buffer: StageBuffer): void {
    const rows = buffer.rows;
    if (rows === 0) return;
    this.#chunk.reset();
    this.#chunk.rowCount = rows;
    this.#columns.forEach((column, index) => {
      const vector = duckdb.data_chunk_get_vector(this.#chunk.chunk, index);
      this.#writeColumn(vector, column, buffer, rows);
    });
    this.#appender.appendDataChunk(this.#chunk);
    this.#cells += rows * this.#columns.length;
    if (this.#cells < MOST_CELLS) return;
    this.#appender.flushSync();
    this.#cells = 0;
  }

  /** Ends the appending; after this the rows can be queried. */
  close(): void {
    this.#appender.flushSync();
    this.#appender.closeSync();
  }

  #writeColumn(vector: duckdb.Vector, column: WriterColumn, buffer: StageBuffer, rows: number): void {
    if (column.type !== 'CONSTANT' && !('absent' in column) && !buffer.isUsed(column.from)) {
      this.#validity.fill(0);
      this.#writeValidity(vector, rows, rows);
      return;
    }
    switch (column.type) {
      case 'CONSTANT':
        this.#integers.fill(column.value, 0, rows);
        copy(vector, this.#integers, rows * 4);
        return;
      case 'DOUBLE':
        this.#writeWideValidity(vector, buffer.doubles(column.from), rows, Number.POSITIVE_INFINITY);
        copy(vector, buffer.doubles(column.from), rows * 8);
        return;
      case 'BIGINT': {
        const values = buffer.doubles(column.from);
        if (column.absent === undefined)
          this.#writeWideValidity(vector, values, rows, Number.MAX_SAFE_INTEGER);
        this.#writeBigints(values, rows, column);
        copy(vector, this.#bigints, rows * 8);
        return;
      }
      case 'VARCHAR': {
        const coded = buffer.coded(column.from);
        if (coded) this.#writeCoded(vector, coded, rows);
        else this.#writeTexts(vector, buffer.texts(column.from), rows);
        return;
      }
      default:
        this.#writeIntegers(vector, column, buffer.integers(column.from), rows);
        return;
    }
  }

  #writeIntegers(vector: duckdb.Vector, column: IntegerColumn, values: Int32Array, rows: number): void {
    const { plus = 0, absent = NULL_INT, least = NULL_INT } = column;
    const bits = this.#validity.fill(0xff);
    const written = this.#integers;
    let nulls = 0;
    for (let row = 0; row < rows; row += 1) {
      const value = values[row]!;
      if (value !== NULL_INT && value >= least) {
        written[row] = value + plus;
        continue;
      }
      written[row] = absent;
      if (absent !== NULL_INT) continue;
      bits[row >> 3]! &= ~(1 << (row & 7));
      nulls += 1;
    }
    this.#writeValidity(vector, rows, nulls);
    if (column.type === 'BOOLEAN') {
      for (let row = 0; row < rows; row += 1) this.#booleans[row] = written[row] === 1 ? 1 : 0;
      copy(vector, this.#booleans, rows);
    } else if (column.type === 'OFFSET') {
      this.#writeBigints(values, rows, { plus });
      copy(vector, this.#bigints, rows * 8);
    } else {
      copy(vector, written, rows * 4);
    }
  }

  /** Whole numbers in two's complement; a BigInt for each would cost more than all the rest. */
  #writeBigints(
    values: Int32Array | Float64Array,
    rows: number,
    { plus = 0, absent = 0 }: { readonly plus?: number; readonly absent?: number },
  ): void {
    const halves = this.#bigints;
    for (let row = 0; row < rows; row += 1) {
      const value = values[row]!;
      const number = Math.abs(value) <= Number.MAX_SAFE_INTEGER ? Math.round(plus + value) : absent;
      halves[row * 2] = number;
      halves[row * 2 + 1] = Math.floor(number / TWO_32);
    }
  }

  /** NaN is null, and so is what lies beyond `most` on either side of zero. */
  #writeWideValidity(vector: duckdb.Vector, values: Float64Array, rows: number, most: number): void {
    const bits = this.#validity.fill(0xff);
    let nulls = 0;
    for (let row = 0; row < rows; row += 1) {
      if (Math.abs(values[row]!) <= most) continue;
      bits[row >> 3]! &= ~(1 << (row & 7));
      nulls += 1;
    }
    this.#writeValidity(vector, rows, nulls);
  }

  #writeTexts(vector: duckdb.Vector, values: readonly (string | null)[], rows: number): void {
    const bits = this.#validity.fill(0xff);
    let nulls = 0;
    for (let row = 0; row < rows; row += 1) {
      if (values[row] !== null) continue;
      bits[row >> 3]! &= ~(1 << (row & 7));
      nulls += 1;
    }
    this.#writeValidity(vector, rows, nulls);
    const long: number[] = [];
    for (let row = 0; row < rows; row += 1) {
      const text = values[row] ?? '';
      if (!this.#inline(row, text)) {
        this.#inline(row, '');
        long.push(row);
      }
    }
    copy(vector, this.#strings, rows * STRING_BYTES);
    for (const row of long) duckdb.vector_assign_string_element(vector, row, values[row]!);
  }

  /** Copies the ready-made string headers of a dictionary. */
  #writeCoded(vector: duckdb.Vector, { codes, dictionary }: CodedTexts, rows: number): void {
    const headers = this.#headersOf(dictionary);
    const bits = this.#validity.fill(0xff);
    let nulls = 0;
    const long: number[] = [];
    const target = this.#stringLengths;
    for (let row = 0; row < rows; row += 1) {
      const code = codes[row]!;
      const to = row * 4;
      if (code < 0) {
        bits[row >> 3]! &= ~(1 << (row & 7));
        nulls += 1;
        target[to] = 0;
        continue;
      }
      const from = code * 4;
      if (headers[from] === LONG) {
        target[to] = 0;
        target[to + 1] = 0;
        target[to + 2] = 0;
        target[to + 3] = 0;
        long.push(row);
        continue;
      }
      target[to] = headers[from]!;
      target[to + 1] = headers[from + 1]!;
      target[to + 2] = headers[from + 2]!;
      target[to + 3] = headers[from + 3]!;
    }
    this.#writeValidity(vector, rows, nulls);
    copy(vector, this.#strings, rows * STRING_BYTES);
    for (const row of long) duckdb.vector_assign_string_element(vector, row, dictionary[codes[row]!]!);
  }

  /** String headers of a dictionary's texts so far; `LONG` where the text does not fit into one. */
  #headersOf(dictionary: readonly string[]): Uint32Array {
    const known = this.#headers.get(dictionary) ?? { words: new Uint32Array(256), size: 0 };
    this.#headers.set(dictionary, known);
    if (dictionary.length * 4 > known.words.length) {
      const wider = new Uint32Array(Math.max(known.words.length * 2, dictionary.length * 4));
      wider.set(known.words);
      known.words = wider;
    }
    for (; known.size < dictionary.length; known.size += 1) {
      const inline = this.#inline(0, dictionary[known.size]!);
      known.words.set(this.#stringLengths.subarray(0, 4), known.size * 4);
      if (!inline) known.words[known.size * 4] = LONG;
    }
    return known.words;
  }

  /** Writes short ASCII text into the string header; false for any other text. */
  #inline(row: number, text: string): boolean {
    const length = text.length;
    if (length > INLINE_BYTES) return false;
    const base = row * STRING_BYTES;
    this.#stringLengths[row * 4 + 1] = 0;
    this.#stringLengths[row * 4 + 2] = 0;
    this.#stringLengths[row * 4 + 3] = 0;
    for (let at = 0; at < length; at += 1) {
      const code = text.charCodeAt(at);
      if (code >= 0x80) {
        this.#stringLengths[row * 4 + 1] = 0;
        this.#stringLengths[row * 4 + 2] = 0;
        this.#stringLengths[row * 4 + 3] = 0;
        return false;
      }
      this.#strings[base + 4 + at] = code;
    }
    this.#stringLengths[row * 4] = length;
    return true;
  }

  #writeValidity(vector: duckdb.Vector, rows: number, nulls: number): void {
    if (nulls === 0) return;
    duckdb.vector_ensure_validity_writable(vector);
    duckdb.copy_data_to_vector_validity(vector, 0, this.#validity.buffer, 0, Math.ceil(rows / 64) * 8);
  }
}

function copy(vector: duckdb.Vector, values: ArrayBufferView, bytes: number): void {
  duckdb.copy_data_to_vector(vector, 0, values.buffer as ArrayBuffer, values.byteOffset, bytes);
}
