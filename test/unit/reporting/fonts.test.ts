import { beforeAll, describe, expect, it } from 'vitest';
import { textPolygons, textWidth } from '../../../analysis/reporting/figures/outlines.ts';
import { folderFonts } from '../../../analysis/reporting/fonts/source.ts';
import { mergeSubset } from '../../../analysis/reporting/fonts/subset.ts';
import { openFont, type TrueTypeFont } from '../../../analysis/reporting/fonts/truetype.ts';

let fonts: readonly TrueTypeFont[] = [];
beforeAll(async () => {
  fonts = await folderFonts()(400);
});

const sample = '特定健診受診率 髙﨑 ABC 0123.4% ＊〜※①（）・';

describe('fonts', () => {
  it('merges Latin and Japanese into one font that has every character asked for', () => {
    const { bytes, missing } = mergeSubset(fonts, sample, 'Test');
    const merged = openFont(bytes);
    expect(missing).toEqual([]);
    for (const character of sample) {
      if (character.trim() === '') continue;
      const code = character.codePointAt(0) ?? 0;
      expect(merged.glyphOf(code), character).toBeGreaterThan(0);
      const origin = fonts.find((font) => font.glyphOf(code) !== 0)!;
      expect(merged.metrics(merged.glyphOf(code))).toEqual(origin.metrics(origin.glyphOf(code)));
    }
    expect(bytes.length).toBeLessThan(40_000);
  });

  it('draws the same outlines from the subset as from the originals', () => {
    const merged = [openFont(mergeSubset(fonts, sample, 'Test').bytes)];
    expect(textPolygons(merged, sample, 100, [0, 0])).toEqual(textPolygons(fonts, sample, 100, [0, 0]));
    expect(textWidth(merged, sample, 10)).toBeCloseTo(textWidth(fonts, sample, 10), 9);
  });

  it('has a correct checksum over the whole file', () => {
    const { bytes } = mergeSubset(fonts, sample, 'Test');
    const view = new DataView(bytes.buffer);
    let sum = 0;
    for (let at = 0; at < bytes.length; at += 4) sum = (sum + view.getUint32(at)) >>> 0;
    expect(sum).toBe(0xb1b0afba);
  });

  it('says which characters no font has', () => {
    expect(mergeSubset(fonts, '健\u{20bb7}', 'Test').missing).toEqual(['\u{20bb7}']);
  });

  it('says in a plain code that the font files are not there', async () => {
    await expect(folderFonts('/nowhere')(400)).rejects.toMatchObject({ code: 'report.font_missing' });
  });
});
