import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { barOption } from '../../charts/bars.ts';
import { type ChartModel, chartModel, type Point } from '../../charts/model.ts';
import { dimensionOf } from '../../charts/shape.ts';
import { useOperation } from '../../client/hooks.ts';
import { Answer } from '../../components/state.tsx';
import { differenceUnit, formatSigned, formatWithUnit } from '../../format/number.ts';
import { PlainFigure } from './figure-parts.tsx';
import type { Measure } from './question.ts';

/** The district and all others together, each as a bar. */
export function restModel(table: ReleasedTable, year: number, valueId?: string): ChartModel | undefined {
  const dimension = dimensionOf(table, 'district');
  if (dimension === undefined) return undefined;
  const levels = dimension.levels.filter((level) => level.parent !== undefined);
  return chartModel(table, {
    categories: { dimension, levels },
    at: { year: String(year) },
    ...(valueId === undefined ? {} : { valueId }),
  });
}

function apart(a: Point, b: Point): boolean {
  if (a.lower === null || a.upper === null || b.lower === null || b.upper === null) return false;
  return a.lower > b.upper || a.upper < b.lower;
}

/** How the district differs from all others, and whether chance explains it. */
export function restFinding(subject: string, model: ChartModel): string {
  const [own, rest] = model.series[0]?.points ?? [];
  const name = model.categories[0] ?? '';
  if (own?.value == null || rest?.value == null)
    return `${subject}：${name}とほかの地区は比べられません（人数が少ないため伏せています）`;
  const text = (value: number): string => formatWithUnit(value, model.unit, model.decimals);
  const difference = `${formatSigned(own.value - rest.value, model.decimals)}${differenceUnit(model.unit)}`;
  const sure = apart(own, rest) ? '明らかに違う' : '偶然の範囲';
  return `${subject}は ${name} ${text(own.value)}、ほかの地区 ${text(rest.value)}（差 ${difference}、${sure}）`;
}

interface RestFigureProps {
  readonly measure: Measure;
  readonly year: number;
  readonly district: string;
  readonly standardise: boolean;
}

/** 「ほかの地区と比べる」. */
export function RestFigure({ measure, year, district, standardise }: RestFigureProps) {
  const { palette } = usePreferences();
  const answer = useOperation('overview.rest', { id: measure.id, year, district });
  return (
    <Answer query={answer}>
      {({ table: wire }) => (
        <PlainFigure
          measure={measure}
          wire={wire}
          standardise={standardise}
          at={{ year: String(year), district }}
          modelOf={(table, valueId) => restModel(table, year, valueId)}
          finding={restFinding}
          kind="横棒グラフ"
          draw={(model) => ({
            option: barOption(model, palette, { horizontal: true, labels: true }),
            height: 200,
          })}
        />
      )}
    </Answer>
  );
}
