import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { endsFinding, trendFinding } from '../../charts/findings.ts';
import { trendOption } from '../../charts/lines.ts';
import { type ChartModel, chartModel } from '../../charts/model.ts';
import { dimensionOf, isPlain } from '../../charts/shape.ts';
import { TableFigure } from '../../components/table-figure.tsx';
import { PlainFigure } from './figure-parts.tsx';
import { isRedefined, type Measure } from './question.ts';
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

/** A measure that came to count something else between the years has no change to tell. */
export function redefinedFinding(subject: string, model: ChartModel): string {
  return `${endsFinding(subject, { ...model, series: model.series.slice(0, 1) })}。途中で定義が変わったため、前後の年度は比べられません`;
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
  const redefined = isRedefined(measure, sorted[0] ?? 0, sorted.at(-1) ?? 0);
  const by = district === '' && measure.stratifications.includes('sex') ? (['sex'] as const) : [];
  return (
    <SliceAnswer slice={{ measure, years: sorted, by, district, standardise }}>
      {(wire) =>
        isPlain(wire.statistic) ? (
          <PlainFigure
            measure={measure}
            wire={wire}
            standardise={standardise}
            at={{ year: String(sorted.at(-1) ?? '') }}
            modelOf={(table, valueId) => trendModel(table, valueId, fiscalYear)}
            finding={
              redefined
                ? redefinedFinding
                : (subject, model) => trendFinding(subject, model, measure.direction)
            }
            kind="年度ごとの折れ線グラフ"
            draw={(model) => ({ option: trendOption(model, palette), height: 320 })}
          />
        ) : (
          <TableFigure wire={wire} />
        )
      }
    </SliceAnswer>
  );
}
