import { type FontTables, readFontTables } from './woff.ts';

/** The parts of a TrueType font that subsetting and outlines need. */
export interface TrueTypeFont {
  readonly unitsPerEm: number;
  readonly ascender: number;
  readonly descender: number;
  readonly glyphCount: number;
  readonly tables: FontTables;
  /** Glyph of a code point, 0 when the font has none. */
  glyphOf(codePoint: number): number;
  /** Bytes of a glyph in `glyf`; empty for a blank. */
  glyphData(glyph: number): Uint8Array;
  /** Advance width and left side bearing in font units. */
  metrics(glyph: number): readonly [number, number];
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Opens a TrueType-flavoured font (OpenType 1.9, tables head, maxp, hhea, hmtx, loca, glyf, cmap). */
export function openFont(bytes: Uint8Array): TrueTypeFont {
  const tables = readFontTables(bytes);
  const table = (tag: string): Uint8Array => {
    const found = tables.get(tag);
    if (found === undefined) throw new Error(`font has no ${tag} table`);
    return found;
  };
  const head = viewOf(table('head'));
  const hhea = viewOf(table('hhea'));
  const glyphCount = viewOf(table('maxp')).getUint16(4);
  const longLoca = head.getInt16(50) === 1;
  const loca = viewOf(table('loca'));
  const glyf = table('glyf');
  const hmtx = viewOf(table('hmtx'));
  const metricCount = hhea.getUint16(34);
  const cmap = readCmap(viewOf(table('cmap')));
  const offset = (glyph: number): number =>
    longLoca ? loca.getUint32(glyph * 4) : loca.getUint16(glyph * 2) * 2;
  return {
    unitsPerEm: head.getUint16(18),
    ascender: hhea.getInt16(4),
    descender: hhea.getInt16(6),
    glyphCount,
    tables,
    glyphOf: (codePoint) => cmap.get(codePoint) ?? 0,
    glyphData: (glyph) => glyf.subarray(offset(glyph), offset(glyph + 1)),
    metrics(glyph) {
      if (glyph < metricCount) return [hmtx.getUint16(glyph * 4), hmtx.getInt16(glyph * 4 + 2)];
      const advance = hmtx.getUint16((metricCount - 1) * 4);
      return [advance, hmtx.getInt16(metricCount * 4 + (glyph - metricCount) * 2)];
    },
  };
}

function readCmap(view: DataView): ReadonlyMap<number, number> {
  const subtables = new Map<number, number>();
  for (let index = 0; index < view.getUint16(2); index += 1) {
    const offset = view.getUint32(8 + index * 8);
    subtables.set(view.getUint16(offset), offset);
  }
  const map = new Map<number, number>();
  const four = subtables.get(4);
  const twelve = subtables.get(12);
  if (four !== undefined) readFormat4(view, four, map);
  if (twelve !== undefined) readFormat12(view, twelve, map);
  return map;
}

function readFormat4(view: DataView, start: number, map: Map<number, number>): void {
  const segments = view.getUint16(start + 6) / 2;
  const ends = start + 14;
  const starts = ends + segments * 2 + 2;
  const deltas = starts + segments * 2;
  const ranges = deltas + segments * 2;
  for (let segment = 0; segment < segments; segment += 1) {
    const from = view.getUint16(starts + segment * 2);
    const to = view.getUint16(ends + segment * 2);
    const delta = view.getUint16(deltas + segment * 2);
    const range = view.getUint16(ranges + segment * 2);
    for (let code = from; code <= to && code !== 0xffff; code += 1) {
      const raw = range === 0 ? code : view.getUint16(ranges + segment * 2 + range + (code - from) * 2);
      const glyph = range !== 0 && raw === 0 ? 0 : (raw + delta) & 0xffff;
      if (glyph !== 0) map.set(code, glyph);
    }
  }
}

function readFormat12(view: DataView, start: number, map: Map<number, number>): void {
  for (let index = 0; index < view.getUint32(start + 12); index += 1) {
    const group = start + 16 + index * 12;
    const from = view.getUint32(group);
    const first = view.getUint32(group + 8);
    for (let code = from; code <= view.getUint32(group + 4); code += 1) map.set(code, first + code - from);
  }
}
