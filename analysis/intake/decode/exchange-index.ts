import { type ArchiveEntry, wholeEntries } from './archive.ts';
import { type ByteSource, headOf } from './source.ts';
import { child, MOST_XML_BYTES, parseXml, type XmlElement } from './xml.ts';

/** Name of the index (ix08) of an exchange. */
export const INDEX_DOCUMENT = /(^|\/)ix\d\d_v\d\d\.xml$/i;
/** Results, guidance and settlements: what the index may count. */
export const COUNTED_DOCUMENT = /(^|\/)[hgc]\d{26}\.xml$/i;

/** What the index (ix08) of an exchange tells, and how many documents there are. */
export interface IndexedDocuments {
  /** Undefined where the index cannot be read. */
  readonly told: number | undefined;
  readonly found: number;
  /** Where it is otherwise than its schema demands: paths of the schema, never what stands there. */
  readonly departures: readonly string[];
}

/** What the index of an exchange archive says; undefined without an index. */
export async function indexedDocuments(
  archive: ByteSource,
  entries: readonly ArchiveEntry[],
  signal?: AbortSignal,
): Promise<IndexedDocuments | undefined> {
  const index = entries.find(({ name }) => INDEX_DOCUMENT.test(name));
  if (!index) return undefined;
  const found = entries.filter(({ name }) => COUNTED_DOCUMENT.test(name)).length;
  const wanted = (entry: string) => entry === index.name;
  for await (const { bytes, name } of wholeEntries(archive, wanted, MOST_XML_BYTES, signal))
    return { ...readIndex(bytes, name), found };
  return { told: undefined, found, departures: [] };
}

/** What an index that lies beside `found` documents says. */
export async function looseIndex(index: ByteSource, found: number): Promise<IndexedDocuments> {
  return { ...readIndex(await headOf(index, MOST_XML_BYTES + 1), index.name), found };
}

function readIndex(bytes: Uint8Array, name: string): Omit<IndexedDocuments, 'found'> {
  try {
    const index = parseXml(bytes, name);
    const count = child(index, 'totalRecordCount')?.attributes.value ?? '';
    return { told: COUNT.test(count) ? Number(count) : undefined, departures: departuresOf(index) };
  } catch {
    return { told: undefined, departures: [] };
  }
}

const COUNT = /^\d{1,6}$/;
/** Elements in their order (ix08_V08); the receiver may be left out. */
const ELEMENTS = [
  'interactionType',
  'creationTime',
  'sender',
  'receiver',
  'serviceEventType',
  'totalRecordCount',
];
const OPTIONAL = 'receiver';
/** 健診・保健指導機関, 保険者, 代行機関. */
const PARTY = /^1\.2\.392\.200119\.6\.10[123]$/;
const PARTY_OR_MUNICIPALITY = /^1\.2\.392\.200119\.6\.10[1235]$/;
const ATTRIBUTES: readonly (readonly [path: string, attribute: string, form: RegExp])[] = [
  ['interactionType', 'code', /^([1-9]|1[0-3])$/],
  ['creationTime', 'value', /^[1-9]\d{3}(0[1-9]|1[0-2])([0-2]\d|3[01])$/],
  ['sender/id', 'root', PARTY],
  ['sender/id', 'extension', /^(\d{0,8}|\d{10})$/],
  ['receiver/id', 'root', PARTY_OR_MUNICIPALITY],
  ['receiver/id', 'extension', /^(\d{0,8}|\d{10})$/],
  ['serviceEventType', 'code', /^[1-4]$/],
  ['totalRecordCount', 'value', COUNT],
];

function departuresOf(index: XmlElement): string[] {
  if (index.name !== 'index') return ['index'];
  const names = index.children.map(({ name }) => name);
  const expected = ELEMENTS.filter((name) => name !== OPTIONAL || names.includes(name));
  const missing = expected.filter((name) => !names.includes(name));
  const others = missing.length === 0 && names.join(' ') !== expected.join(' ') ? ['index'] : [];
  const wrong = ATTRIBUTES.flatMap(([path, attribute, form]) => {
    const [outer, inner] = path.split('/') as [string, string?];
    const element = child(index, outer);
    if (!element) return [];
    const holder = inner === undefined ? element : child(element, inner);
    const given = holder?.attributes[attribute];
    return given !== undefined && form.test(given) ? [] : [`${path}/@${attribute}`];
  });
  return [...missing, ...others, ...wrong];
}
