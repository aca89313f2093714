import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referenceTable } from '../../../analysis/measures/reference-table.ts';
import { parseReferences, valueFor } from '../../../analysis/measures/references.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { cell, emptyWarehouse, insured, load, people } from './fixture.ts';

const HEAD = '指標ID,年度,範囲,性別,年齢階級,値,出典';
const parsed = (...rows: readonly string[]) => parseReferences([HEAD, ...rows].join('\n'), 'x.csv');
const ages = (text: string) => {
  const [value] = parsed(`m,2023,国,,${text},1,国`);
  return [value?.band, value?.bandTo];
};

describe('ages of reference values', () => {
  it('five years, wider bands, and open ones are told apart', () => {
    for (const five of ['65〜69歳', '65歳～69歳', '65-69', '65'])
      expect(ages(five), five).toEqual([65, undefined]);
    expect(ages('65〜74歳')).toEqual([65, 74]);
    for (const open of ['75歳以上', '75以上', '75歳〜']) expect(ages(open), open).toEqual([75, null]);
    expect(ages('総数')).toEqual([undefined, undefined]);
    // Bands that cut through five years, and words that only begin with a number.
    for (const odd of ['65〜73歳', '66〜70歳', '40代', '65歳未満', '74〜65歳'])
      expect(() => ages(odd), odd).toThrow('references.invalid');
  });

  it('the narrowest band that holds somebody counts, of their own sex before both', () => {
    const values = parsed(
      'm,2023,国,,65歳以上,1,国',
      'm,2023,国,,75歳以上,2,国',
      'm,2023,国,,65〜74歳,3,国',
      'm,2023,国,男,65〜74歳,4,国',
      'm,2023,国,,70〜74歳,5,国',
    );
    const value = (sex: string, start: number) => valueFor(values, sex, start)?.value;
    expect([value('2', 65), value('1', 65), value('1', 70), value('1', 75), value('1', 95)]).toEqual([
      3, 4, 5, 2, 2,
    ]);
    expect(value('1', 60)).toBeUndefined();
  });
});

describe('標準化要介護認定比 = A ÷ (B + C) × 100, with national rates of 65–74 and of 75 and over', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
    const born = (from: number, n: number, year: number) =>
      people(n, { birth_month: `${year}-05-01`, sex: 2 }).map((row, i) => ({ ...row, person_id: from + i }));
    await load(warehouse, {
      // At the end of the year: ten of 67, ten of 72, ten of 80.
      person: [...born(1, 10, 1956), ...born(11, 10, 1951), ...born(21, 10, 1943)],
      enrolment: [
        ...insured(20),
        ...insured(10, { insurer_kind: 'kouki' }).map((row, i) => ({ ...row, person_id: 21 + i })),
      ],
      care_certification: [1, 21, 22].map((person_id) => ({
        person_id,
        level: '21',
        from_date: '2023-06-01',
      })),
    });
  });
  afterAll(() => close());

  it('twenty of 65–74 at 10 % and ten older at 50 % let expect 7; three are certified', async () => {
    const values = parsed(
      'care.certified,2023,国,,65〜74歳,10,介護保険事業状況報告',
      'care.certified,2023,国,,75歳以上,50,介護保険事業状況報告',
    );
    const table = (await referenceTable(warehouse, 'care.certified', { year: 2023, values }))!;
    expect(cell(table, ['all'], 'denominator')).toBe(30);
    expect(cell(table, ['all'], 'numerator')).toBe(3);
    expect(cell(table, ['all'], 'nation_expected')).toBeCloseTo((100 * 7) / 30, 9);
    expect(cell(table, ['all'], 'nation_ratio')).toBeCloseTo((100 * 3) / 7, 9);
  });
});
