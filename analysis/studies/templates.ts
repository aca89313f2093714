import type { CohortStudy, StudyDefinition } from './definition.ts';
import {
  BEHAVIOUR,
  completed,
  OUTCOMES,
  type ProgrammeFacts,
  range,
  studyId,
  type TemplateFacts,
  yearsOfStarts,
} from './template-parts.ts';
import { studyVariable } from './variables.ts';

export type { ProgrammeFacts, TemplateFacts } from './template-parts.ts';

/** High-risk programmes by what their name says they are for. */
const TARGETS: readonly {
  readonly name: RegExp;
  readonly condition: CohortStudy['eligibility']['conditions'][number];
  readonly outcomes: CohortStudy['outcomes'];
  readonly covariates: readonly string[];
}[] = [
  {
    name: /血圧|減塩/u,
    condition: { value: 'sbp', op: '>=', than: 140 },
    outcomes: [OUTCOMES.sbp],
    covariates: ['sbp', 'drug_bp'],
  },
  {
    name: /糖尿|血糖|HbA1c|腎症|透析/u,
    condition: { value: 'hba1c', op: '>=', than: 6.5 },
    outcomes: [OUTCOMES.hba1c, OUTCOMES.egfr],
    covariates: ['hba1c', 'egfr', 'drug_glucose', 'bmi'],
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
  const years = yearsOfStarts(programme, facts);
  return target && years.length > 0 ? [targetedStudy(programme, target, years)] : [];
}

/** Offered to everybody: time starts with the year of the start, the baseline is the checkup before. */
export function populationStudy(programme: ProgrammeFacts): StudyDefinition {
  return completed({
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
    eligibility: { insurer: 'any', age: [40, 89], conditions: [] },
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
    outcomes: [OUTCOMES.sbp, OUTCOMES.cost],
    estimand: 'ATT',
    subgroups: [
      { variable: 'female', label: '男女' },
      { variable: 'age', label: '年齢', cut: 65 },
    ],
  });
}

/** Offered to people above a value: everybody above it at the year's checkup is compared. */
function targetedStudy(
  programme: ProgrammeFacts,
  target: (typeof TARGETS)[number],
  trialYears: readonly number[],
): StudyDefinition {
  const { value, than } = target.condition;
  const { label, unit } = studyVariable(value);
  return completed({
    format: 'ebpm-study/1',
    id: studyId(programme),
    title: `${programme.name}の効果`,
    question: `${programme.name}が届いた人（${label} ${than}${unit}以上）は、届かなかった場合より値が下がったか`,
    programme: programme.id,
    programmeLabel: programme.name,
    approach: 'high_risk',
    design: 'cohort_with_comparison',
    trialYears: [...trialYears],
    baselineYear: 0,
    timeZero: 'baseline_checkup',
    eligibility: { insurer: 'any', age: [40, 74], conditions: [target.condition] },
    exposure: { source: 'participation', event: programme.event, graceMonths: 11 },
    covariates: [...new Set(['age', 'female', 'year', ...target.covariates, 'smoker', ...BEHAVIOUR])],
    outcomes: [...target.outcomes],
    estimand: 'ATT',
    subgroups: [{ variable: 'female', label: '男女' }],
  });
}

function guidance({ first, last }: TemplateFacts): StudyDefinition {
  return completed({
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
    outcomes: [OUTCOMES.hba1c, OUTCOMES.weight],
    // Who takes part is nearly settled by value and readiness: the overlap population is where a comparison exists.
    estimand: 'ATO',
    method: 'iptw',
    subgroups: [{ variable: 'female', label: '男女' }],
  });
}
