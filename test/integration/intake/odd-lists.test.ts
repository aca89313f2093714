import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UserIssue } from '../../../analysis/domain/issue.ts';
import { sentenceOf } from '../../../analysis/messages/index.ts';
import { importFiles } from '../../../analysis/workspace/import.ts';
import { freshWorkspace, type TestWorkspace } from './workspaces.ts';

/** Files as clerks and other systems make them: each is read right, or refused with the reason and no value. */
let test: TestWorkspace;

beforeEach(async () => {
  test = await freshWorkspace();
});
afterEach(() => test.remove());

const HEADINGS =
  '被保険者証記号,被保険者証番号,枝番,氏名,生年月日,性別,健診実施年月日,収縮期血圧,拡張期血圧,LDL';
const ROW = {
  symbol: '架国',
  name: '秘密太郎',
  birth: '1958/3/15',
  sex: '男',
  day: '2023/6/10',
  dbp: '80',
  ldl: '120',
};

function row(at: number, other: Partial<typeof ROW> = {}): string {
  const { symbol, name, birth, sex, day, dbp, ldl } = { ...ROW, ...other };
  return `${symbol},${7_770_001 + at},01,${name},${birth},${sex},${day},${120 + at},${dbp},${ldl}`;
}

function list(other: Partial<typeof ROW> = {}, headings = HEADINGS): string {
  return `${[headings, ...Array.from({ length: 5 }, (_, at) => row(at, other))].join('\r\n')}\r\n`;
}

async function load(content: string | Uint8Array, name = '健診.csv') {
  const path = join(test.folder, name);
  writeFileSync(path, content);
  const { files } = await importFiles(test.workspace, { from: [path] });
  expect(JSON.stringify(files)).not.toMatch(/秘密|777000|1958/);
  return files[0]!;
}

async function refused(content: string | Uint8Array, name = '健診.csv'): Promise<UserIssue> {
  const issue = (await load(content, name).then(
    () => expect.fail('it was loaded'),
    (error: unknown) => error,
  )) as UserIssue;
  expect(sentenceOf(issue)).toMatch(/[ぁ-ん]/);
  expect(sentenceOf(issue) + JSON.stringify(issue.params)).not.toMatch(/秘密|777000|1958/);
  return issue;
}

const FIVE = { n: 5, lowest: 120, highest: 124, first: '2023-06-10', last: '2023-06-10', born: '1958-03-01' };

async function expectFive(): Promise<void> {
  const [found] = await test.workspace.warehouse.all(
    `SELECT count(*) AS n, min(c.sbp) AS lowest, max(c.sbp) AS highest, min(c.exam_date)::VARCHAR AS first,
            max(c.exam_date)::VARCHAR AS last, any_value(p.birth_month)::VARCHAR AS born
     FROM checkup c JOIN person p USING (person_id) WHERE p.sex = 1`,
  );
  expect(found).toEqual(FIVE);
}

describe('days and sexes', () => {
  it.each([
    ['2023/06/10 00:00:00', '1958/03/15 0:00'],
    ['2023年6月10日(土)', '昭和33年3月15日生'],
    ['2023-06-10 午前9:30:00', 'S33.3.15（土曜日）'],
    ['\u200b2023/6/10', '\u00a01958/3/15\u200b'],
  ])('%s, born %s', async (day, birth) => {
    expect((await load(list({ day, birth }))).issues.filter(({ severity }) => severity !== 'info')).toEqual(
      [],
    );
    await expectFive();
  });

  it.each(['1:男', '1.男性', '１（男）', '男子', '♂', '男\u200b'])('%s', async (sex) => {
    await load(list({ sex }));
    await expectFive();
  });
});

describe('headings', () => {
  const marked = (mark: (heading: string, at: number) => string) => HEADINGS.split(',').map(mark).join(',');

  it.each([
    ['numbered', marked((heading, at) => `${at + 1}.${heading}`)],
    ['numbered in brackets', marked((heading, at) => `（${at + 1}）${heading}`)],
    ['numbered in circles', marked((heading, at) => `${String.fromCharCode(0x2460 + at)}${heading}`)],
    ['marked as obligatory', marked((heading, at) => (at % 2 ? `${heading} *` : `※${heading}`))],
    ['with marks of no width', marked((heading) => `\u200b${heading}\ufeff`)],
  ])('%s', async (_, headings) => {
    await load(list({}, headings));
    await expectFive();
  });

  it('of two measurements of blood pressure give their mean', async () => {
    const headings = HEADINGS.replace(
      '収縮期血圧,拡張期血圧,LDL',
      '収縮期血圧（1回目）,拡張期血圧（1回目）,収縮期血圧(2回目)',
    );
    await load(list({ ldl: '110' }, headings));
    expect(await test.number('SELECT sum(sbp) FROM checkup')).toBe((122 * 5 + 110 * 5) / 2);
    expect(await test.number('SELECT sum(dbp) FROM checkup')).toBe(400);
  });
});

describe('values of laboratories', () => {
  it.each([
    ['120 H', 0, 120],
    ['120(L)', 0, 120],
    ['120*', 0, 120],
    ['120mg/dL', 0, 120],
    ['<10', 4, null],
    ['＞400', 5, null],
    ['≦10', 4, null],
  ])('%s', async (ldl, state, value) => {
    expect((await load(list({ ldl }))).issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    const [found] = await test.workspace.warehouse.all(
      'SELECT DISTINCT ldl, ldl_state AS state FROM checkup',
    );
    expect(found).toEqual({ ldl: value, state });
  });
});

describe('what is no table', () => {
  it.each([
    ['健診.csv', '%PDF-1.4\n秘密太郎,7770001', 'intake.other_format', 'PDF'],
    ['健診.json', JSON.stringify([{ 氏名: '秘密太郎', 番号: '7770001' }]), 'intake.other_format', 'JSON'],
    [
      '健診.xls',
      `<html><body><table><tr><td>秘密太郎</td></tr></table></body></html>`,
      'intake.other_format',
      'HTML',
    ],
    ['健診.csv', '{\\rtf1 秘密太郎,7770001}', 'intake.other_format', 'RTF'],
    [
      '健診.xml',
      '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook><Row>秘密太郎</Row></Workbook>',
      'intake.other_format',
      'XML',
    ],
    ['健診.rar', 'Rar!\u001a\u0007\u0000秘密', 'intake.other_archive', 'RAR'],
    ['健診.lzh', '!a-lh5-秘密', 'intake.other_archive', 'LZH'],
  ])('%s beginning with %j', async (name, content, code, format) => {
    const issue = await refused(content, name);
    expect(issue.code).toBe(code);
    expect(issue.params.format).toContain(format);
  });

  it('a 7-Zip file and an empty archive', async () => {
    const sevenZip = Uint8Array.of(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4, 1);
    expect((await refused(sevenZip, '健診.7z')).params.format).toBe('7-Zip');
    const empty = Uint8Array.of(0x50, 0x4b, 5, 6, ...new Array<number>(18).fill(0));
    expect((await refused(empty, '健診.zip')).code).toBe('intake.archive_empty');
  });

  it('a text whose quote is never closed: the line where it begins', async () => {
    const lines = list().split('\r\n');
    lines[2] = lines[2]!.replace('秘密太郎', '"秘密太郎');
    expect((await refused(lines.join('\r\n'))).params.line).toBe(3);
  });
});

describe('receipts', () => {
  const record = (number: number) => [
    `RE,${number},1112,202306,ヒミツタロウ,1,19580315${','.repeat(32)}`,
    `HO,00139999,架国,${7_770_000 + number},2,${500 + number},,,,,,,,`,
    'SY,8830052,20230601,1,,,',
  ];
  const receipts = ['IR,1,13,1,1234567,,架空医院,202306,00,', ...record(1), ...record(2), ...record(3)];
  const text = (records: readonly string[]) => `${records.join('\r\n')}\r\n`;
  const codes = async (content: string | Uint8Array) =>
    (await load(content, 'RECEIPTC.UKE')).issues.map(({ code }) => code);

  it('cut off before the last record are told', async () => {
    expect(await codes(iconv.encode(text(receipts).slice(0, -90), 'cp932'))).toContain('claim.end_missing');
    expect(await codes(iconv.encode(text([...receipts, 'GO,3,1506,99']), 'cp932'))).not.toContain(
      'claim.end_missing',
    );
  });

  it('in UTF-8 name the same persons as in CP932', async () => {
    const whole = text([...receipts, 'GO,3,1506,99']);
    expect(await codes(iconv.encode(whole, 'cp932'))).toEqual([]);
    for (const [mark, month] of [
      ['', '202307'],
      ['\ufeff', '202308'],
    ] as const)
      expect(await codes(`${mark}${whole.replaceAll('202306', month)}`)).toEqual([]);
    expect(await test.number('SELECT count(*) FROM person')).toBe(3);
  });

  it('of a list without any amount are counted as nothing, and told', async () => {
    const lines = Array.from(
      { length: 5 },
      (_, at) => `架国,${7_770_001 + at},01,19580315,1,202306,外,${at > 2 ? '' : '△500'}`,
    );
    const file = await load(
      `${['被保険者証記号,被保険者証番号,枝番,生年月日,性別,診療年月,入外区分,合計点数', ...lines].join('\n')}\n`,
    );
    expect(file.issues.map(({ code, count }) => [code, count])).toEqual([['claim.no_amount', 2]]);
    expect(await test.number("SELECT sum(points) FROM claim WHERE setting = 'outpatient'")).toBe(-1500);
  });
});
