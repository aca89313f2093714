/** `effect survival`: time to an event — Kaplan–Meier, log-rank, Cox, restricted means, competing events. */
import { UserIssue } from '../../domain/issue.ts';
import { normalEffect } from '../../statistics/contrast.ts';
import { conditionDesign } from '../../statistics/design.ts';
import { SingularMatrix } from '../../statistics/linear-algebra.ts';
import { fitPropensity, SeparationError } from '../../statistics/propensity.ts';
import { quantiles } from '../../statistics/summary.ts';
import { type CoxFit, coxRobustCovariance, fitCox, type Ties } from '../../statistics/survival/cox.ts';
import { proportionalityTests, survivalConcordance } from '../../statistics/survival/cox-checks.ts';
import {
  kaplanMeier,
  logRank,
  medianSurvival,
  type RestrictedMean,
  restrictedMean,
  type SurvivalCurve,
  survivalAt,
  survivalInterval,
} from '../../statistics/survival/kaplan-meier.ts';
import type { SurvivalData } from '../../statistics/survival/risk-sets.ts';
import { weightedRestrictedMean } from '../../statistics/survival/weighted-mean.ts';
import { type Estimand, propensityWeights, stabilise } from '../../statistics/weights.ts';
import { clusterAt, treatmentVector } from './cohort-frame.ts';
import { COMMON_OPTIONS } from './cohort-options.ts';
import { readTable } from './csv.ts';
import { completeRows, designOf, factorAt, modelTerms, numbersAt } from './frame.ts';
import { type OptionTable, type ParsedOptions, parseOptions } from './options.ts';
import type { DesignResult, Warning } from './result.ts';
import { competingReport, type SurvivalCohort } from './survival-competing.ts';

export const SURVIVAL_OPTIONS: OptionTable = {
  ...COMMON_OPTIONS,
  time: { kind: 'text', required: true, help: '追跡期間の列（0より大きい数）' },
  event: {
    kind: 'text',
    required: true,
    help: '事象の列（0/1、または 1=打ち切り 2=事象）。--competing では 0/1/2',
  },
  treatment: { kind: 'text', required: true, help: '介入の有無の列' },
  treated: { kind: 'text', help: '介入群とみなす区分' },
  covariates: { kind: 'list', help: '共変量の列（Coxモデル、または --weighting の傾向スコア）' },
  categorical: { kind: 'list', help: '区分として扱う共変量' },
  quadratic: { kind: 'list', help: '2乗の項も加える共変量' },
  ties: { kind: 'text', choices: ['efron', 'breslow'], help: '同時刻の扱い（既定 efron）' },
  weighting: {
    kind: 'text',
    choices: ['none', 'ate', 'att', 'atc', 'ato', 'atm'],
    help: '傾向スコアによる重み（既定 none＝共変量で調整）',
  },
  competing: {
    kind: 'flag',
    help: '事象の列の2を競合する事象（死亡など）として、累積発生率、部分分布ハザード比（Fine–Gray）、Gray の検定を加える',
  },
  times: { kind: 'list', help: '生存率を示す時点（カンマ区切り）' },
  horizon: { kind: 'number', min: 0, help: '境界内平均生存時間の期間（既定は両群の観察期間の短い方）' },
  cluster: { kind: 'text', help: '頑健標準誤差をまとめる列' },
};

function eventCodes(
  raw: Float64Array,
  column: string,
  competing: boolean,
): { event: Float64Array; cause: Float64Array } {
  const values = new Set(raw);
  const allowed = (set: readonly number[]): boolean => [...values].every((v) => set.includes(v));
  if (competing && allowed([0, 1, 2])) return { cause: raw, event: raw.map((v) => (v === 1 ? 1 : 0)) };
  if (!competing && allowed([0, 1])) return { cause: raw, event: raw };
  if (!competing && allowed([1, 2])) {
    const event = raw.map((v) => v - 1);
    return { cause: event, event };
  }
  throw new UserIssue('input', 'effect.event-codes', { column });
}

async function readCohort(options: ParsedOptions, signal: AbortSignal | undefined): Promise<SurvivalCohort> {
  const categorical = new Set(options.list('categorical'));
  const quadratic = new Set(options.list('quadratic'));
  const covariates = [...new Set([...options.list('covariates'), ...categorical, ...quadratic])];
  const [time, event, treatment] = [
    options.required('time'),
    options.required('event'),
    options.required('treatment'),
  ];
  const cluster = options.text('cluster');
  const numeric = [time, event, ...covariates.filter((c) => !categorical.has(c))];
  const labelled = [treatment, ...categorical, ...(cluster === undefined ? [] : [cluster])];
  const table = await readTable(options.required('table'), { numeric, labelled, signal });
  const rows = completeRows(table, [...numeric, ...labelled]);
  if (rows.length < 10)
    throw new UserIssue('input', 'effect.too-few-rows', { rows: rows.length, minimum: 10 });
  const times = numbersAt(table, time, rows);
  if (!times.every((v) => v > 0)) throw new UserIssue('input', 'effect.time-not-positive', { column: time });
  const factor = factorAt(table, treatment, rows);
  const { z, term } = treatmentVector(factor, treatment, options.text('treated'));
  return {
    time: times,
    ...eventCodes(numbersAt(table, event, rows), event, options.flag('competing')),
    z,
    treatmentTerm: term,
    levels: factor.levels,
    terms: modelTerms(table, rows, { covariates, categorical, quadratic }),
    cluster: cluster === undefined ? undefined : clusterAt(table, cluster, rows),
    dropped: table.rows - rows.length,
  };
}

function weightsOf(cohort: SurvivalCohort, weighting: string): Float64Array | undefined {
  if (weighting === 'none') return undefined;
  const design = conditionDesign(designOf(cohort.terms, cohort.time.length));
  try {
    const fit = fitPropensity({ design, columns: cohort.terms.map((t) => t.values), z: cohort.z });
    const w = propensityWeights(fit.mu, cohort.z, weighting as Estimand);
    return weighting === 'ate' ? stabilise(w, cohort.z).weights : w.weights;
  } catch (error) {
    if (!(error instanceof SeparationError)) throw error;
    const source = error.column === undefined ? undefined : cohort.terms[error.column]?.source;
    throw source === undefined
      ? new UserIssue('input', 'effect.separation', {})
      : new UserIssue('input', 'effect.separation-column', { column: source });
  }
}

/** Chosen points of a curve with the number still at risk (the gate hides points with few). */
function curveReport(curve: SurvivalCurve, times: readonly number[]): Record<string, unknown> {
  const shown =
    times.length > 0
      ? times
      : [
          ...new Set(
            quantiles(
              Float64Array.from(curve.steps, (s) => s.time),
              [0.25, 0.5, 0.75],
            ),
          ),
        ];
  const points = shown.map((time) => {
    const at = survivalAt(curve, time);
    return {
      time,
      ...at,
      ciLogLog: survivalInterval(at.survival, at.se, 'log-log'),
      ciLog: survivalInterval(at.survival, at.se, 'log'),
    };
  });
  const plain = (m: ReturnType<typeof medianSurvival>): Record<string, number | null> => ({
    median: m.median ?? null,
    low: m.low ?? null,
    high: m.high ?? null,
  });
  return {
    points,
    median: plain(medianSurvival(curve, 'log-log')),
    medianLog: plain(medianSurvival(curve, 'log')),
  };
}

function coxOrExplain(cohort: SurvivalCohort, data: SurvivalData, ties: Ties, adjust: boolean): CoxFit {
  const terms = [
    { term: cohort.treatmentTerm, source: '', values: cohort.z },
    ...(adjust ? cohort.terms : []),
  ];
  try {
    const fit = fitCox({ data, design: designOf(terms, cohort.time.length), ties });
    if (fit.converged) return fit;
  } catch (error) {
    if (!(error instanceof SingularMatrix)) throw error;
    const term = terms[error.column];
    throw new UserIssue('input', 'effect.cox-collinear', { column: term?.term ?? '' });
  }
  throw new UserIssue('input', 'effect.cox-monotone', {});
}

function rmst(
  curves: readonly [SurvivalCurve, SurvivalCurve],
  horizon: number,
  at: { data: SurvivalData; z: Float64Array },
): Record<string, unknown> {
  const [c, t] = curves.map((curve, arm) =>
    at.data.weights === undefined
      ? restrictedMean(curve, horizon)
      : weightedRestrictedMean(at.data, (i) => at.z[i] === arm, horizon),
  ) as [RestrictedMean, RestrictedMean];
  return {
    horizon,
    treated: t,
    control: c,
    difference: normalEffect('rmst-difference', t.mean - c.mean, Math.sqrt(t.se ** 2 + c.se ** 2)),
  };
}

function eventWarnings(
  cohort: SurvivalCohort,
  cox: CoxFit,
  ph: readonly { term: string; p: number }[],
): Warning[] {
  const out: Warning[] = [];
  if (cox.events < 20) out.push({ code: 'effect.few-events', params: { minimum: 20 } });
  if (cox.events < 10 * cox.coefficients.length)
    out.push({ code: 'effect.many-covariates', params: { terms: cox.coefficients.length } });
  if ((ph[0]?.p ?? 1) < 0.05) out.push({ code: 'effect.hazards-not-proportional', params: {} });
  if (Math.min(sumOf(cohort.z), cohort.z.length - sumOf(cohort.z)) < 10)
    out.push({ code: 'effect.small-arm', params: { minimum: 10 } });
  return out;
}

const sumOf = (v: Float64Array): number => v.reduce((s, x) => s + x, 0);

function coefficients(cox: CoxFit, robust: Float64Array): Record<string, unknown>[] {
  const k = cox.coefficients.length;
  return cox.terms.map((term, j) => ({
    term,
    estimate: cox.coefficients[j]!,
    hazardRatio: Math.exp(cox.coefficients[j]!),
    se: Math.sqrt(cox.covariance[j * k + j]!),
    seRobust: Math.sqrt(robust[j * k + j]!),
  }));
}

/** Runs the design; `estimate` is the log hazard ratio of the treatment. */
export async function survivalEffect(args: readonly string[], signal?: AbortSignal): Promise<DesignResult> {
  const options = parseOptions(args, SURVIVAL_OPTIONS);
  const cohort = await readCohort(options, signal);
  const events = sumOf(cohort.event);
  if (events < 5) throw new UserIssue('input', 'effect.events-too-few', { minimum: 5 });
  const weighting = options.text('weighting') ?? 'none';
  const weights = weightsOf(cohort, weighting);
  const data: SurvivalData = { time: cohort.time, event: cohort.event, weights };
  const times = options.list('times').map(Number);
  if (!times.every(Number.isFinite))
    throw new UserIssue('usage', 'effect.bad-number', {
      option: '--times',
      kind: 'number',
      min: '',
      max: '',
    });
  const cox = coxOrExplain(cohort, data, (options.text('ties') ?? 'efron') as Ties, weights === undefined);
  const robust = coxRobustCovariance(cox, cohort.cluster);
  const rows = coefficients(cox, robust);
  const useRobust = weights !== undefined || cohort.cluster !== undefined;
  const se = (useRobust ? rows[0]!.seRobust : rows[0]!.se) as number;
  const main = normalEffect('coefficient', cox.coefficients[0]!, se);
  const curves = [0, 1].map((arm) => kaplanMeier(data, (i) => cohort.z[i] === arm)) as [
    SurvivalCurve,
    SurvivalCurve,
  ];
  const shared = Math.min(...curves.map((c) => c.steps.at(-1)?.time ?? 0));
  const ph = proportionalityTests(cox, data);
  const test = logRank({ time: cohort.time, event: cohort.event }, cohort.z);
  const treated = sumOf(cohort.z);
  const competing = options.flag('competing') ? competingReport(cohort, weights, times) : undefined;
  return {
    design: 'survival',
    method: weights === undefined ? 'cox' : 'cox-weighted',
    outcome: options.required('event'),
    n: {
      treated,
      control: cohort.z.length - treated,
      used: cohort.z.length,
      events,
      dropped: cohort.dropped,
    },
    estimate: main.estimate,
    se,
    ci: main.ci,
    p: main.p,
    scale: 'log-hazard-ratio',
    seRobust: rows[0]!.seRobust,
    effects: [
      main,
      normalEffect('hazard-ratio', main.estimate, se, { log: true }),
      ...(competing?.effects ?? []),
    ],
    cox: {
      coefficients: rows,
      logLikelihood: cox.logLikelihood,
      events: cox.events,
      rows: cox.rows,
      ties: options.text('ties') ?? 'efron',
    },
    proportionality: ph,
    concordance: survivalConcordance({ time: cohort.time, event: cohort.event }, cox.eta),
    logRank: test,
    curves: { control: curveReport(curves[0], times), treated: curveReport(curves[1], times) },
    restrictedMean: rmst(curves, options.number('horizon') ?? shared, { data, z: cohort.z }),
    ...(competing === undefined ? {} : competing.report),
    warnings: [...eventWarnings(cohort, cox, ph), ...(competing?.warnings ?? [])],
  };
}
