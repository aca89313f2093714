import { NULL_INT, type StageBuffer } from '../../domain/staging.ts';
import { BLOCK_ROWS } from '../decode/records.ts';
import { SECTION, SPREAD } from '../layouts/types.ts';
import type { ReadField } from './flat.ts';
import { screeningYear } from './screening-year.ts';

interface Lines {
  /** What a line says for all of its sections. */
  readonly buffer: StageBuffer;
  readonly keep: Int32Array;
  readonly kept: number;
}

const BLANK = 1;

/** Rows of the block, a row as often as it has such a section. */
export interface SectionFaults {
  /** Say nothing in any section. */
  readonly bare: readonly number[];
  /** Say neither a day nor a year. */
  readonly undated: readonly number[];
  /** Were taken in a year, nobody knows when. */
  readonly yearOnly: readonly number[];
}

/**
 * Makes a row of each section of which a line says anything; `name` is the column that tells the sections apart.
 * A result of the work-up means that it was done.
 */
export function fillSections(
  fields: readonly ReadField[],
  name: string,
  lines: Lines,
  rows: StageBuffer,
  append: (rows: StageBuffer) => void,
): SectionFaults {
  const sections = Map.groupBy(fields, sectionOf);
  const faults = { bare: [] as number[], undated: [] as number[], yearOnly: [] as number[] };
  rows.clear();
  for (let at = 0; at < lines.kept; at += 1) {
    const row = lines.keep[at]!;
    let found = false;
    for (const [section, members] of sections) {
      if (members.every(({ sources }) => sources.every(({ reader }) => reader.states[row] === BLANK)))
        continue;
      found = true;
      rows.copyRow(lines.buffer, at);
      rows.texts(name)[rows.rows] = section;
      for (const member of members) fillOne(member, row, rows);
      const { dated, yearOnly } = screeningYear(rows, rows.rows, true);
      if (!dated) {
        faults.undated.push(row);
        for (const member of members) takeBack(member, rows);
        continue;
      }
      if (yearOnly) faults.yearOnly.push(row);
      rows.rows += 1;
      if (rows.rows < BLOCK_ROWS) continue;
      append(rows);
      rows.clear();
    }
    if (!found) faults.bare.push(row);
  }
  if (rows.rows > 0) append(rows);
  return faults;
}

function fillOne({ field, sources }: ReadField, row: number, rows: StageBuffer): void {
  const column = columnOf(field);
  const type = rows.typeOf(column);
  const said = sources.filter(({ reader }) => reader.states[row] !== BLANK);
  if (type === undefined || said.length === 0) return;
  if (type === 'VARCHAR') {
    rows.texts(column)[rows.rows] ??= said[0]!.reader.text(row);
    return;
  }
  const value = said.map(({ reader }) => reader.values[row]!).find((each) => !Number.isNaN(each));
  if (value !== undefined) rows.integers(column)[rows.rows] = value;
  if (column === 'cancer_found') rows.texts('workup_state')[rows.rows] = 'done';
}

/** Leaves nothing of a section in the place of the next row. */
function takeBack({ field }: ReadField, rows: StageBuffer): void {
  const column = columnOf(field);
  const type = rows.typeOf(column);
  if (type === 'VARCHAR') rows.texts(column)[rows.rows] = null;
  else if (type !== undefined) rows.integers(column)[rows.rows] = NULL_INT;
  if (column === 'cancer_found') rows.texts('workup_state')[rows.rows] = null;
}

function parts(field: ReadField['field']): readonly string[] {
  return 'column' in field.to ? field.to.column.slice(SECTION.length).split('.') : [];
}

function sectionOf({ field }: ReadField): string {
  return parts(field)[0] ?? '';
}

function columnOf(field: ReadField['field']): string {
  return parts(field)[1] ?? '';
}

/** True for a column that makes rows of its own. */
export function standsBeside(to: ReadField['field']['to']): boolean {
  return 'column' in to && (to.column.startsWith(SPREAD) || to.column.startsWith(SECTION));
}

/** Item that a spread column stands for. */
export function spreadItem(to: ReadField['field']['to']): string | undefined {
  return 'column' in to && to.column.startsWith(SPREAD) ? to.column.slice(SPREAD.length) : undefined;
}
