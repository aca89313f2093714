/** What a column of a file holds; layouts name these, `read.ts` reads them. */
export type FieldType =
  /**
   * Measured value with a state; outside `min`–`max` it is kept out as invalid. `scale` makes it one of the unit that
   * is kept: times the first, plus the second. `usual`: where most values of a file are. `of`: which of the two
   * numbers of a cell (`120/80`).
   */
  | {
      readonly kind: 'measure';
      readonly min: number;
      readonly max: number;
      readonly scale?: readonly [times: number, plus: number];
      readonly usual?: readonly [from: number, to: number];
      readonly of?: 'first' | 'second';
    }
  /** Plain number: points, yen, days, steps. */
  | { readonly kind: 'amount' }
  /** `months`: the column may hold months only, and says so by its heading. `of`: which of the days of a period. */
  | { readonly kind: 'date'; readonly months?: boolean; readonly of?: 'first' | 'second' }
  | { readonly kind: 'month' }
  /** Column that stands for a whole screening: what its cells say of the day, or of the judgement. */
  | { readonly kind: 'screening'; readonly of: 'day' | 'judgement' }
  | { readonly kind: 'fiscal_year' }
  | { readonly kind: 'sex' }
  /**
   * Code list; keys are compared after NFKC, without spaces, upper case. `leading`: any code of two or six letters and
   * digits stands for itself, by its first so many. `fallback` for every other text, which `fallbackIssue` tells of.
   */
  | {
      readonly kind: 'code';
      readonly codes: Readonly<Record<string, number | string>>;
      readonly leading?: number;
      readonly fallback?: number | string;
      readonly fallbackIssue?: string;
    }
  /** Yes or no; 1 and 0. */
  | { readonly kind: 'flag'; readonly yes: readonly string[]; readonly no: readonly string[] }
  /** Text that is kept as it is (institution, district, item): never for a person's name or number. */
  | { readonly kind: 'text'; readonly digits?: number }
  /** Code of ICD-10, kept as the masters write it: without the point and without the marks of dagger and asterisk. */
  | { readonly kind: 'icd10' }
  /** Part of a person's identity: hashed, then dropped. */
  | { readonly kind: 'identifier' }
  | { readonly kind: 'kana' }
  /** Number where it is one, else a short text; for columns whose meaning is not known. */
  | { readonly kind: 'loose' };

/** What reading one distinct cell gave. */
export interface Reading {
  /** Number, code, day number, flag; NaN when there is none. */
  readonly value: number;
  readonly text: string | null;
  /** Index into VALUE_STATES. */
  readonly state: number;
  readonly issue?: string;
}
