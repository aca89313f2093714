import { Workbook } from '@cj-tech-master/excelts';
import { paletteOf } from '../../figures/palette.ts';
import { formatDate, HIDDEN_MARK, NONE_MARK } from '../../format.ts';
import type { Block, ReportDocument } from '../../model.ts';
import { plain } from '../../text.ts';
import type { WriterOptions } from '../../write.ts';
import { contactLine, signature } from '../branding.ts';
import { captionOf, numberBlocks, provenanceRows } from '../print.ts';
import { fixCoreTimes, packParts, readParts, rewrite } from '../zip.ts';
import { figureSheet, fillCharts, type PlacedChart } from './figures.ts';
import { newSheet, type SheetContext, tableSheet, textTableSheet } from './sheets.ts';
import { bodyBorder, fitRow, font, headCell, putText, rowHeight } from './style.ts';

/**
 * The report as a workbook: its words on the first sheet, one sheet for each table and figure with real
 * numbers, then definitions, the meaning of 「＊」 and provenance.
 */
export async function writeXlsx(document: ReportDocument, options: WriterOptions): Promise<Uint8Array> {
  const workbook = new Workbook();
  const day = new Date(`${document.date}T00:00:00Z`);
  workbook.creator = document.municipality;
  workbook.lastModifiedBy = document.municipality;
  workbook.created = day;
  workbook.modified = day;
  workbook.title = document.title;
  const palette = paletteOf(document.accent);
  const footer = `${document.municipality}　${document.title}　${formatDate(document.date, document.calendar)}　${document.provenance.releaseIds[0] ?? ''}`;
  const context: SheetContext = { workbook, look: { accent: palette.accent, pale: palette.pale, footer } };
  const numbers = numberBlocks(document);
  const charts: PlacedChart[] = [];
  words(context, document, numbers);
  document.blocks.forEach((block, index) => {
    options.step(index, document.blocks.length);
    const name = numbers.get(block);
    if (name === undefined) return;
    if (block.kind === 'table') tableSheet(context, name, captionOf(numbers, block), block);
    if (block.kind === 'textTable') textTableSheet(context, name, captionOf(numbers, block), block);
    if (block.kind === 'figure') charts.push(figureSheet(context, name, captionOf(numbers, block), block));
  });
  definitions(context, document);
  legend(context, document);
  provenance(context, document);
  const parts = readParts(new Uint8Array(await workbook.xlsx.writeBuffer()));
  fillCharts(parts, charts, document.accent);
  // The library leaves out a width of one page as the default; LibreOffice wants to read it.
  rewrite(parts, /^xl\/worksheets\/sheet\d+\.xml$/, (text) =>
    text.replace('<pageSetup ', '<pageSetup fitToWidth="1" '),
  );
  fixCoreTimes(parts, document.date);
  return packParts(parts);
}

/** Text of the report in order, with the place of every table and figure. */
function words(context: SheetContext, document: ReportDocument, numbers: ReadonlyMap<Block, string>): void {
  const sheet = newSheet(context, '報告', { landscape: false });
  sheet.getColumn(1).width = 74;
  let row = 1;
  const line = (text: string, style: Parameters<typeof putText>[2] = {}): void => {
    if (text === '') return;
    const cell = sheet.getCell(row, 1);
    putText(cell, text, { wrap: true, size: 10.5, ...style });
    sheet.getRow(row).height = rowHeight(text, style.size ?? 10.5, 74);
    row += 1;
  };
  line(document.subtitle, { colour: '5B6470' });
  line(document.title, { size: 18, bold: true });
  line(signature(document), { colour: '5B6470' });
  line(contactLine(document), { size: 9, colour: '5B6470' });
  row += 1;
  for (const block of document.blocks) {
    if (block.kind === 'heading') row += 1;
    for (const [text, style] of wordsOf(block, numbers)) line(text, style);
  }
}

type Styled = readonly [string, Parameters<typeof putText>[2]?];

function wordsOf(block: Block, numbers: ReadonlyMap<Block, string>): readonly Styled[] {
  switch (block.kind) {
    case 'heading':
      return [[block.text, { bold: true, size: [16, 13, 11.5][block.level - 1] ?? 11 }]];
    case 'paragraph':
      return [[plain(block.text), block.role === 'small' ? { size: 9, colour: '5B6470' } : {}]];
    case 'bullets':
      return block.items.map((item) => [`・${plain(item)}`]);
    case 'keyNumbers':
      return block.items.map((item) => [`${item.label}：${plain(item.value)}　${plain(item.note)}`]);
    case 'callout':
      return [[`【${block.title}】${plain(block.text)}`, { bold: true }]];
    case 'method':
      return [[block.title, { bold: true }], ...block.items.map((item): Styled => [`・${plain(item)}`])];
    case 'footnote':
      return [[plain(block.text), { size: 9, colour: '5B6470' }]];
    case 'table':
    case 'textTable':
    case 'figure':
      return [[`→ シート「${numbers.get(block) ?? ''}」${block.caption}`, { colour: '0B4F8A' }]];
    case 'slide':
      return [
        [`■ ${plain(block.title)}`, { bold: true, size: 12 }],
        [plain(block.source), { size: 9, colour: '5B6470' }],
        ...block.notes.map((note): Styled => [`補足：${plain(note)}`, { size: 9.5 }]),
      ];
    case 'pageBreak':
      return [];
  }
}

function listSheet(
  context: SheetContext,
  name: string,
  head: readonly (readonly [string, number])[],
  rows: readonly (readonly string[])[],
): void {
  const sheet = newSheet(context, name, { landscape: true, headRows: 1, repeat: '1:1' });
  head.forEach(([text, width], column) => {
    headCell(sheet.getCell(1, column + 1), text, context.look);
    sheet.getColumn(column + 1).width = width;
  });
  rows.forEach((row, index) => {
    row.forEach((text, column) => {
      const cell = sheet.getCell(index + 2, column + 1);
      putText(cell, text, { wrap: true });
      bodyBorder(cell);
      cell.font = font(10);
    });
    fitRow(sheet, index + 2, row, 10);
  });
}

function definitions(context: SheetContext, document: ReportDocument): void {
  if (document.provenance.definitions.length === 0) return;
  listSheet(
    context,
    '定義',
    [
      ['指標', 24],
      ['分子', 34],
      ['分母', 34],
      ['期間・年齢の決まり', 26],
      ['出典', 34],
      ['注意', 40],
    ],
    document.provenance.definitions.map((note) => [
      note.term,
      note.numerator,
      note.denominator,
      note.method,
      note.source,
      note.caveat,
    ]),
  );
}

function legend(context: SheetContext, document: ReportDocument): void {
  const { threshold, ruleVersion } = document.provenance;
  listSheet(
    context,
    '秘匿の凡例',
    [
      ['記号', 10],
      ['意味', 100],
    ],
    [
      [
        HIDDEN_MARK,
        `個人の特定を防ぐため表示していない数値。以前の公開のために伏せたものを除き、0ではありません。`,
      ],
      [
        '',
        `${threshold}人未満の人数、その残りが${threshold}人未満になる人数、およびそこから計算した割合・平均・区間。`,
      ],
      ['', 'ほかの数値や過去に公表した表から、引き算などで分かってしまう数値。'],
      ['', '金額で、少数の人の分が大半を占める数値。'],
      [NONE_MARK, '対象者がいないため計算できない数値。'],
      ['規則', ruleVersion],
    ],
  );
}

function provenance(context: SheetContext, document: ReportDocument): void {
  listSheet(
    context,
    '来歴',
    [
      ['項目', 28],
      ['内容', 100],
    ],
    provenanceRows(document),
  );
}
