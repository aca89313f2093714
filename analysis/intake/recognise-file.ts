import { type IssueCode, UserIssue } from '../domain/issue.ts';
import { type ArchiveEntry, entrySource, isArchive, listEntries, wholeEntries } from './decode/archive.ts';
import { arrowText, isArrow } from './decode/arrow.ts';
import { compoundFault, isCompound } from './decode/compound-file.ts';
import { archiveDocuments, CHECKUP_DOCUMENT, GUIDANCE_DOCUMENT } from './decode/documents.ts';
import { type IndexedDocuments, indexedDocuments, looseIndex } from './decode/exchange-index.ts';
import { gzipContent, isGzip } from './decode/gzip.ts';
import { otherFormat } from './decode/other-format.ts';
import { COMMA } from './decode/records.ts';
import { type ByteSource, headOf, memorySource } from './decode/source.ts';
import { workbookSheets } from './decode/workbook.ts';
import { child, MOST_XML_BYTES, parseXml, type XmlElement } from './decode/xml.ts';
import { layoutNameOf } from './layouts/index.ts';
import { isGuidanceReport } from './load/guidance-document.ts';
import {
  isBareTable,
  type RecogniseOptions,
  type Recognition,
  recogniseText,
  unknownTable,
} from './recognise.ts';

export interface RecogniseFileOptions extends RecogniseOptions {
  /** Opens a Parquet table as text; without it such files are refused. */
  readonly parquet?: (table: ByteSource) => ByteSource;
  /** Hears of what is inside a file and cannot be used, where something else in it can. */
  readonly onRefused?: (refused: RefusedSource) => void;
  /** How many archives the file is in. */
  readonly depth?: number;
  readonly signal?: AbortSignal;
}

/** A table or document inside a file that cannot be used, beside others that can. */
export interface RefusedSource {
  readonly source: ByteSource;
  readonly issue: UserIssue;
}

export interface RecognisedSource {
  readonly source: ByteSource;
  readonly recognition: Recognition;
}

const CHECKUP_ORDER = 42;
const GUIDANCE_ORDER = 45;
/** Entries that accompany data but hold none. */
const IGNORED_ENTRY =
  /\.(xsd|pdf|md|json|docx?|pptx?|html?|log|ya?ml)$|(^|\/)(\.|~\$|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/i;
const XML_ENTRY = /\.xml$/i;
/** Documents of the exchange: results are read as sets, the others (index, totals, settlements) hold none. */
const EXCHANGE_ENTRY = /(^|\/)([hgc]\d{26}|(ix|su|cc)\d\d_v\d\d)\.xml$/i;
const isOfExchange = (name: string) => EXCHANGE_ENTRY.test(name);
/** An archive in an archive is opened, one in that is not; a workbook is one of tables wherever it lies. */
const MOST_ARCHIVES = 1;
/** Documents of the exchange that hold no results: index, totals, settlement. */
const OTHER_DOCUMENTS: Readonly<Record<string, string>> = {
  index: 'intake.exchange_index',
  summary: 'intake.exchange_index',
  checkupClaim: 'intake.exchange_settlement',
  healthGuidanceClaim: 'intake.exchange_settlement',
};
const NO_RESULTS: ReadonlySet<string> = new Set(Object.values(OTHER_DOCUMENTS));

/**
 * Says what a file is; an archive or a workbook gives one answer for each of its tables.
 * Throws what `recogniseText` throws, and `intake.other_*`, `intake.archive_*`, `intake.xml_*`, `intake.sheet_damaged`,
 * `intake.workbook_*`.
 */
export async function recogniseFile(
  source: ByteSource,
  options: RecogniseFileOptions = {},
): Promise<RecognisedSource[]> {
  if (source.documents) return [{ source, recognition: await recogniseDocuments(source) }];
  const head = await headOf(source, 512);
  if (isArchive(head)) return recogniseArchive(source, options);
  if (isGzip(head)) return recogniseGzip(source, options);
  const other = otherFormat(head, source.name);
  if (other) throw other;
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
  if (entries.some((entry) => entry.name === 'xl/workbook.xml'))
    return recogniseSheets(await workbookSheets(source), options, source.name);
  refuseNested(source, options);
  const found = documentSets(source, entries, await indexedDocuments(source, entries, options.signal));
  const refused: RefusedSource[] = [];
  const taken = new Set(found.length > 0 ? entries.map(({ name }) => name).filter(isOfExchange) : []);
  const others = entries.filter(
    ({ name, size }) => size > 0 && !IGNORED_ENTRY.test(name) && !taken.has(name),
  );
  const isXml = ({ name }: ArchiveEntry) => XML_ENTRY.test(name);
  found.push(...(await otherDocuments(source, others.filter(isXml), refused, options.signal)));
  for (const entry of others.filter((one) => !isXml(one)))
    found.push(...(await recogniseEntry(entrySource(source, entry), options, refused)));
  if (found.length === 0) throw commonFault(refused, source.name);
  for (const each of refused) if (!NO_RESULTS.has(each.issue.code)) options.onRefused?.(each);
  return found;
}

/** The one file in a gzip file, which counts as an archive; one that is nothing known can be given its columns. */
async function recogniseGzip(source: ByteSource, options: RecogniseFileOptions): Promise<RecognisedSource[]> {
  refuseNested(source, options);
  const refused: RefusedSource[] = [];
  const content = await gzipContent(source, undefined, options.signal);
  const found = await recogniseEntry(content, options, refused);
  if (found.length === 0 && !options.onRefused) throw refused[0]!.issue;
  for (const each of refused) options.onRefused?.(each);
  return found;
}

function refuseNested(source: ByteSource, { depth = 0 }: RecogniseFileOptions): void {
  if (depth > MOST_ARCHIVES) throw new UserIssue('input', 'intake.archive_nested', { file: source.name });
}

/** An entry like a file of its own; one that is nothing known goes to `refused`. An archive in it is the last. */
async function recogniseEntry(
  entry: ByteSource,
  options: RecogniseFileOptions,
  refused: RefusedSource[],
): Promise<RecognisedSource[]> {
  const depth = options.depth ?? 0;
  try {
    return await recogniseFile(entry, {
      ...options,
      depth: depth + 1,
      onRefused: (each) => refused.push(each),
    });
  } catch (error) {
    if (!(error instanceof UserIssue) || error.kind === 'usage') throw error;
    refused.push({ source: entry, issue: error });
    return [];
  }
}

/** Documents under names of their own, told by what they are; each kind is one source. */
async function otherDocuments(
  archive: ByteSource,
  entries: readonly ArchiveEntry[],
  refused: RefusedSource[],
  signal: AbortSignal | undefined,
): Promise<RecognisedSource[]> {
  const sizes = new Map(entries.map(({ name, size }) => [name, size]));
  const kinds = { checkup_xml: new Set<string>(), guidance_xml: new Set<string>() };
  if (sizes.size === 0) return [];
  for await (const { name, bytes } of wholeEntries(
    archive,
    (entry) => sizes.has(entry),
    MOST_XML_BYTES,
    signal,
  )) {
    const file = `${archive.name}/${name}`;
    try {
      kinds[documentKind(parseXml(bytes, file), file)].add(name);
    } catch (error) {
      if (!(error instanceof UserIssue)) throw error;
      refused.push({ source: memorySource(file, bytes), issue: error });
    }
  }
  return Object.entries(kinds).flatMap(([kind, names]): RecognisedSource[] => {
    if (names.size === 0) return [];
    const [only = ''] = names;
    const name = names.size === 1 ? only : layoutNameOf(kind);
    const size = [...names].reduce((sum, entry) => sum + sizes.get(entry)!, 0);
    const source = archiveDocuments(archive, (entry) => names.has(entry), `${archive.name}/${name}`, size);
    return [{ source, recognition: xmlRecognition(kind as keyof typeof kinds, names.size) }];
  });
}

/** The checkups and the guidance of an exchange in an archive, each as a source of its own. */
function documentSets(
  source: ByteSource,
  entries: readonly ArchiveEntry[],
  indexed: IndexedDocuments | undefined,
): RecognisedSource[] {
  const checkups = entries.filter((entry) => CHECKUP_DOCUMENT.test(entry.name));
  const guidance = entries.filter((entry) => GUIDANCE_DOCUMENT.test(entry.name));
  const size = guidance.reduce((sum, entry) => sum + entry.size, 0);
  const isGuidance = (entry: string) => GUIDANCE_DOCUMENT.test(entry);
  const found: RecognisedSource[] = [];
  if (checkups.length > 0)
    found.push({ source, recognition: xmlRecognition('checkup_xml', checkups.length) });
  if (guidance.length > 0)
    found.push({
      source: archiveDocuments(source, isGuidance, `${source.name}/特定保健指導`, size),
      recognition: xmlRecognition('guidance_xml', guidance.length),
    });
  const [first, ...others] = found;
  if (!first || !indexed) return found;
  return [{ ...first, recognition: { ...first.recognition, indexed } }, ...others];
}

/** The sheets of a workbook. A sheet that is no table (notes, a cover) is passed over as long as another is one. */
async function recogniseSheets(
  sheets: readonly ByteSource[],
  options: RecogniseFileOptions,
  file: string,
): Promise<RecognisedSource[]> {
  const found: RecognisedSource[] = [];
  const refused: RefusedSource[] = [];
  for (const source of sheets) {
    try {
      found.push({ source, recognition: withHidden(source, await recogniseText(source, options)) });
    } catch (error) {
      if (!(error instanceof UserIssue) || error.kind === 'usage') throw error;
      refused.push({ source, issue: error });
    }
  }
  if (found.length === 0) throw commonFault(refused, file);
  for (const each of refused)
    if ((await unknownTable(each.source)) ?? (await isBareTable(each.source))) options.onRefused?.(each);
  return found;
}

/** What cannot be seen in the workbook is read as well: the user is told. */
function withHidden({ hidden }: ByteSource, recognition: Recognition): Recognition {
  const evidence = [...recognition.evidence];
  if (hidden?.sheet) evidence.push({ code: 'evidence.hidden_sheet', params: {} });
  if (hidden && hidden.rows > 0)
    evidence.push({ code: 'evidence.hidden_rows', params: { rows: hidden.rows } });
  return { ...recognition, evidence };
}

/** Why nothing in a container can be used; a known form without a published layout says more than any other reason. */
function commonFault(refused: readonly RefusedSource[], file: string): UserIssue {
  const form = refused.find(({ issue }) => issue.code === 'intake.unknown_form')?.issue;
  const codes = new Set(refused.map(({ issue }) => issue.code));
  const unknown = new UserIssue('input', 'intake.unknown_layout', { file });
  return form ?? (codes.size === 1 && !codes.has('intake.unknown_layout') ? refused[0]!.issue : unknown);
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
  const recognition = xmlRecognition(kind, count);
  if (!source.index) return recognition;
  return { ...recognition, indexed: await looseIndex(source.index.source, source.index.found) };
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
