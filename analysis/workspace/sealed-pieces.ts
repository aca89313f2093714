import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/**
 * A sealed file of any length: a mark, then pieces, each its length and what AES-256-GCM makes of it. The number of
 * a piece is authenticated with it, and the first piece says how many follow: none can be lost, moved or doubled.
 */
const MARK = Buffer.from('EBPMSEAL2\n', 'ascii');
const PENDING = '.pending-';
const NONCE = 12;
const TAG = 16;
const LENGTH = 4;
const COPY_BYTES = 1 << 20;

/** Writes the pieces as they come; the first one, which tells about the others, last. */
export class PieceWriter {
  readonly #key: Buffer;
  readonly #file: string;
  readonly #handle: number;
  #pieces = 0;

  /** The pieces wait in this folder; what an earlier run has left there is removed. */
  constructor(folder: string, key: Buffer) {
    for (const name of readdirSync(folder))
      if (name.startsWith(PENDING)) rmSync(join(folder, name), { force: true });
    this.#key = key;
    this.#file = join(folder, `${PENDING}${randomBytes(6).toString('hex')}`);
    this.#handle = openSync(this.#file, 'wx+', 0o600);
  }

  add(plain: Buffer): void {
    this.#pieces += 1;
    writeSync(this.#handle, framed(seal(this.#key, plain, this.#pieces)));
  }

  /** The whole file, in one step under its name. */
  finish(file: string, first: Buffer): void {
    const whole = `${this.#file}-whole`;
    const target = openSync(whole, 'wx', 0o600);
    try {
      const count = Buffer.alloc(LENGTH);
      count.writeUInt32BE(this.#pieces);
      writeSync(target, Buffer.concat([MARK, framed(seal(this.#key, Buffer.concat([count, first]), 0))]));
      const buffer = Buffer.alloc(COPY_BYTES);
      for (let at = 0; ; ) {
        const read = readSync(this.#handle, buffer, 0, buffer.length, at);
        if (read === 0) break;
        writeSync(target, buffer, 0, read);
        at += read;
      }
      fsyncSync(target);
    } finally {
      closeSync(target);
    }
    renameSync(whole, file);
    this.discard();
  }

  discard(): void {
    closeSync(this.#handle);
    rmSync(this.#file, { force: true });
  }
}

/** The pieces of a file, opened one after the other; throws when one is missing or was changed. */
export function* piecesOf(file: string, key: Buffer): Iterable<Buffer> {
  const handle = openSync(file, 'r');
  try {
    if (!take(handle, MARK.length).equals(MARK)) throw new Error('not a sealed file');
    let last = 0;
    for (let number = 0; number <= last; number += 1) {
      const plain = unseal(key, take(handle, take(handle, LENGTH).readUInt32BE()), number);
      if (number === 0) last = plain.readUInt32BE(0);
      yield number === 0 ? plain.subarray(LENGTH) : plain;
    }
  } finally {
    closeSync(handle);
  }
}

/** The next bytes of a file; throws when there are fewer. */
function take(handle: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  if (readSync(handle, bytes, 0, length, null) < length) throw new Error('the file is cut short');
  return bytes;
}

function framed(piece: Buffer): Buffer {
  const length = Buffer.alloc(LENGTH);
  length.writeUInt32BE(piece.length);
  return Buffer.concat([length, piece]);
}

function numbered(number: number): Buffer {
  const text = Buffer.alloc(LENGTH);
  text.writeUInt32BE(number);
  return text;
}

function seal(key: Buffer, plain: Buffer, number: number): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(numbered(number));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function unseal(key: Buffer, sealed: Buffer, number: number): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE)).setAAD(numbered(number));
  decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]);
}
