import { DISTRICT_LAYERS, depthCount, depthOf, isPlace, levelsAtDepth } from '../../domain/levels.ts';
import { noted } from '../../domain/titles.ts';
import { chartData } from '../figures/chart.ts';
import { formatFiscalYear } from '../format.ts';
import type { MeasureInput, WorkspaceFacts } from '../inputs.ts';
import type { Block, CellRef, FigureBlock, KeyNumber, TableBlock, TableView, Text } from '../model.ts';
import { dimensionOf, yearDimension } from '../roles.ts';
import { type ChangeSentence, changeSentence, intervalsApart } from '../sentences/change.ts';
import { cellOf, columnOf, difference, differenceValue, live, plain } from '../text.ts';
import { contextNotes } from './common.ts';
import {
  comparedColumn,
  drawnLevels,
  fixedLevels,
  printedColumns,
  type ReadTable,
  readTables,
  tableBlock,
  tableBy,
  trendTable,
  valueAt,
  yearCell,
  yearCode,
} from './tables.ts';

/** First and last year of an indicator's trend, with a sentence about the change. */
export function trendChange(measure: MeasureInput, facts: WorkspaceFacts): ChangeSentence | undefined {
  const one = trendTable(measure);
  if (one === undefined) return undefined;
  const years = yearDimension(one.table.statistic)?.levels ?? [];
  const last = yearCode(one.table.statistic, facts.year);
  const first = years[0]?.code;
  if (first === undefined || last === undefined || first === last) return undefined;
  const from = yearCell(one, first);
  const to = yearCell(one, last);
  if (from === undefined || to === undefined) return undefined;
  const label = (code: string): string => years.find((level) => level.code === code)?.label ?? code;
  return changeSentence(measure.name, {
    from: from.value,
    to: to.value,
    fromLabel: label(first),
    toLabel: label(last),
    ...(from.limits && to.limits ? { intervals: { from: from.limits, to: to.limits } } : {}),
  });
}

/** The indicator's value in the report year, from whichever table holds it. */
export function currentValue(measure: MeasureInput, facts: WorkspaceFacts): CellRef | undefined {
  for (const one of [trendTable(measure), ...readTables(measure)]) {
    if (one === undefined) continue;
    const code = yearCode(one.table.statistic, facts.year);
    const found = code === undefined ? valueAt(one, {}) : yearCell(one, code)?.value;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The persons behind a value, where its table counts them. */
export function denominatorOf(measure: MeasureInput, value: CellRef): CellRef | undefined {
  const one = readTables(measure).find(({ table }) => table === value.table);
  const column = one?.roles.denominator;
  return column === undefined || column === value.column ? undefined : { ...value, column };
}

/** Big number with its people, its interval and its change from the year before. */
export function keyNumber(measure: MeasureInput, facts: WorkspaceFacts): KeyNumber | undefined {
  const value = currentValue(measure, facts);
  if (value === undefined) return undefined;
  const parts = [peopleBehind(measure, value), intervalOf(measure, value), changeOf(measure, value)];
  const note = parts
    .filter((part) => part.length > 0)
    .flatMap((part, index): Text => (index === 0 ? part : ['／', ...part]));
  return { label: measure.name, value: [value], note };
}

/** The denominator under the name that its table gives it: a cost is of people, not of a denominator. */
function peopleBehind(measure: MeasureInput, value: CellRef): Text {
  const denominator = denominatorOf(measure, value);
  if (denominator === undefined) return [];
  return live`${columnOf(denominator.table.statistic, denominator.column).label} ${denominator}`;
}

function intervalOf(measure: MeasureInput, value: CellRef): Text {
  const one = readTables(measure).find(({ table }) => table === value.table);
  const { lower, upper } = one?.roles ?? {};
  if (lower === undefined || upper === undefined) return [];
  const [from, to] = [lower, upper].map((column): CellRef => ({ ...value, column, unit: false }));
  if (from === undefined || to === undefined || cellOf(from).state !== 'shown') return [];
  return live`95％信頼区間 ${from}〜${to}`;
}

/** Change from the year before; where the two intervals overlap, chance is named, as on the screen. */
function changeOf(measure: MeasureInput, value: CellRef): Text {
  const before = yearBefore(measure, value);
  if (before === undefined || differenceValue(difference(before.value, value)) === null) return [];
  const now = before.one.roles;
  const limits = before.limits;
  const apart =
    limits === undefined || now.lower === undefined || now.upper === undefined
      ? undefined
      : intervalsApart(limits, [
          { ...value, column: now.lower },
          { ...value, column: now.upper },
        ]);
  return live`前年度から ${difference(before.value, value)}${apart === false ? '（偶然の範囲）' : ''}`;
}

function yearBefore(measure: MeasureInput, value: CellRef) {
  const one = readTables(measure).find(({ table }) => table === value.table);
  const dimension = one === undefined ? undefined : yearDimension(one.table.statistic);
  if (one === undefined || dimension === undefined) return undefined;
  const index = one.table.statistic.dimensions.indexOf(dimension);
  const position = dimension.levels.findIndex(({ code }) => code === value.at[index]);
  const code = dimension.levels[position - 1]?.code;
  const found = code === undefined ? undefined : yearCell(one, code);
  return found === undefined ? undefined : { one, ...found };
}

/** A figure with fewer than two numbers that may be seen says nothing; the table tells why. */
function worthDrawing(block: FigureBlock): FigureBlock | undefined {
  const shown = chartData(block.chart).series.flatMap(({ cells }) =>
    cells.filter(({ state }) => state === 'shown'),
  );
  return shown.length < 2 ? undefined : block;
}

export function trendFigure(measure: MeasureInput): FigureBlock | undefined {
  const one = trendTable(measure);
  const dimension = one === undefined ? undefined : yearDimension(one.table.statistic);
  if (one === undefined || dimension === undefined) return undefined;
  const { roles, table } = one;
  return worthDrawing({
    kind: 'figure',
    id: `${measure.id}-trend`,
    caption: `${measure.name}の推移`,
    chart: {
      kind: 'line',
      table,
      category: dimension.id,
      view: { levels: fixedLevels(table.statistic, 0, [dimension.id]) },
      columns: [roles.value],
      ...(roles.lower === undefined || roles.upper === undefined
        ? {}
        : { lower: roles.lower, upper: roles.upper }),
    },
    alt: [`${measure.name}の年度ごとの値を折れ線で示した図。`],
  });
}

/** The indicator's name as its compared numbers must be called: age-adjusted ones are never called by the name alone. */
export function comparedName(measure: MeasureInput, one: ReadTable): string {
  return comparedColumn(one).column === one.roles.standardised
    ? noted(measure.name, '年齢調整')
    : measure.name;
}

/** Districts beside each other: the large ones, or those of the layer in which the one asked for lies. */
export function districtFigure(
  measure: MeasureInput,
  facts: WorkspaceFacts,
  district?: string,
): FigureBlock | undefined {
  const one = tableBy(measure, 'district');
  const dimension = one === undefined ? undefined : dimensionOf(one.table.statistic, 'district');
  if (one === undefined || dimension === undefined) return undefined;
  const { column, lower, upper } = comparedColumn(one);
  const depth = Math.max(1, district === undefined ? 1 : depthOf(dimension, district));
  const layer = (depthCount(dimension) > 2 ? DISTRICT_LAYERS[depth] : undefined) ?? '地区';
  const drawn =
    depth === 1
      ? drawnLevels(dimension)
      : levelsAtDepth(dimension, depth)
          .filter(isPlace)
          .map(({ code }) => code);
  return worthDrawing({
    kind: 'figure',
    id: `${measure.id}-district`,
    caption: `${layer}別の${comparedName(measure, one)} ${formatFiscalYear(facts.year, facts.calendar)}`,
    chart: {
      kind: 'bar',
      horizontal: true,
      table: one.table,
      category: 'district',
      view: {
        levels: {
          ...fixedLevels(one.table.statistic, facts.year, ['district']),
          district: drawn,
        },
      },
      columns: [column],
      ...(lower === undefined || upper === undefined ? {} : { lower, upper }),
    },
    alt: [`${measure.name}を地区ごとに棒で示した図。`],
  });
}

export function ageFigure(measure: MeasureInput, facts: WorkspaceFacts): FigureBlock | undefined {
  const both = tableBy(measure, 'age', 'sex');
  const one = both ?? tableBy(measure, 'age');
  const age = one === undefined ? undefined : dimensionOf(one.table.statistic, 'age');
  if (one === undefined || age === undefined) return undefined;
  const sex = both === undefined ? undefined : dimensionOf(both.table.statistic, 'sex');
  const free = sex === undefined ? ['age'] : ['age', 'sex'];
  const levels: Record<string, readonly string[]> = {
    ...fixedLevels(one.table.statistic, facts.year, free),
    age: drawnLevels(age),
    ...(sex === undefined ? {} : { sex: drawnLevels(sex) }),
  };
  return worthDrawing({
    kind: 'figure',
    id: `${measure.id}-age`,
    caption: `年齢${sex === undefined ? '' : '・性'}別の${measure.name} ${formatFiscalYear(facts.year, facts.calendar)}`,
    chart: {
      kind: 'bar',
      table: one.table,
      category: 'age',
      view: { levels },
      columns: [one.roles.value],
      ...(sex === undefined ? {} : { series: 'sex' }),
    },
    alt: [`${measure.name}を年齢ごとに棒で示した図。`],
  });
}

/** Everything about one indicator: sentence, figures, and each table in full. */
export function measureBlocks(measure: MeasureInput, facts: WorkspaceFacts): readonly Block[] {
  const change = trendChange(measure, facts);
  const figures = [trendFigure(measure), ageFigure(measure, facts), districtFigure(measure, facts)];
  const blocks: Block[] = [{ kind: 'heading', level: 2, text: measure.name }];
  if (change !== undefined) blocks.push({ kind: 'paragraph', text: change.text });
  blocks.push(...definitionLine(measure), ...contextNotes(measure.tables, measure.caveats));
  for (const figure of figures) if (figure !== undefined) blocks.push(figure);
  for (const one of readTables(measure))
    blocks.push(tableBlock(one, tableCaption(measure, one), printedView(one, facts)));
  return blocks;
}

/** One table of an indicator, split as asked; the trend when it is not split. */
export function measureTable(
  measure: MeasureInput,
  by: readonly string[],
  facts: WorkspaceFacts,
): TableBlock | undefined {
  const one = by.length === 0 ? trendTable(measure) : tableBy(measure, ...by);
  return one === undefined ? undefined : tableBlock(one, tableCaption(measure, one), printedView(one, facts));
}

/** Numerator, denominator and source of the definition, as far as the tables' own context leaves them out. */
function definitionLine(measure: MeasureInput): readonly Block[] {
  const said = measure.tables
    .map(({ statistic: { context } }) => `${context.method}${context.source}`)
    .join('');
  const parts: readonly (readonly [string, string])[] = [
    ['分子', measure.numerator],
    ['分母', measure.denominator],
    ['定義', measure.source],
  ];
  const missing = parts.filter(([, text]) => text !== '' && !said.includes(text));
  if (missing.length === 0) return [];
  const text = missing.map(([label, value]) => `${label}：${value}`).join('　');
  return [{ kind: 'footnote', text: [text] }];
}

/** On paper a split table shows the report year only; the workbook holds every year. */
function printedView(one: ReadTable, facts: WorkspaceFacts): TableView {
  const { statistic } = one.table;
  const year = yearDimension(statistic);
  const code = yearCode(statistic, facts.year);
  const split = statistic.dimensions.some((dimension) => dimension !== year && dimension.levels.length > 1);
  const only = split && year !== undefined && code !== undefined ? { levels: { [year.id]: [code] } } : {};
  return { columns: printedColumns(one), ...only };
}

/** Indicator and what it is split by. */
function tableCaption(measure: MeasureInput, one: ReadTable): string {
  const { dimensions } = one.table.statistic;
  const split = dimensions.filter(({ levels }) => levels.length > 1).map(({ label }) => label);
  return split.length === 0 ? measure.name : noted(measure.name, `${split.join('・').replace(/別$/, '')}別`);
}

/** The district furthest from the whole in the unwanted direction, of those whose interval leaves the whole out. */
export function weakDistrict(
  measure: MeasureInput,
  facts: WorkspaceFacts,
): { name: string; measure: string; value: CellRef; whole: CellRef } | undefined {
  const one = tableBy(measure, 'district');
  const dimension = one === undefined ? undefined : dimensionOf(one.table.statistic, 'district');
  if (one === undefined || dimension === undefined || measure.direction === 'neutral') return undefined;
  const { column, lower, upper } = comparedColumn(one);
  const year = yearDimension(one.table.statistic);
  const code = yearCode(one.table.statistic, facts.year);
  const base: Record<string, string> = year === undefined || code === undefined ? {} : { [year.id]: code };
  const whole = valueAt(one, base, column);
  if (whole === undefined) return undefined;
  const wholeNumber = numberOf(whole);
  const sign = measure.direction === 'higher_is_better' ? 1 : -1;
  const candidates = drawnLevels(dimension).flatMap((district) => {
    const wanted = { ...base, district };
    const value = valueAt(one, wanted, column);
    const near = valueAt(one, wanted, sign > 0 ? upper : lower);
    if (value === undefined || wholeNumber === null) return [];
    const limit = near === undefined || (sign > 0 ? upper : lower) === undefined ? null : numberOf(near);
    const own = numberOf(value);
    if (own === null || (limit !== null && sign * (wholeNumber - limit) <= 0)) return [];
    return sign * (wholeNumber - own) > 0 ? [{ district, value, gap: sign * (wholeNumber - own) }] : [];
  });
  const worst = candidates.sort((a, b) => b.gap - a.gap)[0];
  if (worst === undefined) return undefined;
  const name = dimension.levels.find((level) => level.code === worst.district)?.label ?? worst.district;
  return { name, measure: comparedName(measure, one), value: worst.value, whole };
}

function numberOf(reference: CellRef): number | null {
  const text = plain([{ ...reference, unit: false }]).replaceAll(',', '');
  const value = Number(text);
  return Number.isFinite(value) && text !== '' ? value : null;
}
