import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ebpm } from '../../support/command-line.ts';

const SAMPLE = 'sample-data/small';
let folder: string;
let workspace: string;

/** What the workspace holds for its user: every file by name and hash, but those of a running database. */
function fingerprint(): Record<string, string> {
  const files = readdirSync(workspace, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files
      .map((file) => join(file.parentPath, file.name))
      .filter((path) => !/temporary|\.lock$/.test(path))
      .map((path) => [path, createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), '架空 市-'));
  workspace = at('架空 市.ebpm');
  const imported = await ebpm('import', '--workspace', workspace, '--from', SAMPLE, '--json');
  expect(
    imported.err
      .split('\n')
      .filter((line) => !/^(municipality|truth|boundaries)\.json: /.test(line))
      .join(''),
  ).toBe('');
  expect(imported.code).toBe(0);
  const report = JSON.parse(imported.out) as { totals: { rowsLoaded: number }; files: { status: string }[] };
  expect(report.totals.rowsLoaded).toBeGreaterThan(10_000);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('faults of the input leave the workspace as it was', () => {
  test.each([
    ['a missing file', 'missing.csv', undefined],
    ['an empty file', 'empty.csv', ''],
    ['a binary file', 'binary.csv', Buffer.from([0, 1, 2, 255, 254, 0, 13, 10, 0, 7, 128, 129])],
    [
      'a CSV of another kind',
      'weather.csv',
      '日付,気温,天気\n2024-04-01,12.3,晴れ\n2024-04-02,11.0,山田太郎\n',
    ],
  ])('%s', async (_, name, content) => {
    if (content !== undefined) writeFileSync(at(name), content);
    const before = fingerprint();
    const result = await ebpm('import', '--workspace', workspace, '--from', at(name));
    expect(result.code).toBe(3);
    expect(result.err).toContain(name);
    expect(result.err).toMatch(/[ぁ-ん]。?\n/);
    expect(result.out + result.err).not.toContain('山田');
    expect(fingerprint()).toEqual(before);
  });

  test('the same file again, under another name', async () => {
    const [register] = readdirSync(SAMPLE, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /台帳\.csv$/.test(file),
    );
    copyFileSync(join(SAMPLE, register ?? ''), at('もう一度.csv'));
    const before = fingerprint();
    const result = await ebpm('import', '--workspace', workspace, '--from', at('もう一度.csv'), '--json');
    expect(result.code).toBe(3);
    expect(JSON.parse(result.out)).toMatchObject({ issue: { code: 'intake.already_loaded', exit: 3 } });
    expect(result.err).toMatch(/「もう一度\.csv」は「国保被保険者台帳\.csv」として取込済み/);
    expect(fingerprint()).toEqual(before);
  });

  test('a new workspace for a file that cannot be read is not made', async () => {
    mkdirSync(at('新'), { recursive: true });
    const target = at('新/町.ebpm');
    const result = await ebpm('import', '--workspace', target, '--from', at('empty.csv'));
    expect(result.code).toBe(3);
    expect(existsSync(target)).toBe(false);
  });

  test('a measure, a factor and a study that do not exist', async () => {
    expect((await ebpm('measures', 'run', '--workspace', workspace, '--only', 'nothing.such')).code).toBe(2);
    const years = ['--from', '2022', '--to', '2024'];
    expect((await ebpm('approaches', '--workspace', workspace, '--factor', 'luck', ...years)).code).toBe(2);
    expect((await ebpm('study', 'run', 'no-such-study', '--workspace', workspace)).code).toBe(2);
  });
});

describe('the verbs print one JSON document or text', () => {
  test('measures by sex', async () => {
    const list = JSON.parse((await ebpm('measures', 'list', '--json')).out) as {
      measures: { id: string; stratifications: string[] }[];
    };
    const { id = '' } = list.measures.find(({ stratifications }) => stratifications.includes('sex')) ?? {};
    const argv = ['measures', 'run', '--workspace', workspace, '--only', id, '--by', 'sex', '--standardise'];
    const { code, out, err } = await ebpm(...argv, '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect((JSON.parse(out) as { tables: unknown[] }).tables.length).toBeGreaterThan(0);
    expect((await ebpm(...argv)).out).toMatch(/■ .*\n[\s\S]*方法: /);
  });

  test('quality, approaches and studies', async () => {
    const years = ['--from', '2022', '--to', '2024'];
    for (const argv of [['quality'], ['approaches', '--factor', 'sbp', ...years], ['study', 'list']]) {
      const { code, out, err } = await ebpm(...argv, '--workspace', workspace, '--json');
      expect({ argv, code, err }).toEqual({ argv, code: 0, err: '' });
      expect(() => JSON.parse(out) as unknown).not.toThrow();
    }
  });

  test('a report is written, and the release log knows its hash', async () => {
    const out = at('報告 書');
    const argv = [
      'report',
      '--workspace',
      workspace,
      '--template',
      'annual',
      '--format',
      'xlsx,html',
      '--out',
      out,
    ];
    const built = await ebpm(...argv, '--json');
    expect({ code: built.code, err: built.err }).toEqual({ code: 0, err: '' });
    const { files } = JSON.parse(built.out) as { files: { path: string; sha256: string }[] };
    expect(files).toHaveLength(2);
    for (const { path, sha256 } of files) {
      expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(sha256);
    }
    const log = await ebpm('releases', '--workspace', workspace, '--verify', '--json');
    expect(log.code).toBe(0);
    const hashes = files.map(({ sha256 }) => sha256);
    for (const hash of hashes) expect(log.out).toContain(hash);
    expect(JSON.parse(log.out)).toMatchObject({ verification: { intact: true } });

    const ledger = join(workspace, 'releases.jsonl');
    const whole = readFileSync(ledger, 'utf8');
    writeFileSync(ledger, whole.replace('\n', '\n\n'));
    const broken = await ebpm('releases', '--workspace', workspace, '--verify', '--json');
    expect(broken.code).toBe(4);
    expect(JSON.parse(broken.out)).toMatchObject({
      entries: [],
      verification: { intact: false, firstFault: 2, problem: 'line_blank' },
    });
    expect(broken.err).toContain('2行目に空の行');
    expect(broken.err).toContain('戻し方');
    writeFileSync(ledger, whole);
    expect((await ebpm('releases', '--workspace', workspace, '--verify')).code).toBe(0);
  });
});
