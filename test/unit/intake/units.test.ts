import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemTarget } from '../../../analysis/intake/layouts/item-codes.ts';
import { converted, headingUnit, unitConversion } from '../../../analysis/intake/layouts/units.ts';

const ITEMS = '../shared/reference/formats/tables/tokutei_items.csv';

describe('units of checkup values', () => {
  // Worked by hand: molar masses (cholesterol 386.65, glucose 180.16, creatinine 113.12) and the IFCC–NGSP line.
  it.each([
    ['height', 'm', 1.682, 168.2],
    ['weight', 'g', 60500, 60.5],
    ['ldl', 'mmol/L', 3, 116.01],
    ['glucose_fasting', 'mmol/l', 5.55, 99.99],
    ['creatinine', 'μmol/L', 88.42, 1],
    ['creatinine', 'µmol/l', 88.42, 1],
    ['hba1c', 'mmol/mol', 42, 5.99],
    ['haemoglobin', 'g/L', 145, 14.5],
    ['red_cells', '10*6/uL', 4.55, 455],
    ['sbp', 'kPa', 18.66, 139.96],
  ])('%s in %s: %d is %d', (column, unit, given, expected) => {
    const conversion = unitConversion(column, unit);
    if (typeof conversion === 'string') expect.unreachable(conversion);
    else expect(converted(given, conversion)).toBeCloseTo(expected, 1);
  });

  it.each(['', '1', 'cm', ' ＣＭ ', '㎝'])('%j is the unit of a height', (unit) => {
    expect(unitConversion('height', unit)).toBe('same');
  });

  it('knows no others', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 2 }), (unit) => {
        fc.pre(!/^\s*(cm|mm)?\s*$/i.test(unit.normalize('NFKC')) && unit.trim().length > 1);
        expect(unitConversion('height', unit)).toBe('unknown');
      }),
    );
    expect(unitConversion('q8', 'anything')).toBe('same');
  });
});

describe('units in headings', () => {
  it.each([
    ['ＨＤＬコレステロール（mg/dl）', 'HDLコレステロール', 'mg/dl'],
    ['LDL[mmol/L]', 'LDL', 'mmol/L'],
    ['身長 cm', '身長', 'cm'],
    ['身長ｃｍ', '身長', 'cm'],
    ['体重_kg', '体重', 'kg'],
    ['HbA1c%', 'HbA1c', '%'],
    ['赤血球数【10^4/μL】', '赤血球数', '10^4/μL'],
    ['クレアチニン(μmol/L)', 'クレアチニン', 'μmol/L'],
    ['尿酸(mEq/L)', '尿酸', 'mEq/L'],
  ])('%s is %s in %s', (text, name, unit) => {
    expect(headingUnit(text)).toEqual({ name, unit: unit.normalize('NFKC') });
  });

  it.each([
    'GOT（ＡＳＴ）',
    '収縮期血圧（その他）',
    '腹囲（実測）',
    'ＨｂＡ１ｃ（NGSP値）',
    '食べ方３（夜食/間食）',
    'BMI',
    'ALT',
    'cm',
    '(cm)',
    '',
  ])('%j has none', (text) => {
    expect(headingUnit(text)).toBeUndefined();
  });
});

describe.skipIf(!existsSync(ITEMS))('the published table of items', () => {
  it('gives each column the unit that its values are kept in', () => {
    const [head, ...rows] = readFileSync(ITEMS, 'utf8')
      .replace(/^\ufeff/, '')
      .trim()
      .split(/\r?\n/);
    const heads = head!.split(',');
    const at = (name: string) => heads.indexOf(name);
    let seen = 0;
    for (const row of rows.filter((line) => !line.includes('"'))) {
      const cells = row.split(',');
      const target = itemTarget(cells[at('code17')]!);
      const unit = cells[at('xml_unit')]!;
      if (target?.column === undefined || unit === '') continue;
      seen += 1;
      expect([cells[at('code17')], unitConversion(target.column, unit)]).toEqual([
        cells[at('code17')],
        'same',
      ]);
      expect(unitConversion(target.column, cells[at('unit')]!)).toBe('same');
    }
    expect(seen).toBeGreaterThan(40);
  });
});
