import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { composeReport } from '../../../analysis/reporting/compose.ts';
import { valueAxis } from '../../../analysis/reporting/figures/axis.ts';
import { type ChartData, chartData } from '../../../analysis/reporting/figures/chart.ts';
import { drawChart, suitedHeight } from '../../../analysis/reporting/figures/draw.ts';
import { normaliseHex, paletteOf } from '../../../analysis/reporting/figures/palette.ts';
import { sceneToPng } from '../../../analysis/reporting/figures/png.ts';
import { fillPolygons, newCanvas } from '../../../analysis/reporting/figures/raster.ts';
import { measure, niceTicks, wrap } from '../../../analysis/reporting/figures/scene.ts';
import { sceneToSvg } from '../../../analysis/reporting/figures/svg.ts';
import { chartXml } from '../../../analysis/reporting/writers/office/chart-xml.ts';
import { syntheticInputs } from './synthetic-inputs.ts';

const figures = ['annual', 'council', 'district', 'study']
  .flatMap((template) => composeReport(template, syntheticInputs()).blocks)
  .flatMap((block) => (block.kind === 'figure' ? [{ block, data: chartData(block.chart) }] : []));

const draw = (data: ChartData) =>
  drawChart(data, { width: 760, height: suitedHeight(data, 760, 14), accent: '0B4F8A', size: 14 });

describe('axes', () => {
  it('covers every value with round steps', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        (low, size) => {
          const ticks = niceTicks(low, low + size);
          // A hundred-millionth of a step, and the twelve digits that a tick is rounded to, cannot be seen.
          const slack = 1e-8 * (ticks[1]! - ticks[0]!) + 1e-11 * (Math.abs(low) + size);
          expect(ticks[0]).toBeLessThanOrEqual(low + slack);
          expect(ticks.at(-1)).toBeGreaterThanOrEqual(low + size - slack);
          expect(ticks.length).toBeLessThan(14);
        },
      ),
    );
  });

  it('starts bars, funnels and distributions at zero, and says so when a line does not', () => {
    for (const { data } of figures) {
      const axis = valueAxis(data);
      if (data.kind !== 'line' && data.kind !== 'forest') expect(axis.low, data.kind).toBeLessThanOrEqual(0);
      if (data.kind !== 'line' || !axis.cut) continue;
      const words = draw(data).items.flatMap((item) => (item.shape === 'text' ? [item.text] : []));
      expect(words.join()).toContain('0から始まっていません');
      expect(chartXml(data, { accent: '0B4F8A', size: 14 })).toContain('0から始まっていません');
    }
  });
});

describe('pictures', () => {
  it('draws each kind', () => {
    expect(new Set(figures.map(({ data }) => data.kind))).toEqual(
      new Set(['bar', 'line', 'distribution', 'funnel', 'love', 'forest']),
    );
  });

  it('keeps everything inside its frame', () => {
    for (const { data, block } of figures) {
      const scene = draw(data);
      for (const item of scene.items) {
        if (item.shape !== 'text') continue;
        const width = measure(item.text, item.size);
        const left =
          item.anchor === 'start' ? item.x : item.anchor === 'middle' ? item.x - width / 2 : item.x - width;
        expect(left, `${block.caption}: ${item.text}`).toBeGreaterThan(-8);
        expect(left + width, `${block.caption}: ${item.text}`).toBeLessThan(scene.width + 8);
        expect(item.y, item.text).toBeLessThanOrEqual(scene.height);
      }
    }
  });

  it('prints ＊ for every hidden cell and no bar for it', () => {
    for (const { data } of figures) {
      const hiddenCells = data.series.flatMap(({ cells }) => cells.filter(({ state }) => state === 'hidden'));
      const marks = draw(data).items.filter((item) => item.shape === 'text' && item.text === '＊');
      expect(marks.length).toBe(hiddenCells.length);
      if (hiddenCells.length > 0) expect(data.notes.join()).toContain('0ではありません');
    }
  });

  it('is well-formed SVG with a name, a description and no script', () => {
    for (const [index, { data, block }] of figures.entries()) {
      const svg = sceneToSvg(draw(data), {
        title: `${block.caption} <&>`,
        description: 'd',
        id: `f${index}`,
        fontFamily: 'x',
      });
      const names: string[] = [];
      const parser = new SaxesParser();
      parser.on('opentag', ({ name }) => {
        names.push(name);
      });
      parser.write(svg).close();
      expect(names.slice(0, 3)).toEqual(['svg', 'title', 'desc']);
      expect(names).not.toContain('script');
    }
  });

  it('leaves a gap, not a zero, in native charts', () => {
    const masked = figures.filter(({ data }) =>
      data.series.some(({ cells }) => cells.some(({ state }) => state === 'hidden')),
    );
    expect(masked.length).toBeGreaterThan(2);
    for (const { data } of masked) {
      const xml = chartXml(data, { accent: '0B4F8A', size: 14 });
      expect(xml).toContain('<c:dispBlanksAs val="gap"/>');
      data.series.forEach((series, at) => {
        const part = xml.split('<c:ser>')[at + 1]?.split('<c:val>')[1] ?? '';
        series.cells.forEach((cell, index) => {
          expect(part.includes(`<c:pt idx="${index}">`), `${series.name} ${index}`).toBe(
            cell.state === 'shown',
          );
        });
      });
    }
  });

  it('breaks lines without losing a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'健診受診率、。（）ABC123%') }),
        fc.integer({ min: 20, max: 200 }),
        (text, width) => {
          expect(wrap(text, 12, width).join('')).toBe(text);
        },
      ),
    );
  });

  it('takes any accent colour, wrong ones too', () => {
    expect(normaliseHex('#a1b2c3')).toBe('A1B2C3');
    expect(normaliseHex('red"><script>')).toBe('0B4F8A');
    expect(paletteOf('#123456').accent).toBe('123456');
  });
});

describe('painting', () => {
  it('covers exactly the area of a polygon', () => {
    const canvas = newCanvas(40, 40);
    const triangle = [
      [3.3, 2.1],
      [35.7, 11.4],
      [9.2, 37.6],
    ] as const;
    fillPolygons(canvas, [triangle], '000000');
    const ink = canvas.pixels
      .filter((_, index) => index % 3 === 0)
      .reduce((sum, value) => sum + (255 - value) / 255, 0);
    const [a, b, c] = triangle;
    const area = Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2;
    expect(ink).toBeCloseTo(area, 0);
  });

  it('writes a PNG with size and resolution that another decoder can read', () => {
    const scene = {
      width: 20,
      height: 10,
      items: [{ shape: 'rect', x: 5, y: 0, width: 5, height: 10, fill: 'FF0000' } as const],
    };
    const png = Buffer.from(sceneToPng(scene, { normal: [], bold: [] }, 2));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([40, 20]);
    const at = png.indexOf('IDAT');
    const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
    expect(rows.length).toBe(20 * (40 * 3 + 1));
    expect([...rows.subarray(1 + 12 * 3, 1 + 12 * 3 + 3)]).toEqual([255, 0, 0]);
    expect([...rows.subarray(1, 4)]).toEqual([255, 255, 255]);
  });
});

describe('intervals beside lines', () => {
  const shown = (value: number) => ({ state: 'shown', value }) as const;
  const lineOf = (count: number): ChartData => ({
    kind: 'line',
    horizontal: false,
    zero: true,
    categoryLabel: '月',
    valueLabel: '件数',
    unit: '件',
    decimals: 1,
    categories: Array.from({ length: count }, (_, i) => String(i)),
    series: [
      {
        name: '見込み',
        cells: Array.from({ length: count }, () => shown(5)),
        lower: Array.from({ length: count }, (_, i) => (i === 4 ? { state: 'none' as const } : shown(4))),
        upper: Array.from({ length: count }, () => shown(6)),
      },
    ],
    notes: [],
  });

  it('are marks for few points and a band, broken where there is none, for many', () => {
    const polygons = (count: number) =>
      draw(lineOf(count))
        .items.filter((item) => item.shape === 'polygon')
        .map(({ points }) => points.length);
    expect(polygons(12)).toEqual([]);
    expect(polygons(36)).toEqual([8, 62]);
  });
});

describe('mirrored counts', () => {
  const shown = (value: number) => ({ state: 'shown' as const, value });
  const data: ChartData = {
    kind: 'distribution',
    horizontal: false,
    zero: true,
    mirrored: true,
    categoryLabel: '選好スコア',
    valueLabel: '人数',
    unit: '人',
    decimals: 0,
    categories: ['低い', '中', '高い'],
    series: [
      { name: '参加', cells: [{ state: 'hidden', reason: 'primary' }, shown(40), shown(80)] },
      { name: '非参加', cells: [shown(160), shown(60), shown(20)] },
    ],
    notes: [],
  };

  it('the first group stands on the zero line, the second hangs from it, on one scale', () => {
    const { items } = drawChart(data, { width: 600, height: 260, accent: '0B4F8A', size: 14 });
    const texts = items.flatMap((item) => (item.shape === 'text' ? [item.text] : []));
    expect(texts).toEqual(expect.arrayContaining(['参加', '非参加', '低い', '高い', '＊', '0', '100']));
    expect(texts.join('')).not.toMatch(/[-−]/u);
    // The paper and the two boxes of the legend come first.
    const bars = items.flatMap((item) => (item.shape === 'rect' ? [item] : [])).slice(3);
    const [up, down] = [bars.slice(0, 2), bars.slice(2)];
    const zero = up[0]!.y + up[0]!.height;
    for (const bar of up) expect(bar.y + bar.height).toBeCloseTo(zero, 9);
    for (const bar of down) expect(bar.y).toBeCloseTo(zero, 9);
    const heights = [...up, ...down].map(({ height }) => height / up[0]!.height);
    for (const [i, height] of [1, 2, 4, 1.5, 0.5].entries()) expect(heights[i]).toBeCloseTo(height, 9);
  });
});
