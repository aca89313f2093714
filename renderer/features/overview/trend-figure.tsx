import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { trendOption } from '../../charts/lines.ts';
import { type ChartModel, chartModel } from '../../charts/model.ts';
import { dimensionOf, isPlain, standardisedColumn } from '../../charts/shape.ts';
import { TableFigure } from '../../components/table-figure.tsx';
import { detailsOf, MeasureFigure } from './figure-parts.tsx';
import { trendFinding } from './findings.ts';
import type { Measure } from './question.ts';
import { SliceAnswer } from './slice.tsx';

/** Years along the axis; a line for all and for each sex where the table has sexes. */
export function trendModel(
  table: ReleasedTable,
  valueId: string | undefined,
  yearLabel: (year: number) => string,
): ChartModel | undefined {
  const year = dimensionOf(table, 'year');
  if (year === undefined) return undefined;
  const sex = dimensionOf(table, 'sex');
  return chartModel(table, {
    categories: { dimension: year, levels: year.levels, label: (level) => yearLabel(Number(level.code)) },
    ...(sex === undefined ? {} : { series: { dimension: sex, levels: sex.levels } }),
    ...(valueId === undefined ? {} : { valueId }),
  });
}

interface TrendFigureProps {
  readonly measure: Measure;
  readonly years: readonly number[];
  readonly district: string;
  readonly standardise: boolean;
}

/** A measure over the years, of everybody or inside one district. */
export function TrendFigure({ measure, years, district, standardise }: TrendFigureProps) {
  const { palette, fiscalYear } = usePreferences();
  const sorted = [...years].sort((a, b) => a - b);
  const by = district === '' && measure.stratifications.includes('sex') ? (['sex'] as const) : [];
  return (
    <SliceAnswer slice={{ measure, years: sorted, by, district, standardise }}>
      {(wire) => {
        if (!isPlain(wire.statistic)) return <TableFigure wire={wire} />;
        const valueId = standardise ? standardisedColumn(wire.statistic) : undefined;
        const model = trendModel(wire.statistic, valueId, fiscalYear);
        const subject = `${measure.name}${valueId === undefined ? '' : '（年齢調整）'}`;
        const title = model === undefined ? subject : trendFinding(subject, model);
        return (
          <MeasureFigure
            measure={measure}
            wire={wire}
            title={title}
            model={model}
            details={detailsOf(wire, { year: String(sorted.at(-1) ?? '') }, valueId)}
            draw={(drawn) => ({
              option: trendOption(drawn, palette),
              height: 320,
              description: `${title}。年度ごとの折れ線グラフ。同じ数字は「表で見る」で読めます。`,
            })}
          />
        );
      }}
    </SliceAnswer>
  );
}
