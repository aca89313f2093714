import { UserIssue } from '../domain/issue.ts';
import { type FontSource, folderFonts } from './fonts/source.ts';
import { requireReleasedThroughout } from './gatecheck.ts';
import type { ReportDocument } from './model.ts';
import { writeDocx } from './writers/docx/document.ts';
import { writeHtml } from './writers/html/document.ts';
import { writePdf } from './writers/pdf/document.ts';
import { writePng, writeSvg } from './writers/picture/figures.ts';
import { writePptx } from './writers/pptx/deck.ts';
import { writeXlsx } from './writers/xlsx/workbook.ts';

export const reportFormats = ['xlsx', 'pptx', 'docx', 'pdf', 'html', 'csv', 'svg', 'png'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export interface WriteOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** Turns a finished HTML report into PDF where the host can; without it a fallback writes the PDF. */
  readonly printToPdf?: (html: string, signal?: AbortSignal) => Promise<Uint8Array>;
  readonly fonts?: FontSource;
}

export type Writer = (document: ReportDocument, options: WriterOptions) => Promise<Uint8Array>;

/** Options with every default filled in. */
export interface WriterOptions extends WriteOptions {
  readonly fonts: FontSource;
  /** Throws `report.cancelled` when the caller gave up; reports progress otherwise. */
  readonly step: (done: number, total: number) => void;
}

const writers: Partial<Record<ReportFormat, Writer>> = {
  docx: writeDocx,
  html: writeHtml,
  pdf: writePdf,
  png: writePng,
  pptx: writePptx,
  svg: writeSvg,
  xlsx: writeXlsx,
};

/**
 * Writes a report in one format. The same document gives the same bytes.
 * @throws UserIssue `report.unknown_format`, `report.not_released`, `report.cancelled`, `report.font_missing`.
 */
export async function writeReport(
  document: ReportDocument,
  format: string,
  options: WriteOptions = {},
): Promise<Uint8Array> {
  const writer = isFormat(format) ? writers[format] : undefined;
  if (writer === undefined) throw new UserIssue('usage', 'report.unknown_format', { format });
  requireReleasedThroughout(document);
  const step = (done: number, total: number): void => {
    if (options.signal?.aborted === true) throw new UserIssue('usage', 'report.cancelled');
    options.onProgress?.(done, total);
  };
  step(0, 1);
  const bytes = await writer(document, { ...options, fonts: options.fonts ?? installedFonts, step });
  step(1, 1);
  return bytes;
}

const installedFonts = folderFonts();

function isFormat(format: string): format is ReportFormat {
  return (reportFormats as readonly string[]).includes(format);
}
