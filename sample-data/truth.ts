/** truth.json: effects that were built in, recounts, and the dirt that was put in. */

import { walkingYear } from './people/course.ts';
import { EFFECTS, SECULAR } from './people/programmes.ts';
import type { Tally } from './tally.ts';
import type { DirtRecord } from './writers/dirt.ts';

export interface TrueEffect {
  readonly programme: string;
  readonly programme_code: string;
  readonly outcome: string;
  readonly unit: string;
  readonly estimand: 'ATE' | 'ATT';
  readonly scale: 'difference';
  readonly value: number;
  readonly baseline_fiscal_years: readonly number[];
  readonly outcome_fiscal_years: readonly number[];
  readonly definition: string;
  readonly covariates: readonly string[];
}

interface TruthInput {
  readonly seed: number;
  readonly people: number;
  readonly years: number;
  readonly firstYear: number;
  readonly command: string;
  readonly tally: Tally;
  readonly dirt: readonly DirtRecord[];
}

const WALKING_COVARIATES = [
  'age (年度末年齢)',
  'sex',
  'care area (日常生活圏域)',
  'checkup attended last fiscal year',
  'checkup attended the fiscal year before',
  'SBP at last fiscal year’s checkup',
  '30-minute exercise habit (質問票10) at last fiscal year’s checkup',
  'current smoking (質問票8) at last fiscal year’s checkup',
  'medical cost of last fiscal year in yen (医科+調剤), linear',
] as const;
const GUIDANCE_COVARIATES = [
  'HbA1c',
  'weight',
  'SBP',
  'readiness (質問票21, 1–5, linear)',
  'age (年度末年齢)',
  'sex',
] as const;
const LETTER_COVARIATES = ['SBP', 'age (年度末年齢)', 'sex', 'blood-pressure drug (質問票1)'] as const;

/** The document as a plain object, keys in a fixed order. */
export function truthDocument(x: TruthInput): Record<string, unknown> {
  return {
    note: 'すべて架空です。Everything is synthetic; the effects below were built in by the generator.',
    generator: {
      command: x.command,
      seed: x.seed,
      people: x.people,
      years: x.years,
      first_fiscal_year: x.firstYear,
      last_fiscal_year: x.firstYear + x.years - 1,
      walking_fiscal_year: walkingYear(x),
    },
    effects: effects(x),
    secular: {
      definition:
        'Changes that reach participants and others alike from the fiscal year in which walking starts; a before–after comparison mistakes them for an effect.',
      sbp_mmhg: SECULAR.sbpFromWalkingYear,
      steps_per_day: SECULAR.stepsFromWalkingYear,
    },
    recounts: {
      definitions: DEFINITIONS,
      persons_in_window: x.tally.persons,
      enrolled_at_last_year_end_by_area: x.tally.enrolledByArea(),
      by_fiscal_year: x.tally.recounts(),
    },
    dirt: x.dirt,
  };
}

function effects(x: TruthInput): TrueEffect[] {
  const last = x.firstYear + x.years - 1;
  return [...walkingEffects(x, last), ...guidanceEffects(x, last), letterEffect(x, last)];
}

type Outcome = Pick<
  TrueEffect,
  'outcome' | 'unit' | 'estimand' | 'value' | 'outcome_fiscal_years' | 'definition'
>;

function walkingEffects(x: TruthInput, last: number): TrueEffect[] {
  const start = walkingYear(x);
  if (start === x.firstYear) return [];
  const years = [start, start + 1].filter((y) => y <= last);
  const outcomes = [
    ...WALKING_CONSTANTS.flatMap((o) => bothEstimands({ ...o, outcome_fiscal_years: years })),
    ...years.flatMap((y) => walkingCosts(x, start, y)),
  ];
  return outcomes.map((outcome) => ({
    programme: 'walking',
    programme_code: 'P01',
    scale: 'difference',
    baseline_fiscal_years: [start - 1],
    covariates: WALKING_COVARIATES,
    ...outcome,
  }));
}

/** A constant effect is the same on everybody and on the treated. */
function bothEstimands(o: Omit<Outcome, 'estimand'>): Outcome[] {
  return (['ATE', 'ATT'] as const).map((estimand) => ({ ...o, estimand }));
}

const WALKING_CONSTANTS: readonly Omit<Outcome, 'estimand' | 'outcome_fiscal_years'>[] = [
  {
    outcome: 'sbp',
    unit: 'mmHg',
    value: EFFECTS.walking.sbp,
    definition:
      'Shift of the recorded systolic pressure at every checkup while taking part; all joined before the checkups of the first year began and nobody left before the third.',
  },
  {
    outcome: 'dbp',
    unit: 'mmHg',
    value: EFFECTS.walking.dbp,
    definition: 'As for SBP; where the recorded DBP would come closer than 12 mmHg to SBP it is cut.',
  },
  {
    outcome: 'steps_per_day',
    unit: 'steps',
    value: EFFECTS.walking.stepsPerDay,
    definition: 'Shift of the November pedometer survey (歩数調査) while taking part.',
  },
];

function walkingCosts(x: TruthInput, start: number, year: number): Outcome[] {
  const c = x.tally.walkingCost(year);
  const population = `persons insured (国保 or 後期) on every day of ${year}, 40 or older by 31 March ${start} and insured on 8 April ${start}`;
  const effect = `Each person loses ${-EFFECTS.walking.annualPoints} points, or all outpatient and dispensing points above the basic fee if fewer; dialysis and admissions are untouched. In the first year receipts from June on.`;
  const definition = `Mean over ${year} of (points with − points without) × 10 yen, 医科 + 調剤 by 診療年月, among ${population}. ${effect}`;
  const shared = { outcome: 'annual_cost_yen', unit: 'yen per person-year', outcome_fiscal_years: [year] };
  return [
    { ...shared, estimand: 'ATE', value: c.ate, definition: `${definition} All eligible (${c.eligible}).` },
    {
      ...shared,
      estimand: 'ATT',
      value: c.att,
      definition: `${definition} Those who joined (${c.participants}).`,
    },
  ];
}

function guidanceEffects(x: TruthInput, last: number): TrueEffect[] {
  const baseline = Array.from({ length: x.years - 1 }, (_, i) => x.firstYear + i);
  const make = (outcome: string, unit: string, value: number): TrueEffect[] =>
    (['ATE', 'ATT'] as const).map((estimand) => ({
      programme: 'guidance',
      programme_code: 'H01',
      outcome,
      unit,
      estimand,
      scale: 'difference',
      value,
      baseline_fiscal_years: baseline,
      outcome_fiscal_years: baseline.map((y) => y + 1).filter((y) => y <= last),
      definition:
        'Shift of the value recorded at the checkup of the next fiscal year for whoever had a first interview after the baseline checkup, compared with the other persons whom 階層化 selected (level 1 or 2). It lasts that one year. Completing the support makes no difference.',
      covariates: GUIDANCE_COVARIATES,
    }));
  return [...make('hba1c', '%', EFFECTS.guidance.hba1c), ...make('weight', 'kg', EFFECTS.guidance.weightKg)];
}

function letterEffect(x: TruthInput, last: number): TrueEffect {
  const baseline = Array.from({ length: x.years - 1 }, (_, i) => x.firstYear + i);
  return {
    programme: 'salt_letter',
    programme_code: 'H02',
    outcome: 'sbp',
    unit: 'mmHg',
    estimand: 'ATE',
    scale: 'difference',
    value: EFFECTS.letter.sbp,
    baseline_fiscal_years: baseline,
    outcome_fiscal_years: baseline.map((y) => y + 1).filter((y) => y <= last),
    definition:
      'No effect. Among examinees of 特定健診 with SBP ≥ 140, those to whom the postcard was sent against the others; SBP at the next fiscal year’s checkup.',
    covariates: LETTER_COVARIATES,
  };
}

const DEFINITIONS: Readonly<Record<string, string>> = {
  persons_kokuho: 'Persons with at least one day of 国保 in the fiscal year (1 April – 31 March).',
  persons_koki: 'Persons with at least one day of 後期高齢者医療 in the fiscal year.',
  persons_any: 'Persons with at least one day of either.',
  enrolled_at_year_end: 'Insured on 31 March. 資格喪失日 in the files is the day after the last covered day.',
  checkup_eligible:
    '国保 on every day of the fiscal year and 40–74 at its end by 年齢計算ニ関スル法律 (born on 1 April counts as the older).',
  checkup_eligible_examined: 'Of these, persons with a 特定健診 in the fiscal year.',
  checkup_examinees:
    'Persons with a 特定健診 in the fiscal year, eligible all year or not. At most one checkup a person and year.',
  koki_checkup_examinees: 'Persons with a 後期高齢者健診 in the fiscal year.',
  metabolic_syndrome: 'Examinees of 特定健診 with メタボ判定 1; _pre: 2.',
  points:
    'Sum of 合計点数 (HO) by fiscal year of 診療年月, 医科 and 調剤; meals are not in points. Cost in yen = points × 10.',
  certified_at_year_end:
    'Persons insured on 31 March with a certification whose term includes that day (要支援1 – 要介護5).',
  guidance:
    'By fiscal year of the checkup: level 1 (intensive) and 2 (motivational) selected, with a first interview, with a final evaluation, dropped out; called: calls noted down in the list of 勧奨.',
  walking_joined:
    'Participants by fiscal year of joining; active_at_year_end: joined and not left on 31 March (whether still insured or not).',
  letters_sent: 'Postcards by fiscal year of the checkup that led to them.',
};
