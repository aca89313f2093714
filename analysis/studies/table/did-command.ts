/** `effect did`: before–after with a comparison group, two periods or a staggered start. */
import { UserIssue } from '../../domain/issue.ts';
import { studentEffect } from '../../statistics/contrast.ts';
import { originalCoefficients } from '../../statistics/design.ts';
import { leastSquares, pairedDifferences, seAt } from '../../statistics/did/two-by-two.ts';
import { clusterCovariance } from '../../statistics/glm/covariance.ts';
import type { GlmFit } from '../../statistics/glm/fit.ts';
import { smallClusterEffect } from '../../statistics/glm/small-clusters.ts';
import { type WildResult, wildClusterBootstrap } from '../../statistics/wild-bootstrap.ts';
import { clusterAt, FEW_CLUSTERS } from './cohort-frame.ts';
import { COMMON_OPTIONS } from './cohort-options.ts';
import { readTable } from './csv.ts';
import { staggered } from './did-staggered.ts';
import { completeRows, factorAt, factorTerms, numbersAt } from './frame.ts';
import { modelReport } from './model-report.ts';
import { type OptionTable, type ParsedOptions, parseOptions } from './options.ts';
import type { DesignResult } from './result.ts';

export const DID_OPTIONS: OptionTable = {
  ...COMMON_OPTIONS,
  outcome: { kind: 'text', required: true, help: 'アウトカムの列' },
  group: { kind: 'text', help: '介入する群を1、対照を0とする列（2時点のとき）' },
  post: { kind: 'text', help: '介入後の時点を1、前を0とする列（2時点のとき）' },
  unit: { kind: 'text', help: '同じ人・同じ単位を示す列（標準誤差はこの単位でまとめる）' },
  time: { kind: 'text', help: '時点の列（開始時期がずれるとき）' },
  'first-treated': { kind: 'text', help: '単位ごとの介入開始時点の列（0または空欄は介入なし）' },
  control: {
    kind: 'text',
    choices: ['never', 'not-yet'],
    help: '比較する単位（never=介入なし、not-yet=まだ介入前も含む）',
  },
  anticipation: {
    kind: 'integer',
    min: 0,
    max: 20,
    help: '開始の何時点前から影響が出うるか（予告や準備。既定 0）。その前の時点を比べるもとにする',
  },
  covariates: { kind: 'list', help: '調整する列。開始時期がずれるときは介入直前の時点の値を使う' },
  adjust: {
    kind: 'text',
    choices: ['dr', 'reg', 'ipw'],
    help: '開始時期がずれるときの調整。dr=二重に頑健（既定）、reg=回帰、ipw=重みづけ',
  },
  wild: {
    kind: 'integer',
    min: 99,
    max: 99_999,
    help: 'まとまりが少ないときのワイルド・クラスター・ブートストラップの回数（2時点のとき）',
  },
  seed: { kind: 'integer', min: 0, max: 4_294_967_295, help: '乱数の種（既定 1）' },
  categorical: { kind: 'list', help: '区分として扱う調整の列' },
};

interface TwoPeriod {
  readonly y: Float64Array;
  readonly group: Float64Array;
  readonly post: Float64Array;
  readonly unit: Int32Array | undefined;
  readonly terms: readonly { readonly term: string; readonly values: Float64Array }[];
  readonly dropped: number;
}

function binary(values: Float64Array, column: string): Float64Array {
  if (!values.every((v) => v === 0 || v === 1)) throw new UserIssue('input', 'effect.not-binary', { column });
  return values;
}

async function readTwoPeriod(options: ParsedOptions, signal: AbortSignal | undefined): Promise<TwoPeriod> {
  const [outcome, group, post] = [
    options.required('outcome'),
    options.required('group'),
    options.required('post'),
  ];
  const unit = options.text('unit');
  const categorical = options.list('categorical');
  const covariates = [...new Set([...options.list('covariates'), ...categorical])];
  const numeric = [outcome, group, post, ...covariates.filter((c) => !categorical.includes(c))];
  const labelled = [...categorical, ...(unit === undefined ? [] : [unit])];
  const table = await readTable(options.required('table'), { numeric, labelled, signal });
  const rows = completeRows(table, [...numeric, ...labelled]);
  const terms = covariates.flatMap((c) =>
    categorical.includes(c)
      ? factorTerms(c, factorAt(table, c, rows))
      : [{ term: c, source: c, values: numbersAt(table, c, rows) }],
  );
  return {
    y: numbersAt(table, outcome, rows),
    group: binary(numbersAt(table, group, rows), group),
    post: binary(numbersAt(table, post, rows), post),
    unit: unit === undefined ? undefined : clusterAt(table, unit, rows),
    terms,
    dropped: table.rows - rows.length,
  };
}

function cellCounts(data: TwoPeriod): Record<string, number> {
  const counts = { treatedBefore: 0, treatedAfter: 0, controlBefore: 0, controlAfter: 0 };
  data.group.forEach((g, i) => {
    const key =
      `${g === 1 ? 'treated' : 'control'}${data.post[i] === 1 ? 'After' : 'Before'}` as keyof typeof counts;
    counts[key]++;
  });
  for (const [cell, n] of Object.entries(counts))
    if (n < 2) throw new UserIssue('input', 'effect.did-empty-cell', { cell, n });
  return counts;
}

/** Units with exactly one row before and one after. */
function pairUnits(data: TwoPeriod): ReturnType<typeof pairedDifferences> | undefined {
  const { unit } = data;
  if (unit === undefined) return undefined;
  const before = new Map<number, number[]>();
  const after = new Map<number, number[]>();
  unit.forEach((u, i) => {
    const side = data.post[i] === 1 ? after : before;
    side.set(u, [...(side.get(u) ?? []), i]);
  });
  const pairs = [...before].flatMap(([u, rows]) => {
    const later = after.get(u);
    return rows.length === 1 && later?.length === 1 ? [[rows[0]!, later[0]!] as const] : [];
  });
  if (pairs.length < 10) return undefined;
  return pairedDifferences({
    before: Float64Array.from(pairs, ([b]) => data.y[b]!),
    after: Float64Array.from(pairs, ([, a]) => data.y[a]!),
    treated: Float64Array.from(pairs, ([b]) => data.group[b]!),
  });
}

/** `--wild N`: for few clusters. */
function wildOf(
  options: ParsedOptions,
  fit: GlmFit,
  at: number,
  cluster: Int32Array | undefined,
): WildResult | undefined {
  const replicates = options.number('wild');
  if (replicates === undefined) return undefined;
  if (cluster === undefined) throw new UserIssue('usage', 'effect.wild-needs-cluster', { option: '--unit' });
  return wildClusterBootstrap({ fit, at, cluster, replicates, seed: options.number('seed') ?? 1 });
}

async function twoPeriodEffect(
  options: ParsedOptions,
  signal: AbortSignal | undefined,
): Promise<DesignResult> {
  const data = await readTwoPeriod(options, signal);
  const counts = cellCounts(data);
  const [group, post] = [options.required('group'), options.required('post')];
  const product = data.group.map((g, i) => g * data.post[i]!);
  const names = [group, post, `${group}:${post}`, ...data.terms.map((t) => t.term)];
  const fit = leastSquares(data.y, names, [
    data.group,
    data.post,
    product,
    ...data.terms.map((t) => t.values),
  ]);
  const at = fit.design.kept.indexOf(2) + 1;
  if (at === 0) throw new UserIssue('input', 'effect.treatment-collinear', {});
  const estimate = originalCoefficients(fit.design, fit.coefficients)[at]!;
  const model = modelReport(fit, data.unit);
  const row = model.coefficients[at]!;
  const units = data.unit === undefined ? undefined : new Set(data.unit).size;
  const cluster = data.unit;
  const clustered =
    cluster === undefined
      ? {}
      : {
          clusterCR0: seAt(fit, clusterCovariance(fit, cluster, 'CR0'), at),
          clusterGroups: seAt(fit, clusterCovariance(fit, cluster, 'groups'), at),
          clusterHC1: seAt(fit, clusterCovariance(fit, cluster, 'HC1'), at),
        };
  const se = row.seClusterHC1 ?? row.seHC1;
  const df = units === undefined ? fit.residualDf : units - 1;
  const main = studentEffect('difference', estimate, se, df);
  const wild = wildOf(options, fit, at, cluster);
  const small = cluster === undefined ? undefined : smallClusterEffect(fit, cluster, at);
  const paired = pairUnits(data);
  return {
    design: 'did',
    method: 'two-by-two',
    outcome: options.required('outcome'),
    n: {
      treated: counts.treatedBefore! + counts.treatedAfter!,
      control: counts.controlBefore! + counts.controlAfter!,
      used: data.y.length,
      dropped: data.dropped,
      ...counts,
      ...(units === undefined ? {} : { units }),
    },
    estimate,
    se,
    ci: main.ci,
    p: main.p,
    scale: 'difference',
    effects: [main],
    seAlternatives: { ols: row.se, HC1: row.seHC1, HC2: row.seHC2, ...clustered },
    model,
    ...(small === undefined ? {} : { clusterCR2: small }),
    ...(paired === undefined ? {} : { paired }),
    ...(wild === undefined ? {} : { wildBootstrap: wild }),
    warnings: [
      { code: 'effect.did-no-pretrend', params: {} },
      ...(units !== undefined && units < FEW_CLUSTERS
        ? [{ code: 'effect.few-clusters' as const, params: { clusters: units } }]
        : []),
    ],
  };
}

/** Runs the design: staggered when `--first-treated` is given, otherwise two periods. */
export async function didEffect(args: readonly string[], signal?: AbortSignal): Promise<DesignResult> {
  const options = parseOptions(args, DID_OPTIONS);
  return options.has('first-treated') ? staggered(options, signal) : twoPeriodEffect(options, signal);
}
