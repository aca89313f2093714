import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importFiles } from '../../../analysis/workspace/import.ts';
import { freshWorkspace, type TestWorkspace } from './workspaces.ts';

let test: TestWorkspace;

beforeEach(async () => {
  test = await freshWorkspace();
});
afterEach(() => test.remove());

const PERSON = '被保険者証記号,被保険者証番号,枝番,生年月日,性別,健診実施年月日';

function load(headings: string, row: (at: number) => string, rows = 25) {
  const path = join(test.folder, '健診.csv');
  const lines = Array.from(
    { length: rows },
    (_, at) => `架国,${1001 + at},01,1958/3/${(at % 28) + 1},1,R5.6.10,${row(at)}`,
  );
  writeFileSync(path, `${[`${PERSON},${headings}`, ...lines].join('\r\n')}\r\n`);
  return importFiles(test.workspace, { from: [path] });
}

const issue = (report: Awaited<ReturnType<typeof load>>, code: string) =>
  report.files[0]!.issues.filter((each) => each.code === code).map(({ column, count }) => [column, count]);

describe('a list whose headings end with units', () => {
  it('is known by the names before them, and what has another unit is converted', async () => {
    const report = await load(
      '身長(m),体重 kg,収縮期血圧（mmHg）,ＬＤＬコレステロール[mmol/L],クレアチニン（μmol/L）,HbA1c%',
      () => '1.682,60.5,132,3,88.42,5.6',
    );
    expect(report.files[0]!.layout).toBe('checkup_list');
    const [row] = await test.workspace.warehouse.all(
      'SELECT DISTINCT height, weight, sbp, ldl, creatinine, hba1c FROM checkup',
    );
    // Worked by hand: 1.682 m; 3 mmol/L of cholesterol (38.67 mg/dL each); 88.42 μmol/L of creatinine (1 mg/dL).
    expect(row).toMatchObject({ weight: 60.5, sbp: 132, hba1c: 5.6 });
    expect(row!.height).toBeCloseTo(168.2, 6);
    expect(row!.ldl).toBeCloseTo(116.01, 6);
    expect(row!.creatinine).toBeCloseTo(1, 3);
    expect(issue(report, 'value.unit_converted').map(([column]) => column)).toEqual([
      '身長(m)',
      'ＬＤＬコレステロール[mmol/L]',
      'クレアチニン（μmol/L）',
    ]);
    expect(issue(report, 'value.scale_suspected')).toEqual([]);
  });

  it('is not read where nothing is known of the unit, and says so', async () => {
    const report = await load('腹囲,収縮期血圧,尿酸（mEq/L）', () => '88,132,0.3');
    expect(issue(report, 'value.unit_unknown')).toEqual([['尿酸（mEq/L）', 1]]);
    expect(await test.number('SELECT count(uric_acid) FROM checkup')).toBe(0);
    expect(await test.number('SELECT count(waist) FROM checkup')).toBe(25);
  });
});

describe('a column most of whose values are of another size', () => {
  it('is told, whether the values are believed or not', async () => {
    const report = await load(
      '身長,収縮期血圧,LDL,HDL',
      (at) => `1.${at + 50},132,${(2.5 + at / 50).toFixed(2)},60`,
    );
    expect(issue(report, 'value.scale_suspected').map(([column]) => column)).toEqual(['身長', 'LDL']);
  });

  it('is not told of a few, nor of words', async () => {
    const few = await load('身長,収縮期血圧,LDL', (at) => `${at < 12 ? 1.68 : 168},132,溶血`);
    expect(issue(few, 'value.scale_suspected')).toEqual([]);
    expect(issue(few, 'value.out_of_range')).toEqual([['身長', 12]]);
  });
});
