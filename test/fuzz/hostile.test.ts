import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Workbook } from '@cj-tech-master/excelts';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { zipSync } from 'fflate';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UserIssue } from '../../analysis/domain/issue.ts';
import { memorySource } from '../../analysis/intake/decode/source.ts';
import { recogniseFile } from '../../analysis/intake/recognise-file.ts';
import { sentenceOf } from '../../analysis/messages/index.ts';
import { importFiles } from '../../analysis/workspace/import.ts';
import { freshWorkspace, type TestWorkspace } from '../integration/intake/workspaces.ts';

const CANARIES = ['カナリア太郎', '7654321', '19580315', 'S33.3.15'];
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'));
const HEAD = '宛名番号,氏名,生年月日,性別,資格取得日,小学校区\r\n';
const ROW = '7654321,カナリア太郎,S33.3.15,1,20200401,第一小\r\n';
const MEGABYTE = 1 << 20;
vi.setConfig({ testTimeout: 240_000 });

let test: TestWorkspace;
beforeEach(async () => {
  test = await freshWorkspace();
});
afterEach(() => test.remove());

async function refusal(name: string, content: Uint8Array): Promise<string> {
  const path = join(test.folder, name);
  writeFileSync(path, content);
  const issue = (await importFiles(test.workspace, { from: [path] }).then(
    () => expect.fail('was taken'),
    (error: unknown) => error,
  )) as UserIssue;
  const said = `${JSON.stringify(issue.params)} ${sentenceOf(issue)}`;
  for (const canary of CANARIES) expect(said).not.toContain(canary);
  for (const table of ['person', 'person_key', 'enrolment', 'import_batch'])
    expect(await test.number(`SELECT count(*) FROM ${table}`), table).toBe(0);
  return issue.code;
}

/** Zeros that a zip packs a thousandfold. */
const zeros = (megabytes: number) => new Uint8Array(megabytes * MEGABYTE);

describe('archives made to fill memory', () => {
  it('stop when they unpack to hundreds of times their size', async () => {
    expect(await refusal('爆弾.zip', zipSync({ '台帳.csv': zeros(80) }))).toBe('intake.archive_too_large');
  });

  it('stop as gzip too, alone and in an archive', async () => {
    const bomb = new Uint8Array(gzipSync(zeros(80)));
    expect(await refusal('爆弾.csv.gz', bomb)).toBe('intake.archive_too_large');
    expect(await refusal('爆弾.zip', zipSync({ '台帳.csv.gz': bomb }, { level: 0 }))).toBe(
      'intake.archive_too_large',
    );
  });

  it('stop as workbooks too', async () => {
    const book = { 'xl/workbook.xml': bytes('<workbook/>'), 'xl/sharedStrings.xml': zeros(80) };
    expect(await refusal('爆弾.xlsx', zipSync(book))).toBe('intake.archive_too_large');
  });

  it('stop inside another archive too, however many there are', async () => {
    const bomb = zipSync({ '台帳.csv': zeros(80) });
    expect(await refusal('入れ子.zip', zipSync({ 'a.zip': bomb, 'b.zip': bomb, 'c.zip': bomb }))).toBe(
      'intake.archive_too_large',
    );
  });

  it('are not opened when they are deeper', async () => {
    const deep = Array.from({ length: 12 }).reduce<Uint8Array>(
      (inner) => zipSync({ 'a.zip': inner }),
      zipSync({ '台帳.csv': bytes(HEAD + ROW) }),
    );
    expect(await refusal('深い.zip', deep)).toBe('intake.archive_nested');
  });
});

const ENTITIES = [
  [
    'many small entities',
    '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><ClinicalDocument>&b;</ClinicalDocument>',
  ],
  [
    'a file of this machine',
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><ClinicalDocument>&x;</ClinicalDocument>',
  ],
  [
    'a document of the network',
    '<!DOCTYPE ClinicalDocument SYSTEM "http://127.0.0.1:9/x.dtd"><ClinicalDocument/>',
  ],
  [
    'parameter entities',
    '<!DOCTYPE a [<!ENTITY % p "<!ENTITY q SYSTEM \'file:///etc/hosts\'>"> %p;]><ClinicalDocument/>',
  ],
] as const;

describe('XML that asks for more than itself', () => {
  it.each(ENTITIES)('is refused: %s', async (_, text) => {
    expect(await refusal('h.xml', bytes(`<?xml version="1.0"?>${text}`))).toBe('intake.xml_refused');
    const name = 'DATA/h13999999992024070101000001.xml';
    expect(await refusal('h.zip', zipSync({ [name]: bytes(`<?xml version="1.0"?>${text}`) }))).toBe(
      'intake.xml_refused',
    );
  });

  it('is refused when it is deeper or larger than any document', async () => {
    expect(await refusal('deep.xml', bytes(`<ClinicalDocument>${'<a>'.repeat(5000)}`))).toBe(
      'intake.xml_refused',
    );
    const many = `<ClinicalDocument>${'<a/>'.repeat(300_000)}</ClinicalDocument>`;
    expect(await refusal('wide.xml', bytes(many))).toBe('intake.xml_refused');
  });
});

describe('lines without an end', () => {
  it.each([
    ['open quote', `${HEAD}${ROW}7654322,"${'x'.repeat(10 * MEGABYTE)}`],
    ['no line end', `${HEAD}${ROW}${'9,'.repeat(5 * MEGABYTE)}`],
  ])('are refused: %s', async (_, text) => {
    expect(await refusal('長い行.csv', bytes(text))).toBe('intake.record_too_long');
  });

  it('of one cell are text, not rows', async () => {
    expect(await refusal('長い.csv', bytes('x'.repeat(10 * MEGABYTE)))).toMatch(
      /^intake\.(unknown_layout|empty_file)$/,
    );
  });
});

describe('Arrow tables that are damaged', () => {
  it('are read or refused, also where they claim more than they hold', async () => {
    const table = tableFromArrays({ 宛名番号: ['7654321'], 生年月日: ['S33.3.15'], 独居: [1] });
    const whole = tableToIPC(table, 'file');
    const random = xoroshiro128plus(20261121);
    for (let turn = 0; turn < 6; turn += 1) {
      const damaged = whole.slice();
      for (let flips = 0; flips < 6; flips += 1)
        damaged[16 + ((random.next() >>> 0) % (damaged.length - 16))] = (random.next() >>> 0) % 256;
      const [found] = await recogniseFile(memorySource('表.arrow', damaged)).catch((error: unknown) => {
        expect((error as UserIssue).code).toMatch(/^intake\.(table_damaged|unknown_layout|empty_file)$/);
        return [];
      });
      expect(found?.recognition.layoutId ?? 'person_list').toBe('person_list');
    }
  });
});

describe('formulas', () => {
  it('of a workbook count as their results, and none is run or kept', async () => {
    const book = new Workbook();
    const sheet = book.addWorksheet('一覧');
    sheet.addRow(['宛名番号', '生年月日', '性別', '地区', '備考']);
    sheet.addRow([
      '7654321',
      'S33.3.15',
      1,
      { formula: 'HYPERLINK("http://127.0.0.1:9/","東部")', result: '東部' },
      { formula: "cmd|'/c calc'!A1", result: 5 },
    ]);
    sheet.addRow(['7654322', 'S34.3.15', 2, { formula: '1/0', result: { error: '#DIV/0!' } }, '=1+1']);
    const path = join(test.folder, '一覧.xlsx');
    writeFileSync(path, new Uint8Array(await book.xlsx.writeBuffer()));
    const report = await importFiles(test.workspace, { from: [path] });
    expect(report.files[0]).toMatchObject({ layout: 'person_list', rowsLoaded: 2 });
    const kept = await test.workspace.warehouse.all(
      'SELECT column_name, value, code FROM custom_value ORDER BY row_no, 1',
    );
    expect(JSON.stringify(kept)).not.toMatch(/HYPERLINK|http|cmd|calc/);
    expect(kept.slice(0, 2)).toEqual([
      { column_name: '備考', value: 5, code: null },
      { column_name: '地区', value: null, code: '東部' },
    ]);
  });
});
