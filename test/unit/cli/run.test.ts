import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../../electron/cli/exit-code.ts';
import { ebpm } from '../../support/command-line.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ebpm-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the command line', () => {
  test.each([
    [[], 2, '使い方'],
    [['frobnicate'], 2, '「frobnicate」という命令はありません'],
    [['quality'], 2, '--workspace'],
    [['quality', '--workspace'], 2, '「--workspace」の値がありません'],
    [['quality', '--workspace', '/無い/町'], 3, '「町」がありません'],
    [['import', '--workspace', 'w', '--from', '/無い.csv'], 3, '「無い.csv」が見つかりません'],
    [['sample', '--out', 'x', '--people', 'many'], 2, '--people'],
    [['report', '--workspace', 'w', '--out', 'o'], 2, '--template'],
    [['study', 'walk', '--workspace', 'w'], 2, 'run / list'],
    [['study', 'run', '--workspace', 'w'], 2, 'FILE.yaml'],
    [['measures', 'run', 'checkup.uptake', '--workspace', 'w'], 2, '指標のIDは --only で指定してください'],
    [['measures', 'trend', 'checkup.uptake', '--workspace', 'w'], 2, '例：--only ID'],
    [['protect', '/無い.json'], 3, '「無い.json」が見つかりません'],
    [['serve', '--workspace', 'w', '--port', '0'], 2, '--port'],
  ])('ebpm %j ends with %i and says why', async (argv, code, sentence) => {
    const result = await ebpm(...argv);
    expect(result).toMatchObject({ code, out: '' });
    expect(result.err).toContain(sentence);
  });

  test('help names every verb of the design and succeeds', async () => {
    const { code, out, err } = await ebpm('help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const words = [
      'sample',
      'import',
      'quality',
      'measures list',
      'measures run',
      'approaches',
      'study run',
      'effect',
    ];
    for (const verb of [...words, 'protect', 'report', 'releases', 'serve', 'demo'])
      expect(out).toContain(`  ${verb}`.trim());
    expect((await ebpm('import', '--help')).out).toContain('--from PATH…');
  });

  test('an import that cannot start leaves no workspace behind', async () => {
    const workspace = join(folder, '新しい.ebpm');
    await ebpm('import', '--workspace', workspace, '--from', join(folder, 'missing.csv'));
    expect(existsSync(workspace)).toBe(false);
  });

  test('wrong JSON is the fault of the input', async () => {
    const file = join(folder, '表.json');
    writeFileSync(file, '{');
    expect(await ebpm('protect', file)).toMatchObject({ code: 3, out: '' });
  });
});

test('whose fault it was decides the exit code', () => {
  expect(exitCodeOf({ code: 'a.b', kind: 'usage' })).toBe(2);
  expect(exitCodeOf({ code: 'a.b', kind: 'input' })).toBe(3);
  expect(exitCodeOf({ code: 'shell.unreleased', kind: 'refused' })).toBe(4);
  expect(exitCodeOf({ code: 'shell.bug', kind: 'usage' })).toBe(1);
});
