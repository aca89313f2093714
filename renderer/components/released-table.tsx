import type { Column, ReleasedRow, ReleasedTable, ReleaseRecord } from '../../analysis/domain/statistic.ts';
import { rowsInOrder } from '../charts/shape.ts';
import { ReleasedNumber } from './hidden-cell.tsx';
import { Scroll } from './scroll.tsx';

export interface ReleasedTableViewProps {
  readonly table: ReleasedTable;
  readonly release: ReleaseRecord;
  /** Shown instead of the level's own label, e.g. for years. */
  readonly levelLabel?: (dimension: string, code: string, label: string) => string;
}

interface NamedLevel {
  readonly label: string;
  readonly depth: number;
}

function levelNames({
  table,
  levelLabel,
}: ReleasedTableViewProps): readonly ReadonlyMap<string, NamedLevel>[] {
  return table.dimensions.map((dimension) => {
    const parents = new Map(dimension.levels.map((level) => [level.code, level.parent]));
    const depth = (code: string): number => {
      const parent = parents.get(code);
      return parent === undefined || !parents.has(parent) ? 0 : 1 + depth(parent);
    };
    return new Map(
      dimension.levels.map((level) => [
        level.code,
        {
          label: levelLabel?.(dimension.id, level.code, level.label) ?? level.label,
          depth: depth(level.code),
        },
      ]),
    );
  });
}

function ColumnName({ column: { label, unit } }: { readonly column: Column }) {
  return (
    <>
      {label}
      {unit !== '' && <span className="unit">（{unit}）</span>}
    </>
  );
}

interface NumberCellProps {
  readonly row: ReleasedRow | undefined;
  readonly index: number;
  readonly column: Column;
  readonly release: ReleaseRecord;
}

function NumberCell({ row, index, column, release }: NumberCellProps) {
  return (
    <td className="num-cell">
      <ReleasedNumber
        cell={row?.cells[index] ?? { state: 'none' }}
        column={column}
        threshold={release.threshold}
        earlier={release.earlier}
      />
    </td>
  );
}

/** More numbers of one row than this do not fit beside each other. */
const MOST_BESIDE = 5;

/** One row of many numbers, written from top to bottom. */
function Upright({ table, release }: ReleasedTableViewProps) {
  const [row] = table.rows;
  return (
    <Scroll label={`表：${table.context.title}`}>
      <table className="data-table released upright">
        <caption className="visually-hidden">{table.context.title}</caption>
        <thead>
          <tr>
            <th scope="col">数字</th>
            <th scope="col" className="num-head">
              値
            </th>
          </tr>
        </thead>
        <tbody>
          {table.columns.map((column, index) => (
            <tr key={column.id}>
              <th scope="row">
                <ColumnName column={column} />
              </th>
              <NumberCell row={row} index={index} column={column} release={release} />
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** Every row and column of a released table, with the names of its levels. */
export function ReleasedTableView(props: ReleasedTableViewProps) {
  const { table, release } = props;
  if (table.rows.length === 1 && table.columns.length > MOST_BESIDE) return <Upright {...props} />;
  const names = levelNames(props);
  const shown = table.dimensions.flatMap((dimension, index) => (dimension.levels.length > 1 ? [index] : []));
  return (
    <Scroll label={`表：${table.context.title}`}>
      <table className="data-table released">
        <caption className="visually-hidden">{table.context.title}</caption>
        <thead>
          <tr>
            {shown.map((index) => (
              <th key={table.dimensions[index]?.id} scope="col">
                {table.dimensions[index]?.label}
              </th>
            ))}
            {table.columns.map((column) => (
              <th key={column.id} scope="col" className="num-head">
                <ColumnName column={column} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rowsInOrder(table).map((row) => (
            <tr key={row.at.join('\u0000')}>
              {shown.map((index) => {
                const name = names[index]?.get(row.at[index] ?? '');
                return (
                  <th
                    key={index}
                    scope="row"
                    style={{ paddingInlineStart: `${0.75 + (name?.depth ?? 0) * 1}rem` }}
                  >
                    {name?.label ?? row.at[index]}
                  </th>
                );
              })}
              {table.columns.map((column, index) => (
                <NumberCell key={column.id} row={row} index={index} column={column} release={release} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
