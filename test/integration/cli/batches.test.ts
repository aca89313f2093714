import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ebpm } from '../../support/command-line.ts';

let folder: string;
let workspace: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ebpm 履歴 '));
  workspace = join(folder, '架空 市.ebpm');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const HEAD = '番号,生年月日,性別,健診実施年月日,後日,収縮期血圧\n';
const exam = (number: number, day: string, later: string, sbp: number) =>
  `${number},S33.3.15,男,${day},${later},${sbp}\n`;

interface History {
  readonly batches: readonly {
    batchId: number;
    fileName: string;
    rowsLoaded: number;
    rowsQuarantined: number;
  }[];
}
const history = async (): Promise<History['batches']> =>
  (JSON.parse((await ebpm('batches', 'list', '--workspace', workspace, '--json')).out) as History).batches;

async function load(path: string, ...more: string[]) {
  return ebpm('import', '--workspace', workspace, '--from', path, ...more, '--json');
}
const totals = (result: { out: string }) => (JSON.parse(result.out) as { totals: unknown }).totals;

describe('the history of imports, from the command line', () => {
  test('a partial year is merged, not doubled', async () => {
    const settings = ['--municipality', '架空市', '--population', '30000'];
    const first = exam(1, 'R5.4.10', '', 120);
    expect((await load(file('4月.csv', HEAD + first), ...settings)).code).toBe(0);
    const both = file(
      '5月まで.csv',
      HEAD + first + exam(2, 'R5.5.10', '', 130) + exam(3, '未定', '20230601', 140),
    );
    const result = await load(both);
    expect(totals(result)).toEqual({ rowsRead: 3, rowsLoaded: 2, rowsQuarantined: 1 });
    expect((await load(file('別名.csv', HEAD + first))).code).toBe(3);
  });

  test('rows set aside are tried again with another meaning for this once', async () => {
    expect(
      totals(await ebpm('batches', 'rerun', '--workspace', workspace, '--batch', '2', '--json')),
    ).toEqual({
      rowsRead: 1,
      rowsLoaded: 0,
      rowsQuarantined: 1,
    });
    const recipe = file(
      '後日.yaml',
      'recipe: 1\nname: 後日\nlayout: checkup_list\ncolumns:\n  番号: id.number\n  生年月日: id.birth\n  性別: id.sex\n  後日: exam_date\n  収縮期血圧: sbp\nunused:\n  - 健診実施年月日\n',
    );
    const again = await ebpm(
      'batches',
      'rerun',
      '--workspace',
      workspace,
      '--batch',
      '2',
      '--recipe',
      recipe,
      '--json',
    );
    expect(totals(again)).toEqual({ rowsRead: 1, rowsLoaded: 1, rowsQuarantined: 0 });
    expect(
      (await history()).map(({ batchId, rowsLoaded, rowsQuarantined }) => [
        batchId,
        rowsLoaded,
        rowsQuarantined,
      ]),
    ).toEqual([
      [3, 1, 0],
      [2, 2, 0],
      [1, 1, 0],
    ]);
  });

  test('undo is refused where later records rest on a batch, and names them', async () => {
    await load(file('訂正.csv', HEAD + exam(1, 'R5.4.10', '', 125)));
    await load(file('再訂正.csv', HEAD + exam(1, 'R5.4.10', '', 126)));
    const refused = await ebpm('batches', 'undo', '--workspace', workspace, '--batch', '4', '--json');
    expect(refused.code).toBe(3);
    expect(JSON.parse(refused.out)).toMatchObject({ issue: { code: 'workspace.undo_later_first' } });
    expect(refused.err).toContain('「再訂正.csv」');
    expect((await history()).length).toBe(5);
  });

  test('a batch is replaced in its place, and everything can be taken back', async () => {
    const replaced = await load(file('訂正3.csv', HEAD + exam(1, 'R5.4.10', '', 127)), '--replace', '5');
    expect(replaced.code).toBe(0);
    const names = (await history()).map(({ fileName }) => fileName);
    expect(names).toContain('訂正3.csv');
    expect(names).not.toContain('再訂正.csv');
    for (const { batchId } of (await history()).toSorted((a, b) => b.batchId - a.batchId)) {
      const undone = await ebpm(
        'batches',
        'undo',
        '--workspace',
        workspace,
        '--batch',
        String(batchId),
        '--json',
      );
      expect([batchId, undone.code]).toEqual([batchId, batchId === 2 && undone.code === 3 ? 3 : 0]);
    }
    expect(await history()).toEqual([]);
  });
});
