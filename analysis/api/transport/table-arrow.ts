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
  tableToIPC,
  Uint8,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import type { ReleasedCell, ReleasedTable } from '../../domain/statistic.ts';
import { mapObjects, type PackedTable } from '../contract/packed.ts';
import { CELL_STATES } from '../contract/table-arrow.ts';

/** Smaller tables stay JSON: Arrow's frame would outweigh them. */
const SMALLEST_PACKED = 200;

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

function numberOf(cell: ReleasedCell | undefined): number | null {
  return cell?.state === 'shown' ? cell.value : null;
}

function stateOf(cell: ReleasedCell | undefined): number {
  if (!cell) return CELL_STATES.indexOf('none');
  return CELL_STATES.indexOf(cell.state === 'hidden' ? cell.reason : cell.state);
}

/** A reply with its larger released tables as Arrow, rebuilt from the released cells alone. */
export function packTables(value: unknown, form: 'bytes' | 'base64'): unknown {
  return mapObjects(value, (object) => {
    if (!isTable(object) || object.rows.length * object.columns.length < SMALLEST_PACKED) return undefined;
    const bytes = tableToArrow(object);
    return { arrow: form === 'bytes' ? bytes : Buffer.from(bytes).toString('base64') } satisfies PackedTable;
  });
}

function isTable(value: object): value is ReleasedTable {
  return 'rows' in value && 'columns' in value && 'dimensions' in value && 'context' in value;
}
