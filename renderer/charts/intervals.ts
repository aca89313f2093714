import type {
  CustomSeriesRenderItemAPI,
  CustomSeriesRenderItemParams,
  CustomSeriesRenderItemReturn,
} from 'echarts';
import type { ChartModel, Point } from './model.ts';
import { CHART_FONT, type ChartPalette } from './palette.ts';

/** Interval whiskers and marks of hidden numbers, drawn over bars or lines. */

export const BAR_GAP = { barGap: '12%', barCategoryGap: '32%', barMaxWidth: 40 } as const;

export interface Placement {
  readonly horizontal: boolean;
  /** Bars of several series stand side by side; points of lines stand on the category. */
  readonly dodge: boolean;
}

function offsetOf(api: CustomSeriesRenderItemAPI, count: number, index: number): number {
  // Absent from the public type in some builds, but documented for custom series on a category axis.
  const layout = api.barLayout({ count, ...BAR_GAP });
  return layout?.[index]?.offsetCenter ?? 0;
}

/** Whiskers of lines stand a little beside each other, so that none covers another. */
function besides(model: ChartModel, index: number): number {
  return (index - (model.series.length - 1) / 2) * 6;
}

function whisker(
  api: CustomSeriesRenderItemAPI,
  placement: Placement,
  offset: number,
  ink: { readonly line: string; readonly edge: string },
): CustomSeriesRenderItemReturn {
  const category = Number(api.value(0));
  const at = (value: number): readonly [number, number] => {
    const [x = 0, y = 0] = api.coord(placement.horizontal ? [value, category] : [category, value]);
    return placement.horizontal ? [x, y + offset] : [x + offset, y];
  };
  const low = at(Number(api.value(1)));
  const high = at(Number(api.value(2)));
  const cap = 4;
  const [dx, dy] = placement.horizontal ? [0, cap] : [cap, 0];
  const strokes = [
    [low, high],
    [
      [low[0] - dx, low[1] - dy],
      [low[0] + dx, low[1] + dy],
    ],
    [
      [high[0] - dx, high[1] - dy],
      [high[0] + dx, high[1] + dy],
    ],
  ] as const;
  // Drawn on a pale edge first, so that it can be seen on a dark bar too.
  const drawn = [
    { stroke: ink.edge, lineWidth: 3 },
    { stroke: ink.line, lineWidth: 1.5 },
  ].flatMap((style) =>
    strokes.map(([from, to]) => ({
      type: 'line' as const,
      shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
      style,
    })),
  );
  return { type: 'group', children: drawn };
}

/** One custom series a series of the model, with its 95 % intervals; none where there are no intervals. */
export function intervalSeries(model: ChartModel, palette: ChartPalette, placement: Placement) {
  return model.series.flatMap((series, index) => {
    const data = series.points.flatMap((point, category) =>
      point.lower === null || point.upper === null ? [] : [[category, point.lower, point.upper]],
    );
    if (data.length === 0) return [];
    return [
      {
        type: 'custom' as const,
        name: `${series.name}の信頼区間`,
        silent: true,
        z: 5,
        tooltip: { show: false },
        encode: placement.horizontal ? { y: 0, x: [1, 2] } : { x: 0, y: [1, 2] },
        renderItem: (_params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) =>
          whisker(
            api,
            placement,
            placement.dodge ? offsetOf(api, model.series.length, index) : besides(model, index),
            {
              line: placement.dodge
                ? palette.text
                : (palette.series[index % palette.series.length] ?? palette.text),
              edge: placement.dodge ? palette.surface : 'transparent',
            },
          ),
        data,
      },
    ];
  });
}

/** Intervals of many points in a row as a pale area between two thin lines; none where there are no intervals. */
export function intervalBands(model: ChartModel, palette: ChartPalette) {
  return model.series.flatMap((series, index) => {
    if (series.points.every(({ lower, upper }) => lower === null || upper === null)) return [];
    const color = palette.series[index % palette.series.length] ?? palette.text;
    const edge = (data: readonly (number | '-')[], areaStyle?: { color: string; opacity: number }) => ({
      type: 'line' as const,
      name: `${series.name}の信頼区間`,
      stack: `interval-${index}`,
      symbol: 'none',
      silent: true,
      tooltip: { show: false },
      lineStyle: { color, width: 1, opacity: 0.6 },
      data,
      ...(areaStyle === undefined ? {} : { areaStyle }),
    });
    // The second line stands on the first: only what is between them is filled.
    return [
      edge(series.points.map(({ lower }) => lower ?? '-')),
      edge(
        series.points.map(({ lower, upper }) => (lower === null || upper === null ? '-' : upper - lower)),
        { color, opacity: 0.2 },
      ),
    ];
  });
}

/**
 * 「＊」 at the foot of the place where a hidden number would stand; at bars also 「—」 where there is none to count,
 * so that nobody takes the missing bar for a zero.
 */
export function hiddenMarks(model: ChartModel, palette: ChartPalette, placement: Placement) {
  const kinds = [
    { name: 'の伏せた数', text: '＊', is: (point: Point) => point.hidden },
    {
      name: 'の該当なし',
      text: '—',
      is: (point: Point) => placement.dodge && point.value === null && !point.hidden,
    },
  ];
  return kinds.flatMap((kind) =>
    model.series.flatMap((series, index) => {
      const data = series.points.flatMap((point, category) => (kind.is(point) ? [[category]] : []));
      if (data.length === 0) return [];
      const marks = {
        name: `${series.name}${kind.name}`,
        text: kind.text,
        data,
        index,
        count: model.series.length,
      };
      return [markSeries(marks, palette, placement)];
    }),
  );
}

interface Marks {
  readonly name: string;
  readonly text: string;
  readonly data: readonly (readonly number[])[];
  /** Place of the series among `count`. */
  readonly index: number;
  readonly count: number;
}

function markSeries(marks: Marks, palette: ChartPalette, placement: Placement) {
  return {
    type: 'custom' as const,
    name: marks.name,
    silent: true,
    z: 6,
    tooltip: { show: false },
    encode: placement.horizontal ? { y: 0 } : { x: 0 },
    renderItem: (params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => {
      const offset = placement.dodge ? offsetOf(api, marks.count, marks.index) : 0;
      const area = params.coordSys as unknown as { x: number; y: number; height: number };
      const category = Number(api.value(0));
      const [x = 0, y = 0] = api.coord(placement.horizontal ? [0, category] : [category, 0]);
      return {
        type: 'text' as const,
        x: placement.horizontal ? area.x + 10 : x + offset,
        y: placement.horizontal ? y + offset : area.y + area.height - 9,
        style: {
          text: marks.text,
          fill: palette.text,
          font: `bold 14px ${CHART_FONT}`,
          align: 'center' as const,
          verticalAlign: 'middle' as const,
        },
      };
    },
    data: marks.data,
  };
}
