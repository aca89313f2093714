import { gzipSync } from 'node:zlib';
import { Workbook } from '@cj-tech-master/excelts';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../analysis/intake/decode/source.ts';
import { recogniseFile } from '../../../analysis/intake/recognise-file.ts';
import { sentenceOf } from '../../../analysis/messages/index.ts';

const LIST = `被保険者証番号,生年月日,性別,健診実施年月日,収縮期血圧\r\n${Array.from(
  { length: 400 },
  (_, at) => `${at + 1},19500101,1,20240501,${100 + (at % 70)}\r\n`,
).join('')}`;
const SIGNATURE = [0x50, 0x4b, 0x03, 0x04];

async function refusal(name: string, bytes: Uint8Array): Promise<string | undefined> {
  try {
    await recogniseFile(memorySource(name, bytes));
    return undefined;
  } catch (error) {
    expect(sentenceOf(error as never)).toMatch(/[ぁ-ん]/);
    return (error as { code?: string }).code;
  }
}

async function book(): Promise<Uint8Array> {
  const workbook = new Workbook();
  const sheet = workbook.addWorksheet('健診');
  for (const line of LIST.trimEnd().split('\r\n')) sheet.addRow(line.split(','));
  return Uint8Array.from(await workbook.xlsx.writeBuffer());
}

const archive = () => zipSync({ '一.csv': strToU8(LIST), '二.csv': strToU8(LIST) });
const cut = (bytes: Uint8Array, share: number) => bytes.slice(0, Math.floor(bytes.length * share));

function compound(...streams: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(200_000);
  bytes.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  // Names lie anywhere, also over the border of two pieces of the stream.
  streams.forEach((name, at) => {
    bytes.set(Buffer.from(name, 'utf16le'), 65_536 - 9 + at * 128);
  });
  return bytes;
}

/** The entry's bytes no longer what they were, and marked as locked: what a password does. */
function locked(bytes: Uint8Array, entry: number): Uint8Array {
  const changed = bytes.slice();
  let at = -1;
  for (let found = 0; found <= entry; found += 1)
    at = Buffer.from(changed).indexOf(Buffer.from(SIGNATURE), at + 1);
  changed[at + 6]! |= 1;
  for (let place = at + 60; place < at + 300; place += 1) changed[place]! ^= 0xa5;
  return changed;
}

describe('a container that cannot be read is refused for the right reason', () => {
  it('one that is cut off, wherever: truncated, never a password, never half of its tables', async () => {
    const whole = { 'a.xlsx': await book(), 'a.zip': archive() };
    for (const [name, bytes] of Object.entries(whole)) {
      expect(await refusal(name, bytes)).toBeUndefined();
      for (const share of [0.03, 0.2, 0.5, 0.8, 0.95, 0.999])
        expect([name, share, await refusal(name, cut(bytes, share))]).toEqual([
          name,
          share,
          'intake.archive_truncated',
        ]);
    }
  });

  it('one whose middle was overwritten: damaged', async () => {
    const bytes = await book();
    bytes.fill(0x41, 200, 1200);
    expect(await refusal('a.xlsx', bytes)).toBe('intake.archive_damaged');
  });

  it('an archive with a password, also when the first entry is a folder without one', async () => {
    const folder = { 'f/': new Uint8Array(0), 'f/一.csv': strToU8(LIST) };
    expect(await refusal('a.zip', locked(archive(), 0))).toBe('intake.archive_encrypted');
    expect(await refusal('a.zip', locked(zipSync(folder), 1))).toBe('intake.archive_encrypted');
  });

  it('a compound file: a book with a password, an old book, or nothing that can be told', async () => {
    expect(await refusal('a.xlsx', compound('EncryptionInfo', 'EncryptedPackage'))).toBe(
      'intake.workbook_encrypted',
    );
    expect(await refusal('a.xls', compound('Workbook'))).toBe('intake.workbook_old');
    expect(await refusal('a.xls', compound('Book'))).toBe('intake.workbook_old');
    expect(await refusal('a.xls', compound())).toBe('intake.sheet_damaged');
  });

  it('a gzip file: truncated, damaged, too deep; whole ones in one another are read', async () => {
    const packed = new Uint8Array(gzipSync(LIST));
    expect(await refusal('a.csv.gz', packed)).toBeUndefined();
    for (const share of [0.2, 0.5, 0.95, 0.999])
      expect(await refusal('a.csv.gz', cut(packed, share)), String(share)).toBe('intake.archive_truncated');
    const damaged = packed.slice();
    for (let at = 40; at < 60; at += 1) damaged[at]! ^= 0xa5;
    expect(await refusal('a.csv.gz', damaged)).toBe('intake.archive_damaged');
    expect(await refusal('a.zip', zipSync({ 'a.csv.gz': packed }))).toBeUndefined();
    expect(await refusal('a.zip.gz', new Uint8Array(gzipSync(archive())))).toBeUndefined();
    const twice = new Uint8Array(gzipSync(packed));
    expect(await refusal('a.csv.gz.gz', twice)).toBeUndefined();
    expect(await refusal('a.gz', new Uint8Array(gzipSync(twice)))).toBe('intake.archive_nested');
    expect(await refusal('a.txt.gz', new Uint8Array(gzipSync('no table')))).toBe('intake.unknown_layout');
    const [inside] = await recogniseFile(memorySource('a.csv.gz', packed));
    expect(inside!.source).toMatchObject({ name: 'a.csv.gz/a.csv', size: Buffer.byteLength(LIST) });
  });
});
