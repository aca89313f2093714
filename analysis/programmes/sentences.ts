import { fiscalYearLabel } from '../domain/fiscal-year-label.ts';
import { ownDecimals } from '../domain/own-decimals.ts';
import type { Kpi } from '../domain/programme.ts';
import type { KpiStatus } from './logic-model.ts';
import type { IndicatorPayment } from './payment/pay.ts';

const STATUS: Readonly<Record<KpiStatus['status'], string>> = {
  achieved: '目標を達成しています',
  on_track: '目標に向けて順調です',
  behind: '目標までの進みが、期間の経過より遅れています',
  worse: '基準値より悪くなっています',
};

/**
 * That the baseline of the register is not what the data say of that year: a status against it may mislead. Empty
 * where they agree as far as the baseline was written, or the year is not shown.
 */
export function baselineNote(
  { baseline, unit }: Pick<Kpi, 'baseline' | 'unit'>,
  measured: number | null,
): string {
  if (measured === null || Math.abs(measured - baseline.value) <= 0.5 * 10 ** -ownDecimals(baseline.value))
    return '';
  return `取り込んだデータでは、${fiscalYearLabel(baseline.year)}の値は ${Math.round(measured * 100) / 100}${unit}です。台帳の基準値と違うので、どちらと比べるかを確かめてください。`;
}

/**
 * A KPI in one sentence: baseline, target, latest value where it may be shown, and where that stands; without one,
 * whether there is none yet or none that may be shown.
 */
export function kpiReading(
  { baseline, target, unit }: Pick<Kpi, 'baseline' | 'target' | 'unit'>,
  latest:
    | { readonly year: number; readonly value: number; readonly status: KpiStatus }
    | 'hidden'
    | undefined,
): string {
  const plan = `基準値 ${baseline.value}${unit}（${fiscalYearLabel(baseline.year)}）、目標 ${target.value}${unit}（${fiscalYearLabel(target.year)}）`;
  if (!latest) return `${plan}。値はまだありません。`;
  if (latest === 'hidden')
    return `${plan}。どの年度の値も、人数が少ないか、ほかの数値との差から少ない人数が分かるため、示せません。`;
  const { year, value, status } = latest;
  const way =
    status.progress === null
      ? ''
      : `（目標までの道のりの${Math.round(status.progress)}%、期間の${Math.round(status.elapsed)}%が経過）`;
  return `${plan}。${fiscalYearLabel(year)}は ${Math.round(value * 100) / 100}${unit}で、${STATUS[status.status]}${way}。`;
}

/** What is expected of a measure without the programme, or why nothing need be. */
export type Anyway =
  | { readonly kind: 'not_selected' | 'unknown' | 'compared' | 'by_hand' }
  | { readonly kind: 'hidden'; readonly measure: string }
  | {
      readonly kind: 'shown';
      readonly measure: string;
      readonly year: number;
      readonly value: number;
      readonly unit: string;
    };

/** Regression to the mean beside a value, in one sentence. */
export function anywaySentence(anyway: Anyway): string {
  switch (anyway.kind) {
    case 'not_selected':
      return '値の高い人を選んで追った値ではないため、平均への回帰の見込みは要りません。変化が事業によるかは「効果検証」で確かめます。';
    case 'compared':
      return '比較群との差なので、平均への回帰の見込みは差し引かれています。';
    case 'by_hand':
      return '手で入れた値です。人ごとの記録がないため、何もしなくても動く分（平均への回帰）の見込みと、変化が偶然の範囲かどうかは示せません。';
    case 'unknown':
      return '値で選ばれた人を追った値で、何もしなくても動く分（平均への回帰）を含みます。事業を利用しなかった人の値がないため、見込みは示せません。';
    case 'hidden':
      return `何もしなくても動く分（平均への回帰）を含みます。見込みとなる「${anyway.measure}」は、人数が少ないか、ほかの数値との差から少ない人数が分かるため、示せません。`;
    case 'shown': {
      const value = `${Math.round(anyway.value * 10) / 10}${anyway.unit}`;
      return `事業を利用しなかった人では${fiscalYearLabel(anyway.year)}に ${value} です（${anyway.measure}）。何もしなくてもこの程度は見込まれます（平均への回帰）。`;
    }
  }
}

const REASONS: Readonly<Record<IndicatorPayment['reason'], string>> = {
  paid: '支払います。',
  no_value: '値がないため、まだ算定できません。',
  unit_differs: '値の単位が契約の単位と違うため、算定できません。',
  gate_not_met: '前提の指標が基準に届かないため、支払いません。',
  evidence_too_low: '根拠の水準が契約で決めた水準に届かないため、支払いません。',
  durability_pending: '持続の確認まで一部を留め置きます。',
  durability_failed: '持続が確認できなかったため、留め置いた分は支払いません。',
};

const NOTHING_EARNED = '規則による額が0円のため、支払いはありません。';

const HIDDEN_VALUE =
  '値はありますが、人数が少ないか、ほかの数値との差から少ない人数が分かるため公表できず、算定できません。年度を変えるか、もとの人数の多い指標をお使いください。';

/** Why an indicator is paid or not; `hidden` where there is a value of its measure that may not be shown. */
export function paymentSentence({ reason, earned }: IndicatorPayment, hidden = false): string {
  if (reason === 'no_value' && hidden) return HIDDEN_VALUE;
  return reason === 'paid' && earned === 0 ? NOTHING_EARNED : REASONS[reason];
}
