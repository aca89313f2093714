import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { strictWidth } from '../../../analysis/intake/load/row-width.ts';
import { headingsOf } from '../../../analysis/intake/map/headings.ts';
import { importFiles } from '../../../analysis/workspace/import.ts';
import { rerunQuarantined } from '../../../analysis/workspace/rerun.ts';
import { freshWorkspace, type TestWorkspace } from './workspaces.ts';

let test: TestWorkspace;
beforeEach(async () => {
  test = await freshWorkspace();
});
afterEach(() => test.remove());

const HEAD = '番号,生年月日,性別,健診実施年月日,収縮期血圧,拡張期血圧,備考';
const ROWS = [
  '1,S33.3.15,男,R5.6.1,140,80,',
  '2,S33.3.16,女,R5.6.1,1,30,80,',
  '3,S33.3.17,女,R5.6.1,80,',
  '4,S33.3.18,女,R5.6.1,,70,',
];

it('rows whose cells are shifted stay set aside when they are tried again alone', async () => {
  const path = join(test.folder, '健診.csv');
  writeFileSync(path, `${[HEAD, ...ROWS].join('\r\n')}\r\n`);
  const [file] = (await importFiles(test.workspace, { from: [path] })).files;
  expect(file).toMatchObject({ rowsRead: 4, rowsLoaded: 2, rowsQuarantined: 2 });
  const places = file!.issues.map(({ code, firstLine, count }) => [code, firstLine, count]);
  expect(places).toContainEqual(['row.too_many_cells', 3, 1]);
  expect(places).toContainEqual(['row.too_few_cells', 4, 1]);
  const again = await rerunQuarantined(test.workspace, file!.batchId!);
  expect(again.totals).toEqual({ rowsRead: 2, rowsLoaded: 0, rowsQuarantined: 2 });
  expect(await test.number('SELECT sum(sbp) FROM checkup')).toBe(140);
});

it('headings without a name at the end need no cells', () => {
  expect(strictWidth(headingsOf(['番号', '', '腹囲', '', '']))).toEqual({
    padded: true,
    strict: true,
    least: 3,
    most: 5,
  });
});
