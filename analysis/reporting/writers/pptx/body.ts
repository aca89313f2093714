import type PptxGenJS from 'pptxgenjs';
import { type ChartData, chartData } from '../../figures/chart.ts';
import { shareOf, stepBefore } from '../../figures/horizontal.ts';
import { paletteOf } from '../../figures/palette.ts';
import { OFFICE_FONT } from '../../fonts/source.ts';
import { formatCell, formatNumber } from '../../format.ts';
import { plain } from '../../text.ts';
import { columnWidths, fittingSize, lines, POINT, SMALLEST } from './fit.ts';
import type { SlidePart } from './plan.ts';

/** A box on the slide, in inches. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface BodyContext {
  readonly slide: PptxGenJS.Slide;
  readonly accent: string;
  /** Called for every native chart, in order, so that its parts can be written afterwards. */
  readonly onChart: (data: ChartData) => void;
}

const BODY_SIZE = 20;

/** Lays the parts of a slide below each other; a figure or table takes what is left. */
export function layBody(context: BodyContext, parts: readonly SlidePart[], box: Box): void {
  const wanted = parts.map((part) => heightOf(part, box.w));
  const fixed = wanted.reduce<number>((sum, height) => sum + (height ?? 0), 0);
  const flexible = wanted.filter((height) => height === undefined).length;
  const gap = 0.18;
  const left = Math.max(1, box.h - fixed - gap * Math.max(0, parts.length - 1));
  let { y } = box;
  parts.forEach((part, index) => {
    const h = wanted[index] ?? left / Math.max(1, flexible);
    drawPart(context, part, { ...box, y, h });
    y += h + gap;
  });
}

function textHeight(texts: readonly string[], size: number, width: number): number {
  return (
    texts.reduce((sum, text) => sum + lines(text, size, width) * size * 1.3 + size * 0.5, 0) / POINT + 0.1
  );
}

/** Height that a part needs; undefined for parts that take what is left. */
function heightOf(part: SlidePart, width: number): number | undefined {
  switch (part.kind) {
    case 'paragraph':
      return textHeight([plain(part.text)], BODY_SIZE, width);
    case 'bullets':
      return (
        textHeight(part.items.map(plain), bulletSize(part, width), width - 0.5) + part.items.length * 0.2
      );
    case 'method':
      return textHeight([part.title, ...part.items.map(plain)], BODY_SIZE, width - 0.4);
    case 'callout':
      return textHeight([part.title, plain(part.text)], BODY_SIZE, width - 0.4) + 0.2;
    case 'footnote':
      return textHeight([plain(part.text)], 12, width);
    case 'keyNumbers':
      return part.items.length > 2 ? 4.4 : 2.2;
    default:
      return undefined;
  }
}

/** Lists are set as large as fits, between 20 and 26 points. */
function bulletSize(part: Extract<SlidePart, { kind: 'bullets' }>, width: number): number {
  const fits = (size: number): boolean =>
    textHeight(part.items.map(plain), size, width - 0.5) + part.items.length * 0.2 <= 3.6;
  return [26, 24, 22].find(fits) ?? 20;
}

function drawPart(context: BodyContext, part: SlidePart, box: Box): void {
  const { slide } = context;
  const ink = { fontFace: OFFICE_FONT, color: '1A1F26', margin: 0, valign: 'top' } as const;
  switch (part.kind) {
    case 'paragraph':
      slide.addText(plain(part.text), { ...box, ...ink, fontSize: BODY_SIZE });
      return;
    case 'footnote':
      slide.addText(plain(part.text), { ...box, ...ink, fontSize: 12, color: '5B6470' });
      return;
    case 'bullets':
      slide.addText(bulletRuns(part.items.map(plain)), {
        ...box,
        ...ink,
        fontSize: bulletSize(part, box.w),
        paraSpaceAfter: 16,
      });
      return;
    case 'method':
      slide.addText(
        [
          { text: part.title, options: { bold: true, breakLine: true } },
          ...bulletRuns(part.items.map(plain)),
        ],
        {
          ...box,
          ...ink,
          fontSize: BODY_SIZE,
          paraSpaceAfter: 8,
        },
      );
      return;
    case 'callout':
      drawCallout(context, part, box);
      return;
    case 'keyNumbers':
      drawNumbers(context, part, box);
      return;
    case 'grid':
      drawGrid(context, part, box);
      return;
    case 'figure':
      drawFigure(context, part, box);
  }
}

function bulletRuns(items: readonly string[]): PptxGenJS.TextProps[] {
  return items.map((text, index) => ({
    text,
    options: { bullet: { indent: 20 }, ...(index < items.length - 1 ? { breakLine: true } : {}) },
  }));
}

function drawCallout(context: BodyContext, part: Extract<SlidePart, { kind: 'callout' }>, box: Box): void {
  const palette = paletteOf(context.accent);
  const colour = part.tone === 'caution' ? palette.warning : palette.accent;
  context.slide.addText(
    [
      { text: part.title, options: { bold: true, color: colour, breakLine: true } },
      { text: plain(part.text), options: { color: palette.ink } },
    ],
    {
      ...box,
      fontFace: OFFICE_FONT,
      fontSize: BODY_SIZE,
      fill: { color: palette.pale },
      line: { color: colour, width: 1 },
      margin: 10,
      valign: 'middle',
    },
  );
}

function drawNumbers(context: BodyContext, part: Extract<SlidePart, { kind: 'keyNumbers' }>, box: Box): void {
  const palette = paletteOf(context.accent);
  const columns = Math.min(2, part.items.length);
  const rows = Math.ceil(part.items.length / columns);
  const gap = 0.25;
  const w = (box.w - gap * (columns - 1)) / columns;
  const h = Math.min(2.2, (box.h - gap * (rows - 1)) / rows);
  part.items.forEach((item, index) => {
    const x = box.x + (index % columns) * (w + gap);
    const y = box.y + Math.floor(index / columns) * (h + gap);
    const { slide } = context;
    slide.addShape('rect', { x, y, w, h, fill: { color: palette.pale }, line: { color: palette.pale } });
    slide.addShape('rect', {
      x,
      y,
      w: 0.09,
      h,
      fill: { color: palette.accent },
      line: { color: palette.accent },
    });
    const text = { fontFace: OFFICE_FONT, margin: 0, valign: 'middle' } as const;
    slide.addText(item.label, {
      x: x + 0.35,
      y: y + 0.15,
      w: w - 0.5,
      h: 0.45,
      ...text,
      fontSize: labelSize(item.label, w - 0.6),
      color: palette.ink,
    });
    slide.addText(plain(item.value), {
      x: x + 0.35,
      y: y + 0.55,
      w: w - 0.5,
      h: 0.85,
      ...text,
      fontSize: 44,
      bold: true,
      color: palette.accent,
    });
    const note = plain(item.note);
    slide.addText(note, {
      x: x + 0.35,
      y: y + h - 0.66,
      w: w - 0.5,
      h: 0.56,
      ...text,
      fontSize: lines(note, 16, w - 0.5) === 1 ? 16 : 14,
      color: palette.muted,
    });
  });
}

/** Largest size at which a label stays on one line. */
function labelSize(label: string, width: number): number {
  return [18, 16, 15, 14].find((size) => lines(label, size, width) === 1) ?? 13;
}

function drawGrid(context: BodyContext, part: Extract<SlidePart, { kind: 'grid' }>, box: Box): void {
  const palette = paletteOf(context.accent);
  const widths = columnWidths(part, box.w);
  const size = fittingSize(part, box) ?? SMALLEST;
  const rule = { type: 'solid', pt: 0.75, color: 'BFC6CE' } as const;
  const none = { type: 'none' } as const;
  const head = part.head.map((row) =>
    row.map((cell, column) => ({
      text: cell.text,
      options: {
        bold: true,
        color: 'FFFFFF',
        fill: { color: palette.accent },
        align: (column < part.headCount ? 'left' : 'center') as 'left' | 'center',
        ...(cell.span > 1 ? { colspan: cell.span } : {}),
      },
    })),
  );
  const body = part.rows.map((row) =>
    row.map((text, column) => ({
      text,
      options: {
        align: (column < part.headCount ? 'left' : 'right') as 'left' | 'right',
        color: palette.ink,
      },
    })),
  );
  context.slide.addTable([...head, ...body], {
    x: box.x,
    y: box.y,
    w: box.w,
    colW: widths,
    fontFace: OFFICE_FONT,
    fontSize: size,
    valign: 'middle',
    border: [none, none, rule, none],
    margin: [0.08, 0.12, 0.08, 0.12],
  });
}

function drawFigure(context: BodyContext, part: Extract<SlidePart, { kind: 'figure' }>, box: Box): void {
  const data = labelled(chartData(part.chart));
  context.onChart(data);
  // The library only places the frame; the chart itself is written by `chartXml` afterwards.
  context.slide.addChart('bar', [{ name: 'x', labels: ['x'], values: [1] }], {
    ...box,
    altText: `${part.caption}。${plain(part.alt)}`,
    objectName: part.caption,
  });
}

/** Category labels that carry what a native chart cannot show: marks of hidden cells, shares, intervals. */
function labelled(data: ChartData): ChartData {
  const [main] = data.series;
  const categories = data.categories.map((label, index) => {
    const cell = main?.cells[index];
    if (cell === undefined) return label;
    if (data.kind === 'funnel') {
      const of = data.partOf?.[index];
      const whole = of === undefined ? undefined : main?.cells[of];
      const share = whole === undefined ? null : shareOf(cell, whole);
      if (share !== null && of !== undefined)
        return `${label}（${stepBefore(index, of)}の${formatNumber(share, 1)}%）`;
    }
    if (data.kind === 'forest') {
      const limit = (list: ChartData['series'][number]['lower']): string =>
        formatCell(list?.[index] ?? { state: 'none' }, data.decimals);
      return `${label}\n${formatCell(cell, data.decimals)}（${limit(main?.lower)} 〜 ${limit(main?.upper)}）`;
    }
    const hidden = data.series.some((series) => series.cells[index]?.state === 'hidden');
    return hidden ? `${label}（＊）` : label;
  });
  return { ...data, categories };
}
