import { UserIssue } from '../../../domain/issue.ts';
import { type ChartData, chartData } from '../../figures/chart.ts';
import { drawFigure, suitedHeight } from '../../figures/draw.ts';
import { sceneToPng } from '../../figures/png.ts';
import type { Scene } from '../../figures/scene.ts';
import { wrap } from '../../figures/scene.ts';
import { sceneToSvg } from '../../figures/svg.ts';
import { fontFaces } from '../../fonts/faces.ts';
import { EMBEDDED_FONT } from '../../fonts/source.ts';
import type { FigureBlock, ReportDocument } from '../../model.ts';
import { plain } from '../../text.ts';
import type { WriterOptions } from '../../write.ts';
import { captionOf, numberBlocks } from '../print.ts';
import { encodeText, type Parts, packParts } from '../zip.ts';

const WIDTH = 900;
const SIZE = 15;
/** 300 dots per inch at 96 CSS pixels per inch. */
const PRINT_SCALE = 3.125;

export interface FigureFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A figure as a picture of its own, with caption, n, source, release and hiding rule inside. */
export function figureScene(document: ReportDocument, caption: string, data: ChartData): Scene {
  const { provenance } = document;
  const lines = [
    `${document.municipality}　作成：保健事業EBPMデスク ${provenance.appVersion}　秘匿規則 ${provenance.ruleVersion}（下限 ${provenance.threshold}人）${provenance.synthetic ? '　架空のデータ' : ''}`,
  ];
  const notes = [...data.notes, ...lines].reduce(
    (sum, line) => sum + wrap(line, SIZE * 0.8, WIDTH - 40).length,
    0,
  );
  const captionLines = wrap(caption, SIZE * 1.25, WIDTH - 40).length;
  const height =
    suitedHeight(data, WIDTH - 40, SIZE) + captionLines * SIZE * 1.7 + notes * SIZE * 1.12 + SIZE * 2;
  const inner = drawFigure(data, caption, lines, {
    width: WIDTH - 40,
    height,
    accent: document.accent,
    size: SIZE,
  });
  return framed(inner, 20);
}

function framed(scene: Scene, margin: number): Scene {
  const width = scene.width + margin * 2;
  const height = scene.height + margin * 2;
  const items = scene.items.map((item) => {
    if (item.shape === 'line' || item.shape === 'polygon') {
      return { ...item, points: item.points.map(([x, y]) => [x + margin, y + margin] as const) };
    }
    return { ...item, x: item.x + margin, y: item.y + margin };
  });
  return { width, height, items: [{ shape: 'rect', x: 0, y: 0, width, height, fill: 'FFFFFF' }, ...items] };
}

function figuresOf(
  document: ReportDocument,
): readonly { block: FigureBlock; caption: string; name: string }[] {
  const numbers = numberBlocks(document);
  return document.blocks.flatMap((block) =>
    block.kind === 'figure'
      ? [
          {
            block,
            caption: captionOf(numbers, block),
            name: (numbers.get(block) ?? '図').replace('図', 'figure-'),
          },
        ]
      : [],
  );
}

/** Every figure as an SVG that carries the characters of its font. */
export async function svgFigures(
  document: ReportDocument,
  options: WriterOptions,
): Promise<readonly FigureFile[]> {
  const files: FigureFile[] = [];
  const figures = figuresOf(document);
  for (const [index, { block, caption, name }] of figures.entries()) {
    options.step(index, figures.length);
    const scene = figureScene(document, caption, chartData(block.chart));
    const svg = sceneToSvg(scene, {
      title: caption,
      description: plain(block.alt),
      id: name,
      fontFamily: `${EMBEDDED_FONT},sans-serif`,
    });
    const faces = await fontFaces(svg, options.fonts);
    files.push({
      name: `${name}.svg`,
      bytes: encodeText(svg.replace('<title', `<style>${faces}</style><title`)),
    });
  }
  return files;
}

/** Every figure as a PNG at print resolution. */
export async function pngFigures(
  document: ReportDocument,
  options: WriterOptions,
): Promise<readonly FigureFile[]> {
  const [normal, bold] = await Promise.all([options.fonts(400), options.fonts(700)]);
  const figures = figuresOf(document);
  return figures.map(({ block, caption, name }, index) => {
    options.step(index, figures.length);
    const scene = figureScene(document, caption, chartData(block.chart));
    return { name: `${name}.png`, bytes: sceneToPng(scene, { normal, bold }, PRINT_SCALE) };
  });
}

/** One figure as it is; several in an archive. */
function bundle(files: readonly FigureFile[]): Uint8Array {
  const [first] = files;
  if (first === undefined) throw new UserIssue('usage', 'report.no_figure');
  if (files.length === 1) return first.bytes;
  const parts: Parts = {};
  for (const { name, bytes } of files) parts[name] = bytes as Parts[string];
  return packParts(parts);
}

export async function writeSvg(document: ReportDocument, options: WriterOptions): Promise<Uint8Array> {
  return bundle(await svgFigures(document, options));
}

export async function writePng(document: ReportDocument, options: WriterOptions): Promise<Uint8Array> {
  return bundle(await pngFigures(document, options));
}
