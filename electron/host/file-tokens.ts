import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { PickedFile } from '../../analysis/api/contract/messages.ts';

/** Tells the analysis process what a token stands for. */
export type Register = (token: string, path: string) => void;

/**
 * Stands between the page and paths: the page gets tokens and names, the analysis process gets the paths.
 * Remembers every token, so that an analysis process that was restarted can be told again.
 */
export class FileTokens {
  readonly #paths = new Map<string, string>();
  readonly #register: Register;

  constructor(register: Register) {
    this.#register = register;
  }

  add(path: string, size: number): PickedFile {
    const token = randomUUID();
    this.#paths.set(token, path);
    this.#register(token, path);
    return { token, name: basename(path), size };
  }

  path(token: string): string | undefined {
    return this.#paths.get(token);
  }

  /** Says everything once more, to a new analysis process. */
  repeat(): void {
    for (const [token, path] of this.#paths) this.#register(token, path);
  }
}
