import { UserIssue } from '../../domain/issue.ts';
import type { CandidateTable, StatisticContext } from '../../domain/statistic.ts';
import { normalEffect, type ScaledEffect } from '../../statistics/contrast.ts';
import { originalCoefficients, originalCovariance } from '../../statistics/design.ts';
import { modelCovariance, neweyWestCovariance } from '../../statistics/glm/covariance.ts';
import { familyOf } from '../../statistics/glm/families.ts';
import { fitGlm, type GlmFit } from '../../statistics/glm/fit.ts';
import { fitNegativeBinomial, NoOverdispersion } from '../../statistics/glm/negative-binomial.ts';
import { ljungBox } from '../../statistics/time-series/autocorrelation.ts';
import {
  counterfactual,
  counterfactualLimits,
  type SegmentedDesign,
  segmentedDesign,
} from '../../statistics/time-series/segmented.ts';
import { fiscalYearSql } from '../../warehouse/fiscal-year.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import type { StudyCheck } from '../checks.ts';
import { ageAtFiscalYearEnd } from '../cohort-sql.ts';
import type { StudyOf } from '../definition.ts';
import {
  type DesignEngine,
  type EffectCandidate,
  type EffectSet,
  effectCandidate,
  type Findings,
} from '../parts.ts';

type SeriesStudy = StudyOf<'interrupted_time_series'>;

/** Everybody, month by month, before and after something reached everybody. */
export const seriesEngine: DesignEngine<'interrupted_time_series'> = {
  method: (study) =>
    `分割時系列回帰（${study.family === 'negbin' ? '負の二項分布' : '準ポアソン'}、人口を分母、季節は三角関数${study.harmonics}組、標準誤差は Newey–West（ラグ${study.lag}）とモデルによるもののうち大きいほう）。`,
  targetTrial: (study) => [
    { item: '問い', text: study.question },
    { item: '対象者', text: `${study.series.age[0]}〜${study.series.age[1]}歳の被保険者全体` },
    {
      item: '開始',
      text: `${study.start}${study.transitionMonths > 0 ? `（はじめの${study.transitionMonths}か月は移行期間として除く）` : ''}`,
    },
    { item: '比べるもの', text: '開始前の傾向と季節が続いたとしたときの見込み' },
    { item: '結果', text: `${study.series.label}（月ごと、${study.series.from}〜${study.series.to}）` },
    { item: '前提', text: '開始と同じ時期に、結果を変える別の出来事がなかった' },
  ],
  prepare: async (warehouse, study, options) => {
    options.onStep?.('月ごとに数えています', 0, 3);
    const series = await readSeries(warehouse, study, options.signal);
    options.onStep?.('開始前の推移を確かめています', 1, 3);
    const work: Work = { study, series, context: options.context };
    return {
      diagnosis: {
        flow: [{ id: 'population', label: '対象者（月平均）', persons: meanPersons(series) }],
        checks: checksOf(work),
        power: [],
      },
      findings: () => findingsOf(work),
    };
  },
};

interface Series {
  readonly months: readonly string[];
  readonly events: Float64Array;
  readonly persons: Float64Array;
  /** 1 once in force; NaN in the transition. */
  readonly after: Float64Array;
}

interface Work {
  readonly study: SeriesStudy;
  readonly series: Series;
  readonly context: StatisticContext;
}

/** Countable events of a month, each as person and month. */
const EVENT_SQL: Readonly<Record<SeriesStudy['series']['measure'], string>> = {
  admissions: "SELECT person_id, month AS day, 1 AS n FROM claim WHERE setting IN ('inpatient', 'dpc')",
  outpatient_days:
    "SELECT person_id, month AS day, coalesce(days, 0) AS n FROM claim WHERE setting = 'outpatient'",
  certifications:
    "SELECT person_id, min(from_date) AS day, 1 AS n FROM care_certification WHERE level <> '01' GROUP BY person_id",
  deaths: 'SELECT person_id, death_month AS day, 1 AS n FROM person WHERE death_month IS NOT NULL',
  checkups: 'SELECT person_id, exam_date AS day, 1 AS n FROM checkup',
};

/** Throws `study.no_series` when a month has nobody at risk or nothing was counted. */
async function readSeries(warehouse: Warehouse, study: SeriesStudy, signal?: AbortSignal): Promise<Series> {
  const { measure, insurer, age, from, to } = study.series;
  const kind = insurer === 'any' ? 'TRUE' : `e.insurer_kind = '${insurer}'`;
  const year = fiscalYearSql('m.month');
  const data = await warehouse.columns(
    `WITH months AS (
      SELECT unnest(generate_series(DATE '${from}-01', DATE '${to}-01', INTERVAL 1 MONTH))::DATE AS month
    ), at_risk AS (
      SELECT DISTINCT m.month, e.person_id FROM months m
      JOIN enrolment e ON e.from_date <= m.month AND (e.to_date IS NULL OR e.to_date > m.month) AND ${kind}
      JOIN person p USING (person_id)
      WHERE ${ageAtFiscalYearEnd(`(${year})`)} BETWEEN ${age[0]} AND ${age[1]}
    ), events AS (${EVENT_SQL[measure]})
    SELECT strftime(r.month, '%Y-%m') AS month, count(DISTINCT r.person_id) AS persons,
      coalesce(sum(v.n), 0) AS events
    FROM at_risk r LEFT JOIN (SELECT person_id, date_trunc('month', day)::DATE AS month, sum(n) AS n FROM events GROUP BY ALL) v
      ON v.person_id = r.person_id AND v.month = r.month
    GROUP BY r.month ORDER BY r.month`,
    undefined,
    signal,
  );
  const months = data.text('month').map((month) => month ?? '');
  const events = data.number('events');
  if (months.length < 6 || !events.some((count) => count > 0))
    throw new UserIssue('refused', 'study.no_series');
  const first = months.findIndex((month) => month >= study.start);
  return {
    months,
    events,
    persons: data.number('persons'),
    after: Float64Array.from(months, (_, i) => {
      if (first < 0 || i < first) return 0;
      return i < first + study.transitionMonths ? Number.NaN : 1;
    }),
  };
}

function meanPersons({ persons }: Series): number {
  return Math.round(persons.reduce((sum, value) => sum + value, 0) / persons.length);
}

interface Model {
  readonly fit: GlmFit;
  readonly segmented: SegmentedDesign;
  readonly covariance: Float64Array;
  readonly after: Float64Array;
  readonly rows: readonly number[];
}

type Choice = Pick<SeriesStudy, 'harmonics' | 'family' | 'lag' | 'slopeChange'>;

/** Segmented regression (Bernal et al. 2017) on the months outside the transition. */
function fitSeries(
  { series }: Work,
  choice: Choice,
  placebo?: { readonly at: number; readonly until: number },
): Model {
  const all = Array.from(series.months.keys());
  const rows = all.filter((i) => (placebo ? i < placebo.until : !Number.isNaN(series.after[i])));
  const pick = (values: Float64Array) => Float64Array.from(rows, (i) => values[i]!);
  const after = placebo ? Float64Array.from(rows, (i) => (i >= placebo.at ? 1 : 0)) : pick(series.after);
  const segmented = segmentedDesign({
    time: Float64Array.from(rows, (i) => i + 1),
    after,
    slope: choice.slopeChange,
    harmonics: choice.harmonics,
    period: 12,
    levelTerm: 'level',
    timeTerm: 'month',
  });
  const input = {
    design: segmented.design,
    y: pick(series.events),
    offset: pick(series.persons).map(Math.log),
  };
  const fit = fitFamily(input, choice.family);
  return { fit, segmented, after, rows, covariance: cautiousCovariance(fit, choice.lag) };
}

/**
 * Newey–West for neighbouring months that resemble each other; with few months it is often too small (Andrews 1991),
 * so that where it gives the level change less error than the model itself does, the model's is used.
 */
function cautiousCovariance(fit: GlmFit, lag: number): Float64Array {
  const k = fit.design.terms.length;
  const at = fit.design.kept.indexOf(0) + 1;
  const robust = neweyWestCovariance(fit, lag, true);
  const model = modelCovariance(fit);
  const error = (covariance: Float64Array) => originalCovariance(fit.design, covariance)[at * k + at]!;
  return error(robust) >= error(model) ? robust : model;
}

function fitFamily(
  input: Omit<Parameters<typeof fitGlm>[0], 'family'>,
  family: SeriesStudy['family'],
): GlmFit {
  if (family === 'negbin') {
    try {
      return fitNegativeBinomial(input);
    } catch (error) {
      // No more spread than Poisson: the negative binomial is the Poisson model.
      if (!(error instanceof NoOverdispersion)) throw error;
    }
  }
  return fitGlm({ ...input, family: familyOf('quasipoisson') });
}

function levelEffect({ fit, covariance }: Model): ScaledEffect {
  const at = fit.design.kept.indexOf(0) + 1;
  const k = fit.design.terms.length;
  const estimate = originalCoefficients(fit.design, fit.coefficients)[at]!;
  const se = Math.sqrt(originalCovariance(fit.design, covariance)[at * k + at]!);
  return normalEffect('rate-ratio', estimate, se, { log: true });
}

function checksOf(work: Work): StudyCheck[] {
  const { series, study } = work;
  const before = series.after.filter((value) => value === 0).length;
  const later = series.after.filter((value) => value === 1).length;
  if (before < 6 || later < 3) throw new UserIssue('refused', 'study.short_series', { before, after: later });
  const enough = before >= 24 && later >= 12;
  const meanEvents = series.events.reduce((sum, value) => sum + value, 0) / series.events.length;
  return [
    {
      id: 'series_length',
      label: '推移を読むのに足りる月数か',
      verdict: enough ? 'good' : before >= 12 && later >= 6 ? 'caution' : 'bad',
      explanation: `開始前 ${before}か月、開始後 ${later}か月（目安 前24か月・後12か月以上）。`,
      action: enough ? '' : '季節と傾向を分けられません。もっと前の年度のデータを取り込んでください。',
    },
    {
      id: 'events',
      label: '1か月あたりの件数',
      verdict: meanEvents >= 20 ? 'good' : meanEvents >= 5 ? 'caution' : 'bad',
      explanation:
        meanEvents >= 20
          ? '1か月あたり20件以上あります。'
          : '1か月あたりの件数が少なく、偶然の揺れが大きくなります。',
      action: meanEvents >= 20 ? '' : '対象の年齢や保険を広げるか、件数の多い結果を選んでください。',
    },
    preTrendCheck(work, before),
    {
      id: 'other_events',
      label: '同じ時期のほかの出来事',
      verdict: 'caution',
      explanation: `${study.start}ごろの制度改正・感染症・報酬改定などの影響は、この方法では区別できません。`,
      action: '同じ時期に何があったかを書き添え、県や近隣の推移と見比べてください。',
    },
  ];
}

/** A made-up start in the middle of the months before must show nothing. */
function preTrendCheck(work: Work, before: number): StudyCheck {
  const label = '開始前に、同じような段差がなかったか（偽の開始時点）';
  if (before < 18) {
    return {
      id: 'placebo_start',
      label,
      verdict: 'caution',
      explanation: '開始前の月数が少なく、確かめられません。',
      action: '開始前を18か月以上にしてください。',
    };
  }
  const effect = placeboEffect(work, before);
  const calm = effect.p >= 0.05;
  return {
    id: 'placebo_start',
    label,
    verdict: calm ? 'good' : 'caution',
    explanation: `開始前の真ん中を偽の開始時点とした比は ${effect.estimate.toFixed(2)}倍（95％信頼区間 ${effect.ci[0].toFixed(2)}〜${effect.ci[1].toFixed(2)}倍）。`,
    action: calm ? '' : '開始と関係のない段差があります。開始後の段差も事業によるとは限りません。',
  };
}

function placeboEffect(work: Work, before: number): ScaledEffect {
  const harmonics = before >= 24 ? work.study.harmonics : Math.min(1, work.study.harmonics);
  return levelEffect(
    fitSeries(
      work,
      { ...work.study, harmonics, slopeChange: false },
      { at: Math.floor(before / 2), until: before },
    ),
  );
}

function findingsOf(work: Work): Findings {
  const { study } = work;
  const model = fitSeries(work, study);
  const main = levelEffect(model);
  const without = counterfactual(model.fit, model.segmented, model.after, model.covariance);
  const averted = normalEffect('difference', without.observed - without.expected, without.se);
  return {
    effects: [candidateOf(work, [main, '開始時点での水準の変化（比）'])],
    alternatives: [
      candidateOf(
        work,
        [
          averted,
          `開始後の件数の合計と見込みの差（${model.after.filter((value) => value === 1).length}か月）`,
        ],
        'difference',
      ),
      candidateOf(
        work,
        [plainRatio(work), '開始前後の単純な比'],
        'rate_ratio',
        '効果ではない（傾向と季節を含む）',
      ),
    ],
    sets: [settingsSet(work)],
    figures: [
      {
        kind: 'series',
        title: `${study.series.label}の推移と見込み`,
        table: seriesTable(work, model, {
          mean: without.expectedByRow,
          limits: counterfactualLimits(model.fit, model.segmented, model.covariance),
        }),
      },
    ],
    checks: [autocorrelationCheck(model)],
    remarks: [avertedRemark(study, averted)],
    bounds: [],
  };
}

function candidateOf(
  { study, series, context }: Work,
  [effect, method]: readonly [ScaledEffect, string],
  scale: 'rate_ratio' | 'difference' = 'rate_ratio',
  caveat?: string,
): EffectCandidate {
  const mean = (value: 0 | 1) => {
    const rows = Array.from(series.after.keys()).filter((i) => series.after[i] === value);
    return Math.round(rows.reduce((sum, i) => sum + series.persons[i]!, 0) / rows.length);
  };
  return effectCandidate(effect, {
    context,
    outcome: { id: 'series', label: study.series.label, unit: scale === 'difference' ? '件' : '倍' },
    estimand: 'ATT',
    method,
    sizes: { treated: mean(1), control: mean(0) },
    parameters: 3 + 2 * study.harmonics,
    scale,
    ...(caveat === undefined ? {} : { caveat }),
  });
}

function plainRatio({ series }: Work): ScaledEffect {
  const sum = (value: 0 | 1, of: Float64Array) =>
    of.reduce((total, each, i) => (series.after[i] === value ? total + each : total), 0);
  const [events1, events0] = [sum(1, series.events), sum(0, series.events)];
  const ratio = events1 / sum(1, series.persons) / (events0 / sum(0, series.persons));
  return normalEffect('rate-ratio', Math.log(ratio), Math.sqrt(1 / events1 + 1 / events0), { log: true });
}

function settingsSet(work: Work): EffectSet {
  const { study } = work;
  const others: readonly (readonly [string, Partial<Choice>])[] = [
    ['季節を1組の三角関数で', { harmonics: 1 }],
    ['季節を3組の三角関数で', { harmonics: 3 }],
    [
      study.family === 'negbin' ? '準ポアソン' : '負の二項分布',
      { family: study.family === 'negbin' ? 'quasipoisson' : 'negbin' },
    ],
    [study.slopeChange ? '傾きの変化を入れない' : '傾きの変化も入れる', { slopeChange: !study.slopeChange }],
    ['Newey–West のラグ12', { lag: 12 }],
  ];
  return {
    id: 'settings',
    kind: 'sensitivity',
    title: '式の形を変える',
    reading: '季節や分布の選び方を変えても水準の変化が同じなら、式の形による結果ではありません。',
    effects: others.map(([method, choice]) =>
      candidateOf(work, [levelEffect(fitSeries(work, { ...study, ...choice })), method]),
    ),
  };
}

function autocorrelationCheck({ fit }: Model): StudyCheck {
  const residual = fit.y.map((value, i) => (value - fit.mu[i]!) / Math.sqrt(fit.family.variance(fit.mu[i]!)));
  const lags = Math.min(12, Math.floor(residual.length / 3));
  const { p } = ljungBox(residual, lags);
  return {
    id: 'autocorrelation',
    label: '隣り合う月の揺れが似ていないか（残差の自己相関）',
    verdict: p >= 0.01 ? 'good' : 'caution',
    explanation: `Ljung–Box 検定 p＝${p < 0.001 ? '0.001未満' : p.toFixed(3)}。標準誤差は自己相関を考慮しています（Newey–West とモデルのうち大きいほう）。`,
    action: p >= 0.01 ? '' : '季節の組数やラグを増やした結果（感度分析）と比べてください。',
  };
}

function avertedRemark(study: SeriesStudy, averted: ScaledEffect): string {
  const round = (value: number) => Math.round(value / 10) * 10;
  const [low, high] = averted.ci;
  return `開始後の${study.series.label}の合計は、開始前の傾向が続いた場合の見込みより約${Math.abs(round(averted.estimate)).toLocaleString('ja-JP')}件${averted.estimate < 0 ? '少なく' : '多く'}なりました（95％区間 ${round(low).toLocaleString('ja-JP')}〜${round(high).toLocaleString('ja-JP')}件）。`;
}

interface Expected {
  readonly mean: Float64Array;
  readonly limits: ReturnType<typeof counterfactualLimits>;
}

/** Observed and expected rate for 1,000 people a month. */
function seriesTable({ study, series, context }: Work, model: Model, expected: Expected): CandidateTable {
  const at = new Map(model.rows.map((month, i) => [month, i]));
  const observed: CandidateTable['columns'][number] =
    study.series.measure === 'outpatient_days'
      ? {
          id: 'rate',
          label: '実際（1,000人あたり）',
          kind: 'derived',
          unit: '日',
          decimals: 1,
          from: ['persons'],
        }
      : {
          id: 'rate',
          label: '実際（1,000人あたり）',
          kind: 'derived',
          unit: '件',
          decimals: 2,
          from: ['events', 'persons'],
          formula: 'rate',
        };
  const unit = observed.unit;
  const counted = study.series.measure !== 'outpatient_days';
  return {
    id: 'study.series',
    parameters: { study: study.id },
    context: {
      ...context,
      title: `${study.series.label}の月ごとの推移`,
      caveats: [
        ...context.caveats,
        '見込みの95％信頼区間は平均についてのもので、ひと月ごとの偶然の揺れは含みません。',
      ],
    },
    dimensions: [
      {
        id: 'month',
        label: '月',
        partition: false,
        levels: series.months.map((month) => ({ code: month, label: month })),
      },
    ],
    columns: [
      { id: 'persons', label: '対象者', kind: 'count', unit: '人', decimals: 0 },
      ...(counted ? [{ id: 'events', label: '件数', kind: 'count' as const, unit: '件', decimals: 0 }] : []),
      observed,
      {
        id: 'expected',
        label: '事業がない場合の見込み（1,000人あたり）',
        kind: 'derived',
        unit,
        decimals: 2,
        from: ['persons'],
      },
      ...(['lower', 'upper'] as const).map((id) => ({
        id,
        label: `見込みの95％信頼限界の${id === 'lower' ? '下限' : '上限'}（1,000人あたり）`,
        kind: 'derived' as const,
        unit,
        decimals: 2,
        from: ['expected', 'persons'],
        formula: 'interval' as const,
      })),
    ],
    rows: series.months.map((month, i) => {
      const persons = series.persons[i]!;
      const row = at.get(i);
      const rate = (1000 * series.events[i]!) / persons;
      const without =
        row === undefined
          ? [null, null, null]
          : [expected.mean[row]!, ...expected.limits[row]!].map((count) => (1000 * count) / persons);
      return { at: [month], values: [persons, ...(counted ? [series.events[i]!] : []), rate, ...without] };
    }),
  };
}
