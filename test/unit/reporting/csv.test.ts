import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvField, csvText, encodeCsv } from '../../../analysis/reporting/writers/csv/text.ts';

describe('CSV', () => {
  it('never begins a text field with what a spreadsheet takes for a formula', () => {
    for (const text of ['=1+1', '+81', '-2〜0', '@SUM(A1)', '\tx']) expect(csvField(text)).toMatch(/^"?'/);
    expect(csvField(-3.5)).toBe('-3.5');
    expect(csvField('＊')).toBe('＊');
  });

  it('quotes so that an RFC 4180 reader gets the text back', () => {
    const read = (line: string): string =>
      line.startsWith('"') ? line.slice(1, -1).replaceAll('""', '"') : line;
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab,"\n健＊ ') }), (text) => {
        expect(read(csvField(text))).toBe(text);
      }),
    );
    expect(csvText([['a', 1], []])).toBe('a,1\r\n\r\n');
  });

  it('marks UTF-8 for Excel', () => {
    expect([...encodeCsv('あ', 'utf8').bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  });

  it('writes CP932 with wave dash and minus in the forms Windows uses, and reports the rest', () => {
    const { bytes, unwritable } = encodeCsv('髙﨑〜−①＊\u{20bb7}\u{20bb7}', 'cp932');
    expect(new TextDecoder('shift_jis').decode(bytes)).toBe('髙﨑～－①＊〓〓');
    expect(unwritable).toEqual([{ codePoint: 'U+20BB7', count: 2 }]);
  });
});
