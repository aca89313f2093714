import type { StageBuffer } from '../../domain/staging.ts';
import { BLOCK_ROWS } from '../decode/records.ts';
import { SECTION, SPREAD } from '../layouts/types.ts';
import type { ReadField } from './flat.ts';

interface Lines {
  /** What a line says for all of its sections. */
  readonly buffer: StageBuffer;
  readonly keep: Int32Array;
  readonly kept: number;
}

const BLANK = 1;

/**
 * Makes a row of each section of which a line says anything; `name` is the column that tells the sections apart.
 * A result of the work-up means that it was done. Returns the block's rows that say nothing in any section.
 */
export function fillSections(
  fields: readonly ReadField[],
  name: string,
  lines: Lines,
  rows: StageBuffer,
  append: (rows: StageBuffer) => void,
): number[] {
  const sections = Map.groupBy(fields, sectionOf);
  const bare: number[] = [];
  rows.clear();
  for (let at = 0; at < lines.kept; at += 1) {
    const row = lines.keep[at]!;
    let found = false;
    for (const [section, members] of sections) {
      if (members.every(({ sources }) => sources[0]!.reader.states[row] === BLANK)) continue;
      found = true;
      rows.copyRow(lines.buffer, at);
      rows.texts(name)[rows.rows] = section;
      for (const member of members) fillOne(member, row, rows);
      rows.rows += 1;
      if (rows.rows < BLOCK_ROWS) continue;
      append(rows);
      rows.clear();
    }
    if (!found) bare.push(row);
  }
  if (rows.rows > 0) append(rows);
  return bare;
}

function fillOne({ field, sources }: ReadField, row: number, rows: StageBuffer): void {
  const { reader } = sources[0]!;
  const column = columnOf(field);
  const value = reader.values[row]!;
  if (rows.typeOf(column) === undefined || reader.states[row] === BLANK) return;
  if (!Number.isNaN(value)) rows.integers(column)[rows.rows] = value;
  if (column === 'cancer_found') rows.texts('workup_state')[rows.rows] = 'done';
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
