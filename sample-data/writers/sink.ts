/** Buffered files on disk; memory stays the same however much is written. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Encoding, encodeInto } from './encoding.ts';

const BUFFER_BYTES = 1 << 17;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

export class FileSink {
  readonly path: string;
  readonly encoding: Encoding;
  bytes = 0;
  rows = 0;
  readonly #fd: number;
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  #used = 0;

  constructor(root: string, path: string, encoding: Encoding) {
    this.path = path;
    this.encoding = encoding;
    const full = join(root, path);
    mkdirSync(dirname(full), { recursive: true });
    this.#fd = openSync(full, 'w');
    if (encoding === 'utf8bom') this.#raw(BOM);
  }

  /** Text as it is, in pieces that fit the buffer. */
  text(value: string): void {
    const most = Math.floor(BUFFER_BYTES / 3);
    for (let from = 0; from < value.length; from += most) this.#piece(value.slice(from, from + most));
  }

  /** One line with CRLF; counted as a row. */
  line(value: string): void {
    this.rows++;
    this.text(`${value}\r\n`);
  }

  /** Bytes as they are. */
  data(value: Uint8Array): void {
    this.#flush();
    this.#raw(value);
  }

  close(): void {
    this.#flush();
    closeSync(this.#fd);
  }

  #piece(value: string): void {
    if (this.#used + value.length * 3 > BUFFER_BYTES) this.#flush();
    this.#used = encodeInto(value, this.#buffer, this.#used, this.encoding);
  }

  #flush(): void {
    if (this.#used === 0) return;
    this.#raw(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
  }

  #raw(value: Uint8Array): void {
    for (let written = 0; written < value.length; ) {
      written += writeSync(this.#fd, value, written);
    }
    this.bytes += value.length;
  }
}

/** All files of a run, opened when first used and closed together. */
export class Sinks {
  readonly root: string;
  readonly #open = new Map<string, FileSink>();

  constructor(root: string) {
    this.root = root;
  }

  /** The file at `path`; `header` runs once, when it is new. */
  at(path: string, encoding: Encoding, header?: (sink: FileSink) => void): FileSink {
    const known = this.#open.get(path);
    if (known !== undefined) return known;
    const sink = new FileSink(this.root, path, encoding);
    this.#open.set(path, sink);
    header?.(sink);
    return sink;
  }

  closeAll(): void {
    for (const sink of this.#open.values()) sink.close();
  }

  /** Paths and sizes of what was written, in order of path. */
  closed(): { path: string; bytes: number }[] {
    const files = [...this.#open.values()].map((s) => ({ path: s.path, bytes: s.bytes }));
    return files.sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}

/** A CSV cell, quoted only when it must be. */
export function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A whole number with commas between thousands. */
export function thousands(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A CSV line from cells. */
export function csv(cells: readonly (string | number | undefined)[]): string {
  return cells.map(cell).join(',');
}

/** A CSV line with every cell in quotes, as the 国保連 interface files have it. */
export function quotedCsv(cells: readonly (string | number | undefined)[]): string {
  return cells.map((c) => `"${c ?? ''}"`).join(',');
}
