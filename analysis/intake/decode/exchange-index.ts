import type { ArchiveEntry } from './archive.ts';
import { wholeEntries } from './archive.ts';
import type { ByteSource } from './source.ts';
import { child, MOST_XML_BYTES, parseXml } from './xml.ts';

const INDEX = /(^|\/)ix\d\d_v\d\d\.xml$/i;
/** Results, guidance and settlements: what the index may count. */
const COUNTED = /(^|\/)[hgc]\d{26}\.xml$/i;

/** How many documents the index (ix08) of an exchange tells of, and how many there are. */
export interface IndexedDocuments {
  /** Undefined where the index cannot be read. */
  readonly told: number | undefined;
  readonly found: number;
}

/** What the index of an exchange archive says; undefined without an index. */
export async function indexedDocuments(
  archive: ByteSource,
  entries: readonly ArchiveEntry[],
  signal?: AbortSignal,
): Promise<IndexedDocuments | undefined> {
  const index = entries.find(({ name }) => INDEX.test(name));
  if (!index) return undefined;
  const found = entries.filter(({ name }) => COUNTED.test(name)).length;
  for await (const { bytes, name } of wholeEntries(
    archive,
    (entry) => entry === index.name,
    MOST_XML_BYTES,
    signal,
  )) {
    return { told: recordCount(bytes, name), found };
  }
  return { told: undefined, found };
}

function recordCount(bytes: Uint8Array, name: string): number | undefined {
  try {
    const count = child(parseXml(bytes, name), 'totalRecordCount')?.attributes.value ?? '';
    return /^\d{1,6}$/.test(count) ? Number(count) : undefined;
  } catch {
    return undefined;
  }
}
