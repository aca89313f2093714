/**
 * Risk factors over years: a shared metabolic trait, a stable part, a slowly changing part (AR 1) and, at the
 * checkup, measurement noise. Means and spreads are placeholders that make screens plausible, not statistics.
 */
import { Rng } from '../random.ts';
import type { Person, RiskState, Sex, Traits } from './types.ts';
import { FACTOR, FACTOR_COUNT } from './types.ts';

interface FactorModel {
  /** Shares of variance: shared trait, stable, slowly changing; the rest is measurement noise. */
  readonly trait: number;
  readonly stable: number;
  readonly drift: number;
  readonly sign: 1 | -1;
}

const DEFAULT_MODEL: FactorModel = { trait: 0.12, stable: 0.48, drift: 0.2, sign: 1 };
const MODELS: readonly FactorModel[] = (() => {
  const models: FactorModel[] = Array.from({ length: FACTOR_COUNT }, () => DEFAULT_MODEL);
  models[FACTOR.sbp] = { trait: 0.12, stable: 0.58, drift: 0.12, sign: 1 };
  models[FACTOR.bmi] = { trait: 0.36, stable: 0.57, drift: 0.06, sign: 1 };
  models[FACTOR.hba1c] = { trait: 0.2, stable: 0.33, drift: 0.2, sign: 1 };
  models[FACTOR.hdl] = { trait: 0.15, stable: 0.55, drift: 0.15, sign: -1 };
  models[FACTOR.creatinine] = { trait: 0.02, stable: 0.78, drift: 0.1, sign: 1 };
  models[FACTOR.haemoglobin] = { trait: 0, stable: 0.6, drift: 0.2, sign: 1 };
  return models;
})();
const DRIFT_MEMORY = 0.5;
const DRIFT_RENEWAL = Math.sqrt(1 - DRIFT_MEMORY * DRIFT_MEMORY);

function modelOf(factor: number): FactorModel {
  return MODELS[factor] ?? DEFAULT_MODEL;
}

/** Standard deviation of the measurement noise in latent units. */
export function noiseSd(factor: number): number {
  const m = modelOf(factor);
  return Math.sqrt(Math.max(0, 1 - m.trait - m.stable - m.drift));
}

/** The lasting traits of a person. */
export function drawTraits(seed: number, person: Person): Traits {
  const rng = new Rng(seed, person.index, 3);
  const stable = new Float64Array(FACTOR_COUNT);
  for (let k = 0; k < FACTOR_COUNT; k++) stable[k] = rng.normal();
  return {
    metabolic: rng.normal(),
    conscious: rng.normal(),
    frailty: rng.normal(),
    costliness: rng.normal(),
    active: rng.normal(),
    stable,
    heightCm: person.sex === 1 ? 167.5 + 6 * rng.normal() : 154.8 + 5.5 * rng.normal(),
  };
}

/** States for each fiscal year of the window, ages at its end given by `ageIn`. */
export function drawRiskStates(
  seed: number,
  person: Person,
  traits: Traits,
  ages: readonly { fiscalYear: number; age: number }[],
): RiskState[] {
  const rng = new Rng(seed, person.index, 4);
  const drift = new Float64Array(FACTOR_COUNT);
  for (let k = 0; k < FACTOR_COUNT; k++) drift[k] = rng.normal();
  const states: RiskState[] = [];
  let previous: RiskState | undefined;
  for (const { fiscalYear, age } of ages) {
    const units = unitsOf(traits, drift);
    previous = nextState(rng, { person, age, fiscalYear, units, previous });
    states.push(previous);
    for (let k = 0; k < FACTOR_COUNT; k++) {
      drift[k] = DRIFT_MEMORY * (drift[k] ?? 0) + DRIFT_RENEWAL * rng.normal();
    }
  }
  return states;
}

function unitsOf(traits: Traits, drift: Float64Array): Float64Array {
  const units = new Float64Array(FACTOR_COUNT);
  for (let k = 0; k < FACTOR_COUNT; k++) {
    const m = modelOf(k);
    units[k] =
      m.sign * Math.sqrt(m.trait) * traits.metabolic +
      Math.sqrt(m.stable) * (traits.stable[k] ?? 0) +
      Math.sqrt(m.drift) * (drift[k] ?? 0);
  }
  return units;
}

interface Step {
  readonly person: Person;
  readonly age: number;
  readonly fiscalYear: number;
  readonly units: Float64Array;
  readonly previous: RiskState | undefined;
}

/** Drugs start on high true values, and once started mostly stay. */
function nextState(rng: Rng, step: Step): RiskState {
  const { person, age, units, previous } = step;
  const sbp = naturalValue(FACTOR.sbp, units[FACTOR.sbp] ?? 0, person.sex, age);
  const hba1c = naturalValue(FACTOR.hba1c, units[FACTOR.hba1c] ?? 0, person.sex, age);
  const ldl = naturalValue(FACTOR.ldl, units[FACTOR.ldl] ?? 0, person.sex, age);
  const adult = age >= 30;
  return {
    fiscalYear: step.fiscalYear,
    units,
    onBloodPressureDrug: onDrug(rng, previous?.onBloodPressureDrug, adult ? (sbp - 136) / 8 : -9),
    onGlucoseDrug: onDrug(rng, previous?.onGlucoseDrug, adult ? (hba1c - 6.75) / 0.25 : -9),
    onLipidDrug: onDrug(rng, previous?.onLipidDrug, adult ? (ldl - 152) / 13 : -9),
    smoking: nextSmoking(rng, step),
  };
}

function onDrug(rng: Rng, before: boolean | undefined, excess: number): boolean {
  const draw = rng.next();
  if (before === true) return draw < 0.97;
  const ever = 1 / (1 + Math.exp(-1.4 * excess));
  return draw < (before === undefined ? 0.85 * ever : 0.16 * ever);
}

function nextSmoking(rng: Rng, step: Step): 0 | 1 | 2 {
  const draw = rng.next();
  const before = step.previous?.smoking;
  if (before === 2) return draw < 0.05 ? 1 : 2;
  if (before !== undefined) return before;
  if (step.age < 20) return 0;
  const current = step.person.sex === 1 ? 0.29 : 0.09;
  const former = step.person.sex === 1 ? 0.36 : 0.09;
  const fade = step.age > 64 ? 0.65 : 1;
  if (draw < current * fade) return 2;
  return draw < current * fade + former ? 1 : 0;
}

const MEANS: readonly (readonly [male: number, female: number, perYear: number, sd: number])[] = (() => {
  const rows: (readonly [number, number, number, number])[] = [];
  rows[FACTOR.sbp] = [131, 128, 0.42, 16.5];
  rows[FACTOR.dbp] = [79, 74.5, -0.12, 10.5];
  rows[FACTOR.bmi] = [23.7, 22.4, -0.03, 3.3];
  rows[FACTOR.hba1c] = [5.66, 5.62, 0.006, 0.32];
  rows[FACTOR.tg] = [4.7, 4.46, 0, 0.5];
  rows[FACTOR.hdl] = [57, 68, 0, 14.5];
  rows[FACTOR.ldl] = [124, 129, -0.35, 30];
  rows[FACTOR.alt] = [3.02, 2.83, -0.008, 0.42];
  rows[FACTOR.ggt] = [3.45, 2.92, -0.004, 0.6];
  rows[FACTOR.creatinine] = [-0.17, -0.47, 0.004, 0.16];
  rows[FACTOR.urate] = [6, 4.75, 0, 1.2];
  rows[FACTOR.haemoglobin] = [14.9, 13.2, -0.025, 1.1];
  return rows;
})();

/** Natural value of a factor from its latent units, without drugs or programmes. */
export function naturalValue(factor: number, unit: number, sex: Sex, age: number): number {
  const [male, female, perYear, sd] = MEANS[factor] ?? [0, 0, 0, 1];
  const centre = (sex === 1 ? male : female) + perYear * (Math.min(age, 90) - 62);
  if (factor === FACTOR.hba1c) {
    const upper = Math.max(0, unit - 0.5);
    return centre + sd * unit + 0.1 * upper * upper;
  }
  if (factor === FACTOR.bmi) return Math.max(14.5, centre + sd * (unit + 0.12 * (unit * unit - 1)));
  const linear = centre + sd * unit;
  const logarithmic =
    factor === FACTOR.tg || factor === FACTOR.alt || factor === FACTOR.ggt || factor === FACTOR.creatinine;
  return logarithmic ? Math.exp(linear) : linear;
}
