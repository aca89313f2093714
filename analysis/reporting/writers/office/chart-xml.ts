import type { ReleasedCell } from '../../../domain/statistic.ts';
import { valueAxis } from '../../figures/axis.ts';
import type { ChartData } from '../../figures/chart.ts';
import { valueTitle } from '../../figures/frame.ts';
import { paletteOf } from '../../figures/palette.ts';
import { escapeXml } from '../../figures/svg.ts';
import { OFFICE_FONT } from '../../fonts/source.ts';
import { type SheetColumn, sheetColumns } from './embedded.ts';

export interface ChartLook {
  readonly accent: string;
  /** Text size in points. */
  readonly size: number;
  /** Where the numbers stand; the embedded workbook of a slide when absent. */
  readonly place?: ChartPlace;
}

/** A sheet that holds a chart's numbers: heads in one row, categories in column A below it. */
export interface ChartPlace {
  readonly sheet: string;
  readonly headRow: number;
  /** Column of each series' values. */
  readonly letters: readonly string[];
  /** Columns of the lengths of each series' intervals; absent where it has none. */
  readonly lengths: readonly (IntervalLetters | undefined)[];
}

export interface IntervalLetters {
  readonly plus: string;
  readonly minus: string;
}

/**
 * A native, editable Office chart (ECMA-376 DrawingML chart) of released numbers; `rId1` must lead to the
 * workbook of `embeddedWorkbook`. Hidden cells leave a gap, never a zero.
 */
export function chartXml(data: ChartData, look: ChartLook): string {
  const line = data.kind === 'line' || data.kind === 'distribution';
  const series = data.series.map((_, index) => seriesXml(data, look, index)).join('');
  const ids = '<c:axId val="111111111"/><c:axId val="222222222"/>';
  const plot = line
    ? `<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>${series}<c:marker val="1"/>${ids}</c:lineChart>`
    : `<c:barChart><c:barDir val="${data.horizontal ? 'bar' : 'col'}"/><c:grouping val="clustered"/><c:varyColors val="0"/>${series}<c:gapWidth val="${data.series.length > 1 ? 60 : 45}"/>${ids}</c:barChart>`;
  const legend =
    data.series.length > 1
      ? `<c:legend><c:legendPos val="t"/><c:overlay val="0"/>${textProperties(look.size)}</c:legend>`
      : '';
  const external =
    look.place === undefined ? '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData>' : '';
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><c:date1904 val="0"/><c:lang val="ja-JP"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>${plot}${categoryAxis(data, look)}${valueAxisXml(data, look)}<c:spPr><a:noFill/></c:spPr></c:plotArea>${legend}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>${textProperties(look.size)}${external}</c:chartSpace>`;
}

function fontXml(): string {
  const face = escapeXml(OFFICE_FONT);
  return `<a:latin typeface="${face}"/><a:ea typeface="${face}"/>`;
}

function textProperties(size: number, colour = '1A1F26'): string {
  return `<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="${Math.round(size * 100)}" b="0"><a:solidFill><a:srgbClr val="${colour}"/></a:solidFill>${fontXml()}</a:defRPr></a:pPr><a:endParaRPr lang="ja-JP"/></a:p></c:txPr>`;
}

function titleXml(text: string, size: number, rotated: boolean): string {
  if (text === '') return '';
  const body = rotated ? '<a:bodyPr rot="-5400000" vert="horz"/>' : '<a:bodyPr/>';
  return `<c:title><c:tx><c:rich>${body}<a:lstStyle/><a:p><a:pPr><a:defRPr sz="${Math.round(size * 100)}" b="0">${fontXml()}</a:defRPr></a:pPr><a:r><a:rPr lang="ja-JP" sz="${Math.round(size * 100)}" b="0"><a:solidFill><a:srgbClr val="5B6470"/></a:solidFill>${fontXml()}</a:rPr><a:t>${escapeXml(text)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>`;
}

function numberCode(decimals: number): string {
  return decimals > 0 ? `#,##0.${'0'.repeat(decimals)}` : '#,##0';
}

function points(cells: readonly ReleasedCell[]): string {
  const shown = cells.map((cell, index) =>
    cell.state === 'shown' ? `<c:pt idx="${index}"><c:v>${cell.value}</c:v></c:pt>` : '',
  );
  return `<c:ptCount val="${cells.length}"/>${shown.join('')}`;
}

/** Reference to a column of the numbers, from the row below its head. */
function rangeOf(place: ChartPlace, letter: string, count: number): string {
  const first = place.headRow + 1;
  return `${escapeXml(place.sheet)}!$${letter}$${first}:$${letter}$${first + count - 1}`;
}

function cached(cells: readonly ReleasedCell[], decimals: number): string {
  return `<c:formatCode>${numberCode(decimals)}</c:formatCode>${points(cells)}`;
}

/** Lengths of an interval from the sheet: LibreOffice draws none that are written into the chart itself. */
function lengths({ cells }: SheetColumn, place: ChartPlace, letter: string, decimals: number): string {
  const range = rangeOf(place, letter, cells.length);
  return `<c:numRef><c:f>${range}</c:f><c:numCache>${cached(cells, decimals)}</c:numCache></c:numRef>`;
}

const EMBEDDED: ChartPlace = { sheet: 'Sheet1', headRow: 1, letters: [], lengths: [] };

function seriesXml(data: ChartData, look: ChartLook, index: number): string {
  const columns = sheetColumns(data).filter((column) => column.series === index);
  const value = columns.find(({ role }) => role === 'value');
  if (value === undefined) return '';
  const plus = columns.find(({ role }) => role === 'plus');
  const minus = columns.find(({ role }) => role === 'minus');
  const line = data.kind === 'line' || data.kind === 'distribution';
  const place = look.place ?? EMBEDDED;
  const letter = look.place?.letters[index] ?? value.letter;
  const own = look.place?.lengths[index];
  const count = data.categories.length;
  const name = `<c:tx><c:strRef><c:f>${escapeXml(place.sheet)}!$${letter}$${place.headRow}</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>${escapeXml(value.head)}</c:v></c:pt></c:strCache></c:strRef></c:tx>`;
  const labels = data.categories
    .map((label, at) => `<c:pt idx="${at}"><c:v>${escapeXml(label)}</c:v></c:pt>`)
    .join('');
  const categories = `<c:cat><c:strRef><c:f>${rangeOf(place, 'A', count)}</c:f><c:strCache><c:ptCount val="${count}"/>${labels}</c:strCache></c:strRef></c:cat>`;
  const values = `<c:val><c:numRef><c:f>${rangeOf(place, letter, count)}</c:f><c:numCache>${cached(value.cells, data.decimals)}</c:numCache></c:numRef></c:val>`;
  const error =
    plus === undefined || minus === undefined
      ? ''
      : `<c:errBars>${line ? '<c:errDir val="y"/>' : ''}<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/><c:plus>${lengths(plus, place, own?.plus ?? plus.letter, data.decimals)}</c:plus><c:minus>${lengths(minus, place, own?.minus ?? minus.letter, data.decimals)}</c:minus><c:spPr><a:ln w="15875"><a:solidFill><a:srgbClr val="1A1F26"/></a:solidFill></a:ln></c:spPr></c:errBars>`;
  return `<c:ser><c:idx val="${index}"/><c:order val="${index}"/>${name}${shapeXml(data, look, index)}${labelsXml(data, look)}${error}${categories}${values}${line ? '<c:smooth val="0"/>' : ''}</c:ser>`;
}

function shapeXml(data: ChartData, look: ChartLook, index: number): string {
  const palette = paletteOf(look.accent);
  const colour =
    data.kind === 'love'
      ? (palette.series[index === 0 ? 5 : 0] ?? palette.accent)
      : (palette.series[index % 6] ?? palette.accent);
  const fill = `<a:solidFill><a:srgbClr val="${colour}"/></a:solidFill>`;
  if (data.kind !== 'line' && data.kind !== 'distribution') {
    return `<c:spPr>${fill}</c:spPr><c:invertIfNegative val="0"/>`;
  }
  const dash = index === 1 ? '<a:prstDash val="dash"/>' : '';
  const symbol = ['circle', 'square', 'triangle', 'diamond'][index % 4];
  const marker =
    data.categories.length > 12
      ? '<c:marker><c:symbol val="none"/></c:marker>'
      : `<c:marker><c:symbol val="${symbol}"/><c:size val="9"/><c:spPr>${fill}<a:ln><a:noFill/></a:ln></c:spPr></c:marker>`;
  return `<c:spPr><a:ln w="34925" cap="rnd">${fill}${dash}<a:round/></a:ln></c:spPr>${marker}`;
}

/** Values are printed at the marks when they fit; a forest plot carries its numbers in the labels instead. */
function labelsXml(data: ChartData, look: ChartLook): string {
  const count = data.categories.length * data.series.length;
  if (count > 14 || data.kind === 'forest' || data.kind === 'love' || data.kind === 'distribution') return '';
  const position =
    data.kind === 'line'
      ? data.series[0]?.upper === undefined
        ? 't'
        : 'r'
      : data.series[0]?.upper === undefined
        ? 'outEnd'
        : 'inBase';
  const colour = position === 'inBase' ? 'FFFFFF' : '1A1F26';
  // Beside the mark, where the limits leave no room above it, the line goes on behind the number.
  const ground = position === 'r' ? '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>' : '<a:noFill/>';
  return `<c:dLbls><c:numFmt formatCode="${numberCode(data.decimals)}" sourceLinked="0"/><c:spPr>${ground}</c:spPr>${textProperties(look.size, colour)}<c:dLblPos val="${position}"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>`;
}

function categoryAxis(data: ChartData, look: ChartLook): string {
  const cut = valueAxis(data).cut ? '　※縦軸は0から始まっていません' : '';
  const title = data.horizontal ? '' : titleXml(`${data.categoryLabel}${cut}`, look.size, false);
  const at = data.kind === 'forest' ? data.reference?.value : undefined;
  const crossing = at === undefined ? '<c:crosses val="autoZero"/>' : `<c:crossesAt val="${at}"/>`;
  return `<c:catAx><c:axId val="111111111"/><c:scaling><c:orientation val="${data.horizontal ? 'maxMin' : 'minMax'}"/></c:scaling><c:delete val="0"/><c:axPos val="${data.horizontal ? 'l' : 'b'}"/>${title}<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="5B6470"/></a:solidFill></a:ln></c:spPr>${textProperties(look.size * labelScale(data))}<c:crossAx val="222222222"/>${crossing}<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>${data.horizontal ? '<c:tickLblSkip val="1"/>' : ''}<c:noMultiLvlLbl val="1"/></c:catAx>`;
}

/** Many labels are set smaller, so that none is left out. */
function labelScale({ horizontal, categories }: ChartData): number {
  if (horizontal) return categories.length > 8 ? 0.6 : 1;
  return categories.length > 11 ? 0.75 : 1;
}

function valueAxisXml(data: ChartData, look: ChartLook): string {
  const axis = valueAxis(data);
  const step = (axis.ticks[1] ?? 1) - (axis.ticks[0] ?? 0);
  const hidden = data.kind === 'funnel';
  const title = hidden ? '' : titleXml(valueTitle(data), look.size, !data.horizontal);
  // In a reversed category axis the far end is the bottom: that is where the value axis stands.
  const stands = data.horizontal ? '<c:crosses val="max"/>' : '<c:crosses val="autoZero"/>';
  const grid = hidden
    ? ''
    : '<c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D9DEE4"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>';
  return `<c:valAx><c:axId val="222222222"/><c:scaling><c:orientation val="minMax"/><c:max val="${axis.high}"/><c:min val="${axis.low}"/></c:scaling><c:delete val="${hidden ? 1 : 0}"/><c:axPos val="${data.horizontal ? 'b' : 'l'}"/>${grid}${title}<c:numFmt formatCode="${numberCode(axis.decimals)}" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>${textProperties(look.size, '5B6470')}<c:crossAx val="111111111"/>${stands}<c:crossBetween val="between"/><c:majorUnit val="${Number(step.toPrecision(6))}"/></c:valAx>`;
}
