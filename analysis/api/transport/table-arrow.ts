import {
  type Data,
  Dictionary,
  Field,
  Float64,
  Int32,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableFromIPC,
  tableToIPC,
  Uint8,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import type { HiddenReason, ReleasedCell, ReleasedRow, ReleasedTable } from '../../domain/statistic.ts';

/**
 * A released table as Arrow IPC, rebuilt from its released cells alone: level codes as dictionaries, values as
 * doubles, one byte a cell that says shown, not defined, or why hidden. A hidden cell has no number at all.
 */
const STATES = ['shown', 'none', 'primary', 'secondary', 'dominance', 'ledger'] as const;

type Frame = Omit<ReleasedTable, 'rows'>;

/** Arrow IPC stream of a released table. Uses Arrow's builders, which need `Function`: analysis side only. */
export function tableToArrow(table: ReleasedTable): Uint8Array {
  const { rows, ...frame } = table;
  const columns: [string, Vector][] = [
    ...table.dimensions.map((_, i): [string, Vector] => [
      `level_${i}`,
      vectorFromArray(
        rows.map((row) => row.at[i] ?? ''),
        new Dictionary(new Utf8(), new Int32()),
      ),
    ]),
    ...table.columns.flatMap((_, i): [string, Vector][] => [
      [
        `value_${i}`,
        vectorFromArray(
          rows.map((row) => numberOf(row.cells[i])),
          new Float64(),
        ),
      ],
      [
        `state_${i}`,
        vectorFromArray(
          rows.map((row) => stateOf(row.cells[i])),
          new Uint8(),
        ),
      ],
    ]),
  ];
  const fields = columns.map(([name, vector]) => new Field(name, vector.type, true));
  const schema = new Schema(fields, new Map([['frame', JSON.stringify(frame)]]));
  const data = makeData({
    type: new Struct(fields),
    length: rows.length,
    nullCount: 0,
    children: columns.map(([, vector]) => vector.data[0] as Data),
  });
  return tableToIPC(new Table(schema, [new RecordBatch(schema, data)]), 'stream');
}

/** The released table of an Arrow IPC stream made by `tableToArrow`. */
export function arrowToTable(bytes: Uint8Array): ReleasedTable {
  const arrow = tableFromIPC(bytes);
  const frame = JSON.parse(arrow.schema.metadata.get('frame') ?? '{}') as Frame;
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

function numberOf(cell: ReleasedCell | undefined): number | null {
  return cell?.state === 'shown' ? cell.value : null;
}

function stateOf(cell: ReleasedCell | undefined): number {
  if (!cell) return STATES.indexOf('none');
  return STATES.indexOf(cell.state === 'hidden' ? cell.reason : cell.state);
}

function cellOf(state: number, value: unknown): ReleasedCell {
  const name = STATES[state];
  if (name === undefined) throw new Error('not a released table');
  if (name === 'shown') return { state: 'shown', value: Number(value) };
  if (name === 'none') return { state: 'none' };
  return { state: 'hidden', reason: name satisfies HiddenReason };
}
