/** `effect rdd`: regression discontinuity at a cut-off, sharp or fuzzy. */
import { UserIssue } from '../../domain/issue.ts';
import type { ScaledEffect } from '../../statistics/contrast.ts';
import { conditionDesign } from '../../statistics/design.ts';
import { familyOf } from '../../statistics/glm/families.ts';
import { fitGlm } from '../../statistics/glm/fit.ts';
import { SingularMatrix } from '../../statistics/linear-algebra.ts';
import { holm } from '../../statistics/multiplicity.ts';
import { mseBandwidth } from '../../statistics/rdd/bandwidth.ts';
import { densityTest } from '../../statistics/rdd/density.ts';
import { type DiscontinuityInput, discontinuity } from '../../statistics/rdd/discontinuity.ts';
import {
  type Kernel,
  kernelWeight,
  type Side,
  type SideVariance,
} from '../../statistics/rdd/local-polynomial.ts';
import { COMMON_OPTIONS } from './cohort-options.ts';
import { readTable } from './csv.ts';
import { completeRows, numbersAt } from './frame.ts';
import { modelReport } from './model-report.ts';
import { type OptionTable, type ParsedOptions, parseOptions } from './options.ts';
import type { DesignResult, Warning } from './result.ts';

export const RDD_OPTIONS: OptionTable = {
  ...COMMON_OPTIONS,
  outcome: { kind: 'text', required: true, help: 'アウトカムの列' },
  running: { kind: 'text', required: true, help: '割り当てを決める値（腹囲、HbA1c など）の列' },
  cutoff: { kind: 'number', required: true, help: '基準値。この値以上が介入側' },
  treatment: { kind: 'text', help: '実際に介入を受けたか（0/1）の列。指定するとファジーデザイン' },
  bandwidth: { kind: 'number', min: 0, help: '帯域幅（省略時は平均二乗誤差を最小にする幅 mserd）' },
  'bias-bandwidth': {
    kind: 'number',
    min: 0,
    help: '偏り補正の帯域幅（省略時は自動、bandwidth 指定時は同じ値）',
  },
  kernel: {
    kind: 'text',
    choices: ['triangular', 'epanechnikov', 'uniform'],
    help: '重みの形（既定 triangular）',
  },
  order: { kind: 'integer', min: 1, max: 3, help: '局所多項式の次数（既定 1）' },
  variance: {
    kind: 'text',
    choices: ['nn', 'hc0', 'hc1', 'hc2', 'hc3'],
    help: '分散の求め方（既定 nn＝近傍3点）',
  },
  covariates: {
    kind: 'list',
    help: '介入の前に測った列（数値）。基準値で飛びがないか（あれば選り分けの疑い）を確かめる',
  },
  donut: { kind: 'number', min: 0, help: '基準値からこの距離未満の人を除く（値の丸め・偏りへの対応）' },
};

interface Running {
  readonly left: Side;
  readonly right: Side;
  readonly all: Float64Array;
  readonly dropped: number;
}

function sideOf(
  rows: readonly number[],
  x: Float64Array,
  y: Float64Array,
  t: Float64Array | undefined,
): Side {
  const sorted = [...rows].sort((a, b) => x[a]! - x[b]!);
  const pick = (v: Float64Array): Float64Array => Float64Array.from(sorted, (r) => v[r]!);
  return { x: pick(x), y: pick(y), t: t === undefined ? undefined : pick(t) };
}

/** The two sides for a response, which is the outcome or, to check the design, a covariate (then sharp). */
async function readRunning(
  options: ParsedOptions,
  signal: AbortSignal | undefined,
  covariate?: string,
): Promise<Running> {
  const outcome = covariate ?? options.required('outcome');
  const running = options.required('running');
  const treatment = covariate === undefined ? options.text('treatment') : undefined;
  const numeric = [outcome, running, ...(treatment === undefined ? [] : [treatment])];
  const table = await readTable(options.required('table'), { numeric, labelled: [], signal });
  const complete = completeRows(table, numeric);
  const cutoff = options.number('cutoff')!;
  const x = numbersAt(table, running, complete).map((v) => v - cutoff);
  const donut = options.number('donut') ?? 0;
  const rows = Array.from(x.keys()).filter((i) => donut === 0 || Math.abs(x[i]!) >= donut);
  const y = numbersAt(table, outcome, complete);
  const t = treatment === undefined ? undefined : numbersAt(table, treatment, complete);
  if (t !== undefined && !t.every((v) => v === 0 || v === 1)) {
    throw new UserIssue('input', 'effect.not-binary', { column: treatment ?? '' });
  }
  const left = sideOf(
    rows.filter((i) => x[i]! < 0),
    x,
    y,
    t,
  );
  const right = sideOf(
    rows.filter((i) => x[i]! >= 0),
    x,
    y,
    t,
  );
  if (left.x.length < 20 || right.x.length < 20) {
    throw new UserIssue('input', 'effect.rdd-few-rows', { left: left.x.length, right: right.x.length });
  }
  return { left, right, all: x, dropped: table.rows - rows.length };
}

const constant = (v: Float64Array | undefined): boolean => v?.every((x) => x === v[0]) ?? true;

function bandwidths(options: ParsedOptions, data: Running): { h: number; b: number; chosen: string } {
  const h = options.number('bandwidth');
  if (h !== undefined) return { h, b: options.number('bias-bandwidth') ?? h, chosen: 'given' };
  const sharp = constant(data.left.t) || constant(data.right.t);
  const side = (s: Side): Side => (sharp ? { x: s.x, y: s.y } : s);
  const auto = mseBandwidth({
    left: side(data.left),
    right: side(data.right),
    kernel: kernelOf(options),
    order: options.number('order') ?? 1,
    variance: varianceOf(options),
    matches: 3,
  });
  return { h: auto.h, b: options.number('bias-bandwidth') ?? auto.b, chosen: 'mserd' };
}

const kernelOf = (options: ParsedOptions): Kernel => (options.text('kernel') ?? 'triangular') as Kernel;
const varianceOf = (options: ParsedOptions): SideVariance =>
  (options.text('variance') ?? 'nn') as SideVariance;

/** The same local linear fit as one weighted regression, with HC0–HC3 as R's lm + sandwich give them. */
function asRegression(
  data: Running,
  h: number,
  kernel: Kernel,
  running: string,
): ReturnType<typeof modelReport> {
  const x = Float64Array.from([...data.left.x, ...data.right.x]);
  const y = Float64Array.from([...data.left.y, ...data.right.y]);
  const inside = Array.from(x.keys()).filter((i) => kernelWeight(x[i]! / h, kernel) > 0);
  const pick = (v: Float64Array): Float64Array => Float64Array.from(inside, (i) => v[i]!);
  const xs = pick(x);
  const side = xs.map((v) => (v >= 0 ? 1 : 0));
  const design = conditionDesign({
    rows: xs.length,
    terms: ['T', running, `T:${running}`],
    columns: [side, xs, xs.map((v, i) => v * side[i]!)],
  });
  const weights = xs.map((v) => kernelWeight(v / h, kernel));
  return modelReport(fitGlm({ design, y: pick(y), family: familyOf('gaussian'), weights }));
}

function estimateOrExplain(input: DiscontinuityInput): ReturnType<typeof discontinuity> {
  try {
    return discontinuity(input);
  } catch (error) {
    if (error instanceof SingularMatrix)
      throw new UserIssue('input', 'effect.rdd-window', { bandwidth: input.h });
    throw error;
  }
}

function chooseBandwidths(options: ParsedOptions, data: Running): { h: number; b: number; chosen: string } {
  try {
    return bandwidths(options, data);
  } catch (error) {
    if (error instanceof SingularMatrix) throw new UserIssue('input', 'effect.rdd-window', { bandwidth: 0 });
    throw error;
  }
}

interface Continuity {
  readonly column: string;
  readonly estimate: number;
  readonly robust: ScaledEffect;
  readonly bandwidth: number;
  readonly pHolm: number;
}

/** Jumps of what was measured before: there should be none. A column that cannot be estimated is left out and named. */
async function continuity(
  options: ParsedOptions,
  signal: AbortSignal | undefined,
): Promise<{ rows: Continuity[]; failed: string[] }> {
  const found: Omit<Continuity, 'pHolm'>[] = [];
  const failed: string[] = [];
  for (const column of options.list('covariates')) {
    const data = await readRunning(options, signal, column);
    try {
      const { h, b } = chooseBandwidths(options, data);
      const result = estimateOrExplain({ ...data, h, b, ...settings(options) });
      const { estimate, se } = result.conventional;
      const usable = [estimate, se, result.robust.estimate, result.robust.p].every(Number.isFinite) && se > 0;
      if (usable) found.push({ column, estimate, robust: result.robust, bandwidth: h });
      else failed.push(column);
    } catch (error) {
      if (!(error instanceof UserIssue)) throw error;
      failed.push(column);
    }
  }
  const adjusted = holm(found.map((f) => f.robust.p));
  return { rows: found.map((f, i) => ({ ...f, pHolm: adjusted[i]! })), failed };
}

const settings = (
  options: ParsedOptions,
): Pick<DiscontinuityInput, 'order' | 'kernel' | 'variance' | 'matches'> => ({
  order: options.number('order') ?? 1,
  kernel: kernelOf(options),
  variance: varianceOf(options),
  matches: 3,
});

function continuityWarnings(rows: readonly Continuity[], failed: readonly string[]): Warning[] {
  const jumping = rows.filter((r) => r.pHolm < 0.05).map((r) => r.column);
  return [
    ...(jumping.length > 0
      ? [{ code: 'effect.rdd-covariate-jump', params: { columns: jumping.join('、') } } as const]
      : []),
    ...(failed.length > 0
      ? [{ code: 'effect.rdd-covariate-unknown', params: { columns: failed.join('、') } } as const]
      : []),
  ];
}

/** Runs the design; `estimate` is the conventional local estimate, `robust` the bias-corrected one. */
export async function rddEffect(args: readonly string[], signal?: AbortSignal): Promise<DesignResult> {
  const options = parseOptions(args, RDD_OPTIONS);
  const data = await readRunning(options, signal);
  const { h, b, chosen } = chooseBandwidths(options, data);
  const { kernel, order } = settings(options);
  const result = estimateOrExplain({ ...data, h, b, ...settings(options) });
  const checked = await continuity(options, signal);
  const density = densityTest(data.all);
  const warnings: Warning[] = [];
  if (Math.min(result.rows.left, result.rows.right) < 30) {
    warnings.push({ code: 'effect.rdd-thin', params: { left: result.rows.left, right: result.rows.right } });
  }
  if (density !== undefined && density.p < 0.05) warnings.push({ code: 'effect.rdd-density', params: {} });
  const first = result.firstStage;
  if (first !== undefined && Math.abs(first.estimate / first.se) < 3.16)
    warnings.push({ code: 'effect.rdd-weak', params: {} });
  warnings.push(...continuityWarnings(checked.rows, checked.failed));
  const main = result.conventional;
  const values = [main.estimate, main.se, result.robust.estimate, result.robust.se];
  if (!values.every(Number.isFinite)) throw new UserIssue('input', 'effect.rdd-window', { bandwidth: h });
  return {
    design: 'rdd',
    method: first === undefined ? 'sharp' : 'fuzzy',
    outcome: options.required('outcome'),
    n: {
      treated: data.right.x.length,
      control: data.left.x.length,
      used: data.left.x.length + data.right.x.length,
      left: data.left.x.length,
      right: data.right.x.length,
      leftInWindow: result.rows.left,
      rightInWindow: result.rows.right,
      dropped: data.dropped,
    },
    estimate: main.estimate,
    se: main.se,
    ci: main.ci,
    p: main.p,
    scale: 'difference',
    effects: [main],
    biasCorrected: result.biasCorrected,
    robust: result.robust,
    ...(first === undefined ? {} : { firstStage: first }),
    bandwidth: { h, b, chosen, kernel, order },
    density: density ?? null,
    ...(checked.rows.length === 0 ? {} : { continuity: checked.rows }),
    ...(order === 1 ? { model: asRegression(data, h, kernel, options.required('running')) } : {}),
    warnings,
  };
}
