import { inflateSync } from 'node:zlib';

/** Tables of a font by tag. */
export type FontTables = ReadonlyMap<string, Uint8Array>;

/**
 * Reads a WOFF 1.0 or bare TrueType file into its tables (W3C WOFF File Format 1.0, section 4).
 * @throws Error when the bytes are neither.
 */
export function readFontTables(bytes: Uint8Array): FontTables {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const signature = view.getUint32(0);
  if (signature === 0x774f4646) return readWoff(bytes, view);
  if (signature === 0x00010000 || signature === 0x74727565) return readSfnt(bytes, view);
  throw new Error('not a WOFF or TrueType font');
}

function tagAt(view: DataView, offset: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(offset + index)));
}

function readWoff(bytes: Uint8Array, view: DataView): FontTables {
  const tables = new Map<string, Uint8Array>();
  const count = view.getUint16(12);
  for (let index = 0; index < count; index += 1) {
    const entry = 44 + index * 20;
    const offset = view.getUint32(entry + 4);
    const packed = view.getUint32(entry + 8);
    const size = view.getUint32(entry + 12);
    const data = bytes.subarray(offset, offset + packed);
    tables.set(tagAt(view, entry), packed < size ? new Uint8Array(inflateSync(data)) : data);
  }
  return tables;
}

function readSfnt(bytes: Uint8Array, view: DataView): FontTables {
  const tables = new Map<string, Uint8Array>();
  const count = view.getUint16(4);
  for (let index = 0; index < count; index += 1) {
    const entry = 12 + index * 16;
    const offset = view.getUint32(entry + 8);
    tables.set(tagAt(view, entry), bytes.subarray(offset, offset + view.getUint32(entry + 12)));
  }
  return tables;
}
