import { chartData } from '../../figures/chart.ts';
import { drawChart, suitedHeight } from '../../figures/draw.ts';
import { mix, type Palette, paletteOf } from '../../figures/palette.ts';
import { measure } from '../../figures/scene.ts';
import { sceneToSvg } from '../../figures/svg.ts';
import type { Block, FigureBlock, ReportDocument, TableBlock, TextTableBlock } from '../../model.ts';
import { plain } from '../../text.ts';
import { captionOf, printTable } from '../print.ts';
import { PDF_FONT, type PdfContent, type PdfNode } from './printer.ts';

export interface PdfContext {
  readonly document: ReportDocument;
  readonly numbers: ReadonlyMap<Block, string>;
  /** Lines under each table and figure. */
  readonly notes: ReadonlyMap<Block, readonly string[]>;
}

/** Width between the margins of an A4 page, in points. */
export const TEXT_WIDTH = 595 - 2 * 48;

/** One block as PDF content. */
export function blockPdf(block: Block, context: PdfContext): readonly PdfContent[] {
  const palette = paletteOf(context.document.accent);
  switch (block.kind) {
    case 'heading':
      return [heading(block.text, block.level, palette)];
    case 'paragraph':
      return [{ text: plain(block.text), style: block.role === 'small' ? 'note' : 'body' }];
    case 'bullets':
      return [{ ul: block.items.map(plain), style: 'body' }];
    case 'keyNumbers':
      return [keyNumbers(block, palette)];
    case 'table':
      return tablePdf(block, context);
    case 'textTable':
      return textTablePdf(block, context);
    case 'figure':
      return [figurePdf(block, context)];
    case 'callout':
      return [
        box(block.title, plain(block.text), block.tone === 'caution' ? palette.warning : palette.accent),
      ];
    case 'method':
      return [heading(block.title, 3, palette), { ul: block.items.map(plain), style: 'body' }];
    case 'footnote':
      return [{ text: plain(block.text), style: 'note' }];
    case 'pageBreak':
      return [{ text: '', pageBreak: 'after' }];
    case 'slide':
      return slidePdf(block, palette);
  }
}

function heading(text: string, level: 1 | 2 | 3, palette: Palette): PdfNode {
  return {
    text,
    style: `h${level}`,
    headlineLevel: level,
    ...(level === 1 ? { color: palette.accent === '000000' ? '#000000' : `#${palette.accent}` } : {}),
    ...(level < 3 ? { outline: true } : {}),
  };
}

function slidePdf(block: Extract<Block, { kind: 'slide' }>, palette: Palette): readonly PdfContent[] {
  if (block.layout === 'cover') return [];
  const source = plain(block.source);
  return [
    { text: block.kicker, style: 'kicker' },
    heading(plain(block.title), 2, palette),
    ...(source === '' ? [] : [{ text: source, style: 'note' }]),
    ...block.notes.map((note) => ({ text: `補足：${plain(note)}`, style: 'note' })),
  ];
}

function box(title: string, text: string, colour: string): PdfNode {
  return {
    table: {
      widths: ['*'],
      body: [
        [
          {
            stack: [{ text: title, bold: true, color: `#${colour}` }, { text }],
            fillColor: `#${mix(colour, 'FFFFFF', 0.92)}`,
            margin: [8, 6, 8, 6],
          },
        ],
      ],
    },
    layout: {
      hLineWidth: () => 0,
      vLineWidth: (at: number) => (at === 0 ? 4 : 0),
      vLineColor: () => `#${colour}`,
    },
    layoutOnly: true,
    margin: [0, 6, 0, 8],
    unbreakable: true,
  };
}

function keyNumbers(block: Extract<Block, { kind: 'keyNumbers' }>, palette: Palette): PdfNode {
  const cell = (item: (typeof block.items)[number]): PdfNode => ({
    stack: [
      { text: item.label, fontSize: 9 },
      { text: plain(item.value), fontSize: 16, bold: true, color: `#${palette.accent}` },
      { text: plain(item.note), fontSize: 7.5, color: `#${palette.muted}` },
    ],
    fillColor: `#${palette.pale}`,
    margin: [6, 6, 6, 6],
  });
  const columns = Math.min(4, block.items.length);
  const rows: PdfNode[][] = [];
  for (let at = 0; at < block.items.length; at += columns) {
    const row = block.items.slice(at, at + columns).map(cell);
    while (row.length < columns) row.push({ text: '' });
    rows.push(row);
  }
  return {
    table: { widths: Array.from({ length: columns }, () => '*'), body: rows },
    layout: {
      hLineWidth: () => 4,
      vLineWidth: () => 4,
      hLineColor: () => '#FFFFFF',
      vLineColor: () => '#FFFFFF',
    },
    layoutOnly: true,
    margin: [0, 4, 0, 8],
  };
}

function rules(palette: Palette, headRows: number): PdfNode {
  return {
    hLineWidth: (at: number) => (at === 0 ? 0 : at === headRows ? 1.2 : 0.4),
    hLineColor: (at: number) => (at === headRows ? `#${palette.accent}` : '#BFC6CE'),
    vLineWidth: () => 0,
    paddingLeft: () => 4,
    paddingRight: () => 4,
    paddingTop: () => 2,
    paddingBottom: () => 2,
  };
}

function tablePdf(block: TableBlock, context: PdfContext): readonly PdfContent[] {
  const palette = paletteOf(context.document.accent);
  const printed = printTable(block);
  const count = printed.rows[0]?.length ?? printed.headers.at(-1)?.length ?? 1;
  const size = count > 8 ? 7 : 8.5;
  const head = printed.headers.map((row) =>
    row.flatMap((cell) => [
      {
        text: cell.text,
        bold: true,
        alignment: 'center',
        fillColor: `#${palette.pale}`,
        ...(cell.span > 1 ? { colSpan: cell.span } : {}),
      },
      ...Array.from({ length: cell.span - 1 }, () => ({})),
    ]),
  );
  const body = printed.rows.map((row) =>
    row.map((text, column) => ({
      text,
      alignment: column < printed.headCount ? 'left' : 'right',
      noWrap: column >= printed.headCount,
    })),
  );
  return [
    {
      table: {
        headerRows: head.length + 1,
        dontBreakRows: true,
        keepWithHeaderRows: 2,
        widths: columnWidths(printed.headers.at(-1) ?? [], printed.rows, printed.headCount, size),
        body: [captionRow(captionOf(context.numbers, block), count), ...head, ...body],
      },
      layout: rules(palette, head.length + 1),
      fontSize: size,
      margin: [0, 6, 0, 3],
    },
    ...(context.notes.get(block) ?? []).map((text) => ({ text, style: 'note' })),
  ];
}

/** The caption as the first head row, so that it stays with its table and returns on every page. */
function captionRow(text: string, columns: number): readonly PdfNode[] {
  const cell = { text, bold: true, fontSize: 9.5, colSpan: columns, border: [false, false, false, false] };
  return [cell, ...Array.from({ length: columns - 1 }, () => ({}))];
}

/** Widths that fill the page, by the longest text of each column. */
function columnWidths(
  heads: readonly { readonly text: string }[],
  rows: readonly (readonly string[])[],
  headCount: number,
  size: number,
): readonly number[] {
  const wanted = Array.from({ length: rows[0]?.length ?? heads.length }, (_, column) => {
    const cells = rows.map((row) => measure(row[column] ?? '', size));
    const head = measure(heads[column]?.text ?? '', size);
    return Math.max(...cells, column < headCount ? head : Math.min(head, size * 9), size * 3) + 9;
  });
  const total = wanted.reduce((sum, width) => sum + width, 0);
  return wanted.map((width) => (width / Math.max(total, 1)) * (TEXT_WIDTH - 8 * wanted.length));
}

function textTablePdf(block: TextTableBlock, context: PdfContext): readonly PdfContent[] {
  const palette = paletteOf(context.document.accent);
  const total = block.widths.reduce((sum, width) => sum + width, 0);
  const head = block.head.map((text) => ({ text, bold: true, fillColor: `#${palette.pale}` }));
  const caption = captionOf(context.numbers, block);
  const titled = caption !== '';
  return [
    {
      table: {
        headerRows: titled ? 2 : 1,
        dontBreakRows: true,
        keepWithHeaderRows: 1,
        widths: block.widths.map((width) => (width / total) * (TEXT_WIDTH - 8 * block.widths.length)),
        body: [
          ...(titled ? [captionRow(caption, block.head.length)] : []),
          head,
          ...block.rows.map((row) => row.map(plain)),
        ],
      },
      layout: rules(palette, titled ? 2 : 1),
      fontSize: 8.5,
      margin: [0, 2, 0, 6],
    },
  ];
}

function figurePdf(block: FigureBlock, context: PdfContext): PdfNode {
  const data = chartData(block.chart);
  const size = 13;
  const svg = sceneToSvg(
    drawChart(data, {
      width: 700,
      height: suitedHeight(data, 700, size),
      accent: context.document.accent,
      size,
    }),
    { title: block.caption, description: plain(block.alt), id: 'f', fontFamily: PDF_FONT },
  );
  return {
    stack: [
      { text: captionOf(context.numbers, block), style: 'caption' },
      { svg, alt: `${block.caption}。${plain(block.alt)}`, width: TEXT_WIDTH * 0.86 },
      ...(context.notes.get(block) ?? []).map((text) => ({ text, style: 'note' })),
    ],
    unbreakable: true,
    margin: [0, 4, 0, 8],
  };
}
