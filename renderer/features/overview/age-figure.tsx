import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { barOption } from '../../charts/bars.ts';
import { type Axis, type ChartModel, chartModel } from '../../charts/model.ts';
import { dimensionOf, isPlain, leaves } from '../../charts/shape.ts';
import { useOperation } from '../../client/hooks.ts';
import { Answer, Empty } from '../../components/state.tsx';
import { TableFigure } from '../../components/table-figure.tsx';
import { detailsOf, MeasureFigure } from './figure-parts.tsx';
import { rangeFinding } from './findings.ts';
import { type Measure, tableOf } from './question.ts';

function axisOf(table: ReleasedTable, id: string): Axis | undefined {
  const dimension = dimensionOf(table, id);
  return dimension === undefined ? undefined : { dimension, levels: leaves(dimension) };
}

/** Ages along the axis with a bar for each sex; a measure without ages shows the sexes. */
export function ageModel(table: ReleasedTable, year: number): ChartModel | undefined {
  const age = axisOf(table, 'age');
  const sex = axisOf(table, 'sex');
  const at = { year: String(year) };
  if (age === undefined) return sex === undefined ? undefined : chartModel(table, { categories: sex, at });
  return chartModel(table, { categories: age, at, ...(sex === undefined ? {} : { series: sex }) });
}

export function AgeFigure({ measure, year }: { readonly measure: Measure; readonly year: number }) {
  const { palette } = usePreferences();
  const by = measure.stratifications.filter((stratum) => stratum !== 'district');
  const answer = useOperation('measures.run', { ids: [measure.id], years: [year], by, standardise: false });
  return (
    <Answer query={answer}>
      {({ tables }) => {
        const wire = tableOf(tables, measure.id, 0);
        if (wire === undefined) return <Empty>表示できる数がありません。</Empty>;
        if (!isPlain(wire.statistic)) return <TableFigure wire={wire} />;
        const model = ageModel(wire.statistic, year);
        const title = model === undefined ? measure.name : rangeFinding(measure.name, model);
        return (
          <MeasureFigure
            measure={measure}
            wire={wire}
            title={title}
            model={model}
            details={detailsOf(wire, { year: String(year) })}
            draw={(drawn) => ({
              option: barOption(drawn, palette),
              height: 320,
              description: `${title}。性別・年齢別の棒グラフ。同じ数字は「表で見る」で読めます。`,
            })}
          />
        );
      }}
    </Answer>
  );
}
