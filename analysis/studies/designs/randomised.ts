import { balanceTable, largestImbalance } from '../../statistics/balance.ts';
import { type ScaledEffect, studentEffect } from '../../statistics/contrast.ts';
import { mean, variance } from '../../statistics/summary.ts';
import { type ArmSizes, adjust, requireArms, whereFeasible } from '../adjustment.ts';
import {
  detectableBefore,
  followUpCheck,
  grade,
  missingDataCheck,
  precisionCheck,
  type StudyCheck,
} from '../checks.ts';
import { buildCohort, knownRows, pick, requireVariation } from '../cohort.ts';
import { balanceVariables, type CovariateTerm, covariateTerms } from '../covariates.ts';
import { flowSteps } from '../diagnosis.ts';
import { acrossOutcomes } from '../outcome-checks.ts';
import {
  type BalanceSet,
  type DesignEngine,
  type EffectCandidate,
  type EffectSet,
  effectCandidate,
  eventCounts,
  type Findings,
} from '../parts.ts';
import { cohortPlan, type ExposureRule, sqlText } from '../plan.ts';
import { missingSet } from '../sensitivity.ts';
import { type SubgroupBase, subgroupSets } from '../subgroups.ts';
import { studyVariable } from '../variables.ts';
import { trialHead } from '../words.ts';

import {
  type Allocation,
  clustered,
  comparisonOf,
  fitComparison,
  homeClusters,
  type RandomisedStudy,
  type Work,
} from './randomised-fit.ts';

/** Everybody as drawn, whatever they did afterwards (intention to treat). */
export const randomisedEngine: DesignEngine<'randomised'> = {
  method: ({ allocation }) =>
    `割り付けどおりの解析（ITT）、${UNIT_WORDS[allocation.unit]}。${ERROR_WORDS[allocation.unit]}`,
  targetTrial: (study) => [
    ...trialHead(study),
    { item: '割り付け', text: UNIT_WORDS[study.allocation.unit] },
    { item: '参加群', text: `${study.programmeLabel}に割り付けられた人（利用したかどうかは問わない）` },
    { item: '比較群', text: '割り付けられなかった人' },
    { item: '結果', text: study.outcomes.map((outcome) => outcome.label).join('、') },
    { item: '推定対象', text: '割り付けられた人全体での差（ITT）' },
  ],
  prepare: async (warehouse, study, options) => {
    options.onStep?.('割り付けられた人を選んでいます', 0, 3);
    const plan = cohortPlan(study, {
      exposure: exposureOf(study.allocation),
      newStartOnly: false,
      extras: [armColumn(study)],
    });
    const cohort = await buildCohort(warehouse, plan, options);
    requireVariation(cohort);
    options.onStep?.('割り付けを確かめています', 1, 3);
    const work: Work = {
      study,
      cohort,
      context: options.context,
      threshold: options.threshold,
      rows: cohort.outcomes.map(({ after }) => knownRows(after)),
    };
    for (const rows of work.rows) requireArms(pick(cohort.exposed, rows));
    return { diagnosis: diagnosisOf(work, options.threshold), findings: () => findingsOf(work) };
  },
};

const UNIT_WORDS = {
  person: '1人ずつ無作為に割り付け',
  district: '地区ごとに無作為に割り付け（クラスター）',
  factorial: '複数の要素を組み合わせて1人ずつ無作為に割り付け（要因計画）',
  stepped_wedge: '地区ごとに順番に開始（ステップウェッジ）',
} as const;

const ERROR_WORDS = {
  person: '背景で調整した線形回帰、HC2標準誤差。',
  district: '背景で調整した線形回帰、標準誤差は地区ごとにまとめ、自由度は地区数−2。',
  factorial: '要素を同時に入れた線形回帰、HC2標準誤差。',
  stepped_wedge: '地区と年度の固定効果を入れた線形回帰、標準誤差は地区ごとにまとめる。',
} as const;

function exposureOf(allocation: Allocation): ExposureRule {
  switch (allocation.unit) {
    case 'person':
      return { kind: 'arm', treated: allocation.treated, control: allocation.control };
    case 'district':
      return { kind: 'district', treated: allocation.treated, control: allocation.control };
    case 'stepped_wedge':
      return { kind: 'steps', steps: allocation.steps };
    default: {
      const treated = allocation.factors[0]!.arms;
      return { kind: 'arm', treated, control: allocation.arms.filter((arm) => !treated.includes(arm)) };
    }
  }
}

function armColumn({ programme }: RandomisedStudy) {
  return {
    name: 'arm',
    kind: 'text' as const,
    sql: `(SELECT any_value(i.arm) FROM participation i WHERE i.person_id = a.person_id AND i.programme_id = ${sqlText(programme)} AND i.arm IS NOT NULL)`,
  };
}

const primaryIndex = ({ study }: Work): number =>
  Math.max(
    0,
    study.outcomes.findIndex((outcome) => outcome.primary),
  );

function diagnosisOf(work: Work, threshold: number) {
  const { study, cohort } = work;
  const everybody = Uint32Array.from({ length: cohort.size }, (_, row) => row);
  const z = cohort.exposed;
  const sizes = requireArms(z);
  const terms = covariateTerms(cohort, everybody);
  const balance = balanceOf(terms, z, sizes);
  const index = primaryIndex(work);
  const outcome = study.outcomes[index]!;
  const detectable = detectableBefore(cohort.outcomes[index]!, everybody, sizes);
  return {
    flow: flowSteps(cohort.attrition, ['割り付けあり', '割り付けなし']),
    balance,
    checks: [
      allocationCheck(balance, clustered(study)),
      ...(clustered(study) ? [fewClustersCheck(new Set(cohort.home).size)] : []),
      followUpCheck(study.outcomes, cohort.attrition, threshold),
      precisionCheck(detectable, outcome),
      missingDataCheck(cohort, everybody),
    ],
    power:
      detectable === undefined
        ? []
        : [
            {
              outcome: outcome.id,
              label: outcome.label,
              unit: outcome.unit,
              decimals: outcome.decimals,
              detectable,
              important: outcome.minimalImportantDifference,
            },
          ],
  };
}

function balanceOf(terms: readonly CovariateTerm[], z: Float64Array, sizes: ArmSizes): BalanceSet {
  const rows = balanceTable({
    variables: balanceVariables(terms),
    z,
    weights: new Float64Array(z.length).fill(1),
    estimand: 'ate',
    ks: false,
  });
  const positives = (values: Float64Array) => {
    const counts = { treated: 0, control: 0 };
    values.forEach((value, i) => {
      if (value === 1) counts[z[i] === 1 ? 'treated' : 'control'] += 1;
    });
    return counts;
  };
  return {
    convention: '標準化差＝（割り付けあり−なし）÷両群の標準偏差（重みづけなし）',
    sizes,
    rows: terms.flatMap((term, i) =>
      term.reported
        ? [
            {
              term: term.term,
              label: term.label,
              binary: term.binary,
              row: rows[i]!,
              positives: positives(term.values),
            },
          ]
        : [],
    ),
  };
}

function allocationCheck({ rows }: BalanceSet, byCluster: boolean): StudyCheck {
  const worst = largestImbalance(rows.map(({ row }) => row));
  return {
    id: 'allocation',
    label: '割り付けは偏っていないか（割り付け前の背景の標準化差）',
    verdict: grade(worst, byCluster ? 0.2 : 0.1, 0.4),
    explanation: `割り付け前の背景の標準化差の最大は ${worst.toFixed(3)}。くじであれば小さな差しか生じません。`,
    action:
      worst <= (byCluster ? 0.2 : 0.1)
        ? ''
        : '割り付けの手順（くじの方法、途中の変更、名簿の取り違え）を確かめてください。',
  };
}

function fewClustersCheck(count: number): StudyCheck {
  return {
    id: 'few_clusters',
    label: '地区の数は足りるか',
    verdict: count >= 20 ? 'good' : count >= 8 ? 'caution' : 'bad',
    explanation: `割り付けた地区は${count}。人数ではなく地区の数が、区間の確かさを決めます（目安 20以上）。`,
    action:
      count >= 20
        ? ''
        : '地区が少ないと区間が狭く出すぎます。地区の平均どうしの比較（別の方法）もあわせて読んでください。',
  };
}

function findingsOf(work: Work): Findings {
  const { study, cohort } = work;
  const effects = study.outcomes.map((_, i) => effectsOf(work, i, true));
  const index = primaryIndex(work);
  const across = acrossOutcomes(
    study.multiplicity,
    effects.flatMap((list, i) => {
      const values = pick(cohort.outcomes[i]!.after, work.rows[i]!);
      const sd = Math.sqrt(variance(values));
      return list.map(({ effect }) => ({ outcome: study.outcomes[i]!, effect: scaledOf(effect), sd }));
    }),
  );
  return {
    effects: effects.flat(),
    alternatives: study.outcomes.flatMap((_, i) => [
      ...effectsOf(work, i, false),
      ...(clustered(study) ? clusterMeans(work, i) : []),
    ]),
    sets: [
      ...(study.allocation.unit === 'factorial' ? interactionSet(work) : []),
      ...lossSet(work, index),
      ...subgroupSets({
        study,
        cohort,
        rows: work.rows[index]!,
        threshold: work.threshold,
        estimate: subgroupEffect(work, index),
      }),
    ],
    figures: [],
    checks: across.checks,
    remarks: [uptakeRemark(work)].filter((text) => text !== ''),
    bounds: across.bounds,
  };
}

const scaledOf = ({ estimate, standardError, interval, p }: EffectCandidate['effect']) =>
  ({ scale: 'difference', estimate, se: standardError, ci: interval, p }) as const;

function effectsOf(
  work: Work,
  index: number,
  adjusted: boolean,
  rows: Uint32Array = work.rows[index]!,
): EffectCandidate[] {
  const y = pick(work.cohort.outcomes[index]!.after, rows);
  const comparison = comparisonOf(work, rows);
  const terms = adjusted ? covariateTerms(work.cohort, rows) : [];
  return fitComparison(work, { rows, y, comparison, terms }).map((effect, i) => {
    const z = comparison.columns[i]!;
    const many = comparison.columns.length > 1;
    const method = `${many ? `${comparison.names[i]}：` : ''}${adjusted ? '背景で調整（ITT）' : '調整なし（ITT）'}`;
    return candidateOf(work, index, { effect, z, y, method, parameters: terms.length + 2 });
  });
}

/** The first comparison on some of the people. */
function subgroupEffect(work: Work, index: number): SubgroupBase['estimate'] {
  return (rows, { method, caveat }) => {
    const arms = whereFeasible(() => requireArms(pick(work.cohort.exposed, rows)));
    const [made] = arms ? effectsOf(work, index, true, rows) : [];
    if (!made) return undefined;
    const { context, effect } = made;
    return { ...made, context: { ...context, caveats: [caveat] }, effect: { ...effect, method } };
  };
}

/** People whose outcome was not observed: weighted by the inverse probability of being observed (IPCW). */
function lossSet(work: Work, index: number): EffectSet[] {
  const { study, cohort } = work;
  if (study.allocation.unit !== 'person') return [];
  const { outcome, after } = cohort.outcomes[index]!;
  const rows = work.rows[index]!;
  const adjustment = whereFeasible(() => adjust(cohort, rows, { estimand: 'ATE', truncate: 0 }));
  const weighted = adjustment
    ? missingSet({
        study: {
          estimand: 'ATE',
          truncate: 0,
          method: 'iptw',
          covariates: study.covariates,
          sensitivity: LOSS,
        },
        cohort,
        outcome,
        after,
        events: (used) =>
          studyVariable(outcome.variable).kind === 'binary'
            ? { events: eventCounts(pick(after, used.rows), used.z) }
            : {},
        adjustment,
        y: pick(after, rows),
        context: work.context,
        threshold: work.threshold,
      })
    : [];
  return weighted.map((set) => ({
    ...set,
    effects: set.effects.map((each) => ({ ...each, effect: { ...each.effect, estimand: 'ITT' as const } })),
  }));
}

const LOSS = {
  truncation: [],
  trimming: [],
  estimators: false,
  leaveOneOut: false,
  completeCase: true,
  censoringWeights: true,
};

function candidateOf(
  work: Work,
  index: number,
  made: {
    effect: ScaledEffect;
    z: Float64Array;
    y: Float64Array;
    method: string;
    parameters: number;
    caveat?: string;
  },
): EffectCandidate {
  const outcome = work.study.outcomes[index]!;
  const treated = made.z.reduce((sum, value) => sum + value, 0);
  return effectCandidate(made.effect, {
    context: work.context,
    outcome,
    estimand: 'ITT',
    method: made.method,
    sizes: { treated, control: made.z.length - treated },
    parameters: made.parameters,
    ...(made.caveat === undefined ? {} : { caveat: made.caveat }),
    ...(studyVariable(outcome.variable).kind === 'binary' ? { events: eventCounts(made.y, made.z) } : {}),
  });
}

/** Difference of district means: right with few districts, whatever their sizes (Hayes & Moulton 2017). */
function clusterMeans(work: Work, index: number): EffectCandidate[] {
  const { study, cohort } = work;
  if (study.allocation.unit !== 'district') return [];
  const rows = work.rows[index]!;
  const y = pick(cohort.outcomes[index]!.after, rows);
  const z = pick(cohort.exposed, rows);
  const cluster = homeClusters(cohort, rows);
  const groups = new Map<number, { arm: number; sum: number; n: number }>();
  cluster.forEach((id, i) => {
    const entry = groups.get(id) ?? { arm: z[i]!, sum: 0, n: 0 };
    groups.set(id, { arm: entry.arm, sum: entry.sum + y[i]!, n: entry.n + 1 });
  });
  const means = (arm: number) =>
    [...groups.values()].filter((group) => group.arm === arm).map(({ sum, n }) => sum / n);
  const [one, other] = [means(1), means(0)];
  if (Math.min(one.length, other.length) < 2) return [];
  const df = one.length + other.length - 2;
  const pooled = (variance(one) * (one.length - 1) + variance(other) * (other.length - 1)) / df;
  const effect = studentEffect(
    'difference',
    mean(one) - mean(other),
    Math.sqrt(pooled * (1 / one.length + 1 / other.length)),
    df,
  );
  return [
    candidateOf(work, index, {
      effect,
      z,
      y,
      method: '地区の平均どうしの比較',
      parameters: 2,
      caveat: '地区を同じ重みで数える',
    }),
  ];
}

/** Whether the elements work together differently than apart; the files list factors before outcomes are seen. */
function interactionSet(work: Work): EffectSet[] {
  const index = primaryIndex(work);
  const rows = work.rows[index]!;
  const y = pick(work.cohort.outcomes[index]!.after, rows);
  const main = comparisonOf(work, rows);
  const pairs = main.columns.flatMap((one, i) =>
    main.columns.slice(i + 1).map((other, j) => ({
      name: `${main.names[i]}×${main.names[i + 1 + j]}`,
      values: one.map((value, row) => value * other[row]!),
    })),
  );
  const comparison = {
    names: [...pairs.map(({ name }) => name), ...main.names],
    columns: [...pairs.map(({ values }) => values), ...main.columns],
  };
  const effects = fitComparison(work, { rows, y, comparison, terms: covariateTerms(work.cohort, rows) });
  return [
    {
      id: 'interaction',
      kind: 'sensitivity',
      title: '要素の組み合わせの効果（交互作用）',
      reading: '区間が0を含めば、要素の効果は足し算とみてよく、要素ごとの差を読めます。',
      effects: pairs.map(({ name, values }, i) =>
        candidateOf(work, index, {
          effect: effects[i]!,
          z: values,
          y,
          method: name,
          parameters: comparison.names.length + 2,
        }),
      ),
    },
  ];
}

function uptakeRemark({ study }: Work): string {
  return study.allocation.unit === 'factorial'
    ? '要素ごとの差は、ほかの要素がある人とない人をならした差です。'
    : '割り付けられても利用しなかった人を含むため、利用した人だけの差より小さくなります。';
}
