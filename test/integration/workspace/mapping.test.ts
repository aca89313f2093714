import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseRecipe, recipeText } from '../../../analysis/intake/map/recipe.ts';
import { sentenceOf } from '../../../analysis/messages/index.ts';
import { importFiles } from '../../../analysis/workspace/import.ts';
import { recipeFor } from '../../../analysis/workspace/make-recipe.ts';
import { deleteRecipe, loadRecipes, saveRecipe } from '../../../analysis/workspace/recipes.ts';
import { recogniseFiles } from '../../../analysis/workspace/recognise.ts';
import { freshWorkspace, type TestWorkspace } from '../intake/workspaces.ts';

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

/** A list of a town hall under headings that no layout knows; values of twelve invented people. */
function ownList(headings: string, change: (row: string, at: number) => string = (row) => row): string {
  const rows = Array.from({ length: 12 }, (_, at) =>
    change(`7777${100 + at},19${50 + at}0315,${at % 2 === 0 ? '男' : '女'},20230601,${120 + at},はい`, at),
  );
  return `${[headings, ...rows].join('\r\n')}\r\n`;
}
const HEADINGS = '証の番号（国保）,お生まれ,性別,測定した日付,上の血圧値,服薬の有無';
const MEANING = {
  '証の番号（国保）': 'id.number',
  お生まれ: 'id.birth',
  性別: 'id.sex',
  測定した日付: 'exam_date',
  上の血圧値: 'sbp',
  服薬の有無: '',
};

describe('a table that nobody knows', () => {
  it('is shown with headings, shapes and counts, and imports as the user says', async () => {
    const path = write('独自.csv', ownList(HEADINGS), 'cp932');
    const [unknown] = await recogniseFiles(test.workspace, [path]);
    expect(unknown).toMatchObject({ name: '独自.csv', mappable: true, encoding: 'Shift_JIS (CP932)' });
    expect(unknown!.issue?.code).toBe('intake.unknown_layout');
    expect(unknown!.columns.map(({ heading, pattern, filled }) => [heading, pattern, filled])).toContainEqual(
      ['上の血圧値', '999', 12],
    );
    for (const value of ['7777100', '19500315', '131']) expect(JSON.stringify(unknown)).not.toContain(value);
    const choices = { '独自.csv': { layout: 'checkup_list', columns: MEANING } };
    const [chosen] = await recogniseFiles(test.workspace, [path], { choices });
    expect(chosen).toMatchObject({ layout: 'checkup_list', missing: [] });
    expect(chosen!.columns.find(({ heading }) => heading === '上の血圧値')).toMatchObject({
      field: 'sbp',
      fieldLabel: '収縮期血圧',
    });
    const report = await importFiles(test.workspace, { from: [path], choices });
    expect(report.totals).toEqual({ rowsRead: 12, rowsLoaded: 12, rowsQuarantined: 0 });
    expect(await test.number('SELECT sum(sbp) FROM checkup')).toBe(12 * 120 + 66);
  });

  it('offers a meaning for columns that are kept only because nothing is known of them', async () => {
    const headings = '宛名番号,お生まれの日,男か女か,会場,握力,参加の意向';
    const row = (_: string, at: number) =>
      `${100 + at},19${50 + at}-03-15,${at % 2 === 0 ? '男' : '女'},公民館${at},2${at}.5,あり`;
    const path = write('独自.csv', ownList(headings, row));
    const [file] = await recogniseFiles(test.workspace, [path], {
      choices: { '独自.csv': { layout: 'person_list' } },
    });
    const offered = file!.columns.map(({ heading, field, suggestions }) => [
      heading,
      field,
      suggestions.map((suggestion) => suggestion.field),
    ]);
    expect(offered).toEqual([
      ['宛名番号', 'id.atena', []],
      ['お生まれの日', 'keep', ['id.birth']],
      ['男か女か', 'keep', ['id.sex']],
      ['会場', 'keep', []],
      ['握力', 'keep', []],
      ['参加の意向', 'keep', []],
    ]);
  });

  it('never shows a first row of values as headings', async () => {
    const path = write('見出しなし.csv', ownList(HEADINGS).split('\r\n').slice(1).join('\r\n'));
    const [file] = await recogniseFiles(test.workspace, [path]);
    expect(file).toMatchObject({ columns: [], mappable: false });
  });

  it('keeps direct identifiers unread whatever the choice says', async () => {
    const path = write(
      '名簿.csv',
      ownList('氏名,生年月日,性別,健診年月日,収縮期血圧,番号', (row, at) =>
        [`秘密太郎${at}`, ...row.split(',').slice(1, 5), `${9000 + at}`].join(','),
      ),
    );
    const choices = {
      '名簿.csv': { layout: 'checkup_list', columns: { 氏名: 'facility', 番号: 'id.number' } },
    };
    const report = await importFiles(test.workspace, { from: [path], choices });
    expect(report.files[0]!.issues.map(({ code }) => code)).toContain('privacy.name');
    expect(await test.number('SELECT count(facility) FROM checkup')).toBe(0);
  });

  it('offers meanings by heading, by code list and by the form of the values, with the reason', async () => {
    const path = write(
      '候補.csv',
      ownList('番号,生年月日,性別,健診年月日,収縮期の血圧,中性脂肪値', (row) => row.replace('はい', '150')),
    );
    const choices = { '候補.csv': { layout: 'checkup_list' } };
    const [file] = await recogniseFiles(test.workspace, [path], { choices });
    const column = file!.columns.find(({ heading }) => heading === '収縮期の血圧')!;
    expect(column.field).toBeUndefined();
    expect(column.suggestions[0]).toMatchObject({ field: 'sbp', label: '収縮期血圧' });
    expect(column.suggestions[0]!.reason).toContain('見出しが似ている');
    expect(column.suggestions[0]!.reason).toContain('値の形が一致');
  });

  it('locates bytes that the encoding cannot decode, and reads another one on request', async () => {
    const bytes = Buffer.concat([
      iconv.encode(ownList('番号,生年月日,性別,健診年月日,収縮期血圧,備考'), 'cp932'),
      Buffer.from([0x31, 0x2c, 0x81, 0xad, 0x0d, 0x0a]),
    ]);
    const path = join(test.folder, '外字.csv');
    writeFileSync(path, bytes);
    const [file] = await recogniseFiles(test.workspace, [path]);
    expect(file).toMatchObject({ encodingId: 'cp932', undecodableLine: 14 });
    expect(file!.undecodable).toBeGreaterThan(0);
    const utf16 = join(test.folder, 'u16.csv');
    writeFileSync(utf16, Buffer.from(ownList('番号,生年月日,性別,健診年月日,収縮期血圧,備考'), 'utf16le'));
    const choices = { 'u16.csv': { encoding: 'utf-16le' as const } };
    const [chosen] = await recogniseFiles(test.workspace, [utf16], { choices });
    expect(chosen).toMatchObject({ layout: 'checkup_list', encodingId: 'utf-16le', undecodable: 0 });
  });
});

describe('forms whose columns are not published', () => {
  const framed = (id: string, headings: string) =>
    ownList(headings).replace(/^/, `1,${id},20240601,,,\r\n`) + '9,12\r\n';
  const KNOWN = '被保険者証等番号,生年月日,性別,健診実施年月日,収縮期血圧,服薬１（血圧）';

  it.each(['FKAC131', 'FKAC132', 'FKAC161', 'FKAC163', 'FKAC164'])(
    '%s is not guessed, not even where its headings are known ones, and opens for mapping',
    async (id) => {
      const path = write(`${id}_令和6年度.csv`, framed(id, KNOWN), 'cp932');
      const [file] = await recogniseFiles(test.workspace, [path]);
      expect(file).toMatchObject({ mappable: true, issue: { code: 'intake.unknown_form', params: { id } } });
      expect(file!.layout).toBeUndefined();
      expect(file!.columns.map(({ heading }) => heading)).toEqual(KNOWN.split(','));
      const sentence = sentenceOf(file!.issue!);
      expect(sentence).toContain(`帳票番号 ${id}`);
      expect(sentence).toContain('種類を選び、見出しごとに意味を確かめてください');
      expect((await importFailure(path)).code).toBe('intake.unknown_form');
    },
  );

  it('are read as the user says, and next time by the recipe', async () => {
    const path = write('FKAC163.csv', framed('FKAC163', KNOWN), 'cp932');
    const choice = { layout: 'checkup_list' };
    const [chosen] = await recogniseFiles(test.workspace, [path], { choices: { 'FKAC163.csv': choice } });
    expect(chosen).toMatchObject({ layout: 'checkup_list', missing: [] });
    const recipe = await recipeFor(test.workspace, { path, table: 'FKAC163.csv', name: '健診 163', choice });
    saveRecipe(test.workspace, recipe);
    const report = await importFiles(test.workspace, { from: [path] });
    expect(report.totals).toEqual({ rowsRead: 12, rowsLoaded: 12, rowsQuarantined: 0 });
    expect(await test.number('SELECT sum(sbp) FROM checkup')).toBe(12 * 120 + 66);
  });

  it('are read without asking where 17-digit item codes name the columns', async () => {
    const path = write(
      'FKAC164.csv',
      framed('FKAC164', '証番号,生年月日,性別,健診年月日,9A751000000000001,9N701000000000011'),
    );
    const [file] = await recogniseFiles(test.workspace, [path]);
    expect(file!.issue).toBeUndefined();
    expect(file!.columns.map(({ heading }) => heading)).toContain('9A751000000000001');
  });

  it.each([
    ['認定ソフトの新しい様式', '保険者番号,被保険者番号,申請区分コード,判定結果コード,有効期間自,特記'],
    ['国保連の一覧', 'レセプト管理番号,保険者番号,証番号,様式,点数計,件数'],
  ])('%s with headings of its own opens for mapping', async (name, headings) => {
    const path = write(`${name}.csv`, ownList(headings), 'cp932');
    const [file] = await recogniseFiles(test.workspace, [path]);
    expect(file).toMatchObject({ mappable: true, issue: { code: 'intake.unknown_layout' } });
    expect(file!.columns).toHaveLength(6);
    expect(sentenceOf(file!.issue!)).toContain('種類を選んで列を対応づけてください');
  });

  it('without headings say that there are none, in a table and in a framed file', async () => {
    const bare = ownList(HEADINGS).split('\r\n').slice(1).join('\r\n');
    for (const [name, text] of [
      ['認定.csv', bare],
      ['FKAC133.csv', `1,FKAC133,20240601,,,\r\n${bare}`],
    ] as const) {
      const [file] = await recogniseFiles(test.workspace, [write(name, text, 'cp932')]);
      expect(file).toMatchObject({ mappable: false, columns: [], issue: { code: 'intake.no_headings' } });
      expect(sentenceOf(file!.issue!)).toContain('見出しの行がない');
    }
    const [prose] = await recogniseFiles(test.workspace, [
      write('お知らせ.txt', 'これは手紙です。\n表ではない。\n'),
    ]);
    expect(prose!.issue?.code).toBe('intake.unknown_layout');
  });

  async function importFailure(path: string): Promise<{ readonly code: string }> {
    return importFiles(test.workspace, { from: [path] }).then(
      () => expect.fail('nothing was thrown'),
      (error: { readonly code: string }) => error,
    );
  }
});

describe('recipes', () => {
  const choice = { layout: 'checkup_list', columns: MEANING };

  async function saved(): Promise<string> {
    const path = write('令和5年度.csv', ownList(HEADINGS), 'cp932');
    const recipe = await recipeFor(test.workspace, {
      path,
      table: '令和5年度.csv',
      name: '血圧測定会',
      choice,
    });
    saveRecipe(test.workspace, recipe);
    return recipeText(recipe);
  }

  it('are text without data that reads the same again', async () => {
    const text = await saved();
    for (const value of ['7777100', '19500315', '120', '131']) expect(text).not.toContain(value);
    expect(parseRecipe(text)).toEqual(loadRecipes(test.workspace)[0]);
    expect(text).toContain('上の血圧値: sbp');
    deleteRecipe(test.workspace, '血圧測定会');
    expect(loadRecipes(test.workspace)).toEqual([]);
    expect(() => deleteRecipe(test.workspace, '血圧測定会')).toThrow(
      expect.objectContaining({ code: 'workspace.no_such_recipe' }),
    );
  });

  it('open next year’s file with what is new, gone, renamed, moved and of another shape', async () => {
    await saved();
    const next = write(
      '令和6年度.csv',
      ownList('お生まれ,証の番号（国保）,性別,測定した日付,上の血圧の値,服薬の有無,会場', (row) => {
        const [number, birth, ...rest] = row.split(',');
        return [`S${Number(birth!.slice(2, 4)) - 25}.3.15`, number, ...rest, '公民館'].join(',');
      }),
    );
    const [file] = await recogniseFiles(test.workspace, [next]);
    expect(file).toMatchObject({
      layout: 'checkup_list',
      recipe: '血圧測定会',
      change: {
        added: ['上の血圧の値', '会場'],
        removed: ['上の血圧値'],
        renamed: [{ from: '上の血圧値', to: '上の血圧の値' }],
        reordered: true,
      },
    });
    expect(file!.change!.shapes).toContainEqual({ heading: 'お生まれ', from: '99999999', to: 'A99.9.99' });
    const report = await importFiles(test.workspace, { from: [next] });
    expect(report.files[0]!.issues.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['recipe.heading_renamed', 'recipe.reordered', 'recipe.heading_added']),
    );
  });

  it('remember a column that holds both numbers of the blood pressure', async () => {
    const list = ownList('番号,生年月日,性別,健診年月日,血圧,服薬', (row, at) =>
      row.replace(`,${120 + at},`, `,${120 + at}/80,`),
    );
    const path = write('血圧.csv', list);
    const choice = { layout: 'checkup_list', columns: { 血圧: 'sbp', 番号: 'id.number' } };
    const recipe = await recipeFor(test.workspace, { path, table: '血圧.csv', name: '血圧', choice });
    expect(recipe.columns.血圧).toBe('sbp');
    saveRecipe(test.workspace, recipe);
    await importFiles(test.workspace, { from: [path] });
    expect(await test.number('SELECT sum(sbp) FROM checkup')).toBe(12 * 120 + 66);
    expect(await test.number('SELECT sum(dbp) FROM checkup')).toBe(12 * 80);
  });

  it('tell second columns of the same heading apart', async () => {
    const path = write(
      '二重.csv',
      ownList('番号,生年月日,性別,健診年月日,血圧,血圧', (row, at) => row.replace('はい', `${70 + at}`)),
    );
    const twice = {
      layout: 'checkup_list',
      columns: { 血圧: 'sbp', '血圧#2': 'dbp', 番号: 'id.number' },
    };
    saveRecipe(
      test.workspace,
      await recipeFor(test.workspace, { path, table: '二重.csv', name: '二重', choice: twice }),
    );
    await importFiles(test.workspace, { from: [path] });
    expect(await test.number('SELECT sum(dbp) FROM checkup')).toBe(12 * 70 + 66);
    expect(await test.number('SELECT sum(sbp) FROM checkup')).toBe(12 * 120 + 66);
  });
});

describe('a printed report', () => {
  const report = (year: number) =>
    [
      '地域の全体像の把握（架空様式）,,,,',
      `令和${year}年度,,,,`,
      '性別,年齢階級,コード,被保険者数（人）,受診率（％）',
      '男,40歳～44歳,11,"1,234",12.5%',
      '男,45歳～49歳,12,766,13.5%',
      '女,40歳～44歳,21,900,14.5%',
    ].join('\r\n');

  it('has its columns confirmed once and reads the next year by the recipe', async () => {
    const path = write('KDB.csv', report(5), 'cp932');
    const [file] = await recogniseFiles(test.workspace, [path]);
    expect(file).toMatchObject({ layout: 'report_table', mappable: true });
    expect(file!.columns.map(({ heading, field }) => [heading, field])).toEqual([
      ['性別', 'report.label'],
      ['年齢階級', 'report.label'],
      ['コード', 'report.number'],
      ['被保険者数(人)', 'report.number'],
      ['受診率(%)', 'report.number'],
    ]);
    const columns = {
      ...Object.fromEntries(file!.columns.map(({ heading, field }) => [heading, field ?? ''])),
      コード: '',
    };
    const choice = { layout: 'report_table', columns };
    saveRecipe(
      test.workspace,
      await recipeFor(test.workspace, { path, table: 'KDB.csv', name: '全体像', choice }),
    );
    const next = write('KDB令和6年度.csv', report(6).replace('1,234', '1,300'), 'cp932');
    const [again] = await recogniseFiles(test.workspace, [next]);
    expect(again).toMatchObject({ recipe: '全体像', change: { added: [], removed: [], reordered: false } });
    await importFiles(test.workspace, { from: [next] });
    expect(await test.number("SELECT count(*) FROM aggregate_report WHERE item LIKE '%コード%'")).toBe(0);
    expect(await test.number("SELECT sum(value) FROM aggregate_report WHERE item LIKE '被保険者数%'")).toBe(
      2966,
    );
    expect(await test.number('SELECT DISTINCT fiscal_year FROM aggregate_report')).toBe(2024);
  });
});
