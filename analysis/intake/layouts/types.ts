import type { StageId } from '../../domain/staging-tables.ts';
import type { FieldType } from '../fields/types.ts';
import type { IdentityRole } from '../identity/keys.ts';

/** Begins the name of a column of which each value becomes a row of its own: the rest is the item. */
export const SPREAD = 'value.';
/** Begins the name of a column of one of several records that share a line: `section.lung.needs_workup`. */
export const SECTION = 'section.';

/** Where a field goes: a stage column, or a part of the identity that is hashed and dropped. */
export type FieldTarget = { readonly column: string } | { readonly identity: IdentityRole | 'birth' | 'sex' };

export interface LayoutField {
  readonly to: FieldTarget;
  /** Headings by which the field is known, most usual first; compared after normalisation. */
  readonly headings: readonly string[];
  /** Position for files without a heading row (0-based). */
  readonly position?: number;
  readonly type: FieldType;
  /** A row without it is set aside. */
  readonly required?: boolean;
  /** Headings of the column that says L or H for this value. */
  readonly rangeFlag?: readonly string[];
  /** Preference among several columns of one field; lower is better. */
  readonly rank?: number;
  readonly convert?: 'jds_to_ngsp';
  /** What the second number, or the last day, of the column's cells feeds; a row may be without it. */
  readonly second?: Pick<LayoutField, 'to' | 'type'>;
}

/** How the cells of a file are framed. */
export type Frame =
  /** Heading row somewhere in the first rows (`metaRows` at most above it), then data. */
  | { readonly kind: 'table'; readonly metaRows: number; readonly totals?: boolean }
  /** Meta row with a file id, heading row, data, one-cell last line. */
  | { readonly kind: 'fkac'; readonly fileId: string; readonly idCell: number }
  /** No heading row: fields by position; only rows whose cells match. */
  | {
      readonly kind: 'positional';
      readonly match: readonly CellMark[];
      readonly minimumCells: number;
      /** Rows have exactly `minimumCells` cells. */
      readonly exactCells?: boolean;
    };

/** What a cell must be for a row to be of this kind. */
export type CellMark =
  | { readonly cell: number; readonly oneOf: readonly string[] }
  | { readonly cell: number; readonly digits: true };

/** One kind of file, as data. */
export interface Layout {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** Where the layout is known from. */
  readonly source: string;
  readonly stage: StageId;
  /** Files are loaded in this order: masters, registers, links, lists, results. */
  readonly order: number;
  readonly frame: Frame;
  /** Groups of headings; a file is of this kind when each group has one (after normalisation). */
  readonly recognise: readonly (readonly string[])[];
  /** Headings that rule the layout out. */
  readonly unless?: readonly string[];
  readonly fields: readonly LayoutField[];
  readonly constants?: Readonly<Record<string, string | number>>;
  /** A row needs at least one of these columns: nobody knows otherwise when it was, or for which programme. */
  readonly requiresOne?: { readonly columns: readonly string[]; readonly fault: string };
  /** A row may make a new person (birth date and sex are in the file). */
  readonly createsPersons: boolean;
  /** Headings that are 17-digit item codes are checkup results. */
  readonly itemCodeHeadings?: boolean;
  /** Columns that no field takes are kept as values of the person (never direct identifiers). */
  readonly keepsOtherColumns?: boolean;
  /** Several measured values stand side by side in a row (columns beginning with `SPREAD`). */
  readonly spreads?: boolean;
  /** Several records stand side by side in a row (columns beginning with `SECTION`); their name goes to this column. */
  readonly sections?: 'programme';
  /** Tried only when no other layout fits. */
  readonly lastResort?: boolean;
  /** Rule that turns one row into what its columns alone do not say. */
  readonly derive?:
    | 'insurer_kind'
    | 'guidance_year'
    | 'steps_state'
    | 'screening_year'
    | 'claim_row'
    | 'child_exam'
    | 'point_table_section'
    | 'disease_by_name';
}
