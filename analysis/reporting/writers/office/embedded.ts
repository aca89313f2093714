import type { ReleasedCell } from '../../../domain/statistic.ts';
import type { ChartData } from '../../figures/chart.ts';
import { escapeXml } from '../../figures/svg.ts';
import { HIDDEN_MARK, NONE_MARK } from '../../format.ts';
import { encodeText, type Parts, packParts } from '../zip.ts';

/** One column of the sheet behind a native chart. */
export interface SheetColumn {
  readonly letter: string;
  readonly head: string;
  readonly cells: readonly ReleasedCell[];
}

/** Columns of the sheet behind a chart: categories in A, then each series with the lengths of its interval. */
export function sheetColumns(
  data: ChartData,
): readonly (SheetColumn & { role: 'value' | 'plus' | 'minus'; series: number })[] {
  const columns: {
    head: string;
    cells: readonly ReleasedCell[];
    role: 'value' | 'plus' | 'minus';
    series: number;
  }[] = [];
  data.series.forEach((series, index) => {
    columns.push({ head: series.name, cells: series.cells, role: 'value', series: index });
    if (series.lower === undefined || series.upper === undefined) return;
    const { lower, upper } = series;
    const length = (limits: readonly ReleasedCell[], sign: 1 | -1): readonly ReleasedCell[] =>
      series.cells.map((cell, at) => difference(limits[at], cell, sign));
    columns.push({
      head: `${series.name} 上限までの長さ`,
      cells: length(upper, 1),
      role: 'plus',
      series: index,
    });
    columns.push({
      head: `${series.name} 下限までの長さ`,
      cells: length(lower, -1),
      role: 'minus',
      series: index,
    });
  });
  return columns.map((column, index) => ({ ...column, letter: String.fromCharCode(66 + index) }));
}

function difference(limit: ReleasedCell | undefined, cell: ReleasedCell, sign: 1 | -1): ReleasedCell {
  if (limit?.state !== 'shown' || cell.state !== 'shown') return limit ?? { state: 'none' };
  return { state: 'shown', value: Math.max(0, Number((sign * (limit.value - cell.value)).toPrecision(12))) };
}

/** The released numbers of one chart as a small workbook, for editing the chart in Office; nothing else is in it. */
export function embeddedWorkbook(data: ChartData): Uint8Array {
  const columns = sheetColumns(data);
  const text = (at: string, value: string): string =>
    `<c r="${at}" t="inlineStr"><is><t>${escapeXml(value)}</t></is></c>`;
  const number = (at: string, cell: ReleasedCell): string =>
    cell.state === 'shown'
      ? `<c r="${at}"><v>${cell.value}</v></c>`
      : text(at, cell.state === 'hidden' ? HIDDEN_MARK : NONE_MARK);
  const head = `<row r="1">${text('A1', data.categoryLabel)}${columns.map((column) => text(`${column.letter}1`, column.head)).join('')}</row>`;
  const rows = data.categories.map(
    (category, index) =>
      `<row r="${index + 2}">${text(`A${index + 2}`, category)}${columns.map((column) => number(`${column.letter}${index + 2}`, column.cells[index] ?? { state: 'none' })).join('')}</row>`,
  );
  const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const files: Record<string, string> = {
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${head}${rows.join('')}</sheetData></worksheet>`,
  };
  const parts: Parts = {};
  for (const [name, xml] of Object.entries(files))
    parts[name] = encodeText(declaration + xml) as Parts[string];
  return packParts(parts);
}
