import { LAYOUTS } from './layouts/index.ts';
import { ITEM_CODE } from './layouts/item-codes.ts';
import type { Layout } from './layouts/types.ts';
import { headingsOf } from './map/headings.ts';

const FILE_ID = /^F[A-Z]{2,3}\d{3,4}$/;
/** Cells of the first row among which the number of the form stands. */
const FIRST_CELLS = 6;

type Rows = readonly { readonly cells: readonly string[] }[];

/** The number of the form that a file's first row names, as FKAC167. */
export function formOf(rows: Rows): string | undefined {
  return rows[0]?.cells
    .slice(0, FIRST_CELLS)
    .map((cell) => cell.trim())
    .find((cell) => FILE_ID.test(cell));
}

/** The layout of a form. */
export function layoutOfForm(id: string): Layout | undefined {
  return LAYOUTS.find(({ frame }) => frame.kind === 'fkac' && frame.fileId === id);
}

/**
 * The number of a form whose columns are not known, so that they must not be guessed; nothing for other files, and
 * where item codes of 17 digits name the columns: these say what they are, whatever the form.
 */
export function unknownForm(rows: Rows): string | undefined {
  const id = formOf(rows);
  if (id === undefined || layoutOfForm(id)) return undefined;
  return headingsOf(rows[1]?.cells ?? []).some(({ key }) => ITEM_CODE.test(key)) ? undefined : id;
}
