import { UserIssue } from '../../domain/issue.ts';
import { normalEffect } from '../../statistics/contrast.ts';
import { type Aggregate, type Staggered, staggeredEffects } from '../../statistics/did/staggered.ts';
import { holm } from '../../statistics/multiplicity.ts';
import { variance } from '../../statistics/summary.ts';
import { adjust, doublyRobustEffect, requireArms, SMALLEST_ARM, whereFeasible } from '../adjustment.ts';
import { detectableBefore, precisionCheck, type StudyCheck } from '../checks.ts';
import { type AttritionStep, buildCohort, type Cohort } from '../cohort.ts';
import type { StudyOf, StudyOutcome } from '../definition.ts';
import { balanceSet, flowSteps, overlapBins } from '../diagnosis.ts';
import { type DesignEngine, type EffectSet, effectCandidate, type Findings } from '../parts.ts';
import { cohortPlan, startsSql } from '../plan.ts';
import { studyVariable } from '../variables.ts';
import { balanceConvention, trialHead } from '../words.ts';

type DifferencesStudy = StudyOf<'before_after_with_comparison'>;

const METHOD = '差の差（Callaway & Sant’Anna 2021）';

/** Change from before to after against the change of people who have not (yet) started. */
export const differencesEngine: DesignEngine<'before_after_with_comparison'> = {
  method: (study) =>
    `${METHOD}、比較は${COMPARISONS[study.comparison]}。標準誤差は人ごとの影響関数による。参加者での効果（ATT）。`,
  targetTrial: (study) => [
    ...trialHead(study),
    {
      item: '参加群',
      text: `${study.panel[0]! + 1}〜${study.panel.at(-1)}年度に${study.programmeLabel}を始めた人（始めた年度ごと）`,
    },
    { item: '比較群', text: COMPARISONS[study.comparison] },
    { item: '見る年度', text: `${study.panel.join('、')}年度のすべてで測られた人` },
    { item: '結果', text: study.outcomes.map((outcome) => outcome.label).join('、') },
    { item: '前提', text: '事業がなければ、両群の値は同じように動いた（平行な推移）' },
  ],
  prepare: async (warehouse, study, options) => {
    const first = study.panel[0]!;
    const measured = study.outcomes.flatMap((outcome) =>
      study.panel.map(
        (year): StudyOutcome => ({ ...outcome, id: `${outcome.id}@${year}`, year: year - first }),
      ),
    );
    options.onStep?.('対象者を選んでいます', 0, 3);
    const cohort = await buildCohort(
      warehouse,
      cohortPlan(study, {
        trialYears: [first],
        baselineYear: 0,
        exposure: { kind: 'none' },
        newStartOnly: false,
        outcomes: measured,
        extras: [{ name: 'start', kind: 'number', sql: startYearSql(study) }],
      }),
      options.signal,
    );
    options.onStep?.('開始前の推移を比べています', 1, 3);
    const panels = study.outcomes.map((outcome, i) =>
      panelOf(study, cohort, { outcome, at: i * study.panel.length }),
    );
    const work: Work = { study, cohort, panels, context: options.context };
    return { diagnosis: diagnosisOf(work), findings: () => findingsOf(work) };
  },
};

const COMPARISONS = { never: '期間中に一度も始めなかった人', not_yet: 'まだ始めていない人' } as const;

/** Fiscal year of the first start; null for people who never start. */
function startYearSql(study: DifferencesStudy): string {
  return `(SELECT min(year(f.start_date) - CASE WHEN month(f.start_date) < 4 THEN 1 ELSE 0 END)
    FROM (${startsSql(study.programme, study.exposure)}) f WHERE f.person_id = a.person_id)`;
}

/** People whose outcome is known in every year of the panel and who had not started before it. */
interface Panel {
  readonly outcome: StudyOutcome;
  readonly rows: Uint32Array;
  readonly values: readonly Float64Array[];
  readonly start: readonly number[];
  readonly attrition: readonly AttritionStep[];
  readonly sizes: { readonly treated: number; readonly control: number };
  readonly estimates: Staggered;
}

interface Work {
  readonly study: DifferencesStudy;
  readonly cohort: Cohort;
  readonly panels: readonly Panel[];
  readonly context: Parameters<DesignEngine<'before_after_with_comparison'>['prepare']>[2]['context'];
}

function panelOf(
  study: DifferencesStudy,
  cohort: Cohort,
  { outcome, at }: { readonly outcome: StudyOutcome; readonly at: number },
): Panel {
  const [first, last] = [study.panel[0]!, study.panel.at(-1)!];
  const year = cohort.numbers.get('start')!;
  const startOf = (row: number) => (Number.isNaN(year[row]) || year[row]! > last ? Infinity : year[row]!);
  const columns = study.panel.map((_, t) => cohort.outcomes[at + t]!.after);
  const all = Array.from({ length: cohort.size }, (_, row) => row);
  const fresh = all.filter((row) => startOf(row) > first);
  const rows = fresh.filter((row) => columns.every((column) => !Number.isNaN(column[row])));
  const z = Float64Array.from(rows, (row) => (Number.isFinite(startOf(row)) ? 1 : 0));
  const sizes = requireArms(z);
  const start = rows.map(startOf);
  const values = rows.map((row) => Float64Array.from(columns, (column) => column[row]!));
  const estimates = staggeredEffects({
    outcome: values,
    periods: study.panel,
    start,
    control: study.comparison === 'never' ? 'never' : 'not-yet',
  });
  if (!Number.isFinite(estimates.overall.estimate)) throw new UserIssue('refused', 'study.no_comparison');
  const count = (id: string, label: string, kept: readonly number[]): AttritionStep => {
    const treated = kept.filter((row) => Number.isFinite(startOf(row))).length;
    return { id, label, treated, control: kept.length - treated, total: kept.length };
  };
  return {
    outcome,
    rows: Uint32Array.from(rows),
    values,
    start,
    sizes,
    estimates,
    attrition: [
      count('eligible', `${first}年度に条件を満たす`, all),
      count('new_start', 'それまでに参加していない', fresh),
      count(
        `observed_${outcome.id}`,
        `${outcome.label}が${study.panel.length}年度すべてで測られている`,
        rows,
      ),
    ],
  };
}

const primaryOf = ({ panels }: Work): Panel => panels.find(({ outcome }) => outcome.primary) ?? panels[0]!;

function diagnosisOf(work: Work) {
  const panel = primaryOf(work);
  const { study, cohort } = work;
  const exposed = new Float64Array(cohort.size);
  panel.rows.forEach((row, i) => {
    exposed[row] = Number.isFinite(panel.start[i]!) ? 1 : 0;
  });
  const adjustment = whereFeasible(() =>
    adjust({ ...cohort, exposed }, panel.rows, { estimand: 'ATT', truncate: 0 }),
  );
  const change = Float64Array.from(panel.values, (values) => values[1]! - values[0]!);
  const detectable = detectableBefore(
    { outcome: panel.outcome, before: change, after: change },
    Uint32Array.from(change.keys()),
    panel.sizes,
  );
  return {
    flow: flowSteps(panel.attrition),
    ...(adjustment
      ? { balance: balanceSet(adjustment, balanceConvention('ATT')), overlap: overlapBins(adjustment) }
      : {}),
    checks: [
      preTrendCheck(panel),
      followUp(panel),
      precisionCheck(detectable, panel.outcome),
      selectionCheck(study),
      smallGroupCheck(panel),
    ],
    power:
      detectable === undefined
        ? []
        : [
            {
              outcome: panel.outcome.id,
              label: `${panel.outcome.label}（1年の変化の差）`,
              unit: panel.outcome.unit,
              decimals: panel.outcome.decimals,
              detectable,
              important: panel.outcome.minimalImportantDifference,
            },
          ],
  };
}

const before = ({ label }: Aggregate) => typeof label === 'number' && label < 0;

/** Differences before the start should be none; a weak test (Roth 2022), so that nothing found is not proof. */
function preTrendCheck({ estimates, outcome }: Panel): StudyCheck {
  const label = '開始前の推移は両群で同じか（平行な推移）';
  const leads = estimates.dynamic.filter(before);
  if (leads.length === 0) {
    return {
      id: 'pre_trend',
      label,
      verdict: 'caution',
      explanation: '開始前の年度が1つしかなく、推移を比べられません。',
      action: '開始前の年度をもう1つ以上、panel に加えてください。',
    };
  }
  const p = holm(leads.map(({ estimate, se }) => normalEffect('difference', estimate, se).p));
  const worst = Math.min(...p);
  const largest = leads.toSorted((a, b) => Math.abs(b.estimate) - Math.abs(a.estimate))[0]!;
  return {
    id: 'pre_trend',
    label,
    verdict: worst >= 0.1 ? 'good' : worst >= 0.01 ? 'caution' : 'bad',
    explanation: `開始前の年ごとの差は最大 ${largest.estimate.toFixed(outcome.decimals)}${outcome.unit}（検定 p＝${worst < 0.001 ? '0.001未満' : worst.toFixed(3)}）。この検定は弱く、差が見つからないことは平行の証明ではありません。`,
    action:
      worst >= 0.1
        ? ''
        : '両群がもともと違う動きをしています。比較する人の条件を近づけるか、別の設計を選んでください。',
  };
}

function followUp({ attrition }: Panel): StudyCheck {
  const [, base, kept] = attrition;
  const loss = (arm: 'treated' | 'control') => 1 - kept![arm] / Math.max(1, base![arm]);
  const gap = Math.abs(loss('treated') - loss('control'));
  return {
    id: 'follow_up',
    label: '全部の年度で測られた人の割合は両群で同じか',
    verdict: gap <= 0.1 ? 'good' : gap <= 0.25 ? 'caution' : 'bad',
    explanation: `毎年測られた人だけで比べます。欠けた人の割合の差は ${Math.round(gap * 100)} ポイント。`,
    action:
      gap <= 0.1
        ? ''
        : '毎年健診を受ける人に偏っています。年度を減らすか、レセプトによる結果も見てください。',
  };
}

/** A high first value falls by itself in whoever was selected by it. */
function selectionCheck(study: DifferencesStudy): StudyCheck {
  const selected = study.eligibility.conditions.some(({ value }) =>
    study.outcomes.some((outcome) => outcome.variable === value),
  );
  return {
    id: 'regression_to_mean',
    label: '平均への回帰（高い値の人は放っておいても下がる）への備え',
    verdict: selected ? 'caution' : 'good',
    explanation: selected
      ? '結果と同じ項目の値で対象を選んでいます。両群に同じ条件をかけているため、同じだけ下がるとみなしています。'
      : '結果の値で対象を選んでいないため、平均への回帰は両群で同じです。',
    action: selected ? '背景をそろえた差の差（別の方法）と結果が合うことを確かめてください。' : '',
  };
}

function smallGroupCheck({ start }: Panel): StudyCheck {
  const groups = [...new Set(start)].map((year) => start.filter((value) => value === year).length);
  const small = Math.min(...groups) < SMALLEST_ARM;
  return {
    id: 'group_sizes',
    label: '始めた年度ごとの人数',
    verdict: small ? 'caution' : 'good',
    explanation: small
      ? `始めた年度によっては${SMALLEST_ARM}人に届きません。`
      : `始めた年度ごとに${SMALLEST_ARM}人以上います。`,
    action: small ? '年度ごとの差は読まず、全体の差だけを使ってください。' : '',
  };
}

function findingsOf(work: Work): Findings {
  const { study, panels } = work;
  return {
    effects: panels.map((panel) =>
      candidate(work, panel, { method: METHOD, aggregate: panel.estimates.overall }),
    ),
    alternatives: panels.flatMap((panel) => robustChange(work, panel)),
    sets: [eventStudy(work, primaryOf(work))],
    figures: [],
    checks: [],
    remarks: [],
    bounds: trendBound(study, primaryOf(work)),
  };
}

function candidate(
  { context, study }: Work,
  panel: Panel,
  {
    method,
    aggregate,
    caveat,
  }: { method: string; aggregate: Pick<Aggregate, 'estimate' | 'se'>; caveat?: string },
) {
  return effectCandidate(normalEffect('difference', aggregate.estimate, aggregate.se), {
    context,
    outcome: panel.outcome,
    estimand: 'ATT',
    method,
    sizes: panel.sizes,
    parameters: study.panel.length * new Set(panel.start).size,
    ...(caveat === undefined ? {} : { caveat }),
  });
}

function eventStudy(work: Work, panel: Panel): EffectSet {
  return {
    id: 'event_study',
    kind: 'event_study',
    title: `${panel.outcome.label}：開始からの年ごとの差`,
    reading: '開始前（マイナスの年）の差が0に近く、開始後に動いていれば、前提と合います。',
    effects: panel.estimates.dynamic.map((aggregate) =>
      candidate(work, panel, { method: eventLabel(Number(aggregate.label)), aggregate }),
    ),
  };
}

const eventLabel = (years: number) =>
  years < 0 ? `開始の${-years}年前` : years === 0 ? '開始した年度' : `開始の${years}年後`;

/** Doubly robust two-period difference: last change of everybody who starts, covariates balanced (Sant'Anna & Zhao 2020). */
function robustChange(work: Work, panel: Panel) {
  const { study, cohort } = work;
  const starts = new Set(panel.start.filter(Number.isFinite));
  if (starts.size !== 1) return [];
  const [year] = [...starts];
  const post = study.panel.findIndex((each) => each >= year!);
  const exposed = new Float64Array(cohort.size);
  panel.rows.forEach((row, i) => {
    exposed[row] = Number.isFinite(panel.start[i]!) ? 1 : 0;
  });
  const adjustment = whereFeasible(() =>
    adjust({ ...cohort, exposed }, panel.rows, { estimand: 'ATT', truncate: 0 }),
  );
  if (!adjustment) return [];
  const change = Float64Array.from(panel.values, (values) => mean(values.slice(post)) - values[post - 1]!);
  const effect = doublyRobustEffect(adjustment, change);
  if (!effect) return [];
  return [
    effectCandidate(effect, {
      context: work.context,
      outcome: panel.outcome,
      estimand: 'ATT',
      method: '背景をそろえた差の差（二重頑健）',
      sizes: panel.sizes,
      parameters: adjustment.terms.length + 3,
      caveat: '背景の似た人どうしで推移が平行とみなす',
    }),
  ];
}

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** How far the trends would have to part after the start, in units of what they parted before. */
function trendBound(study: DifferencesStudy, panel: Panel): { label: string; text: string }[] {
  const { overall, dynamic } = panel.estimates;
  const largest = Math.max(0, ...dynamic.filter(before).map(({ estimate }) => Math.abs(estimate)));
  const { ci } = normalEffect('difference', overall.estimate, overall.se);
  const near = ci[0] <= 0 && ci[1] >= 0 ? 0 : Math.min(Math.abs(ci[0]), Math.abs(ci[1]));
  const sd = Math.sqrt(variance(panel.values.map((values) => values[0]!)));
  if (largest < sd * 1e-9) return [];
  const { unit, decimals } = panel.outcome;
  return [
    {
      label: '推移のずれがどれだけあれば結論が変わるか',
      text:
        near === 0
          ? '区間がすでに差なしを含みます。'
          : `開始後の推移のずれが、開始前にみられた最大のずれ（${largest.toFixed(decimals + 1)}${unit}）の約${(near / largest).toFixed(1)}倍あると、区間は差なしを含みます（${studyVariable(panel.outcome.variable).label}、${study.panel.length}年度）。`,
    },
  ];
}
