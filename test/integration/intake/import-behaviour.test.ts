import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Workbook } from '@cj-tech-master/excelts';
import { zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UserIssue } from '../../../analysis/domain/issue.ts';
import { recipeOf, recipeText } from '../../../analysis/intake/map/recipe.ts';
import { sentenceOf } from '../../../analysis/messages/index.ts';
import { recogniseAll } from '../../../analysis/workspace/candidates.ts';
import { listBatches, undoBatch } from '../../../analysis/workspace/history.ts';
import { importFiles } from '../../../analysis/workspace/import.ts';
import { quarantineSummary, readQuarantine } from '../../../analysis/workspace/quarantine.ts';
import { saveRecipe } from '../../../analysis/workspace/recipes.ts';
import { recogniseFiles } from '../../../analysis/workspace/recognise.ts';
import { freshWorkspace, SYNTHETIC, type TestWorkspace } from './workspaces.ts';

const REGISTER_HEAD =
  '宛名番号,被保険者証記号,被保険者証番号,枝番,氏名カナ,氏名,生年月日,性別,資格取得日,資格喪失日,小学校区,日常生活圏域';
/** Words that must never be seen outside the workspace. */
const CANARIES = [
  '秘密太郎',
  'ヒミツタロウ',
  '7777123',
  '8888000001',
  '1958-03-15',
  '19580315',
  'カナリア町',
];

function person(number: number, branch: number, birth: string, sex: number): string {
  return `888800000${branch},カナリア町,${number},0${branch},ヒミツタロウ,秘密太郎,${birth},${sex},20200401,,第一小,北部`;
}

let test: TestWorkspace;
let folder: string;

function write(name: string, text: string, encoding = 'utf8'): string {
  const path = join(folder, name);
  writeFileSync(path, encoding === 'utf8' ? text : iconv.encode(text, encoding));
  return path;
}

function register(rows: readonly string[], name = '台帳.csv'): string {
  return write(name, `${[REGISTER_HEAD, ...rows].join('\r\n')}\r\n`, 'cp932');
}

async function fault(work: Promise<unknown>): Promise<UserIssue> {
  return (await work.then(
    () => expect.fail('nothing was thrown'),
    (error: unknown) => error,
  )) as UserIssue;
}

const TABLES = ['person', 'person_key', 'enrolment', 'checkup', 'claim', 'import_batch', 'import_issue'];
async function counts(): Promise<number[]> {
  const found: number[] = [];
  for (const table of TABLES) found.push(await test.number(`SELECT count(*) FROM ${table}`));
  return found;
}

beforeEach(async () => {
  test = await freshWorkspace();
  folder = join(test.folder, '取込 元');
  mkdirSync(folder);
});
afterEach(() => test.remove());

describe('wrong input', () => {
  it.each([
    ['a missing file', () => join(folder, 'ない.csv'), 'intake.missing_file'],
    ['an empty file', () => write('空.csv', ''), 'intake.empty_file'],
    [
      'a binary file',
      () => {
        const path = join(folder, '画像.png');
        writeFileSync(path, Uint8Array.from([0x89, 0x50, 0, 1, 2, 3, 0, 0]));
        return path;
      },
      'intake.binary_file',
    ],
    [
      'another kind of CSV',
      () => write('在庫.csv', '品名,数量,単価\r\nボールペン,3,120\r\nノート,5,200\r\n'),
      'intake.unknown_layout',
    ],
    [
      'an empty folder',
      () => {
        const path = join(folder, '空フォルダ');
        mkdirSync(path);
        return path;
      },
      'intake.no_files',
    ],
    [
      'a broken archive',
      () => write('壊れ.zip', 'PK\u0003\u0004\u0014\u0000\u0000\u0000broken'),
      'intake.archive_truncated',
    ],
    [
      'an open quote',
      () => write('引用.csv', `${REGISTER_HEAD}\r\n1,"カナリア町,7777123,01,,,19580315,1,20200401,,,\r\n`),
      'intake.unclosed_quote',
    ],
    [
      'XML with entities',
      () =>
        write(
          'x.xml',
          '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
        ),
      'intake.xml_refused',
    ],
  ])('%s is refused in Japanese and changes nothing', async (_name, make, code) => {
    const before = await counts();
    const issue = await fault(importFiles(test.workspace, { from: [make()] }));
    expect(issue.code).toBe(code);
    expect(issue.kind).toBe('input');
    expect(sentenceOf(issue)).toMatch(/[ぁ-ん]/);
    for (const canary of CANARIES)
      expect(sentenceOf(issue) + JSON.stringify(issue.params)).not.toContain(canary);
    expect(await counts()).toEqual(before);
  });

  it('stops an archive that unpacks to far more than it is', async () => {
    const path = join(folder, '爆弾.zip');
    writeFileSync(path, zipSync({ 'a.csv': new Uint8Array(150 << 20) }, { level: 9 }));
    expect(statSync(path).size).toBeLessThan(1 << 20);
    expect((await fault(importFiles(test.workspace, { from: [path] }))).code).toBe(
      'intake.archive_too_large',
    );
  });
});

describe('loading', () => {
  it('knows the same content under another name, and shows no value anywhere', async () => {
    const rows = [person(7777123, 1, '19580315', 1), person(7777123, 2, '19580315', 1), ',,,,,,,,,,,'];
    const report = await importFiles(test.workspace, { from: [register(rows)] });
    expect(report.totals).toEqual({ rowsRead: 3, rowsLoaded: 2, rowsQuarantined: 1 });
    expect(quarantineSummary(test.workspace, 1)).toEqual([
      { code: 'identity.no_key', count: 1, firstLine: 4 },
    ]);
    const again = await fault(importFiles(test.workspace, { from: [register(rows, '別名.csv')] }));
    expect(again.code).toBe('intake.already_loaded');
    const said = JSON.stringify([report, await listBatches(test.workspace), sentenceOf(again)]);
    for (const canary of CANARIES) expect(said).not.toContain(canary);
    for (const file of readdirSync(test.workspace.paths.quarantine)) {
      const text = readFileSync(join(test.workspace.paths.quarantine, file), 'latin1');
      for (const canary of CANARIES) expect(text).not.toContain(canary);
    }
  });

  it('stops at the first unusable row when asked to, leaving everything as it was', async () => {
    const before = await counts();
    const path = register([person(7777123, 1, '19580315', 1), ',,,,,,,,,,,']);
    const issue = await fault(importFiles(test.workspace, { from: [path], onFault: 'abort' }));
    expect(issue.code).toBe('intake.rows_unusable');
    expect(await counts()).toEqual(before);
  });

  it('can be cancelled and leaves everything as it was', async () => {
    const before = await counts();
    const rows = Array.from({ length: 200_000 }, (_, at) =>
      person(1000 + at, 1 + (at % 9), `19${40 + (at % 40)}0${1 + (at % 9)}15`, 1 + (at % 2)),
    );
    const path = register(rows);
    const stop = new AbortController();
    const issue = await fault(
      importFiles(test.workspace, {
        from: [path],
        signal: stop.signal,
        onProgress: ({ done }) => {
          if (done > 0) stop.abort();
        },
      }),
    );
    expect(issue.code).toBe('intake.cancelled');
    expect(await counts()).toEqual(before);
  });

  it('undoes a batch and brings back what it had replaced', async () => {
    await importFiles(test.workspace, {
      from: [register([person(7777123, 1, '19580315', 1)], '一年目.csv')],
    });
    const before = await counts();
    const left = person(7777123, 1, '19580315', 1).replace('20200401,,', '20200401,20230401,');
    await importFiles(test.workspace, {
      from: [register([left, person(7777123, 2, '19600101', 2)], '二年目.csv')],
    });
    expect(await test.number('SELECT count(*) FROM enrolment WHERE to_date IS NOT NULL')).toBe(1);
    await undoBatch(test.workspace, 2);
    expect(await counts()).toEqual(before);
    expect(await test.number('SELECT count(*) FROM enrolment WHERE to_date IS NULL')).toBe(1);
    await expect(undoBatch(test.workspace, 9)).rejects.toMatchObject({ code: 'workspace.no_such_batch' });
  });

  it('keeps a later submission and replaces an earlier file’s checkup', async () => {
    const head = '被保険者証記号,被保険者証番号,枝番,生年月日,性別,健診実施年月日,収縮期血圧,腹囲';
    const row = (sbp: number) => `架国,123,01,S33.3.15,男,令和5年6月1日,${sbp},90`;
    const first = await importFiles(test.workspace, {
      from: [write('a.csv', `${head}\n${row(180)}\n${row(140)}\n${row(140)}\n`)],
    });
    expect(first.files[0]!.issues.map(({ code, count }) => [code, count])).toEqual(
      expect.arrayContaining([
        ['duplicate.exact', 1],
        ['duplicate.corrected_later', 1],
      ]),
    );
    expect(await test.number('SELECT sbp FROM checkup')).toBe(140);
    await importFiles(test.workspace, { from: [write('b.csv', `${head}\n${row(138)}\n`)] });
    expect(await test.number('SELECT count(*) FROM checkup')).toBe(1);
    expect(await test.number('SELECT sbp FROM checkup')).toBe(138);
  });

  it('links a person across the change from 国保 to 後期 by the link table', async () => {
    await importFiles(test.workspace, { from: [register([person(7777123, 1, '19490315', 1)])] });
    const kouki = '宛名番号,後期被保険者番号,生年月日,性別\n8888000001,00000456,S24.3.15,男\n';
    await importFiles(test.workspace, { from: [write('対応.csv', kouki)] });
    const checkup =
      '保険者番号,被保険者番号,生年月日,性別,健診年月日,収縮期血圧,お茶や汁物でむせる,家族や友人との付き合い\n39139999,456,19490315,1,20240601,150,2,1\n';
    await importFiles(test.workspace, { from: [write('後期健診.csv', checkup)] });
    expect(await test.number('SELECT count(*) FROM person')).toBe(1);
    expect(await test.number("SELECT count(*) FROM questionnaire WHERE form = 'kouki15'")).toBe(2);
  });
});

describe('rows without a person', () => {
  it('are set aside with their content sealed in the vault, to be tried again', async () => {
    const log = 'アプリID,年月,平均歩数\nWP-カナリア町,2024/05,7000\n';
    const report = await importFiles(test.workspace, { from: [write('歩数.csv', log)] });
    expect(report.files[0]).toMatchObject({ rowsRead: 1, rowsLoaded: 0, rowsQuarantined: 1 });
    expect(report.linkage[0]!.reasons[0]).toMatchObject({ reason: 'not_found', count: 1 });
    const [row] = readQuarantine(test.workspace, 1)?.rows ?? [];
    expect(Buffer.from(row!.bytes).toString('utf8')).toContain('7000');
    expect(JSON.stringify(report)).not.toContain('カナリア町');
  });
});

describe('containers and recipes', () => {
  it('reads a workbook and a table inside an archive like the plain file', async () => {
    const book = new Workbook();
    const sheet = book.addWorksheet('一覧');
    sheet.addRow(REGISTER_HEAD.split(','));
    sheet.addRow(person(7777123, 1, '19580315', 1).split(','));
    const path = join(folder, '台帳.xlsx');
    writeFileSync(path, Buffer.from(await book.xlsx.writeBuffer()));
    const report = await importFiles(test.workspace, { from: [path] });
    expect(report.files[0]).toMatchObject({ layout: 'kokuho_register', status: 'loaded', rowsLoaded: 1 });
    const zip = join(folder, 'まとめ.zip');
    const text = `${REGISTER_HEAD}\r\n${person(7777123, 2, '19600101', 2)}\r\n`;
    writeFileSync(zip, zipSync({ 'フォルダ/台帳.csv': new Uint8Array(iconv.encode(text, 'cp932')) }));
    const second = await importFiles(test.workspace, { from: [zip] });
    expect(second.files[0]).toMatchObject({ layout: 'kokuho_register', rowsLoaded: 1 });
    expect(await test.number('SELECT count(*) FROM person')).toBe(2);
  });

  it('reads headings of its own by a recipe, and says what changed next year', async () => {
    const first = write('独自.csv', '国保の番号,誕生日,性別,測った日,上の血圧\n123,S33.3.15,男,R5.6.1,140\n');
    const { candidates } = await recogniseAll(test.workspace, { from: [first], layout: 'checkup_list' });
    const { recognition } = candidates[0]!;
    const recipe = {
      ...recipeOf('独自の健診一覧', recognition.parts[0]!.layout, recognition.parts[0]!.plan),
    };
    const complete = {
      ...recipe,
      columns: { ...recipe.columns, 国保の番号: 'id.number', 測った日: 'exam_date', 上の血圧: 'sbp' },
      unused: [],
    };
    expect(recipeText(complete)).not.toContain('S33');
    saveRecipe(test.workspace, complete);
    await importFiles(test.workspace, { from: [first] });
    expect(await test.number('SELECT sbp FROM checkup')).toBe(140);
    const next = write(
      '来年.csv',
      '国保の番号,誕生日,性別,測った日,上の血圧,新しい列\n123,S33.3.15,男,R6.6.1,138,1\n',
    );
    const report = await importFiles(test.workspace, { from: [next] });
    expect(report.files[0]!.issues).toEqual(
      expect.arrayContaining([expect.objectContaining({ code: 'recipe.heading_added', column: '新しい列' })]),
    );
    await expect(
      importFiles(test.workspace, { from: [next], recipe: 'recipe: 1\nname: x\n' }),
    ).rejects.toMatchObject({ code: 'intake.recipe_invalid' });
  });

  it('shows patterns and counts of columns, never values', async () => {
    const path = register(
      Array.from({ length: 12 }, (_, at) => person(7777123, 1 + (at % 9), '19580315', 1)),
    );
    const [file] = await recogniseFiles(test.workspace, [path]);
    expect(file).toMatchObject({ layout: 'kokuho_register', encoding: 'Shift_JIS (CP932)' });
    expect(file!.columns.find(({ heading }) => heading === '生年月日')).toMatchObject({
      pattern: '99999999',
      filled: 12,
      field: 'id.birth',
    });
    for (const canary of CANARIES) expect(JSON.stringify(file)).not.toContain(canary);
  });
});

const shared = existsSync(SYNTHETIC);
if (!shared) console.warn('skipped: ../shared/reference/formats/synthetic is not there');

/** Every file of the folder: what it is, and how many rows it has; or why it is refused. */
const SYNTHETIC_FILES = [
  ['1399999999_00139999_202407010_1.zip', 'checkup_xml', 1],
  ['synthetic_h_cda.xml', 'checkup_xml', 1],
  ['synthetic_FKAC167_cp932.csv', 'tokutei_fkac167', 2],
  ['synthetic_FKAC167_utf8bom.csv', 'tokutei_fkac167', 2],
  ['synthetic_RECEIPTC_ika_seireki.UKE', 'uke_medical', 2],
  ['synthetic_RECEIPTC_ika_wareki_pre2020.UKE', 'uke_medical', 1],
  ['synthetic_RECEIPTY_chozai_2019layout.UKE', 'uke_pharmacy', 1],
  ['synthetic_11_RECODEINFO_MED_insurer_side.csv', 'insurer_claims', 1],
  ['synthetic_kaigo_kyufu_jisseki_H1_D1_cp932.csv', 'care_payment_h1', 2],
  ['INVENTED_kdb_like_list_utf8bom.csv', 'person_list', 2],
  ['INVENTED_shikaku_master_cp932.csv', 'kokuho_register', 2],
] as const;
const SYNTHETIC_REFUSED = [['synthetic_ix08_V08.xml', 'intake.exchange_index']] as const;

describe.skipIf(!shared)('files built from the confirmed layouts', () => {
  it('are all in the table', () => {
    const named = [...SYNTHETIC_FILES, ...SYNTHETIC_REFUSED].map(([name]) => name);
    expect(named.toSorted()).toEqual(readdirSync(SYNTHETIC).toSorted());
  });

  it.each(SYNTHETIC_FILES)('%s imports as %s', async (name, layout, rows) => {
    const report = await importFiles(test.workspace, { from: [join(SYNTHETIC, name)] });
    expect(report.files[0]).toMatchObject({ layout, status: 'loaded', rowsRead: rows, rowsLoaded: rows });
  });

  it.each(SYNTHETIC_REFUSED)('%s is refused: %s', async (name, code) => {
    const issue = await fault(importFiles(test.workspace, { from: [join(SYNTHETIC, name)] }));
    expect(issue.code).toBe(code);
    expect(sentenceOf(issue)).toMatch(/[ぁ-ん]/);
  });

  it('reads the states of the XML: 未実施, 測定不可能, and items inside groups', async () => {
    await importFiles(test.workspace, { from: [join(SYNTHETIC, 'synthetic_h_cda.xml')] });
    const [row] = await test.workspace.warehouse.all('SELECT * FROM checkup');
    expect(row).toMatchObject({
      glucose_fasting: null,
      glucose_fasting_state: 2,
      urine_glucose_state: 3,
      urine_protein: 2,
      haemoglobin: 14.6,
      sbp: 142,
      exam_date: '2024-06-10',
      facility: '1399999999',
      metabo_reported: 1,
    });
  });

  it('reads receipts as the rules of the specification say', async () => {
    await importFiles(test.workspace, { from: [join(SYNTHETIC, 'synthetic_RECEIPTC_ika_seireki.UKE')] });
    const { warehouse } = test.workspace;
    expect(
      await warehouse.all('SELECT month, setting, points, yen, days FROM claim ORDER BY claim_id'),
    ).toEqual([
      { month: '2024-05-01', setting: 'outpatient', points: 1013, yen: 10130, days: 2 },
      { month: '2024-05-01', setting: 'inpatient', points: 98765, yen: 987650 + 57600, days: 31 },
    ]);
    expect(
      await warehouse.all("SELECT suspected FROM claim_diagnosis WHERE disease_code = '4149007'"),
    ).toEqual([{ suspected: true }]);
    expect(await warehouse.all("SELECT quantity, days FROM claim_drug WHERE code = '621676001'")).toEqual([
      { quantity: 4, days: 28 },
    ]);
    expect(await warehouse.all("SELECT points, count FROM claim_procedure WHERE code = '160010010'")).toEqual(
      [{ points: null, count: 1 }],
    );
  });

  it('applies the reviewer’s correction: one visit, not two', async () => {
    await importFiles(test.workspace, {
      from: [join(SYNTHETIC, 'synthetic_11_RECODEINFO_MED_insurer_side.csv')],
    });
    expect(await test.number("SELECT count FROM claim_procedure WHERE code = '112007410'")).toBe(1);
  });

  it('multiplies nothing and loses nothing in 給付実績', async () => {
    await importFiles(test.workspace, {
      from: [join(SYNTHETIC, 'synthetic_kaigo_kyufu_jisseki_H1_D1_cp932.csv')],
    });
    expect(await test.workspace.warehouse.all('SELECT service_kind, units, days FROM care_service')).toEqual([
      { service_kind: '15', units: 5264, days: 8 },
    ]);
  });
});

describe('lists of receipts and other record kinds', () => {
  it('reads a list with one receipt a row', async () => {
    const text =
      '被保険者証記号,被保険者証番号,生年月日,性別,診療年月,入外区分,医療機関コード,診療実日数,合計点数\n架国,123,S33.3.15,男,令和6年5月,入院外,1319999999,2,"1,013"\n架国,123,S33.3.15,男,202406,入院,1319999999,31,98765\n合計,,,,,,,,99778\n';
    const report = await importFiles(test.workspace, { from: [write('レセ一覧.csv', text)] });
    expect(report.files[0]).toMatchObject({ layout: 'claims_list', rowsLoaded: 2 });
    expect(
      await test.workspace.warehouse.all('SELECT month, setting, points, yen FROM claim ORDER BY month'),
    ).toEqual([
      { month: '2024-05-01', setting: 'outpatient', points: 1013, yen: 10130 },
      { month: '2024-06-01', setting: 'inpatient', points: 98765, yen: 987650 },
    ]);
  });

  it('takes a row that is there twice once, and says so', async () => {
    const row = '架国,123,S33.3.15,男,令和6年5月,入院外,1319999999,2,1013\n';
    const text = `被保険者証記号,被保険者証番号,生年月日,性別,診療年月,入外区分,医療機関コード,診療実日数,合計点数\n${row}架国,123,S33.3.15,男,令和6年5月,入院外,1319999998,2,1013\n${row}${row}`;
    const report = await importFiles(test.workspace, { from: [write('レセ一覧.csv', text)] });
    expect(report.files[0]).toMatchObject({ rowsRead: 4, rowsLoaded: 2 });
    expect(report.files[0]!.issues).toContainEqual({
      code: 'duplicate.exact',
      severity: 'info',
      count: 2,
      firstLine: 4,
    });
    expect(await test.number('SELECT sum(points) FROM claim')).toBe(2026);
  });

  it('gives receipts their persons: known ones, new ones, and none where twins cannot be told apart', async () => {
    const twin = (branch: number) =>
      person(5555001, branch, '19600102', 2).replace(/^[0-9]+/, `900${branch}`);
    await importFiles(test.workspace, {
      from: [register([person(7777123, 1, '19580315', 1), twin(1), twin(2)])],
    });
    const row = (number: number, birth: string, sex: number, points: number) =>
      `カナリア町,${number},${birth},${sex},202405,入院外,1319999999,,${points}\n`;
    const list = [
      row(7777999, '19700101', 1, 10),
      row(7777123, '19580315', 1, 20),
      row(5555001, '19600102', 2, 30),
      row(7777999, '19700101', 1, 40),
      row(7777999, '19700101', 1, 40),
      row(7777123, '19580315', 1, 50),
    ];
    const head =
      '被保険者証記号,被保険者証番号,生年月日,性別,診療年月,入外区分,医療機関コード,診療実日数,合計点数\n';
    const report = await importFiles(test.workspace, { from: [write('一覧.csv', head + list.join(''))] });
    expect(report.files[0]).toMatchObject({ rowsRead: 6, rowsLoaded: 4, rowsQuarantined: 1 });
    const claims = await test.workspace.warehouse.all(
      `SELECT c.claim_id, strftime(p.birth_month, '%Y') AS born, c.points, c.days, c.long_term_disease
       FROM claim c JOIN person p ON p.person_id = c.person_id ORDER BY c.claim_id`,
    );
    const rest = { days: null, long_term_disease: false };
    expect(claims).toEqual([
      { claim_id: 3, born: '1970', points: 10, ...rest },
      { claim_id: 4, born: '1958', points: 20, ...rest },
      { claim_id: 6, born: '1970', points: 40, ...rest },
      { claim_id: 8, born: '1958', points: 50, ...rest },
    ]);
    expect(await test.number('SELECT count(*) FROM claim')).toBe(4);
    expect(await test.number('SELECT count(*) FROM person')).toBe(4);
    expect(report.files[0]!.issues).toContainEqual({
      code: 'identity.not_linked',
      severity: 'error',
      count: 1,
      firstLine: 4,
    });
    // The next file goes on where the numbers end.
    const next = write('次.csv', head + row(7777999, '19700101', 1, 60));
    await importFiles(test.workspace, { from: [next] });
    expect(await test.number('SELECT max(claim_id) FROM claim')).toBeGreaterThan(8);
    expect(await test.number('SELECT count(DISTINCT person_id) FROM claim')).toBe(2);
  });

  it('keeps every DPC receipt: their classification is no search number', async () => {
    const commas = (count: number) => ','.repeat(count);
    const receipt = (number: number, search: string) =>
      `RE,${number},1111,202405,,1,19580315${commas(11)},0,0,${search}${commas(8)}\r\nHO,  139999,架国,${number},10,50000\r\nBU,010060xx99x000,20240501,20240510\r\nSB,4349001,,,I639,11\r\n`;
    const dpc = `IR,2,13,1,9999999,,架空市民病院,202406,00,\r\n${receipt(1, '')}${receipt(2, '')}${receipt(3, 'S3')}${receipt(4, 'S3')}GO,4,200000,99\r\n`;
    const report = await importFiles(test.workspace, { from: [write('D.UKE', dpc, 'cp932')] });
    expect(report.files[0]!.rowsLoaded).toBe(3);
    expect(report.files[0]!.issues.map(({ code, count }) => [code, count])).toEqual([
      ['duplicate.reissued', 1],
    ]);
  });

  it('takes diagnoses of dental and DPC receipts from their own records', async () => {
    const commas = (count: number) => ','.repeat(count);
    const dental = `IR,2,13,3,9999997,,架空歯科,202406,00,00\r\nRE,1,3112,202405,,1,19580315${commas(19)}\r\nHO,  139999,架国,123,1,500\r\nHS,20240501,1,101100,5250001,,,,,01\r\nSS,12,1,301000110${commas(73)}267,1\r\nGO,1,500,99\r\n`;
    const dpc = `IR,2,13,1,9999999,,架空市民病院,202406,00,\r\nRE,1,1111,202405,,1,19580315${commas(22)}\r\nHO,  139999,架国,123,10,50000\r\nBU,010060xx99x000,20240501,20240510\r\nSB,4349001,,,I639,11\r\nSB,8833421,8002,,I10,31\r\nCD,20240501,60,1,1,160008010,,1,,1,検査\r\nGO,1,50000,99\r\n`;
    const report = await importFiles(test.workspace, {
      from: [write('S.UKE', dental, 'cp932'), write('D.UKE', dpc, 'cp932')],
    });
    expect(report.files.map(({ layout, rowsLoaded }) => [layout, rowsLoaded])).toEqual([
      ['uke_medical', 1],
      ['uke_dental', 1],
    ]);
    expect(
      await test.workspace.warehouse.all(
        'SELECT setting, disease_code, icd10, main, suspected FROM claim_diagnosis JOIN claim USING (claim_id) ORDER BY 1, 2',
      ),
    ).toEqual([
      { setting: 'dental', disease_code: '5250001', icd10: null, main: true, suspected: false },
      { setting: 'dpc', disease_code: '4349001', icd10: 'I639', main: true, suspected: false },
      { setting: 'dpc', disease_code: '8833421', icd10: 'I10', main: false, suspected: true },
    ]);
    expect(await test.number("SELECT points FROM claim_procedure WHERE code = '301000110'")).toBe(267);
    expect(await test.number('SELECT count(*) FROM person')).toBe(1);
  });

  it('gives diagnoses their ICD-10 when the master comes later', async () => {
    const uke = `IR,2,13,1,9999999,,,202406,00,\r\nRE,1,1112,202405,,1,19580315\r\nHO,  139999,架国,123,1,500\r\nSY,8833421,20150410,1,,,01\r\nGO,1,500,99\r\n`;
    await importFiles(test.workspace, { from: [write('C.UKE', uke, 'cp932')] });
    expect(await test.number('SELECT count(icd10) FROM claim_diagnosis')).toBe(0);
    const row = Array.from({ length: 46 }, () => '""');
    for (const [place, value] of [
      [1, '0'],
      [2, 'B'],
      [3, '8833421'],
      [6, '高血圧症'],
      [14, 'I10'],
      [16, 'I10'],
    ] as const)
      row[place - 1] = `"${value}"`;
    await importFiles(test.workspace, { from: [write('b_20240601.txt', `${row.join(',')}\r\n`, 'cp932')] });
    expect(await test.workspace.warehouse.all('SELECT icd10 FROM claim_diagnosis')).toEqual([
      { icd10: 'I10' },
    ]);
  });
});
