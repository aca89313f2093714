import type { ColumnReader } from '../fields/column.ts';
import type { FieldType } from '../fields/types.ts';

type Read = Pick<ColumnReader, 'values' | 'issues' | 'issueCodes'>;

/** Fewer values say nothing of their unit. */
const LEAST_VALUES = 20;

/** Counts how many values of a measured column are where most values of any group of adults are. */
export class ScaleCheck {
  readonly heading: string;
  readonly #reader: Read;
  readonly #from: number;
  readonly #to: number;
  #values = 0;
  #usual = 0;

  private constructor(heading: string, reader: Read, [from, to]: readonly [number, number]) {
    this.heading = heading;
    this.#reader = reader;
    this.#from = from;
    this.#to = to;
  }

  /** Undefined for columns of which nothing is known. */
  static of(heading: string, type: FieldType, reader: Read): ScaleCheck | undefined {
    return type.kind === 'measure' && type.usual ? new ScaleCheck(heading, reader, type.usual) : undefined;
  }

  /** Looks at the rows of the reader's last block. */
  look(rows: number): void {
    const { values, issues, issueCodes } = this.#reader;
    const beyond = issueCodes.indexOf('value.out_of_range');
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
