import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definitionTables } from '../../../analysis/domain/tables/index.ts';
import { findMeasure } from '../../../analysis/measures/catalogue.ts';
import { referenceTable } from '../../../analysis/measures/reference-table.ts';
import {
  loadReferences,
  parseReferences,
  reportedReferences,
} from '../../../analysis/measures/references.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { ownTable } from '../../support/definition-table.ts';
import { cell, emptyWarehouse, type FixtureRow, load } from './fixture.ts';

const CSV = `指標ID,年度,範囲,性別,年齢階級,値,出典
checkup.uptake,2023,国,男,50〜54歳,30,"法定報告, 全国"
checkup.uptake,2023,国,男,60〜64歳,50%,"法定報告, 全国"
checkup.uptake,2023,国,,,40.1,"法定報告, 全国"
checkup.uptake,2023,県,男,,38.2,県の資料
`;

describe('reference values of prefecture, nation and same-size municipalities', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
    const person: FixtureRow[] = [];
    const enrolment: FixtureRow[] = [];
    const checkup: FixtureRow[] = [];
    const claim: FixtureRow[] = [];
    const district = ['d1', 'd2'].map((code) => ({
      district_code: code,
      name: code,
      level: 'school_district',
    }));
    // 100 men of 51 (40 examined), 100 men of 61 (60 examined).
    for (let id = 1; id <= 200; id++) {
      person.push({ person_id: id, birth_month: id <= 100 ? '1972-05-01' : '1962-05-01', sex: 1 });
      enrolment.push({ person_id: id, from_date: '2020-04-01', district_code: id % 2 === 0 ? 'd1' : 'd2' });
      claim.push({
        claim_id: id,
        person_id: id,
        month: '2023-06-01',
        days: 1,
        points: 240,
        yen: id % 2 === 0 ? 4000 : 800,
      });
      if (id <= 40 || (id > 100 && id <= 160))
        checkup.push({ checkup_id: id, person_id: id, exam_date: '2023-07-01', fiscal_year: 2023 });
    }
    const report = { report: '地域の全体像', fiscal_year: 2023, item: 'メタボ該当率', unit: '%' };
    const aggregate_report = [
      { ...report, area: 'nation', sex: '男', age_band: '50歳～54歳', value: 32.6 },
      { ...report, area: 'own', sex: '男', age_band: '50歳～54歳', value: 30 },
      { ...report, area: 'prefecture', sex: '女', age_band: '計', value: 11 },
    ];
    await load(warehouse, { person, enrolment, checkup, claim, district, aggregate_report });
  });
  afterAll(() => close());

  it('own value, published whole, value under the own age structure, ratio with Byar limits', async () => {
    const values = parseReferences(CSV, '国.csv');
    const table = (await referenceTable(warehouse, 'checkup.uptake', { year: 2023, values }))!;
    const value = (sex: string, column: string) => cell(table, [sex], column);
    expect(value('1', 'value')).toBe(50);
    expect(value('all', 'nation')).toBe(40.1);
    expect(value('1', 'prefecture')).toBe(38.2);
    // 100 × 30 % + 100 × 50 % = 80 expected, 100 observed.
    expect(value('1', 'nation_expected')).toBeCloseTo(40, 9);
    expect(value('1', 'nation_ratio')).toBeCloseTo(125, 9);
    // Byar for 100: 81.36 and 121.63.
    expect(value('1', 'nation_ratio_lower')).toBeCloseTo((100 * 81.364) / 80, 2);
    expect(value('1', 'nation_ratio_upper')).toBeCloseTo((100 * 121.6265) / 80, 2);
    expect(value('1', 'prefecture_ratio')).toBeNull();
    expect(table.context.source).toContain('法定報告, 全国');
    expect(await referenceTable(warehouse, 'checkup.uptake', { year: 2022, values })).toBeUndefined();
  });

  it('districts, each with what the reference would give its own people; money as a ratio with its own limits', async () => {
    const values = parseReferences(CSV, '国.csv');
    const table = (await referenceTable(warehouse, 'checkup.uptake', {
      year: 2023,
      values,
      by: 'district',
    }))!;
    expect(table.dimensions[0]?.levels.map(({ code }) => code)).toEqual(['all', 'd1', 'd2', 'unknown']);
    expect(cell(table, ['d1'], 'denominator')).toBe(100);
    // 50 men of 51 at 30 % and 50 of 61 at 50 % are expected to give 40; 40 + 10 of them came.
    expect(cell(table, ['d1'], 'nation_expected')).toBeCloseTo(40, 9);
    expect(cell(table, ['d1'], 'nation_ratio')).toBeCloseTo(
      (100 * cell(table, ['d1'], 'numerator')!) / 40,
      9,
    );
    expect(cell(table, ['d1'], 'nation')).toBe(40.1);
    const cost = parseReferences(
      `指標ID,年度,範囲,性別,年齢階級,値,出典
cost.per_person.kokuho,2023,県,男,50〜54歳,1000,県
cost.per_person.kokuho,2023,県,男,60〜64歳,3000,県
`,
      '県.csv',
    );
    const money = (await referenceTable(warehouse, 'cost.per_person.kokuho', { year: 2023, values: cost }))!;
    // 200 men cost 2,400 yen each; the prefecture's prices would give 2,000.
    expect(cell(money, ['1'], 'value')).toBeCloseTo(2400, 9);
    expect(cell(money, ['1'], 'prefecture_expected')).toBeCloseTo(2000, 9);
    expect(cell(money, ['1'], 'prefecture_ratio')).toBeCloseTo(120, 9);
    const limits = ['value_lower', 'value_upper'].map((id) => cell(money, ['1'], id)! / 20);
    expect(cell(money, ['1'], 'prefecture_ratio_lower')).toBeCloseTo(limits[0]!, 9);
    expect(cell(money, ['1'], 'prefecture_ratio_upper')).toBeCloseTo(limits[1]!, 9);
  });

  it('items of imported KDB-style reports count for the measure that the table gives them to', async () => {
    const found = await reportedReferences(
      warehouse,
      findMeasure('checkup.metabolic_reported'),
      2023,
      definitionTables(),
    );
    expect(found.unclear).toEqual([]);
    expect(found.values).toEqual([
      expect.objectContaining({ area: 'nation', sex: '1', band: 50, value: 32.6 }),
      expect.objectContaining({ area: 'prefecture', sex: '2', value: 11 }),
    ]);
  });

  it('an item is the same with its unit in brackets and in letters of either width; in another unit it is not', async () => {
    const names = [
      '1人当たり医療費(円)',
      '１人当たり医療費（円）',
      '一人当たり医療費 （単位：円）',
      '1人当たり医療費',
      '1人当たり医療費（千円）',
      '1人当たり医療費（入院）',
    ];
    const row = {
      report: '国民健康保険事業年報',
      fiscal_year: 2021,
      area: 'prefecture',
      sex: '合計',
      age_band: '計',
    };
    await warehouse.run('DELETE FROM aggregate_report WHERE fiscal_year = 2021');
    for (const [value, item] of names.entries())
      await warehouse.run(
        `INSERT INTO aggregate_report (batch_id, report, fiscal_year, area, sex, age_band, item, value)
         VALUES (1, $report, $fiscal_year, $area, $sex, $age_band, $item, $value)`,
        { ...row, item, value },
      );
    const found = await reportedReferences(
      warehouse,
      findMeasure('cost.per_person.kokuho'),
      2021,
      definitionTables(),
    );
    expect(found.values.map(({ value, sex, area }) => [value, sex, area])).toEqual(
      [0, 1, 2, 3].map((value) => [value, undefined, 'prefecture']),
    );
    await warehouse.run('DELETE FROM aggregate_report WHERE fiscal_year = 2021');
  });

  it('an amount a month is compared as a year’s and says so; of unknown period it is not compared', async () => {
    const cost = findMeasure('cost.per_person.kokuho');
    const row = {
      fiscal_year: 2023,
      area: 'prefecture',
      sex: '合計',
      age_band: '計',
      item: '1人当たり医療費',
    };
    for (const [report, value] of [
      ['Ｓ２１_００１ 地域の全体像の把握', 210],
      ['医療費の状況', 205],
    ] as const)
      await warehouse.run(
        `INSERT INTO aggregate_report (batch_id, report, fiscal_year, area, sex, age_band, item, value)
         VALUES (1, $report, $fiscal_year, $area, $sex, $age_band, $item, $value)`,
        { ...row, report, value },
      );
    const found = await reportedReferences(warehouse, cost, 2023, definitionTables());
    expect(found.unclear).toEqual(['医療費の状況']);
    expect(found.values).toEqual([expect.objectContaining({ value: 2520, monthly: true })]);
    expect(found.values[0]!.source).toContain('（月額）');
    const table = (await referenceTable(warehouse, cost.id, { year: 2023, values: found.values }))!;
    expect(cell(table, ['all'], 'prefecture')).toBe(2520);
    expect(table.columns.find(({ id }) => id === 'prefecture')!.label).toBe('県・月額×12');
    expect(table.context.caveats.join('')).toContain('年額＝月額×12');
    // A municipality that knows its report says so in its own version of the table.
    const own = (items: readonly unknown[]) =>
      definitionTables([ownTable('reference_items', { [cost.id]: items }, { source: '町の帳票で確認' })]);
    const yearly = own([{ item: '1人当たり医療費', per: 'year', reports: ['医療費の状況'] }]);
    const sure = await reportedReferences(warehouse, cost, 2023, yearly);
    expect(sure.unclear).toEqual([]);
    expect(sure.values).toEqual([expect.objectContaining({ value: 205 })]);
    expect(sure.values[0]).not.toHaveProperty('monthly');
    // A plain name says nothing of the period, which money needs and a share does not.
    const unsaid = await reportedReferences(warehouse, cost, 2023, own(['1人当たり医療費']));
    expect(unsaid.values).toEqual([]);
    expect(unsaid.unclear).toHaveLength(2);
    await warehouse.run(`DELETE FROM aggregate_report WHERE item = $item AND fiscal_year = 2023`, {
      item: row.item,
    });
  });

  it('a file of one’s own says which amounts are a month’s', async () => {
    const own = parseReferences(
      '指標ID,年度,範囲,期間,値,出典\ncost.per_person.kokuho,2023,県,月額,210,県\ncost.per_person.kokuho,2023,国,,2400,国\n',
      'a.csv',
    );
    expect(own.map(({ value, monthly }) => [value, monthly])).toEqual([
      [2520, true],
      [2400, undefined],
    ]);
    const table = (await referenceTable(warehouse, 'cost.per_person.kokuho', { year: 2023, values: own }))!;
    expect(table.columns.find(({ id }) => id === 'nation')!.label).toBe('国');
    const wrong = '指標ID,年度,範囲,期間,値,出典\ncost.per_person.kokuho,2023,県,週,210,県\n';
    expect(() => parseReferences(wrong, 'b.csv')).toThrow('references.invalid');
  });

  it('reads Shift_JIS, names file, line and column of a fault, keeps the other files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'references-'));
    // The code page has its own wave.
    writeFileSync(join(folder, 'a.csv'), iconv.encode(CSV.replaceAll('〜', '～'), 'cp932'));
    writeFileSync(join(folder, 'b.csv'), CSV.replace('県,男', '市,男'));
    writeFileSync(join(folder, 'c.csv'), CSV.replace('出典', 'memo'));
    const { values, issues } = loadReferences(folder);
    rmSync(folder, { recursive: true });
    expect(values).toHaveLength(4);
    expect(issues.map(({ params }) => [params.file, params.line, params.column])).toEqual([
      ['b.csv', 5, '範囲'],
      ['c.csv', 1, '出典'],
    ]);
  });
});
