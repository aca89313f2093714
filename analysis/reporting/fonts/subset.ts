import { componentsOf, rewriteGlyph } from './glyphs.ts';
import { writeSfnt } from './sfnt.ts';
import { type TrueTypeFont, viewOf } from './truetype.ts';

export interface SubsetFont {
  /** A complete TrueType font. */
  readonly bytes: Uint8Array;
  /** Characters that no font holds. */
  readonly missing: readonly string[];
}

interface Picked {
  readonly font: number;
  readonly glyph: number;
}

/**
 * One TrueType font with only the given characters, taken from the first of several fonts that has each.
 * All fonts must share their units per em (the Latin and Japanese files of one family do).
 * @throws Error when the units differ.
 */
export function mergeSubset(fonts: readonly TrueTypeFont[], characters: string, family: string): SubsetFont {
  const [first] = fonts;
  if (first === undefined || fonts.some((font) => font.unitsPerEm !== first.unitsPerEm)) {
    throw new Error('fonts of different units cannot be merged');
  }
  const codePoints = [...new Set([...characters].map((character) => character.codePointAt(0) ?? 0))].sort(
    (a, b) => a - b,
  );
  const { picked, cmap, missing } = pickGlyphs(fonts, codePoints);
  return { bytes: build(fonts, picked, cmap, family), missing };
}

function pickGlyphs(
  fonts: readonly TrueTypeFont[],
  codePoints: readonly number[],
): { picked: readonly Picked[]; cmap: ReadonlyMap<number, number>; missing: readonly string[] } {
  const picked: Picked[] = [{ font: 0, glyph: 0 }];
  const ids = new Map<string, number>([['0:0', 0]]);
  const idOf = (font: number, glyph: number): number => {
    const key = `${font}:${glyph}`;
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, picked.length);
    picked.push({ font, glyph });
    return picked.length - 1;
  };
  const cmap = new Map<number, number>();
  const missing: string[] = [];
  for (const code of codePoints) {
    const font = fonts.findIndex((candidate) => candidate.glyphOf(code) !== 0);
    const glyph = fonts[font]?.glyphOf(code) ?? 0;
    if (glyph !== 0) cmap.set(code, idOf(font, glyph));
    else if (code > 0x20 && code !== 0xa0 && code !== 0x3000) missing.push(String.fromCodePoint(code));
  }
  for (let index = 0; index < picked.length; index += 1) {
    const { font, glyph } = picked[index] as Picked;
    for (const component of componentsOf((fonts[font] as TrueTypeFont).glyphData(glyph)))
      idOf(font, component.glyph);
  }
  return { picked, cmap, missing };
}

function build(
  fonts: readonly TrueTypeFont[],
  picked: readonly Picked[],
  cmap: ReadonlyMap<number, number>,
  family: string,
): Uint8Array {
  const ids = new Map(picked.map(({ font, glyph }, index) => [`${font}:${glyph}`, index]));
  const glyphs = picked.map(({ font, glyph }) =>
    rewriteGlyph((fonts[font] as TrueTypeFont).glyphData(glyph), (old) => ids.get(`${font}:${old}`) ?? 0),
  );
  const loca = new DataView(new ArrayBuffer((glyphs.length + 1) * 4));
  const padded = glyphs.map((glyph) => (glyph.length + 3) & ~3);
  const glyf = new Uint8Array(padded.reduce((sum, size) => sum + size, 0));
  const hmtx = new DataView(new ArrayBuffer(glyphs.length * 4));
  let at = 0;
  glyphs.forEach((glyph, index) => {
    loca.setUint32(index * 4, at);
    glyf.set(glyph, at);
    at += padded[index] ?? 0;
    const { font, glyph: old } = picked[index] as Picked;
    const [advance, bearing] = (fonts[font] as TrueTypeFont).metrics(old);
    hmtx.setUint16(index * 4, advance);
    hmtx.setInt16(index * 4 + 2, bearing);
  });
  loca.setUint32(glyphs.length * 4, at);
  const bytesOf = (view: DataView): Uint8Array => new Uint8Array(view.buffer);
  return writeSfnt(
    new Map([
      ...headTables(fonts, glyphs.length),
      ['OS/2', baseTable(fonts, 'OS/2')],
      ['cmap', writeCmap(cmap)],
      ['glyf', glyf],
      ['hmtx', bytesOf(hmtx)],
      ['loca', bytesOf(loca)],
      ['name', writeNames(family)],
      ['post', writePost()],
    ]),
  );
}

function baseTable(fonts: readonly TrueTypeFont[], tag: string): Uint8Array {
  // The largest font is the Japanese one: its metrics and code page bits describe the whole.
  const largest = fonts.reduce((best, font) => (font.glyphCount > best.glyphCount ? font : best));
  const table = largest.tables.get(tag);
  if (table === undefined) throw new Error(`font has no ${tag} table`);
  return table.slice();
}

function headTables(
  fonts: readonly TrueTypeFont[],
  glyphCount: number,
): readonly (readonly [string, Uint8Array])[] {
  const head = baseTable(fonts, 'head');
  viewOf(head).setInt16(50, 1);
  const hhea = baseTable(fonts, 'hhea');
  viewOf(hhea).setUint16(34, glyphCount);
  const maxp = baseTable(fonts, 'maxp');
  const maximum = viewOf(maxp);
  maximum.setUint16(4, glyphCount);
  for (const offset of [6, 8, 10, 12, 28, 30]) {
    const all = fonts.map((font) => viewOf(font.tables.get('maxp') ?? maxp).getUint16(offset));
    maximum.setUint16(offset, Math.max(...all));
  }
  return [
    ['head', head],
    ['hhea', hhea],
    ['maxp', maxp],
  ];
}

function writeCmap(map: ReadonlyMap<number, number>): Uint8Array {
  const groups: [number, number, number][] = [];
  for (const [code, glyph] of map) {
    const last = groups.at(-1);
    if (last !== undefined && last[1] + 1 === code && last[2] + (code - last[0]) === glyph) last[1] = code;
    else groups.push([code, code, glyph]);
  }
  const view = new DataView(new ArrayBuffer(12 + 16 + groups.length * 12));
  view.setUint16(2, 1);
  view.setUint16(4, 3);
  view.setUint16(6, 10);
  view.setUint32(8, 12);
  view.setUint16(12, 12);
  view.setUint32(16, 16 + groups.length * 12);
  view.setUint32(24, groups.length);
  groups.forEach((group, index) => {
    group.forEach((value, part) => {
      view.setUint32(28 + index * 12 + part * 4, value);
    });
  });
  return new Uint8Array(view.buffer);
}

function writeNames(family: string): Uint8Array {
  const postscript = family.replace(/[^A-Za-z0-9-]/g, '');
  const names: readonly (readonly [number, string])[] = [
    [1, family],
    [2, 'Regular'],
    [4, family],
    [6, postscript],
  ];
  const encoded = names.map(([, text]) =>
    Uint8Array.from([...text].flatMap((c) => [c.charCodeAt(0) >> 8, c.charCodeAt(0) & 255])),
  );
  const start = 6 + names.length * 12;
  const view = new DataView(new ArrayBuffer(start + encoded.reduce((sum, one) => sum + one.length, 0)));
  view.setUint16(2, names.length);
  view.setUint16(4, start);
  let offset = 0;
  names.forEach(([id], index) => {
    const size = encoded[index]?.length ?? 0;
    [3, 1, 0x409, id, size, offset].forEach((value, part) => {
      view.setUint16(6 + index * 12 + part * 2, value);
    });
    new Uint8Array(view.buffer).set(encoded[index] ?? [], start + offset);
    offset += size;
  });
  return new Uint8Array(view.buffer);
}

function writePost(): Uint8Array {
  const view = new DataView(new ArrayBuffer(32));
  view.setUint32(0, 0x00030000);
  return new Uint8Array(view.buffer);
}
