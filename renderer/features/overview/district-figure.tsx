import { DISTRICT_LAYERS, depthCount, isPlace, levelsAtDepth } from '../../../analysis/domain/levels.ts';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { useParam } from '../../app/location.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { barOption, horizontalHeight } from '../../charts/bars.ts';
import { districtFinding } from '../../charts/findings.ts';
import { type ChartModel, chartModel } from '../../charts/model.ts';
import { dimensionOf, isPlain } from '../../charts/shape.ts';
import { useOperation } from '../../client/hooks.ts';
import { SelectField } from '../../components/field.tsx';
import { Answer, Empty } from '../../components/state.tsx';
import { TableFigure } from '../../components/table-figure.tsx';
import { Coarser } from './coarser.tsx';
import { PlainFigure } from './figure-parts.tsx';
import { type Measure, tableOf } from './question.ts';

interface DistrictWish {
  readonly year: number;
  readonly depth: number;
  readonly valueId: string | undefined;
}

/** Districts of one layer with the whole municipality as a line. */
export function districtModel(table: ReleasedTable, wish: DistrictWish): ChartModel | undefined {
  const dimension = dimensionOf(table, 'district');
  if (dimension === undefined) return undefined;
  const top = dimension.levels.find((level) => level.parent === undefined);
  return chartModel(table, {
    categories: { dimension, levels: levelsAtDepth(dimension, wish.depth).filter(isPlace) },
    at: { year: String(wish.year) },
    ...(wish.valueId === undefined ? {} : { valueId: wish.valueId }),
    ...(top === undefined ? {} : { reference: { label: '全体', at: { district: top.code } } }),
  });
}

export function LayerChoice(props: {
  readonly depths: number;
  readonly depth: number;
  readonly onChange: (depth: string) => void;
}) {
  if (props.depths < 3) return null;
  return (
    <SelectField
      label="地区の細かさ"
      value={String(props.depth)}
      options={Array.from({ length: props.depths - 1 }, (_, index) => [
        String(index + 1),
        DISTRICT_LAYERS[index + 1] ?? `${index + 1}段目`,
      ])}
      onChange={props.onChange}
    />
  );
}

interface DistrictFigureProps {
  readonly measure: Measure;
  readonly year: number;
  readonly standardise: boolean;
}

export function DistrictFigure({ measure, year, standardise }: DistrictFigureProps) {
  const { palette } = usePreferences();
  const [layer, setLayer] = useParam('l', '1');
  const answer = useOperation('measures.run', {
    ids: [measure.id],
    years: [year],
    by: ['district'],
    standardise,
  });
  return (
    <Answer query={answer}>
      {({ tables }) => {
        const wire = tableOf(tables, measure.id, 0);
        const dimension = wire === undefined ? undefined : dimensionOf(wire.statistic, 'district');
        if (wire !== undefined && !isPlain(wire.statistic)) return <TableFigure wire={wire} />;
        if (wire === undefined || dimension === undefined) return <Empty>表示できる数がありません。</Empty>;
        const depths = depthCount(dimension);
        const depth = Math.min(Math.max(1, Number(layer) || 1), Math.max(1, depths - 1));
        return (
          <div className="stack">
            <LayerChoice depths={depths} depth={depth} onChange={setLayer} />
            <PlainFigure
              measure={measure}
              wire={wire}
              standardise={standardise}
              at={{ year: String(year) }}
              modelOf={(table, valueId) => districtModel(table, { year, depth, valueId })}
              finding={districtFinding}
              kind="地区別の棒グラフ"
              draw={(model) => ({
                option: barOption(model, palette, { horizontal: true }),
                height: horizontalHeight(model),
              })}
            />
            <Coarser measure={measure} year={year} by={['district']} release={wire.release} />
          </div>
        );
      }}
    </Answer>
  );
}
