import { describe, expect, it } from 'vitest';
import { definitionTables } from '../../../analysis/domain/tables/index.ts';
import type { CheckupValues } from '../../../analysis/measures/rules/checkup-values.ts';
import { guidanceLevel } from '../../../analysis/measures/rules/guidance-level.ts';
import { metabolicClass } from '../../../analysis/measures/rules/metabolic-syndrome.ts';

const tables = definitionTables();
const level = (values: CheckupValues, year = 2024) =>
  guidanceLevel(values, tables.values('guidance_level', year));
const metabolic = (values: CheckupValues) =>
  metabolicClass(values, tables.values('metabolic_syndrome', 2024));

/** Everything measured, nothing abnormal. */
const HEALTHY: CheckupValues = {
  sex: 1,
  age: 50,
  waist: 80,
  visceralFatArea: null,
  bmi: 22,
  sbp: 115,
  dbp: 70,
  triglycerideFasting: 80,
  triglycerideCasual: null,
  hdl: 60,
  glucoseFasting: 90,
  glucoseCasual: null,
  hba1c: 5.2,
  drugBp: false,
  drugGlucose: false,
  drugLipid: false,
  smoker: false,
};

const BP = { sbp: 130 };
const LIPID = { triglycerideFasting: 150 };
const SUGAR = { hba1c: 5.6 };
const SMOKE = { smoker: true };

describe('階層化: the decision table', () => {
  const rows: readonly (readonly [string, Partial<CheckupValues>, waist: number, bmi: number])[] = [
    ['no risk', {}, 3, 3],
    ['smoking alone does not count', SMOKE, 3, 3],
    ['one risk', BP, 2, 2],
    ['one risk and smoking', { ...LIPID, ...SMOKE }, 1, 2],
    ['two risks', { ...BP, ...SUGAR }, 1, 2],
    ['two risks and smoking', { ...LIPID, ...SUGAR, ...SMOKE }, 1, 1],
    ['three risks', { ...BP, ...LIPID, ...SUGAR }, 1, 1],
    ['three risks and smoking', { ...BP, ...LIPID, ...SUGAR, ...SMOKE }, 1, 1],
  ];
  it.each(rows)('%s', (_, risks, byWaist, byBmi) => {
    expect(level({ ...HEALTHY, waist: 85, ...risks })).toBe(byWaist);
    expect(level({ ...HEALTHY, bmi: 25, ...risks })).toBe(byBmi);
    expect(level({ ...HEALTHY, ...risks })).toBe(3);
    // From 65 on 積極的 becomes 動機付け.
    expect(level({ ...HEALTHY, waist: 85, ...risks, age: 64 })).toBe(byWaist);
    expect(level({ ...HEALTHY, waist: 85, ...risks, age: 65 })).toBe(byWaist === 1 ? 2 : byWaist);
    for (const drug of ['drugBp', 'drugGlucose', 'drugLipid'])
      expect(level({ ...HEALTHY, waist: 85, ...risks, [drug]: true })).toBe(3);
  });

  const borders: readonly (readonly [string, Partial<CheckupValues>, Partial<CheckupValues>])[] = [
    ['SBP 130', { sbp: 129 }, { sbp: 130 }],
    ['DBP 85', { dbp: 84 }, { dbp: 85 }],
    ['fasting TG 150', { triglycerideFasting: 149 }, { triglycerideFasting: 150 }],
    [
      'casual TG 175',
      { triglycerideFasting: null, triglycerideCasual: 174 },
      { triglycerideFasting: null, triglycerideCasual: 175 },
    ],
    ['HDL 40', { hdl: 40 }, { hdl: 39 }],
    ['FPG 100', { glucoseFasting: 99 }, { glucoseFasting: 100 }],
    [
      'casual glucose 100',
      { glucoseFasting: null, glucoseCasual: 99 },
      { glucoseFasting: null, glucoseCasual: 100 },
    ],
    ['HbA1c 5.6', { hba1c: 5.5 }, { hba1c: 5.6 }],
  ];
  it.each(borders)('border of %s', (_, below, at) => {
    expect(level({ ...HEALTHY, waist: 85, ...below })).toBe(3);
    expect(level({ ...HEALTHY, waist: 85, ...at })).toBe(2);
  });

  it('waist 85 for men, 90 for women, visceral fat 100 instead of the waist, BMI 25', () => {
    expect(level({ ...HEALTHY, ...BP, waist: 84.9 })).toBe(3);
    expect(level({ ...HEALTHY, ...BP, sex: 2, waist: 89.9 })).toBe(3);
    expect(level({ ...HEALTHY, ...BP, sex: 2, waist: 90 })).toBe(2);
    expect(level({ ...HEALTHY, ...BP, waist: 95, visceralFatArea: 99 })).toBe(3);
    expect(level({ ...HEALTHY, ...BP, visceralFatArea: 100 })).toBe(2);
    expect(level({ ...HEALTHY, ...BP, bmi: 24.9 })).toBe(3);
  });

  it('does not use a casual triglyceride before fiscal year 2024', () => {
    const values = { ...HEALTHY, waist: 85, triglycerideFasting: null, triglycerideCasual: 300 };
    expect(level(values, 2023)).toBe(4);
    expect(level(values, 2024)).toBe(2);
  });

  it('prefers the fasting sample to the casual one', () => {
    expect(level({ ...HEALTHY, waist: 85, glucoseFasting: 99, glucoseCasual: 180 })).toBe(3);
    expect(level({ ...HEALTHY, waist: 85, triglycerideFasting: 149, triglycerideCasual: 400 })).toBe(3);
  });
});

describe('階層化: missing values matter only if they can change the answer', () => {
  it.each([
    ['waist and BMI missing, a risk present', { waist: null, bmi: null, ...BP }, 4],
    ['waist and BMI missing, no risk', { waist: null, bmi: null }, 3],
    ['waist missing, BMI below, a risk', { waist: null, ...BP }, 4],
    ['waist over, BMI missing', { waist: 85, bmi: null, ...BP }, 2],
    ['BMI over, waist missing, one risk: both ways 動機付け', { waist: null, bmi: 25, ...BP }, 2],
    ['BMI over, waist missing, two risks', { waist: null, bmi: 25, ...BP, ...SUGAR }, 4],
    ['DBP missing, SBP over', { waist: 85, dbp: null, ...BP }, 2],
    ['DBP missing, SBP below', { waist: 85, dbp: null }, 4],
    ['TG missing, HDL low', { waist: 85, triglycerideFasting: null, hdl: 39 }, 2],
    ['TG missing, HDL normal', { waist: 85, triglycerideFasting: null }, 4],
    ['one glucose item is enough', { waist: 85, glucoseFasting: null, ...BP }, 2],
    ['no glucose item, one risk', { waist: 85, glucoseFasting: null, hba1c: null, ...BP }, 4],
    [
      'no glucose item, two risks: 積極的 either way',
      { waist: 85, glucoseFasting: null, hba1c: null, ...BP, ...LIPID },
      1,
    ],
    ['smoking unknown, no risk', { waist: 85, smoker: null }, 3],
    ['smoking unknown, one risk by waist', { waist: 85, smoker: null, ...BP }, 4],
    ['smoking unknown, one risk at 65', { waist: 85, smoker: null, ...BP, age: 65 }, 2],
    ['smoking unknown, one risk by BMI', { bmi: 25, smoker: null, ...BP }, 2],
    ['a drug unknown, a risk', { waist: 85, drugLipid: null, ...BP }, 4],
    ['a drug unknown, another taken', { waist: 85, drugLipid: null, drugBp: true, ...BP }, 3],
    ['a drug unknown, no risk', { waist: 85, drugLipid: null }, 3],
  ] as const)('%s', (_, values, expected) => {
    expect(level({ ...HEALTHY, ...values })).toBe(expected);
  });
});

describe('メタボリックシンドローム判定', () => {
  it.each([
    ['waist below', { waist: 84.9, ...BP, ...LIPID }, 3],
    ['waist only', { waist: 85 }, 3],
    ['one component', { waist: 85, ...BP }, 2],
    ['two components', { waist: 85, ...BP, ...LIPID }, 1],
    ['HbA1c 6.0 counts only without fasting glucose', { waist: 85, ...BP, hba1c: 6.0 }, 2],
    ['HbA1c 6.0 without fasting glucose', { waist: 85, ...BP, glucoseFasting: null, hba1c: 6.0 }, 1],
    ['HbA1c 5.9 without fasting glucose', { waist: 85, ...BP, glucoseFasting: null, hba1c: 5.9 }, 2],
    ['fasting glucose 109', { waist: 85, ...BP, glucoseFasting: 109 }, 2],
    ['fasting glucose 110', { waist: 85, ...BP, glucoseFasting: 110 }, 1],
    ['drugs are components', { waist: 85, drugBp: true, drugLipid: true }, 1],
    ['women from 90', { sex: 2, waist: 89.9, ...BP, ...LIPID }, 3],
    ['visceral fat instead of the waist', { visceralFatArea: 100, ...BP, ...LIPID }, 1],
    ['waist missing, nothing else', { waist: null }, 3],
    ['waist missing, one component', { waist: null, ...BP }, 4],
    ['glucose missing, one component', { waist: 85, ...BP, glucoseFasting: null, hba1c: null }, 4],
    ['glucose missing, two components', { waist: 85, ...BP, ...LIPID, glucoseFasting: null, hba1c: null }, 1],
    ['everything missing but a low waist', { waist: 70, sbp: null, dbp: null, hdl: null, drugBp: null }, 3],
  ] as const)('%s', (_, values, expected) => {
    expect(metabolic({ ...HEALTHY, ...values })).toBe(expected);
  });
});
