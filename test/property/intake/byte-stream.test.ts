import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { dayNumber, isCalendarDay } from '../../../analysis/domain/calendar.ts';
import { parseDate } from '../../../analysis/domain/dates.ts';
import type { StageBuffer } from '../../../analysis/domain/staging.ts';
import type { Encoding } from '../../../analysis/intake/decode/encoding.ts';
import { COMMA, cellBlocks } from '../../../analysis/intake/decode/records.ts';
import { type ByteSource, textChunks } from '../../../analysis/intake/decode/source.ts';
import { KeyHasher } from '../../../analysis/intake/identity/keys.ts';
import { readTextFile } from '../../../analysis/intake/load/text-file.ts';
import { recogniseText } from '../../../analysis/intake/recognise.ts';

/** A source whose pieces have the given sizes, over and over. */
function pieces(bytes: Uint8Array, sizes: readonly number[], name = 'f.csv'): ByteSource {
  return {
    name,
    size: bytes.length,
    async *chunks() {
      let at = 0;
      for (let turn = 0; at < bytes.length; turn += 1) {
        const size = sizes[turn % sizes.length]!;
        yield bytes.slice(at, at + size);
        at += size;
      }
    },
  };
}

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
        fc.constantFrom<Encoding>('utf-8', 'cp932', 'utf-16le'),
        async (rows, sizes, ending, encoding) => {
          const name = encoding === 'utf-8' ? 'utf8' : encoding === 'cp932' ? 'cp932' : 'utf16le';
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

const HEADS = ['宛名番号', '生年月日', '性別', '資格取得日', '資格喪失日', '小学校区'];
const VALUES = [
  ['1001', 'S33.3.15', '男', '20200401', '', '第一小'],
  ['００１００２', '1960/07/01', '2', '4200401', '99999999', '東小'],
  ['1003', '昭和40年 1月2日', '女', 'R2.4.1', '5060215', ''],
];

/** Staged rows of a file as comparable text. */
async function staged(bytes: Uint8Array, sizes: readonly number[]): Promise<string[]> {
  const source = pieces(bytes, sizes);
  const recognition = await recogniseText(source);
  const rows: string[] = [];
  const keys: string[] = [];
  const names = ['insurer_kind', 'school_district'];
  const days = ['from_date', 'to_date'];
  await readTextFile(source, recognition, {
    hasher: new KeyHasher(new Uint8Array(32)),
    icd10: new Map(),
    sink: {
      append(buffer: StageBuffer) {
        if (buffer.table.id !== 'register') return;
        for (let row = 0; row < buffer.rows; row += 1) {
          rows.push(
            [
              ...names.map((name) => buffer.texts(name)[row]),
              ...days.map((name) => buffer.integers(name)[row]),
            ].join('|'),
          );
        }
      },
      identities: (people) => keys.push(...people.map((one) => one.keys.map((key) => key.hash).join('+'))),
      quarantine: (_line, code) => rows.push(code),
    },
  });
  return rows.map((row, at) => `${row}|${keys[at]}`);
}

describe('a table', () => {
  it('gives the same rows in any order of its columns', async () => {
    const plain = [HEADS, ...VALUES].map((row) => `${row.join(',')}\r\n`).join('');
    const expected = await staged(new Uint8Array(iconv.encode(plain, 'cp932')), [1 << 20]);
    expect(expected).toHaveLength(3);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }),
        fc.integer({ min: 1, max: 64 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.constantFrom('cp932', 'utf8'),
        async (order, size, ending, encoding) => {
          const text = [HEADS, ...VALUES]
            .map((row) => order.map((at) => row[at]).join(',') + ending)
            .join('');
          expect(await staged(new Uint8Array(iconv.encode(text, encoding)), [size])).toEqual(expected);
        },
      ),
      { numRuns: 60 },
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
