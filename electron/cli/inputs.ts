import { isUtf8 } from 'node:buffer';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { DATA_FILE_ENDINGS } from '../../analysis/domain/data-files.ts';
import { UserIssue } from '../../analysis/domain/issue.ts';
import { type Municipality, readMunicipality } from '../../analysis/domain/municipality.ts';

const DATA_FILES: ReadonlySet<string> = new Set(DATA_FILE_ENDINGS.map((ending) => `.${ending}`));

export interface Inputs {
  readonly files: readonly string[];
  /** Files of the folders that hold no data (documents, settings). */
  readonly passedOver: readonly string[];
}

/**
 * The files that paths stand for; a folder stands for the data files in it and below.
 *
 * @throws UserIssue `shell.file_missing`, `shell.file_unreadable`, `shell.nothing_to_import`
 */
export function expandInputs(paths: readonly string[]): Inputs {
  const files: string[] = [];
  const passedOver: string[] = [];
  for (const path of paths) {
    checkReadable(path);
    if (!statSync(path).isDirectory()) files.push(resolve(path));
    else for (const file of filesBelow(path)) (isData(file) ? files : passedOver).push(file);
  }
  if (files.length === 0) throw new UserIssue('input', 'shell.nothing_to_import');
  return { files, passedOver };
}

function isData(file: string): boolean {
  return DATA_FILES.has(extname(file).toLowerCase());
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  return files.map((entry) => resolve(entry.parentPath, entry.name)).sort();
}

export function checkReadable(path: string): void {
  const name = basename(resolve(path));
  if (!existsSync(path)) throw new UserIssue('input', 'shell.file_missing', { name });
  try {
    accessSync(path, constants.R_OK);
  } catch (cause) {
    throw new UserIssue('input', 'shell.file_unreadable', { name }, { cause });
  }
}

/**
 * Reads a text file that the user wrote.
 *
 * @throws UserIssue `shell.file_missing`, `shell.file_unreadable`, `shell.file_is_folder`, `shell.file_not_utf8`,
 * `shell.file_empty`
 */
export function readText(path: string): string {
  checkReadable(path);
  const name = basename(resolve(path));
  if (statSync(path).isDirectory()) throw new UserIssue('input', 'shell.file_is_folder', { name });
  const bytes = readFileSync(path);
  if (!isUtf8(bytes) || bytes.includes(0))
    throw new UserIssue('input', 'shell.file_not_utf8', { name, encoding: encodingOf(bytes) });
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (text.trim() === '') throw new UserIssue('input', 'shell.file_empty', { name });
  return text;
}

/** What a text that is not UTF-8 seems to be written in, empty where it seems to be no text. */
function encodingOf(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe' || mark === 'feff') return 'UTF-16';
  if (bytes.includes(0)) return '';
  try {
    new TextDecoder('shift_jis', { fatal: true }).decode(bytes);
    return 'Shift_JIS';
  } catch {
    return '';
  }
}

/** Reads a JSON document that the user wrote. Throws `shell.not_json` and the faults of `readText`. */
export function readJson(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch {
    // The cause quotes the text, so it does not travel.
    throw new UserIssue('input', 'shell.not_json', { name: basename(resolve(path)) });
  }
}

/** Makes the folder to write to. Throws `shell.output_exists` or `shell.output_unwritable`. */
export function outputFolder(path: string): string {
  const folder = resolve(path);
  const name = basename(folder);
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw new UserIssue('usage', 'shell.output_exists', { name });
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new UserIssue('input', 'shell.output_unwritable', { name }, { cause });
  }
  return folder;
}

/** Name and population from a `municipality.json` in one of the folders, where there is one. */
export function municipalityOf(paths: readonly string[]): Municipality | undefined {
  for (const path of paths) {
    const file = join(path, 'municipality.json');
    if (!existsSync(file)) continue;
    const found = readMunicipality(readJson(file));
    if (found) return found;
  }
  return undefined;
}
