import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Workbook } from '@cj-tech-master/excelts';
import { zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CANONICAL_TABLES } from '../../analysis/domain/canonical/tables.ts';
import { UserIssue } from '../../analysis/domain/issue.ts';
import { memorySource } from '../../analysis/intake/decode/source.ts';
import { readRecognised } from '../../analysis/intake/load/read.ts';
import { recogniseFile } from '../../analysis/intake/recognise-file.ts';
import { sentenceOf } from '../../analysis/messages/index.ts';
import { importFiles } from '../../analysis/workspace/import.ts';
import { freshWorkspace, type TestWorkspace } from '../integration/intake/workspaces.ts';
import { guidanceDocument } from '../support/guidance-documents.ts';
import { asFile, LAYOUT_SAMPLES } from '../support/layout-samples.ts';

/**
 * Number of cases of the reader (`EBPM_FUZZ_CASES=1000000` by hand, `EBPM_FUZZ_SEED` for others); the whole way into
 * the database is tried with one in a hundred.
 */
const CASES = Number(process.env.EBPM_FUZZ_CASES ?? 10_000);
/** A quiet machine needs a hundredth of it for the usual number; more cases get more time. */
const TIMEOUT_MS = 300_000 + CASES * 20;
const SEED = Number(process.env.EBPM_FUZZ_SEED ?? 20261121);
const CANARY = ['カナリア太郎', 'ｶﾅﾘｱ', '7654321', '19580315', '架空　太郎', '架空　花子', 'ｶｸｳﾀﾛｳ'];

const random = xoroshiro128plus(SEED);
function below(limit: number): number {
  return (random.next() >>> 0) % limit;
}

const SJIS = (text: string) => new Uint8Array(iconv.encode(text, 'cp932'));
const UTF8 = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'));
const REGISTER = `宛名番号,被保険者証記号,被保険者証番号,枝番,氏名カナ,氏名,生年月日,性別,資格取得日,資格喪失日\r\n${'1,架国,7654321,01,ｶﾅﾘｱ,カナリア太郎,19580315,1,4200401,"99999999"\r\n'.repeat(30)}`;
const UKE = `IR,2,13,1,9999999,,架空,202406,00,\r\n${'RE,1,1112,202405,カナリア太郎,1,19580315,70,,,,,,,,,,,,,,01\r\nHO,  139999,架国,7654321,2,1013,,,,,,,,,\r\nSY,8833421,20150410,1,,,01,\r\nSI,12,1,112007410,,75,2\r\n'.repeat(12)}GO,12,12156,99\r\n\u001a`;
const FKAC = `1,FKAC167,20240901\r\n保険者番号,被保険者証記号,被保険者証番号,生年月日,性別,健診実施年月日,身長,収縮期血圧,ＨＬ収縮期血圧\r\n${'00139999,架国,7654321,19580315,1,20240610,168.2,142,\r\n'.repeat(20)}9\r\n`;
const XML = `<?xml version="1.0" encoding="UTF-8"?><ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="x"><code code="10"/><recordTarget><patientRole><id extension="7654321" root="1.2.392.200119.6.205"/><patient><name>カナリア太郎</name><administrativeGenderCode code="1"/><birthTime value="19580315"/></patient></patientRole></recordTarget><documentationOf><serviceEvent><code code="010"/><effectiveTime value="20240610"/></serviceEvent></documentationOf><component><structuredBody><component><section><entry><observation><code code="9N001000000000001"/><value xsi:type="PQ" value="168.2"/></observation></entry></section></component></structuredBody></component></ClinicalDocument>`;
const REPORT =
  '帳票\r\n令和6年度\r\n性別,年齢階級,対象者数,受診者数,受診率\r\n男,40歳～44歳,"1,200",300,25.0%\r\n,45歳～49歳,*,－,－\r\n合計,,"1,200",300,25.0%\r\n';

const LAB = `"KENSA","1399999999","架空検査所","20240611","1","20240610","5","24100000001","ｶﾅﾘｱ","19580315","1","","1","9N001000000000001","身長","1","","","168.2","cm",""\r\n`;
const INSURER = `1,1,0,MN,1,13,\r\n1,2,0,${UKE.replaceAll('\r\n', '\r\n1,3,0,')}`;
const INFANTS = `宛名番号,氏名,生年月日,性別,健診受診日,健診種別,身長,頭囲,むし歯\r\n${'7654321,カナリア太郎,R5.1.10,1,R6.8.1,1歳6か月児,80.2,47,なし\r\n'.repeat(20)}`;
const MEASURED = `宛名番号,測定日,体重,収縮期血圧,ポイント\r\n${'7654321,R6.5.1,60.5,142,"1,200"\r\n'.repeat(20)}`;
const CARE = `"2","1","1111","","01",${',"x"'.repeat(90).slice(1)}\r\n"2","2","1111","","02",${',"1"'.repeat(40).slice(1)}\r\n`;
const COURSE = {
  number: '7654321',
  birth: '19580315',
  sex: 1,
  ticket: '24200000001',
  level: 1,
  first: '20240501',
} as const;

const SEEDS: Uint8Array[] = [
  SJIS(REGISTER),
  UTF8(`\ufeff${REGISTER}`),
  SJIS(UKE),
  SJIS(FKAC),
  UTF8(XML),
  SJIS(REPORT),
  UTF8(guidanceDocument(COURSE, '21')),
  SJIS(LAB),
  SJIS(INSURER),
  SJIS(INFANTS),
  UTF8(MEASURED),
  SJIS(CARE),
  new Uint8Array(iconv.encode(REGISTER, 'utf16le', { addBOM: true })),
  new Uint8Array(iconv.encode(REGISTER, 'eucjp')),
  SJIS(REGISTER.replaceAll(',', ';')),
  UTF8(REGISTER.replaceAll(',', '|')),
  new Uint8Array(gzipSync(SJIS(REGISTER))),
  zipSync({ 'a/h13999999992024070101000001.xml': UTF8(XML), '台帳.csv': SJIS(REGISTER) }),
  // A sample of every layout: a new one is fuzzed from its first day.
  ...LAYOUT_SAMPLES.map(asFile),
];

const INSERTS: readonly Uint8Array[] = [
  UTF8('"'),
  UTF8('\r'),
  UTF8('\n\n\n'),
  UTF8(',,,,,,'),
  Uint8Array.of(0x00),
  Uint8Array.of(0x1a),
  Uint8Array.of(0x81),
  Uint8Array.of(0xff, 0xfe),
  UTF8('<!DOCTYPE a [<!ENTITY b "c">]>'),
  UTF8('&lol;'),
  UTF8('=cmd|x'),
  UTF8('9'.repeat(5000)),
  UTF8('9e999'),
  UTF8('-1'),
  UTF8('<a>'.repeat(90)),
];

/** A workbook with formulas, dates, rich text and an error cell. */
async function workbook(): Promise<Uint8Array> {
  const book = new Workbook();
  const sheet = book.addWorksheet('台帳');
  sheet.addRow(['宛名番号', '氏名', '生年月日', '性別', '資格取得日', '独居']);
  sheet.addRow([
    '7654321',
    'カナリア太郎',
    new Date(Date.UTC(1958, 2, 15)),
    1,
    '20200401',
    { formula: 'HYPERLINK("http://x/","あり")', result: 'あり' },
  ]);
  sheet.addRow([
    { richText: [{ text: '76' }, { text: '54322' }] },
    '=cmd|x',
    'S33.3.15',
    2,
    { formula: '1/0', result: { error: '#DIV/0!' } },
    true,
  ]);
  return new Uint8Array(await book.xlsx.writeBuffer());
}

/** Cuts, doubles, overwrites and inserts at random. */
function mutate(seed: Uint8Array): Uint8Array {
  let bytes = Buffer.from(seed);
  for (let turn = below(4); turn >= 0; turn -= 1) {
    const at = below(bytes.length + 1);
    const kind = below(6);
    if (kind === 0) bytes = Buffer.from(bytes.subarray(0, at));
    else if (kind === 1)
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - below(400)))]);
    else if (kind === 2 && bytes.length > 0) bytes[below(bytes.length)] = below(256);
    else if (kind === 3)
      bytes = Buffer.concat([bytes.subarray(0, at), INSERTS[below(INSERTS.length)]!, bytes.subarray(at)]);
    else if (kind === 4)
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + below(60)))]);
    else
      for (let flips = 0; flips < 8 && bytes.length > 0; flips += 1) bytes[below(bytes.length)] = below(256);
  }
  return new Uint8Array(bytes);
}

function checkIssue(error: unknown): void {
  expect(error).toBeInstanceOf(UserIssue);
  const issue = error as UserIssue;
  const said = JSON.stringify(issue.params) + sentenceOf(issue);
  for (const canary of CANARY) expect(said).not.toContain(canary);
  expect(sentenceOf(issue)).not.toContain('処理を続けられませんでした');
}

describe('mutated files', () => {
  it(
    `${CASES} of them are read or refused, never with a crash, a hang or a value`,
    async () => {
      SEEDS.push(await workbook());
      let read = 0;
      for (let at = 0; at < CASES; at += 1) {
        const bytes = mutate(SEEDS[at % SEEDS.length]!);
        try {
          for (const { source, recognition } of await recogniseFile(memorySource(`f${at}`, bytes))) {
            const outcome = await readRecognised(source, recognition, {
              icd10: new Map(),
              sink: { append: () => undefined, identities: () => undefined, quarantine: () => undefined },
            });
            expect(outcome.rowsRead).toBe(outcome.rowsStaged + outcome.rowsQuarantined);
            read += 1;
          }
        } catch (error) {
          checkIssue(error);
        }
      }
      expect(read).toBeGreaterThan(CASES / 20);
    },
    TIMEOUT_MS,
  );
});

describe('a line of ten megabytes', () => {
  it('is refused', async () => {
    const long = UTF8(`${REGISTER}1,架国,7654321,"${'x'.repeat(10 << 20)}",1`);
    const [found] = await recogniseFile(memorySource('long.csv', long));
    const reading = readRecognised(found!.source, found!.recognition, {
      icd10: new Map(),
      sink: { append: () => undefined, identities: () => undefined, quarantine: () => undefined },
    });
    await expect(reading).rejects.toMatchObject({ code: 'intake.record_too_long' });
  });
});

describe('the whole way into the workspace', () => {
  let test: TestWorkspace;
  beforeAll(async () => {
    test = await freshWorkspace();
  });
  afterAll(() => test.remove());

  /** Rows of every table and files of the vault. */
  async function everything(): Promise<unknown> {
    const counts = CANONICAL_TABLES.map(({ name }) => `(SELECT count(*) FROM "${name}") AS "${name}"`);
    const [row] = await test.workspace.warehouse.all(`SELECT ${counts.join(', ')}`);
    return [row, readdirSync(test.workspace.paths.quarantine)];
  }

  it(
    'leaves whole batches or nothing',
    async () => {
      const folder = join(test.folder, '入力');
      mkdirSync(folder);
      for (let at = 0; at < Math.max(20, CASES / 100); at += 1) {
        const path = join(folder, `f${at}`);
        writeFileSync(path, mutate(SEEDS[at % SEEDS.length]!));
        const before = await everything();
        try {
          const report = await importFiles(test.workspace, { from: [path] });
          for (const canary of CANARY) expect(JSON.stringify(report)).not.toContain(canary);
        } catch (error) {
          checkIssue(error);
          expect(await everything()).toEqual(before);
        }
      }
      expect(
        await test.number(
          'SELECT count(*) FROM enrolment WHERE batch_id NOT IN (SELECT batch_id FROM import_batch)',
        ),
      ).toBe(0);
      expect(
        await test.number(
          'SELECT count(*) FROM claim_diagnosis WHERE claim_id NOT IN (SELECT claim_id FROM claim)',
        ),
      ).toBe(0);
      expect(
        await test.number(
          'SELECT count(*) FROM checkup_item WHERE checkup_id NOT IN (SELECT checkup_id FROM checkup)',
        ),
      ).toBe(0);
      expect(
        await test.number(
          'SELECT count(*) FROM enrolment WHERE person_id NOT IN (SELECT person_id FROM person)',
        ),
      ).toBe(0);
    },
    TIMEOUT_MS,
  );
});
