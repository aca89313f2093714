import type { Level, ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { endsFinding, intervalWords } from '../../charts/findings.ts';
import { isDense, trendOption } from '../../charts/lines.ts';
import { type ChartModel, NO_POINT, type Point, type Series } from '../../charts/model.ts';
import { type Address, cellOf, rowAt, shownValue } from '../../charts/shape.ts';
import { Figure } from '../../components/figure.tsx';
import { ReleasedTableView } from '../../components/released-table.tsx';
import { formatWithUnit } from '../../format/number.ts';
import { armsText } from './effect-text.ts';
import type { StudyResult } from './study-types.ts';

type StudyFigure = StudyResult['figures'][number];

/** Columns of the table that the figure draws, and along what. */
const SHAPES: Readonly<
  Record<StudyFigure['kind'], { readonly axis: string; readonly columns: readonly string[] }>
> = {
  survival: { axis: 'time', columns: ['survival'] },
  series: { axis: 'month', columns: ['rate', 'expected'] },
  discontinuity: { axis: 'running', columns: ['mean'] },
};

function pointAt(table: ReleasedTable, at: Address, id: string): Point {
  const column = table.columns.find((candidate) => candidate.id === id);
  const row = rowAt(table, at);
  const cell = column && row ? cellOf(table, row, column) : undefined;
  const limit = (which: 'lower' | 'upper'): number | null => {
    const found = table.columns.find((each) => each.id === which && each.from?.includes(id));
    return found && row ? shownValue(cellOf(table, row, found)) : null;
  };
  return {
    value: cell === undefined ? null : shownValue(cell),
    lower: limit('lower'),
    upper: limit('upper'),
    hidden: cell?.state === 'hidden',
    denominator: null,
  };
}

/** The lines of a figure; undefined where its table has no such axis. */
export function figureModel({ kind, table }: StudyFigure): ChartModel | undefined {
  const { statistic } = table;
  const { axis, columns } = SHAPES[kind];
  const along = statistic.dimensions.find(({ id }) => id === axis);
  const arms = statistic.dimensions.find(({ id }) => id === 'arm');
  const first = statistic.columns.find(({ id }) => id === columns[0]);
  if (along === undefined || first === undefined) return undefined;
  // Between the times that both curves are printed at, a curve is not known.
  const printed = (code: string, arm?: string) =>
    rowAt(statistic, arm === undefined ? { [axis]: code } : { [axis]: code, arm }) !== undefined;
  const levels = along.levels.filter(
    ({ code }) => code !== 'none' && (arms?.levels ?? []).every((arm) => printed(code, arm.code)),
  );
  const line = (name: string, at: Address, id: string) => ({
    name,
    points: levels.map(({ code }) => pointAt(statistic, { ...at, [axis]: code }, id)),
  });
  const series = kind === 'discontinuity' ? sidesOf(line('', {}, columns[0] ?? ''), levels) : undefined;
  return {
    categories: levels.map(({ label }) => label),
    series:
      series ??
      (arms === undefined
        ? columns.map((id) => line(statistic.columns.find((one) => one.id === id)?.label ?? id, {}, id))
        : arms.levels.map(({ code, label }) => line(label, { arm: code }, columns[0] ?? ''))),
    unit: first.unit,
    decimals: first.decimals,
    valueLabel: first.label,
  };
}

/** Classes on either side of the value that decides (class 0 begins at it): no line runs across it. */
function sidesOf({ points }: Series, levels: readonly Level[]): Series[] {
  const side = (name: string, own: (bin: number) => boolean): Series => ({
    name,
    points: points.map((point, at) => (own(Number(levels[at]?.code)) ? point : NO_POINT)),
  });
  return [side('対象にならない側', (bin) => bin < 0), side('対象になる側', (bin) => bin >= 0)];
}

/** What a figure says in its title. */
function findingOf({ kind, title }: StudyFigure, model: ChartModel): string {
  if (kind !== 'discontinuity') return endsFinding(title, model);
  const [below, above] = model.series;
  const last = below?.points.findLast(({ value }) => value !== null)?.value;
  const first = above?.points.find(({ value }) => value !== null)?.value;
  if (last === undefined || last === null || first === undefined || first === null) return title;
  const text = (value: number) => formatWithUnit(value, model.unit, model.decimals);
  return `${title}：基準値の手前（対象にならない側）で ${text(last)}、先（対象になる側）で ${text(first)}`;
}

/** Curves and series that belong to the design, each with its table. */
export function StudyFigures({ result }: { readonly result: StudyResult }) {
  const { palette } = usePreferences();
  return result.figures.map((figure) => {
    const { statistic, release } = figure.table;
    const model = figureModel(figure);
    const title = model === undefined ? figure.title : findingOf(figure, model);
    return (
      <Figure
        key={figure.title}
        title={title}
        context={statistic.context}
        release={release}
        details={
          model === undefined
            ? []
            : [
                `単位 ${model.unit}`,
                ...intervalWords(model, isDense(model) ? '帯' : '縦線'),
                ...(figure.kind === 'series' ? [] : armsText(result.effects[0])),
              ]
        }
        {...(model === undefined
          ? {}
          : {
              chart: {
                option: trendOption(model, palette),
                height: 320,
                description: `${title}。折れ線グラフ。同じ数字は「表で見る」で読めます。`,
              },
            })}
        table={<ReleasedTableView table={statistic} release={release} />}
      />
    );
  });
}
