import type { Worksheet } from '@cj-tech-master/excelts';
import { installChartSupport } from '@cj-tech-master/excelts/chart';
import { type ChartData, chartData } from '../../figures/chart.ts';
import { escapeXml } from '../../figures/svg.ts';
import type { FigureBlock } from '../../model.ts';
import { plain } from '../../text.ts';
import { personsNote } from '../notes.ts';
import { type ChartPlace, chartXml } from '../office/chart-xml.ts';
import { sheetColumns } from '../office/embedded.ts';
import { encodeText, type Parts, rewrite } from '../zip.ts';
import { newSheet, putCell, putNotes, type SheetContext } from './sheets.ts';
import { bodyBorder, fitColumns, fitRow, headCell, putText } from './style.ts';

const HEAD_ROW = 3;
const CHART_ROWS = 18;

/** A chart on a sheet, to be written into the package once the workbook is. */
export interface PlacedChart {
  readonly data: ChartData;
  readonly place: ChartPlace;
  readonly title: string;
  readonly alt: string;
}

/** The numbers behind a figure, limits and lengths of the intervals included, with a native chart of them below. */
export function figureSheet(
  context: SheetContext,
  name: string,
  caption: string,
  block: FigureBlock,
): PlacedChart {
  const data = chartData(block.chart);
  const sheet = newSheet(context, name, { landscape: true, headRows: 3, headColumns: 1, onePage: true });
  putText(sheet.getCell(1, 1), caption, { size: 13, bold: true });
  putText(sheet.getCell(2, 1), plain(block.alt), { size: 9, colour: '5B6470' });
  const unit = data.unit === '' ? '' : `（${data.unit}）`;
  const lengths = sheetColumns(data).filter(({ role }) => role !== 'value');
  const heads = [
    ...data.series.flatMap((series) => [
      `${series.name}${unit}`,
      ...(series.lower === undefined ? [] : [`${series.name} 下限`]),
      ...(series.upper === undefined ? [] : [`${series.name} 上限`]),
    ]),
    ...lengths.map(({ head: text }) => text),
  ];
  [data.categoryLabel, ...heads].forEach((text, column) => {
    headCell(sheet.getCell(3, column + 1), text, context.look);
  });
  data.categories.forEach((category, index) => {
    const head = sheet.getCell(4 + index, 1);
    putText(head, category);
    bodyBorder(head);
    const lists = [
      ...data.series.flatMap(({ cells, lower, upper }) => [cells, lower, upper]),
      ...lengths.map(({ cells }) => cells),
    ];
    const cells = lists.flatMap((list) =>
      list === undefined ? [] : [list[index] ?? ({ state: 'none' } as const)],
    );
    cells.forEach((cell, column) => {
      putCell(sheet, [4 + index, column + 2], cell, data.decimals);
    });
  });
  fitColumns(sheet, [
    [data.categoryLabel, ...data.categories],
    ...heads.map((head) => [head.slice(0, 12), '000,000']),
  ]);
  fitRow(sheet, HEAD_ROW, [data.categoryLabel, ...heads], 10);
  const persons = personsNote(block.chart);
  const notes = [...(persons === '' ? [] : [persons]), ...data.notes];
  putNotes(sheet, 5 + data.categories.length, notes, heads.length + 1);
  const top = 6 + data.categories.length + notes.length;
  reserve(sheet, top);
  const place = { sheet: `'${name}'`, headRow: HEAD_ROW, ...lettersOf(data) };
  return { data, place, title: caption, alt: plain(block.alt) };
}

/** Columns of each series' values, with its limits beside it, and of the lengths of the intervals behind them all. */
function lettersOf(data: ChartData): Pick<ChartPlace, 'letters' | 'lengths'> {
  let column = 0;
  const next = (): string => {
    column += 1;
    return String.fromCharCode(65 + column);
  };
  const letters = data.series.map(({ lower, upper }) => {
    const letter = next();
    column += [lower, upper].filter((limits) => limits !== undefined).length;
    return letter;
  });
  const lengths = data.series.map(({ lower, upper }) =>
    lower === undefined || upper === undefined ? undefined : { plus: next(), minus: next() },
  );
  return { letters, lengths };
}

/** Lets the library lay the parts of a chart; what is in them is written by `fillCharts`. */
function reserve(sheet: Worksheet, top: number): void {
  installChartSupport();
  const series = [
    { name: 'x', categories: `'${sheet.name}'!$A$4:$A$4`, values: `'${sheet.name}'!$B$4:$B$4` },
  ];
  sheet.addBarChart({ series }, { tl: { col: 0, row: top - 1 }, br: { col: 7, row: top - 1 + CHART_ROWS } });
}

/** Writes the charts of the figure sheets into the package, in the order in which they were placed. */
export function fillCharts(parts: Parts, charts: readonly PlacedChart[], accent: string): void {
  charts.forEach((chart, index) => {
    const name = `xl/charts/chart${index + 1}.xml`;
    if (parts[name] === undefined) throw new Error(`no part ${name}`);
    parts[name] = encodeText(chartXml(chart.data, { accent, size: 10, place: chart.place })) as Parts[string];
    rewrite(parts, new RegExp(`^xl/drawings/drawing${index + 1}\\.xml$`), (text) =>
      text.replace(
        /<xdr:cNvPr id="(\d+)" name="[^"]*"/,
        `<xdr:cNvPr id="$1" name="${escapeXml(chart.title)}" descr="${escapeXml(chart.alt)}"`,
      ),
    );
  });
}
