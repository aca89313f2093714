import { UserIssue } from '../../domain/issue.ts';
import type { CandidateTable, StatisticContext } from '../../domain/statistic.ts';
import type { ScaledEffect } from '../../statistics/contrast.ts';
import { SingularMatrix } from '../../statistics/linear-algebra.ts';
import { holm } from '../../statistics/multiplicity.ts';
import { detectableDifference } from '../../statistics/power.ts';
import { mseBandwidth } from '../../statistics/rdd/bandwidth.ts';
import { type DiscontinuityResult, discontinuity } from '../../statistics/rdd/discontinuity.ts';
import type { Side } from '../../statistics/rdd/local-polynomial.ts';
import { variance } from '../../statistics/summary.ts';
import { SMALLEST_ARM } from '../adjustment.ts';
import { followUpCheck, precisionCheck, type StudyCheck } from '../checks.ts';
import { buildCohort, type Cohort, type CohortOutcome } from '../cohort.ts';
import type { StudyOf, StudyOutcome } from '../definition.ts';
import { flowSteps } from '../diagnosis.ts';
import { type DesignEngine, type EffectCandidate, effectCandidate, type Findings } from '../parts.ts';
import { cohortPlan } from '../plan.ts';
import { studyVariable } from '../variables.ts';
import { trialHead } from '../words.ts';
import { manipulationP } from './manipulation.ts';

type DiscontinuityStudy = StudyOf<'regression_discontinuity'>;

/** People just above the value that decides, against people just below it. */
export const discontinuityEngine: DesignEngine<'regression_discontinuity'> = {
  method: (study) =>
    `回帰不連続（局所線形回帰、三角カーネル、帯域幅は${study.bandwidth === undefined ? '平均二乗誤差を最小にする幅' : `${study.bandwidth}`}、偏り補正した頑健な区間：Calonico ほか 2014）。${study.exposure ? '実際の参加を使うファジーデザイン（基準値で参加が変わった人での効果）。' : '案内の対象になったことの効果（シャープデザイン）。'}`,
  targetTrial: (study) => {
    const { label, unit } = studyVariable(study.running);
    const side = study.offered === 'at_or_above' ? '以上' : '未満';
    return [
      ...trialHead(study),
      { item: '参加群', text: `${label}が${study.cutoff}${unit}${side}で、すぐ近くの人` },
      { item: '比較群', text: `${label}が基準値の反対側で、すぐ近くの人` },
      { item: '結果', text: study.outcomes.map((outcome) => outcome.label).join('、') },
      { item: '前提', text: '基準値のすぐ上と下の人は、事業の対象かどうか以外は同じ' },
    ];
  },
  prepare: async (warehouse, study, options) => {
    options.onStep?.('対象者を選んでいます', 0, 3);
    const plan = cohortPlan(study, {
      exposure: study.exposure ? { kind: 'start', ...study.exposure } : { kind: 'none' },
      extras: [{ name: 'running', kind: 'number', sql: studyVariable(study.running).sql }],
    });
    const cohort = await buildCohort(warehouse, plan, options.signal);
    options.onStep?.('基準値の前後を確かめています', 1, 3);
    const work = workOf(study, cohort, options.context);
    return {
      diagnosis: {
        flow: flowSteps(sideAttrition(work), ['対象の側', '対象でない側']),
        checks: checksOf(work, options.threshold),
        power: [],
      },
      findings: () => findingsOf(work),
    };
  },
};

interface Work {
  readonly study: DiscontinuityStudy;
  readonly cohort: Cohort;
  readonly context: StatisticContext;
  /** Distance from the cut-off, positive on the side that is offered the programme; NaN where not measured. */
  readonly x: Float64Array;
  /** First row of each person with a running value outside the donut. */
  readonly first: readonly number[];
  /** What is compared, by outcome: changes from the baseline value, or values. */
  readonly responses: readonly Float64Array[];
  /** Of the first rows, those with a response, by outcome. */
  readonly rows: readonly (readonly number[])[];
}

function workOf(study: DiscontinuityStudy, cohort: Cohort, context: StatisticContext): Work {
  const sign = study.offered === 'at_or_above' ? 1 : -1;
  // Below the cut-off is offered: a value equal to it is not, and mirrored it must stay on that side.
  const mirror = (value: number) => (sign === 1 ? value - study.cutoff : study.cutoff - value || -1e-9);
  const x = cohort.numbers.get('running')!.map((value) => (Number.isNaN(value) ? value : mirror(value)));
  const first = firstRows(cohort, x, study.donut);
  const responses = cohort.outcomes.map((measured) => responseOf(study, measured));
  const rows = responses.map((response) => first.filter((row) => !Number.isNaN(response[row])));
  const work = { study, cohort, context, x, first, responses, rows };
  for (const list of rows) {
    const right = list.filter((row) => x[row]! >= 0).length;
    if (Math.min(right, list.length - right) < SMALLEST_ARM) {
      throw new UserIssue('refused', 'study.too_few', { smallest: SMALLEST_ARM });
    }
  }
  return work;
}

function firstRows(cohort: Cohort, x: Float64Array, donut: number): number[] {
  const seen = new Set<number>();
  return Array.from({ length: cohort.size }, (_, row) => row).filter((row) => {
    const person = cohort.person[row]!;
    const usable = !Number.isNaN(x[row]) && Math.abs(x[row]!) >= donut && !seen.has(person);
    if (usable) seen.add(person);
    return usable;
  });
}

/** Share of people with a baseline value below which the change would leave out too many. */
const KNOWN_BEFORE = 0.8;

function responseOf({ change }: DiscontinuityStudy, { before, after }: CohortOutcome): Float64Array {
  const known = before.filter((value) => !Number.isNaN(value)).length;
  if (!change || known < KNOWN_BEFORE * before.length) return after;
  return after.map((value, row) => value - before[row]!);
}

const primaryIndex = ({ study }: Work): number =>
  Math.max(
    0,
    study.outcomes.findIndex((outcome) => outcome.primary),
  );

function sideAttrition({ study, x, first, rows }: Work) {
  const count = (id: string, label: string, list: readonly number[]) => {
    const treated = list.filter((row) => x[row]! >= 0).length;
    return { id, label, treated, control: list.length - treated, total: list.length };
  };
  return [
    count('new_start', `${studyVariable(study.running).label}が測られている（1人1回）`, first),
    ...study.outcomes.map((outcome, i) =>
      count(`observed_${outcome.id}`, `${outcome.label}が測られている`, rows[i]!),
    ),
  ];
}

interface Fit {
  readonly result: DiscontinuityResult;
  readonly h: number;
}

/** The jump of a response at the cut-off; undefined where a window holds too few distinct values. */
function jump(
  work: Work,
  rows: readonly number[],
  response: Float64Array,
  choice: { readonly h?: number; readonly shift?: number; readonly fuzzy?: boolean } = {},
): Fit | undefined {
  const shift = choice.shift ?? 0;
  const side = (right: boolean): Side => {
    const own = rows
      .filter((row) => work.x[row]! - shift >= 0 === right)
      .toSorted((a, b) => work.x[a]! - work.x[b]!);
    const values = (from: Float64Array) => Float64Array.from(own, (row) => from[row]!);
    return {
      x: values(work.x).map((value) => value - shift),
      y: values(response),
      ...(choice.fuzzy ? { t: values(work.cohort.exposed) } : {}),
    };
  };
  const setting = {
    left: side(false),
    right: side(true),
    kernel: 'triangular' as const,
    order: 1,
    variance: 'nn' as const,
    matches: 3,
  };
  try {
    const auto = choice.h === undefined ? mseBandwidth(forBandwidth(setting)) : { h: choice.h, b: choice.h };
    const result = discontinuity({ ...setting, ...auto });
    const numbers = [result.robust.estimate, result.robust.se];
    return numbers.every(Number.isFinite) && result.robust.se > 0 ? { result, h: auto.h } : undefined;
  } catch (error) {
    if (error instanceof SingularMatrix) return undefined;
    throw error;
  }
}

/** Where nobody on one side takes part, the bandwidth of the outcome alone is used (as R's rdrobust). */
function forBandwidth<Setting extends { readonly left: Side; readonly right: Side }>(
  setting: Setting,
): Setting {
  const { left, right } = setting;
  const constant = ({ t }: Side) => t === undefined || t.every((value) => value === t[0]);
  if (!constant(left) && !constant(right)) return setting;
  return { ...setting, left: { x: left.x, y: left.y }, right: { x: right.x, y: right.y } };
}

function checksOf(work: Work, threshold: number): StudyCheck[] {
  const { study, cohort, rows } = work;
  const index = primaryIndex(work);
  const own = rows[index]!;
  return [
    manipulationCheck(work),
    continuityCheck(work, own),
    ...(study.exposure ? [firstStageCheck(work, own)] : []),
    precisionCheck(detectable(work, cohort.outcomes[index]!, own), study.outcomes[index]!),
    followUpCheck(study.outcomes, sideAttrition(work), threshold),
    heapingCheck(work),
  ];
}

/** People near the cut-off, each at the worth that the triangular kernel gives them on average. */
function detectable(work: Work, { before }: CohortOutcome, rows: readonly number[]): number | undefined {
  const known = rows.filter((row) => !Number.isNaN(before[row]));
  const h = work.study.bandwidth ?? Math.sqrt(variance(rows.map((row) => work.x[row]!)));
  const near = known.filter((row) => Math.abs(work.x[row]!) <= h);
  const right = near.filter((row) => work.x[row]! >= 0).length;
  if (Math.min(right, near.length - right) < SMALLEST_ARM) return undefined;
  // A local line costs four times the information of a mean at the edge.
  const sd = Math.sqrt(variance(near.map((row) => before[row]!)));
  return detectableDifference(sd, right / 4, (near.length - right) / 4);
}

function manipulationCheck({ x, study }: Work): StudyCheck {
  const p = manipulationP(x.filter((value) => !Number.isNaN(value)));
  const { label } = studyVariable(study.running);
  return {
    id: 'manipulation',
    label: '基準値の手前や直後に人がかたよっていないか（操作の検定）',
    verdict: p >= 0.05 ? 'good' : p >= 0.001 ? 'caution' : 'bad',
    explanation: `${label}の分布の段差の検定 p＝${p < 0.001 ? '0.001未満' : p.toFixed(3)}。`,
    action:
      p >= 0.05
        ? ''
        : '値の読み取りのくせ（0で終わる値が多いなど）か、基準値を意識した測り直しが疑われます。基準値のすぐ近くを除く donut を設定してください。',
  };
}

/** Traits from before must not jump at the cut-off. */
function continuityCheck(work: Work, rows: readonly number[]): StudyCheck {
  const tested = work.cohort.covariates.flatMap(({ variable, numbers }) => {
    if (!numbers || variable.id === work.study.running) return [];
    const known = rows.filter((row) => !Number.isNaN(numbers[row]));
    const fit = jump(work, known, numbers);
    return fit ? [{ label: variable.label, p: fit.result.robust.p }] : [];
  });
  const adjusted = holm(tested.map(({ p }) => p));
  const broken = tested.filter((_, i) => adjusted[i]! < 0.05);
  return {
    id: 'continuity',
    label: '事業の前の背景は、基準値の上下で続いているか',
    verdict: broken.length === 0 ? 'good' : broken.length * 4 <= tested.length ? 'caution' : 'bad',
    explanation:
      broken.length === 0
        ? `調べた${tested.length}項目に段差はみられません。`
        : `${broken.map(({ label }) => label).join('、')}に段差があります。`,
    action:
      broken.length === 0 ? '' : '基準値で別のこと（受診勧奨など）も同時に変わっていないか確かめてください。',
  };
}

function firstStageCheck(work: Work, rows: readonly number[]): StudyCheck {
  const fit = jump(work, rows, work.cohort.exposed);
  const { estimate, se } = fit?.result.conventional ?? { estimate: 0, se: 1 };
  const strength = (estimate / se) ** 2;
  return {
    id: 'first_stage',
    label: '基準値を超えると実際に参加が増えるか',
    verdict: strength >= 10 ? 'good' : strength >= 4 ? 'caution' : 'bad',
    explanation: `基準値での参加割合の段差は ${(estimate * 100).toFixed(1)}ポイント（F＝${strength.toFixed(1)}、目安 10以上）。`,
    action:
      strength >= 10
        ? ''
        : '参加がほとんど変わらないため、参加の効果は推定できません。案内の効果（シャープ）として見てください。',
  };
}

/** Values that people read off a dial end in 0 too often. */
function heapingCheck({ cohort, study }: Work): StudyCheck {
  const values = cohort.numbers.get('running')!.filter((value) => !Number.isNaN(value));
  const atCut = values.filter((value) => value === study.cutoff).length;
  const around = values.filter(
    (value) => Math.abs(value - study.cutoff) <= 5 && Number.isInteger(value),
  ).length;
  const usual = around / 11;
  const heaped = Number.isInteger(study.cutoff) && usual > 5 && atCut > 2 * usual;
  return {
    id: 'heaping',
    label: '基準値ちょうどに丸めた値が集まっていないか',
    verdict: heaped && study.donut === 0 ? 'caution' : 'good',
    explanation: heaped
      ? `基準値ちょうどの人が、前後の値の2倍を超えています。${study.donut > 0 ? `基準値から${study.donut}未満の人は除いています。` : ''}`
      : '基準値ちょうどへの集まりはみられません。',
    action:
      heaped && study.donut === 0
        ? '基準値のすぐ近くを除く donut を設定して、結果が変わらないことを確かめてください。'
        : '',
  };
}

function findingsOf(work: Work): Findings {
  const { study, rows } = work;
  const fits = study.outcomes.map((_, i) => {
    const after = work.responses[i]!;
    const fit = jump(work, rows[i]!, after, {
      fuzzy: study.exposure !== undefined,
      ...(study.bandwidth === undefined ? {} : { h: study.bandwidth }),
    });
    if (!fit) throw new UserIssue('refused', 'study.no_window');
    return { i, fit, after };
  });
  const main = fits[primaryIndex(work)]!;
  return {
    effects: fits.map(({ i, fit }) =>
      candidateOf(work, i, [fit.result.robust, '回帰不連続（偏り補正・頑健な区間）']),
    ),
    alternatives: fits.flatMap(({ i, fit, after }) => [
      candidateOf(work, i, [
        fit.result.conventional,
        '局所線形回帰（偏り補正なし）',
        '区間がやや狭すぎることがある',
      ]),
      ...(study.exposure ? intention(work, i, after) : []),
    ]),
    sets: [bandwidthSet(work, main), placeboSet(work, main)].filter((set) => set.effects.length > 0),
    figures: [
      {
        kind: 'discontinuity',
        title: `${study.outcomes[main.i]!.label}と${studyVariable(study.running).label}`,
        table: binTable(work, main.i),
      },
    ],
    checks: [],
    remarks: [
      `基準値から${main.fit.h.toFixed(1)}${studyVariable(study.running).unit}以内の人を、近いほど重くして比べています。`,
    ],
    bounds: [],
  };
}

/** Being offered, whoever took part. */
function intention(work: Work, i: number, after: Float64Array): EffectCandidate[] {
  const fit = jump(work, work.rows[i]!, after);
  return fit
    ? [
        candidateOf(
          work,
          i,
          [fit.result.robust, '案内の対象になったことの差', '参加しなかった人も含む差'],
          'ITT',
        ),
      ]
    : [];
}

function candidateOf(
  { study, rows, x, context }: Work,
  index: number,
  [effect, method, caveat]: readonly [ScaledEffect, string, string?],
  estimand: 'ITT' | 'LATE' = study.exposure ? 'LATE' : 'ITT',
): EffectCandidate {
  const own = rows[index]!;
  const treated = own.filter((row) => x[row]! >= 0).length;
  return effectCandidate(effect, {
    context,
    outcome: study.outcomes[index]!,
    estimand,
    method,
    sizes: { treated, control: own.length - treated },
    parameters: 8,
    ...(caveat === undefined ? {} : { caveat }),
  });
}

interface Main {
  readonly i: number;
  readonly fit: Fit;
  readonly after: Float64Array;
}

function bandwidthSet(work: Work, { i, fit, after }: Main) {
  const fuzzy = work.study.exposure !== undefined;
  const effects = [0.5, 0.75, 1.5, 2].flatMap((factor) => {
    const other = jump(work, work.rows[i]!, after, { h: fit.h * factor, fuzzy });
    return other ? [candidateOf(work, i, [other.result.robust, `帯域幅を${factor}倍`])] : [];
  });
  return {
    id: 'bandwidth',
    kind: 'sensitivity' as const,
    title: '帯域幅を変える',
    reading: '幅を変えても同じなら、どこまでの人を比べるかの選び方による結果ではありません。',
    effects,
  };
}

/** A jump where nothing changes would be a false alarm: halfway to each end of the people on that side. */
function placeboSet(work: Work, { i, after }: Main) {
  const { x, rows } = work;
  const effects = [true, false].flatMap((right) => {
    const own = rows[i]!.filter((row) => x[row]! >= 0 === right);
    const sorted = own.map((row) => x[row]!).toSorted((a, b) => a - b);
    const shift = sorted[Math.floor(sorted.length / 2)];
    const fit = shift === undefined ? undefined : jump(work, own, after, { shift });
    const where = right ? '対象の側' : '対象でない側';
    return fit
      ? [candidateOf(work, i, [fit.result.robust, `偽の基準値（${where}の中央）`, '効果ではない'], 'ITT')]
      : [];
  });
  return {
    id: 'placebo_cutoff',
    kind: 'placebo' as const,
    title: '何も変わらないはずの場所での差（偽の基準値）',
    reading: 'ここに差があれば、曲がった関係を段差と見誤っている疑いがあります。',
    effects,
  };
}

/** Means of the outcome by distance from the cut-off, ten classes a side of equal width. */
function binTable(work: Work, index: number): CandidateTable {
  const { study, rows, x } = work;
  const outcome: StudyOutcome = study.outcomes[index]!;
  const { label, unit } = studyVariable(study.running);
  const own = rows[index]!;
  const width = binWidth(own.map((row) => Math.abs(x[row]!)));
  const bins = new Map<number, { n: number; sum: number }>();
  for (const row of own) {
    const bin = Math.max(-10, Math.min(9, Math.floor(x[row]! / width)));
    const entry = bins.get(bin) ?? { n: 0, sum: 0 };
    bins.set(bin, { n: entry.n + 1, sum: entry.sum + work.responses[index]![row]! });
  }
  const levels = [...bins.keys()].toSorted((a, b) => a - b);
  const sign = study.offered === 'at_or_above' ? 1 : -1;
  const value = (bin: number) => (study.cutoff + sign * bin * width).toFixed(width < 1 ? 2 : 1);
  return {
    id: 'study.discontinuity',
    parameters: { study: study.id },
    context: { ...work.context, title: `${label}ごとの${outcome.label}（基準値 ${study.cutoff}${unit}）` },
    dimensions: [
      {
        id: 'running',
        label,
        partition: true,
        levels: levels.map((bin) => ({
          code: String(bin),
          label:
            bin === -10
              ? `${value(-9)}より離れた側`
              : bin === 9
                ? `${value(9)}から先`
                : `${value(bin)}〜${value(bin + 1)}`,
        })),
      },
    ],
    columns: [
      { id: 'persons', label: '人数', kind: 'count', unit: '人', decimals: 0 },
      {
        id: 'mean',
        label: `${outcome.label}の平均`,
        kind: 'derived',
        unit: outcome.unit,
        decimals: outcome.decimals,
        from: ['persons'],
      },
    ],
    rows: levels.map((bin) => {
      const { n, sum } = bins.get(bin)!;
      return { at: [String(bin)], values: [n, sum / n] };
    }),
  };
}

/** Nine classes a side reach the 95th percentile of the distance; the rest falls into the outer ones. */
function binWidth(distances: readonly number[]): number {
  const sorted = distances.toSorted((a, b) => a - b);
  return Math.max(1e-6, (sorted[Math.floor(sorted.length * 0.95)] ?? 1) / 9);
}
