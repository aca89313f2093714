import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import { LAYOUTS, OTHER_LAYOUTS } from '../../../analysis/intake/layouts/index.ts';
import { undoBatch } from '../../../analysis/workspace/history.ts';
import { importFiles } from '../../../analysis/workspace/import.ts';
import type { ImportReport } from '../../../analysis/workspace/report.ts';
import {
  asFile,
  asText,
  checkupDocument,
  LAYOUT_SAMPLES,
  type LayoutSample,
} from '../../support/layout-samples.ts';
import { freshWorkspace, type TestWorkspace } from './workspaces.ts';

const utf8 = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'));
let test: TestWorkspace;
beforeEach(async () => {
  test = await freshWorkspace();
});
afterEach(() => test.remove());

async function load(layout: string): Promise<ImportReport['files'][number]> {
  const sample = LAYOUT_SAMPLES.find((each) => each.layout === layout)!;
  const path = join(test.folder, sample.file);
  writeFileSync(path, asFile(sample));
  const [file] = (await importFiles(test.workspace, { from: [path] })).files;
  return file!;
}

describe('every kind of file', () => {
  it('has a sample', () => {
    expect(LAYOUT_SAMPLES.map(({ layout }) => layout).sort()).toEqual(
      [...LAYOUTS.map(({ id }) => id), ...Object.keys(OTHER_LAYOUTS)].sort(),
    );
  });

  it.each(LAYOUT_SAMPLES.map((sample) => [sample.layout, sample] as const))(
    '%s comes in whole, is recounted and can be taken back',
    async (layout, { after = [], count, loaded = count, recount }) => {
      for (const before of after) await load(before);
      const people = await test.number('SELECT count(*) FROM person');
      const file = await load(layout);
      expect(file.layout).toBe(layout);
      expect([file.rowsRead, file.rowsLoaded, file.rowsQuarantined]).toEqual([count, loaded, 0]);
      expect(file.issues.filter(({ severity }) => severity !== 'info')).toEqual([]);
      for (const [sql, expected] of recount) {
        const [row] = await test.workspace.warehouse.all(sql);
        const value = Object.values(row ?? {})[0];
        expect(typeof expected === 'number' ? Number(value) : value, sql).toEqual(
          typeof expected === 'number' ? expect.closeTo(expected, 6) : expected,
        );
      }
      await undoBatch(test.workspace, file.batchId!);
      expect(await test.number('SELECT count(*) FROM person')).toBe(people);
      expect(await test.number('SELECT count(*) FROM import_batch')).toBe(after.length);
    },
  );
});

describe('cells that are blank or broken', () => {
  it.each(['', '不明', '=1+1', '99999999999999'])(
    'stop no file: %j in each column of another row',
    async (text) => {
      for (const sample of LAYOUT_SAMPLES.filter(({ rows }) => rows !== undefined)) {
        const path = join(test.folder, sample.file);
        writeFileSync(path, iconv.encode(asText(sample, '\r\n', withFaults(sample, text)), 'cp932'));
        const report = await importFiles(test.workspace, { from: [path] }).catch((error: unknown) => {
          expect(error, `${sample.layout}: ${String(error)}`).toBeInstanceOf(UserIssue);
          return undefined;
        });
        for (const { rowsRead, rowsLoaded, rowsQuarantined } of report?.files ?? [])
          expect(rowsLoaded + rowsQuarantined, sample.layout).toBeLessThanOrEqual(rowsRead);
      }
    },
  );
});

/** The k-th data row has the text in its k-th column. */
function withFaults({ rows = [], headed }: LayoutSample, text: string): string[][] {
  const width = Math.max(...rows.map((row) => row.length));
  const first = headed ? rows.findIndex((row) => row.length === width) + 1 : 0;
  return rows.map((row, at) =>
    at < first ? [...row] : row.map((cell, column) => (column === (at - first) % row.length ? text : cell)),
  );
}

describe('checkup documents of other kinds', () => {
  it('count as what they are: screenings and maternity are set aside, other checkups are no 特定健診', async () => {
    const kinds = [
      ['10', '010', 'tokutei'],
      ['10', '020', 'kouki'],
      ['41', '030', 'tokutei'],
      ['40', '990', 'other'],
      ['42', '060', undefined],
      ['44', '000', undefined],
      ['51', '060', undefined],
    ] as const;
    kinds.forEach(([report, programme], at) => {
      const name = `h1319999999202407011${String(at).padStart(7, '0')}.xml`;
      writeFileSync(join(test.folder, name), checkupDocument(at, report, programme));
    });
    const [file] = (await importFiles(test.workspace, { from: [test.folder] })).files;
    expect([file!.rowsRead, file!.rowsLoaded, file!.rowsQuarantined]).toEqual([7, 4, 3]);
    expect(file!.issues).toContainEqual(
      expect.objectContaining({ code: 'checkup.document_of_other_kind', count: 3, firstLine: 5 }),
    );
    expect(await test.workspace.warehouse.all('SELECT programme FROM checkup ORDER BY checkup_id')).toEqual(
      kinds.flatMap(([, , programme]) => (programme ? [{ programme }] : [])),
    );
  });
});

describe('masters of which nothing is needed', () => {
  it.each([
    ['z', '"0","Z","8002","","","5","の疑い","","","","","","","19900101"'],
    ['t', '"0","T","710010001","","5","架空材料","","1","","","1","100"'],
    ['c', '"0","C","8","10","","100001","","架空のコメント"'],
  ])('%s_ is refused with the reason', async (letter, line) => {
    const path = join(test.folder, `${letter}_20240601.txt`);
    writeFileSync(path, iconv.encode(`${line}\r\n${line}\r\n`, 'cp932'));
    await expect(importFiles(test.workspace, { from: [path] })).rejects.toMatchObject({
      code: 'intake.master_not_used',
    });
  });
});

describe('tables of other tools inside an archive', () => {
  it('are unpacked, read and removed again', async () => {
    const parquet = join(test.workspace.folder, 'temporary', 'a.parquet');
    await test.workspace.warehouse.run(
      `COPY (SELECT * FROM (VALUES ('1001', DATE '1960-02-03', 2, 22.5), ('1002', DATE '1955-12-31', 1, 27.25)) t(宛名番号, 生年月日, 性別, BMI予測)) TO '${parquet}' (FORMAT parquet)`,
    );
    const arrow = tableToIPC(
      tableFromArrays({
        宛名番号: ['1001', '1003'],
        生年月日: ['1960-02-03', '1970-01-01'],
        性別: [2, 1],
        独居: [1, 0],
      }),
      'file',
    );
    const path = join(test.folder, 'まとめ.zip');
    writeFileSync(
      path,
      zipSync({
        '予測.parquet': new Uint8Array(readFileSync(parquet)),
        '見守り.arrow': arrow,
        '壊.parquet': utf8('PAR1'),
      }),
    );
    rmSync(parquet);
    const report = await importFiles(test.workspace, { from: [path] });
    expect(report.files.map(({ name, status, rowsLoaded }) => [name, status, rowsLoaded])).toEqual([
      ['まとめ.zip/予測.parquet', 'loaded', 2],
      ['まとめ.zip/壊.parquet', 'refused', 0],
      ['まとめ.zip/見守り.arrow', 'loaded', 2],
    ]);
    expect(await test.number('SELECT sum(value) FROM custom_value')).toBe(50.75);
    expect(await test.number('SELECT count(*) FROM person')).toBe(3);
    expect(
      readdirSync(join(test.workspace.folder, 'temporary')).filter((name) => name.startsWith('table-')),
    ).toEqual([]);
  });
});
