import { leaves } from '../../../analysis/domain/levels.ts';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { modesFinding } from '../../charts/findings.ts';
import { mirrorOption } from '../../charts/mirror.ts';
import { type ChartModel, chartModel } from '../../charts/model.ts';
import { varying } from '../../charts/shape.ts';
import { Figure } from '../../components/figure.tsx';
import { ReleasedTableView } from '../../components/released-table.tsx';
import { peopleOf } from '../../components/table-figure.tsx';
import type { StudyDiagnosis } from './study-types.ts';

/** Classes of the score along the axis (the longer dimension), the groups above and below. */
export function overlapModel(table: ReleasedTable): ChartModel | undefined {
  const [longest, other] = varying(table).toSorted((a, b) => b.levels.length - a.levels.length);
  if (longest === undefined) return undefined;
  return chartModel(table, {
    categories: { dimension: longest, levels: leaves(longest) },
    ...(other === undefined ? {} : { series: { dimension: other, levels: leaves(other) } }),
  });
}

/** Whether both groups have people at every level of the score. */
export function OverlapFigure({ wire }: { readonly wire: NonNullable<StudyDiagnosis['overlap']> }) {
  const { palette } = usePreferences();
  const { statistic: table, release } = wire;
  const model = overlapModel(table);
  const subject = '両群の「参加しやすさ」の重なり';
  const title = model === undefined ? subject : modesFinding(model)(subject);
  return (
    <Figure
      title={title}
      context={table.context}
      release={release}
      details={
        model === undefined
          ? []
          : [`単位 ${model.unit}`, ...peopleOf(table), '重なる範囲の人だけが比べられる']
      }
      {...(model === undefined
        ? {}
        : {
            chart: {
              option: mirrorOption(model, palette),
              height: 300,
              description: `${title}。上に${model.series[0]?.name ?? ''}、下に${model.series[1]?.name ?? ''}の人数の棒グラフ。同じ数字は「表で見る」で読めます。`,
            },
          })}
      table={<ReleasedTableView table={table} release={release} />}
    />
  );
}
