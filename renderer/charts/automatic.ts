import type { EChartsOption } from 'echarts';
import { drawnGroups, leaves } from '../../analysis/domain/levels.ts';
import type { Dimension, Level, ReleasedTable } from '../../analysis/domain/statistic.ts';
import { barOption, horizontalHeight } from './bars.ts';
import { endsFinding, modesFinding, mostFinding, rangeFinding, trendFinding } from './findings.ts';
import { distributionOption, trendOption } from './lines.ts';
import { type Axis, type ChartModel, chartModel, hasPoints, type Point } from './model.ts';
import type { ChartPalette } from './palette.ts';
import { RANK_UNIT, rankOption } from './ranks.ts';
import { cellOf, PLACES_AND_TIMES, pickColumns, rootOf, varying } from './shape.ts';

export interface AutomaticChart {
  readonly option: EChartsOption;
  readonly height: number;
  readonly model: ChartModel;
  /** Level of the years that is drawn, where only one of several is. */
  readonly year?: Level;
  /** False where a single number, or nothing but 0, is left of what would be compared: the sentence says it, no figure. */
  readonly isWorth: boolean;
  /** What the figure shows, in a sentence about the subject. */
  readonly finding: (subject: string) => string;
}

/** 「130以上135未満」 is 「130〜」 on an axis: the next class says where it ends. */
export function axisLabel(label: string): string {
  return label.replace(/^([\d.]+)以上[\d.]+未満$/u, '$1〜');
}

/** Levels to draw: years as they are, everything else without its totals. */
function drawn(dimension: Dimension): Axis {
  return { dimension, levels: drawnGroups(dimension), label: (level: Level) => axisLabel(level.label) };
}

/** Dimensions whose levels are classes of one scale, so that a table of two groups shows a shift. */
const SCALES: ReadonlySet<string> = new Set(['bin']);
/** Dimensions along which time goes on. */
const TIMES: ReadonlySet<string> = new Set(['year', 'month']);
/** More series than this cannot be told apart. */
const MOST_SERIES = 6;
/** More bars than this are not read; the table has the rest. */
const MOST_BARS = 20;

interface Plan {
  readonly main: Dimension;
  readonly other: Dimension | undefined;
  readonly year: Level | undefined;
}

/** The newest of the years of which most is there: of the last one there may only be a beginning. */
function fullestYear(table: ReleasedTable, year: Dimension, valueId: string | undefined): Level | undefined {
  const value = pickColumns(table, valueId)?.value;
  const at = table.dimensions.indexOf(year);
  const cells = year.levels.map((level) => ({
    level,
    count: table.rows.filter(
      (row) => row.at[at] === level.code && value !== undefined && cellOf(table, row, value).state !== 'none',
    ).length,
  }));
  const most = Math.max(...cells.map(({ count }) => count));
  return cells.findLast(({ count }) => count === most)?.level;
}

/** Which dimensions to draw; the rest stands at its total, and years at one of them where they do not fit. */
function planOf(table: ReleasedTable, valueId: string | undefined): Plan | undefined {
  const year = varying(table).find((dimension) => dimension.id === 'year');
  const rest = varying(table)
    .filter((dimension) => dimension !== year)
    .toSorted((a, b) => b.levels.length - a.levels.length);
  const drop = rest.find((dimension) => dimension.id === 'sex' && rootOf(dimension) !== undefined);
  const kept = rest.length > 2 ? rest.filter((dimension) => dimension !== drop) : rest;
  const [main, other] = kept;
  if (kept.length > 2) return undefined;
  if (main === undefined)
    return year === undefined ? undefined : { main: year, other: undefined, year: undefined };
  if (year === undefined) return { main, other, year: undefined };
  const fits = other === undefined && (SCALES.has(main.id) || leaves(main).length <= MOST_SERIES);
  if (!fits) return { main, other, year: fullestYear(table, year, valueId) };
  return SCALES.has(main.id) || year.levels.length === 2
    ? { main, other: year, year: undefined }
    : { main: year, other: main, year: undefined };
}

/** The largest bars, largest first, where there are too many to read. */
function largest(model: ChartModel): ChartModel {
  const [first] = model.series;
  if (first === undefined || model.series.length > 1 || model.categories.length <= MOST_BARS) return model;
  const ranked = first.points
    .map((point, index): { readonly point: Point; readonly name: string } => ({
      point,
      name: model.categories[index] ?? '',
    }))
    .filter(({ point }) => point.value !== null)
    .toSorted((a, b) => (b.point.value ?? 0) - (a.point.value ?? 0))
    .slice(0, MOST_BARS);
  return {
    ...model,
    categories: ranked.map(({ name }) => name),
    series: [{ ...first, points: ranked.map(({ point }) => point) }],
  };
}

/** More lines than this are told by where they end. */
const MOST_TOLD = 3;

/** From the first to the last year, of each line by its name where there are several. */
function trendsFinding(subject: string, model: ChartModel): string {
  const { series } = model;
  if (series.length === 1) return trendFinding(subject, model);
  if (series.length > MOST_TOLD) return endsFinding(subject, model);
  return `${subject}：${series.map((one) => trendFinding(one.name, { ...model, series: [one] })).join('、')}`;
}

/**
 * A fitting figure for a released table whose content is not known in advance: years and months make a trend,
 * classes of a scale in several groups distributions over each other, everything else bars. Undefined for tables
 * that are better read as tables.
 */
export function automaticChart(
  table: ReleasedTable,
  palette: ChartPalette,
  valueId?: string,
): AutomaticChart | undefined {
  const plan = planOf(table, valueId);
  if (plan === undefined || (plan.other !== undefined && drawn(plan.other).levels.length > MOST_SERIES))
    return undefined;
  const { main, other, year } = plan;
  const found = chartModel(table, {
    categories: drawn(main),
    ...(other === undefined ? {} : { series: drawn(other) }),
    ...(valueId === undefined ? {} : { valueId }),
    ...(year === undefined ? {} : { at: { year: year.code } }),
  });
  if (found === undefined || !hasPoints(found)) return undefined;
  const shown = { isWorth: !isLonely(found), ...(year === undefined ? {} : { year }) };
  if (TIMES.has(main.id) && main.levels.length > 2) {
    return {
      model: found,
      // Of months it is asked whether any lacks records: half as many must not look like none.
      option: trendOption(found, palette, main.id === 'month' || found.unit === '%'),
      height: 300,
      finding: (subject) =>
        main.id === 'year' ? trendsFinding(subject, found) : rangeFinding(subject, found),
      ...shown,
    };
  }
  if (SCALES.has(main.id) && other !== undefined) {
    return {
      model: found,
      option: distributionOption(found, palette),
      height: 300,
      finding: modesFinding(found),
      ...shown,
    };
  }
  if (found.unit === RANK_UNIT) {
    return {
      model: found,
      option: rankOption(found, palette),
      height: horizontalHeight(found),
      finding: (subject) => rangeFinding(subject, found),
      ...shown,
    };
  }
  const model = largest(found);
  const horizontal = model.categories.length > 6 || model.categories.some((name) => name.length > 8);
  return {
    model,
    option: barOption(model, palette, {
      horizontal,
      labels: model.series.length === 1 && model.categories.length <= 8,
    }),
    height: horizontal ? horizontalHeight(model) : 300,
    finding: (subject) => (isWhole(found, main, other) ? mostFinding : rangeFinding)(subject, found),
    ...shown,
  };
}

/** Whether some numbers are hidden, and what is left is one number or nothing but 0. */
function isLonely({ series }: ChartModel): boolean {
  const points = series.flatMap((one) => one.points);
  const values = points.flatMap(({ value }) => value ?? []);
  return points.some(({ hidden }) => hidden) && (values.length === 1 || values.every((value) => value === 0));
}

/** Whether the bars are the parts of one whole, so that the largest says most and the smallest nothing. */
function isWhole({ unit }: ChartModel, main: Dimension, other: Dimension | undefined): boolean {
  return other === undefined && main.partition && unit === '%' && !PLACES_AND_TIMES.has(main.id);
}
