import { useState } from 'react';
import {
  type HiddenLines,
  hiddenLines,
  leftOutColumns,
  leftOutWords,
} from '../../analysis/domain/hidden-lines.ts';
import { rowsInOrder } from '../../analysis/domain/levels.ts';
import type { Column, ReleasedRow, ReleasedTable, ReleaseRecord } from '../../analysis/domain/statistic.ts';
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

interface LeftOutProps {
  readonly words: readonly string[];
  readonly onShow: () => void;
}

/** Names of what tells nothing but that it is hidden, and the way to see it with its reasons. */
function LeftOut({ words, onShow }: LeftOutProps) {
  return (
    <div className="left-out">
      {words.map((text) => (
        <p key={text} className="hint">
          {text}
        </p>
      ))}
      <button type="button" className="tool" onClick={onShow}>
        省いた行と列も表に出す
      </button>
    </div>
  );
}

/** A released table with the names of its levels; rows and columns of hidden numbers alone are named below it. */
export function ReleasedTableView(props: ReleasedTableViewProps) {
  const { table, release } = props;
  const [everything, setEverything] = useState(false);
  if (table.rows.length === 1 && table.columns.length > MOST_BESIDE) return <Upright {...props} />;
  const names = levelNames(props);
  const shown = table.dimensions.flatMap((dimension, index) => (dimension.levels.length > 1 ? [index] : []));
  const rows = rowsInOrder(table);
  const depths = rows.map((row) =>
    shown.reduce((sum, index) => sum + (names[index]?.get(row.at[index] ?? '')?.depth ?? 0), 0),
  );
  const leftOut = everything
    ? NOTHING
    : hiddenLines(
        rows.map(({ cells }) => cells),
        depths,
      );
  const columns = table.columns.flatMap((column, index) =>
    leftOut.columns.includes(index) ? [] : [{ column, index }],
  );
  const nameOf = (row: ReleasedRow, index: number) => names[index]?.get(row.at[index] ?? '');
  const words = leftOutWords(
    leftOut.rows.map((place) =>
      shown.map((index) => nameOf(rows[place]!, index)?.label ?? rows[place]!.at[index]).join('・'),
    ),
    leftOutColumns(table.columns, leftOut.columns),
  );
  return (
    <>
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
              {columns.map(({ column }) => (
                <th key={column.id} scope="col" className="num-head">
                  <ColumnName column={column} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, place) =>
              leftOut.rows.includes(place) ? null : (
                <tr key={row.at.join('\u0000')}>
                  {shown.map((index) => {
                    const name = nameOf(row, index);
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
                  {columns.map(({ column, index }) => (
                    <NumberCell key={column.id} row={row} index={index} column={column} release={release} />
                  ))}
                </tr>
              ),
            )}
          </tbody>
        </table>
      </Scroll>
      {words.length > 0 && <LeftOut words={words} onShow={() => setEverything(true)} />}
    </>
  );
}

const NOTHING: HiddenLines = { rows: [], columns: [] };
