import type { CellBlock } from '../decode/records.ts';
import { ByteInterner } from '../fields/interner.ts';
import { widened } from '../fields/widened.ts';
import type { PlannedSource } from '../map/plan.ts';

/** Distinct looks that are remembered at once. */
const MOST_LOOKS = 1 << 20;
/** Columns between those of an identity that may come along: names, their kana. */
const MOST_BETWEEN = 2;
/** After so many rows it shows whether people come again. */
const TRIAL_ROWS = 1 << 15;
/** Looking is worth it where at least one row in so many is known by sight. */
const ONE_KNOWN_IN = 4;

/** Tells rows by the bytes of cells that stand side by side, from the first to the last of an identity's. */
export class SideBySide {
  readonly #first: number;
  readonly #last: number;
  readonly #looks: ByteInterner;
  /** Rises when the numbers of looks begin anew. */
  generation = 0;
  /** By look the number of the identity and one; 0 where it is not known yet. */
  #identities = new Int32Array(1 << 10);
  #rows = 0;
  #known = 0;

  private constructor(first: number, last: number, most: number) {
    this.#looks = new ByteInterner(most);
    this.#first = first;
    this.#last = last;
  }

  /** For fields with one column each that stand (nearly) side by side; nothing for others. `most` looks are remembered. */
  static of(fields: readonly (readonly PlannedSource[])[], most = MOST_LOOKS): SideBySide | undefined {
    if (
      fields.length < 2 ||
      fields.some((sources) => sources.length !== 1 || sources[0]!.flagIndex !== undefined)
    )
      return undefined;
    const indexes = fields.map(([source]) => source!.index);
    const first = Math.min(...indexes);
    const last = Math.max(...indexes);
    return last - first < fields.length + MOST_BETWEEN ? new SideBySide(first, last, most) : undefined;
  }

  /** Number of what the row looks like; -1 where a cell is missing or in quotes. Numbers may begin anew. */
  look(block: CellBlock, row: number): number {
    const { start, end } = block;
    const from = block.firstCell[row]! + this.#first;
    const to = block.firstCell[row]! + this.#last;
    if (to >= block.lastCell[row]!) return -1;
    // Without quotes there is nothing but the separator between two cells, and none within one.
    for (let cell = from; cell < to; cell += 1) if (start[cell + 1] !== end[cell]! + 1) return -1;
    const look = this.#looks.intern(block.bytes, start[from]!, end[to]!);
    if (this.#looks.generation !== this.generation) {
      this.generation = this.#looks.generation;
      this.#identities = new Int32Array(1 << 10);
    }
    return look;
  }

  /** Identity of a look; -1 when it is not known. */
  identity(look: number): number {
    return look < this.#identities.length ? this.#identities[look]! - 1 : -1;
  }

  learn(look: number, identity: number): void {
    if (look >= this.#identities.length) this.#identities = widened(this.#identities, look);
    this.#identities[look] = identity + 1;
  }

  /** False once it shows that hardly any row is known by sight. */
  isWorthIt(rows: number, unread: number): boolean {
    this.#rows += rows;
    this.#known += rows - unread;
    return this.#rows < TRIAL_ROWS || this.#known * ONE_KNOWN_IN >= this.#rows;
  }
}
