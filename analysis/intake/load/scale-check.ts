import type { ColumnReader } from '../fields/column.ts';
import type { FieldType, Reading } from '../fields/types.ts';

type Read = Pick<ColumnReader, 'values' | 'issues' | 'issueCodes'>;

/** Fewer values say nothing of their unit. */
const LEAST_VALUES = 20;
const BEYOND = 'value.out_of_range';

/** Counts how many values of a measured item are where most values of any group of adults are. */
export class ScaleCheck {
  readonly #from: number;
  readonly #to: number;
  #values = 0;
  #usual = 0;

  private constructor([from, to]: readonly [number, number]) {
    this.#from = from;
    this.#to = to;
  }

  /** Undefined for items of which nothing is known. */
  static of(type: FieldType): ScaleCheck | undefined {
    return type.kind === 'measure' && type.usual ? new ScaleCheck(type.usual) : undefined;
  }

  /** Counts one value; those beyond all possible ones are none of the usual, and have no value. */
  look({ value, issue }: Pick<Reading, 'value' | 'issue'>): void {
    if (Number.isNaN(value) && issue !== BEYOND) return;
    this.#values += 1;
    if (value >= this.#from && value <= this.#to) this.#usual += 1;
  }

  /** Counts the rows of a column's last block. */
  lookAll({ values, issues, issueCodes }: Read, rows: number): void {
    const beyond = issueCodes.indexOf(BEYOND);
    for (let row = 0; row < rows; row += 1) {
      const value = values[row]!;
      if (value >= this.#from && value <= this.#to) {
        this.#values += 1;
        this.#usual += 1;
      } else if (!Number.isNaN(value) || issues[row] === beyond) this.#values += 1;
    }
  }

  /** Most values are elsewhere: another unit, or a point that has moved. */
  get suspect(): boolean {
    return this.#values >= LEAST_VALUES && this.#usual * 2 < this.#values;
  }
}
