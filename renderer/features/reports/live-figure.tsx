import type { OperationName } from '../../../analysis/api/contract/operations.ts';
import type { ReleasedWire } from '../../../analysis/domain/statistic.ts';
import { type AnyStatistic, type FigureSource, statisticOf } from '../../client/answers.ts';
import { useOperation } from '../../client/hooks.ts';
import { Answer, Empty } from '../../components/state.tsx';
import { TableFigure } from '../../components/table-figure.tsx';
import { BalanceFigure } from '../studies/balance-figure.tsx';
import { FlowFigure } from '../studies/flow.tsx';
import { OutcomeFigure } from '../studies/result.tsx';

function Shown({ wire, caption }: { readonly wire: ReleasedWire<AnyStatistic>; readonly caption: string }) {
  const { statistic, release } = wire;
  if ('dimensions' in statistic) return <TableFigure wire={{ statistic, release }} title={caption} />;
  if ('effect' in statistic)
    return <OutcomeFigure wire={{ statistic, release }} others={[]} caption={caption} />;
  if ('steps' in statistic) return <FlowFigure wire={{ statistic, release }} title={caption} />;
  return <BalanceFigure wire={{ statistic, release }} title={caption} />;
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
