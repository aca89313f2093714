import { isArchive, wholeEntries } from './archive.ts';
import { type ByteSource, headOf } from './source.ts';
import { MOST_XML_BYTES } from './xml.ts';

/** One XML document of a set. */
export interface XmlDocument {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Names in the exchange of 特定健診 and 特定保健指導: a letter and 26 digits. */
export const CHECKUP_DOCUMENT = /(^|\/)h\d{26}\.xml$/i;
export const GUIDANCE_DOCUMENT = /(^|\/)g\d{26}\.xml$/i;

/** The documents of an archive whose names `wanted` accepts, as a source of their own: its content is theirs alone. */
export function archiveDocuments(
  archive: ByteSource,
  wanted: (entry: string) => boolean,
  name: string,
  size: number,
): ByteSource {
  const documents = (signal?: AbortSignal) => wholeEntries(archive, wanted, MOST_XML_BYTES, signal);
  return { name, size, documents, chunks: (signal) => bytesOf(documents(signal)) };
}

/** Documents that lie side by side in a folder, as one source. */
export function looseDocuments(
  name: string,
  files: readonly ByteSource[],
  index?: NonNullable<ByteSource['index']>,
): ByteSource {
  async function* documents(signal?: AbortSignal): AsyncIterable<XmlDocument> {
    for (const file of files) {
      signal?.throwIfAborted();
      yield { name: file.name, bytes: await headOf(file, MOST_XML_BYTES + 1) };
    }
  }
  const size = files.reduce((sum, file) => sum + file.size, 0);
  return { name, size, ...(index && { index }), documents, chunks: (signal) => bytesOf(documents(signal)) };
}

async function* bytesOf(documents: AsyncIterable<XmlDocument>): AsyncIterable<Uint8Array> {
  for await (const { bytes } of documents) yield bytes;
}

/** The documents of a source that fit: of a set, of an archive, or the one that the source is. */
export async function* documentsOf(
  source: ByteSource,
  pattern: RegExp,
  signal?: AbortSignal,
): AsyncIterable<XmlDocument> {
  if (source.documents) yield* source.documents(signal);
  else if (isArchive(await headOf(source, 4)))
    yield* wholeEntries(source, (name) => pattern.test(name), MOST_XML_BYTES, signal);
  else yield { name: source.name, bytes: await headOf(source, MOST_XML_BYTES + 1) };
}
