import { entrySource, isArchive, listEntries } from '../decode/archive.ts';
import { type ByteSource, headOf } from '../decode/source.ts';
import { workbookSheets } from '../decode/workbook.ts';

const TABLE_FILE = /\.(csv|txt|tsv)$/i;

/** The tables inside a file: the sheets of a workbook, the text files of an archive, or the file itself. */
export async function tablesIn(source: ByteSource, signal?: AbortSignal): Promise<readonly ByteSource[]> {
  if (!isArchive(await headOf(source, 512))) return [source];
  const entries = await listEntries(source, undefined, signal);
  if (entries.some((entry) => entry.name === 'xl/workbook.xml')) return workbookSheets(source);
  return entries
    .filter((entry) => TABLE_FILE.test(entry.name) && entry.size > 0)
    .map((entry) => entrySource(source, entry));
}
