import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importFiles } from '../../../analysis/workspace/import.ts';
import { freshWorkspace, type TestWorkspace } from './workspaces.ts';

/** A receipt that names nobody is set aside whole: its diagnoses and procedures do not stay behind. */

let town: TestWorkspace;
beforeAll(async () => {
  town = await freshWorkspace();
});
afterAll(() => town.remove());

const receipt = (person: string): string =>
  [
    `RE,1,1112,202405,${person},70,,,,,,,,,,,,,,01`,
    'HO,  139999,架国,7654321,2,1013,,,,,,,,,',
    'SY,8833421,20150410,1,,,01,',
    'SI,12,1,112007410,,75,2',
    '',
  ].join('\r\n');

test('nothing of it is left in the tables', async () => {
  const known = receipt('見本太郎,1,19580315');
  const nobody = receipt('見本太郎,,');
  const text = `IR,2,13,1,9999999,,架空,202406,00,\r\n${known}${nobody}${known}GO,3,3039,99\r\n`;
  const path = join(town.folder, 'RECEIPTC.UKE');
  writeFileSync(path, iconv.encode(text, 'cp932'));
  const report = await importFiles(town.workspace, { from: [path] });
  expect(report.totals).toMatchObject({ rowsRead: 3, rowsLoaded: 2, rowsQuarantined: 1 });
  expect(await town.number('SELECT count(*) FROM claim')).toBe(2);
  for (const table of ['claim_diagnosis', 'claim_procedure']) {
    expect(await town.number(`SELECT count(*) FROM ${table}`), table).toBe(2);
    expect(
      await town.number(`SELECT count(*) FROM ${table} WHERE claim_id NOT IN (SELECT claim_id FROM claim)`),
    ).toBe(0);
  }
});
