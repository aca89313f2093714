import type { EChartsOption } from 'echarts';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { type ChartModel, hasPoints } from '../../charts/model.ts';
import {
  type Address,
  cellOf,
  pickColumns,
  rowAt,
  shownValue,
  standardisedColumn,
} from '../../charts/shape.ts';
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

/** The column that is read, and the name of the measure with its adjustment for age. */
export function readingOf(measure: Measure, table: ReleasedTable, standardise: boolean) {
  const valueId = standardise ? standardisedColumn(table) : undefined;
  return { valueId, subject: `${measure.name}${valueId === undefined ? '' : '（年齢調整）'}` };
}

interface PlainFigureProps extends Pick<MeasureFigureProps, 'measure' | 'wire'> {
  readonly standardise: boolean;
  /** The row whose people are counted. */
  readonly at: Address;
  readonly modelOf: (table: ReleasedTable, valueId: string | undefined) => ChartModel | undefined;
  readonly finding: (subject: string, model: ChartModel) => string;
  /** What is drawn, in words: 「横棒グラフ」. */
  readonly kind: string;
  readonly draw: (model: ChartModel) => { readonly option: EChartsOption; readonly height: number };
}

/** A figure of one column of a measure: the crude one, or the one adjusted for age where it is asked for. */
export function PlainFigure(props: PlainFigureProps) {
  const { measure, wire } = props;
  const { valueId, subject } = readingOf(measure, wire.statistic, props.standardise);
  const model = props.modelOf(wire.statistic, valueId);
  const title = model === undefined ? subject : props.finding(subject, model);
  return (
    <MeasureFigure
      measure={measure}
      wire={wire}
      title={title}
      model={model}
      details={detailsOf(wire, props.at, valueId)}
      draw={(drawn) => ({
        ...props.draw(drawn),
        description: `${title}。${props.kind}。同じ数字は「表で見る」で読めます。`,
      })}
    />
  );
}
