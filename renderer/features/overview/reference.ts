import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { columnsAsCategories } from '../../charts/columns.ts';
import { type ChartModel, pointOf } from '../../charts/model.ts';
import { cellOf, rowAt, shownValue } from '../../charts/shape.ts';
import { formatSigned, formatWithUnit } from '../../format/number.ts';

/** Columns of the areas that a municipality is compared with; each label says what was converted. */
const AREAS = ['same_size', 'prefecture', 'nation'] as const;

const EVERYBODY = { sex: 'all' } as const;

export interface ReferencePoint {
  readonly id: string;
  readonly name: string;
  readonly value: number;
}

/** Published values of other areas that stand in a reference table, widest last. */
export function referencePoints(table: ReleasedTable): readonly ReferencePoint[] {
  const row = rowAt(table, EVERYBODY);
  return AREAS.flatMap((id) => {
    const column = table.columns.find((candidate) => candidate.id === id);
    const value = column === undefined ? null : shownValue(cellOf(table, row, column));
    return column === undefined || value === null ? [] : [{ id, name: column.label, value }];
  });
}

/** The municipality and the others as bars of one figure. */
export function referenceModel(table: ReleasedTable): ChartModel | undefined {
  const others = referencePoints(table).map(({ id, name }) => ({ id, name }));
  if (others.length === 0) return undefined;
  return columnsAsCategories(
    table,
    [{ id: 'value', name: 'この市町村' }, ...others],
    [{ name: '値', at: EVERYBODY }],
  );
}

/** Where the municipality stands to each other area; clear only where its interval leaves the other's value out. */
export function referenceFinding(subject: string, table: ReleasedTable): string {
  const column = table.columns.find(({ id }) => id === 'value');
  const own = pointOf(table, EVERYBODY, 'value');
  if (column === undefined || own.value === null) return `${subject}：表示できる数がありません`;
  const { value, lower, upper } = own;
  const parts = referencePoints(table).map((other) => {
    const outside = lower !== null && upper !== null && (other.value < lower || other.value > upper);
    return `${other.name}より ${formatSigned(value - other.value, column.decimals)}${outside ? '' : '（偶然の範囲）'}`;
  });
  return `${subject}は ${formatWithUnit(value, column.unit, column.decimals)}、${parts.join('、')}`;
}
