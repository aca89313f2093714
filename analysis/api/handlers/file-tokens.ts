import { randomUUID } from 'node:crypto';
import { UserIssue } from '../../domain/issue.ts';

/** What the opaque file tokens of the page stand for. Paths come from the host and stay on this side. */
export class FileTokens {
  readonly #paths = new Map<string, string>();

  register(token: string, path: string): void {
    this.#paths.set(token, path);
  }

  /** A new token for a file that an operation made. */
  add(path: string): string {
    const token = randomUUID();
    this.#paths.set(token, path);
    return token;
  }

  find(token: string): string | undefined {
    return this.#paths.get(token);
  }

  /** Throws `api.unknown_file` for a token that the host never gave. */
  path(token: string): string {
    const path = this.#paths.get(token);
    if (path === undefined) throw new UserIssue('usage', 'api.unknown_file');
    return path;
  }
}
