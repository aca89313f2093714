import { UserIssue } from '../../domain/issue.ts';
import { holm } from '../../statistics/multiplicity.ts';
import { detectableDifference } from '../../statistics/power.ts';
import { variance } from '../../statistics/summary.ts';
import { SMALLEST_ARM } from '../adjustment.ts';
import { followUpCheck, precisionCheck, type StudyCheck } from '../checks.ts';
import { buildCohort, type Cohort, type CohortOutcome, requireVariation } from '../cohort.ts';
import { flowSteps } from '../diagnosis.ts';
import { acrossOutcomes } from '../outcome-checks.ts';
import type { DesignEngine, EffectCandidate, Findings } from '../parts.ts';
import { cohortPlan } from '../plan.ts';
import { subgroupSets } from '../subgroups.ts';
import { studyVariable } from '../variables.ts';
import { trialHead } from '../words.ts';
import { candidateOf, type DiscontinuityStudy, jump, type Work } from './discontinuity-jump.ts';
import { bandwidthSet, binTable, placeboSet, shapeSet, subgroupJump } from './discontinuity-sets.ts';
import { manipulationP } from './manipulation.ts';

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
    const cohort = await buildCohort(warehouse, plan, options);
    requireVariation(cohort);
    options.onStep?.('基準値の前後を確かめています', 1, 3);
    const work = workOf(study, cohort, options);
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

function workOf(
  study: DiscontinuityStudy,
  cohort: Cohort,
  { context, threshold }: Pick<Work, 'context' | 'threshold'>,
): Work {
  const sign = study.offered === 'at_or_above' ? 1 : -1;
  // Below the cut-off is offered: a value equal to it is not, and mirrored it must stay on that side.
  const mirror = (value: number) => (sign === 1 ? value - study.cutoff : study.cutoff - value || -1e-9);
  const x = cohort.numbers.get('running')!.map((value) => (Number.isNaN(value) ? value : mirror(value)));
  const first = firstRows(cohort, x, study.donut);
  const responses = cohort.outcomes.map((measured) => responseOf(study, measured));
  const rows = responses.map((response) => first.filter((row) => !Number.isNaN(response[row])));
  const work = { study, cohort, context, threshold, x, first, responses, rows };
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
  const across = acrossOutcomes(
    study.multiplicity,
    fits.map(({ i, fit, after }) => ({
      outcome: study.outcomes[i]!,
      effect: fit.result.robust,
      sd: Math.sqrt(variance(rows[i]!.map((row) => after[row]!))),
    })),
  );
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
    sets: [
      bandwidthSet(work, main),
      shapeSet(work, main),
      placeboSet(work, main),
      ...subgroupSets({
        study,
        cohort: work.cohort,
        rows: rows[main.i]!,
        threshold: work.threshold,
        estimate: subgroupJump(work, main),
      }),
    ].filter((set) => set.effects.length > 0),
    figures: [
      {
        kind: 'discontinuity',
        title: `${study.outcomes[main.i]!.label}と${studyVariable(study.running).label}`,
        table: binTable(work, main.i),
      },
    ],
    checks: across.checks,
    remarks: [
      `基準値から${main.fit.h.toFixed(1)}${studyVariable(study.running).unit}以内の人を、近いほど重くして比べています。`,
    ],
    bounds: across.bounds,
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
