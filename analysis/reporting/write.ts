import { UserIssue } from '../domain/issue.ts';
import { type FontSource, folderFonts } from './fonts/source.ts';
import { requireReleasedThroughout } from './gatecheck.ts';
import type { ReportDocument } from './model.ts';
import { csvTables, writeCsv } from './writers/csv/tables.ts';
import type { CsvEncoding, Unwritable } from './writers/csv/text.ts';
import { writeDeck } from './writers/deck/deck-file.ts';
import { writeDocx } from './writers/docx/document.ts';
import { writeHtml } from './writers/html/document.ts';
import { writePdf } from './writers/pdf/document.ts';
import { pngFigures, svgFigures, writePng, writeSvg } from './writers/picture/figures.ts';
import { writePptx } from './writers/pptx/deck.ts';
import { writeXlsx } from './writers/xlsx/workbook.ts';

export const reportFormats = ['xlsx', 'pptx', 'docx', 'pdf', 'html', 'csv', 'svg', 'png', 'deck'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export interface WriteOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** Turns a finished HTML report into PDF where the host can; without it a fallback writes the PDF. */
  readonly printToPdf?: (html: string, signal?: AbortSignal) => Promise<Uint8Array>;
  readonly fonts?: FontSource;
  /** Encoding of CSV files; UTF-8 with a byte order mark unless told otherwise. */
  readonly csvEncoding?: CsvEncoding;
  /** Told which characters a CSV file in CP932 could not hold. */
  readonly onUnwritable?: (found: readonly (Unwritable & { readonly file: string })[]) => void;
}

/** Options with every default filled in. */
export interface WriterOptions extends WriteOptions {
  readonly fonts: FontSource;
  /** Throws `report.cancelled` when the caller gave up; reports progress otherwise. */
  readonly step: (done: number, total: number) => void;
}

export type Writer = (document: ReportDocument, options: WriterOptions) => Promise<Uint8Array>;

const writers: Readonly<Record<ReportFormat, Writer>> = {
  csv: writeCsv,
  deck: writeDeck,
  docx: writeDocx,
  html: writeHtml,
  pdf: writePdf,
  png: writePng,
  pptx: writePptx,
  svg: writeSvg,
  xlsx: writeXlsx,
};

const installedFonts = folderFonts();

/**
 * Writes a report in one format. The same document gives the same bytes. Several pictures (svg, png) come as
 * a ZIP archive and all tables as one CSV file; `writeReportFiles` gives them one by one.
 * @throws UserIssue `report.unknown_format`, `report.not_released`, `report.cancelled`, `report.font_missing`,
 * `report.no_figure`, `report.no_table`.
 */
export async function writeReport(
  document: ReportDocument,
  format: string,
  options: WriteOptions = {},
): Promise<Uint8Array> {
  const known = knownFormat(format);
  const full = prepare(document, options);
  const bytes = await writers[known](document, full);
  full.step(1, 1);
  return bytes;
}

export interface ReportFile {
  /** `annual.xlsx`, or `annual-figure-3.png` where a format makes several files. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Same as `writeReport`, with one entry for each file. `stem` begins every name. */
export async function writeReportFiles(
  document: ReportDocument,
  format: string,
  stem: string,
  options: WriteOptions = {},
): Promise<readonly ReportFile[]> {
  const known = knownFormat(format);
  if (known !== 'csv' && known !== 'svg' && known !== 'png') {
    return [{ name: `${stem}.${known}`, bytes: await writeReport(document, known, options) }];
  }
  const full = prepare(document, options);
  const files = await severalFiles(document, known, full);
  if (files.length === 0)
    throw new UserIssue('usage', known === 'csv' ? 'report.no_table' : 'report.no_figure');
  return files.map(({ name, bytes }) => ({ name: `${stem}-${name}`, bytes }));
}

async function severalFiles(
  document: ReportDocument,
  format: 'csv' | 'svg' | 'png',
  options: WriterOptions,
): Promise<readonly ReportFile[]> {
  if (format === 'svg') return svgFigures(document, options);
  if (format === 'png') return pngFigures(document, options);
  const files = csvTables(document, options);
  options.onUnwritable?.(
    files.flatMap((file) => file.unwritable.map((one) => ({ file: file.name, ...one }))),
  );
  return files;
}

function prepare(document: ReportDocument, options: WriteOptions): WriterOptions {
  requireReleasedThroughout(document);
  const step = (done: number, total: number): void => {
    if (options.signal?.aborted === true) throw new UserIssue('usage', 'report.cancelled');
    options.onProgress?.(done, total);
  };
  step(0, 1);
  return { ...options, fonts: options.fonts ?? installedFonts, step };
}

function knownFormat(format: string): ReportFormat {
  const known = reportFormats.find((candidate) => candidate === format);
  if (known === undefined) throw new UserIssue('usage', 'report.unknown_format', { format });
  return known;
}
