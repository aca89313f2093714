import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Workbook } from '@cj-tech-master/excelts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importFiles } from '../../../analysis/workspace/import.ts';
import { freshWorkspace, type TestWorkspace } from './workspaces.ts';

/** Tables as spreadsheets make them: headings over two rows, rows of units, two numbers in a cell, hidden sheets. */
let test: TestWorkspace;

beforeEach(async () => {
  test = await freshWorkspace();
});
afterEach(() => test.remove());

type Rows = readonly (readonly string[])[];

const PERSON = ['被保険者証記号', '被保険者証番号', '枝番', '氏名', '生年月日', '性別', '健診実施年月日'];
const PERSON_CELLS = (at: number) => [
  '架国',
  String(7_770_001 + at),
  '01',
  '秘密太郎',
  '1958/3/15',
  '男',
  '2023/6/10',
];
const blank = (count: number) => new Array<string>(count).fill('');

function five(values: (at: number) => readonly string[]): string[][] {
  return Array.from({ length: 5 }, (_, at) => [...PERSON_CELLS(at), ...values(at)]);
}

async function load(content: Rows | Uint8Array, name = '一覧.csv') {
  const path = join(test.folder, name);
  const bytes =
    content instanceof Uint8Array ? content : `${content.map((row) => row.join(',')).join('\r\n')}\r\n`;
  writeFileSync(path, bytes);
  const { files } = await importFiles(test.workspace, { from: [path] });
  expect(JSON.stringify(files)).not.toMatch(/秘密|777000|1958/);
  return files[0]!;
}

async function pressures() {
  const [found] = await test.workspace.warehouse.all(
    'SELECT count(*) AS n, sum(sbp) AS sbp, sum(dbp) AS dbp, max(ldl) AS ldl FROM checkup',
  );
  return found;
}

const FIVE = { n: 5, sbp: 610, dbp: 400, ldl: 120 };
const VALUES = (at: number) => [String(120 + at), '80', '120'];
const troubles = (file: Awaited<ReturnType<typeof load>>) =>
  file.issues.filter(({ severity }) => severity !== 'info').map(({ code }) => code);

describe('headings over two rows', () => {
  it.each([
    [
      'groups over names that need them',
      ['基本情報', ...blank(6), '血圧', '', '脂質'],
      [...PERSON, '収縮期', '拡張期', 'LDL'],
    ],
    ['names beside groups', [...PERSON, '血圧', '', 'LDL'], [...blank(7), '収縮期', '拡張期', '']],
    [
      'groups over whole names',
      ['基本情報', ...blank(6), '健診結果', '', ''],
      [...PERSON, '収縮期血圧', '拡張期血圧', 'LDL'],
    ],
  ])('%s', async (_, upper, lower) => {
    const file = await load([upper, lower, ...five(VALUES)]);
    expect([file.layout, file.rowsRead, troubles(file)]).toEqual(['checkup_list', 5, []]);
    expect(await pressures()).toEqual(FIVE);
  });

  it('of which the group says what was asked, not measured', async () => {
    const upper = [...PERSON, '血圧', '', '服薬', ''];
    const lower = [...blank(7), '収縮期', '拡張期', '血圧', '血糖'];
    await load([upper, lower, ...five((at) => [String(120 + at), '80', '1', '2'])]);
    expect(await pressures()).toEqual({ ...FIVE, ldl: null });
  });

  it('merged in a workbook, with the line that the program shows', async () => {
    const book = new Workbook();
    const sheet = book.addWorksheet('健診');
    sheet.addRow(['令和5年度 健診結果一覧']);
    sheet.addRow([]);
    sheet.addRow([...PERSON.map((name) => name.replace('年月日', '\n年月日')), '血圧', null, 'LDL']);
    sheet.addRow([...blank(7).map(() => null), '収縮期', '拡張期']);
    for (const row of five((at) => (at === 2 ? ['高め', '80', '120'] : VALUES(at)))) sheet.addRow(row);
    sheet.mergeCells('H3:I3');
    const file = await load(new Uint8Array(await book.xlsx.writeBuffer()), '一覧.xlsx');
    expect(file.issues.find(({ code }) => code === 'value.not_number')).toMatchObject({
      firstLine: 7,
      count: 1,
    });
    expect(await pressures()).toEqual({ ...FIVE, sbp: 488 });
  });
});

describe('rows below the headings that are no data', () => {
  const headings = [...PERSON, '収縮期血圧', '拡張期血圧', 'LDL'];

  it.each([
    ['units', [...blank(7), 'mmHg', 'mmHg', 'mg/dL']],
    ['units in brackets', [...blank(7), '(mmHg)', '（mmHg）', '[mg/dL]']],
    ['formats', ['文字', '半角数字', '2桁', '全角', 'YYYY/MM/DD', '', 'YYYY/MM/DD', '数値', '数値', '数値']],
    ['what must be filled in', ['必須', '必須', '任意', '任意', '必須', '必須', '必須', '', '', '']],
    ['numbers of the columns', headings.map((_, at) => String(at + 1))],
  ])('%s', async (_, below) => {
    const file = await load([headings, below, ...five(VALUES)]);
    expect([file.rowsRead, file.rowsQuarantined, troubles(file)]).toEqual([5, 0, []]);
    expect(file.evidence.join()).toContain('2 行目は単位・書式・列の番号の行');
    expect(await pressures()).toEqual(FIVE);
  });

  it('units in which values are given are the ones they are converted from', async () => {
    const units = [...blank(7), 'mmHg', 'mmHg', 'mmol/L'];
    const file = await load([headings, units, ...five((at) => [String(120 + at), '80', '3.1'])]);
    expect(file.issues.map(({ code }) => code)).toContain('value.unit_converted');
    expect(Number((await pressures())!.ldl)).toBeCloseTo(3.1 * 38.67, 0);
  });

  it('a row of one person is data, whatever is blank in it', async () => {
    const file = await load([headings, ...five((at) => (at === 0 ? ['', '', ''] : VALUES(at)))]);
    expect(file.rowsRead).toBe(5);
  });
});

describe('both numbers of the blood pressure in one cell', () => {
  it.each(['/', '-', '／', '～', ' / ', '・'])('with %j between them', async (between) => {
    const rows = five((at) => [`${120 + at}${between}80`, '120']);
    const file = await load([[...PERSON, '血圧（mmHg）', 'LDL'], ...rows]);
    expect([file.layout, troubles(file)]).toEqual(['checkup_list', []]);
    expect(await pressures()).toEqual(FIVE);
  });

  it('tells of a cell that holds one number, once', async () => {
    const cells = ['未実施', '120', '', '123/80', '124/80'];
    const file = await load([[...PERSON, '血圧', 'LDL'], ...five((at) => [cells[at]!, '120'])]);
    expect(file.issues.filter(({ column }) => column === '血圧')).toEqual([
      expect.objectContaining({ code: 'value.not_two', severity: 'error', firstLine: 3, count: 1 }),
    ]);
    expect(await pressures()).toEqual({ n: 5, sbp: 247, dbp: 160, ldl: 120 });
  });
});

describe('what a workbook hides', () => {
  it('is read, and told', async () => {
    const book = new Workbook();
    const shown = book.addWorksheet('今年');
    const hidden = book.addWorksheet('控え', { state: 'hidden' });
    for (const [sheet, shift] of [
      [shown, 0],
      [hidden, 10],
    ] as const) {
      sheet.addRow([...PERSON, '収縮期血圧', '拡張期血圧', 'LDL']);
      for (const [at] of five(VALUES).entries()) sheet.addRow([...PERSON_CELLS(at + shift), ...VALUES(at)]);
    }
    shown.getRow(3).hidden = true;
    const path = join(test.folder, '二枚.xlsx');
    writeFileSync(path, new Uint8Array(await book.xlsx.writeBuffer()));
    const { files } = await importFiles(test.workspace, { from: [path] });
    const told = files.map(({ name, evidence }) => [
      name.replace(/^.*\//, ''),
      evidence.filter((sentence) => sentence.includes('非表示')),
    ]);
    expect(told).toEqual([
      ['今年', [expect.stringContaining('非表示の行が 1 行')]],
      ['控え', [expect.stringContaining('非表示にしたシート')]],
    ]);
    expect((await pressures())!.n).toBe(10);
  });
});

describe('words of lists', () => {
  const counts = async (sql: string) =>
    Object.fromEntries((await test.workspace.warehouse.all(sql)).map((row) => Object.values(row)));

  it('of care certifications', async () => {
    const headings = [
      '被保険者番号',
      '生年月日',
      '性別',
      '要介護度',
      '認定有効期間開始日',
      '認定有効期間終了日',
    ];
    const levels = ['要介護１', '介１', '要介護1（みなし）', '支２', '経過的要介護', '非該当'];
    const rows = levels.map((level, at) => [
      `000000011${at}`,
      '1935/1/2',
      '女',
      level,
      '2023/4/1',
      '2024/3/31',
    ]);
    expect(troubles(await load([headings, ...rows]))).toEqual([]);
    const found = await counts('SELECT level, count(*) FROM care_certification GROUP BY level');
    expect(found).toEqual({ '21': 3, '13': 1, '11': 1, '01': 1 });
  });

  it('of screenings; a kind that is not known is told, not only counted as another', async () => {
    const headings = [
      '宛名番号',
      '生年月日',
      '性別',
      '検診種別',
      '受診日',
      '判定',
      '精検受診状況',
      '精検結果',
    ];
    const rows = [
      ['501', '胃がん（内視鏡）', '要精密検査', '受診済', '胃がん'],
      ['502', '乳がん検診（マンモ）', '異常なし', '', ''],
      ['503', '大腸がん', '（＋）', '未実施', ''],
      ['504', '前立腺がん', '異常なし', '', ''],
    ].map(([id, kind, ...rest]) => [id!, '1960/1/1', '女', kind!, '2023/7/1', ...rest]);
    const file = await load([headings, ...rows]);
    expect(file.issues.filter(({ severity }) => severity !== 'info')).toEqual([
      expect.objectContaining({ code: 'value.other_kind', column: '検診種別', firstLine: 5, count: 1 }),
    ]);
    const states = "coalesce(workup_state, '') || coalesce(cancer_found::VARCHAR, '')";
    expect(await counts(`SELECT programme, ${states} FROM screening`)).toEqual({
      stomach: 'donetrue',
      breast: '',
      colorectal: 'not_done',
      other: '',
    });
  });

  it('of guidance: a course that has not ended has no day, and that is no fault', async () => {
    const headings = [...PERSON.slice(0, 6), '支援レベル', '初回面接実施日', '実績評価実施日'];
    const rows = [
      ['積極的支援', '2023/8/1', '2023/11/1'],
      ['動機付け支援（65歳以上）', '2023/8/2', '未実施'],
      ['動機づけ支援相当', '2023/8/3', '継続中'],
    ].map((cells, at) => [...PERSON_CELLS(at).slice(0, 6), ...cells]);
    expect(troubles(await load([headings, ...rows]))).toEqual([]);
    expect(await counts('SELECT level, count(completed_date) FROM guidance GROUP BY level')).toEqual({
      '1': 1,
      '2': 0,
    });
  });
});
