import type { StudyDefinition, StudyOutcome } from './definition.ts';
import { studyVariable } from './variables.ts';

/** A programme of the register, as far as a template needs it. */
export interface ProgrammeFacts {
  readonly id: string;
  readonly name: string;
  readonly approach: 'population' | 'high_risk';
  /** Fiscal year in which the first person joined or was invited. */
  readonly firstYear: number;
  /** Whether joining was recorded, or invitations only. */
  readonly event: 'joined' | 'invited';
}

export interface TemplateFacts {
  /** Fiscal years with checkups. */
  readonly first: number;
  readonly last: number;
  readonly programmes: readonly ProgrammeFacts[];
  readonly guidance: boolean;
}

/** Guards against healthy volunteers: who came before, and what care cost, belong in every comparison. */
const BEHAVIOUR = ['checkups_before', 'annual_cost'] as const;

const SBP: StudyOutcome = {
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
};

const COST: StudyOutcome = {
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
};

const HBA1C: StudyOutcome = {
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
};

const WEIGHT: StudyOutcome = {
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
};

/** High-risk programmes by what their name says they are for. */
const TARGETS: readonly {
  readonly name: RegExp;
  readonly condition: StudyDefinition['eligibility']['conditions'][number];
  readonly outcome: StudyOutcome;
  readonly covariates: readonly string[];
}[] = [
  {
    name: /血圧|減塩/u,
    condition: { value: 'sbp', op: '>=', than: 140 },
    outcome: SBP,
    covariates: ['sbp', 'drug_bp'],
  },
  {
    name: /糖尿|血糖|HbA1c|腎症/u,
    condition: { value: 'hba1c', op: '>=', than: 6.5 },
    outcome: HBA1C,
    covariates: ['hba1c', 'drug_glucose', 'bmi'],
  },
];

/**
 * Study files for what a workspace holds: one for guidance, one for each programme whose question is known.
 * A municipality copies one into its `studies` folder and changes what differs.
 */
export function studyTemplates(facts: TemplateFacts): StudyDefinition[] {
  const own = facts.programmes.flatMap((programme) => programmeTemplates(programme, facts));
  return facts.guidance && facts.first < facts.last ? [...own, guidance(facts)] : own;
}

function programmeTemplates(programme: ProgrammeFacts, facts: TemplateFacts): StudyDefinition[] {
  if (programme.approach === 'population') {
    return programme.firstYear - 1 >= facts.first && programme.firstYear < facts.last
      ? [populationStudy(programme)]
      : [];
  }
  const target = TARGETS.find(({ name }) => name.test(programme.name));
  const years = range(Math.max(programme.firstYear, facts.first), facts.last - 1);
  return target && years.length > 0 ? [targetedStudy(programme, target, years)] : [];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}

function studyId(programme: ProgrammeFacts): string {
  return programme.id.toLowerCase().replace(/[^a-z0-9_-]/gu, '-') || 'programme';
}

/** Offered to everybody: time starts with the year of the start, the baseline is the checkup before. */
function populationStudy(programme: ProgrammeFacts): StudyDefinition {
  return {
    format: 'ebpm-study/1',
    id: studyId(programme),
    title: `${programme.name}の効果`,
    question: `${programme.name}に参加した人は、参加しなかった場合より血圧や医療費が下がったか`,
    programme: programme.id,
    programmeLabel: programme.name,
    approach: 'population',
    design: 'cohort_with_comparison',
    trialYears: [programme.firstYear],
    baselineYear: -1,
    timeZero: 'fiscal_year_start',
    eligibility: { insurer: 'any', age: [40, 89], conditions: [], guidanceTarget: false },
    exposure: { source: 'participation', event: programme.event, graceMonths: 12 },
    covariates: [
      'age',
      'female',
      'care_area',
      'sbp',
      'bmi',
      'exercise_habit',
      'smoker',
      'drug_bp',
      ...BEHAVIOUR,
    ],
    outcomes: [SBP, COST],
    estimand: 'ATT',
    method: 'aipw',
    truncate: 0,
  };
}

/** Offered to people above a value: everybody above it at the year's checkup is compared. */
function targetedStudy(
  programme: ProgrammeFacts,
  target: (typeof TARGETS)[number],
  trialYears: readonly number[],
): StudyDefinition {
  const { value, than } = target.condition;
  const { label, unit } = studyVariable(value);
  return {
    ...populationStudy(programme),
    question: `${programme.name}が届いた人（${label} ${than}${unit}以上）は、届かなかった場合より値が下がったか`,
    approach: 'high_risk',
    trialYears: [...trialYears],
    baselineYear: 0,
    timeZero: 'baseline_checkup',
    eligibility: { insurer: 'any', age: [40, 74], conditions: [target.condition], guidanceTarget: false },
    exposure: { source: 'participation', event: programme.event, graceMonths: 11 },
    covariates: [...new Set(['age', 'female', 'year', ...target.covariates, 'smoker', ...BEHAVIOUR])],
    outcomes: [target.outcome],
  };
}

function guidance({ first, last }: TemplateFacts): StudyDefinition {
  return {
    format: 'ebpm-study/1',
    id: 'guidance',
    title: '特定保健指導の効果',
    question: '指導を受けた人は、受けなかった場合よりHbA1cや体重が改善したか',
    programme: 'guidance',
    programmeLabel: '特定保健指導',
    approach: 'high_risk',
    design: 'cohort_with_comparison',
    trialYears: range(first, last - 1),
    baselineYear: 0,
    timeZero: 'baseline_checkup',
    eligibility: { insurer: 'any', age: [40, 74], conditions: [], guidanceTarget: true },
    exposure: { source: 'guidance', event: 'first_interview', graceMonths: 11 },
    covariates: ['age', 'female', 'year', 'hba1c', 'weight', 'sbp', 'readiness', 'smoker', ...BEHAVIOUR],
    outcomes: [HBA1C, WEIGHT],
    // Who takes part is nearly settled by value and readiness: the overlap population is where a comparison exists.
    estimand: 'ATO',
    method: 'iptw',
    truncate: 0,
  };
}
