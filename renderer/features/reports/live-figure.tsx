import type { OperationName } from '../../../analysis/api/contract/operations.ts';
import type { ReleasedEffect, ReleasedTable, ReleasedWire } from '../../../analysis/domain/statistic.ts';
import { type AnyStatistic, type FigureSource, statisticOf } from '../../client/answers.ts';
import { useOperation } from '../../client/hooks.ts';
import { Answer, Empty } from '../../components/state.tsx';
import { TableFigure } from '../../components/table-figure.tsx';
import { formatNumber } from '../../format/number.ts';

function isTable(wire: ReleasedWire<AnyStatistic>): wire is ReleasedWire<ReleasedTable> {
  return 'dimensions' in wire.statistic;
}

function EffectLine({ statistic }: { readonly statistic: ReleasedEffect }) {
  const { effect, context } = statistic;
  const [lower, upper] = effect.interval;
  const number = (value: number): string => formatNumber(value, 2);
  return (
    <p className="reading-line">
      {effect.outcomeLabel}：{number(effect.estimate)}
      {effect.unit}（95%信頼区間 {number(lower)}〜{number(upper)}、{effect.method}）
      <span className="hint">　{context.population}</span>
    </p>
  );
}

function Shown({ wire, caption }: { readonly wire: ReleasedWire<AnyStatistic>; readonly caption: string }) {
  if (isTable(wire)) return <TableFigure wire={wire} title={caption} />;
  if ('effect' in wire.statistic) return <EffectLine statistic={wire.statistic} />;
  return <p className="hint">この図は、できあがったファイルに入ります（{wire.statistic.context.title}）。</p>;
}

/** The figure of a pinned question, asked anew: what the data and the release rules say now. */
export function LiveFigure({ source, caption }: { readonly source: FigureSource; readonly caption: string }) {
  // The draft names its question by value; the analysis checks the input when it is asked.
  const answer = useOperation(source.operation as OperationName, source.input as never);
  return (
    <Answer query={answer}>
      {(value) => {
        const wire = statisticOf(value, source);
        return wire === undefined ? (
          <Empty>この図のもとになる数字は、いまのデータにありません。</Empty>
        ) : (
          <Shown wire={wire} caption={caption} />
        );
      }}
    </Answer>
  );
}
