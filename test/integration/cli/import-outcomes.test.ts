import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ebpm } from '../../support/command-line.ts';

/**
 * What `ebpm import --json` and `ebpm quality --json` print, whole, for each way in which they can end. Scripts of
 * municipalities rest on these documents and on the exit codes; the fields are documented by `ebpm help VERB --json`.
 */
let folder: string;
let schemas: Readonly<Record<'import' | 'quality' | 'failure', z.ZodType>>;
const at = (...parts: readonly string[]) => join(folder, ...parts);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ebpm 結末 '));
  const schema = async (name: string) =>
    z.fromJSONSchema(JSON.parse((await ebpm('help', name, '--json')).out) as z.core.JSONSchema.JSONSchema);
  schemas = {
    import: await schema('import'),
    quality: await schema('quality'),
    failure: await schema('failure'),
  };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const REGISTER = '番号,枝番,生年月日,性別,資格取得日,資格喪失日';
function write(name: string, ...rows: readonly string[]): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(at(name), `${rows.join('\r\n')}\r\n`);
  return at(name);
}

/** Runs an import into the same workspace; its document fits what is documented. */
async function importing(kind: 'import' | 'failure', ...from: readonly string[]) {
  const settings = ['--municipality', '架空市', '--population', '30000'];
  const result = await ebpm('import', '--workspace', at('市.ebpm'), '--from', ...from, ...settings, '--json');
  const printed: unknown = JSON.parse(result.out);
  expect(schemas[kind].safeParse(printed).error).toBeUndefined();
  expect(result.out + result.err).not.toMatch(/undefined|\[object/u);
  return { ...result, printed };
}

const evidence = (columns: number, matched: number) => [
  `1 行目が見出しで、${columns} 列あります`,
  `見出し ${matched} 列の意味が分かりました`,
  '文字コード：UTF-8 として正しく読める',
];

describe('the documents of an import', () => {
  test('say of themselves when which of them comes', async () => {
    const { description } = JSON.parse((await ebpm('help', 'import', '--json')).out) as {
      description: string;
    };
    for (const words of ['保留にしても 0', '取込済みのファイルがあったとき 3', 'failure の形'])
      expect(description).toContain(words);
  });

  test('that went well: exit 0, every file loaded, no remark', async () => {
    const file = write('台帳.csv', REGISTER, '1,01,S33.3.15,男,R2.4.1,', '2,01,S34.3.15,女,R2.4.1,');
    const { code, err, printed } = await importing('import', file);
    expect([code, err]).toEqual([0, '']);
    expect(printed).toEqual({
      files: [
        {
          name: '台帳.csv',
          layout: 'kokuho_register',
          layoutName: '国民健康保険 被保険者台帳',
          encoding: 'UTF-8',
          evidence: evidence(6, 6),
          status: 'loaded',
          batchId: 1,
          rowsRead: 2,
          rowsLoaded: 2,
          rowsQuarantined: 0,
          issues: [],
        },
      ],
      linkage: [{ source: '国民健康保険 被保険者台帳', records: 2, linked: 2, reasons: [] }],
      totals: { rowsRead: 2, rowsLoaded: 2, rowsQuarantined: 0 },
    });
  });

  test('that went well for some rows: still exit 0, the others set aside with the reason and the first line', async () => {
    const file = write(
      '健診.csv',
      '番号,枝番,生年月日,性別,健診実施年月日,収縮期血圧,備考',
      '1,01,S33.3.15,男,R5.6.1,140,',
      '2,01,S34.3.15,女,いつか,130,',
      '9,01,S35.3.15,女,R5.6.1,1,30,',
    );
    const { code, printed } = await importing('import', file);
    expect(code).toBe(0);
    expect(printed).toMatchObject({
      files: [{ status: 'loaded', batchId: 2, rowsRead: 3, rowsLoaded: 1, rowsQuarantined: 2 }],
      totals: { rowsRead: 3, rowsLoaded: 1, rowsQuarantined: 2 },
    });
    const { files, linkage } = printed as {
      files: {
        issues: { code: string; severity: string; column?: string; firstLine?: number; count: number }[];
      }[];
      linkage: unknown;
    };
    expect(
      files[0]!.issues.map(({ code: issue, severity, column, firstLine, count }) => [
        issue,
        severity,
        column,
        firstLine,
        count,
      ]),
    ).toEqual([
      ['date.unreadable', 'error', '健診実施年月日', 3, 1],
      ['row.required_missing', 'error', '健診実施年月日', 3, 1],
      ['row.too_many_cells', 'error', undefined, 4, 1],
      ['column.not_used', 'info', '備考', undefined, 1],
    ]);
    // So few that not even their year is told.
    expect(linkage).toEqual([
      { source: '健診結果一覧（見出しで読む表）', records: 1, linked: 1, reasons: [] },
    ]);
  });

  test('of which a file was refused or was there already: exit 3 with the whole report, the rest is loaded', async () => {
    const known = write('台帳の写し.csv', REGISTER, '1,01,S33.3.15,男,R2.4.1,', '2,01,S34.3.15,女,R2.4.1,');
    const unknown = write('メモ.csv', '品名,数量', 'ペン,3');
    const more = write('台帳_追加.csv', REGISTER, '3,01,S36.3.15,男,R2.4.1,');
    const { code, err, printed } = await importing('import', known, unknown, more);
    expect(code).toBe(3);
    expect(printed).toMatchObject({
      files: [
        {
          name: 'メモ.csv',
          layout: '',
          status: 'refused',
          rowsRead: 0,
          issues: [{ code: 'intake.unknown_layout' }],
        },
        { name: '台帳_追加.csv', status: 'loaded', batchId: 3, rowsLoaded: 1 },
        { name: '台帳の写し.csv', status: 'already_loaded', sameAs: '台帳.csv', rowsLoaded: 0, issues: [] },
      ],
      totals: { rowsRead: 1, rowsLoaded: 1, rowsQuarantined: 0 },
    });
    expect(err).toContain('メモ.csv: 「メモ.csv」が何のファイルか判断できませんでした。');
    expect(err).toContain('台帳の写し.csv: このファイルは「台帳.csv」として取込済みです。');
  });

  test('that loaded nothing: exit 3, one issue instead of a report, nothing changed', async () => {
    const known = write('もう一度.csv', REGISTER, '3,01,S36.3.15,男,R2.4.1,');
    const { code, printed } = await importing('failure', known);
    expect(code).toBe(3);
    expect(printed).toEqual({
      issue: {
        code: 'intake.already_loaded',
        exit: 3,
        sentence:
          '「もう一度.csv」は「台帳_追加.csv」として取込済みです（名前が違っても中身が同じです）。何も変わっていません。違う読み方で入れ直すには、取込の履歴でその取込を取り消してから選び直すか、保留の行の使いみちを変えて試してください。',
      },
    });
    const abort = await ebpm(
      ...['import', '--workspace', at('市.ebpm'), '--on-fault', 'abort', '--json'],
      ...['--from', write('欠け.csv', REGISTER, ',,,,R2.4.1,')],
    );
    expect([abort.code, JSON.parse(abort.out)]).toMatchObject([3, { issue: { exit: 3 } }]);
    const { batches } = JSON.parse(
      (await ebpm('batches', 'list', '--workspace', at('市.ebpm'), '--json')).out,
    ) as { batches: unknown[] };
    expect(batches).toHaveLength(3);
  });
});

describe('the documents of the quality report', () => {
  test('of little data: exit 0, grades and checks with their reasons, small numbers hidden', async () => {
    const result = await ebpm('quality', '--workspace', at('市.ebpm'), '--json');
    expect([result.code, result.err]).toEqual([0, '']);
    const printed = JSON.parse(result.out) as {
      grades: { analysis: string; grade: string }[];
      checks: { id: string; state: string }[];
      remedies: unknown[];
      tables: { id: string; cells?: unknown }[];
    };
    expect(schemas.quality.safeParse(printed).error).toBeUndefined();
    expect(printed.grades.map(({ analysis, grade }) => [analysis, grade])).toEqual([
      ['checkup_rate', 'good'],
      ['risk_factors', 'good'],
      ['medical_costs', 'bad'],
      ['diseases', 'bad'],
      ['drugs', 'bad'],
      ['dialysis', 'bad'],
      ['care', 'bad'],
      ['guidance', 'bad'],
      ['effect_studies', 'bad'],
    ]);
    expect(printed.checks.map(({ id, state }) => [id, state])).toEqual([
      ['coverage', 'good'],
      ['totals', 'good'],
      ['linkage', 'good'],
      ['completeness', 'good'],
      ['outliers', 'good'],
      ['digit_preference', 'good'],
      ['shift', 'good'],
      ['unit', 'good'],
      ['repeated', 'good'],
    ]);
    expect(printed.remedies).toEqual([]);
  });

  test('of a workspace that is not there: exit 3, one issue', async () => {
    const result = await ebpm('quality', '--workspace', at('ない.ebpm'), '--json');
    const printed: unknown = JSON.parse(result.out);
    expect(schemas.failure.safeParse(printed).error).toBeUndefined();
    expect([result.code, printed]).toMatchObject([
      3,
      { issue: { code: 'shell.workspace_missing', exit: 3 } },
    ]);
  });
});
