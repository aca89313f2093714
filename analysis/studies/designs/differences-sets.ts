import { PLAIN_COMPARISONS } from '../../domain/plain-comparisons.ts';
import { normalEffect } from '../../statistics/contrast.ts';
import type { Aggregate, Staggered } from '../../statistics/did/staggered.ts';
import { variance } from '../../statistics/summary.ts';
import { requireArms, whereFeasible } from '../adjustment.ts';
import { covariateTerms } from '../covariates.ts';
import { type EffectCandidate, type EffectSet, effectCandidate, tooClose } from '../parts.ts';
import type { SubgroupBase } from '../subgroups.ts';
import { studyVariable } from '../variables.ts';
import { quiet } from './differences-checks.ts';
import {
  COMPARISONS,
  type DifferencesStudy,
  type Panel,
  panelEffects,
  type Work,
} from './differences-panel.ts';

export const METHOD = '差の差（Callaway & Sant’Anna 2021）';

export function candidate(
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

/** Change from the base year to the years since the start, of who started and of who never did: not an effect. */
function changesOf({ study }: Work, { values, start }: Panel) {
  const at = (unit: number, from: number) => {
    const base = study.panel.findLastIndex((year) => year < from - study.anticipationYears);
    const post = values[unit]!.filter((_, t) => study.panel[t]! >= from);
    return mean(post) - values[unit]![base]!;
  };
  const first = Math.min(...start);
  const treated = start.flatMap((from, unit) => (Number.isFinite(from) ? [at(unit, from)] : []));
  const control = start.flatMap((from, unit) => (Number.isFinite(from) ? [] : [at(unit, first)]));
  const effect = (changes: readonly number[]) => ({
    estimate: changes.reduce((sum, value) => sum + value, 0) / changes.length,
    se: Math.sqrt(variance(changes) / changes.length),
  });
  return { treated: effect(treated), control: effect(control) };
}

export function ownChanges(work: Work, panel: Panel): EffectCandidate[] {
  const { treated, control } = changesOf(work, panel);
  return [
    candidate(work, panel, {
      method: PLAIN_COMPARISONS.participantsChange,
      aggregate: treated,
      caveat: '効果ではない（平均への回帰と自然な変化を含む）',
    }),
    candidate(work, panel, {
      method: PLAIN_COMPARISONS.othersChange,
      aggregate: control,
      caveat: '参加しなくても起きる変化',
    }),
  ];
}

export function changeRemark(work: Work, panel: Panel): string[] {
  const { treated, control } = changesOf(work, panel);
  const { unit, decimals } = panel.outcome;
  const words = (value: number) => `${value > 0 ? '＋' : '−'}${Math.abs(value).toFixed(decimals)}${unit}`;
  return [
    `参加者だけの前後の変化は${words(treated.estimate)}ですが、参加していない人も${words(control.estimate)}変化しており、前後の変化をそのまま効果とみなすことはできません。`,
  ];
}

/** Other base years, other people to compare with, covariates, and each starting year left out. */
export function settingsSet(work: Work, panel: Panel): EffectSet {
  const { study } = work;
  const tried = (method: string, make: () => Staggered, caveat: string): EffectCandidate[] => {
    const { overall } = make();
    return Number.isFinite(overall.estimate) && overall.se > 0
      ? [candidate(work, panel, { method, aggregate: overall, caveat })]
      : [];
  };
  const other = study.comparison === 'never' ? 'not_yet' : 'never';
  const years = [0, 1].filter((each) => each !== study.anticipationYears);
  const starts = [...new Set(panel.start.filter(Number.isFinite))];
  const staggered = starts.length > 1;
  return {
    id: 'settings',
    kind: 'sensitivity',
    title: '前とみなす年度・比べる人・背景の調整を変える',
    reading:
      '変えても大きく動かなければ、設定の選び方による結果ではありません。開始の直前を前とした結果だけが違うときは、直前の値を見て参加が決まった疑いがあります。',
    effects: [
      ...years.flatMap((anticipationYears) =>
        tried(
          anticipationYears === 0
            ? '開始の直前の年度を前とする'
            : `開始の${anticipationYears + 1}年前を前とする`,
          () => panelEffects(panel, { ...study, anticipationYears }),
          '前とみなす年度だけを変えた',
        ),
      ),
      ...(staggered
        ? tried(
            COMPARISONS[other],
            () => panelEffects(panel, { ...study, comparison: other }),
            '比べる人だけを変えた',
          )
        : []),
      ...tried(
        '背景をそろえる（二重頑健）',
        () => panelEffects(panel, study, covariateColumns(work, panel)),
        '背景の似た人どうしで推移が平行とみなす',
      ),
      ...(starts.length > 2 ? starts : []).flatMap((year) => withoutStart(work, panel, year)),
    ],
  };
}

/** Everybody but those who started in one year; left out where the sizes would give these away. */
function withoutStart(work: Work, panel: Panel, year: number): EffectCandidate[] {
  const kept = panel.start.flatMap((from, i) => (from === year ? [] : [i]));
  const start = kept.map((i) => panel.start[i]!);
  const sizes = whereFeasible(() => requireArms(armsOf(start)));
  if (!sizes || tooClose(sizes, panel.sizes, work.threshold)) return [];
  const { overall } = panelEffects({ values: kept.map((i) => panel.values[i]!), start }, work.study);
  const words = { method: `${year}年度に始めた人を除く`, caveat: '始めた年度を1つ除いた' };
  return [candidate(work, { ...panel, start, sizes }, { ...words, aggregate: overall })];
}

const armsOf = (start: readonly number[]) =>
  Float64Array.from(start, (from) => (Number.isFinite(from) ? 1 : 0));

/** Traits but the outcome's own level: people alike in a noisy value fall apart again afterwards (Daw & Hatfield 2018). */
const covariateColumns = ({ cohort }: Work, { rows, outcome }: Panel): Float64Array[] =>
  covariateTerms(cohort, rows).flatMap(({ source, values }) => (source === outcome.variable ? [] : [values]));

export function subgroupEffect(work: Work, panel: Panel): SubgroupBase['estimate'] {
  const index = new Map(Array.from(panel.rows, (row, i) => [row, i]));
  return (rows, words) => {
    const units = Array.from(rows, (row) => index.get(row)!);
    const start = units.map((i) => panel.start[i]!);
    const sizes = whereFeasible(() => requireArms(armsOf(start)));
    if (!sizes) return undefined;
    const values = units.map((i) => panel.values[i]!);
    const { overall } = panelEffects({ values, start }, work.study);
    return Number.isFinite(overall.estimate)
      ? candidate(work, { ...panel, start, sizes }, { ...words, aggregate: overall })
      : undefined;
  };
}

export function eventStudy(work: Work, panel: Panel): EffectSet {
  return {
    id: 'event_study',
    kind: 'event_study',
    title: `${panel.outcome.label}：開始からの年ごとの差`,
    reading:
      work.study.anticipationYears === 0
        ? '開始前の年の差が0に近く、開始後に動いていれば、前提と合います。'
        : `開始の${work.study.anticipationYears + 1}年前を前としています。開始の直前の年の差は、その年の値を見て参加が決まったことによるもので、事業によるものではありません。`,
    effects: panel.estimates.dynamic.map((aggregate) =>
      candidate(work, panel, { method: eventLabel(Number(aggregate.label)), aggregate }),
    ),
  };
}

const eventLabel = (years: number) =>
  years < 0 ? `開始の${-years}年前` : years === 0 ? '開始した年度' : `開始の${years}年後`;

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** How far the trends would have to part after the start, in units of what they parted before. */
export function trendBound(study: DifferencesStudy, panel: Panel): { label: string; text: string }[] {
  const { overall, dynamic } = panel.estimates;
  const largest = Math.max(0, ...dynamic.filter(quiet(study)).map(({ estimate }) => Math.abs(estimate)));
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
