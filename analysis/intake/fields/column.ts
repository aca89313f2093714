import type { CellBlock } from '../decode/records.ts';
import { ByteInterner } from './interner.ts';
import { readCell } from './read.ts';
import type { FieldType } from './types.ts';

/** How bytes become text in this file. */
export type Decode = (bytes: Uint8Array) => string;

const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const POINT = 0x2e;
const BLANK_STATE = 1;
const MAX_DISTINCT = 1 << 20;

/**
 * Reads one column of block after block. Each distinct cell is decoded and checked once; plain ASCII numbers
 * are read straight from the bytes.
 */
export class ColumnReader {
  /** Results for the rows of the last block. */
  readonly values: Float64Array;
  readonly states: Uint8Array;
  /** Index into `issueCodes`; 0 = none. */
  readonly issues: Uint8Array;
  /** Small number of the distinct cell; for identities. Only kept when `keep` was asked for. */
  readonly ordinals: Int32Array;
  /** The texts of the rows as places in `dictionary`; -1 where there is none. */
  readonly codes: Int32Array;
  readonly issueCodes: string[] = [''];
  readonly #type: FieldType;
  readonly #decode: Decode;
  readonly #interner: ByteInterner;
  readonly #numeric: boolean;
  /** The numbers of cells hold for the whole file. */
  readonly #keep: boolean;
  #generation = 0;
  #known = 0;
  #knownValues = new Float64Array(256);
  #knownCodes = new Int32Array(256);
  #dictionary: string[] = [];
  #knownStates = new Uint8Array(256);
  #knownIssues = new Uint8Array(256);

  constructor(type: FieldType, decode: Decode, rows: number, keep = false) {
    this.#type = type;
    this.#decode = decode;
    this.#keep = keep;
    this.#interner = new ByteInterner(keep ? Number.POSITIVE_INFINITY : MAX_DISTINCT);
    this.#numeric = type.kind === 'amount';
    this.values = new Float64Array(rows);
    this.states = new Uint8Array(rows);
    this.issues = new Uint8Array(rows);
    this.ordinals = new Int32Array(rows);
    this.codes = new Int32Array(rows).fill(-1);
  }

  /** Texts that `codes` point to; another array once too many are different. */
  get dictionary(): readonly string[] {
    return this.#dictionary;
  }

  /** Text of a row; null where it has none. */
  text(row: number): string | null {
    const code = this.codes[row]!;
    return code < 0 ? null : this.#dictionary[code]!;
  }

  /** Reads column `index` of every row; rows that are too short read as blank. */
  read(block: CellBlock, index: number): void {
    if (!this.#keep && this.#dictionary.length > MAX_DISTINCT) {
      this.#dictionary = [];
      this.#interner.forget();
    }
    for (let row = 0; row < block.rows; row += 1) this.#readRow(block, index, row);
  }

  /** The same for some rows; the others have no issue, and what else is said of them is not to be asked for. */
  readSome(block: CellBlock, index: number, rows: Int32Array): void {
    if (this.issueCodes.length > 1) this.issues.fill(0);
    for (let at = 0; at < rows.length; at += 1) this.#readRow(block, index, rows[at]!);
  }

  #readRow(block: CellBlock, index: number, row: number): void {
    const { bytes } = block;
    const cell = block.firstCell[row]! + index;
    if (cell >= block.lastCell[row]!) {
      this.#set(row, this.#ordinal(bytes, 0, 0));
      return;
    }
    const from = block.start[cell]!;
    const to = block.end[cell]!;
    if (this.#numeric && to > from && to - from <= 12) {
      const number = asciiNumber(bytes, from, to);
      if (number >= 0) {
        this.values[row] = number;
        this.states[row] = 0;
        this.issues[row] = 0;
        return;
      }
    }
    this.#set(row, this.#ordinal(bytes, from, to));
  }

  #set(row: number, ordinal: number): void {
    this.ordinals[row] = ordinal;
    this.values[row] = this.#knownValues[ordinal]!;
    this.codes[row] = this.#knownCodes[ordinal]!;
    this.states[row] = this.#knownStates[ordinal]!;
    this.issues[row] = this.#knownIssues[ordinal]!;
  }

  #ordinal(bytes: Uint8Array, from: number, to: number): number {
    const ordinal = this.#interner.intern(bytes, from, to);
    if (this.#interner.generation !== this.#generation) {
      this.#generation = this.#interner.generation;
      this.#known = 0;
    }
    if (ordinal >= this.#known) this.#learn(ordinal, bytes, from, to);
    return ordinal;
  }

  #learn(ordinal: number, bytes: Uint8Array, from: number, to: number): void {
    if (ordinal >= this.#knownStates.length) this.#grow();
    const reading =
      to > from
        ? readCell(this.#decode(bytes.subarray(from, to)), this.#type)
        : { value: Number.NaN, text: null, state: BLANK_STATE, issue: undefined };
    this.#knownValues[ordinal] = reading.value;
    this.#knownCodes[ordinal] = reading.text === null ? -1 : this.#dictionary.push(reading.text) - 1;
    this.#knownStates[ordinal] = reading.state;
    this.#knownIssues[ordinal] = reading.issue ? this.#issueIndex(reading.issue) : 0;
    this.#known = ordinal + 1;
  }

  #issueIndex(code: string): number {
    const index = this.issueCodes.indexOf(code);
    if (index >= 0) return index;
    this.issueCodes.push(code);
    return this.issueCodes.length - 1;
  }

  #grow(): void {
    const length = this.#knownStates.length * 2;
    const values = new Float64Array(length);
    values.set(this.#knownValues);
    this.#knownValues = values;
    const codes = new Int32Array(length);
    codes.set(this.#knownCodes);
    this.#knownCodes = codes;
    const states = new Uint8Array(length);
    states.set(this.#knownStates);
    this.#knownStates = states;
    const issues = new Uint8Array(length);
    issues.set(this.#knownIssues);
    this.#knownIssues = issues;
  }
}

/** Non-negative decimal in ASCII digits; -1 when the bytes are anything else. */
export function asciiNumber(bytes: Uint8Array, from: number, to: number): number {
  let number = 0;
  let scale = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at]!;
    if (byte >= DIGIT_0 && byte <= DIGIT_9) {
      number = number * 10 + (byte - DIGIT_0);
      scale *= 10;
    } else if (byte === POINT && scale === 0 && at > from && at + 1 < to) {
      scale = 1;
    } else {
      return -1;
    }
  }
  return scale > 1 ? number / scale : number;
}

/** Bytes as ASCII letters, without spaces around them. */
export function asciiText(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at += 1) text += String.fromCharCode(bytes[at]!);
  return text.trim();
}
