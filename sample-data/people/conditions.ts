/** Conditions under treatment and how likely they are; placeholder shapes, not statistics. */
import type { RiskState, Traits } from './types.ts';

/** Which institution treats it: hospital 0, clinic 1, orthopaedics 2, dialysis 3. */
export interface Condition {
  readonly codes: readonly string[];
  /** Logit at age 62, change a year, loadings on the metabolic and frailty traits, shift for women. */
  readonly logit: number;
  readonly perYear: number;
  readonly metabolic: number;
  readonly frailty: number;
  readonly women: number;
  readonly place: 0 | 1 | 2 | 3;
  readonly drugs: readonly string[];
}

const row = (
  codes: readonly string[],
  shape: readonly [logit: number, perYear: number, metabolic: number, frailty: number, women: number],
  place: 0 | 1 | 2 | 3,
  drugs: readonly string[] = [],
): Condition => {
  const [logit, perYear, metabolic, frailty, women] = shape;
  return { codes, logit, perYear, metabolic, frailty, women, place, drugs };
};

/** The first three follow the drug state of the year; their logits are not used. */
export const CONDITIONS: readonly Condition[] = [
  row(['8833421', '8840107'], [0, 0, 0, 0, 0], 1, [
    '620007818',
    '622932701',
    '622571301',
    '612170710',
    '621399302',
  ]),
  row(['2500015', '2500013', '8841691'], [0, 0, 0, 0, 0], 1, [
    '621676001',
    '622971701',
    '622342001',
    '622401201',
  ]),
  row(['8844446', '2720004', '2724007'], [0, 0, 0, 0, 0], 1, [
    '622537301',
    '622098501',
    '620002477',
    '622704001',
  ]),
  row(['7906015', '2749004'], [-2.6, 0.01, 0.6, 0, -2], 1, ['622885201', '622057201', '620003074']),
  row(['4139007', '4149007', '8837807'], [-3.3, 0.06, 0.5, 0.1, -0.6], 0, ['610443053', '622405901']),
  row(['4273006', '8846942'], [-4.1, 0.07, 0.1, 0.2, -0.6], 0, ['622081001', '622224901', '613330003']),
  row(['4289018', '4289015'], [-4.4, 0.09, 0.3, 0.5, -0.1], 0, ['620004042', '622401201']),
  row(['8838708', '4389014'], [-3.9, 0.07, 0.4, 0.2, -0.4], 0, ['622405901', '610443053']),
  row(['8847580', '8844106', '8847581'], [-4.0, 0.06, 0.4, 0.2, -0.3], 0),
  row(['8842116'], [-5.9, 0.05, 0.7, 0.2, -0.6], 3, ['620004042']),
  row(['1539004', '1519006', '1629006', '1859003', '1749008'], [-4.3, 0.04, 0, 0.3, -0.3], 0),
  row(['4939008', '8840399'], [-3.0, 0.02, 0, 0.2, 0], 1),
  row(['4779004'], [-2.7, -0.01, 0, 0, 0.2], 1),
  row(['7153018', '7240012', '8840829'], [-2.3, 0.05, 0.2, 0.2, 0.4], 2, ['620007150', '620000033']),
  row(['7330006'], [-3.6, 0.06, -0.2, 0.2, 2.3], 2, ['622042602']),
  row(['3669004', '3659003'], [-2.8, 0.06, 0, 0, 0.2], 1),
  row(['2961003', '8841702'], [-3.2, -0.005, 0, 0.3, 0.2], 0, ['610412026']),
  row(['8839792'], [-2.9, 0.04, 0, 0.4, 0.4], 1, ['622134101', '610412026']),
  row(['5301002', '5351003'], [-2.6, 0.02, 0.1, 0.2, 0.1], 1, ['620005581', '622404401']),
  row(['8840042'], [-3.2, 0.07, 0, 0.4, 0.2], 1, ['610463198']),
  row(['8842549', '8842618'], [-6.4, 0.15, 0, 0.7, 0.2], 0, ['622087301']),
  row(['8836591', '8843031'], [-3.1, 0.06, 0, 0.1, -1.6], 1),
  row(['8833504'], [-4.0, 0.02, 0, 0, 1.3], 1),
  row(['6923002', '8839248'], [-3.3, 0.015, 0, 0.1, 0], 1),
];
export const DIALYSIS_CONDITION = 9;
/** A dozen people on dialysis would make up most of the costs of a town of two thousand: there they are one or two. */
const SMALL_TOWN_DIALYSIS = row(['8842116'], [-6.3, 0.01, 0.7, 0.2, -0.6], 3, ['620004042']);

/** Short illnesses of one month, and reasons for admission by rough frequency. */
export const ACUTE: readonly string[] = [
  '4659007',
  '4660009',
  '5301002',
  '6923002',
  '8840829',
  '4871001',
  '8850104',
];
export const ADMISSION: readonly string[] = [
  '4860030',
  '5070003',
  '8208009',
  '8838708',
  '8830796',
  '8832376',
  '1539004',
  '8054003',
  '3669004',
  '8837433',
];

export interface ConditionContext {
  readonly sex: 1 | 2;
  readonly age: number;
  readonly traits: Traits;
  readonly state: RiskState;
  /** One uniform number per condition, fixed for life, so that a condition stays once it has come. */
  readonly liability: Float64Array;
  readonly smallTown: boolean;
}

/** Indices into CONDITIONS of what is under treatment in the year. */
export function activeConditions(c: ConditionContext): number[] {
  const active: number[] = [];
  if (c.state.onBloodPressureDrug) active.push(0);
  if (c.state.onGlucoseDrug) active.push(1);
  if (c.state.onLipidDrug) active.push(2);
  for (let i = 3; i < CONDITIONS.length; i++) {
    const m = c.smallTown && i === DIALYSIS_CONDITION ? SMALL_TOWN_DIALYSIS : CONDITIONS[i];
    if (m === undefined) continue;
    const x =
      m.logit +
      m.perYear * (c.age - 62) +
      m.metabolic * c.traits.metabolic +
      m.frailty * c.traits.frailty +
      (c.sex === 2 ? m.women : 0);
    if ((c.liability[i] ?? 1) < 1 / (1 + Math.exp(-x))) active.push(i);
  }
  return active;
}
