import type { StudyDefinition } from './definition.ts';

/** Covariates that guard against healthy volunteers and regression to the mean in every template. */
const BACKGROUND = [
  'age',
  'female',
  'care_area',
  'bmi',
  'sbp',
  'dbp',
  'hba1c',
  'ldl',
  'drug_bp',
  'drug_glucose',
  'drug_lipid',
  'smoker',
  'exercise_habit',
  'walking_habit',
  'readiness',
  'checkups_before',
  'log_annual_cost',
  'annual_cost',
] as const;

/**
 * Designs for the usual questions. The years are filled in for a workspace by `templatesFor`; a municipality
 * copies one into a study file and changes what differs.
 */
export function studyTemplates(years: { readonly first: number; readonly last: number }): StudyDefinition[] {
  return [walking(years), guidance(years), letters(years)];
}

function walking(years: { readonly first: number; readonly last: number }): StudyDefinition {
  const start = Math.min(years.first + 2, years.last - 1);
  return {
    format: 'ebpm-study/1',
    id: 'walking',
    title: '健康ウォーキングポイントの効果',
    question: 'ポイント事業に参加した人は、参加しなかった場合より血圧や医療費が下がったか',
    programme: 'walking',
    programmeLabel: '健康ウォーキングポイント',
    approach: 'population',
    design: 'cohort_with_comparison',
    trialYears: [start],
    baselineYear: -1,
    timeZero: 'fiscal_year_start',
    eligibility: { insurer: 'any', age: [40, 89], conditions: [], guidanceTarget: false },
    exposure: { source: 'participation', event: 'joined', graceMonths: 12 },
    covariates: [...BACKGROUND],
    outcomes: [
      {
        id: 'sbp',
        variable: 'sbp',
        year: 1,
        label: '翌年度の収縮期血圧',
        unit: 'mmHg',
        decimals: 1,
        better: 'lower',
        minimalImportantDifference: 2,
        primary: true,
        negativeControl: false,
      },
      {
        id: 'annual_cost',
        variable: 'annual_cost',
        year: 1,
        label: '翌年度の1人当たり年間医療費',
        unit: '円',
        decimals: 0,
        better: 'lower',
        minimalImportantDifference: 10_000,
        primary: false,
        negativeControl: false,
      },
    ],
    estimand: 'ATT',
    truncate: 0,
  };
}

function guidance(years: { readonly first: number; readonly last: number }): StudyDefinition {
  const trialYears: number[] = [];
  for (let year = years.first + 1; year < years.last; year++) trialYears.push(year);
  return {
    format: 'ebpm-study/1',
    id: 'guidance',
    title: '特定保健指導の効果',
    question: '指導を受けた人は、受けなかった場合よりHbA1cや体重が改善したか',
    programme: 'guidance',
    programmeLabel: '特定保健指導',
    approach: 'high_risk',
    design: 'cohort_with_comparison',
    trialYears: trialYears.length > 0 ? trialYears : [years.first],
    baselineYear: 0,
    timeZero: 'baseline_checkup',
    eligibility: { insurer: 'any', age: [40, 74], conditions: [], guidanceTarget: true },
    exposure: { source: 'guidance', event: 'first_interview', graceMonths: 11 },
    covariates: [...BACKGROUND, 'year', 'weight', 'waist'],
    outcomes: [
      {
        id: 'hba1c',
        variable: 'hba1c',
        year: 1,
        label: '翌年度のHbA1c',
        unit: '％',
        decimals: 2,
        better: 'lower',
        minimalImportantDifference: 0.1,
        primary: true,
        negativeControl: false,
      },
      {
        id: 'weight',
        variable: 'weight',
        year: 1,
        label: '翌年度の体重',
        unit: 'kg',
        decimals: 2,
        better: 'lower',
        minimalImportantDifference: 0.5,
        primary: false,
        negativeControl: false,
      },
    ],
    estimand: 'ATT',
    truncate: 0,
  };
}

function letters(years: { readonly first: number; readonly last: number }): StudyDefinition {
  const base = guidance(years);
  return {
    ...base,
    id: 'letters',
    title: '血圧の受診・減塩はがきの効果',
    question: 'はがきを受けた血圧の高い人は、受けなかった場合より血圧が下がったか',
    programme: 'letters',
    programmeLabel: '減塩はがき',
    eligibility: {
      insurer: 'any',
      age: [40, 89],
      conditions: [{ value: 'sbp', op: '>=', than: 140 }],
      guidanceTarget: false,
    },
    exposure: { source: 'participation', event: 'invited', graceMonths: 11 },
    outcomes: [
      {
        id: 'sbp',
        variable: 'sbp',
        year: 1,
        label: '翌年度の収縮期血圧',
        unit: 'mmHg',
        decimals: 1,
        better: 'lower',
        minimalImportantDifference: 2,
        primary: true,
        negativeControl: false,
      },
    ],
  };
}
