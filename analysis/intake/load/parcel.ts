import {
  type CodedTexts,
  isWide,
  NULL_INT,
  STAGE_ROWS,
  StageBuffer,
  type StageType,
} from '../../domain/staging.ts';
import { STAGES, type StageId } from '../../domain/staging-tables.ts';

/** Texts that a dictionary may hold before it starts anew; bounds its memory. */
const MOST_TEXTS = 1 << 18;

/** The new texts of one column since the last parcel; `anew` when the dictionary began again. */
interface NewTexts {
  readonly column: string;
  readonly anew: boolean;
  readonly texts: readonly string[];
}

/** A stage buffer on its way between threads: numbers in a place that both threads see, texts as codes. */
export interface Parcel {
  readonly table: StageId;
  readonly rows: number;
  /** Columns that hold anything, by their numbers, as they are laid out; the others are null throughout. */
  readonly columns: readonly number[];
  readonly place: number;
  /** Memory of the place, where it is new. */
  readonly memory?: SharedArrayBuffer;
  readonly texts: readonly NewTexts[];
}

/** Memory that both threads see, place by place: used again once its parcel was unpacked, in the order of packing. */
class Places {
  /** Bytes of the parcels that are under way. */
  bytes = 0;
  readonly #memories: SharedArrayBuffer[] = [];
  readonly #free: number[] = [];
  readonly #underWay: { readonly place: number; readonly bytes: number }[] = [];

  /** A place of at least `bytes`; `fresh` when its memory is new. */
  take(bytes: number): {
    readonly place: number;
    readonly memory: SharedArrayBuffer;
    readonly fresh: boolean;
  } {
    const place = this.#free.pop() ?? this.#memories.length;
    this.#underWay.push({ place, bytes });
    this.bytes += bytes;
    const known = this.#memories[place];
    if (known && known.byteLength >= bytes) return { place, memory: known, fresh: false };
    const memory = new SharedArrayBuffer(bytes);
    this.#memories[place] = memory;
    return { place, memory, fresh: true };
  }

  release(count: number): void {
    for (const { place, bytes } of this.#underWay.splice(0, count)) {
      this.#free.push(place);
      this.bytes -= bytes;
    }
  }
}

class Dictionary {
  readonly codes = new Map<string, number>();
  fresh: string[] = [];
  /** Codes of another dictionary's places; 0 is not known yet, others are one more than the code. */
  #source: readonly string[] | undefined;
  #translated = new Int32Array(256);

  /** Turns codes of `source` into those of this dictionary. */
  translate(from: CodedTexts, to: Int32Array): void {
    if (this.#source !== from.dictionary) {
      this.#source = from.dictionary;
      this.#translated = new Int32Array(256);
    }
    if (from.dictionary.length > this.#translated.length) {
      const wider = new Int32Array(from.dictionary.length * 2);
      wider.set(this.#translated);
      this.#translated = wider;
    }
    for (let row = 0; row < to.length; row += 1) {
      const place = from.codes[row]!;
      if (place >= 0 && this.#translated[place] === 0)
        this.#translated[place] = this.code(from.dictionary[place]!) + 1;
      to[row] = place < 0 ? -1 : this.#translated[place]! - 1;
    }
  }

  /** Code of a text; new ones are remembered for the next parcel. */
  code(text: string): number {
    const known = this.codes.get(text);
    if (known !== undefined) return known;
    const code = this.codes.size;
    this.codes.set(text, code);
    this.fresh.push(text);
    return code;
  }
}

/** Packs stage buffers; one for each file, since texts are numbered over the whole file. */
export class ParcelPacker {
  readonly #dictionaries = new Map<string, Dictionary>();
  readonly #places = new Places();

  /** Bytes of the parcels that were packed and not yet unpacked. */
  get bytesUnderWay(): number {
    return this.#places.bytes;
  }

  /** The buffer's rows as a parcel. */
  pack(buffer: StageBuffer): Parcel {
    const table = buffer.table.id as StageId;
    const { columns } = buffer.table;
    const filled = columns.flatMap((column, at) => (isEmpty(buffer, column.name, column.type) ? [] : [at]));
    const size = filled.reduce((sum, column) => sum + widthOf(columns[column]!.type, buffer.rows), 0);
    const { place, memory, fresh } = this.#places.take(size);
    const texts: NewTexts[] = [];
    let at = 0;
    for (const column of filled) {
      const { name, type } = columns[column]!;
      if (isWide(type))
        new Float64Array(memory, at, buffer.rows).set(buffer.doubles(name).subarray(0, buffer.rows));
      else if (type === 'VARCHAR') {
        const learnt = this.#encode(buffer, name, new Int32Array(memory, at, buffer.rows));
        if (learnt.anew || learnt.texts.length > 0) texts.push(learnt);
      } else new Int32Array(memory, at, buffer.rows).set(buffer.integers(name).subarray(0, buffer.rows));
      at += widthOf(type, buffer.rows);
    }
    return { table, rows: buffer.rows, columns: filled, place, ...(fresh ? { memory } : {}), texts };
  }

  /** The first `count` parcels under way were unpacked: their memory may be written again. */
  unpacked(count: number): void {
    this.#places.release(count);
  }

  #encode(buffer: StageBuffer, name: string, codes: Int32Array): NewTexts {
    const key = `${buffer.table.id}.${name}`;
    const known = this.#dictionaries.get(key);
    const anew = known === undefined || known.codes.size > MOST_TEXTS;
    const dictionary = anew ? new Dictionary() : known;
    if (anew) this.#dictionaries.set(key, dictionary);
    const coded = buffer.coded(name);
    if (coded) dictionary.translate(coded, codes);
    else encodeTexts(buffer.texts(name), dictionary, codes);
    const texts = dictionary.fresh;
    if (texts.length > 0) dictionary.fresh = [];
    return { column: name, anew, texts };
  }
}

function encodeTexts(values: readonly (string | null)[], dictionary: Dictionary, codes: Int32Array): void {
  let last: string | null = null;
  let lastCode = -1;
  for (let row = 0; row < codes.length; row += 1) {
    const text = values[row]!;
    if (text !== last) {
      last = text;
      lastCode = text === null ? -1 : dictionary.code(text);
    }
    codes[row] = lastCode;
  }
}

/** Unpacks what one packer made, in the same order. */
export class ParcelUnpacker {
  readonly #buffers = new Map<StageId, StageBuffer>();
  readonly #dictionaries = new Map<string, string[]>();
  readonly #memories: SharedArrayBuffer[] = [];

  /** The parcel's rows; good until its memory is given back, and until the next parcel of the same table. */
  unpack(parcel: Parcel): StageBuffer {
    const buffer = this.#buffers.get(parcel.table) ?? new StageBuffer(STAGES[parcel.table]);
    this.#buffers.set(parcel.table, buffer);
    buffer.clear();
    buffer.rows = parcel.rows;
    if (parcel.memory) this.#memories[parcel.place] = parcel.memory;
    const memory = this.#memories[parcel.place]!;
    for (const { column, anew, texts } of parcel.texts) this.#learn(`${parcel.table}.${column}`, anew, texts);
    let at = 0;
    for (const column of parcel.columns) {
      const { name, type } = buffer.table.columns[column]!;
      if (isWide(type)) buffer.doubles(name).set(new Float64Array(memory, at, parcel.rows));
      else if (type === 'VARCHAR') {
        const codes = new Int32Array(memory, at, parcel.rows);
        buffer.setCoded(name, { codes, dictionary: this.#dictionaries.get(`${parcel.table}.${name}`)! });
      } else buffer.integers(name).set(new Int32Array(memory, at, parcel.rows));
      at += widthOf(type, parcel.rows);
    }
    return buffer;
  }

  #learn(key: string, anew: boolean, texts: readonly string[]): void {
    const known = anew ? [] : this.#dictionaries.get(key)!;
    for (const text of texts) known.push(text);
    this.#dictionaries.set(key, known);
  }
}

/** Bytes of a column, kept at multiples of eight. */
function widthOf(type: StageType, rows: number): number {
  return isWide(type) ? rows * 8 : Math.ceil(rows / 2) * 8;
}

function isEmpty(buffer: StageBuffer, name: string, type: StageType): boolean {
  const { rows } = buffer;
  if (!buffer.isUsed(name)) return true;
  if (rows > STAGE_ROWS) throw new Error('stage buffer overrun');
  if (isWide(type)) {
    const values = buffer.doubles(name);
    for (let row = 0; row < rows; row += 1) if (!Number.isNaN(values[row]!)) return false;
  } else if (type === 'VARCHAR') {
    const codes = buffer.coded(name)?.codes;
    if (codes) return codes.every((code) => code < 0);
    const values = buffer.texts(name);
    for (let row = 0; row < rows; row += 1) if (values[row] !== null) return false;
  } else {
    const values = buffer.integers(name);
    for (let row = 0; row < rows; row += 1) if (values[row] !== NULL_INT) return false;
  }
  return true;
}
