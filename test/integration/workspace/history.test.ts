import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CANONICAL_TABLES } from '../../../analysis/domain/canonical/tables.ts';
import { listBatches, undoBatch } from '../../../analysis/workspace/history.ts';
import { importFiles } from '../../../analysis/workspace/import.ts';
import { recipeFor } from '../../../analysis/workspace/make-recipe.ts';
import { quarantineSummary, readQuarantine } from '../../../analysis/workspace/quarantine.ts';
import { saveRecipe } from '../../../analysis/workspace/recipes.ts';
import { rerunQuarantined } from '../../../analysis/workspace/rerun.ts';
import { freshWorkspace, SMALL_SAMPLE, type TestWorkspace } from '../intake/workspaces.ts';

let test: TestWorkspace;
beforeEach(async () => {
  test = await freshWorkspace();
});
afterEach(() => test.remove());

function write(name: string, text: string, encoding = 'utf8'): string {
  const path = join(test.folder, name);
  writeFileSync(path, encoding === 'utf8' ? text : iconv.encode(text, encoding));
  return path;
}

const load = (path: string, more: object = {}) => importFiles(test.workspace, { from: [path], ...more });

const TABLES = [
  'person',
  'person_key',
  'enrolment',
  'checkup',
  'questionnaire',
  'guidance',
  'claim',
  'claim_diagnosis',
  'district',
  'programme_measurement',
  'import_batch',
];

/** Everything the workspace holds, so that two states can be compared exactly. */
async function state(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const table of TABLES) {
    const rows = await test.workspace.warehouse.all(`SELECT * FROM ${table} ORDER BY ALL`);
    found[table] = JSON.stringify(rows, (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
  }
  return found;
}

const REGISTER =
  '宛名番号,被保険者証記号,被保険者証番号,枝番,生年月日,性別,資格取得日,資格喪失日,喪失事由,小学校区\n';
const KOUKI =
  '保険者番号,被保険者番号,生年月日,性別,健診年月日,収縮期血圧,お茶や汁物でむせる,家族や友人との付き合い\n';
const register = (name: string, rows: string) => write(name, REGISTER + rows);

const ONE = '100,架国,7001,01,19490315,1,20200401,20240315,後期加入,第一小\n';
const TWO = '200,架国,7002,01,19500505,2,20200401,,,第二小\n';

describe('taking back a batch', () => {
  it('splits persons that only it had joined, and gives each their own records', async () => {
    await load(register('国保.csv', ONE + TWO));
    await load(write('後期健診.csv', `${KOUKI}39139999,00000456,19490315,1,20240601,150,2,1\n`));
    expect(await test.number('SELECT count(*) FROM person')).toBe(3);
    const before = await state();
    await load(write('対応.csv', '宛名番号,後期被保険者番号,生年月日,性別\n100,456,S24.3.15,男\n'));
    expect(await test.number('SELECT count(*) FROM person')).toBe(2);
    expect(
      await test.number('SELECT count(*) FROM checkup c JOIN enrolment e ON e.person_id = c.person_id'),
    ).toBe(1);
    await undoBatch(test.workspace, 3);
    expect(await state()).toEqual(before);
  });

  it('gives back rows that are alike to as many persons as they came from', async () => {
    await load(register('国保.csv', ONE));
    // The same period under another number: a second person with a row like the first one's.
    await load(register('国保2.csv', '300,別国,9001,01,19490315,1,20200401,20240315,後期加入,第一小\n'));
    const before = await state();
    await load(register('統合.csv', '100,別国,9001,01,19490315,1,20210401,,,第一小\n'));
    expect(await test.number('SELECT count(*) FROM person')).toBe(1);
    await undoBatch(test.workspace, 3);
    expect(await state()).toEqual(before);
  });

  it('is refused while later records hang on the persons it joined', async () => {
    await load(register('国保.csv', ONE));
    await load(write('対応.csv', '宛名番号,後期被保険者番号,生年月日,性別\n100,456,S24.3.15,男\n'));
    const linked = await state();
    await load(write('後期健診.csv', `${KOUKI}39139999,00000456,19490315,1,20240601,150,2,1\n`));
    await expect(undoBatch(test.workspace, 2)).rejects.toMatchObject({
      code: 'workspace.undo_later_first',
      params: { files: '「後期健診.csv」' },
    });
    await undoBatch(test.workspace, 3);
    expect(await state()).toEqual(linked);
    await undoBatch(test.workspace, 2);
    await load(write('後期健診.csv', `${KOUKI}39139999,00000456,19490315,1,20240601,150,2,1\n`));
    expect(await test.number('SELECT count(*) FROM person')).toBe(2);
  });

  it('keeps a link table that has no records of its own when another batch is taken back', async () => {
    await load(write('対応.csv', '宛名番号,後期被保険者番号,生年月日,性別\n100,456,S24.3.15,男\n'));
    await load(register('国保.csv', TWO));
    await undoBatch(test.workspace, 2);
    await load(register('国保.csv', ONE));
    await load(write('後期健診.csv', `${KOUKI}39139999,00000456,19490315,1,20240601,150,2,1\n`));
    expect(await test.number('SELECT count(*) FROM person')).toBe(1);
  });

  it('brings back months of death and districts as they were', async () => {
    await load(register('一年目.csv', TWO));
    const before = await state();
    await load(register('二年目.csv', '200,架国,7002,01,19500505,2,20200401,20230511,死亡,第九小\n'));
    expect(await test.number('SELECT count(death_month) FROM person')).toBe(1);
    await undoBatch(test.workspace, 2);
    expect(await state()).toEqual(before);
  });
});

describe('the whole sample municipality', () => {
  it('can be taken back batch by batch, newest first, until nothing is left', async () => {
    await importFiles(test.workspace, { from: [SMALL_SAMPLE] });
    const batches = await listBatches(test.workspace);
    expect(batches.length).toBeGreaterThan(50);
    for (const { batchId } of batches.reverse()) await undoBatch(test.workspace, batchId);
    for (const { name } of CANONICAL_TABLES) {
      expect([name, await test.number(`SELECT count(*) FROM "${name}"`)]).toEqual([name, 0]);
    }
  });
});

const CHECKUPS = '被保険者証記号,被保険者証番号,枝番,生年月日,性別,健診実施年月日,収縮期血圧,腹囲\n';
const exam = (number: number, date: string, sbp: number) =>
  `架国,${number},01,S33.3.15,男,${date},${sbp},90\n`;

describe('a year in parts', () => {
  it('is merged, not doubled, and can be replaced as a whole', async () => {
    const april = exam(1, 'R5.4.10', 120) + exam(2, 'R5.4.11', 130);
    await load(write('4月まで.csv', CHECKUPS + april));
    await load(write('9月まで.csv', CHECKUPS + april + exam(3, 'R5.9.1', 140)));
    expect(await test.number('SELECT count(*) FROM checkup')).toBe(3);
    await load(write('訂正.csv', CHECKUPS + exam(1, 'R5.4.10', 125)), { replaces: 2 });
    expect((await listBatches(test.workspace)).map(({ fileName }) => fileName)).toEqual([
      '4月まで.csv',
      '訂正.csv',
    ]);
    expect(await test.number('SELECT count(*) FROM checkup')).toBe(2);
    expect(await test.number('SELECT sum(sbp) FROM checkup')).toBe(125 + 130);
  });

  it('an early part cannot be taken from under the part that was put upon it', async () => {
    await load(write('a.csv', CHECKUPS + exam(1, 'R5.4.10', 120)));
    await load(write('b.csv', CHECKUPS + exam(1, 'R5.4.10', 121)));
    await load(write('c.csv', CHECKUPS + exam(1, 'R5.4.10', 122)));
    await expect(undoBatch(test.workspace, 2)).rejects.toMatchObject({ code: 'workspace.undo_later_first' });
    await undoBatch(test.workspace, 1);
    expect(await test.number('SELECT sum(sbp) FROM checkup')).toBe(122);
    await undoBatch(test.workspace, 3);
    expect(await test.number('SELECT sum(sbp) FROM checkup')).toBe(121);
  });

  it('months of receipts that two files share are there once, and cannot be taken from under the later file', async () => {
    const head = '番号,枝番,生年月日,性別,診療年月,入外,決定点数,診療実日数\n';
    const receipt = (month: string, points: number) => `1,01,S33.3.15,男,${month},入院外,${points},1\n`;
    const [april, may] = [receipt('202304', 900), receipt('202305', 800)];
    await load(write('4月.csv', head + april));
    const report = await load(write('5月まで.csv', head + april + may));
    expect(report.files[0]!.issues.map(({ code }) => code)).toContain('duplicate.already_loaded');
    expect(await test.number('SELECT sum(points) FROM claim')).toBe(1700);
    await expect(undoBatch(test.workspace, 1)).rejects.toMatchObject({ code: 'workspace.undo_later_first' });
    await load(write('4月訂正.csv', head + receipt('202304', 950)), { replaces: 1 });
    expect(await test.number('SELECT sum(points) FROM claim')).toBe(1750);
  });

  it('a replacement that fails leaves the old batch in place', async () => {
    await load(write('a.csv', CHECKUPS + exam(1, 'R5.4.10', 120)));
    const before = await state();
    const broken = write('b.csv', `${CHECKUPS}架国,1,01,S33.3.15,男,いつか,120,90\n`);
    await expect(load(broken, { replaces: 1, onFault: 'abort' })).rejects.toMatchObject({
      code: 'intake.rows_unusable',
    });
    expect(await state()).toEqual(before);
  });
});

describe('rows that were set aside', () => {
  it('are tried again after the register came, without the file', async () => {
    const head = '番号,健診実施年月日,収縮期血圧,備考\n';
    const choices = {
      'a.csv': {
        layout: 'checkup_list',
        columns: { 番号: 'id.app', 健診実施年月日: 'exam_date', 収縮期血圧: 'sbp', 備考: '' },
      },
    };
    const path = write('a.csv', `${head}W-1,R5.4.10,120,"一、""二"", 三"\nW-2,R5.4.11,130,\n`);
    const report = await load(path, { choices });
    expect(report.totals).toEqual({ rowsRead: 2, rowsLoaded: 0, rowsQuarantined: 2 });
    expect(quarantineSummary(test.workspace, 1)).toEqual([
      { code: 'identity.not_linked', count: 2, firstLine: 2 },
    ]);
    writeFileSync(path, '');
    const again = await rerunQuarantined(test.workspace, 1);
    expect(again.totals).toMatchObject({ rowsLoaded: 0, rowsQuarantined: 2 });
    expect(again.files[0]!.issues[0]).toMatchObject({ code: 'identity.not_linked', firstLine: 2 });
    expect((await listBatches(test.workspace)).length).toBe(1);
    await load(write('対応.csv', 'アプリID,宛名番号,生年月日,性別\nW-2,100,S24.3.15,男\n'));
    const third = await rerunQuarantined(test.workspace, 1);
    expect(third.totals).toEqual({ rowsRead: 2, rowsLoaded: 1, rowsQuarantined: 1 });
    expect(await test.number('SELECT sum(sbp) FROM checkup')).toBe(130);
    const [parent, , child] = await listBatches(test.workspace);
    expect(parent).toMatchObject({ rowsQuarantined: 0 });
    expect(child).toMatchObject({ fileName: 'a.csv', rerunOf: 1, rowsLoaded: 1, rowsQuarantined: 1 });
    await undoBatch(test.workspace, 3);
    expect((await listBatches(test.workspace))[0]).toMatchObject({ rowsQuarantined: 2 });
    expect(quarantineSummary(test.workspace, 1)[0]).toMatchObject({ count: 2 });
    await rerunQuarantined(test.workspace, 1);
    await undoBatch(test.workspace, 1);
    expect(await test.number('SELECT count(*) FROM checkup')).toBe(0);
    expect(readdirSync(test.workspace.paths.quarantine)).toEqual([]);
    await expect(rerunQuarantined(test.workspace, 1)).rejects.toMatchObject({
      code: 'workspace.nothing_quarantined',
    });
  });

  it('are none of a file without a column that every row needs: it is refused and comes again with the column', async () => {
    const path = write(
      '健診.csv',
      '番号,生年月日,性別,測った日,収縮期血圧\n1,S33.3.15,男,R5.4.10,120\n',
      'cp932',
    );
    const columns = { 番号: 'id.number', 生年月日: 'id.birth', 性別: 'id.sex', 収縮期血圧: 'sbp' };
    const chosen = (more: object) => ({
      choices: { '健診.csv': { layout: 'checkup_list', columns: { ...columns, ...more } } },
    });
    const { files } = await load(path, chosen({ 測った日: '' }));
    expect(files).toMatchObject([{ status: 'refused', rowsRead: 0, rowsLoaded: 0, rowsQuarantined: 0 }]);
    expect(files[0]!.issues).toContainEqual(
      expect.objectContaining({ code: 'column.required_missing', severity: 'error' }),
    );
    expect(await listBatches(test.workspace)).toEqual([]);
    const again = await load(path, chosen({ 測った日: 'exam_date' }));
    expect(again.totals).toMatchObject({ rowsLoaded: 1 });
    // The headings say so: what follows them is not read, or its quote without an end would be the fault.
    const open = write(
      '健診.csv',
      '番号,生年月日,性別,測った日,収縮期血圧\n"1,S33.3.15,男,R5.4.10,120\n',
      'cp932',
    );
    expect((await load(open, chosen({ 測った日: '' }))).files).toMatchObject([
      { status: 'refused', rowsRead: 0 },
    ]);
    await expect(load(open, chosen({ 測った日: 'exam_date' }))).rejects.toMatchObject({
      code: 'intake.unclosed_quote',
    });
  });

  it('are read by a recipe that was saved since, and by a corrected choice', async () => {
    const text = '番号,生年月日,性別,健診実施年月日,測った日,収縮期血圧\n1,S33.3.15,男,不明,R5.4.10,120\n';
    const path = write('日付.csv', text, 'cp932');
    await load(path);
    expect(quarantineSummary(test.workspace, 1)).toEqual([
      { code: 'row.required_missing', count: 1, firstLine: 2 },
    ]);
    const choice = {
      layout: 'checkup_list',
      columns: {
        測った日: 'exam_date',
        健診実施年月日: '',
        番号: 'id.number',
        生年月日: 'id.birth',
        性別: 'id.sex',
        収縮期血圧: 'sbp',
      },
    };
    saveRecipe(
      test.workspace,
      await recipeFor(test.workspace, { path, table: '日付.csv', name: '日付', choice }),
    );
    const report = await rerunQuarantined(test.workspace, 1);
    expect(report.totals).toMatchObject({ rowsLoaded: 1, rowsQuarantined: 0 });
    await undoBatch(test.workspace, 2);
    await rerunQuarantined(test.workspace, 1, { choice });
    expect(await test.number('SELECT sum(sbp) FROM checkup')).toBe(120);
  });

  it('receipts come back whole, with their diagnoses', async () => {
    const receipt = (sex: number) =>
      [
        'IR,1,13,1,9999999,,診療所,50604,00,03-0000-0000',
        `RE,1,1112,202404,患者,${sex},19490315,70,,,,,,,,,,,,,,01`,
        'HO,00139999,架国,7001,1,100',
        'SY,4779004,20231001,1,,,01',
        'SI,12,1,112007410,,73,1',
        'GO,1,100,99',
      ].join('\r\n');
    // Without a sex nothing tells the person, and no register is there yet.
    const report = await load(write('RECEIPTC.UKE', `${receipt(0)}\r\n`, 'cp932'));
    expect(report.totals).toMatchObject({ rowsRead: 1, rowsLoaded: 0, rowsQuarantined: 1 });
    const again = await rerunQuarantined(test.workspace, 1);
    expect(again.totals).toMatchObject({ rowsRead: 1, rowsQuarantined: 1 });
    expect(again.files[0]!.layout).toBe('uke_medical');
  });
});

describe('rows that were set aside by the hundred thousand', () => {
  const ROWS = 120_000;
  it('are all kept, and all come back', async () => {
    const head = '番号,健診実施年月日,収縮期血圧\n';
    const rows = Array.from({ length: ROWS }, (_, at) => `W-${at},R5.4.10,${100 + (at % 80)}\n`);
    const choices = {
      'a.csv': {
        layout: 'checkup_list',
        columns: { 番号: 'id.app', 健診実施年月日: 'exam_date', 収縮期血圧: 'sbp' },
      },
    };
    const path = write('a.csv', head + rows.join(''));
    const report = await load(path, { choices });
    expect(report.totals).toEqual({ rowsRead: ROWS, rowsLoaded: 0, rowsQuarantined: ROWS });
    rmSync(path);
    expect(quarantineSummary(test.workspace, 1)).toEqual([
      { code: 'identity.not_linked', count: ROWS, firstLine: 2 },
    ]);
    const kept = readQuarantine(test.workspace, 1)!.rows;
    expect(kept.map(({ line }) => line)).toEqual(Array.from({ length: ROWS }, (_, at) => at + 2));
    expect(Buffer.from(kept[ROWS - 1]!.bytes).toString('utf8')).toBe(rows[ROWS - 1]!.trimEnd());
    await load(
      write('対応.csv', `アプリID,宛名番号,生年月日,性別\nW-0,1,S24.3.15,男\nW-${ROWS - 1},2,S25.3.15,女\n`),
    );
    const again = await rerunQuarantined(test.workspace, 1);
    expect(again.totals).toEqual({ rowsRead: ROWS, rowsLoaded: 2, rowsQuarantined: ROWS - 2 });
    expect(quarantineSummary(test.workspace, 3)[0]).toMatchObject({ count: ROWS - 2, firstLine: 3 });
    await undoBatch(test.workspace, 3);
    expect(quarantineSummary(test.workspace, 1)[0]).toMatchObject({ count: ROWS });
    expect((await listBatches(test.workspace))[0]).toMatchObject({ rowsQuarantined: ROWS });
  });

  it('cannot be shortened or swapped unnoticed', async () => {
    await load(write('b.csv', '番号,生年月日,性別,健診年月日,収縮期血圧\n,,,,\n,,,,1\n'));
    const [name] = readdirSync(test.workspace.paths.quarantine);
    const file = join(test.workspace.paths.quarantine, name!);
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, whole.length - 90));
    expect(() => readQuarantine(test.workspace, 1)).toThrow();
    writeFileSync(file, whole);
    expect(readQuarantine(test.workspace, 1)!.rows.length).toBe(2);
  });
});
