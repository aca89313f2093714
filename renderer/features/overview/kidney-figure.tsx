import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { heatHeight, heatOption, inkOn } from '../../charts/heat.ts';
import { type ChartModel, chartModel } from '../../charts/model.ts';
import { dimensionOf, leaves } from '../../charts/shape.ts';
import { peopleOf } from '../../components/table-figure.tsx';
import { formatNumber } from '../../format/number.ts';
import { MeasureFigure } from './figure-parts.tsx';
import type { Measure, ReleasedWireTable } from './question.ts';

/** Risk classes of kidney disease by GFR (rows) and proteinuria (columns), as in KDIGO 2012 and the CKD診療ガイド. */
const RISK: Readonly<Record<string, readonly [number, number, number]>> = {
  G1: [0, 1, 2],
  G2: [0, 1, 2],
  G3a: [1, 2, 3],
  G3b: [2, 3, 3],
  G4: [3, 3, 3],
  G5: [3, 3, 3],
};
const RISK_NAMES = ['低い', '軽度', '中等度', '高い'] as const;
/** Green, yellow, orange, red of the guide, set so that lightness falls with risk. */
const RISK_FILLS = ['#d9efdc', '#f7e08a', '#e08a3c', '#8f1d14'] as const;

export function isKidneyMap(table: ReleasedTable): boolean {
  return dimensionOf(table, 'gfr') !== undefined && dimensionOf(table, 'protein') !== undefined;
}

function modelOf(table: ReleasedTable, year: number): ChartModel | undefined {
  const gfr = dimensionOf(table, 'gfr');
  const protein = dimensionOf(table, 'protein');
  if (gfr === undefined || protein === undefined) return undefined;
  return chartModel(table, {
    categories: { dimension: protein, levels: leaves(protein) },
    series: { dimension: gfr, levels: leaves(gfr) },
    at: { year: String(year) },
    valueId: 'value',
  });
}

/** Share of people in the two upper classes, of what may be seen; null where a cell of them is hidden. */
function upperShare(model: ChartModel, classes: readonly string[]): number | null {
  let sum = 0;
  for (const [row, { points }] of model.series.entries())
    for (const [column, point] of points.entries()) {
      if ((RISK[classes[row] ?? '']?.[column] ?? 0) < 2) continue;
      if (point.hidden) return null;
      sum += point.value ?? 0;
    }
  return sum;
}

/** Kidney disease by GFR and proteinuria class, coloured by risk; each cell says its class in words too. */
export function KidneyFigure(props: {
  readonly measure: Measure;
  readonly wire: ReleasedWireTable;
  readonly year: number;
}) {
  const { palette } = usePreferences();
  const { measure, wire, year } = props;
  const table = wire.statistic;
  const model = modelOf(table, year);
  const gfr = dimensionOf(table, 'gfr');
  const classes = gfr === undefined ? [] : leaves(gfr).map(({ code }) => code);
  const riskAt = (row: number, column: number): number => RISK[classes[row] ?? '']?.[column] ?? 0;
  const upper = model === undefined ? null : upperShare(model, classes);
  const title =
    upper === null
      ? `${measure.name}：リスクが高い区分は人数が少なく、合計を出せません`
      : `${measure.name}：リスクが中等度以上の人は ${formatNumber(upper, 1)}%`;
  return (
    <MeasureFigure
      measure={measure}
      wire={wire}
      title={title}
      model={model}
      details={['単位 %（受診者に占める割合）', ...peopleOf(table, 'value'), '色と文字はリスクの区分']}
      draw={(drawn) => ({
        option: heatOption(drawn, palette, {
          // The colour is the class, whatever the number: a hidden one keeps it, and nobody looks at the others only.
          ink: (_, row, column) => inkOn(RISK_FILLS[riskAt(row, column)] ?? palette.surface),
          note: (row, column) => RISK_NAMES[riskAt(row, column)] ?? '',
        }),
        height: heatHeight(drawn) + 60,
        description: `${title}。GFR区分と尿蛋白区分の表。同じ数字は「表で見る」で読めます。`,
      })}
    />
  );
}
