import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isWide, type StageBuffer } from '../../../analysis/domain/staging.ts';
import { fileSource } from '../../../analysis/intake/decode/source.ts';
import { readHere, readRecognised } from '../../../analysis/intake/load/read.ts';
import type { ReadOptions } from '../../../analysis/intake/load/text-file.ts';
import { recogniseFile } from '../../../analysis/intake/recognise-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ebpm-thread-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string, packed = false) {
  const path = join(folder, name);
  const bytes = iconv.encode(text, 'cp932');
  writeFileSync(path, packed ? gzipSync(bytes) : bytes);
  return fileSource(path, name, statSync(path).size);
}

const ROWS = 90_000;
const LIST = `被保険者証記号,被保険者証番号,生年月日,性別,診療年月,入外区分,医療機関コード,診療実日数,合計点数\r\n${Array.from(
  { length: ROWS },
  (_, at) =>
    `架国,${1 + (at % 700)},S${23 + (at % 40)}.3.15,${1 + (at % 2)},2024${String(1 + (at % 12)).padStart(2, '0')},${at % 9 === 0 ? '入院' : '入院外'},13${1000 + (at % 300)},${at % 50 === 0 ? '不明' : 1 + (at % 20)},${100 + at}\r\n`,
).join('')}`;

/** Everything the reader hands over, as text. */
function recorder(): { readonly sink: ReadOptions['sink']; readonly seen: string[] } {
  const seen: string[] = [];
  const cell = (buffer: StageBuffer, name: string, row: number): unknown => {
    const coded = buffer.coded(name);
    if (coded) return coded.codes[row]! < 0 ? null : coded.dictionary[coded.codes[row]!];
    const type = buffer.typeOf(name);
    if (type === 'VARCHAR') return buffer.texts(name)[row];
    return isWide(type) ? buffer.doubles(name)[row] : buffer.integers(name)[row];
  };
  return {
    seen,
    sink: {
      append(buffer) {
        for (let row = 0; row < buffer.rows; row += 1)
          seen.push(
            [buffer.table.id, ...buffer.table.columns.map(({ name }) => cell(buffer, name, row))].join('|'),
          );
      },
      identities: (people) => seen.push(...people.map((one) => JSON.stringify(one))),
      quarantine: (line, code, bytes) => seen.push(`${line} ${code} ${bytes.length}`),
    },
  };
}

const common = { icd10: new Map<string, string>() };

describe('the reader in a thread of its own', () => {
  it.each([
    ['list.csv', false],
    ['list.csv.gz', true],
  ])(
    'hands over of %s what it would hand over here, in the same order of rows and of people',
    async (name, packed) => {
      const [file] = await recogniseFile(write(name, LIST, packed));
      expect(file!.source.size).toBeGreaterThan(4 << 20);
      const here = recorder();
      const there = recorder();
      const one = await readHere(file!.source, file!.recognition, { ...common, sink: here.sink });
      const two = await readRecognised(file!.source, file!.recognition, { ...common, sink: there.sink });
      expect({ ...two, issues: two.issues.list() }).toEqual({ ...one, issues: one.issues.list() });
      expect(one.rowsStaged).toBe(ROWS);
      expect(one.issues.list().map(({ code, count }) => [code, count])).toEqual([
        ['value.not_number', ROWS / 50],
      ]);
      expect(there.seen).toEqual(here.seen);
    },
  );

  it('tells faults of the file as the reader here does, and can be used again', async () => {
    const [file] = await recogniseFile(write('open.csv', `${LIST}"架国,1`));
    for (let turn = 0; turn < 2; turn += 1) {
      await expect(
        readRecognised(file!.source, file!.recognition, { ...common, sink: recorder().sink }),
      ).rejects.toMatchObject({ code: 'intake.unclosed_quote', kind: 'input' });
    }
  });

  it('stops at once when cancelled, and hands over nothing more', async () => {
    const [file] = await recogniseFile(write('long.csv', LIST + LIST.slice(LIST.indexOf('\n') + 1)));
    const controller = new AbortController();
    const there = recorder();
    const reading = readRecognised(file!.source, file!.recognition, {
      ...common,
      sink: there.sink,
      signal: controller.signal,
      onBytes: () => controller.abort(),
    });
    await expect(reading).rejects.toThrow(/abort/i);
    const rows = there.seen.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(there.seen.length).toBe(rows);
  });

  it('passes on what the storing side throws', async () => {
    const [file] = await recogniseFile(write('again.csv', LIST));
    const sink = { ...recorder().sink, append: () => refuse() };
    await expect(readRecognised(file!.source, file!.recognition, { ...common, sink })).rejects.toThrow(
      'storage is full',
    );
  });
});

function refuse(): never {
  throw new Error('storage is full');
}
