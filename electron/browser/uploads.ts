import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Larger than any file a municipality exports; keeps a runaway upload from filling the disk. */
export const UPLOAD_LIMIT_MEBIBYTES = 16_384;

export class TooLarge extends Error {}

/** Files that the page handed over: in a private folder of this user, gone when the shell ends. */
export class Uploads {
  readonly #folder: string;
  readonly #limit: number;

  private constructor(folder: string, limit: number) {
    this.#folder = folder;
    this.#limit = limit;
  }

  static async create(limitMebibytes = UPLOAD_LIMIT_MEBIBYTES): Promise<Uploads> {
    // mkdtemp makes the folder readable for its owner only.
    return new Uploads(await mkdtemp(join(tmpdir(), 'ebpm-files-')), limitMebibytes * 2 ** 20);
  }

  /** Streams one file to the folder; throws `TooLarge`. A broken upload leaves nothing behind. */
  async receive(name: string, body: Readable): Promise<{ readonly path: string; readonly size: number }> {
    const folder = join(this.#folder, randomUUID());
    await mkdir(folder);
    const path = join(folder, plainName(name));
    try {
      await pipeline(body, limited(this.#limit), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
      return { path, size: (await stat(path)).size };
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  dispose(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}

/** A file name without anything that could lead to another folder; never empty. */
export function plainName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const printable = [...last].filter(
    (letter) => letter >= ' ' && letter !== '\u007f' && !'<>:"|?*'.includes(letter),
  );
  const cleaned = printable.slice(0, 80).join('').replace(/^\.+/, '').trim();
  return cleaned === '' ? 'file' : cleaned;
}

function limited(limit: number): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > limit) done(new TooLarge());
      else done(null, chunk);
    },
  });
}
