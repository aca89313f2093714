import { type ChartModel, hasPoints } from '../../charts/model.ts';
import { type Address, cellOf, pickColumns, rowAt, shownValue } from '../../charts/shape.ts';
import { Figure, type FigureChart } from '../../components/figure.tsx';
import { useLevelLabel } from '../../components/level-label.ts';
import { ReleasedTableView } from '../../components/released-table.tsx';
import { formatNumber } from '../../format/number.ts';
import { definitionOf, type Measure, type ReleasedWireTable } from './question.ts';
import { Statement } from './statement.tsx';

/** Unit and number of people of a slice, in words. */
export function detailsOf(wire: ReleasedWireTable, at: Address, valueId?: string): readonly string[] {
  const columns = pickColumns(wire.statistic, valueId);
  if (columns === undefined) return [];
  const { value, denominator } = columns;
  const row = rowAt(wire.statistic, at);
  const people = denominator === undefined ? null : shownValue(cellOf(wire.statistic, row, denominator));
  return [
    `単位 ${value.unit}`,
    ...(people === null || denominator === undefined
      ? []
      : [`${denominator.label} ${formatNumber(people, 0)}人`]),
    ...(value.formula === 'standardised' ? [value.label] : []),
  ];
}

export interface MeasureFigureProps {
  readonly measure: Measure;
  readonly wire: ReleasedWireTable;
  readonly title: string;
  readonly details: readonly string[];
  readonly model: ChartModel | undefined;
  readonly draw: (model: ChartModel) => FigureChart;
}

/** The last year of a table; the statement is shown for it. */
function lastYear({ statistic }: ReleasedWireTable): number {
  const years = statistic.dimensions.find(({ id }) => id === 'year')?.levels ?? [];
  return Number(years.at(-1)?.code ?? statistic.parameters.year ?? 0);
}

/** A figure of a measure with its definition, its SQL and its table twin. */
export function MeasureFigure({ measure, wire, title, details, model, draw }: MeasureFigureProps) {
  const levelLabel = useLevelLabel();
  const { statistic: table, release } = wire;
  return (
    <Figure
      title={title}
      context={table.context}
      release={release}
      details={details}
      method={definitionOf(measure)}
      methodMore={<Statement id={measure.id} year={lastYear(wire)} />}
      {...(model !== undefined && hasPoints(model) ? { chart: draw(model) } : {})}
      table={<ReleasedTableView table={table} release={release} levelLabel={levelLabel} />}
    />
  );
}
