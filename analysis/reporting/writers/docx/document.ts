import {
  AlignmentType,
  Document,
  Footer,
  ImageRun,
  type IRunOptions,
  LevelFormat,
  Packer,
  PageNumber,
  Paragraph,
  TableOfContents,
  TextRun,
} from 'docx';
import { estimatePageNumbersWith } from 'docx/layout';
import { paletteOf } from '../../figures/palette.ts';
import { OFFICE_FONT } from '../../fonts/source.ts';
import { mergeSubset } from '../../fonts/subset.ts';
import type { Block, ReportDocument } from '../../model.ts';
import type { WriterOptions } from '../../write.ts';
import { contactLine, logoSize, signature } from '../branding.ts';
import { paperNotes } from '../notes.ts';
import {
  numberBlocks,
  PROVENANCE_LISTS,
  provenanceLine,
  provenanceLists,
  type provenanceRows,
  provenanceSummary,
} from '../print.ts';
import { fixCoreTimes, packParts, readParts } from '../zip.ts';
import { blockDocx, type DocxContext } from './blocks.ts';
import { fixIds } from './ids.ts';

/** A Word document with styles, numbered captions, a table of contents and repeated table heads. */
export async function writeDocx(document: ReportDocument, options: WriterOptions): Promise<Uint8Array> {
  const [normal, bold] = await Promise.all([options.fonts(400), options.fonts(700)]);
  const context: DocxContext = {
    document,
    numbers: numberBlocks(document),
    notes: paperNotes(document),
    fonts: { normal, bold },
  };
  const pieces = document.blocks.flatMap((block, index) => {
    options.step(index, document.blocks.length);
    return blockDocx(block, context);
  });
  const file = new Document({
    pageNumbers: estimatePageNumbersWith({ fonts: await officeFonts(document, options), guess: true }),
    title: document.title,
    subject: document.subtitle,
    creator: document.municipality,
    lastModifiedBy: document.municipality,
    styles: stylesOf(document),
    numbering: {
      config: [
        {
          reference: 'points',
          levels: [
            {
              level: 0,
              format: LevelFormat.BULLET,
              text: '・',
              alignment: AlignmentType.LEFT,
              style: { paragraph: { indent: { left: 360, hanging: 260 } } },
            },
          ],
        },
      ],
    },
    sections: [
      {
        properties: {
          page: {
            size: { width: 11906, height: 16838 },
            margin: pageMargins(document),
          },
        },
        footers: { default: footer(document) },
        children: [...cover(document), ...pieces, ...provenancePieces(document, context)],
      },
    ],
  });
  const parts = readParts(new Uint8Array(await Packer.toArrayBuffer(file)));
  fixIds(parts);
  fixCoreTimes(parts, document.date);
  return packParts(parts);
}

/** The widths of the characters used, so that the contents can say on which page a chapter begins. */
async function officeFonts(
  document: ReportDocument,
  { fonts }: WriterOptions,
): Promise<{ data: Uint8Array }[]> {
  const characters = JSON.stringify({ ...document, logo: undefined });
  return Promise.all(
    ([400, 700] as const).map(async (weight) => ({
      data: mergeSubset(await fonts(weight), characters, OFFICE_FONT).bytes,
    })),
  );
}

function cover(document: ReportDocument): readonly (Paragraph | TableOfContents)[] {
  const contact = contactLine(document);
  return [
    ...logoParagraph(document),
    new Paragraph({ text: document.subtitle, style: 'Note' }),
    new Paragraph({ text: document.title, style: 'Title' }),
    new Paragraph({ text: signature(document), style: 'Body' }),
    ...(contact === '' ? [] : [new Paragraph({ text: contact, style: 'Note' })]),
    ...contents(document),
  ];
}

/** Largest logo on a first page, in pixels at 96 per inch. */
const LOGO_BOX = { w: 200, h: 64 };

function logoParagraph({ logo, municipality }: ReportDocument): readonly Paragraph[] {
  if (logo === undefined) return [];
  const { w, h } = logoSize(logo, LOGO_BOX);
  const name = `${municipality}のロゴ`;
  return [
    new Paragraph({
      spacing: { after: 160 },
      children: [
        new ImageRun({
          type: logo.mediaType === 'image/png' ? 'png' : 'jpg',
          data: logo.bytes,
          transformation: { width: Math.round(w), height: Math.round(h) },
          altText: { name, title: name, description: name },
        }),
      ],
    }),
  ];
}

function provenancePieces(document: ReportDocument, context: DocxContext): ReturnType<typeof blockDocx> {
  if (document.compact) return blockDocx({ kind: 'footnote', text: [provenanceLine(document)] }, context);
  const table = (id: string, head: readonly string[], rows: ReturnType<typeof provenanceRows>): Block => ({
    kind: 'textTable',
    id,
    caption: '',
    head,
    widths: [1, 3],
    rows: rows.map(([label, value]) => [[label], [value.replaceAll('、', '、 ')]]),
  });
  const lists = provenanceLists(document);
  const blocks: readonly Block[] = [
    { kind: 'heading', level: 1, text: 'この資料の来歴' },
    table('provenance', ['項目', '内容'], provenanceSummary(document)),
    ...(lists.length === 0
      ? []
      : [
          { kind: 'heading', level: 2, text: PROVENANCE_LISTS } as const,
          table('provenance-lists', ['種類', '番号、またはファイルと照合値'], lists),
        ]),
  ];
  return blocks.flatMap((block) => blockDocx(block, context));
}

/** Twentieths of a point; a single page needs its room. */
function pageMargins({ compact }: ReportDocument) {
  const edge = compact ? 800 : 1134;
  return { top: edge, bottom: edge, left: 1134, right: 1134 };
}

/** Shorter reports than this are read without a table of contents. */
const FEWEST_BLOCKS = 20;

/** A table of contents for reports that have chapters. */
function contents(document: ReportDocument): readonly (Paragraph | TableOfContents)[] {
  const chapters = document.blocks.filter(
    (block) => block.kind === 'slide' || (block.kind === 'heading' && block.level === 1),
  );
  if (chapters.length < 3 || document.blocks.length < FEWEST_BLOCKS) return [];
  return [
    new Paragraph({
      children: [new TextRun({ text: '目次', bold: true, size: 26 })],
      spacing: { before: 360, after: 120 },
    }),
    new TableOfContents('目次', {
      hyperlink: true,
      headingStyleRange: '1-2',
      beginDirty: false,
    }),
    new Paragraph({ text: '', pageBreakBefore: true }),
  ];
}

function footer(document: ReportDocument): Footer {
  const text = `${document.municipality}　${document.title}　${document.provenance.releaseIds[0] ?? ''}　`;
  return new Footer({
    children: [
      new Paragraph({
        style: 'Note',
        children: [
          new TextRun({ text }),
          new TextRun({ children: [PageNumber.CURRENT, ' / ', PageNumber.TOTAL_PAGES] }),
        ],
      }),
    ],
  });
}

function stylesOf(document: ReportDocument) {
  const palette = paletteOf(document.accent);
  const font = { ascii: OFFICE_FONT, hAnsi: OFFICE_FONT, eastAsia: OFFICE_FONT, cs: OFFICE_FONT };
  const run = (size: number, more: IRunOptions = {}): IRunOptions => ({
    font,
    size,
    // Digits and Latin letters by their own rules: as Japanese, 1,500,000 may be broken in its middle.
    language: { value: 'en-US', eastAsia: 'ja-JP' },
    ...more,
  });
  const { compact } = document;
  const heading = (size: number, colour: string, before: number) => ({
    run: run(size, { bold: true, color: colour }),
    paragraph: {
      spacing: { before: compact ? Math.round(before / 3) : before, after: compact ? 60 : 120 },
      keepNext: true,
    },
  });
  return {
    default: {
      document: { run: run(21, { color: palette.ink }) },
      title: {
        run: run(44, { bold: true, color: palette.ink }),
        paragraph: { spacing: { before: 120, after: 120 } },
      },
      heading1: heading(34, palette.accent, 480),
      heading2: heading(27, palette.ink, 320),
      heading3: heading(23, palette.ink, 220),
    },
    paragraphStyles: [
      {
        id: 'Body',
        name: 'Body',
        basedOn: 'Normal',
        quickFormat: true,
        run: run(compact ? 19 : 21),
        paragraph: { spacing: { line: compact ? 270 : 320, after: compact ? 40 : 100 } },
      },
      {
        id: 'Note',
        name: 'Note',
        basedOn: 'Normal',
        run: run(16, { color: palette.muted }),
        paragraph: { spacing: { after: 20 } },
      },
      { id: 'Cell', name: 'Cell', basedOn: 'Normal', run: run(17), paragraph: { spacing: { after: 0 } } },
      {
        id: 'Caption',
        name: 'caption',
        basedOn: 'Normal',
        quickFormat: true,
        run: run(20, { bold: true }),
        paragraph: { spacing: { before: compact ? 120 : 240, after: compact ? 40 : 80 } },
      },
    ],
  };
}
