import { viewOf } from './truetype.ts';
import type { FontTables } from './woff.ts';

/** Packs tables into a TrueType file with correct checksums (OpenType 1.9, "Organization of an OpenType font"). */
export function writeSfnt(tables: FontTables): Uint8Array {
  const tags = [...tables.keys()].sort();
  const count = tags.length;
  const power = 2 ** Math.floor(Math.log2(count));
  let offset = 12 + count * 16;
  const size = tags.reduce((sum, tag) => sum + (((tables.get(tag)?.length ?? 0) + 3) & ~3), offset);
  const file = new Uint8Array(size);
  const view = viewOf(file);
  view.setUint32(0, 0x00010000);
  view.setUint16(4, count);
  view.setUint16(6, power * 16);
  view.setUint16(8, Math.log2(power));
  view.setUint16(10, count * 16 - power * 16);
  let headAt = 0;
  tags.forEach((tag, index) => {
    const data = tables.get(tag) as Uint8Array;
    file.set(data, offset);
    if (tag === 'head') {
      headAt = offset;
      view.setUint32(offset + 8, 0);
    }
    const entry = 12 + index * 16;
    [...tag].forEach((character, part) => {
      view.setUint8(entry + part, character.charCodeAt(0));
    });
    const padded = (data.length + 3) & ~3;
    view.setUint32(entry + 4, checksum(view, offset, padded));
    view.setUint32(entry + 8, offset);
    view.setUint32(entry + 12, data.length);
    offset += padded;
  });
  view.setUint32(headAt + 8, (0xb1b0afba - checksum(view, 0, size)) >>> 0);
  return file;
}

function checksum(view: DataView, start: number, length: number): number {
  let sum = 0;
  for (let at = start; at < start + length; at += 4) sum = (sum + view.getUint32(at)) >>> 0;
  return sum;
}
