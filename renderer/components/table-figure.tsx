import type { ReleasedTable, ReleasedWire } from '../../analysis/domain/statistic.ts';
import { usePreferences } from '../app/preferences.tsx';
import { automaticChart } from '../charts/automatic.ts';
import { pickColumns } from '../charts/shape.ts';
import { Figure } from './figure.tsx';
import { useLevelLabel } from './level-label.ts';
import { ReleasedTableView } from './released-table.tsx';

interface TableFigureProps {
  readonly wire: ReleasedWire<ReleasedTable>;
  /** Says the finding; the table's own title where absent. */
  readonly title?: string;
}

/** A released table as the figure that fits it, with the table itself behind one button. */
export function TableFigure({ wire, title }: TableFigureProps) {
  const { palette } = usePreferences();
  const levelLabel = useLevelLabel();
  const { statistic: table, release } = wire;
  const heading = title ?? table.context.title;
  const chart = automaticChart(table, palette);
  const unit = pickColumns(table)?.value.unit;
  return (
    <Figure
      title={heading}
      context={table.context}
      release={release}
      details={chart === undefined || unit === undefined ? [] : [`単位 ${unit}`]}
      {...(chart === undefined
        ? {}
        : {
            chart: {
              option: chart.option,
              height: chart.height,
              description: `${heading}。同じ数字は「表で見る」で読めます。`,
            },
          })}
      table={<ReleasedTableView table={table} release={release} levelLabel={levelLabel} />}
    />
  );
}
