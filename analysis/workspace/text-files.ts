import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserIssue } from '../domain/issue.ts';
import { writeAtomically } from './files.ts';

/** A text file of one kind in a workspace: report templates, programmes, own measures. Holds no data of people. */
export interface TextFile {
  /** Name without its ending. */
  readonly id: string;
  readonly text: string;
}

const ID = /^[a-z0-9][a-z0-9_.-]{0,79}$/;

/** Text files in one folder of a workspace, each under its id. Nothing outside the folder can be named. */
export class TextFiles {
  readonly #folder: string;
  readonly #ending: string;

  constructor(folder: string, ending = '.yaml') {
    this.#folder = folder;
    this.#ending = ending;
  }

  /** Every file, by id. */
  list(): readonly TextFile[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith(this.#ending) && ID.test(basename(name, this.#ending)))
      .sort()
      .map((name) => ({
        id: basename(name, this.#ending),
        text: readFileSync(join(this.#folder, name), 'utf8'),
      }));
  }

  /** @throws UserIssue `workspace.text_file_name` for an id that is no file name of ours. */
  read(id: string): string | undefined {
    const path = this.#path(id);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  }

  /** Writes whole or not at all; the same id replaces. */
  save(id: string, text: string): void {
    const path = this.#path(id);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    writeAtomically(path, text);
  }

  remove(id: string): void {
    rmSync(this.#path(id), { force: true });
  }

  #path(id: string): string {
    if (!ID.test(id)) throw new UserIssue('usage', 'workspace.text_file_name');
    return join(this.#folder, `${id}${this.#ending}`);
  }
}
