import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { barOption } from '../../charts/bars.ts';
import { useOperation } from '../../client/hooks.ts';
import { Empty } from '../../components/state.tsx';
import { peopleOf } from '../../components/table-figure.tsx';
import { formatNumber } from '../../format/number.ts';
import { MeasureFigure } from './figure-parts.tsx';
import type { Measure } from './question.ts';
import { referenceFinding, referenceModel, referencePoints } from './reference.ts';

type References = OperationOutput<'measures.references'>;

/** Values of same-size municipalities, prefecture and nation, and what of them cannot be used and why. */
export function useReference(measure: Measure, year: number, enabled: boolean): References | undefined {
  return useOperation('measures.references', { id: measure.id, year }, { enabled }).data;
}

interface ReferenceProps {
  readonly measure: Measure;
  readonly year: number;
}

/** The values of other areas under a big number. */
export function ReferenceLine({ measure, year }: ReferenceProps) {
  const wire = useReference(measure, year, true)?.table;
  if (wire === undefined) return null;
  const points = referencePoints(wire.statistic);
  if (points.length === 0) return null;
  const decimals = wire.statistic.columns.find(({ id }) => id === 'value')?.decimals ?? 1;
  return (
    <p className="big-base">
      {points.map(({ id, name, value }) => (
        <span key={id}>
          {name} <span className="num">{formatNumber(value, decimals)}</span>
        </span>
      ))}
    </p>
  );
}

/** 「県・国と比べる」: the municipality beside other areas, the age-adjusted ratio in the table. */
export function ReferenceFigure({ measure, year }: ReferenceProps) {
  const { palette } = usePreferences();
  const found = useReference(measure, year, true);
  const wire = found?.table;
  if (wire === undefined) return <Empty>{found?.faults.join('') || '比べる値がありません。'}</Empty>;
  const model = referenceModel(wire.statistic);
  const title = referenceFinding(measure.name, wire.statistic);
  return (
    <MeasureFigure
      measure={measure}
      wire={wire}
      title={title}
      model={model}
      details={[
        `単位 ${measure.unit}`,
        ...peopleOf(wire.statistic),
        ...(found?.faults ?? []),
        '年齢構成をそろえた比は「表で見る」にある',
      ]}
      draw={(drawn) => ({
        option: barOption(drawn, palette, { horizontal: true, labels: true }),
        height: 240,
        description: `${title}。横棒グラフ。同じ数字は「表で見る」で読めます。`,
      })}
    />
  );
}
