import type { ReleasedTable, ReleasedWire } from '../../../analysis/domain/statistic.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { barOption, horizontalHeight } from '../../charts/bars.ts';
import { estimateFinding, intervalWords } from '../../charts/findings.ts';
import { hasPoints } from '../../charts/model.ts';
import { named } from '../../client/answers.ts';
import { Figure } from '../../components/figure.tsx';
import { useLevelLabel } from '../../components/level-label.ts';
import { ReleasedTableView } from '../../components/released-table.tsx';
import { peopleOf, TableFigure } from '../../components/table-figure.tsx';
import { useArrival } from './arrival.ts';
import { headlineOf } from './headlines.ts';
import { approachModel, isSupplement } from './models.ts';

type Wire = ReleasedWire<ReleasedTable>;

/** The column that a table's automatic figure draws first, where it is not the table's first. */
const FIRST: Readonly<Record<string, string>> = {
  'approaches.burden': 'paf',
  'approaches.capture': 'capture',
  'approaches.events': 'events',
  'approaches.guidance_rate': 'completed_share',
};

function ApproachFigure({ wire }: { readonly wire: Wire }) {
  const { palette } = usePreferences();
  const levelLabel = useLevelLabel();
  const { statistic: table, release } = wire;
  const model = approachModel(table);
  const said = headlineOf(table);
  if (model === undefined || !hasPoints(model)) {
    const first = FIRST[table.id];
    return (
      <TableFigure
        wire={wire}
        {...(first === undefined ? {} : { first })}
        {...(said === undefined ? {} : { title: said })}
      />
    );
  }
  const title = said ?? estimateFinding(table.context.title, model);
  return (
    <Figure
      title={title}
      context={table.context}
      release={release}
      details={[
        ...(model.series.length === 1 && model.valueLabel !== '' ? [model.valueLabel] : []),
        `単位 ${model.unit}`,
        ...peopleOf(table),
        ...intervalWords(model),
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

/** The change of those who were guided beside what would have happened anyway: links lead here. */
function BeforeAfter({ wire }: { readonly wire: Wire }) {
  const place = useArrival<HTMLDivElement>('before_after');
  return (
    <div ref={place}>
      <ApproachFigure wire={wire} />
    </div>
  );
}

interface FiguresProps {
  readonly tables: readonly Wire[];
}

/** The tables of one approach as figures; what was asked for by name stands open at the end. */
export function ApproachFigures({ tables }: FiguresProps) {
  const main = tables.filter((wire) => !isSupplement(wire.statistic));
  const supplements = tables.filter((wire) => isSupplement(wire.statistic));
  return (
    <>
      {named(main).map(({ name, wire }) =>
        wire.statistic.id === 'approaches.before_after' ? (
          <BeforeAfter key={name} wire={wire} />
        ) : (
          <ApproachFigure key={name} wire={wire} />
        ),
      )}
      {named(supplements).map(({ name, wire }) => (
        <TableFigure key={name} wire={wire} />
      ))}
    </>
  );
}
