import { z } from 'zod';

/**
 * A study file: the question and the design, no data. It can be shared between municipalities.
 *
 * The design follows the target-trial frame (Hernán & Robins 2016): who is eligible, when time starts, what is
 * compared, what is measured when. Years are counted from the trial year (0); the baseline lies before time zero.
 */
const condition = z.strictObject({
  value: z.string().describe('baseline variable'),
  op: z.enum(['>=', '>', '<=', '<', '=']),
  than: z.number(),
});

const outcome = z.strictObject({
  id: z.string(),
  variable: z.string(),
  year: z.int().min(0).max(5),
  label: z.string(),
  unit: z.string(),
  decimals: z.int().min(0).max(3),
  better: z.enum(['lower', 'higher']),
  minimalImportantDifference: z.number().positive(),
  primary: z.boolean(),
  /** An outcome the programme cannot change; an estimated effect on it reveals bias. */
  negativeControl: z.boolean().default(false),
});

const subgroup = z.strictObject({
  variable: z.string(),
  label: z.string(),
  /** People at or above it against those below; binary variables need none. */
  cut: z.number().exactOptional(),
});

/** What is tried beside the main estimate; fixed with the design, before outcomes are seen. */
const sensitivity = z.strictObject({
  /** Shares of weights cut at both ends (Cole & Hernán 2008). */
  truncation: z.array(z.number().gt(0).max(0.2)).default([0.01, 0.05]),
  /** Propensity below which, and above one minus which, people are left out (Crump et al. 2009). */
  trimming: z.array(z.number().gt(0).max(0.3)).default([0.05, 0.1]),
  estimators: z.boolean().default(true),
  leaveOneOut: z.boolean().default(true),
  completeCase: z.boolean().default(true),
  /** Weights against bias from people whose outcome was not observed. */
  censoringWeights: z.boolean().default(true),
});

const exposure = z.strictObject({
  source: z.enum(['participation', 'guidance']),
  event: z.enum(['invited', 'joined', 'first_interview', 'completed']),
  /** Months after time zero within which starting counts as exposed. */
  graceMonths: z.int().min(1).max(24),
});

const identity = {
  format: z.literal('ebpm-study/1'),
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/),
  title: z.string(),
  question: z.string(),
  programme: z.string(),
  programmeLabel: z.string(),
  approach: z.enum(['population', 'high_risk']),
};

const population = {
  trialYears: z.array(z.int()).min(1),
  baselineYear: z.int().min(-3).max(0),
  timeZero: z.enum(['fiscal_year_start', 'baseline_checkup']),
  eligibility: z.strictObject({
    insurer: z.enum(['kokuho', 'kouki', 'any']),
    age: z.tuple([z.int(), z.int()]),
    conditions: z.array(condition),
    guidanceTarget: z.boolean().default(false),
    /** Whether a checkup in the baseline year is needed. */
    checkup: z.boolean().default(true),
    /** Leaves out people who are certified as needing care at time zero. */
    notCertified: z.boolean().default(false),
  }),
};

/** Groups that the effect may differ between, and how several questions are allowed for. */
const grouped = {
  subgroups: z.array(subgroup).max(6).default([]),
  multiplicity: z.enum(['none', 'holm', 'benjamini_hochberg']).default('holm'),
};

const adjusted = {
  covariates: z.array(z.string()).min(1),
  outcomes: z.array(outcome).min(1),
  ...grouped,
};

const weighting = {
  estimand: z.enum(['ATE', 'ATT', 'ATC', 'ATO', 'ATM']),
  truncate: z.number().min(0).max(0.2).default(0),
};

const cohort = z.strictObject({
  ...identity,
  ...population,
  ...adjusted,
  ...weighting,
  design: z.literal('cohort_with_comparison'),
  exposure,
  /** aipw: weighting plus an outcome regression, right when either model is (needs ATE, ATT or ATC). */
  method: z.enum(['iptw', 'aipw']).default('aipw'),
  sensitivity: sensitivity.prefault({}),
});

/** One group or several that start in different years, each against people who have not (yet) started. */
const differences = z.strictObject({
  ...identity,
  ...population,
  ...adjusted,
  design: z.literal('before_after_with_comparison'),
  exposure: exposure.omit({ graceMonths: true }),
  /** Fiscal years of the panel; at least one before the first start. */
  panel: z.array(z.int()).min(2),
  comparison: z.enum(['never', 'not_yet']).default('never'),
  /** Years before the start whose values may have decided who starts; the change is counted from before them. */
  anticipationYears: z.int().min(0).max(2).default(0),
});

/** A monthly series of the whole population, before and after something reached everybody. */
const interrupted = z.strictObject({
  ...identity,
  design: z.literal('interrupted_time_series'),
  series: z.strictObject({
    measure: z.enum(['admissions', 'outpatient_days', 'certifications', 'deaths', 'checkups']),
    insurer: z.enum(['kokuho', 'kouki', 'any']),
    age: z.tuple([z.int(), z.int()]),
    /** First and last month, e.g. 2020-04. */
    from: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
    to: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
    label: z.string(),
    better: z.enum(['lower', 'higher']),
  }),
  start: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
  /** Months at the start that belong to neither side. */
  transitionMonths: z.int().min(0).max(6).default(0),
  slopeChange: z.boolean().default(false),
  harmonics: z.int().min(0).max(3).default(2),
  family: z.enum(['quasipoisson', 'negbin']).default('quasipoisson'),
  /** Lags of the Newey–West error. */
  lag: z.int().min(0).max(24).default(6),
  minimalImportantRatio: z.number().gt(0).lt(1).default(0.95),
});

const discontinuity = z.strictObject({
  ...identity,
  ...population,
  ...adjusted,
  design: z.literal('regression_discontinuity'),
  /** Baseline value that decides, and the value from which people are offered the programme. */
  running: z.string(),
  cutoff: z.number(),
  offered: z.enum(['at_or_above', 'below']).default('at_or_above'),
  /** Given: who really took part (fuzzy); not given: everybody offered counts (sharp). */
  exposure: exposure.exactOptional(),
  bandwidth: z.number().positive().exactOptional(),
  /** Compares changes from the baseline value instead of values: as right, and narrower. */
  change: z.boolean().default(true),
  /** People closer to the cut-off than this are left out (heaping of read-off values). */
  donut: z.number().min(0).default(0),
});

const factorRule = z.strictObject({
  id: z.string(),
  label: z.string(),
  /** Arms that have it; the other arms do not. */
  arms: z.array(z.string()).min(1),
});

const randomised = z.strictObject({
  ...identity,
  ...population,
  ...adjusted,
  design: z.literal('randomised'),
  allocation: z.discriminatedUnion('unit', [
    z.strictObject({
      unit: z.literal('person'),
      treated: z.array(z.string()).min(1),
      control: z.array(z.string()).min(1),
    }),
    z.strictObject({
      unit: z.literal('district'),
      treated: z.array(z.string()).min(2),
      control: z.array(z.string()).min(2),
    }),
    z.strictObject({
      unit: z.literal('factorial'),
      arms: z.array(z.string()).min(4),
      factors: z.array(factorRule).min(2).max(4),
    }),
    z.strictObject({
      unit: z.literal('stepped_wedge'),
      /** Districts and the fiscal year from which each has the programme. */
      steps: z.array(z.strictObject({ district: z.string(), from: z.int() })).min(4),
    }),
  ]),
});

const timeToEvent = z.strictObject({
  ...identity,
  ...population,
  ...weighting,
  ...grouped,
  covariates: adjusted.covariates,
  sensitivity: sensitivity.prefault({}),
  design: z.literal('time_to_event'),
  exposure,
  event: z.enum(['care_certification', 'death', 'admission']),
  eventLabel: z.string(),
  /** Follow-up in months. */
  horizonMonths: z.int().min(6).max(120),
  minimalImportantDifference: z.number().positive(),
});

const doseResponse = z.strictObject({
  ...identity,
  ...population,
  ...adjusted,
  design: z.literal('dose_response'),
  dose: z.strictObject({
    item: z.string(),
    label: z.string(),
    unit: z.string(),
    /** Mean over these months from time zero. */
    months: z.int().min(1).max(24),
    /** Doses at which the curve is read, against the first of them. */
    at: z.array(z.number()).min(3).max(9),
  }),
});

export const studySchema = z
  .discriminatedUnion('design', [
    cohort,
    differences,
    interrupted,
    discontinuity,
    randomised,
    timeToEvent,
    doseResponse,
  ])
  .superRefine((study, context) => {
    if (study.design !== 'cohort_with_comparison' || study.method === 'iptw') return;
    if (study.estimand === 'ATO' || study.estimand === 'ATM') {
      context.addIssue({ code: 'custom', path: ['method'], message: 'aipw_estimand' });
    }
  });

export type StudyDefinition = z.infer<typeof studySchema>;
export type StudyDesign = StudyDefinition['design'];
export type StudyOf<Design extends StudyDesign> = Extract<StudyDefinition, { design: Design }>;
export type CohortStudy = StudyOf<'cohort_with_comparison'>;
/** Designs that select people; all but the series of the whole population. */
export type PersonStudy = Exclude<StudyDefinition, { design: 'interrupted_time_series' }>;
export type StudyOutcome = CohortStudy['outcomes'][number];
export type StudyExposure = CohortStudy['exposure'];

export const DESIGN_LABELS: Readonly<Record<StudyDesign, string>> = {
  cohort_with_comparison: '比較群のあるコホート（傾向スコアによる重みづけ）',
  before_after_with_comparison: '差の差（前後の変化を比較群と比べる）',
  interrupted_time_series: '分割時系列（全体の月ごとの推移）',
  regression_discontinuity: '回帰不連続（基準値のすぐ上と下を比べる）',
  randomised: '無作為に分けた比較（割り付けどおりの解析）',
  time_to_event: '発生までの期間の比較（生存時間解析）',
  dose_response: '用量反応（歩数・ポイントの多さと結果）',
};
