import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A text file that a municipality put into its workspace. */
export interface OwnFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads the files of a folder that fit `pattern`, by name, and builds something from them: anew only when a file
 * has changed. The same content gives the same object, so that what was made from it is kept, too. A folder that
 * does not exist is empty; what `build` throws is thrown again at the next call.
 */
export function fromOwnFiles<T>(
  pattern: RegExp,
  build: (files: readonly OwnFile[]) => T,
): (folder: string) => T {
  const known = new Map<string, T>();
  return (folder) => {
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => pattern.test(name)) : [];
    const files = names.sort().map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
    const key = JSON.stringify(files);
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = build(files);
    known.set(key, made);
    return made;
  };
}
