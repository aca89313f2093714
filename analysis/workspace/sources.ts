import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { UserIssue } from '../domain/issue.ts';
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
      for (const file of walk(full)) files.push(sourceFile(file, relative(full, file).replaceAll('\\', '/')));
    } else {
      files.push(sourceFile(full, basename(full)));
    }
  }
  if (files.length === 0) throw new UserIssue('input', 'intake.no_files');
  return files;
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
