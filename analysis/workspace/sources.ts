import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { UserIssue } from '../domain/issue.ts';
import { CHECKUP_DOCUMENT, GUIDANCE_DOCUMENT, looseDocuments } from '../intake/decode/documents.ts';
import { COUNTED_DOCUMENT, INDEX_DOCUMENT } from '../intake/decode/exchange-index.ts';
import { type ByteSource, fileSource } from '../intake/decode/source.ts';

/** A file the user pointed at. */
export interface SourceFile {
  readonly path: string;
  /** Name for reports: relative to the chosen folder. */
  readonly name: string;
  readonly source: ByteSource;
}

const SKIPPED = /^(\.|~\$|Thumbs\.db$|desktop\.ini$)/i;
/** Files that accompany data but hold none. */
const NOT_DATA = /\.(md|json|xsd|pdf|docx?|pptx?|html?|log|yaml|yml)$/i;

/**
 * The files under the given paths, folders searched through, in a fixed order.
 * Throws `intake.missing_file`, `intake.no_files`.
 */
export function collectFiles(paths: readonly string[]): SourceFile[] {
  const files: SourceFile[] = [];
  for (const path of paths) {
    const full = resolve(path);
    if (!existsSync(full)) throw new UserIssue('input', 'intake.missing_file', { file: basename(full) });
    if (statSync(full).isDirectory()) {
      const found = walk(full).map((file) => sourceFile(file, relative(full, file).replaceAll('\\', '/')));
      files.push(...withDocumentSets(found));
    } else {
      files.push(sourceFile(full, basename(full)));
    }
  }
  if (files.length === 0) throw new UserIssue('input', 'intake.no_files');
  return files;
}

/** Loose h….xml or g….xml files of one folder count as one file: they were sent together. */
function withDocumentSets(files: readonly SourceFile[]): SourceFile[] {
  const sets = new Map<string, SourceFile[]>();
  const found: SourceFile[] = [];
  for (const file of files) {
    const letter = CHECKUP_DOCUMENT.test(file.path)
      ? 'h'
      : GUIDANCE_DOCUMENT.test(file.path)
        ? 'g'
        : undefined;
    if (letter === undefined) {
      found.push(file);
      continue;
    }
    const key = join(dirname(file.path), `${letter}*.xml`);
    sets.set(key, [...(sets.get(key) ?? []), file]);
  }
  const indexes = new Set<string>();
  for (const [path, members] of sets) {
    const [first] = members;
    const beside = indexBeside(files, dirname(path));
    // As in an archive one set tells what the index says: it is of all of them.
    const index = beside && !indexes.has(beside.path) ? beside : undefined;
    if (index) indexes.add(index.path);
    if (members.length === 1 && !index) found.push(first!);
    else {
      const several = join(dirname(first!.name), basename(path)).replaceAll('\\', '/');
      const name = members.length === 1 ? first!.name : several;
      const sources = members.map(({ source }) => source);
      found.push({ path, name, source: looseDocuments(name, sources, index) });
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The index of an exchange that was unpacked: beside its documents, or beside the folder (DATA) that they are in. */
function indexBeside(
  files: readonly SourceFile[],
  folder: string,
): (NonNullable<ByteSource['index']> & { readonly path: string }) | undefined {
  for (const place of [folder, dirname(folder)]) {
    const index = files.find(({ path }) => INDEX_DOCUMENT.test(path) && dirname(path) === place);
    if (!index) continue;
    const isBelow = (path: string) => path.startsWith(`${place}${sep}`);
    const found = files.filter(({ path }) => COUNTED_DOCUMENT.test(path) && isBelow(path)).length;
    return { path: index.path, source: index.source, found };
  }
  return undefined;
}

function sourceFile(path: string, name: string): SourceFile {
  return { path, name, source: fileSource(path, name, statSync(path).size) };
}

function walk(folder: string): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    if (SKIPPED.test(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...walk(path));
    else if (entry.isFile() && !NOT_DATA.test(entry.name)) found.push(path);
  }
  return found;
}
