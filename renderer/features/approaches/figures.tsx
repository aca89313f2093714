import type { ReleasedTable, ReleasedWire } from '../../../analysis/domain/statistic.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { barOption, horizontalHeight } from '../../charts/bars.ts';
import { estimateFinding } from '../../charts/findings.ts';
import { hasPoints } from '../../charts/model.ts';
import { named } from '../../client/answers.ts';
import { Figure } from '../../components/figure.tsx';
import { useLevelLabel } from '../../components/level-label.ts';
import { ReleasedTableView } from '../../components/released-table.tsx';
import { peopleOf, TableFigure } from '../../components/table-figure.tsx';
import { BREAKDOWNS } from './breakdowns.ts';
import { approachModel, isSupplement } from './models.ts';

type Wire = ReleasedWire<ReleasedTable>;

function ApproachFigure({ wire }: { readonly wire: Wire }) {
  const { palette } = usePreferences();
  const levelLabel = useLevelLabel();
  const { statistic: table, release } = wire;
  const model = approachModel(table);
  if (model === undefined || !hasPoints(model)) return <TableFigure wire={wire} />;
  const title = estimateFinding(table.context.title, model);
  return (
    <Figure
      title={title}
      context={table.context}
      release={release}
      details={[
        ...(model.series.length === 1 && model.valueLabel !== '' ? [model.valueLabel] : []),
        `単位 ${model.unit}`,
        ...peopleOf(table),
      ]}
      chart={{
        option: barOption(model, palette, { horizontal: true }),
        height: horizontalHeight(model),
        description: `${title}。横棒グラフ。同じ数字は「表で見る」で読めます。`,
      }}
      table={<ReleasedTableView table={table} release={release} levelLabel={levelLabel} />}
    />
  );
}

function cutWords(supplements: readonly Wire[]): string {
  const dimensions = new Set(
    supplements.flatMap(({ statistic }) => statistic.dimensions.map(({ id }) => id)),
  );
  return BREAKDOWNS.flatMap(([id, words]) => (dimensions.has(id) ? [words] : [])).join('・');
}

interface FiguresProps {
  readonly tables: readonly Wire[];
  /** Whether one of the supplements was asked for by name. */
  readonly asked: boolean;
}

/** The tables of one approach as figures; supplements at the end, folded unless one was asked for. */
export function ApproachFigures({ tables, asked }: FiguresProps) {
  const main = tables.filter((wire) => !isSupplement(wire.statistic));
  const supplements = tables.filter((wire) => isSupplement(wire.statistic));
  return (
    <>
      {named(main).map(({ name, wire }) => (
        <ApproachFigure key={name} wire={wire} />
      ))}
      {supplements.length > 0 && (
        <details className="file-report" open={asked}>
          <summary>
            {cutWords(supplements)}の表（{supplements.length}）
          </summary>
          <div className="file-report-body stack">
            {named(supplements).map(({ name, wire }) => (
              <TableFigure key={name} wire={wire} />
            ))}
          </div>
        </details>
      )}
    </>
  );
}
