import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { dayNumber, isCalendarDay } from '../../../analysis/domain/calendar.ts';
import { parseDate } from '../../../analysis/domain/dates.ts';
import type { Encoding } from '../../../analysis/intake/decode/encoding.ts';
import { COMMA, cellBlocks } from '../../../analysis/intake/decode/records.ts';
import { type ByteSource, textChunks } from '../../../analysis/intake/decode/source.ts';
import { pieces } from '../../support/pieces.ts';

async function cells(source: ByteSource, encoding: Encoding): Promise<string[][]> {
  const decoder = new TextDecoder(encoding === 'cp932' ? 'shift_jis' : 'utf-8');
  const rows: string[][] = [];
  for await (const block of cellBlocks(textChunks(source, encoding), COMMA)) {
    for (let row = 0; row < block.rows; row += 1) {
      const found: string[] = [];
      for (let cell = block.firstCell[row]!; cell < block.lastCell[row]!; cell += 1) {
        found.push(decoder.decode(block.bytes.subarray(block.start[cell]!, block.end[cell]!)));
      }
      rows.push(found);
    }
  }
  return rows;
}

const ICONV_NAMES = {
  'utf-8': 'utf8',
  cp932: 'cp932',
  'euc-jp': 'eucjp',
  'utf-16le': 'utf16le',
  'utf-16be': 'utf16-be',
} as const satisfies Record<Encoding, string>;
const LETTERS = ['a', '7', ',', '"', '\n', '\r\n', '髙', '﨑', '①', '表', 'ソ', 'ｶﾞ', '　', '=', '~'];
const cell = fc.array(fc.constantFrom(...LETTERS), { maxLength: 6 }).map((letters) => letters.join(''));
const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 12 });

function csv(rows: readonly (readonly string[])[], ending: string): string {
  return rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(',') + ending).join('');
}

/** What a reader gets back: `="…"` is a spreadsheet's way to write text. */
function unwrapped(text: string): string {
  return text.length >= 3 && text.startsWith('="') && text.endsWith('"') ? text.slice(2, -1) : text;
}

describe('the byte stream', () => {
  it('gives the same cells however it is cut, encoded and ended', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.array(fc.integer({ min: 1, max: 17 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.constantFrom<Encoding>('utf-8', 'cp932', 'euc-jp', 'utf-16le'),
        async (rows, sizes, ending, encoding) => {
          const name = ICONV_NAMES[encoding];
          const bytes = new Uint8Array(
            iconv.encode(csv(rows, ending), name, { addBOM: encoding === 'utf-16le' }),
          );
          expect(await cells(pieces(bytes, sizes), encoding)).toEqual(rows.map((row) => row.map(unwrapped)));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('dates', () => {
  it('come back from every way of writing them', () => {
    const eras = [
      ['S', '昭和', 1925, 1927, 1988],
      ['H', '平成', 1988, 1990, 2018],
      ['R', '令和', 2018, 2020, 2060],
    ] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...eras),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 31 }),
        (era, add, month, day) => {
          const year = era[3] + (add % (era[4] - era[3] + 1));
          fc.pre(isCalendarDay(year, month, day));
          const ofEra = year - era[2];
          const two = (number: number) => String(number).padStart(2, '0');
          const expected = { day: dayNumber(year, month, day), precision: 'day' };
          for (const text of [
            `${year}${two(month)}${two(day)}`,
            `${year}/${month}/${day}`,
            `${era[0]}${ofEra}.${month}.${day}`,
            `${era[0]}${two(ofEra)}${two(month)}${two(day)}`,
            `${era[1]}${ofEra}年${month}月${day}日`,
            `${{ S: 3, H: 4, R: 5 }[era[0]]}${two(ofEra)}${two(month)}${two(day)}`,
          ]) {
            expect(parseDate(text), text).toEqual(expected);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
