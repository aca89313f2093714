/** What a checkup writes down: the state of the year plus measurement noise, drugs and programme effects. */
import { ageAtFiscalYearEnd, type Day } from '../calendar.ts';
import { power, type Rng } from '../random.ts';
import { guidanceLevel, metabolicSyndrome } from './classify.ts';
import { drawFrailtyAnswers, drawQuestionnaire } from './questionnaire.ts';
import { naturalValue, noiseSd } from './risk.ts';
import type { Checkup, Insurer, Person, RiskState, Traits } from './types.ts';
import { FACTOR } from './types.ts';

/** Additive shifts on recorded values, from programmes and from the calendar. */
export interface Shifts {
  readonly sbp: number;
  readonly dbp: number;
  readonly hba1c: number;
  readonly weight: number;
}

export interface CheckupContext {
  readonly person: Person;
  readonly traits: Traits;
  readonly state: RiskState;
  readonly kind: Insurer;
  readonly day: Day;
  readonly facility: number;
  readonly shifts: Shifts;
  readonly hadGuidance: boolean;
}

const BP_DRUG = -14;
const GLUCOSE_DRUG = -0.7;
const LDL_DRUG = -38;

/** Draws one checkup. */
export function drawCheckup(rng: Rng, c: CheckupContext): Checkup {
  const age = ageAtFiscalYearEnd(c.person.birth, c.state.fiscalYear);
  const measure = (factor: number): number =>
    naturalValue(factor, (c.state.units[factor] ?? 0) + noiseSd(factor) * rng.normal(), c.person.sex, age);
  const height = round(c.traits.heightCm - Math.max(0, age - 60) * 0.06 + 0.2 * rng.normal(), 1);
  const weight = round((measure(FACTOR.bmi) * height * height) / 10000 + c.shifts.weight, 1);
  const bmi = round((weight * 10000) / (height * height), 1);
  const waist = round(waistOf(c.person.sex, bmi, age) + 2.6 * rng.normal(), 1);
  const pressure = drawPressure(rng, c, measure);
  const fasting = rng.chance(0.8) ? 2 : 3;
  const blood = drawBlood(rng, c, { age, fasting, measure });
  const answers = drawQuestionnaire(rng, { ...c, age, bmi });
  const inputs = { ...pressure, ...blood, ...answers, waist, bmi, fasting, sex: c.person.sex } as const;
  const risk = { ...inputs, ageAtFiscalYearEnd: age, currentSmoker: answers.smoking === 2 };
  return {
    kind: c.kind,
    fiscalYear: c.state.fiscalYear,
    day: c.day,
    facility: c.facility,
    height,
    weight,
    bmi,
    waist,
    ...pressure,
    fasting,
    ...blood,
    metabolic: metabolicSyndrome(risk),
    level: c.kind === 'kokuho' ? guidanceLevel(risk) : 3,
    answers,
    frailtyAnswers:
      c.kind === 'koki'
        ? drawFrailtyAnswers(rng, c.traits.frailty + (age - 80) * 0.07, answers.smoking, c.traits.active)
        : undefined,
  };
}

function waistOf(sex: 1 | 2, bmi: number, age: number): number {
  return sex === 1
    ? 86.3 + 2.5 * (bmi - 23.7) + 0.05 * (age - 62)
    : 82 + 2.4 * (bmi - 22.4) + 0.12 * (age - 62);
}

function drawPressure(rng: Rng, c: CheckupContext, measure: (factor: number) => number) {
  const natural = measure(FACTOR.sbp);
  const drug = c.state.onBloodPressureDrug ? BP_DRUG : 0;
  const age = ageAtFiscalYearEnd(c.person.birth, c.state.fiscalYear);
  const centre = naturalValue(FACTOR.sbp, 0, c.person.sex, age);
  const sbp = clamp(Math.round(natural + drug + c.shifts.sbp), 78, 240);
  const dbpNatural =
    naturalValue(FACTOR.dbp, 0, c.person.sex, age) + 0.4 * (natural - centre) + 6.5 * rng.normal();
  const dbp = clamp(Math.round(dbpNatural + 0.5 * drug + c.shifts.dbp), 38, Math.min(140, sbp - 12));
  return { sbp, dbp };
}

interface BloodContext {
  readonly age: number;
  readonly fasting: 2 | 3;
  readonly measure: (factor: number) => number;
}

function drawBlood(rng: Rng, c: CheckupContext, b: BloodContext) {
  const { measure } = b;
  const natural = measure(FACTOR.hba1c);
  const hba1c = round(
    clamp(natural + (c.state.onGlucoseDrug ? GLUCOSE_DRUG : 0) + c.shifts.hba1c, 4.2, 14),
    1,
  );
  const glucose = Math.round(
    clamp(96 + 21 * (hba1c - 5.65) + 6 * rng.normal() + (b.fasting === 3 ? 8 : 0), 60, 420),
  );
  const creatinine = round(clamp(measure(FACTOR.creatinine), 0.3, 12), 2);
  const alt = Math.round(clamp(measure(FACTOR.alt), 5, 340));
  return {
    hba1c,
    glucose,
    tg: Math.round(clamp(measure(FACTOR.tg) * (b.fasting === 3 ? 1.25 : 1), 22, 1490)),
    hdl: Math.round(clamp(measure(FACTOR.hdl), 16, 129)),
    ldl: Math.round(clamp(measure(FACTOR.ldl) + (c.state.onLipidDrug ? LDL_DRUG : 0), 25, 298)),
    ast: Math.round(clamp(9 + 0.62 * alt + 3 * rng.normal(), 9, 290)),
    alt,
    ggt: Math.round(clamp(measure(FACTOR.ggt), 6, 780)),
    creatinine,
    egfr: round(
      194 * power(creatinine, -1.094) * power(Math.max(b.age, 18), -0.287) * (c.person.sex === 2 ? 0.739 : 1),
      1,
    ),
    urate: round(clamp(measure(FACTOR.urate), 1.2, 11.8), 1),
    haemoglobin: round(clamp(measure(FACTOR.haemoglobin), 6, 19), 1),
    urineProtein: rng.weighted([86, 9, 3.4, 1.2, 0.4]) + 1,
    urineSugar:
      hba1c > 7 ? rng.weighted([55, 10, 12, 13, 10]) + 1 : rng.weighted([97, 1.5, 0.8, 0.4, 0.3]) + 1,
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/** Rounds half up to the given number of decimals, 0 to 2. */
export function round(value: number, decimals: number): number {
  const scale = decimals === 0 ? 1 : decimals === 1 ? 10 : 100;
  return Math.round(value * scale) / scale;
}
