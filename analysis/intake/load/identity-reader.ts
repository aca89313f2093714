import { NULL_INT } from '../../domain/staging.ts';
import { BLOCK_ROWS, type CellBlock } from '../decode/records.ts';
import type { ColumnReader } from '../fields/column.ts';
import { TupleInterner } from '../fields/interner.ts';
import { widened } from '../fields/widened.ts';
import type { IdentityCollector } from '../identity/collector.ts';
import type { IdentityParts, IdentityRole } from '../identity/keys.ts';
import type { ReadField } from './flat.ts';
import type { SideBySide } from './side-by-side.ts';

/** Number of each distinct cell of an identity column after normalising. */
interface Spellings {
  known: Int32Array;
  readonly byText: Map<string, number>;
}

/**
 * Finds the number of each row's identity. Where its cells stand side by side, rows that look alike there, byte for
 * byte, are one identity and only the first of them is read cell by cell.
 */
export class IdentityReader {
  readonly fields: readonly ReadField[];
  /** Identity of each row of the last block that was found. */
  readonly numbers = new Int32Array(BLOCK_ROWS);
  readonly #collector: IdentityCollector;
  /** Identity fields that are compared as numbers: birth and sex. */
  readonly #isNumber: readonly boolean[];
  readonly #tuple: Int32Array;
  readonly #tuples: TupleInterner;
  /** Identity number of each distinct tuple; negative when nothing in it can be compared. */
  readonly #ofTuple: number[] = [];
  readonly #spellings: Spellings[] = [];
  #side: SideBySide | undefined;
  /** Number of what each row looks like; -1 where it has none. */
  readonly #looks = new Int32Array(BLOCK_ROWS).fill(-1);
  /** 1 for rows of the last block that were known by sight. */
  readonly #bySight = new Uint8Array(BLOCK_ROWS);
  readonly #unread = new Int32Array(BLOCK_ROWS);

  /** `side`: how rows are known by sight; not where others need what the cells of an identity say. */
  constructor(fields: readonly ReadField[], collector: IdentityCollector, side: SideBySide | undefined) {
    this.fields = fields;
    this.#collector = collector;
    this.#isNumber = fields.map(
      ({ field: { to } }) => 'identity' in to && (to.identity === 'birth' || to.identity === 'sex'),
    );
    this.#tuple = new Int32Array(fields.length);
    this.#tuples = new TupleInterner(fields.length);
    this.#side = side;
  }

  /** Reads the identity's cells of the block, of rows that are not known by sight. */
  read(block: CellBlock): void {
    const side = this.#side;
    if (!side) {
      this.#bySight.fill(0);
      for (const { sources } of this.fields) {
        for (const { source, reader, flag } of sources) {
          reader.read(block, source.index);
          if (flag && source.flagIndex !== undefined) flag.read(block, source.flagIndex);
        }
      }
      return;
    }
    const { generation } = side;
    let unread = 0;
    for (let row = 0; row < block.rows; row += 1) {
      const look = side.look(block, row);
      const identity = look < 0 ? -1 : side.identity(look);
      this.#looks[row] = look;
      this.#bySight[row] = identity < 0 ? 0 : 1;
      this.numbers[row] = identity;
      if (identity >= 0) continue;
      this.#unread[unread] = row;
      unread += 1;
    }
    for (const { sources } of this.fields)
      sources[0]!.reader.readSome(block, sources[0]!.source.index, this.#unread.subarray(0, unread));
    // What the rows before looked like has no number any more.
    if (side.generation !== generation) this.#looks.fill(-1);
    if (side.isWorthIt(block.rows, unread)) return;
    this.#side = undefined;
    this.#looks.fill(-1);
  }

  #isClean(row: number): boolean {
    return this.fields.every(({ sources }) => sources[0]!.reader.issues[row] === 0);
  }

  /** A row that is set aside anyway does not make a person (`mayAdd`). */
  find(row: number, mayAdd: boolean): { readonly code: string; readonly column?: string } | undefined {
    if (this.fields.length === 0) return undefined;
    if (this.#bySight[row] === 1) return undefined;
    for (let at = 0; at < this.fields.length; at += 1) {
      const { reader } = this.fields[at]!.sources[0]!;
      const value = reader.values[row]!;
      if (!this.#isNumber[at]) this.#tuple[at] = this.#canonicalOrdinal(reader, row, at);
      else this.#tuple[at] = Number.isNaN(value) ? NULL_INT : value;
    }
    const tuple = this.#tuples.intern(this.#tuple);
    if (this.#ofTuple[tuple] === undefined) {
      const parts = this.#parts(row);
      if (!hasKey(parts)) this.#ofTuple[tuple] = -1;
      else if (mayAdd) this.#ofTuple[tuple] = this.#collector.add(parts);
      else return undefined;
    }
    const identity = this.#ofTuple[tuple];
    this.numbers[row] = identity;
    const look = this.#looks[row]!;
    if (identity >= 0 && look >= 0 && this.#isClean(row)) this.#side?.learn(look, identity);
    return identity < 0 ? { code: 'identity.no_key' } : undefined;
  }

  /** Different spellings of one number (全角, lost zeros) are one identity. */
  #canonicalOrdinal(reader: ColumnReader, row: number, at: number): number {
    const spelling = this.#spellings[at] ?? {
      known: new Int32Array(1024).fill(-1),
      byText: new Map<string, number>(),
    };
    this.#spellings[at] = spelling;
    const ordinal = reader.ordinals[row]!;
    if (ordinal >= spelling.known.length) spelling.known = widened(spelling.known, ordinal, -1);
    const known = spelling.known[ordinal]!;
    if (known >= 0) return known;
    const text = reader.text(row) ?? '';
    const canonical = spelling.byText.get(text) ?? spelling.byText.size;
    spelling.byText.set(text, canonical);
    spelling.known[ordinal] = canonical;
    return canonical;
  }

  #parts(row: number): IdentityParts {
    const texts: Partial<Record<IdentityRole, string | null>> = {};
    let birth: number | null = null;
    let sex = 0;
    for (const { field, sources } of this.fields) {
      const { reader } = sources[0]!;
      const role = 'identity' in field.to ? field.to.identity : 'birth';
      const value = reader.values[row]!;
      if (role === 'birth') birth = Number.isNaN(value) ? null : value;
      else if (role === 'sex') sex = Number.isNaN(value) ? 0 : value;
      else texts[role] = reader.text(row);
    }
    return { ...texts, birth, sex };
  }
}

function hasKey(parts: IdentityParts): boolean {
  if (parts.atena || parts.kaigo || parts.app || parts.ticket || parts.use_ticket) return true;
  return parts.birth !== null && parts.sex !== 0 && Boolean(parts.number || parts.kouki);
}
