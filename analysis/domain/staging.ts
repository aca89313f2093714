/**
 * What intake hands to the warehouse: typed columns of up to a few thousand rows, and what the warehouse promises.
 *
 * Both sides know only this file; DuckDB stays in `warehouse`, file formats in `intake`.
 */
export const NULL_INT = -2_147_483_648;
export const STAGE_ROWS = 2048;

/**
 * INTEGER: Int32 with `NULL_INT`. DATE: day number as Int32. DOUBLE: NaN is null. VARCHAR: null is null.
 * BIGINT: whole numbers of up to 53 bits, held like DOUBLE.
 */
export type StageType = 'INTEGER' | 'DOUBLE' | 'BIGINT' | 'DATE' | 'VARCHAR';

/** True for types whose values are held as Float64 with NaN for null. */
export function isWide(type: StageType | undefined): boolean {
  return type === 'DOUBLE' || type === 'BIGINT';
}

export interface StageColumn {
  readonly name: string;
  readonly type: StageType;
}

export interface StageTable {
  readonly id: string;
  readonly columns: readonly StageColumn[];
}

/** A text column as numbers of distinct texts; -1 is null. The dictionary only grows while it is used. */
export interface CodedTexts {
  readonly codes: Int32Array;
  readonly dictionary: readonly string[];
}

/** Up to `STAGE_ROWS` rows of one stage table, column by column; filled, handed over, cleared, filled again. */
export class StageBuffer {
  readonly table: StageTable;
  rows = 0;
  readonly #types: ReadonlyMap<string, StageType>;
  readonly #integers = new Map<string, Int32Array>();
  readonly #doubles = new Map<string, Float64Array>();
  readonly #texts = new Map<string, (string | null)[]>();
  readonly #coded = new Map<string, CodedTexts>();

  constructor(table: StageTable) {
    this.table = table;
    this.#types = typesOf(table);
  }

  /** Values of an INTEGER or DATE column. */
  integers(name: string): Int32Array {
    const known = this.#integers.get(name);
    if (known) return known;
    const type = this.#types.get(name);
    if (type !== 'INTEGER' && type !== 'DATE') throw new Error(`no stage column ${name}`);
    const column = new Int32Array(STAGE_ROWS).fill(NULL_INT);
    this.#integers.set(name, column);
    return column;
  }

  /** Values of a DOUBLE or BIGINT column. */
  doubles(name: string): Float64Array {
    const known = this.#doubles.get(name);
    if (known) return known;
    if (!isWide(this.#types.get(name))) throw new Error(`no stage column ${name}`);
    const column = new Float64Array(STAGE_ROWS).fill(Number.NaN);
    this.#doubles.set(name, column);
    return column;
  }

  /** A column that was given as codes becomes texts here. */
  texts(name: string): (string | null)[] {
    const coded = this.#coded.get(name);
    if (!coded) return this.#textColumn(name);
    this.#coded.delete(name);
    const column = this.#textColumn(name);
    const { codes, dictionary } = coded;
    for (let row = 0; row < codes.length; row += 1) column[row] = dictionary[codes[row]!] ?? null;
    return column;
  }

  #textColumn(name: string): (string | null)[] {
    const known = this.#texts.get(name);
    if (known) return known;
    if (this.#types.get(name) !== 'VARCHAR') throw new Error(`no stage column ${name}`);
    const column = new Array<string | null>(STAGE_ROWS).fill(null);
    this.#texts.set(name, column);
    return column;
  }

  /** False for a column that nobody has asked for: it is null throughout. */
  isUsed(name: string): boolean {
    return (
      this.#integers.has(name) || this.#doubles.has(name) || this.#texts.has(name) || this.#coded.has(name)
    );
  }

  /** Gives a text column as a dictionary and codes, in place of texts. */
  setCoded(name: string, coded: CodedTexts): void {
    this.#coded.set(name, coded);
  }

  /** The text column as codes, where it was given so. */
  coded(name: string): CodedTexts | undefined {
    return this.#coded.get(name);
  }

  /** How a column's values are held: DATE as INTEGER, BIGINT as DOUBLE. */
  typeOf(name: string): StageType | undefined {
    const type = this.#types.get(name);
    if (type === 'DATE') return 'INTEGER';
    return type === 'BIGINT' ? 'DOUBLE' : type;
  }

  /** Copies a row of another buffer of the same table into the place of the next row. */
  copyRow(from: StageBuffer, row: number): void {
    for (const { name, type } of this.table.columns) {
      if (!from.isUsed(name)) continue;
      if (isWide(type)) this.doubles(name)[this.rows] = from.doubles(name)[row]!;
      else if (type === 'VARCHAR') this.texts(name)[this.rows] = from.texts(name)[row]!;
      else this.integers(name)[this.rows] = from.integers(name)[row]!;
    }
  }

  /** Makes every value null and the buffer empty. */
  clear(): void {
    for (const column of this.#integers.values()) column.fill(NULL_INT);
    for (const column of this.#doubles.values()) column.fill(Number.NaN);
    for (const column of this.#texts.values()) column.fill(null);
    this.#coded.clear();
    this.rows = 0;
  }
}

const TYPES = new WeakMap<StageTable, ReadonlyMap<string, StageType>>();

function typesOf(table: StageTable): ReadonlyMap<string, StageType> {
  const known = TYPES.get(table);
  if (known) return known;
  const types = new Map(table.columns.map(({ name, type }) => [name, type]));
  TYPES.set(table, types);
  return types;
}

/** One keyed hash of a source identifier, in order of trust (1 = strongest). */
export interface IdentityKey {
  readonly kind: string;
  readonly tier: number;
  /** HMAC-SHA-256 in hex. */
  readonly hash: string;
  /**
   * 2: one person's, and a person has only one of the kind (resident number, number with branch);
   * 1: one person's, but a person may have many (tickets, apps); 0: may be shared by twins.
   */
  readonly strength: 0 | 1 | 2;
}

/** A person as one source describes them; the number is only good within one load. */
export interface StagedIdentity {
  readonly identity: number;
  /** First day of the birth month; NULL_INT when the source has no birth date. */
  readonly birthMonth: number;
  readonly bornOnFirst: boolean;
  readonly sex: number;
  readonly keys: readonly IdentityKey[];
}

/** How the identities of one file found their persons. */
export interface LinkageOutcome {
  /** Identities that matched a person already known. */
  readonly known: number;
  /** Identities that became new persons. */
  readonly created: number;
  /** Identities without a person: `ambiguous` (twins), `no_key`, `not_found` (nothing to create a person from). */
  readonly unlinked: Readonly<Record<string, number>>;
  /** Persons that turned out to be one (a link table, or a stronger key). */
  readonly merged: number;
}

/** What loading one file into the canonical tables did. */
export interface LoadOutcome {
  /** Rows of the file that are in the canonical tables now. */
  readonly rowsLoaded: number;
  /** Rows whose person could not be found, by line; they go to quarantine. */
  readonly unlinkedLines: Int32Array;
  readonly issues: readonly {
    readonly code: string;
    readonly severity: 'error' | 'warning' | 'info';
    readonly count: number;
    readonly firstLine?: number;
  }[];
  /** Records and linked records by fiscal year. */
  readonly years: readonly {
    readonly fiscalYear: number | null;
    readonly records: number;
    readonly linked: number;
  }[];
}

/** One file on its way into the warehouse, inside the import's transaction. */
export interface FileLoader {
  readonly batchId: number;
  append(buffer: StageBuffer): void;
  identities(identities: readonly StagedIdentity[]): void;
  /** Number of the next claim: claims of a file are numbered from here. */
  readonly firstClaimId: number;
  /** Finds the persons; `create` allows new ones where birth month and sex are known. */
  link(create: boolean, signal?: AbortSignal): Promise<LinkageOutcome>;
  /** Moves the staged rows into the canonical tables. */
  /** `setAside`: rows that were read but not staged; what belongs to them must not stay behind. */
  load(options?: {
    readonly setAside?: number;
    readonly signal?: AbortSignal | undefined;
  }): Promise<LoadOutcome>;
}
