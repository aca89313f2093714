/** Options of `effect` for a cohort with a comparison group, and the plan they make. */
import { UserIssue } from '../../domain/issue.ts';
import { FAMILY_NAMES, type FamilyName } from '../../statistics/glm/families.ts';
import { ESTIMANDS, type Estimand } from '../../statistics/weights.ts';
import { type OptionTable, type ParsedOptions, parseOptions } from './options.ts';
import type { Method } from './result.ts';

export const METHODS: readonly Method[] = [
  'iptw',
  'aipw',
  'gcomp',
  'match',
  'stratify',
  'ebal',
  'cbps',
  'regression',
];

/** Options that every design understands. */
export const COMMON_OPTIONS: OptionTable = {
  table: { kind: 'text', required: true, help: '1行1人のCSV（UTF-8 または CP932、1行目は見出し）' },
  json: { kind: 'flag', help: '結果をJSONで出力する' },
  help: { kind: 'flag', help: 'この説明を表示する' },
};

export const COHORT_OPTIONS: OptionTable = {
  ...COMMON_OPTIONS,
  treatment: { kind: 'text', required: true, help: '介入の有無の列（0/1、または2種類の区分）' },
  treated: { kind: 'text', help: '介入群とみなす区分（省略時は1、または並び順で後の区分）' },
  outcome: { kind: 'text', required: true, help: 'アウトカムの列（数値）' },
  'more-outcomes': {
    kind: 'list',
    help: 'ほかのアウトカムの列。同じ方法で推定し、p値を多重性（Holm、Benjamini–Hochberg）で調整して並べる',
  },
  subgroups: {
    kind: 'list',
    help: '区分ごとの効果も示す列（性別、地区など）。区分による違いの検定をつけ、検定の数をHolmで調整する',
  },
  before: {
    kind: 'text',
    help: 'アウトカムの介入前の値の列。前後の変化を、効果がなくても見込まれる変化（平均への回帰）と並べて示す',
  },
  covariates: { kind: 'list', help: '共変量（交絡因子）の列。カンマ区切り' },
  categorical: { kind: 'list', help: '共変量のうち区分（カテゴリ）として扱う列。カンマ区切り' },
  quadratic: { kind: 'list', help: '共変量のうち2乗の項も加える列。カンマ区切り' },
  interaction: { kind: 'list', help: 'gcomp・regression・aipw(single) で介入との交互作用を加える列' },
  estimand: {
    kind: 'text',
    choices: ESTIMANDS,
    help: '推定対象。ate=全員、att=介入群、atc=対照群、ato=重なり、atm=対応',
  },
  method: { kind: 'text', choices: METHODS, help: '推定方法（既定 iptw）' },
  family: { kind: 'text', choices: FAMILY_NAMES, help: 'アウトカムの分布（既定 gaussian）' },
  offset: { kind: 'text', help: '観察量（人年など）の列。対数リンクでは対数をとって加える' },
  'offset-scale': {
    kind: 'text',
    choices: ['log', 'linear'],
    help: 'offset列が観察量(log)か線形予測子(linear)か',
  },
  weights: { kind: 'text', help: '標本の重み（抽出ウェイト・件数）の列。iptw・gcomp・regression で使う' },
  cluster: { kind: 'text', help: '同じ集団・同じ人を示す列（クラスター頑健標準誤差）' },
  correlation: {
    kind: 'text',
    choices: ['independence', 'exchangeable'],
    help: 'regression で cluster の中の相関（exchangeable は一般化推定方程式）',
  },
  truncate: {
    kind: 'number',
    min: 0,
    max: 0.49,
    help: '重みの両端を丸める割合（例 0.01）。分位点はRのtype 7',
  },
  'truncate-rule': { kind: 'text', choices: ['7', '3'], help: '分位点の規則（Rのtype。既定 7）' },
  trim: {
    kind: 'number',
    min: 0,
    max: 0.49,
    help: '傾向スコアがこの値未満・1−この値超の人を除いて再推定（Crump）',
  },
  'missing-outcome': {
    kind: 'text',
    choices: ['drop', 'ipcw'],
    help: 'アウトカムが欠測の人。drop=除く（既定）、ipcw=打ち切りの逆確率で重みづけ（iptwのみ）',
  },
  stabilised: { kind: 'flag', help: '安定化重み（ate）' },
  'outcome-model': { kind: 'text', choices: ['by-arm', 'single'], help: 'aipw の結果モデル（既定 by-arm）' },
  folds: { kind: 'integer', min: 0, max: 20, help: 'aipw の交差適合の分割数（0=しない）' },
  learner: {
    kind: 'text',
    choices: ['glm', 'boost'],
    help: 'aipw のモデル。glm=回帰（既定）、boost=決定木のブースティング（形を決めずに学ぶ。交差適合は既定5分割）',
  },
  ratio: { kind: 'integer', min: 1, max: 10, help: 'match で介入1人あたりの対照の数' },
  caliper: { kind: 'number', min: 0, help: 'match の許容幅（ロジットの標準偏差の倍数、既定 0.2、0=なし）' },
  distance: {
    kind: 'text',
    choices: ['logit', 'ps'],
    help: 'match で近さを測る値。logit=傾向スコアのロジット（既定）、ps=傾向スコアそのもの',
  },
  replace: { kind: 'flag', help: 'match で対照の重複使用を認める' },
  strata: { kind: 'integer', min: 2, max: 50, help: 'stratify の層の数（既定 5）' },
  'strata-of': {
    kind: 'text',
    choices: ['all', 'treated', 'control'],
    help: 'stratify の区切りを決める人（既定 all）',
  },
  wild: {
    kind: 'integer',
    min: 99,
    max: 99_999,
    help: 'まとまり（--cluster）が少ないときのワイルド・クラスター・ブートストラップの回数（regression・gaussian）',
  },
  bootstrap: { kind: 'integer', min: 0, max: 100_000, help: 'ブートストラップの回数' },
  seed: { kind: 'integer', min: 0, max: 4_294_967_295, help: '乱数の種（既定 1）' },
  threads: { kind: 'integer', min: 1, max: 64, help: 'ブートストラップの並列数' },
  ks: { kind: 'flag', help: '大きな表でもKS距離を計算する' },
};

export interface CohortPlan {
  readonly table: string;
  readonly treatment: string;
  readonly treatedLabel: string | undefined;
  readonly outcome: string;
  readonly moreOutcomes: readonly string[];
  readonly subgroups: readonly string[];
  readonly before: string | undefined;
  readonly covariates: readonly string[];
  readonly categorical: ReadonlySet<string>;
  readonly quadratic: ReadonlySet<string>;
  readonly interaction: readonly string[];
  readonly estimand: Estimand;
  readonly method: Method;
  readonly family: FamilyName;
  readonly offset: string | undefined;
  readonly offsetScale: 'log' | 'linear' | undefined;
  readonly weights: string | undefined;
  readonly cluster: string | undefined;
  readonly correlation: 'independence' | 'exchangeable';
  readonly truncate: number;
  readonly truncateRule: 7 | 3;
  readonly trim: number;
  readonly missingOutcome: 'drop' | 'ipcw';
  readonly stabilised: boolean;
  readonly outcomeModel: 'by-arm' | 'single';
  readonly folds: number;
  readonly learner: 'glm' | 'boost';
  readonly matching: {
    readonly ratio: number;
    readonly caliper: number;
    readonly replace: boolean;
    readonly on: 'logit' | 'ps';
  };
  readonly strata: { readonly count: number; readonly of: 'all' | 'treated' | 'control' };
  readonly wild: number | undefined;
  readonly bootstrap: number;
  readonly seed: number;
  readonly threads: number | undefined;
  readonly ks: boolean;
}

function unionInOrder(first: readonly string[], ...rest: readonly (readonly string[])[]): string[] {
  return [...new Set([...first, ...rest.flat()])];
}

function checkRoles(plan: CohortPlan): void {
  const { treatment, outcome, covariates } = plan;
  if (treatment === outcome) throw new UserIssue('usage', 'effect.same-column', { column: treatment });
  for (const c of covariates) {
    if (c === treatment || c === outcome) throw new UserIssue('usage', 'effect.same-column', { column: c });
  }
  const outcomes = [outcome, ...plan.moreOutcomes];
  for (const o of plan.moreOutcomes) {
    const repeated = outcomes.filter((other) => other === o).length > 1;
    if (repeated || o === treatment || covariates.includes(o))
      throw new UserIssue('usage', 'effect.same-column', { column: o });
  }
  for (const c of plan.subgroups) {
    if (outcomes.includes(c) || c === treatment)
      throw new UserIssue('usage', 'effect.same-column', { column: c });
  }
  for (const c of plan.quadratic) {
    if (plan.categorical.has(c)) throw new UserIssue('usage', 'effect.categorical-quadratic', { column: c });
  }
  if (covariates.length === 0 && plan.method !== 'regression' && plan.method !== 'gcomp') {
    throw new UserIssue('usage', 'effect.missing-option', { option: '--covariates' });
  }
  if (plan.stabilised && plan.estimand !== 'ate') {
    throw new UserIssue('usage', 'effect.not-available', { method: '--stabilised', estimand: plan.estimand });
  }
  if (plan.correlation === 'exchangeable' && (plan.method !== 'regression' || plan.cluster === undefined)) {
    throw new UserIssue('usage', 'effect.correlation-needs-cluster', {});
  }
  if (plan.method === 'aipw' && (plan.estimand === 'ato' || plan.estimand === 'atm')) checkOverlap(plan);
  if (plan.wild !== undefined) checkWild(plan);
  if (plan.learner === 'boost' && (plan.folds < 2 || plan.offset !== undefined))
    throw new UserIssue('usage', 'effect.learner-options', {});
  if (plan.missingOutcome === 'ipcw' && (plan.method !== 'iptw' || plan.trim > 0)) {
    throw new UserIssue('usage', 'effect.ipcw-iptw-only', {});
  }
  checkMethod(plan);
}

function checkOverlap(plan: CohortPlan): void {
  const other = plan.outcomeModel === 'single' || plan.folds > 0 || plan.truncate > 0;
  if (other || plan.offset !== undefined)
    throw new UserIssue('usage', 'effect.overlap-aipw', { estimand: plan.estimand });
}

function checkWild(plan: CohortPlan): void {
  if (plan.cluster === undefined)
    throw new UserIssue('usage', 'effect.wild-needs-cluster', { option: '--cluster' });
  if (plan.family !== 'gaussian' || plan.weights !== undefined || plan.correlation === 'exchangeable')
    throw new UserIssue('usage', 'effect.wild-least-squares', {});
}

const AVAILABLE: Readonly<Record<Method, readonly Estimand[]>> = {
  iptw: ESTIMANDS,
  aipw: ESTIMANDS,
  gcomp: ['ate', 'att', 'atc'],
  match: ['att', 'atc'],
  stratify: ['ate', 'att', 'atc'],
  ebal: ['ate', 'att', 'atc'],
  cbps: ['ate', 'att', 'atc'],
  regression: ESTIMANDS,
};

/** Options that only some methods use; anywhere else they would be ignored, so they are refused. */
const OPTION_METHODS: Readonly<Record<string, readonly Method[]>> = {
  weights: ['iptw', 'gcomp', 'regression'],
  offset: ['iptw', 'aipw', 'gcomp', 'regression'],
  'offset-scale': ['iptw', 'aipw', 'gcomp', 'regression'],
  cluster: ['iptw', 'aipw', 'gcomp', 'match', 'ebal', 'cbps', 'regression'],
  interaction: ['aipw', 'gcomp', 'regression'],
  truncate: ['iptw', 'aipw'],
  'truncate-rule': ['iptw', 'aipw'],
  trim: ['iptw', 'aipw'],
  stabilised: ['iptw', 'aipw'],
  'outcome-model': ['aipw'],
  folds: ['aipw'],
  learner: ['aipw'],
  ratio: ['match'],
  caliper: ['match'],
  distance: ['match'],
  replace: ['match'],
  strata: ['stratify'],
  'strata-of': ['stratify'],
  wild: ['regression'],
};

function checkOptions(options: ParsedOptions, method: Method): void {
  for (const [name, methods] of Object.entries(OPTION_METHODS)) {
    if (options.has(name) && !methods.includes(method)) {
      throw new UserIssue('usage', 'effect.option-not-for-method', {
        option: `--${name}`,
        method,
        methods: methods.join('、'),
      });
    }
  }
}

function checkMethod(plan: CohortPlan): void {
  if (!AVAILABLE[plan.method].includes(plan.estimand)) {
    throw new UserIssue('usage', 'effect.not-available', { method: plan.method, estimand: plan.estimand });
  }
}

function parsePlan(options: ParsedOptions): CohortPlan {
  const categorical = options.list('categorical');
  const quadratic = options.list('quadratic');
  const method = (options.text('method') ?? 'iptw') as Method;
  return {
    table: options.required('table'),
    treatment: options.required('treatment'),
    treatedLabel: options.text('treated'),
    outcome: options.required('outcome'),
    moreOutcomes: options.list('more-outcomes'),
    subgroups: [...new Set(options.list('subgroups'))],
    before: options.text('before'),
    covariates: unionInOrder(options.list('covariates'), categorical, quadratic),
    categorical: new Set(categorical),
    quadratic: new Set(quadratic),
    interaction: options.list('interaction'),
    estimand: (options.text('estimand') ?? (method === 'match' ? 'att' : 'ate')) as Estimand,
    method,
    family: (options.text('family') ?? 'gaussian') as FamilyName,
    offset: options.text('offset'),
    offsetScale: options.text('offset-scale') as 'log' | 'linear' | undefined,
    weights: options.text('weights'),
    cluster: options.text('cluster'),
    correlation: options.text('correlation') === 'exchangeable' ? 'exchangeable' : 'independence',
    truncate: options.number('truncate') ?? 0,
    truncateRule: options.text('truncate-rule') === '3' ? 3 : 7,
    trim: options.number('trim') ?? 0,
    missingOutcome: options.text('missing-outcome') === 'ipcw' ? 'ipcw' : 'drop',
    stabilised: options.flag('stabilised'),
    outcomeModel: (options.text('outcome-model') ?? 'by-arm') as 'by-arm' | 'single',
    folds: options.number('folds') ?? (options.text('learner') === 'boost' ? 5 : 0),
    learner: options.text('learner') === 'boost' ? 'boost' : 'glm',
    matching: {
      ratio: options.number('ratio') ?? 1,
      caliper: options.number('caliper') ?? 0.2,
      replace: options.flag('replace'),
      on: options.text('distance') === 'ps' ? 'ps' : 'logit',
    },
    strata: {
      count: options.number('strata') ?? 5,
      of: (options.text('strata-of') ?? 'all') as CohortPlan['strata']['of'],
    },
    wild: options.number('wild'),
    bootstrap: options.number('bootstrap') ?? 0,
    seed: options.number('seed') ?? 1,
    threads: options.number('threads'),
    ks: options.flag('ks'),
  };
}

/** The plan of a cohort analysis from arguments; throws `UserIssue` (usage). */
export function cohortPlan(args: readonly string[]): CohortPlan {
  const options = parseOptions(args, COHORT_OPTIONS);
  const plan = parsePlan(options);
  checkOptions(options, plan.method);
  checkRoles(plan);
  return plan;
}
