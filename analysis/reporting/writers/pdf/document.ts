import { UserIssue } from '../../../domain/issue.ts';
import { EMBEDDED_FONT, type FontSource } from '../../fonts/source.ts';
import { mergeSubset } from '../../fonts/subset.ts';
import type { ReportDocument } from '../../model.ts';
import type { WriterOptions } from '../../write.ts';
import { contactLine, logoAddress, signature } from '../branding.ts';
import { htmlReport } from '../html/document.ts';
import { paperNotes } from '../notes.ts';
import {
  numberBlocks,
  PROVENANCE_LISTS,
  provenanceLine,
  provenanceLists,
  provenanceSummary,
} from '../print.ts';
import { blockPdf, TEXT_WIDTH } from './content.ts';
import { PDF_FONT, type PdfContent, type PdfDefinition, type PdfNode, printPdf } from './printer.ts';

/** PDF by the host's browser where there is one and it works, otherwise by a layout engine of its own. */
export async function writePdf(document: ReportDocument, options: WriterOptions): Promise<Uint8Array> {
  const { printToPdf, signal } = options;
  if (printToPdf === undefined) return fallbackPdf(document, options);
  const html = await htmlReport(document, options);
  try {
    return await printToPdf(html, signal);
  } catch (reason) {
    if (signal?.aborted === true || isCancellation(reason)) throw new UserIssue('usage', 'report.cancelled');
    return fallbackPdf(document, options);
  }
}

/** The caller gave up, in the words of an issue or of an aborted call. */
function isCancellation(reason: unknown): boolean {
  if (reason instanceof UserIssue) return /(^|\.)cancelled$/.test(reason.code);
  return reason instanceof Error && reason.name === 'AbortError';
}

/** PDF without a browser: A4, bookmarks, embedded fonts, searchable text, charts as vectors. */
export async function fallbackPdf(document: ReportDocument, options: WriterOptions): Promise<Uint8Array> {
  const numbers = numberBlocks(document);
  const notes = paperNotes(document);
  const content: PdfContent[] = [...cover(document)];
  document.blocks.forEach((block, index) => {
    options.step(index, document.blocks.length);
    content.push(...blockPdf(block, { document, numbers, notes }));
  });
  content.push(...provenance(document));
  const day = new Date(`${document.date}T00:00:00Z`);
  const definition: PdfDefinition = {
    content,
    info: {
      Title: document.title,
      Subject: document.subtitle,
      Author: document.municipality,
      Creator: '保健事業EBPMデスク',
      Producer: '保健事業EBPMデスク',
      CreationDate: day,
      ModDate: day,
    },
    pageMargins: [48, 50, 48, 52],
    defaultStyle: { font: PDF_FONT, fontSize: 10, lineHeight: 1.35, color: '#1A1F26' },
    styles,
    footer: (page: number, pages: number): PdfNode => footer(document, page, pages),
    pageBreakBefore: (node: { headlineLevel?: number }, more: { getFollowingNodesOnPage(): unknown[] }) =>
      node.headlineLevel !== undefined && more.getFollowingNodesOnPage().length === 0,
  };
  return printPdf(definition, await fontsFor(content, options.fonts));
}

const styles: PdfNode = {
  title: { fontSize: 22, bold: true, margin: [0, 4, 0, 4] },
  h1: { fontSize: 17, bold: true, margin: [0, 18, 0, 6] },
  h2: { fontSize: 13, bold: true, margin: [0, 12, 0, 4] },
  h3: { fontSize: 11, bold: true, margin: [0, 8, 0, 3] },
  body: { margin: [0, 2, 0, 4] },
  note: { fontSize: 7.5, color: '#5B6470', margin: [0, 0, 0, 1] },
  caption: { fontSize: 9.5, bold: true, margin: [0, 8, 0, 2] },
  kicker: { fontSize: 9, color: '#5B6470', margin: [0, 14, 0, 0] },
};

function cover(document: ReportDocument): readonly PdfContent[] {
  const { logo } = document;
  const contact = contactLine(document);
  return [
    ...(logo === undefined
      ? []
      : [
          {
            image: logoAddress(logo),
            alt: `${document.municipality}のロゴ`,
            fit: [150, 44],
            margin: [0, 0, 0, 8],
          },
        ]),
    { text: document.subtitle, color: '#5B6470', fontSize: 10 },
    { text: document.title, style: 'title' },
    { text: signature(document), color: '#5B6470' },
    ...(contact === '' ? [] : [{ text: contact, style: 'note' }]),
    {
      canvas: [
        {
          type: 'line',
          x1: 0,
          y1: 6,
          x2: TEXT_WIDTH,
          y2: 6,
          lineWidth: 2.5,
          lineColor: `#${document.accent}`,
        },
      ],
      margin: [0, 0, 0, 8],
    },
  ];
}

function footer(document: ReportDocument, page: number, pages: number): PdfNode {
  const left = `${document.municipality}　${document.title}　${document.provenance.releaseIds[0] ?? ''}`;
  return {
    columns: [
      { text: left, fontSize: 7, color: '#5B6470' },
      { text: `${page} / ${pages}`, alignment: 'right', fontSize: 8, width: 60 },
    ],
    margin: [48, 18, 48, 0],
  };
}

function provenance(document: ReportDocument): readonly PdfContent[] {
  if (document.compact) return [{ text: provenanceLine(document), style: 'note', margin: [0, 8, 0, 0] }];
  const table = (rows: readonly (readonly [string, string])[], fontSize: number) => ({
    table: { widths: [120, '*'], body: rows.map(([label, value]) => [label, breakable(value)]) },
    layout: 'lightHorizontalLines',
    rowHeads: true,
    fontSize,
  });
  const heading = { text: 'この資料の来歴', style: 'h1', outline: true };
  const lists = provenanceLists(document);
  return [
    { stack: [heading, table(provenanceSummary(document), 8)], unbreakable: true },
    ...(lists.length === 0 ? [] : [{ text: PROVENANCE_LISTS, style: 'h2' }, table(lists, 7)]),
  ];
}

/** Long identifiers may break after a separator. */
function breakable(value: string): string {
  return value.replace(/、/g, '、 ');
}

/** Every character that the content uses, in both weights. */
async function fontsFor(
  content: readonly PdfContent[],
  fonts: FontSource,
): Promise<{ normal: Uint8Array; bold: Uint8Array }> {
  const characters = `${JSON.stringify(content)}0123456789 /。、・•◦`;
  const [normal, bold] = await Promise.all(
    ([400, 700] as const).map(
      async (weight) => mergeSubset(await fonts(weight), characters, EMBEDDED_FONT).bytes,
    ),
  );
  if (normal === undefined || bold === undefined) throw new Error('two weights expected');
  return { normal, bold };
}
