import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { guessEncoding } from '../../../analysis/intake/decode/encoding.ts';
import { memorySource, textChunks } from '../../../analysis/intake/decode/source.ts';

const HEADINGS = [
  '被保険者証記号',
  '生年月日',
  '性別',
  '氏名',
  '健診実施年月日',
  'むし歯',
  '収縮期血圧',
  'ＢＭＩ',
];
/** Letters that both encodings have: kana, kanji of names, NEC and IBM extensions, half-width kana. */
const text = fc
  .array(fc.constantFrom(...'かなカナ一二山田太郎中央校区高橋ﾔﾏﾀﾞ①㈱ 0123456789,\r\n'), { maxLength: 400 })
  .chain((letters) =>
    fc
      .shuffledSubarray(HEADINGS, { minLength: 4 })
      .map((headings) => `${headings.join(',')}\r\n${letters.join('')}`),
  );

async function decoded(bytes: Uint8Array, piece: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  const source = {
    ...memorySource('a', bytes),
    async *chunks() {
      for (let at = 0; at < bytes.length; at += piece) yield bytes.slice(at, at + piece);
    },
  };
  for await (const chunk of textChunks(source, 'euc-jp')) parts.push(chunk.slice());
  return Buffer.concat(parts);
}

describe('EUC-JP, told by its bytes', () => {
  it('is told from CP932 and UTF-8, whatever the list', () => {
    fc.assert(
      fc.property(text, (list) => {
        expect(guessEncoding(iconv.encode(list, 'eucjp'))?.encoding).toBe('euc-jp');
        expect(guessEncoding(iconv.encode(list, 'cp932'))?.encoding).toBe('cp932');
        expect(guessEncoding(Buffer.from(list, 'utf8'))?.encoding).toBe('utf-8');
      }),
    );
  });

  it('half-width kana alone stay CP932', () => {
    const kana = fc.array(fc.constantFrom(...'ｱｲｳｴｵﾔﾏﾀﾞﾊﾟｰ'), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(kana, (letters) => {
        const bytes = iconv.encode(`no,kana\r\n1,${letters.join('')}\r\n`, 'cp932');
        // Two of them may be a letter of UTF-8 as well.
        fc.pre(!isUtf8(bytes));
        expect(guessEncoding(bytes)?.encoding).toBe('cp932');
      }),
    );
  });

  it('with a few bytes that are no letter stays EUC-JP, and says so', () => {
    const list = iconv.encode(`${HEADINGS.join(',')}\r\n${'山田太郎,高橋花子\r\n'.repeat(40)}`, 'eucjp');
    const broken = Buffer.concat([list, Buffer.from([0xff, 0x41, 0xff])]);
    expect(guessEncoding(broken)).toEqual({ encoding: 'euc-jp', evidence: ['encoding.eucjp_mostly'] });
  });

  it('becomes UTF-8 wherever it is cut, and marks what is no letter', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (list, piece) => {
        const bytes = Buffer.concat([
          iconv.encode(list, 'eucjp'),
          Buffer.from([0xff, 0x0a]),
          iconv.encode(list, 'eucjp'),
          // A letter of which the second half is missing.
          Buffer.from([0xb0]),
        ]);
        const utf8 = Buffer.from(list, 'utf8');
        const expected = Buffer.concat([utf8, Buffer.from([0xff, 0x0a]), utf8, Buffer.from([0xff])]);
        expect((await decoded(new Uint8Array(bytes), piece)).equals(expected)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
