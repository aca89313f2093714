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

async function issuesOf(name: string, ...lines: readonly string[]) {
  const path = join(test.folder, name);
  writeFileSync(path, `${lines.join('\r\n')}\r\n`);
  const { files } = await importFiles(test.workspace, { from: [path] });
  return files[0]!.issues.map(({ code, severity, firstLine, count }) => [code, severity, firstLine, count]);
}

describe('rows that contradict themselves are kept, and told', () => {
  it('of a checkup: ahead of today, before the birth, pressures the wrong way round', async () => {
    const told = await issuesOf(
      '健診.csv',
      '番号,生年月日,性別,健診実施年月日,収縮期血圧,拡張期血圧',
      '1,1950-01-01,男,2024-05-01,120,70',
      '2,1951-01-01,女,2189-05-01,120,70',
      '3,1952-03-15,女,1950-05-01,120,70',
      '4,1953-01-01,男,2024-05-01,70,120',
      '5,1953-01-01,男,2024-05-01,80,80',
      // Born in the month of the exam: only the month is kept of a birth, and it is no contradiction.
      '6,2024-05-20,男,2024-05-01,90,60',
    );
    expect(told).toEqual([
      ['date.before_birth', 'warning', 4, 1],
      ['date.in_future', 'warning', 3, 1],
      ['value.pressure_reversed', 'warning', 5, 2],
    ]);
    expect(await test.number('SELECT count(*) FROM checkup')).toBe(6);
  });

  it('of a register: an end before the beginning; an end that lies ahead is none', async () => {
    const told = await issuesOf(
      '台帳.csv',
      '番号,枝番,生年月日,性別,資格取得日,資格喪失日',
      '1,01,S33.3.15,男,R2.4.1,R2.3.1',
      '2,01,S34.3.15,女,R2.4.1,2190-04-01',
      '3,01,S60.3.15,女,S59.4.1,',
    );
    expect(told).toEqual([
      ['date.before_birth', 'warning', 4, 1],
      ['date.ends_before_start', 'warning', 2, 1],
    ]);
  });

  it('of receipts: months that lie ahead', async () => {
    const told = await issuesOf(
      'レセプト.csv',
      '被保険者証番号,枝番,生年月日,性別,診療年月,入外区分,医療機関コード,診療実日数,合計点数',
      '1,01,19500101,1,202405,入院外,1310000001,1,500',
      '1,01,19500101,1,219005,入院外,1310000001,1,500',
    );
    expect(told).toEqual([['date.in_future', 'warning', 3, 1]]);
  });

  it('none of them is told of what is in order, and a file of headings alone is told', async () => {
    expect(
      await issuesOf(
        '健診.csv',
        '番号,生年月日,性別,健診実施年月日,収縮期血圧',
        '1,1950-01-01,男,2024-05-01,120',
      ),
    ).toEqual([]);
    expect(await issuesOf('空.csv', '番号,生年月日,性別,健診実施年月日,収縮期血圧')).toEqual([
      ['row.none', 'warning', undefined, 1],
    ]);
  });
});
