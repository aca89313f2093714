import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ebpm } from '../../support/command-line.ts';

/**
 * What `--json` prints is documented by `ebpm help VERB --json` and frozen here: scripts of municipalities rest on it.
 * A field that goes, changes its type or stops being there always is a breaking change and fails in any case until the
 * copy is deleted by hand. A new field fails until it is frozen with `EBPM_FREEZE=1`: what is not in the copy could go
 * again without a word.
 */
const FROZEN = new URL('./frozen/', import.meta.url).pathname;
const VERBS = [
  'import',
  'batches list',
  'batches undo',
  'batches rerun',
  'quality',
  'measures list',
  'measures run',
  'measures districts',
  'measures references',
  'measures trend',
  'approaches',
  'study list',
  'study check',
  'study design',
  'study lock',
  'study diagnose',
  'study run',
  'report',
  'sample',
  'serve',
  'releases',
  'failure',
] as const;

type Schema = Readonly<Record<string, unknown>>;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ebpm 文書 '));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const schemaOf = async (...words: string[]) =>
  JSON.parse((await ebpm('help', ...words, '--json')).out) as Schema;

/** The schema without its explanations, which may be reworded. */
function shapeOf(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(shapeOf);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).filter(
    ([key, value]) => !(key === 'description' && typeof value === 'string'),
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, shapeOf(value)]));
}

/** Places where a reader of the old output would be let down by the new one. */
function breaks(before: Schema, now: Schema | undefined, path = '$'): string[] {
  if (now === undefined) return [`${path} is gone`];
  // A type may be a list, e.g. a number or null.
  const [old, current] = [String(before.type), String(now.type)];
  if (old !== current) return [`${path}: ${old} became ${current}`];
  const found: string[] = [];
  for (const value of (now.enum as readonly string[] | undefined) ?? []) {
    if (before.enum && !(before.enum as readonly string[]).includes(value))
      found.push(`${path}: new ${value}`);
  }
  const properties = (now.properties ?? {}) as Record<string, Schema>;
  const stillRequired = new Set((now.required as readonly string[] | undefined) ?? []);
  for (const [name, property] of Object.entries((before.properties ?? {}) as Record<string, Schema>)) {
    found.push(...breaks(property, properties[name], `${path}.${name}`));
  }
  for (const name of (before.required as readonly string[] | undefined) ?? []) {
    if (!stillRequired.has(name)) found.push(`${path}.${name} may be missing now`);
  }
  if (before.items)
    found.push(...breaks(before.items as Schema, now.items as Schema | undefined, `${path}[]`));
  return found;
}

describe('the JSON of a verb', () => {
  test.each(VERBS)('%s is what was promised', async (verb) => {
    const now = await schemaOf(verb);
    const file = join(FROZEN, `${verb}.json`);
    if (process.env.EBPM_FREEZE === '1') {
      const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Schema) : now;
      expect(breaks(before, now)).toEqual([]);
      mkdirSync(FROZEN, { recursive: true });
      writeFileSync(file, `${JSON.stringify(shapeOf(now), null, 2)}\n`);
    }
    const frozen = JSON.parse(readFileSync(file, 'utf8')) as Schema;
    expect(breaks(frozen, now)).toEqual([]);
    expect(shapeOf(now), 'a new field is frozen with EBPM_FREEZE=1').toEqual(frozen);
  });

  test('what is printed fits what is documented', async () => {
    const place = join(folder, '印刷.d');
    const [files, workspace] = [join(place, '見本'), join(place, '町.ebpm')];
    mkdirSync(place);
    await ebpm('sample', '--out', files, '--people', '150', '--years', '2');
    await ebpm('import', '--workspace', workspace, '--from', files);
    const asked = [
      ['sample', '--out', join(place, 'もう一つ'), '--people', '20', '--years', '1'],
      ['batches list', '--workspace', workspace],
      ['measures districts', '--workspace', workspace, '--only', 'checkup.uptake'],
      ['measures references', '--workspace', workspace, '--only', 'checkup.uptake'],
      ['measures trend', '--workspace', workspace, '--only', 'checkup.uptake'],
      ['report', '--workspace', workspace, '--template', 'processing', '--format', 'html', '--out', place],
      ['releases', '--workspace', workspace, '--verify'],
    ] as const;
    for (const [verb, ...options] of asked) {
      const { out } = await ebpm(...verb.split(' '), ...options, '--json');
      const schema = z.fromJSONSchema((await schemaOf(verb)) as z.core.JSONSchema.JSONSchema);
      expect(schema.safeParse(JSON.parse(out)).error?.issues ?? [], verb).toEqual([]);
    }
    rmSync(place, { recursive: true });
  });

  test('a field that goes, changes or may be missing is seen', () => {
    const before = {
      type: 'object',
      properties: { a: { type: 'string' }, list: { type: 'array', items: { type: 'integer' } } },
      required: ['a', 'list'],
    };
    expect(breaks(before, before)).toEqual([]);
    expect(breaks(before, { ...before, properties: { list: before.properties.list } })).toEqual([
      '$.a is gone',
    ]);
    expect(breaks(before, { ...before, required: ['a'] })).toEqual(['$.list may be missing now']);
    const size = (type: readonly string[]) => ({ type: 'object', properties: { size: { type } } });
    expect(breaks(size(['number', 'null']), size(['number', 'null']))).toEqual([]);
    expect(breaks(size(['number']), size(['number', 'null']))).toHaveLength(1);
    const texts = { type: 'array', items: { type: 'string' } };
    expect(breaks(before, { ...before, properties: { ...before.properties, list: texts } })).toEqual([
      '$.list[]: integer became string',
    ]);
  });

  test('every documented output has a schema that a person can read', async () => {
    const { code, err } = await ebpm('help', 'frobnicate', '--json');
    expect(code).toBe(2);
    const names = /次のとおりです: (.+)\n/u.exec(err)?.[1]?.split(' / ') ?? [];
    expect(names).toEqual(
      expect.arrayContaining(['import', 'quality', 'measures run', 'study run', 'releases']),
    );
    for (const name of names) {
      const schema = await schemaOf(...name.split(' '));
      expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
    }
    const described = JSON.stringify(await schemaOf('import'));
    const study = JSON.stringify(await schemaOf('study', 'run'));
    for (const words of ['根拠の水準', '結論が変わる条件', 'どうすればよいか'])
      expect(study).toContain(words);
    for (const words of ['取り込んだ行', '保留', '値は入りません']) expect(described).toContain(words);
    expect((await ebpm('help', 'import')).out).toContain('ebpm help import --json');
  });

  test('a failure is one JSON document too, with the reason on the error stream as well', async () => {
    const failure = z.fromJSONSchema((await schemaOf('failure')) as z.core.JSONSchema.JSONSchema);
    writeFileSync(join(folder, '空.csv'), '');
    const workspace = join(folder, 'ない.ebpm');
    const failures: readonly (readonly [argv: readonly string[], code: string, exit: number])[] = [
      [['import', '--workspace', workspace, '--from', join(folder, 'ない.csv')], 'shell.file_missing', 3],
      [['import', '--workspace', workspace, '--from', join(folder, '空.csv')], 'intake.empty_file', 3],
      [['import', '--from', join(folder, '空.csv')], 'shell.missing_option', 2],
      [['quality', '--workspace', workspace], 'shell.workspace_missing', 3],
      [['quality', '--workspace'], 'shell.option_value', 2],
    ];
    for (const [argv, code, exit] of failures) {
      const result = await ebpm(...argv, '--json');
      const printed: unknown = JSON.parse(result.out);
      expect(failure.safeParse(printed).error, argv.join(' ')).toBeUndefined();
      expect(printed).toMatchObject({ issue: { code, exit } });
      expect(result.code).toBe(exit);
      expect(result.err).toContain((printed as { issue: { sentence: string } }).issue.sentence);
      expect((await ebpm(...argv)).out).toBe('');
    }
  });

  test('what import and quality really print fits it, good and bad files alike', async () => {
    const workspace = join(folder, '架空 市.ebpm');
    writeFileSync(
      join(folder, '台帳.csv'),
      '番号,枝番,生年月日,性別,資格取得日,資格喪失日,連絡先電話\n1,01,S33.3.15,男,R2.4.1,,\n,,,,,,\n',
    );
    writeFileSync(join(folder, 'メモ.csv'), '品名,数量\nペン,3\n');
    const options = ['--municipality', '架空市', '--population', '30000', '--json'];
    const imported = await ebpm('import', '--workspace', workspace, '--from', folder, ...options);
    expect(imported.code).toBe(3);
    const report: unknown = JSON.parse(imported.out);
    const printed = z.fromJSONSchema((await schemaOf('import')) as z.core.JSONSchema.JSONSchema);
    expect(printed.safeParse(report).error).toBeUndefined();
    expect(report).toMatchObject({ totals: { rowsRead: 2, rowsLoaded: 1, rowsQuarantined: 1 } });
    expect(printed.safeParse({ ...(report as object), extra: 1 }).success).toBe(false);
    const held = await ebpm('batches', 'list', '--workspace', workspace, '--json');
    const listed = z.fromJSONSchema((await schemaOf('batches', 'list')) as z.core.JSONSchema.JSONSchema);
    expect(listed.safeParse(JSON.parse(held.out)).error).toBeUndefined();
    expect(JSON.parse(held.out)).toMatchObject({
      batches: [{ batchId: 1, fileName: '台帳.csv', rowsQuarantined: 1 }],
      quarantine: [{ batchId: 1, rows: 1, reasons: [{ code: 'identity.no_key', firstLine: 3 }] }],
    });
    const again = await ebpm('batches', 'rerun', '--workspace', workspace, '--batch', '1');
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(again.out).toContain('合計 1行、取込 0行、保留 1行');
    const quality = await ebpm('quality', '--workspace', workspace, '--json');
    expect(quality.code).toBe(0);
    const schema = z.fromJSONSchema((await schemaOf('quality')) as z.core.JSONSchema.JSONSchema);
    expect(schema.safeParse(JSON.parse(quality.out)).error).toBeUndefined();
    const undone = await ebpm('batches', 'undo', '--workspace', workspace, '--batch', '1', '--json');
    expect(JSON.parse(undone.out)).toEqual({ batches: [] });
    expect((await ebpm('batches', 'undo', '--workspace', workspace, '--batch', '1')).code).toBe(3);
    expect((await ebpm('batches', 'undo', '--workspace', workspace)).code).toBe(2);
  });
});
