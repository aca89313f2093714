import { tableFromIPC } from 'apache-arrow';
import type { HiddenReason, ReleasedCell, ReleasedRow, ReleasedTable } from '../../domain/statistic.ts';
import { isPacked, mapObjects, type PackedTable } from './packed.ts';

/**
 * Released tables for figures cross the boundary as Arrow IPC: level codes as dictionaries, values as doubles,
 * one byte a cell that says shown, not defined, or why hidden. A hidden cell has no number at all. Reading needs
 * no code generation, so it works under the window's content policy.
 */
export const CELL_STATES = ['shown', 'none', 'primary', 'secondary', 'dominance', 'ledger'] as const;

/** Everything of a table but its rows; travels as metadata of the Arrow schema. */
export type TableFrame = Omit<ReleasedTable, 'rows'>;

/** The released table of an Arrow IPC stream made by `tableToArrow`. */
export function arrowToTable(bytes: Uint8Array): ReleasedTable {
  const arrow = tableFromIPC(bytes);
  const frame = JSON.parse(arrow.schema.metadata.get('frame') ?? '{}') as TableFrame;
  const levels = frame.dimensions.map((_, i) => arrow.getChild(`level_${i}`));
  const values = frame.columns.map((_, i) => arrow.getChild(`value_${i}`));
  const states = frame.columns.map((_, i) => arrow.getChild(`state_${i}`));
  const rows: ReleasedRow[] = [];
  for (let row = 0; row < arrow.numRows; row++) {
    rows.push({
      at: levels.map((vector) => String(vector?.get(row) ?? '')),
      cells: states.map((vector, i) => cellOf(Number(vector?.get(row)), values[i]?.get(row))),
    });
  }
  return { ...frame, rows };
}

function cellOf(state: number, value: unknown): ReleasedCell {
  const name = CELL_STATES[state];
  if (name === undefined) throw new Error('not a released table');
  if (name === 'shown') return { state: 'shown', value: Number(value) };
  if (name === 'none') return { state: 'none' };
  return { state: 'hidden', reason: name satisfies HiddenReason };
}

/** A reply with its tables as they were before `packTables`. Everything else is left as it is. */
export function unpackTables<T>(value: T): T {
  return mapObjects(value, (object) =>
    isPacked(object) ? arrowToTable(bytesOf(object.arrow)) : undefined,
  ) as T;
}

function bytesOf(arrow: PackedTable['arrow']): Uint8Array {
  return typeof arrow === 'string' ? Uint8Array.from(atob(arrow), (c) => c.charCodeAt(0)) : arrow;
}
