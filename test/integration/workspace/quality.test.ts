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
  /** Everybody comes again next year; their mean blood pressure rises by this much. */
  readonly nextYear?: number;
  readonly heightInMetres?: boolean;
  /** Every tenth person is there twice in the year. */
  readonly twice?: boolean;
  /** One in three leaves before the second year. */
  readonly leavers?: boolean;
}

const PEOPLE = 300;
let test: TestWorkspace;
beforeEach(async () => {
  test = await freshWorkspace();
});
afterEach(() => test.remove());

const birth = (at: number) => `19${at % 10 === 9 ? 40 : 50 + (at % 10)}0${1 + (at % 9)}15`;

function checkup(at: number, dirt: Dirt, date = '20230610', rise = 0): string {
  const first = at % 2 === 0;
  const sbp = rise + (dirt.roundedAtFirstFacility && first ? 120 + 10 * (at % 3) : 118 + ((at * 7) % 23));
  const height = dirt.heightInMetres ? '1.65' : '165.0';
  const hba1c =
    dirt.missingHba1cAtSecond && !first
      ? ''
      : 5.6 + (at % 5) / 10 - (dirt.jdsAtSecondFacility && !first ? 0.4 : 0);
  const waist = dirt.waistInInchesAtFirst && first ? 33 : 84 + (at % 7);
  const bmi = dirt.impossible && at % 10 === 0 ? 999 : 22 + (at % 4);
  return `${1000 + at},01,${birth(at)},1,${date},${first ? '1310000001' : '1310000002'},${sbp},${78 + (at % 5)},${bmi},${waist},120,${typeof hba1c === 'number' ? hba1c.toFixed(1) : hba1c},0.8,1,${height},70.0`;
}

async function town(dirt: Dirt): Promise<Awaited<ReturnType<typeof qualityReport>>> {
  const registered = PEOPLE - (dirt.unregistered ?? 0);
  const everybody = Array.from({ length: PEOPLE }, (_, at) => at);
  const end = (at: number) => (dirt.leavers && at % 3 === 0 ? '20240301' : '');
  const files: Record<string, readonly string[]> = {
    '台帳.csv': [
      '番号,枝番,生年月日,性別,資格取得日,資格喪失日',
      ...Array.from({ length: registered }, (_, at) => `${1000 + at},01,${birth(at)},1,20100401,${end(at)}`),
    ],
    '健診.csv': [
      '番号,枝番,生年月日,性別,健診実施年月日,健診機関コード,収縮期血圧,拡張期血圧,BMI,腹囲,LDL,HbA1c,クレアチニン,尿蛋白,身長,体重',
      ...everybody.map((at) => checkup(at, dirt)),
      ...(dirt.nextYear === undefined
        ? []
        : everybody.map((at) => checkup(at, dirt, '20240610', dirt.nextYear))),
      ...(dirt.twice ? everybody.filter((at) => at % 10 === 0) : []).map((at) =>
        checkup(at, dirt, '20231110'),
      ),
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

/** 120 courses that all report 2 cm and 2 kg; `waist` is what every third of them had at the evaluation. */
async function guided(waist: number): Promise<Awaited<ReturnType<typeof qualityReport>>> {
  await town({});
  const rows = Array.from({ length: 120 }, (_, at) => {
    const before = 84 + (at % 7);
    const final = at % 3 === 0 ? waist : before - 2.5;
    return `${1000 + at},01,${birth(at)},1,R5,2,20230901,20231215,${final.toFixed(1)},67.0,2,1`;
  });
  const path = join(test.folder, '保健指導.csv');
  const head =
    '番号,枝番,生年月日,性別,年度,支援レベル,初回面接実施日,実績評価日,実績評価時の腹囲,実績評価時の体重,腹囲・体重の改善,生活習慣の改善（運動習慣）';
  writeFileSync(path, `${[head, ...rows].join('\r\n')}\r\n`);
  const [file] = (await importFiles(test.workspace, { from: [path] })).files;
  expect([file?.layout, file?.rowsLoaded, file?.issues]).toEqual(['guidance_list', 120, []]);
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
      'heights in metres',
      { heightInMetres: true },
      'unit',
      '身長は半分以上が cm としてありえない値です。m の値でないか',
    ],
    ['a sudden rise', { nextYear: 9 }, 'shift', '令和6年度の収縮期血圧が前年度から急に変わっています'],
    [
      'a register that loses a third',
      { leavers: true, nextYear: 0 },
      'totals',
      '加入者が前年度から2割より大きく変わっています',
    ],
    ['the same checkup under two dates', { twice: true }, 'repeated', '特定健診を2回以上受けた'],
    [
      'a month that is missing',
      { missingMonth: true },
      'coverage',
      '医科入院外レセプトは 2023年5月がありません',
    ],
  ])('find %s', async (_name, dirt, id, words) => {
    expect(findings(await town(dirt))[id]).toContain(words);
  });

  it('tell means by year for each item in its own unit, and people from the first year of records on', async () => {
    const { tables } = await town({ nextYear: 9 });
    const sbp = tables.find(({ id }) => id === 'quality.means.sbp')!;
    expect(sbp.columns.map(({ unit }) => unit)).toEqual(['人', 'mmHg']);
    const means = sbp.rows.map(({ at, values }) => [at[0], values[1]] as const);
    expect(means.map(([year]) => year)).toEqual(['2023', '2024']);
    expect(Number(means[1]![1]) - Number(means[0]![1])).toBeCloseTo(9, 9);
    // The register goes back to 2010; nothing else does.
    const enrolled = tables.find(({ id }) => id === 'quality.enrolled')!;
    expect(enrolled.rows.map(({ at }) => at[0])).toEqual(['2023', '2024']);
  });

  it('have a place for the month in which nothing is', async () => {
    const report = await town({ missingMonth: true });
    const table = report.tables.find(({ id }) => id === 'quality.coverage.outpatient')!;
    expect(table.dimensions[0]!.levels.map(({ code }) => code)).toEqual(['2023-04', '2023-05', '2023-06']);
    expect(table.rows.map(({ at }) => at[0])).toEqual(['2023-04', '2023-06']);
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

  it('grade every analysis, with the reason', async () => {
    const grades = (report: Awaited<ReturnType<typeof town>>) =>
      Object.fromEntries(report.grades.map(({ analysis, grade, reason }) => [analysis, [grade, reason]]));
    expect(grades(await town({ nextYear: 0 }))).toEqual({
      checkup_rate: ['good', '受診者の 98%以上が資格の台帳と突合できています（令和5年度〜令和6年度）。'],
      risk_factors: ['good', '主な項目がどの年度もそろい、急な変化もありません。'],
      medical_costs: ['caution', '令和5年度は3か月分です。年度の比較では除いてください。'],
      diseases: [
        'bad',
        '傷病名マスター（b_）がないため、ICD-10 に分けられません。取り込むと、取込済みの傷病名にも付きます。',
      ],
      drugs: ['bad', 'レセプトに医薬品の明細がありません（一覧表のレセプトでは見られません）。'],
      dialysis: ['bad', 'レセプトに診療行為の明細がありません（一覧表のレセプトでは見られません）。'],
      care: ['bad', '要介護認定の一覧が取り込まれていません。'],
      guidance: ['bad', '特定保健指導のデータが取り込まれていません。'],
      effect_studies: ['bad', '事業の参加者が取り込まれていません。'],
    });
    test.remove();
    test = await freshWorkspace();
    const dirty = grades(await town({ nextYear: 9, unregistered: 20, missingHba1cAtSecond: true }));
    expect(dirty.checkup_rate).toEqual([
      'caution',
      '受診者の 90%以上が資格の台帳と突合できています（令和5年度〜令和6年度）。',
    ]);
    expect(dirty.risk_factors![0]).toBe('caution');
    expect(dirty.risk_factors![1]).toContain('ＨｂＡ１ｃが 9 割未満の年度があります');
    expect(dirty.risk_factors![1]).toContain('収縮期血圧が前年度から急に変わっています');
    test.remove();
    test = await freshWorkspace();
    expect(grades(await town({ unregistered: 100 })).checkup_rate![0]).toBe('bad');
  });

  it('hold reported achievements of guidance against waist and weight', async () => {
    const sound = await guided(80);
    expect(findings(sound).guidance_results).toBe('');
    expect(sound.grades.find(({ analysis }) => analysis === 'guidance')).toMatchObject({
      grade: 'good',
      reason: '令和5年度がそろっています。実績評価の 90%以上に腹囲・体重があります。',
    });
    expect(sound.tables.find(({ id }) => id === 'quality.guidance_results')?.rows).toEqual([
      { at: ['2023'], values: [120, 120, 100, 120, 100] },
    ]);
    test.remove();
    test = await freshWorkspace();
    expect(findings(await guided(90)).guidance_results).toContain('1割以上で、健診と実績評価の値の差');
  });

  it('are looked for anew once a batch has come or gone, and not before', async () => {
    const first = await town({});
    const reads: string[] = [];
    const { warehouse } = test.workspace;
    const all = warehouse.all.bind(warehouse);
    warehouse.all = (sql, ...rest) => {
      reads.push(sql);
      return all(sql, ...rest);
    };
    expect(await qualityReport(test.workspace)).toEqual(first);
    expect(reads.filter((sql) => !sql.includes('import_batch'))).toEqual([]);
    const path = join(test.folder, '追加.csv');
    writeFileSync(
      path,
      '番号,枝番,生年月日,性別,診療年月,入外,決定点数,診療実日数\r\n1000,01,19500115,1,202307,入院外,900,1\r\n',
    );
    await importFiles(test.workspace, { from: [path] });
    const months = (report: typeof first) =>
      report.tables.find(({ id }) => id === 'quality.coverage.outpatient')?.rows.map(({ at }) => at[0]);
    expect(months(await qualityReport(test.workspace))).toEqual([...months(first)!, '2023-07']);
  });

  it('say that costs lack a register before they say which months there are', async () => {
    const path = join(test.folder, 'レセプト.csv');
    const months = ['202304', '202305'].map((month) => `1000,01,19500115,1,${month},入院外,900,1`);
    writeFileSync(
      path,
      `番号,枝番,生年月日,性別,診療年月,入外,決定点数,診療実日数\r\n${months.join('\r\n')}\r\n`,
    );
    await importFiles(test.workspace, { from: [path] });
    const { grades } = await qualityReport(test.workspace);
    expect(grades.find(({ analysis }) => analysis === 'medical_costs')).toMatchObject({
      grade: 'bad',
      reason:
        '資格の台帳がないため、1人当たりの分母が作れません。令和5年度は2か月分です。年度の比較では除いてください。',
    });
  });

  it('say which master drugs and dialysis lack, until it is there', async () => {
    const write = (name: string, rows: readonly string[]) => {
      const path = join(test.folder, name);
      writeFileSync(path, rows.map((row) => `${row}\r\n`).join(''));
      return path;
    };
    const master = (cells: Readonly<Record<number, string>>) =>
      Array.from({ length: 150 }, (_, at) => `"${cells[at + 1] ?? ''}"`).join(',');
    const reasons = async () => {
      const { grades } = await qualityReport(test.workspace);
      return ['drugs', 'dialysis'].map((id) => {
        const found = grades.find(({ analysis }) => analysis === id)!;
        return `${found.grade} ${found.reason}`;
      });
    };
    const receipt = write('RECEIPTC.UKE', [
      'IR,2,13,1,9999999,,X,202406,00,',
      'RE,1,1112,202405,,1,19500115',
      'HO,  139999,A,1000,1,900',
      'SI,40,1,140000001,,900,1',
      'IY,21,1,620007818,1,10,28',
      'GO,1,900,99',
    ]);
    await importFiles(test.workspace, { from: [receipt] });
    expect(await reasons()).toEqual([
      'bad 医薬品マスター（y_）がないため、薬の成分に分けられません。',
      'bad 医科診療行為マスター（s_）がないため、人工透析を見分けられません。取り込むまで、透析の人数は 0 に見えます。',
    ]);
    const masters = [
      write('y.txt', [master({ 1: '0', 2: 'Y', 3: '620007818', 5: 'A', 32: '2149039F1035' })]),
      write('s.txt', [
        master({ 1: '0', 2: 'S', 3: '140000001', 5: 'B', 12: '900', 85: 'J', 92: '038', 93: '00', 94: '01' }),
      ]),
    ];
    await importFiles(test.workspace, { from: masters });
    expect(await reasons()).toEqual([
      'good マスターにあるのは、医薬品の明細の 95%以上です。',
      'good マスターにあるのは、診療行為の明細の 95%以上です。',
    ]);
  });

  it('tell shares by the mark they pass only', async () => {
    const report = await town({ impossible: true, unregistered: 100, roundedAtFirstFacility: true });
    const words = report.checks.flatMap((check) => check.findings).join('');
    expect(words).not.toMatch(/\d+人|\d+\.\d+%/u);
  });
});
