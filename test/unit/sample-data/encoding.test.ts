import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { encodeInto } from '../../../sample-data/writers/encoding.ts';
import { cell, csv, quotedCsv, thousands } from '../../../sample-data/writers/sink.ts';

function encoded(text: string, encoding: 'cp932' | 'utf8'): Buffer {
  const target = Buffer.alloc(text.length * 3);
  return target.subarray(0, encodeInto(text, target, 0, encoding));
}

describe('CP932', () => {
  it('writes what iconv writes, NEC and IBM extensions included', () => {
    const text = '髙﨑　①北町,ﾀｶｻｷ ｼﾞﾛｳ～－㈱Ⅱ\r\n０１２ＡＢc9~\\';
    expect(encoded(text, 'cp932').equals(iconv.encode(text, 'cp932'))).toBe(true);
    expect(iconv.decode(encoded(text, 'cp932'), 'cp932')).toBe(text);
    expect(encoded(text, 'utf8').toString('utf8')).toBe(text);
  });

  it('refuses a character it cannot write instead of a question mark', () => {
    expect(() => encoded('𠮷', 'cp932')).toThrow(RangeError);
    expect(() => encoded('é', 'cp932')).toThrow(RangeError);
    expect(encoded('?', 'cp932').toString('latin1')).toBe('?');
  });
});

describe('cells', () => {
  it('quotes only where needed', () => {
    expect(csv(['a', 1, undefined, 'x,y', 'say "ok"', '二\n行', '="0123"'])).toBe(
      'a,1,,"x,y","say ""ok""","二\n行","=""0123"""',
    );
    expect(cell('　')).toBe('　');
    expect(quotedCsv([1, '', undefined])).toBe('"1","",""');
    expect([0, 999, 1000, 1234567].map(thousands)).toEqual(['0', '999', '1,000', '1,234,567']);
  });
});
