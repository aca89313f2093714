import { type IssueCode, UserIssue } from '../domain/issue.ts';
import { type ArchiveEntry, entrySource, isArchive, listEntries } from './decode/archive.ts';
import { arrowText, isArrow } from './decode/arrow.ts';
import { compoundFault, isCompound } from './decode/compound-file.ts';
import { archiveDocuments, CHECKUP_DOCUMENT, GUIDANCE_DOCUMENT } from './decode/documents.ts';
import { type IndexedDocuments, indexedDocuments } from './decode/exchange-index.ts';
import { COMMA } from './decode/records.ts';
import { type ByteSource, headOf } from './decode/source.ts';
import { workbookSheets } from './decode/workbook.ts';
import { child, MOST_XML_BYTES, parseXml, type XmlElement } from './decode/xml.ts';
import { layoutNameOf } from './layouts/index.ts';
import { isGuidanceReport } from './load/guidance-document.ts';
import { type RecogniseOptions, type Recognition, recogniseText } from './recognise.ts';

export interface RecogniseFileOptions extends RecogniseOptions {
  /** Opens a Parquet table as text; without it such files are refused. */
  readonly parquet?: (table: ByteSource) => ByteSource;
  readonly signal?: AbortSignal;
}

export interface RecognisedSource {
  readonly source: ByteSource;
  readonly recognition: Recognition;
}

const CHECKUP_ORDER = 42;
const GUIDANCE_ORDER = 45;
const IGNORED_ENTRY = /\.(xsd|pdf|md|xml|zip)$|(^|\/)\./i;
/** Documents of the exchange that hold no results: index, totals, settlement. */
const OTHER_DOCUMENTS: Readonly<Record<string, string>> = {
  index: 'intake.exchange_index',
  summary: 'intake.exchange_index',
  checkupClaim: 'intake.exchange_settlement',
  healthGuidanceClaim: 'intake.exchange_settlement',
};

/**
 * Says what a file is; an archive or a workbook gives one answer for each of its tables.
 * Throws what `recogniseText` throws, and `intake.archive_*`, `intake.xml_*`, `intake.sheet_damaged`,
 * `intake.workbook_*`.
 */
export async function recogniseFile(
  source: ByteSource,
  options: RecogniseFileOptions = {},
): Promise<RecognisedSource[]> {
  if (source.documents) return [{ source, recognition: await recogniseDocuments(source) }];
  const head = await headOf(source, 512);
  if (isArchive(head)) return recogniseArchive(source, options);
  if (isCompound(head)) throw await compoundFault(source, options.signal);
  const table = await tableText(source, head, options);
  if (table) return [{ source: table, recognition: await recogniseText(table, options) }];
  if (looksLikeXml(head)) return [{ source, recognition: await recogniseXml(source) }];
  return [{ source, recognition: await recogniseText(source, options) }];
}

/** A columnar table as text; undefined for any other file. */
async function tableText(
  source: ByteSource,
  head: Uint8Array,
  options: RecogniseFileOptions,
): Promise<ByteSource | undefined> {
  if (isArrow(head)) return arrowText(source);
  const isParquet = Buffer.from(head.subarray(0, 4)).toString('latin1') === 'PAR1';
  return isParquet ? options.parquet?.(source) : undefined;
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
  const found = documentSets(source, entries, await indexedDocuments(source, entries, options.signal));
  const others = entries.filter((entry) => !IGNORED_ENTRY.test(entry.name) && entry.size > 0);
  if (others.length > 0) {
    const sources = others.map((entry) => entrySource(source, entry));
    found.push(...(await recogniseEach(sources, options, source.name, found.length > 0)));
  }
  if (found.length === 0) throw new UserIssue('input', 'intake.unknown_layout', { file: source.name });
  return found;
}

/** The checkups and the guidance in an archive, each as a source of its own. */
function documentSets(
  source: ByteSource,
  entries: readonly ArchiveEntry[],
  indexed: IndexedDocuments | undefined,
): RecognisedSource[] {
  const checkups = entries.filter((entry) => CHECKUP_DOCUMENT.test(entry.name));
  const guidance = entries.filter((entry) => GUIDANCE_DOCUMENT.test(entry.name));
  const size = guidance.reduce((sum, entry) => sum + entry.size, 0);
  const found: RecognisedSource[] = [];
  if (checkups.length > 0)
    found.push({ source, recognition: xmlRecognition('checkup_xml', checkups.length) });
  if (guidance.length > 0)
    found.push({
      source: archiveDocuments(source, GUIDANCE_DOCUMENT, `${source.name}/特定保健指導`, size),
      recognition: xmlRecognition('guidance_xml', guidance.length),
    });
  const [first, ...others] = found;
  if (!first || !indexed) return found;
  return [{ ...first, recognition: { ...first.recognition, indexed } }, ...others];
}

/** Tables inside a container; those that are nothing known are passed over as long as one is. */
async function recogniseEach(
  sources: readonly ByteSource[],
  options: RecogniseFileOptions,
  file: string,
  mayBeEmpty = false,
): Promise<RecognisedSource[]> {
  const found: RecognisedSource[] = [];
  let form: UserIssue | undefined;
  for (const source of sources) {
    try {
      const table = (await tableText(source, await headOf(source, 512), options)) ?? source;
      found.push({ source: table, recognition: await recogniseText(table, options) });
    } catch (error) {
      if (!(error instanceof UserIssue) || error.kind === 'usage') throw error;
      if (error.code === 'intake.unknown_form') form ??= error;
    }
  }
  if (found.length === 0 && !mayBeEmpty)
    throw form ?? new UserIssue('input', 'intake.unknown_layout', { file });
  return found;
}

function looksLikeXml(head: Uint8Array): boolean {
  return /^(\u00ef\u00bb\u00bf)?\s*<(\?xml|ClinicalDocument|index|summary|checkupClaim|healthGuidanceClaim|!DOCTYPE)/i.test(
    Buffer.from(head).toString('latin1'),
  );
}

async function recogniseXml(source: ByteSource): Promise<Recognition> {
  const document = parseXml(await headOf(source, MOST_XML_BYTES + 1), source.name);
  return xmlRecognition(documentKind(document, source.name), 1);
}

function documentKind(document: XmlElement, file: string): 'checkup_xml' | 'guidance_xml' {
  if (document.name === 'ClinicalDocument')
    return isGuidanceReport(child(document, 'code')?.attributes.code ?? '') ? 'guidance_xml' : 'checkup_xml';
  const other = OTHER_DOCUMENTS[document.name] ?? 'intake.unknown_layout';
  throw new UserIssue('input', other as IssueCode, { file });
}

/** A set of loose documents is what its first document is. */
async function recogniseDocuments(source: ByteSource): Promise<Recognition> {
  let count = 0;
  let kind: 'checkup_xml' | 'guidance_xml' | undefined;
  for await (const { name, bytes } of source.documents!()) {
    count += 1;
    kind ??= kindOrNone(bytes, name);
  }
  if (!kind) throw new UserIssue('input', 'intake.unknown_layout', { file: source.name });
  return xmlRecognition(kind, count);
}

function kindOrNone(bytes: Uint8Array, name: string): 'checkup_xml' | 'guidance_xml' | undefined {
  try {
    return documentKind(parseXml(bytes, name), name);
  } catch (error) {
    if (error instanceof UserIssue && error.code === 'intake.xml_damaged') return undefined;
    throw error;
  }
}

function xmlRecognition(kind: 'checkup_xml' | 'guidance_xml', documents: number): Recognition {
  return {
    kind,
    layoutId: kind,
    layoutName: layoutNameOf(kind),
    layoutVersion: 'V08',
    order: kind === 'checkup_xml' ? CHECKUP_ORDER : GUIDANCE_ORDER,
    encoding: 'utf-8',
    dialect: COMMA,
    headerLine: 0,
    headings: [],
    parts: [],
    evidence: [{ code: `evidence.${kind}`, params: { files: documents } }],
    encodingEvidence: [],
  };
}
