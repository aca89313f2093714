import { UserIssue } from '../../domain/issue.ts';
import type { StatisticContext } from '../../domain/statistic.ts';
import type { ScaledEffect } from '../../statistics/contrast.ts';
import { type DoseResponse, defaultKnots, doseResponse } from '../../statistics/dose-response.ts';
import { familyOf } from '../../statistics/glm/families.ts';
import { quantiles, variance } from '../../statistics/summary.ts';
import { healthyVolunteerCheck, missingDataCheck, type StudyCheck } from '../checks.ts';
import { buildCohort, type Cohort, pick, requireVariation } from '../cohort.ts';
import { type CovariateTerm, covariateTerms } from '../covariates.ts';
import type { StudyOf } from '../definition.ts';
import { acrossOutcomes } from '../outcome-checks.ts';
import {
  type DesignEngine,
  type EffectCandidate,
  type EffectSet,
  effectCandidate,
  type Findings,
} from '../parts.ts';
import { cohortPlan, sqlText } from '../plan.ts';
import { subgroupSets } from '../subgroups.ts';
import { studyVariable } from '../variables.ts';
import { trialHead } from '../words.ts';

type DoseStudy = StudyOf<'dose_response'>;

/** Smallest number of participants for a curve. */
const SMALLEST = 100;

/** Participants who did more against those who did less. */
export const doseEngine: DesignEngine<'dose_response'> = {
  method: (study) =>
    `参加者の中で、${study.dose.label}と結果の関係を背景で調整した回帰（直線と制限3次スプライン、HC2標準誤差とt分布の区間：MacKinnon & White 1985）。`,
  targetTrial: (study) => [
    ...trialHead(study),
    {
      item: '量',
      text: `開始日から${study.dose.months}か月の${study.dose.label}の平均（${study.dose.unit}）`,
    },
    { item: '比べるもの', text: `${study.dose.at[0]}${study.dose.unit}の人と、それより多い人` },
    { item: '結果', text: study.outcomes.map((outcome) => outcome.label).join('、') },
    { item: '前提', text: '調整した背景が同じなら、量の多い人と少ない人はほかの点で同じ' },
  ],
  prepare: async (warehouse, study, options) => {
    options.onStep?.('量の記録がある人を選んでいます', 0, 3);
    const plan = cohortPlan(study, {
      exposure: { kind: 'none' },
      newStartOnly: false,
      extras: [{ name: 'dose', kind: 'number', sql: doseSql(study) }],
    });
    const cohort = await buildCohort(warehouse, plan, options);
    requireVariation(cohort);
    options.onStep?.('背景を確かめています', 1, 3);
    const fits = study.outcomes.map((_, i) => modelOf(study, cohort, i));
    const { context, threshold } = options;
    const work: Work = { study, cohort, fits, context, threshold };
    return { diagnosis: diagnosisOf(work), findings: () => findingsOf(work) };
  },
};

function doseSql({ dose, programme }: DoseStudy): string {
  return `(SELECT avg(m.value) FROM programme_measurement m WHERE m.person_id = a.person_id
    AND m.programme_id = ${sqlText(programme)} AND m.item = ${sqlText(dose.item)} AND m.state = 0
    AND m.measured_date >= a.zero_date AND m.measured_date < a.zero_date + INTERVAL ${dose.months} MONTH)`;
}

interface Model {
  readonly rows: Uint32Array;
  readonly y: Float64Array;
  readonly dose: Float64Array;
  readonly terms: readonly CovariateTerm[];
  /** Fits when outcomes are asked for. */
  readonly fit: () => DoseResponse;
}

interface Work {
  readonly study: DoseStudy;
  readonly cohort: Cohort;
  readonly fits: readonly Model[];
  readonly context: StatisticContext;
  readonly threshold: number;
}

function modelOf(study: DoseStudy, cohort: Cohort, index: number): Model {
  const all = cohort.numbers.get('dose')!;
  const { after } = cohort.outcomes[index]!;
  const rows = Uint32Array.from(
    Array.from({ length: cohort.size }, (_, row) => row).filter(
      (row) => !Number.isNaN(all[row]) && !Number.isNaN(after[row]),
    ),
  );
  if (rows.length < SMALLEST) throw new UserIssue('refused', 'study.few_doses', { smallest: SMALLEST });
  const dose = pick(all, rows);
  const y = pick(after, rows);
  const terms = covariateTerms(cohort, rows);
  const knots = defaultKnots(dose, rows.length >= 1000 ? 4 : 3);
  if (knots.length < 3) throw new UserIssue('refused', 'study.few_doses', { smallest: SMALLEST });
  const [low, high] = quantiles(dose, [0.05, 0.95]) as [number, number];
  if (study.dose.at.some((value) => value < low - (high - low) || value > high + (high - low))) {
    throw new UserIssue('input', 'study.dose_outside', { low: Math.round(low), high: Math.round(high) });
  }
  return {
    rows,
    y,
    dose,
    terms,
    fit: () => curveOf({ y, dose, terms, knots }),
  };
}

interface Curve {
  readonly y: Float64Array;
  readonly dose: Float64Array;
  readonly terms: readonly CovariateTerm[];
  readonly knots: readonly number[];
}

function curveOf({ y, dose, terms, knots }: Curve): DoseResponse {
  return doseResponse({
    y,
    dose,
    terms: terms.map(({ term }) => term),
    covariates: terms.map(({ values }) => values),
    family: familyOf('gaussian'),
    knots,
    few: true,
  });
}

const primaryIndex = ({ outcomes }: DoseStudy): number =>
  Math.max(
    0,
    outcomes.findIndex((outcome) => outcome.primary),
  );

function diagnosisOf({ study, cohort, fits }: Work) {
  const model = fits[primaryIndex(study)]!;
  const all = cohort.numbers.get('dose')!;
  const count = (id: string, label: string, keep: (row: number) => boolean) => ({
    id,
    label,
    persons: Array.from({ length: cohort.size }, (_, row) => row).filter(keep).length,
  });
  return {
    flow: [
      count('new_start', '対象の条件を満たす', () => true),
      count('measured', `${study.dose.label}の記録がある`, (row) => !Number.isNaN(all[row])),
      ...study.outcomes.map((outcome, i) =>
        count(
          `observed_${outcome.id}`,
          `${outcome.label}が測られている`,
          (row) => !Number.isNaN(all[row]) && !Number.isNaN(cohort.outcomes[i]!.after[row]),
        ),
      ),
    ],
    checks: [
      confoundingCheck(model, study),
      baselineCheck(study),
      rangeCheck(model, study),
      missingDataCheck(cohort, model.rows),
      healthyVolunteerCheck(study.covariates),
    ],
    power: [],
  };
}

/** Traits that go with the dose: the stronger, the more the curve leans on the model. */
function confoundingCheck({ dose, terms }: Model, study: DoseStudy): StudyCheck {
  const strongest = terms
    .filter(({ reported }) => reported)
    .map(({ label, values }) => ({ label, r: Math.abs(correlation(dose, values)) }))
    .toSorted((a, b) => b.r - a.r)[0];
  const r = strongest?.r ?? 0;
  return {
    id: 'dose_confounding',
    label: `${study.dose.label}の多い人と少ない人の背景の違い`,
    verdict: r < 0.2 ? 'good' : r < 0.5 ? 'caution' : 'bad',
    explanation: `量と最も強く関係する背景は${strongest?.label ?? '—'}（相関 ${r.toFixed(2)}）。`,
    action: r < 0.2 ? '' : '量の違いの多くが背景の違いです。調整しても残る違いを割り引いて読んでください。',
  };
}

function correlation(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  const [ma, mb] = [a, b].map((values) => values.reduce((sum, value) => sum + value, 0) / n) as [
    number,
    number,
  ];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    ab += (value - ma) * (b[i]! - mb);
    aa += (value - ma) ** 2;
    bb += (b[i]! - mb) ** 2;
  });
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/** Without the value from before, a healthy person who walks more looks like an effect. */
function baselineCheck(study: DoseStudy): StudyCheck {
  const ok = study.outcomes.every(
    (outcome) => outcome.negativeControl || study.covariates.includes(outcome.variable),
  );
  return {
    id: 'reverse_causation',
    label: 'もともと健康な人が多く動く（因果の逆転）への備え',
    verdict: ok ? 'good' : 'bad',
    explanation: ok
      ? '結果と同じ項目の前の値を調整に入れています。'
      : '結果と同じ項目の前の値が調整に入っていません。',
    action: ok ? '' : '結果と同じ項目を調整項目（covariates）に加えてください。',
  };
}

function rangeCheck({ dose }: Model, study: DoseStudy): StudyCheck {
  const [low, high] = quantiles(dose, [0.05, 0.95]) as [number, number];
  const outside = study.dose.at.filter((value) => value < low || value > high).length;
  return {
    id: 'dose_range',
    label: '読み取る量の範囲に人がいるか',
    verdict: outside === 0 ? 'good' : 'caution',
    explanation:
      outside === 0
        ? '読み取る量はすべて、参加者の中ほど90％の範囲にあります。'
        : '読み取る量の一部は、参加者の少ない範囲にあります。',
    action: outside === 0 ? '' : '範囲の外の値は、曲線の延長です。使わないでください。',
  };
}

function findingsOf(work: Work): Findings {
  const { study, fits } = work;
  const fitted = fits.map((model) => model.fit());
  const index = primaryIndex(study);
  const { dose } = study;
  const step = dose.at[1]! - dose.at[0]!;
  const curve = fitted[index]!;
  const across = acrossOutcomes(
    study.multiplicity,
    fitted.map(({ trend }, i) => ({
      outcome: study.outcomes[i]!,
      effect: timesStep(trend, step),
      sd: Math.sqrt(variance(fits[i]!.y)),
    })),
  );
  return {
    effects: fitted.map(({ trend }, i) =>
      candidateOf(work, i, [
        timesStep(trend, step),
        `${dose.label}が${step.toLocaleString('ja-JP')}${dose.unit}多いごとの差（直線）`,
      ]),
    ),
    alternatives: [],
    sets: [
      {
        id: 'dose',
        kind: 'dose',
        title: `${dose.label}ごとの差（${dose.at[0]!.toLocaleString('ja-JP')}${dose.unit}と比べて）`,
        reading:
          curve.nonLinearity.p < 0.05
            ? '関係は直線ではありません。量によって増やす意味が違います。'
            : '直線からのずれは、偶然の範囲です。',
        effects: curve
          .at(dose.at.slice(1), dose.at[0]!)
          .map((point) =>
            candidateOf(work, index, [point.effect, `${point.dose.toLocaleString('ja-JP')}${dose.unit}`]),
          ),
      },
      ...leaveOneOut(work, index),
      ...subgroupSets({
        study,
        cohort: work.cohort,
        rows: fits[index]!.rows,
        threshold: work.threshold,
        estimate: (rows, { method }) => slopeOn(work, index, { rows, method }),
      }),
    ],
    figures: [],
    checks: across.checks,
    remarks: [],
    bounds: across.bounds,
  };
}

/** The slope for one step of the dose instead of one unit. */
function timesStep(trend: ScaledEffect, step: number): ScaledEffect {
  const [one, other] = [trend.ci[0] * step, trend.ci[1] * step];
  return {
    ...trend,
    estimate: trend.estimate * step,
    se: trend.se * Math.abs(step),
    ci: [Math.min(one, other), Math.max(one, other)],
  };
}

interface SlopeChoice {
  readonly rows: Uint32Array;
  readonly method: string;
  /** Covariate left out. */
  readonly without?: string;
}

/** The line again on some of the people, or with a covariate less. */
function slopeOn(
  work: Work,
  index: number,
  { rows, method, without }: SlopeChoice,
): EffectCandidate | undefined {
  const { study, cohort, fits } = work;
  if (rows.length < SMALLEST) return undefined;
  const terms = covariateTerms(cohort, rows).filter(({ source }) => source !== without);
  const dose = pick(cohort.numbers.get('dose')!, rows);
  const knots = defaultKnots(dose, 3);
  if (knots.length < 3) return undefined;
  const { trend } = curveOf({ y: pick(cohort.outcomes[index]!.after, rows), dose, terms, knots });
  const step = study.dose.at[1]! - study.dose.at[0]!;
  const part = { ...work, fits: fits.with(index, { ...fits[index]!, rows, dose, terms }) };
  return candidateOf(part, index, [timesStep(trend, step), method]);
}

/** One covariate less at a time: what recorded traits do, unrecorded ones may do as well. */
function leaveOneOut(work: Work, index: number): EffectSet[] {
  const { study, fits } = work;
  if (study.covariates.length < 2) return [];
  const { rows } = fits[index]!;
  return [
    {
      id: 'leave_one_out',
      kind: 'sensitivity',
      title: '調整項目を1つずつ外す（直線の差）',
      reading: '1つ外しただけで大きく変わる項目があれば、それに似た記録にない違いも結果を変え得ます。',
      effects: study.covariates.flatMap(
        (id) => slopeOn(work, index, { rows, method: `${studyVariable(id).label}を外す`, without: id }) ?? [],
      ),
    },
  ];
}

/** Sizes: people at or above the middle dose, and below it. */
function candidateOf(
  { study, fits, context }: Work,
  index: number,
  [effect, method]: readonly [ScaledEffect, string],
): EffectCandidate {
  const { dose, terms } = fits[index]!;
  const [middle] = quantiles(dose, [0.5]) as [number];
  const treated = dose.filter((value) => value >= middle).length;
  return effectCandidate(effect, {
    context,
    outcome: study.outcomes[index]!,
    estimand: 'ATE',
    method,
    sizes: { treated, control: dose.length - treated },
    parameters: terms.length + 5,
  });
}
