import { normalEffect } from '../../statistics/contrast.ts';
import type { Aggregate } from '../../statistics/did/staggered.ts';
import { holm } from '../../statistics/multiplicity.ts';
import { SMALLEST_ARM } from '../adjustment.ts';
import type { StudyCheck } from '../checks.ts';

import type { DifferencesStudy, Panel, Work } from './differences-panel.ts';

/** Years before anybody can have chosen to start: differences there should be none. */
export const quiet =
  ({ anticipationYears }: Pick<DifferencesStudy, 'anticipationYears'>) =>
  ({ label }: Aggregate) =>
    typeof label === 'number' && label < -anticipationYears;

/** Differences before the start should be none; a weak test (Roth 2022), so that nothing found is not proof. */
export function preTrendCheck({ estimates, outcome }: Panel, study: DifferencesStudy): StudyCheck {
  const label = '開始前の推移は両群で同じか（平行な推移）';
  const leads = estimates.dynamic.filter(quiet(study));
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
        : `両群がもともと違う動きをしています。直前の値を見て参加を決めた疑いがあるときは anticipationYears を ${study.anticipationYears + 1} にし、そうでなければ比較する人の条件を近づけるか、別の設計を選んでください。`,
  };
}

export function followUp({ attrition }: Panel): StudyCheck {
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

/**
 * A value that decided who takes part falls back by itself (Ashenfelter's dip): people were selected by the outcome,
 * or joiners' last value before the start departs from the years before it.
 */
export function selectionCheck({ study }: Work, panel: Panel): StudyCheck {
  const selected = study.eligibility.conditions.some(({ value }) =>
    study.outcomes.some((outcome) => outcome.variable === value),
  );
  const id = 'regression_to_mean';
  const label = '平均への回帰（値を見て参加が決まると、値は放っておいても戻る）への備え';
  const last = panel.estimates.dynamic.find((aggregate) => aggregate.label === -1);
  if (study.anticipationYears > 0) {
    return {
      id,
      label,
      verdict: 'good',
      explanation: `参加を決める前の値（開始の${study.anticipationYears + 1}年前）からの変化を比べるため、直前の値のかたよりは結果に入りません。`,
      action: '',
    };
  }
  const dip = last === undefined ? undefined : normalEffect('difference', last.estimate, last.se);
  const moved = dip !== undefined && dip.p < 0.05;
  const { decimals, unit } = panel.outcome;
  return {
    id,
    label,
    verdict: moved ? 'bad' : selected || dip === undefined ? 'caution' : 'good',
    explanation: moved
      ? `参加した人の開始直前の値だけが ${dip.estimate.toFixed(decimals)}${unit} ずれており、その分は参加しなくても戻ると見込まれます。`
      : selected
        ? '結果と同じ項目の値で対象を選んでいます。両群に同じ条件をかけているため、同じだけ動くとみなしています。'
        : dip === undefined
          ? '開始前の年度が1つしかなく、直前の値を見て参加が決まったかどうかを確かめられません。'
          : '参加した人の開始直前の値に、前の年度からのずれはみられません。',
    action: moved
      ? 'anticipationYears を 1 にして、参加を決める前の年度からの変化を比べてください。'
      : selected || dip === undefined
        ? '参加を決める前の年度を基準にした結果（感度分析）と合うことを確かめてください。'
        : '',
  };
}

export function smallGroupCheck({ start }: Panel): StudyCheck {
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
