/** `effect trial`: everybody as drawn (intention to treat) — persons, clusters, a stepped wedge, or several factors. */
import { UserIssue } from '../../domain/issue.ts';
import { balanceTable, largestImbalance } from '../../statistics/balance.ts';
import { type ScaledEffect, studentEffect } from '../../statistics/contrast.ts';
import { originalCoefficients } from '../../statistics/design.ts';
import { leastSquares, seAt } from '../../statistics/did/two-by-two.ts';
import { clusterCovariance, robustCovariance } from '../../statistics/glm/covariance.ts';
import type { GlmFit } from '../../statistics/glm/fit.ts';
import { smallClusterEffect } from '../../statistics/glm/small-clusters.ts';
import { holm } from '../../statistics/multiplicity.ts';
import { mean, variance } from '../../statistics/summary.ts';
import { clusterAt, FEW_CLUSTERS } from './cohort-frame.ts';
import { COMMON_OPTIONS } from './cohort-options.ts';
import { readTable, type Table } from './csv.ts';
import {
  balanceVariables,
  type CovariateSpec,
  completeRows,
  factorAt,
  factorTerms,
  modelTerms,
  numbersAt,
  type Term,
} from './frame.ts';
import { modelReport } from './model-report.ts';
import { type OptionTable, type ParsedOptions, parseOptions } from './options.ts';
import type { DesignResult, Warning } from './result.ts';

export const TRIAL_OPTIONS: OptionTable = {
  ...COMMON_OPTIONS,
  outcome: { kind: 'text', required: true, help: 'アウトカムの列（数値。0/1なら差は割合の差）' },
  arm: { kind: 'text', help: '割り付けた群の列（3群以上も可。ステップウェッジではその時点で介入中か）' },
  reference: { kind: 'text', help: '比べるもとの群（省略時は並び順で最初の区分）' },
  factors: { kind: 'list', help: '要因計画の要素の列（それぞれ0/1）。--arm の代わり' },
  cluster: { kind: 'text', help: '割り付けた単位（地区、施設など）の列' },
  period: { kind: 'text', help: 'ステップウェッジの時期の列（--cluster と一緒に）' },
  covariates: { kind: 'list', help: '調整する列（割り付け前に測ったもの）' },
  categorical: { kind: 'list', help: '区分として扱う調整の列' },
  quadratic: { kind: 'list', help: '2乗の項も加える調整の列' },
};

type Method = 'individual' | 'cluster' | 'stepped-wedge' | 'factorial';

interface Trial {
  readonly method: Method;
  readonly y: Float64Array;
  /** Indicators whose coefficients are the effects. */
  readonly arms: readonly Term[];
  readonly adjust: readonly Term[];
  readonly cluster: Int32Array | undefined;
  readonly imbalance: number;
  readonly dropped: number;
}

function methodOf(options: ParsedOptions): Method {
  const [arm, factors] = [options.text('arm'), options.list('factors')];
  if ((arm === undefined) === (factors.length === 0))
    throw new UserIssue('usage', 'effect.trial-arm-or-factors', {});
  if (options.has('period') && (!options.has('cluster') || arm === undefined))
    throw new UserIssue('usage', 'effect.trial-period-needs-cluster', {});
  if (options.has('period')) return 'stepped-wedge';
  if (factors.length > 0) return 'factorial';
  return options.has('cluster') ? 'cluster' : 'individual';
}

/** Indicators of every arm but the reference. */
function armTerms(table: Table, rows: Uint32Array, options: ParsedOptions): Term[] {
  const column = options.required('arm');
  const { levels, codes } = factorAt(table, column, rows);
  if (levels.length < 2) throw new UserIssue('input', 'effect.treatment-constant', { column });
  if (levels.length > 12)
    throw new UserIssue('input', 'effect.trial-many-arms', { column, levels: levels.length });
  const reference = levels.indexOf(options.text('reference') ?? levels[0]!);
  if (reference < 0) throw new UserIssue('usage', 'effect.trial-reference', { column });
  return levels.flatMap((level, code) => {
    if (code === reference) return [];
    const plain = levels.length === 2 && level === '1' ? column : `${column}${level}`;
    return [{ term: plain, source: column, values: Float64Array.from(codes, (c) => (c === code ? 1 : 0)) }];
  });
}

function factorIndicators(table: Table, rows: Uint32Array, names: readonly string[]): Term[] {
  return names.map((name) => {
    const values = numbersAt(table, name, rows);
    if (!values.every((v) => v === 0 || v === 1))
      throw new UserIssue('input', 'effect.not-binary', { column: name });
    if (values.every((v) => v === values[0]))
      throw new UserIssue('input', 'effect.treatment-constant', { column: name });
    return { term: name, source: name, values };
  });
}

/** Indicators of period and cluster, so that only the change within a cluster beyond the common one counts. */
function fixedEffects(table: Table, rows: Uint32Array, options: ParsedOptions): Term[] {
  return ['period', 'cluster'].flatMap((option) => {
    const name = options.required(option);
    return factorTerms(name, factorAt(table, name, rows));
  });
}

function worstImbalance(
  table: Table,
  rows: Uint32Array,
  at: { arms: readonly Term[]; spec: CovariateSpec },
): number {
  const variables = balanceVariables(table, rows, at.spec);
  const reference = Float64Array.from(rows, (_, i) => (at.arms.every((a) => a.values[i] === 0) ? 1 : 0));
  return at.arms.reduce((worst, arm) => {
    const rowsOf = Array.from(reference.keys()).filter((i) => reference[i] === 1 || arm.values[i] === 1);
    const pick = (v: Float64Array): Float64Array => Float64Array.from(rowsOf, (i) => v[i]!);
    const table2 = balanceTable({
      variables: variables.map((v) => ({ ...v, values: pick(v.values) })),
      z: pick(arm.values),
      weights: new Float64Array(rowsOf.length).fill(1),
      estimand: 'ate',
      ks: false,
    });
    return Math.max(worst, largestImbalance(table2));
  }, 0);
}

async function readTrial(options: ParsedOptions, signal: AbortSignal | undefined): Promise<Trial> {
  const method = methodOf(options);
  const categorical = new Set(options.list('categorical'));
  const quadratic = new Set(options.list('quadratic'));
  const covariates = [...new Set([...options.list('covariates'), ...categorical, ...quadratic])];
  const spec = { covariates, categorical, quadratic };
  const outcome = options.required('outcome');
  const factors = options.list('factors');
  const numeric = [outcome, ...factors, ...covariates.filter((c) => !categorical.has(c))];
  const named = ['arm', 'cluster', 'period'].flatMap((o) => options.text(o) ?? []);
  const labelled = [...categorical, ...named];
  const table = await readTable(options.required('table'), { numeric, labelled, signal });
  const rows = completeRows(table, [...numeric, ...labelled]);
  if (rows.length < 10)
    throw new UserIssue('input', 'effect.too-few-rows', { rows: rows.length, minimum: 10 });
  const y = numbersAt(table, outcome, rows);
  if (y.every((v) => v === y[0]))
    throw new UserIssue('input', 'effect.outcome-constant', { column: outcome });
  const arms =
    method === 'factorial' ? factorIndicators(table, rows, factors) : armTerms(table, rows, options);
  const cluster = options.text('cluster');
  return {
    method,
    y,
    arms,
    adjust: [
      ...modelTerms(table, rows, spec),
      ...(method === 'stepped-wedge' ? fixedEffects(table, rows, options) : []),
    ],
    cluster: cluster === undefined ? undefined : clusterAt(table, cluster, rows),
    imbalance: covariates.length === 0 ? 0 : worstImbalance(table, rows, { arms, spec }),
    dropped: table.rows - rows.length,
  };
}

interface ArmEffect extends ScaledEffect {
  readonly term: string;
  readonly df: number;
  readonly error: 'HC2' | 'CR2' | 'HC1';
}

/** HC2 with the residual degrees of freedom; by cluster CR2 with its own, or HC1 with G - 1 where that is too large. */
function effectAt(fit: GlmFit, at: number, cluster: Int32Array | undefined): ArmEffect {
  const term = fit.design.terms[at]!;
  if (cluster === undefined) {
    const estimate = originalCoefficients(fit.design, fit.coefficients)[at]!;
    const se = seAt(fit, robustCovariance(fit, 'HC2'), at);
    return {
      ...studentEffect('difference', estimate, se, fit.residualDf),
      term,
      df: fit.residualDf,
      error: 'HC2',
    };
  }
  const small = smallClusterEffect(fit, cluster, at);
  if (small !== undefined) {
    const { clusters: _clusters, ...effect } = small;
    return { ...effect, scale: 'difference', term, error: 'CR2' };
  }
  const df = new Set(cluster).size - 1;
  const estimate = originalCoefficients(fit.design, fit.coefficients)[at]!;
  const se = seAt(fit, clusterCovariance(fit, cluster, 'HC1'), at);
  return { ...studentEffect('difference', estimate, se, df), term, df, error: 'HC1' };
}

/** Effects of the first `count` columns of a linear model. */
function fitted(trial: Trial, columns: readonly Term[]): { fit: GlmFit; effects: ArmEffect[] } {
  const all = [...columns, ...trial.adjust];
  const fit = leastSquares(
    trial.y,
    all.map((t) => t.term),
    all.map((t) => t.values),
  );
  if (fit.residualDf < 1) throw new UserIssue('input', 'effect.model-singular', {});
  const effects = columns.map((_, i) => {
    const at = fit.design.kept.indexOf(i) + 1;
    if (at === 0) throw new UserIssue('input', 'effect.treatment-collinear', {});
    return effectAt(fit, at, trial.cluster);
  });
  return { fit, effects };
}

/** Products of two factors, in a model with both. */
function interactions(trial: Trial): ArmEffect[] {
  const pairs = trial.arms.flatMap((one, i) =>
    trial.arms.slice(i + 1).map(
      (other): Term => ({
        term: `${one.term}:${other.term}`,
        source: one.source,
        values: one.values.map((v, row) => v * other.values[row]!),
      }),
    ),
  );
  return fitted(trial, [...trial.arms, ...pairs]).effects.slice(trial.arms.length);
}

/** Student's test on the means of the clusters: right with few, whatever their sizes (Hayes & Moulton 2017). */
function clusterMeans(trial: Trial): ScaledEffect | undefined {
  const { cluster, arms, y } = trial;
  if (cluster === undefined || arms.length !== 1) return undefined;
  const groups = new Map<number, { arm: number; values: number[] }>();
  cluster.forEach((g, i) => {
    const group = groups.get(g) ?? { arm: arms[0]!.values[i]!, values: [] };
    group.values.push(y[i]!);
    groups.set(g, group);
  });
  const means = (arm: number): number[] =>
    [...groups.values()].filter((g) => g.arm === arm).map((g) => mean(g.values));
  const [one, other] = [means(1), means(0)];
  if (Math.min(one.length, other.length) < 2) return undefined;
  const df = one.length + other.length - 2;
  const pooled = (variance(one) * (one.length - 1) + variance(other) * (other.length - 1)) / df;
  const se = Math.sqrt(pooled * (1 / one.length + 1 / other.length));
  return studentEffect('difference', mean(one) - mean(other), se, df);
}

function cautions(trial: Trial, clusters: number | undefined): Warning[] {
  const small = trial.arms.some((a) => a.values.reduce((s, v) => s + v, 0) < 10);
  return [
    ...(small ? [{ code: 'effect.small-arm', params: { minimum: 10 } } as const] : []),
    ...(clusters !== undefined && clusters < FEW_CLUSTERS
      ? [{ code: 'effect.trial-few-clusters', params: { clusters } } as const]
      : []),
    ...(trial.imbalance > 0.25
      ? [
          {
            code: 'effect.trial-imbalance',
            params: { smd: Math.round(trial.imbalance * 1000) / 1000 },
          } as const,
        ]
      : []),
  ];
}

/** Runs the design; `estimate` is the effect of the first arm or factor, all of them are in `arms`. */
export async function trialEffect(args: readonly string[], signal?: AbortSignal): Promise<DesignResult> {
  const options = parseOptions(args, TRIAL_OPTIONS);
  const trial = await readTrial(options, signal);
  const { fit, effects } = fitted(trial, trial.arms);
  const main = effects[0]!;
  const adjusted = holm(effects.map((e) => e.p));
  const clusters = trial.cluster === undefined ? undefined : new Set(trial.cluster).size;
  const onMeans = trial.method === 'cluster' ? clusterMeans(trial) : undefined;
  const reference = trial.y.filter((_, i) => trial.arms.every((a) => a.values[i] === 0)).length;
  return {
    design: 'trial',
    method: trial.method,
    outcome: options.required('outcome'),
    n: {
      used: trial.y.length,
      dropped: trial.dropped,
      treated: trial.y.length - reference,
      control: reference,
      ...(clusters === undefined ? {} : { clusters }),
    },
    estimate: main.estimate,
    se: main.se,
    ci: main.ci,
    p: main.p,
    scale: 'difference',
    effects: effects.map(({ scale, estimate, se, ci, p }) => ({ scale, estimate, se, ci, p })),
    arms: effects.map((e, i) => ({
      ...e,
      n: trial.arms[i]!.values.reduce((s, v) => s + v, 0),
      pHolm: adjusted[i]!,
    })),
    ...(trial.method === 'factorial' && trial.arms.length > 1 ? { interactions: interactions(trial) } : {}),
    ...(onMeans === undefined ? {} : { clusterMeans: onMeans }),
    largestImbalance: trial.imbalance,
    model: modelReport(fit, trial.cluster),
    warnings: cautions(trial, clusters),
  };
}
