import { NULL_INT, STAGE_ROWS, type StageBuffer } from '../../domain/staging.ts';
import { asciiText } from '../fields/column.ts';
import { diseaseByName, NO_CODE } from '../fields/disease-name.ts';
import { ByteInterner } from '../fields/interner.ts';
import { widened } from '../fields/widened.ts';
import type { UkeRecord } from './uke-cells.ts';

/** Distinct codes after which a dictionary begins anew; bounds its memory. */
const MOST_CODES = 1 << 18;
const NONE = -1;
/** In place of a place: the disease goes by its name. */
export const BY_NAME = -2;

/** A text column of a stage that is filled with places of a dictionary; `codes` belongs to the rows of the buffer. */
interface CodeColumn {
  readonly codes: Int32Array;
  readonly texts: readonly string[];
}

/** Hands the columns on with the buffer's rows. */
export function setCodes(buffer: StageBuffer, columns: Readonly<Record<string, CodeColumn>>): void {
  for (const [name, { codes, texts }] of Object.entries(columns))
    buffer.setCoded(name, { codes: codes.subarray(0, buffer.rows), dictionary: texts });
}

/** The codes of one column of receipt records: each distinct one becomes a text once. */
export class CodeTexts implements CodeColumn {
  readonly codes = new Int32Array(STAGE_ROWS);
  texts: string[] = [];
  #interner = new ByteInterner(Number.POSITIVE_INFINITY);

  /** Place in `texts` of a field's text without spaces around it; a field that the record does not have is ''. */
  place(record: UkeRecord, field: number): number {
    const cell = record.first + field;
    const has = cell < record.last;
    const from = has ? record.start[cell]! : 0;
    const to = has ? record.end[cell]! : 0;
    const place = this.#interner.intern(record.bytes, from, to);
    if (place === this.texts.length) this.texts.push(asciiText(record.bytes, from, to));
    return place;
  }

  /** Begins anew where too many are known, and says so. Only between two buffers. */
  forgetMany(): boolean {
    if (this.texts.length <= MOST_CODES) return false;
    this.texts = [];
    this.#interner.forget();
    return true;
  }
}

/** The ICD-10 codes of diagnoses: given on the record, or that of the disease code in the master. */
export class Icd10Texts implements CodeColumn {
  readonly codes = new Int32Array(STAGE_ROWS);
  texts: string[] = [];
  readonly #master: ReadonlyMap<string, string>;
  readonly #places = new Map<string, number>();
  /** By place of the disease code; `NULL_INT` when not looked up yet. */
  #known = new Int32Array(256).fill(NULL_INT);

  constructor(master: ReadonlyMap<string, string>) {
    this.#master = master;
  }

  /** Place in `texts` of an ICD-10 code. */
  placeOf(text: string): number {
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    this.#places.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }

  /** The same for the name of a disease that has no code; -1 where no table has it. */
  ofName(name: string): number {
    const found = this.#master.get(diseaseByName(name));
    return found === undefined ? NONE : this.placeOf(found);
  }

  /**
   * The same for a disease code, by its own place in `diseases`; -1 where the master has none, `BY_NAME` for the code
   * of diseases that have none.
   */
  ofDisease(place: number, diseases: readonly string[]): number {
    if (this.#master.size === 0) return NONE;
    if (place >= this.#known.length) this.#known = widened(this.#known, place, NULL_INT);
    if (this.#known[place] === NULL_INT) {
      const found = this.#master.get(diseases[place]!);
      this.#known[place] =
        diseases[place] === NO_CODE ? BY_NAME : found === undefined ? NONE : this.placeOf(found);
    }
    return this.#known[place]!;
  }

  /** Begins anew where too many are known; `diseasesMoved`: the disease codes have new places. Between two buffers. */
  forgetMany(diseasesMoved: boolean): void {
    const many = this.texts.length > MOST_CODES;
    if (many) {
      this.texts = [];
      this.#places.clear();
    }
    if (many || diseasesMoved) this.#known.fill(NULL_INT);
  }
}
