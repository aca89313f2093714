const LOCAL_HEADER = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
const END_RECORD = Buffer.from([0x50, 0x4b, 0x05, 0x06]);
const END_BYTES = 22;
/** The end record and the longest comment that may follow it. */
const TAIL_BYTES = END_BYTES + 0xff_ff;
/** Entries in the end record's place for their number where there are more, or where they stand elsewhere. */
const MANY_ENTRIES = 0xff_ff;
const FLAGS_AT = 6;

/**
 * Watches the bytes of an archive as they pass: whether it is whole (its directory stands at its end), how many
 * entries it says it has, and whether any of them is locked with a password. Layout: APPNOTE.TXT 6.3, 4.3.7 and 4.3.16.
 */
export class ArchiveWatch {
  /** An entry is encrypted, as far as the bytes so far tell. */
  locked = false;
  #tail: Buffer = Buffer.alloc(0);

  pass(bytes: Uint8Array): void {
    const from = Math.max(0, this.#tail.length - LOCAL_HEADER.length - FLAGS_AT);
    const joined = Buffer.concat([this.#tail, bytes]);
    if (!this.locked) this.#findLocked(joined, from);
    this.#tail = joined.subarray(Math.max(0, joined.length - TAIL_BYTES));
  }

  #findLocked(bytes: Buffer, from: number): void {
    for (let at = bytes.indexOf(LOCAL_HEADER, from); at >= 0; at = bytes.indexOf(LOCAL_HEADER, at + 1)) {
      if (((bytes[at + FLAGS_AT] ?? 0) & 1) === 0) continue;
      this.locked = true;
      return;
    }
  }

  /** How many entries the end record tells of; undefined where there is none: the file was cut off. */
  get entries(): number | 'many' | undefined {
    const at = this.#tail.lastIndexOf(END_RECORD);
    if (at < 0 || at + END_BYTES > this.#tail.length) return undefined;
    const count = this.#tail.readUInt16LE(at + 10);
    return count === MANY_ENTRIES ? 'many' : count;
  }
}
