import { describe, expect, it } from 'vitest';
import { guidanceLevel, metabolicSyndrome, type RiskInputs } from '../../../sample-data/people/classify.ts';

/** A man of 55 with a waist of 90 and no risk at all. */
const wide: RiskInputs = {
  sex: 1,
  ageAtFiscalYearEnd: 55,
  waist: 90,
  bmi: 24,
  sbp: 118,
  dbp: 74,
  tg: 90,
  fasting: 2,
  hdl: 60,
  glucose: 90,
  hba1c: 5.3,
  currentSmoker: false,
  bpDrug: false,
  glucoseDrug: false,
  lipidDrug: false,
};
const slimWaist: RiskInputs = { ...wide, waist: 84.9, bmi: 26 };
const BP = { sbp: 130 };
const LIPID = { tg: 150 };
const SUGAR = { hba1c: 5.6 };
const SMOKES = { currentSmoker: true };

describe('階層化', () => {
  it.each([
    ['no risk', {}, 3],
    ['smoking alone does not count', SMOKES, 3],
    ['one', BP, 2],
    ['one and smoking', { ...BP, ...SMOKES }, 1],
    ['two', { ...BP, ...LIPID }, 1],
    ['three', { ...BP, ...LIPID, ...SUGAR }, 1],
  ] as const)('waist: %s', (_, risks, level) => {
    expect(guidanceLevel({ ...wide, ...risks })).toBe(level);
  });

  it.each([
    ['one', BP, 2],
    ['one and smoking', { ...BP, ...SMOKES }, 2],
    ['two', { ...BP, ...LIPID }, 2],
    ['two and smoking', { ...BP, ...LIPID, ...SMOKES }, 1],
    ['three', { ...BP, ...LIPID, ...SUGAR }, 1],
  ] as const)('BMI only: %s', (_, risks, level) => {
    expect(guidanceLevel({ ...slimWaist, ...risks })).toBe(level);
  });

  it('is motivational from 65 on, never for who takes drugs, and none without waist or BMI', () => {
    const high = { ...wide, ...BP, ...LIPID };
    expect(guidanceLevel({ ...high, ageAtFiscalYearEnd: 65 })).toBe(2);
    expect(guidanceLevel({ ...high, lipidDrug: true })).toBe(3);
    expect(guidanceLevel({ ...high, waist: 80, bmi: 24.9 })).toBe(3);
    expect(guidanceLevel({ ...high, sex: 2, waist: 89.9 })).toBe(3);
  });

  it('takes 175 for casual triglycerides', () => {
    expect(guidanceLevel({ ...wide, tg: 174, fasting: 3 })).toBe(3);
    expect(guidanceLevel({ ...wide, tg: 175, fasting: 3 })).toBe(2);
  });
});

describe('メタボ判定', () => {
  it('needs the waist, counts drugs, and reads fasting glucose before HbA1c', () => {
    expect(metabolicSyndrome(wide)).toBe(3);
    expect(metabolicSyndrome({ ...wide, ...BP })).toBe(2);
    expect(metabolicSyndrome({ ...wide, ...BP, lipidDrug: true })).toBe(1);
    expect(metabolicSyndrome({ ...slimWaist, ...BP, ...LIPID })).toBe(3);
    expect(metabolicSyndrome({ ...wide, hba1c: 6.2, glucose: 109 })).toBe(3);
    expect(metabolicSyndrome({ ...wide, hba1c: 6.2, glucose: 109, fasting: 3 })).toBe(2);
  });
});
