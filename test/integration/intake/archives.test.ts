import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Workbook } from '@cj-tech-master/excelts';
import { strToU8, zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importFiles } from '../../../analysis/workspace/import.ts';
import { recogniseFiles } from '../../../analysis/workspace/recognise.ts';
import { guidanceDocument } from '../../support/guidance-documents.ts';
import { freshWorkspace, type TestWorkspace } from './workspaces.ts';

let test: TestWorkspace;
beforeEach(async () => {
  test = await freshWorkspace();
});
afterEach(() => test.remove());

const HEAD = '被保険者証番号,生年月日,性別,健診実施年月日,収縮期血圧,拡張期血圧';
const list = (year: number) =>
  `${HEAD}\r\n1,1950-01-01,男,${year}-05-01,120,70\r\n2,1951-01-01,女,${year}-05-02,130,80\r\n`;
const COURSE = { number: '123', birth: '19600203', sex: 2, ticket: '23200000001', level: 1 } as const;

async function book(...sheets: readonly string[]): Promise<Uint8Array> {
  const workbook = new Workbook();
  sheets.forEach((text, at) => {
    const sheet = workbook.addWorksheet(`表${at + 1}`);
    for (const line of text.trimEnd().split('\r\n')) sheet.addRow(line.split(','));
  });
  return Uint8Array.from(await workbook.xlsx.writeBuffer());
}

function write(name: string, bytes: Uint8Array): string {
  const path = join(test.folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function loaded(path: string) {
  const { files } = await importFiles(test.workspace, { from: [path] });
  return files.map(({ name, status, rowsLoaded, issues }) => [
    name,
    status,
    status === 'loaded' ? rowsLoaded : issues[0]!.code,
  ]);
}

describe('an archive', () => {
  it('is opened where it lies in another one, and so are books, tables and documents of any name', async () => {
    const inner = zipSync({ '内/一.csv': strToU8(list(2022)) });
    const path = write(
      '外.zip',
      zipSync({
        '内.zip': inner,
        '内の表.zip': zipSync({ '三.xlsx': await book(list(2021)) }),
        '台帳.xlsx': await book(list(2023)),
        '二.csv': strToU8(list(2024)),
        '結果/指導1.xml': strToU8(guidanceDocument({ ...COURSE, first: '20240510' }, '21')),
        '結果/指導2.xml': strToU8(
          guidanceDocument({ ...COURSE, first: '20240510', dropped: '20240801' }, '23'),
        ),
        '__MACOSX/._二.csv': strToU8('x'),
      }),
    );
    expect(await loaded(path)).toEqual([
      ['外.zip/二.csv', 'loaded', 2],
      ['外.zip/内.zip/内/一.csv', 'loaded', 2],
      ['外.zip/内の表.zip/三.xlsx', 'loaded', 2],
      ['外.zip/台帳.xlsx', 'loaded', 2],
      ['外.zip/特定保健指導 結果データ（XML）', 'loaded', 2],
    ]);
    expect(await test.number('SELECT count(*) FROM checkup')).toBe(8);
    expect(await test.number('SELECT count(*) FROM guidance')).toBe(1);
  });

  it('tells of everything in it that cannot be used, beside what can', async () => {
    const deep = zipSync({ '三.zip': zipSync({ '四.zip': zipSync({ 'a.csv': strToU8(list(2024)) }) }) });
    const path = write(
      '混ぜ.zip',
      zipSync({
        '健診.csv': strToU8(list(2024)),
        '在庫.csv': strToU8('品名,購入日,単価\r\nペン,2024-05-01,120\r\nノート,2024-06-01,200\r\n'),
        '壊れ.xml': strToU8('<ClinicalDocument><open>'),
        '深い.zip': deep,
        '半分.zip': zipSync({ 'b.csv': strToU8(list(2023)) }).slice(0, 90),
        'ix08_V08.xml': strToU8('<index><totalRecordCount value="0"/></index>'),
        '手順.pdf': strToU8('%PDF-1.4'),
      }),
    );
    const files = await loaded(path);
    expect(files).toContainEqual(['混ぜ.zip/健診.csv', 'loaded', 2]);
    expect(new Map(files.map(([name, , told]) => [name, told]))).toEqual(
      new Map<unknown, unknown>([
        ['混ぜ.zip/健診.csv', 2],
        ['混ぜ.zip/在庫.csv', 'intake.unknown_layout'],
        ['混ぜ.zip/壊れ.xml', 'intake.xml_damaged'],
        ['混ぜ.zip/深い.zip', 'intake.archive_nested'],
        ['混ぜ.zip/半分.zip', 'intake.archive_truncated'],
      ]),
    );
    // What can be mapped is shown for it.
    const shown = await recogniseFiles(test.workspace, [path]);
    expect(shown.find(({ name }) => name === '混ぜ.zip/在庫.csv')).toMatchObject({
      mappable: true,
      columns: [{ heading: '品名' }, { heading: '購入日' }, { heading: '単価' }],
    });
  });

  it('of nothing that can be used says why, where there is one reason', async () => {
    const settlement = strToU8('<checkupClaim></checkupClaim>');
    const path = write('決済.zip', zipSync({ 'c1.xml': settlement, 'c2.xml': settlement }));
    await expect(importFiles(test.workspace, { from: [path] })).rejects.toMatchObject({
      code: 'intake.exchange_settlement',
    });
  });
});

describe('a workbook', () => {
  it('passes over a sheet of notes, and tells of a table that it does not know', async () => {
    const stock = '品名,数量,単価\r\nペン,3,120\r\nノート,5,200\r\n';
    const path = write('健診.xlsx', await book('このブックの使い方\r\n表2が健診です\r\n', list(2024), stock));
    expect(await loaded(path)).toEqual([
      ['健診.xlsx/表2', 'loaded', 2],
      ['健診.xlsx/表3', 'refused', 'intake.unknown_layout'],
    ]);
  });
});

describe('text', () => {
  it.each(['utf-16le', 'utf-16be'] as const)('in %s without a mark is read', async (encoding) => {
    const path = write('健診.csv', iconv.encode(list(2024), encoding, { addBOM: false }));
    const { files } = await importFiles(test.workspace, { from: [path] });
    expect(files).toMatchObject([{ encoding: encoding.toUpperCase(), rowsLoaded: 2, issues: [] }]);
    expect(await test.number('SELECT sum(sbp) FROM checkup')).toBe(250);
  });

  it('in EUC-JP is read, and in what the user says where the bytes may be either', async () => {
    const path = write('健診.csv', iconv.encode(list(2024), 'eucjp'));
    const { files } = await importFiles(test.workspace, { from: [path] });
    expect(files).toMatchObject([{ encoding: 'EUC-JP', rowsLoaded: 2, issues: [] }]);
    const same = write('別の名.csv', iconv.encode(list(2023), 'cp932'));
    const choices = { '別の名.csv': { encoding: 'euc-jp' as const } };
    await expect(importFiles(test.workspace, { from: [same], choices })).rejects.toMatchObject({
      code: 'intake.unknown_layout',
    });
    expect(await test.number('SELECT sum(sbp) FROM checkup')).toBe(250);
  });

  it('behind an end mark is read too: files that were put behind one another', async () => {
    const rest = list(2024).split('\r\n').slice(1).join('\r\n').replaceAll('2024-', '2023-');
    const path = write('続き.csv', strToU8(`${list(2024)}\u001a${rest}\u001a\u001a`));
    const { files } = await importFiles(test.workspace, { from: [path] });
    expect(files).toMatchObject([{ rowsRead: 4, rowsLoaded: 4, issues: [] }]);
    expect(readFileSync(path).includes(0x1a)).toBe(true);
  });
});
