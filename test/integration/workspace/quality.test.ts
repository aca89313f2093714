import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importFiles } from '../../../analysis/workspace/import.ts';
import { qualityReport } from '../../../analysis/workspace/quality.ts';
import { freshWorkspace, type TestWorkspace } from '../intake/workspaces.ts';

/** What the dirty town gets wrong; everything else about it is in order. */
interface Dirt {
  readonly jdsAtSecondFacility?: boolean;
  readonly roundedAtFirstFacility?: boolean;
  readonly waistInInchesAtFirst?: boolean;
  readonly missingHba1cAtSecond?: boolean;
  readonly impossible?: boolean;
  readonly unregistered?: number;
  readonly yen?: boolean;
  readonly missingMonth?: boolean;
}

const PEOPLE = 300;
let test: TestWorkspace;
beforeEach(async () => {
  test = await freshWorkspace();
});
afterEach(() => test.remove());

const birth = (at: number) => `19${at % 10 === 9 ? 40 : 50 + (at % 10)}0${1 + (at % 9)}15`;

function checkup(at: number, dirt: Dirt): string {
  const first = at % 2 === 0;
  const sbp = dirt.roundedAtFirstFacility && first ? 120 + 10 * (at % 3) : 118 + ((at * 7) % 23);
  const hba1c =
    dirt.missingHba1cAtSecond && !first
      ? ''
      : 5.6 + (at % 5) / 10 - (dirt.jdsAtSecondFacility && !first ? 0.4 : 0);
  const waist = dirt.waistInInchesAtFirst && first ? 33 : 84 + (at % 7);
  const bmi = dirt.impossible && at % 10 === 0 ? 999 : 22 + (at % 4);
  return `${1000 + at},01,${birth(at)},1,20230610,${first ? '1310000001' : '1310000002'},${sbp},${78 + (at % 5)},${bmi},${waist},120,${typeof hba1c === 'number' ? hba1c.toFixed(1) : hba1c},0.8,1`;
}

async function town(dirt: Dirt): Promise<Awaited<ReturnType<typeof qualityReport>>> {
  const registered = PEOPLE - (dirt.unregistered ?? 0);
  const files: Record<string, readonly string[]> = {
    '台帳.csv': [
      '番号,枝番,生年月日,性別,資格取得日,資格喪失日',
      ...Array.from({ length: registered }, (_, at) => `${1000 + at},01,${birth(at)},1,20100401,`),
    ],
    '健診.csv': [
      '番号,枝番,生年月日,性別,健診実施年月日,健診機関コード,収縮期血圧,拡張期血圧,BMI,腹囲,LDL,HbA1c,クレアチニン,尿蛋白',
      ...Array.from({ length: PEOPLE }, (_, at) => checkup(at, dirt)),
    ],
    'レセプト.csv': [
      '番号,枝番,生年月日,性別,診療年月,入外,決定点数,診療実日数',
      ...['202304', '202305', '202306'].flatMap((month) =>
        dirt.missingMonth && month === '202305'
          ? []
          : Array.from(
              { length: 120 },
              (_, at) =>
                `${1000 + at},01,${birth(at)},1,${month},入院外,${(900 + at) * (dirt.yen ? 10 : 1)},1`,
            ),
      ),
    ],
  };
  for (const [name, lines] of Object.entries(files)) {
    writeFileSync(join(test.folder, name), `${lines.join('\r\n')}\r\n`);
  }
  const report = await importFiles(test.workspace, {
    from: Object.keys(files).map((name) => join(test.folder, name)),
  });
  expect(report.files.map(({ status }) => status)).toEqual(['loaded', 'loaded', 'loaded']);
  return qualityReport(test.workspace);
}

const findings = (report: Awaited<ReturnType<typeof qualityReport>>) =>
  Object.fromEntries(report.checks.map((check) => [check.id, check.findings.join(' ')]));

describe('the checks of the data', () => {
  it('find nothing in a town that is in order', async () => {
    const report = await town({});
    expect(report.checks.filter(({ state }) => state !== 'good')).toEqual([]);
    expect(report.checks.map(({ id }) => id)).toEqual([
      'coverage',
      'totals',
      'linkage',
      'completeness',
      'outliers',
      'digit_preference',
      'shift',
      'unit',
      'repeated',
    ]);
    expect(report.remedies).toEqual([]);
  });

  it.each<[string, Dirt, string, string]>([
    [
      'JDS values under NGSP',
      { jdsAtSecondFacility: true },
      'unit',
      '1310000002 のＨｂＡ１ｃは、ほかの機関より低め',
    ],
    [
      'rounded blood pressures',
      { roundedAtFirstFacility: true },
      'digit_preference',
      '1310000001 の収縮期血圧は、末尾が 0 の値が 5割以上',
    ],
    ['waists in inches', { waistInInchesAtFirst: true }, 'unit', '腹囲は小さすぎます'],
    [
      'an item one facility leaves out',
      { missingHba1cAtSecond: true },
      'completeness',
      '1310000002 は、ＨｂＡ１ｃが半分もそろっていません',
    ],
    [
      'impossible values',
      { impossible: true },
      'outliers',
      'ＢＭＩに、ありえない大きさや数でない値が 5%以上',
    ],
    ['yen for points', { yen: true }, 'unit', '円の列を点数として'],
    [
      'a month that is missing',
      { missingMonth: true },
      'coverage',
      '医科入院外レセプトは 2023年5月がありません',
    ],
  ])('find %s', async (_name, dirt, id, words) => {
    expect(findings(await town(dirt))[id]).toContain(words);
  });

  it('say why people are in no register and what to do, by reasons that are not somebody', async () => {
    const report = await town({ unregistered: 100 });
    expect(findings(report).linkage).toContain('特定健診は 令和5年度の突合が 90%未満です');
    expect(report.remedies).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ source: '特定健診', reason: '台帳にいない番号・生年月日・性別' }),
      ]),
    );
    // Ten of them are over 75: too few to be told apart, but counted for the gate.
    expect(report.remedies.some(({ reason }) => reason.includes('75歳'))).toBe(false);
    const table = report.tables.find(({ id }) => id === 'quality.not_linked');
    expect(table?.rows).toContainEqual({ at: ['checkup', 'age75'], values: [10] });
  });

  it('tell shares by the mark they pass only', async () => {
    const report = await town({ impossible: true, unregistered: 100, roundedAtFirstFacility: true });
    const words = report.checks.flatMap((check) => check.findings).join('');
    expect(words).not.toMatch(/\d+人|\d+\.\d+%/u);
  });
});
