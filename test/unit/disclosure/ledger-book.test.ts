import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { writeTextBook } from '../../../analysis/reporting/writers/xlsx/text-book.ts';

/** Characters of the font that stand side by side on landscape A4 when it is printed at half its size. */
const PAGE = 260;

it('the book of releases prints: landscape, one page wide, heads on every page, nothing wider than is read', async () => {
  const hash = 'a1'.repeat(32);
  const head = ['番号', '内容', '記録の指紋'];
  const rows = Array.from({ length: 120 }, (_, at) => [
    String(at + 1),
    '特定保健指導の段階の間の日数'.repeat(4),
    hash,
  ]);
  const bytes = await writeTextBook('公開記録', '2026-11-21', [
    { name: '公開記録', head, rows },
    { name: '確かめるための記録', head, rows, widest: 38 },
  ]);
  const parts = unzipSync(bytes);
  const book = strFromU8(parts['xl/workbook.xml']!);
  expect(book.match(/_xlnm\.Print_Titles/gu)).toHaveLength(2);
  for (const [at, widest] of [
    [1, 26],
    [2, 38],
  ] as const) {
    const sheet = strFromU8(parts[`xl/worksheets/sheet${at}.xml`]!);
    // One page wide is what a sheet that fits its page is, where nothing else is said.
    const told = ['fitToPage="1"', 'orientation="landscape"', 'fitToHeight="0"'].map((each) =>
      sheet.includes(each),
    );
    expect(told).toEqual([true, true, true]);
    expect(/fitToWidth="(?!1")/u.test(sheet)).toBe(false);
    const widths = [...sheet.matchAll(/<col [^>]*width="([\d.]+)"/gu)].map(([, width]) => Number(width));
    expect(Math.max(...widths)).toBeLessThanOrEqual(widest + 1);
    expect(widths.reduce((sum, width) => sum + width, 0)).toBeLessThan(PAGE);
  }
});

it('numbers are numbers, at the right', async () => {
  const bytes = await writeTextBook('公開記録', '2026-11-21', [
    { name: '公開記録', head: ['番号', '内容'], rows: [[1234, '1234']] },
  ]);
  const parts = unzipSync(bytes);
  const sheet = strFromU8(parts['xl/worksheets/sheet1.xml']!);
  const [, style, more, value] = /<c r="A2" s="(\d+)"([^>]*)><v>([^<]*)/u.exec(sheet)!;
  expect([value, more!.includes('t=')]).toEqual(['1234', false]);
  expect(/<c r="B2"[^>]*t="/u.test(sheet)).toBe(true);
  const styles = strFromU8(parts['xl/styles.xml']!);
  const formats = [...styles.split('<cellXfs')[1]!.matchAll(/<xf [^>]*?(?:\/>|>.*?<\/xf>)/gsu)];
  expect(formats[Number(style)]![0]).toContain('horizontal="right"');
});
