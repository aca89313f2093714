import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LAYOUTS, OTHER_LAYOUTS } from '../../../analysis/intake/layouts/index.ts';
import { importFiles } from '../../../analysis/workspace/import.ts';
import type { ImportReport } from '../../../analysis/workspace/report.ts';
import { freshWorkspace, type TestWorkspace } from './workspaces.ts';

let test: TestWorkspace;
let folder: string;
beforeEach(async () => {
  test = await freshWorkspace();
  folder = join(test.folder, '入力');
  mkdirSync(folder);
});
afterEach(() => test.remove());

async function load(name: string, content: string | Uint8Array): Promise<ImportReport['files'][number]> {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? iconv.encode(content, 'cp932') : content);
  const report = await importFiles(test.workspace, { from: [path] });
  return report.files[0]!;
}

const all = (sql: string) => test.workspace.warehouse.all(sql);
const REGISTER =
  '宛名番号,被保険者証記号,被保険者証番号,枝番,生年月日,性別,資格取得日,資格喪失日\r\n1001,架国,1,01,S35.2.3,女,20200401,\r\n1002,架国,2,01,S30.12.31,男,20200401,\r\n';

describe('a table of diseases of the user’s own', () => {
  const RECEIPT = [
    'IR,2,13,1,9999999,,架空市民病院,202406,00,',
    'RE,1,1112,202405,,1,19580315,70,,,,,,,,,,,,,,01',
    'HO,  139999,架国,123,1,500',
    'SY,9990002,20150410,1,,,01,',
    'SY,8833421,20150410,1,,,,',
    'GO,1,500,99',
  ].join('\r\n');
  const icd10 = () => all('SELECT disease_code AS code, icd10 FROM claim_diagnosis ORDER BY 1');

  it('tells the ICD-10 of receipts that are there already; what was loaded last counts', async () => {
    await load('RECEIPTC.UKE', `${RECEIPT}\r\n`);
    const file = await load('対応表.csv', '病名コード,ICD10\r\n9990002,n18.5\r\n8833421,I10\r\n');
    expect(file).toMatchObject({ layout: 'disease_table', rowsLoaded: 2, issues: [] });
    expect(await icd10()).toEqual([
      { code: '8833421', icd10: 'I10' },
      { code: '9990002', icd10: 'N185' },
    ]);
    await load('対応表2.csv', '傷病名コード,ICD-10コード\r\n9990002,N184\r\n');
    expect(await icd10()).toEqual([
      { code: '8833421', icd10: 'I10' },
      { code: '9990002', icd10: 'N184' },
    ]);
  });
});

describe('screenings in columns of their own', () => {
  it('are taken from columns that the user gave their meaning, days and marks alike', async () => {
    await load('台帳.csv', REGISTER);
    const path = join(folder, '集団健診.csv');
    writeFileSync(
      path,
      iconv.encode('年度,宛名番号,おなかの検査,便の検査\r\n2024,1001,○,R6.7.1\r\n2024,1002,,○\r\n', 'cp932'),
    );
    const columns = {
      年度: 'fiscal_year',
      宛名番号: 'id.atena',
      おなかの検査: 'section.stomach.screened_date',
      便の検査: 'section.colorectal.screened_date',
    };
    const choices = { '集団健診.csv': { layout: 'screening_columns', columns } };
    const { files } = await importFiles(test.workspace, { from: [path], choices });
    expect(files[0]).toMatchObject({ layout: 'screening_columns', rowsLoaded: 2 });
    expect(
      await all('SELECT programme, screened_date AS day FROM screening ORDER BY programme, day'),
    ).toEqual([
      { programme: 'colorectal', day: '2024-04-01' },
      { programme: 'colorectal', day: '2024-07-01' },
      { programme: 'stomach', day: '2024-04-01' },
    ]);
  });
});

describe('measured values of participants', () => {
  it('stand side by side in the file and one below the other afterwards', async () => {
    await load('台帳.csv', REGISTER);
    const text =
      '宛名番号,測定日,体重（kg）,収縮期血圧,歩数,ポイント,備考\r\n1001,R6.5.1,60.5,142,0,100,元気\r\n1001,2024/6/1,59.8,未測定,8123,"1,200",\r\n1002,2024/6/1,１６０．５,900,250000,,\r\n1001,2024/6/1,59.8,未測定,8123,"1,200",\r\n';
    const file = await load('測定.csv', text);
    expect(file).toMatchObject({ layout: 'programme_measurements', rowsRead: 4, rowsLoaded: 3 });
    expect(
      await all(`SELECT p.sex, measured_date AS day, item, value, state FROM programme_measurement
        JOIN person p USING (person_id) ORDER BY p.sex, day, item`),
    ).toEqual([
      { sex: 1, day: '2024-06-01', item: 'sbp', value: null, state: 6 },
      { sex: 1, day: '2024-06-01', item: 'steps', value: 250_000, state: 6 },
      { sex: 1, day: '2024-06-01', item: 'weight', value: 160.5, state: 0 },
      { sex: 2, day: '2024-05-01', item: 'points', value: 100, state: 0 },
      { sex: 2, day: '2024-05-01', item: 'sbp', value: 142, state: 0 },
      { sex: 2, day: '2024-05-01', item: 'steps', value: 0, state: 2 },
      { sex: 2, day: '2024-05-01', item: 'weight', value: 60.5, state: 0 },
      { sex: 2, day: '2024-06-01', item: 'points', value: 1200, state: 0 },
      { sex: 2, day: '2024-06-01', item: 'sbp', value: null, state: 2 },
      { sex: 2, day: '2024-06-01', item: 'steps', value: 8123, state: 0 },
      { sex: 2, day: '2024-06-01', item: 'weight', value: 59.8, state: 0 },
    ]);
    expect(file.issues.find(({ code }) => code === 'duplicate.exact')?.count).toBe(1);
  });

  it('of the same person and day are replaced value by value when they come again', async () => {
    await load('台帳.csv', REGISTER);
    await load('測定.csv', '宛名番号,測定日,体重,腹囲\r\n1001,20240501,60,80\r\n');
    const file = await load('訂正.csv', '宛名番号,測定日,体重,腹囲\r\n1001,20240501,,81\r\n');
    expect(file.rowsLoaded).toBe(1);
    expect(await all('SELECT item, value FROM programme_measurement ORDER BY item')).toEqual([
      { item: 'waist', value: 81 },
      { item: 'weight', value: 60 },
    ]);
  });
});

describe('checkups of infants', () => {
  it('know their kind from a column, the name of the file, or the age', async () => {
    const head = '宛名番号,生年月日,性別,健診受診日';
    const one = await load(
      '健診.csv',
      `${head},健診種別,身長,体重,頭囲,むし歯の本数,栄養状態,氏名\r\n9001,R5.1.10,1,R6.8.1,１歳６か月児,80.2,10.4,47.1,0,良,架空　太郎\r\n`,
    );
    expect(one).toMatchObject({ layout: 'child_checkup_list', rowsLoaded: 1 });
    await load('3歳児健診_R6.csv', `${head},身長,むし歯,頭囲\r\n9002,R3.5.1,2,R6.6.1,95,あり,48\r\n`);
    await load('乳幼児.csv', `${head},身長,頭囲\r\n9003,R6.1.20,2,R6.5.20,62,41\r\n`);
    expect(
      await all('SELECT exam, exam_date AS day, item, value, code FROM child_health ORDER BY exam, item'),
    ).toEqual([
      { exam: 'm18', day: '2024-08-01', item: 'caries', value: 0, code: null },
      { exam: 'm18', day: '2024-08-01', item: 'head', value: 47.1, code: null },
      { exam: 'm18', day: '2024-08-01', item: 'height', value: 80.2, code: null },
      { exam: 'm18', day: '2024-08-01', item: 'nutrition', value: null, code: '良' },
      { exam: 'm18', day: '2024-08-01', item: 'weight', value: 10.4, code: null },
      { exam: 'm4', day: '2024-05-20', item: 'head', value: 41, code: null },
      { exam: 'm4', day: '2024-05-20', item: 'height', value: 62, code: null },
      { exam: 'y3', day: '2024-06-01', item: 'caries_state', value: null, code: 'あり' },
      { exam: 'y3', day: '2024-06-01', item: 'head', value: 48, code: null },
      { exam: 'y3', day: '2024-06-01', item: 'height', value: 95, code: null },
    ]);
    expect(await test.number('SELECT count(*) FROM person')).toBe(3);
  });
});

describe('the certification software', () => {
  const row = (cells: Readonly<Record<number, string>>) =>
    Array.from({ length: 328 }, (_, at) => cells[at + 1] ?? '').join(',');
  it('is read by position, with or without a line of headings', async () => {
    const person = {
      1: '1',
      4: '139999',
      13: '19400101',
      14: '84',
      15: '2',
      16: 'ｶｸｳ ﾊﾅ',
      17: '架空　花',
      19: '架空町',
    };
    const rows = [
      row(Object.fromEntries(Array.from({ length: 328 }, (_, at) => [at + 1, `項目${at + 1}`]))),
      row({
        ...person,
        5: '0001200014',
        6: '20240401',
        67: '20240501',
        68: '21',
        69: '20240401',
        70: '20250331',
      }),
      row({ ...person, 5: '0001200015', 13: '19350505', 6: '20240410', 10: '1' }),
    ];
    const file = await load('認定.csv', `${rows.join('\r\n')}\r\n`);
    expect(file).toMatchObject({
      layout: 'care_certification_software',
      rowsRead: 2,
      rowsLoaded: 1,
      rowsQuarantined: 1,
    });
    expect(
      await all('SELECT level, applied_date, decided_date, from_date, to_date FROM care_certification'),
    ).toEqual([
      {
        level: '21',
        applied_date: '2024-04-01',
        decided_date: '2024-05-01',
        from_date: '2024-04-01',
        to_date: '2025-03-31',
      },
    ]);
    expect(await all('SELECT birth_month, sex FROM person')).toEqual([{ birth_month: '1940-01-01', sex: 2 }]);
  });
});

describe('results of laboratories (日医・ORCA)', () => {
  const q = (cells: readonly string[]) => `${cells.map((cell) => `"${cell}"`).join(',')}\r\n`;
  const item = (code: string, done: string, value: string, form = '', unit = '') => [
    code,
    '項目',
    done,
    '',
    form,
    value,
    unit,
    '',
  ];
  const lead = (ticket: string, birth: string) => [
    'KENSA',
    '1399999999',
    '架空検査所',
    '20240611',
    '1',
    '20240610',
    '5',
    ticket,
    'ｶｸｳﾀﾛｳ',
    birth,
    '1',
    '',
    '1',
  ];
  it('keep done, not done and unmeasurable apart', async () => {
    const text =
      q([
        ...lead('24100000001', 'S330315'),
        ...item('9N001000000000001', '1', '168.2', '', 'cm'),
        ...item('9A755000000000001', '1', '142'),
        ...item('3D010000001926101', '0', ''),
        ...item('1A020000000191111', '2', ''),
        ...item('1A010000000191111', '1', '2'),
        ...item('3C015000002327101', '1', '0.20', 'L'),
        ...item('9N006000000000001', '1', 'あ'),
      ]) +
      q([
        ...lead('', '19580315').slice(0, 5),
        '',
        ...lead('', '19580315').slice(6),
        ...item('9N001000000000001', '1', '170'),
      ]);
    const file = await load('KENSADATA_202406111200.txt', text);
    expect(file).toMatchObject({ layout: 'lab_csv', rowsRead: 2, rowsLoaded: 1, rowsQuarantined: 1 });
    expect(
      await all(`SELECT exam_date, facility, height, sbp, glucose_fasting_state AS fpg, urine_glucose_state AS ug,
      urine_protein, creatinine, creatinine_state AS cre, weight_state AS w FROM checkup`),
    ).toEqual([
      {
        exam_date: '2024-06-10',
        facility: '1399999999',
        height: 168.2,
        sbp: 142,
        fpg: 2,
        ug: 3,
        urine_protein: 2,
        creatinine: null,
        cre: 4,
        w: 6,
      },
    ]);
  });
});

describe('tables of other tools', () => {
  const ids = ['1001', '1002'];
  const births = ['1960-02-03', '1955-12-31'];
  it('come as Arrow files and streams', async () => {
    const table = tableFromArrays({
      宛名番号: ids,
      生年月日: births.map((day) => new Date(`${day}T00:00:00Z`)),
      性別: Int32Array.of(2, 1),
      独居: ['はい', null],
      BMI予測: Float64Array.of(22.5, 27.25),
    });
    expect(await load('表.arrow', tableToIPC(table, 'file'))).toMatchObject({
      layout: 'person_list',
      rowsLoaded: 2,
    });
    expect(await load('別.arrow', tableToIPC(table.slice(0, 1), 'stream'))).toMatchObject({
      layout: 'person_list',
      rowsLoaded: 1,
    });
    expect(
      await all(
        "SELECT p.birth_month, c.column_name AS item, c.value, c.code FROM custom_value c JOIN person p USING (person_id) WHERE list_name = '表' ORDER BY 1, 2",
      ),
    ).toEqual([
      { birth_month: '1955-12-01', item: 'BMI予測', value: 27.25, code: null },
      { birth_month: '1960-02-01', item: 'BMI予測', value: 22.5, code: null },
      { birth_month: '1960-02-01', item: '独居', value: null, code: 'はい' },
    ]);
  });

  it('come as Parquet files, read where they lie', async () => {
    const made = join(test.workspace.folder, 'temporary', "it's 表.parquet");
    await test.workspace.warehouse.run(
      `COPY (SELECT * FROM (VALUES ('1001', DATE '1960-02-03', 2, 'はい', 22.5, 7::BIGINT), ('1002', DATE '1955-12-31', 1, NULL, 27.25, NULL)) t(宛名番号, 生年月日, 性別, 独居, BMI予測, 通院回数)) TO '${made.replaceAll("'", "''")}' (FORMAT parquet)`,
    );
    const report = await importFiles(test.workspace, { from: [made] });
    expect(report.files[0]).toMatchObject({ layout: 'person_list', rowsLoaded: 2 });
    expect(
      await all(
        'SELECT column_name AS item, sum(value) AS total, count(code) AS texts FROM custom_value GROUP BY item ORDER BY item',
      ),
    ).toEqual([
      { item: 'BMI予測', total: 49.75, texts: 0 },
      { item: '独居', total: null, texts: 1 },
      { item: '通院回数', total: 7, texts: 0 },
    ]);
  });

  it.each([
    ['壊.parquet', 'PAR1 and then nothing of the kind'],
    ['壊.arrow', 'ARROW1\u0000\u0000 and then nothing of the kind'],
  ])('are refused when they are damaged: %s', async (name, content) => {
    await expect(load(name, content)).rejects.toMatchObject({ code: 'intake.table_damaged' });
  });
});

describe('layouts', () => {
  it('have names, sources and versions, and ids of their own', () => {
    const ids = [...LAYOUTS.map(({ id }) => id), ...Object.keys(OTHER_LAYOUTS)];
    expect(new Set(ids).size).toBe(ids.length);
    for (const layout of LAYOUTS) {
      expect(layout.name.length, layout.id).toBeGreaterThan(3);
      expect(layout.source.length, layout.id).toBeGreaterThan(3);
      expect(layout.version, layout.id).toMatch(/^\d{4}-/);
    }
  });
});
