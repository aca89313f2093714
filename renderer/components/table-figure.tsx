import { useState } from 'react';
import type { Column, ReleasedTable, ReleasedWire } from '../../analysis/domain/statistic.ts';
import { noted } from '../../analysis/domain/titles.ts';
import { usePreferences } from '../app/preferences.tsx';
import { type AutomaticChart, automaticChart } from '../charts/automatic.ts';
import { intervalWords } from '../charts/findings.ts';
import { pointOf } from '../charts/model.ts';
import { cellOf, dimensionOf, pickColumns, shownValue, valueColumns } from '../charts/shape.ts';
import { formatWithUnit } from '../format/number.ts';
import { SelectField } from './field.tsx';
import { Figure } from './figure.tsx';
import { useLevelLabel } from './level-label.ts';
import { ReleasedTableView } from './released-table.tsx';

interface TableFigureProps {
  readonly wire: ReleasedWire<ReleasedTable>;
  /** Says the finding; what the drawn numbers say of the table's title where absent. */
  readonly title?: string;
  /** The column that is drawn first; the first that can be drawn where absent. */
  readonly first?: string;
}

function ColumnChoice(props: {
  readonly columns: readonly Column[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}) {
  if (props.columns.length < 2) return null;
  return (
    <SelectField
      label="図にする数字"
      value={props.chosen}
      options={props.columns.map(({ id, label, unit }) => [id, `${label}（${unit}）`])}
      onChange={props.onChoose}
    />
  );
}

/** Number of people behind a table, in words: of its total, or of its parts where it has none; empty where hidden. */
export function peopleOf(table: ReleasedTable, valueId?: string): readonly string[] {
  const denominator = pickColumns(table, valueId)?.denominator;
  if (denominator === undefined) return [];
  const text = (value: number): string => formatWithUnit(value, denominator.unit, denominator.decimals);
  const year = dimensionOf(table, 'year')?.levels.at(-1)?.code;
  const total = pointOf(table, year === undefined ? {} : { year }, valueId).denominator;
  if (total !== null) return [`${denominator.label} ${text(total)}`];
  const parts = table.rows.flatMap((row) => shownValue(cellOf(table, row, denominator)) ?? []);
  if (parts.length === 0) return [];
  const [least, most] = [Math.min(...parts), Math.max(...parts)];
  const range = least === most ? text(least) : `${text(least)}〜${text(most)}`;
  return [`${denominator.label} ${range}（区分ごと）`];
}

function detailsOf(
  table: ReleasedTable,
  { year, model }: AutomaticChart,
  value: Column,
  levelLabel: ReturnType<typeof useLevelLabel>,
): readonly string[] {
  return [
    value.label,
    `単位 ${value.unit}`,
    ...peopleOf(table, value.id),
    ...intervalWords(model),
    ...(year === undefined ? [] : [`図は${levelLabel('year', year.code, year.label)}`]),
    ...(model.categories.length === 20 ? ['図は多い順に20まで'] : []),
  ];
}

/** What the title speaks of: of several numbers the one that is drawn. */
function subjectOf(table: ReleasedTable, value: Column | undefined): string {
  const { title } = table.context;
  if (value === undefined || valueColumns(table).length < 2 || title.includes(value.label)) return title;
  return noted(title, value.label);
}

/** That none of the numbers a figure would draw may be shown; undefined where some may, or none is there. */
function silentTitle(table: ReleasedTable, value: Column | undefined): string | undefined {
  if (value === undefined) return undefined;
  const states = new Set(table.rows.map((row) => cellOf(table, row, value).state));
  if (states.has('shown') || !states.has('hidden')) return undefined;
  return `${table.context.title}：${value.label}は、どの区分も伏せています`;
}

/** A released table as the figure that fits it, with the table itself behind one button. */
export function TableFigure({ wire, title, first }: TableFigureProps) {
  const { palette } = usePreferences();
  const levelLabel = useLevelLabel();
  const { statistic: table, release } = wire;
  const [chosen, setChosen] = useState(first);
  const value = pickColumns(table, chosen)?.value;
  const chart = automaticChart(table, palette, chosen);
  const subject = subjectOf(table, value);
  const heading = title ?? chart?.finding(subject) ?? silentTitle(table, value) ?? table.context.title;
  const isDrawn = chart?.isWorth === true;
  const described = chart === undefined || value === undefined ? '' : `${value.label}の図。`;
  return (
    <Figure
      title={heading}
      context={table.context}
      release={release}
      tableFirst={valueColumns(table).length > 1}
      details={chart === undefined || value === undefined ? [] : detailsOf(table, chart, value, levelLabel)}
      {...(!isDrawn
        ? {}
        : {
            chart: {
              option: chart.option,
              height: chart.height,
              description: `${heading}。${described}同じ数字は「表で見る」で読めます。`,
            },
          })}
      table={<ReleasedTableView table={table} release={release} levelLabel={levelLabel} />}
    >
      {isDrawn && value !== undefined && (
        <ColumnChoice columns={valueColumns(table)} chosen={value.id} onChoose={setChosen} />
      )}
    </Figure>
  );
}
