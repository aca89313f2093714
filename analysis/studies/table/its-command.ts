/** `effect its`: interrupted time series on a table with one row a period. */
import { UserIssue } from '../../domain/issue.ts';
import { normalEffect, studentEffect } from '../../statistics/contrast.ts';
import { originalCoefficients, originalCovariance } from '../../statistics/design.ts';
import { modelCovariance, neweyWestCovariance } from '../../statistics/glm/covariance.ts';
import { type FamilyName, familyOf } from '../../statistics/glm/families.ts';
import type { GlmFit } from '../../statistics/glm/fit.ts';
import {
  autocorrelations,
  durbinWatson,
  durbinWatsonP,
  ljungBox,
} from '../../statistics/time-series/autocorrelation.ts';
import { neweyWestLag, usualLag } from '../../statistics/time-series/lag.ts';
import {
  counterfactual,
  type SegmentedDesign,
  segmentedDesign,
} from '../../statistics/time-series/segmented.ts';
import { COMMON_OPTIONS } from './cohort-options.ts';
import { readTable } from './csv.ts';
import { completeRows, numbersAt } from './frame.ts';
import { fitOutcome, modelReport } from './model-report.ts';
import { type OptionTable, type ParsedOptions, parseOptions } from './options.ts';
import type { DesignResult, Warning } from './result.ts';

const FAMILIES: readonly FamilyName[] = ['gaussian', 'poisson', 'quasipoisson', 'negbin', 'gamma'];

export const ITS_OPTIONS: OptionTable = {
  ...COMMON_OPTIONS,
  outcome: { kind: 'text', required: true, help: 'アウトカムの列（件数または率。1行が1期間）' },
  time: { kind: 'text', required: true, help: '時点の列（1,2,3…）' },
  intervention: { kind: 'text', help: '介入後を1、前を0とする列' },
  start: { kind: 'number', help: '介入後の最初の時点（--intervention の代わり）' },
  family: { kind: 'text', choices: FAMILIES, help: '分布（既定 quasipoisson）' },
  offset: { kind: 'text', help: '人口・人年の列（対数をとって加える）' },
  harmonics: { kind: 'integer', min: 0, max: 6, help: '季節の三角関数の組数（既定 0）' },
  period: { kind: 'number', min: 1, help: '季節の周期（既定 12）' },
  slope: { kind: 'flag', help: '介入後の傾きの変化も推定する' },
  'auto-lag': { kind: 'flag', help: 'Newey–West のラグをデータから選ぶ（Newey & West 1994）' },
  lag: { kind: 'integer', min: 0, max: 60, help: 'Newey–West のラグ（省略時はモデルに基づく標準誤差）' },
};

interface Series {
  readonly y: Float64Array;
  readonly time: Float64Array;
  readonly after: Float64Array;
  readonly offset: Float64Array | undefined;
  readonly dropped: number;
}

async function readSeries(options: ParsedOptions, signal: AbortSignal | undefined): Promise<Series> {
  const names = ['outcome', 'time', 'intervention', 'offset'].flatMap((o) => options.text(o) ?? []);
  const table = await readTable(options.required('table'), { numeric: names, labelled: [], signal });
  const complete = completeRows(table, names);
  const timeColumn = numbersAt(table, options.required('time'), complete);
  const order = Uint32Array.from(complete.keys()).sort((a, b) => timeColumn[a]! - timeColumn[b]!);
  const rows = Uint32Array.from(order, (o) => complete[o]!);
  const column = (name: string): Float64Array => Float64Array.from(rows, (r) => table.numeric.get(name)![r]!);
  const time = column(options.required('time'));
  const start = options.number('start');
  const intervention = options.text('intervention');
  if (start === undefined && intervention === undefined) {
    throw new UserIssue('usage', 'effect.missing-option', { option: '--intervention' });
  }
  const after = intervention === undefined ? time.map((t) => (t >= start! ? 1 : 0)) : column(intervention);
  if (!after.every((v) => v === 0 || v === 1)) {
    throw new UserIssue('input', 'effect.not-binary', { column: intervention ?? '' });
  }
  const offsetName = options.text('offset');
  const exposure = offsetName === undefined ? undefined : column(offsetName);
  if (exposure?.some((v) => !(v > 0)) === true) {
    throw new UserIssue('input', 'effect.offset-not-positive', { column: offsetName ?? '' });
  }
  return {
    y: column(options.required('outcome')),
    time,
    after,
    offset: exposure?.map(Math.log),
    dropped: table.rows - rows.length,
  };
}

function checkSeries(series: Series, family: FamilyName, outcome: string): Warning[] {
  const post = series.after.reduce((s, v) => s + v, 0);
  const pre = series.after.length - post;
  if (pre < 3 || post < 3) throw new UserIssue('input', 'effect.series-short', { before: pre, after: post });
  const valid = familyOf(family).validOutcome;
  if (!series.y.every(valid))
    throw new UserIssue('input', 'effect.outcome-range', { column: outcome, family });
  if (series.y.every((v) => v === series.y[0]))
    throw new UserIssue('input', 'effect.outcome-constant', { column: outcome });
  const eventsAt = (side: number): boolean => series.y.some((v, i) => v > 0 && series.after[i] === side);
  if (familyOf(family).link === 'log' && !(eventsAt(0) && eventsAt(1)))
    throw new UserIssue('input', 'effect.series-no-events', { column: outcome });
  return pre < 12 || post < 12 ? [{ code: 'effect.series-thin', params: { before: pre, after: post } }] : [];
}

function residualChecks(fit: GlmFit): Record<string, unknown> {
  const gaussian = fit.family.name === 'gaussian';
  const residual = gaussian
    ? fit.y.map((v, i) => v - fit.mu[i]!)
    : fit.y.map((v, i) => (v - fit.mu[i]!) / Math.sqrt(fit.family.variance(fit.mu[i]!)));
  const maxLag = Math.min(12, Math.floor(residual.length / 3));
  const dw = durbinWatson(residual);
  return {
    autocorrelation: autocorrelations(residual, maxLag),
    ljungBox: { lags: maxLag, ...ljungBox(residual, maxLag) },
    durbinWatson: gaussian ? { statistic: dw, p: durbinWatsonP(dw, fit.design.basis) } : { statistic: dw },
  };
}

const standardErrors = (fit: GlmFit, covariance: Float64Array): Record<string, number> => {
  const v = originalCovariance(fit.design, covariance);
  const k = fit.design.terms.length;
  return Object.fromEntries(fit.design.terms.map((t, j) => [t, Math.sqrt(Math.max(0, v[j * k + j]!))]));
};

function neweyWest(fit: GlmFit, lag: number | undefined): Record<string, unknown> {
  const lags = lag === undefined ? [0, 1, 3, 6, 12].filter((l) => l < fit.y.length / 3) : [lag];
  return Object.fromEntries(
    lags.map((l) => [
      `lag${l}`,
      {
        unadjusted: standardErrors(fit, neweyWestCovariance(fit, l, false)),
        adjusted: standardErrors(fit, neweyWestCovariance(fit, l, true)),
      },
    ]),
  );
}

function fitSeries(options: ParsedOptions, series: Series): { fit: GlmFit; segmented: SegmentedDesign } {
  const segmented = segmentedDesign({
    time: series.time,
    after: series.after,
    slope: options.flag('slope'),
    harmonics: options.number('harmonics') ?? 0,
    period: options.number('period') ?? 12,
    levelTerm: options.text('intervention') ?? 'intervention',
    timeTerm: options.required('time'),
  });
  const family = familyOf((options.text('family') ?? 'quasipoisson') as FamilyName);
  const input = { design: segmented.design, y: series.y, family, offset: series.offset };
  return { segmented, fit: fitOutcome(input, options.required('outcome')) };
}

/** The lag of the headline error: given, chosen from the data, or none (the model's own error). */
function lagOf(
  options: ParsedOptions,
  fit: GlmFit,
  segmented: SegmentedDesign,
  warnings: Warning[],
): number | undefined {
  if (!options.flag('auto-lag')) return options.number('lag');
  const columns = fit.design.kept.map((c) => segmented.columns[c]!);
  const chosen = neweyWestLag(fit, columns);
  if (chosen !== undefined) return chosen;
  const lag = usualLag(fit.y.length);
  warnings.push({ code: 'effect.its-lag-unstable', params: { lag } });
  return lag;
}

/** Runs the design; `estimate` is the level change (link scale for counts, with its rate ratio in `effects`). */
export async function itsEffect(args: readonly string[], signal?: AbortSignal): Promise<DesignResult> {
  const options = parseOptions(args, ITS_OPTIONS);
  if (options.flag('auto-lag') && options.has('lag')) throw new UserIssue('usage', 'effect.its-two-lags', {});
  const series = await readSeries(options, signal);
  const outcome = options.required('outcome');
  const warnings = checkSeries(series, (options.text('family') ?? 'quasipoisson') as FamilyName, outcome);
  const { fit, segmented } = fitSeries(options, series);
  const lag = lagOf(options, fit, segmented, warnings);
  const covariance = lag === undefined ? modelCovariance(fit) : neweyWestCovariance(fit, lag, false);
  const level = fit.design.kept.indexOf(0) + 1;
  if (level === 0) throw new UserIssue('input', 'effect.treatment-collinear', {});
  const estimate = originalCoefficients(fit.design, fit.coefficients)[level]!;
  const se = standardErrors(fit, covariance)[fit.design.terms[level]!]!;
  const df = fit.family.name === 'gaussian' ? fit.residualDf : Number.POSITIVE_INFINITY;
  const main = studentEffect('coefficient', estimate, se, df);
  const logLink = fit.family.link === 'log';
  const without = counterfactual(fit, segmented, series.after, covariance);
  const half = 1.959963984540054 * without.se;
  if (fit.residualDf < 10) warnings.push({ code: 'effect.few-df', params: { minimum: 10 } });
  return {
    design: 'its',
    method: fit.family.name,
    outcome,
    n: {
      used: series.y.length,
      before: series.y.length - sum(series.after),
      after: sum(series.after),
      dropped: series.dropped,
    },
    estimate,
    se,
    ci: main.ci,
    p: main.p,
    scale: logLink ? 'log-rate-ratio' : 'difference',
    effects: logLink ? [main, normalEffect('rate-ratio', estimate, se, { log: true })] : [main],
    model: modelReport(fit),
    neweyWest: neweyWest(fit, lag),
    standardError: lag === undefined ? 'model' : `newey-west lag ${lag}`,
    counterfactual: {
      observed: without.observed,
      expected: without.expected,
      expectedSe: without.se,
      averted: without.averted,
      avertedCi: [without.averted - half, without.averted + half],
    },
    residuals: residualChecks(fit),
    warnings,
  };
}

const sum = (v: Float64Array): number => v.reduce((s, x) => s + x, 0);
