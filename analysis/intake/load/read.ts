import { UserIssue } from '../../domain/issue.ts';
import { entrySource, isArchive, listEntries } from '../decode/archive.ts';
import { COMMA } from '../decode/records.ts';
import { type ByteSource, headOf } from '../decode/source.ts';
import { workbookSheets } from '../decode/workbook.ts';
import { child, MOST_XML_BYTES, parseXml } from '../decode/xml.ts';
import { layoutNameOf } from '../layouts/index.ts';
import { type RecogniseOptions, type Recognition, recogniseText } from '../recognise.ts';
import { CHECKUP_DOCUMENT, readCheckupXml } from './checkup-xml.ts';
import { readInThread, worthThread } from './reader-thread.ts';
import { readReportFile } from './report-file.ts';
import { type ReadOptions, type ReadOutcome, readTextFile } from './text-file.ts';

export interface RecogniseFileOptions extends RecogniseOptions {
  readonly signal?: AbortSignal;
}

export interface RecognisedSource {
  readonly source: ByteSource;
  readonly recognition: Recognition;
}

const CHECKUP_ORDER = 42;
const IGNORED_ENTRY = /(\.xsd|\.pdf|\.md|\/ix08_V08\.xml|\/su08_V08\.xml)$|(^|\/)\./i;

/**
 * Says what a file is; an archive or a workbook gives one answer for each of its tables.
 * Throws what `recogniseText` throws, and `intake.archive_*`, `intake.xml_*`, `intake.sheet_damaged`.
 */
export async function recogniseFile(
  source: ByteSource,
  options: RecogniseFileOptions = {},
): Promise<RecognisedSource[]> {
  const head = await headOf(source, 512);
  if (isArchive(head)) return recogniseArchive(source, options);
  if (looksLikeXml(head)) return [{ source, recognition: await recogniseXml(source) }];
  return [{ source, recognition: await recogniseText(source, options) }];
}

async function recogniseArchive(
  source: ByteSource,
  options: RecogniseFileOptions,
): Promise<RecognisedSource[]> {
  const entries = await listEntries(source, undefined, options.signal);
  if (entries.some((entry) => entry.name === 'xl/workbook.xml')) {
    const sheets = await workbookSheets(source);
    return recogniseEach(sheets, options, source.name);
  }
  const documents = entries.filter((entry) => CHECKUP_DOCUMENT.test(entry.name)).length;
  const found: RecognisedSource[] = documents > 0 ? [{ source, recognition: xmlRecognition(documents) }] : [];
  const others = entries.filter(
    (entry) =>
      !CHECKUP_DOCUMENT.test(entry.name) &&
      !IGNORED_ENTRY.test(entry.name) &&
      entry.size > 0 &&
      !/\.(xml|zip)$/i.test(entry.name),
  );
  if (others.length > 0) {
    const sources = others.map((entry) => entrySource(source, entry));
    found.push(...(await recogniseEach(sources, options, source.name, found.length > 0)));
  }
  if (found.length === 0) throw new UserIssue('input', 'intake.unknown_layout', { file: source.name });
  return found;
}

/** Tables inside a container; those that are nothing known are passed over as long as one is. */
async function recogniseEach(
  sources: readonly ByteSource[],
  options: RecogniseFileOptions,
  file: string,
  mayBeEmpty = false,
): Promise<RecognisedSource[]> {
  const found: RecognisedSource[] = [];
  for (const source of sources) {
    try {
      found.push({ source, recognition: await recogniseText(source, options) });
    } catch (error) {
      if (!(error instanceof UserIssue) || error.kind === 'usage') throw error;
    }
  }
  if (found.length === 0 && !mayBeEmpty) throw new UserIssue('input', 'intake.unknown_layout', { file });
  return found;
}

function looksLikeXml(head: Uint8Array): boolean {
  return /^(\u00ef\u00bb\u00bf)?\s*<(\?xml|ClinicalDocument|!DOCTYPE)/i.test(
    Buffer.from(head).toString('latin1'),
  );
}

async function recogniseXml(source: ByteSource): Promise<Recognition> {
  const document = parseXml(await headOf(source, MOST_XML_BYTES + 1), source.name);
  const kind = child(document, 'code')?.attributes.code ?? '';
  if (document.name !== 'ClinicalDocument' || /^2[1-5]$/.test(kind)) {
    throw new UserIssue('input', 'intake.unknown_layout', { file: source.name });
  }
  return xmlRecognition(1);
}

function xmlRecognition(documents: number): Recognition {
  return {
    kind: 'checkup_xml',
    layoutId: 'checkup_xml',
    layoutName: layoutNameOf('checkup_xml'),
    layoutVersion: 'V08',
    order: CHECKUP_ORDER,
    encoding: 'utf-8',
    dialect: COMMA,
    headerLine: 0,
    headings: [],
    parts: [],
    evidence: [{ code: 'evidence.checkup_xml', params: { files: documents } }],
    encodingEvidence: [],
  };
}

/** Reads a recognised file into stage rows; a large one in a thread of its own. */
export async function readRecognised(
  source: ByteSource,
  recognition: Recognition,
  options: ReadOptions,
): Promise<ReadOutcome> {
  if (worthThread(source)) return readInThread(source, recognition, options);
  return readHere(source, recognition, options);
}

/** The same in this thread. */
export async function readHere(
  source: ByteSource,
  recognition: Recognition,
  options: ReadOptions,
): Promise<ReadOutcome> {
  if (recognition.kind === 'checkup_xml') return readCheckupXml(source, options);
  if (recognition.kind === 'report') return readReportFile(source, recognition, options);
  return readTextFile(source, recognition, options);
}
