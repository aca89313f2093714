/** `effect dose`: how the outcome changes with points, steps or the number of sessions. */
import { UserIssue } from '../../domain/issue.ts';
import { normalEffect, type ScaledEffect } from '../../statistics/contrast.ts';
import { type DoseResponse, defaultKnots, doseResponse } from '../../statistics/dose-response.ts';
import { type FamilyName, familyOf } from '../../statistics/glm/families.ts';
import { quantiles } from '../../statistics/summary.ts';
import { COMMON_OPTIONS } from './cohort-options.ts';
import { readTable } from './csv.ts';
import { completeRows, modelTerms, numbersAt, type Term } from './frame.ts';
import { modelReport } from './model-report.ts';
import { type OptionTable, type ParsedOptions, parseOptions } from './options.ts';
import type { DesignResult, Warning } from './result.ts';

const FAMILIES: readonly FamilyName[] = ['gaussian', 'binomial', 'poisson', 'quasipoisson', 'gamma'];

export const DOSE_OPTIONS: OptionTable = {
  ...COMMON_OPTIONS,
  outcome: { kind: 'text', required: true, help: 'アウトカムの列（数値）' },
  dose: { kind: 'text', required: true, help: '量の列（ポイント、歩数、参加回数など）' },
  covariates: { kind: 'list', help: '調整する列。カンマ区切り' },
  categorical: { kind: 'list', help: '区分として扱う調整の列' },
  quadratic: { kind: 'list', help: '2乗の項も加える調整の列' },
  family: { kind: 'text', choices: FAMILIES, help: 'アウトカムの分布（既定 gaussian）' },
  offset: { kind: 'text', help: '観察量（人年など）の列。対数リンクで対数をとって加える' },
  knots: { kind: 'integer', min: 3, max: 5, help: '曲線の節の数（既定 4。位置は分位点）' },
  at: { kind: 'list', help: '差を示す量（カンマ区切り。省略時は10・25・50・75・90パーセンタイル）' },
  reference: { kind: 'number', help: '比べるもとの量（省略時は10パーセンタイル）' },
};

interface DoseFrame {
  readonly y: Float64Array;
  readonly dose: Float64Array;
  readonly terms: readonly Term[];
  readonly offset: Float64Array | undefined;
  readonly dropped: number;
}

async function readFrame(options: ParsedOptions, signal: AbortSignal | undefined): Promise<DoseFrame> {
  const categorical = new Set(options.list('categorical'));
  const quadratic = new Set(options.list('quadratic'));
  const covariates = [...new Set([...options.list('covariates'), ...categorical, ...quadratic])];
  const [outcome, dose, offset] = [
    options.required('outcome'),
    options.required('dose'),
    options.text('offset'),
  ];
  const numeric = [
    outcome,
    dose,
    ...covariates.filter((c) => !categorical.has(c)),
    ...(offset === undefined ? [] : [offset]),
  ];
  const labelled = [...categorical];
  const table = await readTable(options.required('table'), { numeric, labelled, signal });
  const rows = completeRows(table, [...numeric, ...labelled]);
  if (rows.length < 20)
    throw new UserIssue('input', 'effect.too-few-rows', { rows: rows.length, minimum: 20 });
  const exposure = offset === undefined ? undefined : numbersAt(table, offset, rows);
  if (exposure?.every((v) => v > 0) === false)
    throw new UserIssue('input', 'effect.offset-not-positive', { column: offset ?? '' });
  return {
    y: numbersAt(table, outcome, rows),
    dose: numbersAt(table, dose, rows),
    terms: modelTerms(table, rows, { covariates, categorical, quadratic }),
    offset: exposure?.map(Math.log),
    dropped: table.rows - rows.length,
  };
}

function checkFrame(frame: DoseFrame, family: FamilyName, options: ParsedOptions): number[] {
  const outcome = options.required('outcome');
  const { validOutcome, link } = familyOf(family);
  if (!frame.y.every(validOutcome))
    throw new UserIssue('input', 'effect.outcome-range', { column: outcome, family });
  if (frame.y.every((v) => v === frame.y[0]))
    throw new UserIssue('input', 'effect.outcome-constant', { column: outcome });
  if (frame.offset !== undefined && link !== 'log')
    throw new UserIssue('usage', 'effect.offset-needs-log', { family });
  const knots = defaultKnots(frame.dose, (options.number('knots') ?? 4) as 3 | 4 | 5);
  if (knots.length < 3)
    throw new UserIssue('input', 'effect.dose-few-values', { column: options.required('dose') });
  return knots;
}

function dosesOf(options: ParsedOptions): number[] {
  const doses = options.list('at').map(Number);
  if (!doses.every(Number.isFinite))
    throw new UserIssue('usage', 'effect.bad-number', { option: '--at', kind: 'number', min: '', max: '' });
  return doses;
}

/** Exponentiated under a log or logit link. */
function scaled(e: ScaledEffect, link: string): ScaledEffect {
  if (link === 'identity') return { ...e, scale: 'difference' };
  return normalEffect(link === 'logit' ? 'odds-ratio' : 'ratio', e.estimate, e.se, { log: true });
}

function curveOf(
  result: DoseResponse,
  doses: readonly number[],
  reference: number,
): Record<string, unknown>[] {
  const { link } = result.fit.family;
  return result.at(doses, reference).map(({ dose, effect }) => ({
    dose,
    estimate: effect.estimate,
    se: effect.se,
    ...(dose === reference ? {} : { effect: scaled(effect, link) }),
  }));
}

/** Runs the design; `estimate` is the change of the linear predictor per unit of dose in a straight-line model. */
export async function doseEffect(args: readonly string[], signal?: AbortSignal): Promise<DesignResult> {
  const options = parseOptions(args, DOSE_OPTIONS);
  const family = (options.text('family') ?? 'gaussian') as FamilyName;
  const given = dosesOf(options);
  const frame = await readFrame(options, signal);
  const knots = checkFrame(frame, family, options);
  const result = doseResponse({
    y: frame.y,
    dose: frame.dose,
    terms: frame.terms.map((t) => t.term),
    covariates: frame.terms.map((t) => t.values),
    family: familyOf(family),
    knots,
    offset: frame.offset,
  });
  if (!result.fit.converged)
    throw new UserIssue('input', 'effect.no-convergence', { column: options.required('outcome') });
  const shown = given.length > 0 ? given : [...new Set(quantiles(frame.dose, [0.1, 0.25, 0.5, 0.75, 0.9]))];
  const reference = options.number('reference') ?? quantiles(frame.dose, [0.1])[0]!;
  const { trend, fit } = result;
  const warnings: Warning[] = [{ code: 'effect.dose-self-selected', params: {} }];
  if (result.nonLinearity.p < 0.05) warnings.push({ code: 'effect.dose-curved', params: {} });
  return {
    design: 'dose',
    method: 'restricted-cubic-spline',
    family,
    outcome: options.required('outcome'),
    n: { used: frame.y.length, dropped: frame.dropped },
    estimate: trend.estimate,
    se: trend.se,
    ci: trend.ci,
    p: trend.p,
    scale: { identity: 'difference', logit: 'log-odds-ratio', log: 'log-ratio' }[fit.family.link],
    effects: [trend, ...(fit.family.link === 'identity' ? [] : [scaled(trend, fit.family.link)])],
    knots,
    nonLinearity: result.nonLinearity,
    reference,
    curve: curveOf(result, shown, reference),
    model: modelReport(fit),
    warnings,
  };
}
