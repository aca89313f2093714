import { createRequire } from 'node:module';
import type PptxGenJS from 'pptxgenjs';
import type { ChartData } from '../../figures/chart.ts';
import { paletteOf } from '../../figures/palette.ts';
import { wrap } from '../../figures/scene.ts';
import { OFFICE_FONT } from '../../fonts/source.ts';
import type { ReportDocument } from '../../model.ts';
import type { WriterOptions } from '../../write.ts';
import { contactLine, logoAddress, logoSize, signature } from '../branding.ts';
import { provenanceRows } from '../print.ts';
import { type Box, layBody } from './body.ts';
import { BODY_BOX } from './fit.ts';
import { footLine, SOURCE_SIZE } from './foot-line.ts';
import { finishPackage } from './package.ts';
import { planSlides, type SlidePlan } from './plan.ts';

// The package's ES build is not marked as such for Node; its CommonJS build is.
const Presentation = createRequire(import.meta.url)('pptxgenjs') as new () => PptxGenJS;

const WIDTH = 13.333;

/** 16:9 slides with native charts whose data are the released numbers, notes and alternative texts. */
export async function writePptx(document: ReportDocument, options: WriterOptions): Promise<Uint8Array> {
  const deck = new Presentation();
  deck.layout = 'LAYOUT_WIDE';
  deck.title = document.title;
  deck.subject = document.subtitle;
  deck.author = document.municipality;
  deck.theme = { headFontFace: OFFICE_FONT, bodyFontFace: OFFICE_FONT };
  const charts: ChartData[] = [];
  const plans = withProvenance(document, planSlides(document));
  plans.forEach((plan, index) => {
    options.step(index, plans.length);
    addSlide(deck, document, plan, { number: index + 1, charts });
  });
  const bytes = (await deck.write({ outputType: 'uint8array' })) as Uint8Array;
  return finishPackage(bytes, document, charts);
}

interface SlidePlace {
  readonly number: number;
  readonly charts: ChartData[];
}

function addSlide(deck: PptxGenJS, document: ReportDocument, plan: SlidePlan, place: SlidePlace): void {
  const slide = deck.addSlide();
  slide.background = { color: plan.layout === 'section' ? document.accent : 'FFFFFF' };
  if (plan.layout === 'cover') cover(slide, document, plan);
  else if (plan.layout === 'section') section(slide, plan);
  else content(slide, document, plan, place);
  const notes = [...plan.notes, plan.source].filter((text) => text !== '');
  if (notes.length > 0) slide.addNotes(notes.join('\n'));
}

function cover(slide: PptxGenJS.Slide, document: ReportDocument, plan: SlidePlan): void {
  const palette = paletteOf(document.accent);
  const text = { fontFace: OFFICE_FONT, margin: 0 } as const;
  slide.addShape('rect', {
    x: 0,
    y: 0,
    w: 0.45,
    h: 7.5,
    fill: { color: palette.accent },
    line: { color: palette.accent },
  });
  slide.addText(plan.kicker, { x: 1.2, y: 1.7, w: 11, h: 0.6, ...text, fontSize: 20, color: palette.muted });
  slide.addText(plan.title, {
    x: 1.2,
    y: 2.4,
    w: 11,
    h: 1.8,
    ...text,
    fontSize: titleSize(plan.title, 44, 11),
    bold: true,
    color: palette.ink,
    valign: 'top',
  });
  slide.addShape('line', { x: 1.2, y: 4.5, w: 2.4, h: 0, line: { color: palette.accent, width: 3 } });
  const synthetic = document.provenance.synthetic ? '（架空の自治体のデータ）' : '';
  slide.addText(`${signature(document)}${synthetic}`, {
    x: 1.2,
    y: 4.75,
    w: 11,
    h: 0.6,
    ...text,
    fontSize: 22,
    color: palette.ink,
  });
  const contact = contactLine(document);
  if (contact !== '') {
    slide.addText(contact, { x: 1.2, y: 5.4, w: 11, h: 0.45, ...text, fontSize: 16, color: palette.muted });
  }
  placeLogo(slide, document, { x: 1.2, y: 0.55, w: 3.2, h: 0.95 });
}

function placeLogo(slide: PptxGenJS.Slide, { logo, municipality }: ReportDocument, box: Box): void {
  if (logo === undefined) return;
  slide.addImage({
    data: logoAddress(logo).slice('data:'.length),
    x: box.x,
    y: box.y,
    ...logoSize(logo, box),
    altText: `${municipality}のロゴ`,
  });
}

function section(slide: PptxGenJS.Slide, plan: SlidePlan): void {
  slide.addText(plan.title, {
    x: 1.2,
    y: 2.8,
    w: 11,
    h: 1.6,
    fontFace: OFFICE_FONT,
    margin: 0,
    fontSize: 40,
    bold: true,
    color: 'FFFFFF',
  });
}

/** Title size at which it takes one line or, if that would be small, two lines that are both worth having. */
function titleSize(title: string, largest: number, width: number): number {
  const sizes = Array.from({ length: Math.max(1, (largest - 18) / 2) }, (_, step) => largest - 2 * step);
  const broken = (size: number): readonly string[] => wrap(title, size, width * 68);
  const one = sizes.find((size) => size >= Math.max(24, largest - 6) && broken(size).length === 1);
  const two = sizes.find((size) => {
    const lines = broken(size);
    return lines.length === 1 || (lines.length === 2 && (lines[1] ?? '').length >= 5);
  });
  return one ?? two ?? 20;
}

function content(slide: PptxGenJS.Slide, document: ReportDocument, plan: SlidePlan, place: SlidePlace): void {
  const palette = paletteOf(document.accent);
  const text = { fontFace: OFFICE_FONT, margin: 0 } as const;
  slide.addShape('rect', {
    x: 0.55,
    y: 0.45,
    w: 0.09,
    h: 1.3,
    fill: { color: palette.accent },
    line: { color: palette.accent },
  });
  slide.addText(plan.kicker, {
    x: 0.85,
    y: 0.42,
    w: 11.7,
    h: 0.35,
    ...text,
    fontSize: 16,
    bold: true,
    color: palette.accent,
  });
  slide.addText(plan.title, {
    x: 0.85,
    y: 0.8,
    w: 11.7,
    h: 1,
    ...text,
    fontSize: titleSize(plan.title, 30, 11.5),
    bold: true,
    color: palette.ink,
    valign: 'top',
  });
  const body = { slide, accent: document.accent, onChart: (data: ChartData) => place.charts.push(data) };
  layBody(body, plan.body, BODY_BOX);
  slide.addShape('line', { x: 0.55, y: 6.86, w: WIDTH - 1.1, h: 0, line: { color: palette.grid, width: 1 } });
  const source = footLine(plan.source);
  slide.addText(source === '' ? document.municipality : source, {
    x: 0.55,
    y: 6.9,
    w: 11.3,
    h: 0.45,
    ...text,
    fontSize: SOURCE_SIZE,
    color: palette.muted,
    valign: 'middle',
  });
  slide.addText(String(place.number), {
    x: WIDTH - 1.35,
    y: 6.9,
    w: 0.8,
    h: 0.45,
    ...text,
    fontSize: 12,
    color: palette.muted,
    align: 'right',
    valign: 'middle',
  });
}

/** A deck carries its provenance on its method slide; other reports get a slide of their own. */
function withProvenance(document: ReportDocument, plans: readonly SlidePlan[]): readonly SlidePlan[] {
  const rows = provenanceRows(document);
  const notes = rows.map(([label, value]) => `${label}：${value}`);
  const at = plans.findIndex(({ kicker }) => kicker === '方法');
  if (document.shape === 'deck' && at >= 0) {
    const { appVersion, ruleVersion, threshold, releaseIds } = document.provenance;
    const more = releaseIds.length > 1 ? ` ほか${releaseIds.length - 1}件` : '';
    const small = `秘匿規則 ${ruleVersion}（下限 ${threshold}人）　公開番号 ${releaseIds[0] ?? '－'}${more}　保健事業EBPMデスク ${appVersion}（来歴の全文はノート）`;
    return plans.map((plan, index) =>
      index === at
        ? {
            ...plan,
            body: [...plan.body, { kind: 'footnote', text: [small] }],
            notes: [...plan.notes, ...notes],
          }
        : plan,
    );
  }
  const grid = {
    kind: 'grid',
    head: [
      [
        { text: '項目', span: 1 },
        { text: '内容', span: 1 },
      ],
    ],
    rows: fitting(rows).map(([label, value]) => [label, shorten(value)]),
    headCount: 2,
    widths: [2.5, 9],
  } as const;
  return [
    ...plans,
    { layout: 'content', kicker: '来歴', title: 'この資料の出どころ', body: [grid], notes, source: '' },
  ];
}

/** Rows that a slide holds; of many source files the first, the rest in the notes. */
const MOST_ROWS = 11;

function fitting(rows: ReturnType<typeof provenanceRows>): readonly (readonly [string, string])[] {
  const sources = rows.filter(([label]) => label.startsWith('出典'));
  const own = rows.filter((row) => !sources.includes(row));
  const room = Math.max(0, MOST_ROWS - own.length);
  if (sources.length <= room) return rows;
  const rest = `ほか${sources.length - room + 1}個のファイル（全文はノート）`;
  return [...own, ...sources.slice(0, room - 1), ['出典', rest]];
}

/** Long lists of releases go on in the notes. */
function shorten(value: string): string {
  return value.length > 110 ? `${value.slice(0, 109)}…（続きはノート）` : value;
}
