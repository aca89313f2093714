import type { StudyInput } from '../../../analysis/studies/template-parts.ts';
import { CAMPAIGN, NO_CAMPAIGN, STEPS } from './design-town.ts';

export const identity = {
  format: 'ebpm-study/1' as const,
  id: 'design',
  title: '設計の試験',
  question: '見つかるか',
  programmeLabel: '事業',
  approach: 'population' as const,
};

export const people = {
  trialYears: [2021],
  baselineYear: 0,
  timeZero: 'fiscal_year_start' as const,
  eligibility: { insurer: 'any' as const, age: [40, 99] as [number, number], conditions: [] },
};

export function outcome(variable: string, unit: string, important: number, year = 1) {
  return {
    id: variable,
    variable,
    year,
    label: variable,
    unit,
    decimals: 2,
    better: 'lower' as const,
    minimalImportantDifference: important,
    primary: true,
  };
}

/** One study of each design about the town of `designTown`. */
export const STUDIES: Readonly<Record<string, StudyInput>> = {
  staggered: {
    ...identity,
    ...people,
    programme: 'staggered',
    design: 'before_after_with_comparison',
    trialYears: [2019],
    exposure: { source: 'participation', event: 'joined' },
    panel: [2019, 2020, 2021, 2022, 2023],
    covariates: ['age', 'female'],
    outcomes: [outcome('sbp', 'mmHg', 2)],
  },
  threshold: {
    ...identity,
    ...people,
    programme: 'threshold',
    design: 'regression_discontinuity',
    timeZero: 'baseline_checkup',
    exposure: { source: 'participation', event: 'joined', graceMonths: 12 },
    running: 'hba1c',
    cutoff: 6.5,
    covariates: ['age', 'female', 'sbp'],
    outcomes: [outcome('hba1c', '％', 0.1)],
  },
  letter: {
    ...identity,
    ...people,
    programme: 'letter',
    design: 'randomised',
    allocation: { unit: 'person', treated: ['treated'], control: ['control'] },
    covariates: ['age', 'female', 'ldl'],
    outcomes: [outcome('ldl', 'mg/dL', 3)],
  },
  card: {
    ...identity,
    ...people,
    programme: 'card',
    design: 'randomised',
    allocation: {
      unit: 'factorial',
      arms: ['PD', 'P-', '-D', '--'],
      factors: [
        { id: 'picture', label: '絵', arms: ['PD', 'P-'] },
        { id: 'deadline', label: '期限', arms: ['PD', '-D'] },
      ],
    },
    covariates: ['age', 'hdl'],
    outcomes: [outcome('hdl', 'mg/dL', 1)],
  },
  campaign: {
    ...identity,
    ...people,
    programme: 'campaign',
    design: 'randomised',
    allocation: { unit: 'district', treated: CAMPAIGN, control: NO_CAMPAIGN },
    covariates: ['age', 'ggt'],
    outcomes: [outcome('ggt', 'U/L', 2)],
  },
  wedge: {
    ...identity,
    ...people,
    programme: 'wedge',
    design: 'randomised',
    trialYears: [2019, 2020, 2021, 2022, 2023],
    allocation: { unit: 'stepped_wedge', steps: STEPS },
    covariates: ['age', 'female'],
    outcomes: [outcome('weight', 'kg', 0.5, 0)],
  },
  dose: {
    ...identity,
    ...people,
    programme: 'walk',
    design: 'dose_response',
    covariates: ['age', 'female', 'dbp'],
    outcomes: [outcome('dbp', 'mmHg', 1)],
    dose: { item: 'steps', label: '1日の歩数', unit: '歩', months: 12, at: [4000, 5000, 7000, 9000] },
  },
  class: {
    ...identity,
    ...people,
    programme: 'class',
    design: 'time_to_event',
    eligibility: { ...people.eligibility, notCertified: true },
    exposure: { source: 'participation', event: 'joined', graceMonths: 12 },
    covariates: ['age', 'female', 'checkups_before', 'annual_cost'],
    estimand: 'ATT',
    event: 'care_certification',
    eventLabel: '要介護認定',
    horizonMonths: 20,
    minimalImportantDifference: 3,
  },
  series: {
    ...identity,
    programme: 'series',
    design: 'interrupted_time_series',
    series: {
      measure: 'admissions',
      insurer: 'any',
      age: [40, 99],
      from: '2019-04',
      to: '2024-03',
      label: '入院',
      better: 'lower',
    },
    start: '2022-04',
    harmonics: 1,
  },
};
