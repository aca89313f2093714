import type { OperationName } from '../../../analysis/api/contract/operations.ts';
import { type FigureSource, tablesIn } from '../../client/answers.ts';
import { useOperation } from '../../client/hooks.ts';
import { Answer, Empty } from '../../components/state.tsx';
import { TableFigure } from '../../components/table-figure.tsx';

/** The figure of a pinned question, asked anew: what the data and the release rules say now. */
export function LiveFigure({ source, caption }: { readonly source: FigureSource; readonly caption: string }) {
  // The draft names its question by value; the analysis checks the input when it is asked.
  const answer = useOperation(source.operation as OperationName, source.input as never);
  return (
    <Answer query={answer}>
      {(value) => {
        const all = tablesIn(value).filter(({ statistic }) => statistic.id === source.statistic);
        const wire = all.find(({ statistic }) => statistic.context.title === source.title) ?? all[0];
        return wire === undefined ? (
          <Empty>この図のもとになる数字は、いまのデータにありません。</Empty>
        ) : (
          <TableFigure wire={wire} title={caption} />
        );
      }}
    </Answer>
  );
}
