import { leaves } from '../../../analysis/domain/levels.ts';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { heatHeight, heatOption, inkOn } from '../../charts/heat.ts';
import { type ChartModel, chartModel } from '../../charts/model.ts';
import { dimensionOf } from '../../charts/shape.ts';
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

/** How the cells of a table by GFR and proteinuria are classed, from the first class to the fourth. */
interface Reading {
  readonly classOf: (gfr: string, protein: number) => number;
  readonly names: readonly [string, string, string, string];
  /** Of the two upper classes together. */
  readonly upper: string;
  readonly hidden: string;
  readonly detail: string;
}

const CKD: Reading = {
  classOf: (gfr, protein) => RISK[gfr]?.[protein] ?? 0,
  names: RISK_NAMES,
  upper: 'リスクが中等度以上の人',
  hidden: 'リスクが高い区分は人数が少なく、合計を出せません',
  detail: '色と文字はリスクの区分',
};
/** 糖尿病性腎症病期分類2023 without the fifth stage, which no value of a checkup tells. */
const NEPHROPATHY: Reading = {
  classOf: (gfr, protein) => (gfr === 'G4' || gfr === 'G5' ? 3 : protein),
  names: ['第1期', '第2期', '第3期', '第4期'],
  upper: '第3期・第4期の区分に入る人',
  hidden: '第3期・第4期の区分は人数が少なく、合計を出せません',
  detail: '色と文字は腎症の病期（尿蛋白の試験紙による目安）',
};
const DIABETIC = 'kidney.diabetic_map';

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

/** Share of people in the two upper classes, of what may be seen, and whether a cell of them is hidden. */
function upperShare(model: ChartModel, classAt: (row: number, column: number) => number) {
  let sum = 0;
  let partial = false;
  for (const [row, { points }] of model.series.entries())
    for (const [column, point] of points.entries()) {
      if (classAt(row, column) < 2) continue;
      partial ||= point.hidden;
      sum += point.value ?? 0;
    }
  return { sum, partial };
}

/** What is hidden is not zero: where some is, the sum of the others is told as that of the others. */
function upperText({ upper, hidden }: Reading, found: ReturnType<typeof upperShare> | undefined): string {
  if (found === undefined || (found.partial && found.sum === 0)) return hidden;
  return `${upper}は${found.partial ? '、伏せた区分を除いて' : ''} ${formatNumber(found.sum, 1)}%`;
}

/** Kidneys by GFR and proteinuria class, coloured by risk or stage; each cell says its class in words too. */
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
  const reading = measure.id === DIABETIC ? NEPHROPATHY : CKD;
  const classAt = (row: number, column: number): number => reading.classOf(classes[row] ?? '', column);
  const title = `${measure.name}：${upperText(reading, model && upperShare(model, classAt))}`;
  return (
    <MeasureFigure
      measure={measure}
      wire={wire}
      title={title}
      model={model}
      details={['単位 %（対象者に占める割合）', ...peopleOf(table, 'value'), reading.detail]}
      draw={(drawn) => ({
        option: heatOption(drawn, palette, {
          // The colour is the class, whatever the number: a hidden one keeps it, and nobody looks at the others only.
          ink: (_, row, column) => inkOn(RISK_FILLS[classAt(row, column)] ?? palette.surface),
          note: (row, column) => reading.names[classAt(row, column)] ?? '',
        }),
        height: heatHeight(drawn) + 60,
        description: `${title}。GFR区分と尿蛋白区分の表。同じ数字は「表で見る」で読めます。`,
      })}
    />
  );
}
