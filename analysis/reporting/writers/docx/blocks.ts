import {
  AlignmentType,
  BorderStyle,
  HeadingLevel,
  ImageRun,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx';
import { chartData } from '../../figures/chart.ts';
import { drawChart, suitedHeight } from '../../figures/draw.ts';
import { mix, paletteOf } from '../../figures/palette.ts';
import { type PngFonts, sceneToPng } from '../../figures/png.ts';
import { measure } from '../../figures/scene.ts';
import type { Block, FigureBlock, ReportDocument, TableBlock, TextTableBlock } from '../../model.ts';
import { plain } from '../../text.ts';
import { captionOf, printTable } from '../print.ts';

export interface DocxContext {
  readonly document: ReportDocument;
  readonly numbers: ReadonlyMap<Block, string>;
  /** Lines under each table and figure. */
  readonly notes: ReadonlyMap<Block, readonly string[]>;
  readonly fonts: PngFonts;
}

/** Text width of an A4 page with 2 cm margins, in twentieths of a point. */
export const TEXT_TWIPS = 9638;
const PICTURE_PIXELS = 640;

type Piece = Paragraph | Table;

/** One block as Word paragraphs and tables. */
export function blockDocx(block: Block, context: DocxContext): readonly Piece[] {
  switch (block.kind) {
    case 'heading':
      return [new Paragraph({ text: block.text, heading: headings[block.level] })];
    case 'paragraph':
      return [new Paragraph({ text: plain(block.text), style: block.role === 'small' ? 'Note' : 'Body' })];
    case 'bullets':
      return block.items.map(listItem);
    case 'keyNumbers':
      return [keyNumbers(block, context)];
    case 'table':
      return tableDocx(block, context);
    case 'textTable':
      return textTableDocx(block, context);
    case 'figure':
      return figureDocx(block, context);
    case 'callout':
      return [callout(block, context)];
    case 'method':
      return [
        new Paragraph({ text: block.title, heading: HeadingLevel.HEADING_3 }),
        ...block.items.map(listItem),
      ];
    case 'footnote':
      return [note(plain(block.text))];
    case 'pageBreak':
      return [new Paragraph({ text: '', pageBreakBefore: true })];
    case 'slide':
      return slideDocx(block);
  }
}

const headings = {
  1: HeadingLevel.HEADING_1,
  2: HeadingLevel.HEADING_2,
  3: HeadingLevel.HEADING_3,
} as const;

function note(text: string): Paragraph {
  return new Paragraph({ text, style: 'Note' });
}

function listItem(item: Parameters<typeof plain>[0]): Paragraph {
  return new Paragraph({ text: plain(item), style: 'Body', numbering: { reference: 'points', level: 0 } });
}

function slideDocx(block: Extract<Block, { kind: 'slide' }>): readonly Piece[] {
  if (block.layout === 'cover') return [];
  const source = plain(block.source);
  return [
    new Paragraph({ text: block.kicker, style: 'Note', spacing: { before: 360 }, keepNext: true }),
    new Paragraph({ text: plain(block.title), heading: HeadingLevel.HEADING_2 }),
    ...(source === '' ? [] : [note(source)]),
    ...block.notes.map((text) => note(`補足：${plain(text)}`)),
  ];
}

const thin = (colour: string) => ({ style: BorderStyle.SINGLE, size: 4, color: colour });
const none = { style: BorderStyle.NONE, size: 0, color: 'FFFFFF' } as const;
const margins = { top: 40, bottom: 40, left: 80, right: 80 };

interface CellLook {
  readonly bold?: boolean;
  readonly right?: boolean;
  readonly centre?: boolean;
  readonly fill?: string;
  readonly span?: number;
  readonly size?: number;
}

function tableCell(text: string, look: CellLook = {}): TableCell {
  const alignment = look.right
    ? AlignmentType.RIGHT
    : look.centre
      ? AlignmentType.CENTER
      : AlignmentType.LEFT;
  return new TableCell({
    margins,
    verticalAlign: VerticalAlignTable.CENTER,
    ...(look.span === undefined || look.span < 2 ? {} : { columnSpan: look.span }),
    ...(look.fill === undefined
      ? {}
      : { shading: { type: ShadingType.CLEAR, fill: look.fill, color: 'auto' } }),
    children: [
      new Paragraph({
        style: 'Cell',
        alignment,
        children: [
          new TextRun({
            text,
            bold: look.bold ?? false,
            ...(look.size === undefined ? {} : { size: look.size }),
          }),
        ],
      }),
    ],
  });
}

function newTable(rows: TableRow[], widths: readonly number[], accent: string): Table {
  const total = widths.reduce((sum, width) => sum + width, 0);
  return new Table({
    rows,
    layout: TableLayoutType.FIXED,
    width: { size: TEXT_TWIPS, type: WidthType.DXA },
    columnWidths: widths.map((width) => Math.floor((width / total) * TEXT_TWIPS)),
    borders: {
      top: thin(accent),
      bottom: thin('BFC6CE'),
      left: none,
      right: none,
      insideHorizontal: thin('BFC6CE'),
      insideVertical: none,
    },
  });
}

function caption(text: string): Paragraph {
  return new Paragraph({ text, style: 'Caption', keepNext: true });
}

function tableDocx(block: TableBlock, context: DocxContext): readonly Piece[] {
  const palette = paletteOf(context.document.accent);
  const printed = printTable(block);
  const bottom = printed.headers.at(-1) ?? [];
  const size = bottom.length > 7 ? 15 : 17;
  const head = printed.headers.map(
    (row) =>
      new TableRow({
        tableHeader: true,
        cantSplit: true,
        children: row.map((cell) =>
          tableCell(cell.text, { bold: true, centre: true, fill: palette.pale, span: cell.span, size }),
        ),
      }),
  );
  const body = printed.rows.map(
    (row) =>
      new TableRow({
        cantSplit: true,
        children: row.map((text, column) => tableCell(text, { right: column >= printed.headCount, size })),
      }),
  );
  const widths = bottom.map((cell, column) =>
    Math.max(
      4,
      Math.min(measure(cell.text, 1), 9),
      ...printed.rows.map((row) => measure(row[column] ?? '', 1)),
    ),
  );
  return [
    caption(captionOf(context.numbers, block)),
    newTable([...head, ...body], widths, palette.accent),
    ...(context.notes.get(block) ?? []).map(note),
  ];
}

function textTableDocx(block: TextTableBlock, context: DocxContext): readonly Piece[] {
  const palette = paletteOf(context.document.accent);
  const title = captionOf(context.numbers, block);
  const head = new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: block.head.map((text) => tableCell(text, { bold: true, fill: palette.pale })),
  });
  const body = block.rows.map(
    (row) => new TableRow({ cantSplit: true, children: row.map((text) => tableCell(plain(text))) }),
  );
  return [
    ...(title === '' ? [] : [caption(title)]),
    newTable([head, ...body], block.widths, palette.accent),
    note(''),
  ];
}

function callout(block: Extract<Block, { kind: 'callout' }>, context: DocxContext): Table {
  const palette = paletteOf(context.document.accent);
  const colour = block.tone === 'caution' ? palette.warning : palette.accent;
  const cell = new TableCell({
    margins: { top: 100, bottom: 100, left: 160, right: 160 },
    shading: { type: ShadingType.CLEAR, fill: mix(colour, 'FFFFFF', 0.92), color: 'auto' },
    borders: {
      left: { style: BorderStyle.SINGLE, size: 36, color: colour },
      top: none,
      right: none,
      bottom: none,
    },
    children: [
      new Paragraph({
        style: 'Body',
        children: [new TextRun({ text: block.title, bold: true, color: colour })],
      }),
      new Paragraph({ style: 'Body', text: plain(block.text) }),
    ],
  });
  return new Table({
    rows: [new TableRow({ cantSplit: true, children: [cell] })],
    width: { size: TEXT_TWIPS, type: WidthType.DXA },
    columnWidths: [TEXT_TWIPS],
  });
}

function keyNumbers(block: Extract<Block, { kind: 'keyNumbers' }>, context: DocxContext): Table {
  const palette = paletteOf(context.document.accent);
  const columns = Math.min(4, block.items.length);
  const rows: TableRow[] = [];
  for (let at = 0; at < block.items.length; at += columns) {
    const cells = block.items.slice(at, at + columns).map(
      (item) =>
        new TableCell({
          margins: { top: 100, bottom: 100, left: 120, right: 120 },
          shading: { type: ShadingType.CLEAR, fill: palette.pale, color: 'auto' },
          children: [
            new Paragraph({ style: 'Cell', text: item.label }),
            new Paragraph({
              style: 'Cell',
              children: [
                new TextRun({ text: plain(item.value), bold: true, size: 32, color: palette.accent }),
              ],
            }),
            new Paragraph({ style: 'Note', text: plain(item.note) }),
          ],
        }),
    );
    while (cells.length < columns) cells.push(tableCell(''));
    rows.push(new TableRow({ cantSplit: true, children: cells }));
  }
  const white = { style: BorderStyle.SINGLE, size: 24, color: 'FFFFFF' } as const;
  return new Table({
    rows,
    layout: TableLayoutType.FIXED,
    width: { size: TEXT_TWIPS, type: WidthType.DXA },
    columnWidths: Array.from({ length: columns }, () => Math.floor(TEXT_TWIPS / columns)),
    borders: {
      top: white,
      bottom: white,
      left: white,
      right: white,
      insideHorizontal: white,
      insideVertical: white,
    },
  });
}

function figureDocx(block: FigureBlock, context: DocxContext): readonly Piece[] {
  const data = chartData(block.chart);
  const height = suitedHeight(data, PICTURE_PIXELS, 13);
  const scene = drawChart(data, { width: PICTURE_PIXELS, height, accent: context.document.accent, size: 13 });
  const title = captionOf(context.numbers, block);
  const picture = new ImageRun({
    type: 'png',
    data: sceneToPng(scene, context.fonts, 2.5),
    transformation: { width: PICTURE_PIXELS, height },
    altText: { name: title, title, description: plain(block.alt) },
  });
  return [
    caption(title),
    new Paragraph({ children: [picture], keepNext: true }),
    ...(context.notes.get(block) ?? []).map(note),
  ];
}
