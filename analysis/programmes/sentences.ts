import type { Kpi } from '../domain/programme.ts';
import { fiscalYearLabel } from '../measures/strata.ts';
import type { KpiStatus } from './logic-model.ts';
import type { IndicatorPayment } from './payment/pay.ts';

const STATUS: Readonly<Record<KpiStatus['status'], string>> = {
  achieved: '目標を達成しています',
  on_track: '目標に向けて順調です',
  behind: '目標までの進みが、期間の経過より遅れています',
  worse: '基準値より悪くなっています',
};

/** A KPI in one sentence: baseline, target, latest value where it may be shown, and where that stands. */
export function kpiReading(
  { baseline, target, unit }: Kpi,
  latest: { readonly year: number; readonly value: number; readonly status: KpiStatus } | undefined,
): string {
  const plan = `基準値 ${baseline.value}${unit}（${fiscalYearLabel(baseline.year)}）、目標 ${target.value}${unit}（${fiscalYearLabel(target.year)}）`;
  if (!latest) return `${plan}。値はまだありません。`;
  const { year, value, status } = latest;
  const way =
    status.progress === null
      ? ''
      : `（目標までの道のりの${Math.round(status.progress)}%、期間の${Math.round(status.elapsed)}%が経過）`;
  return `${plan}。${fiscalYearLabel(year)}は ${Math.round(value * 100) / 100}${unit}で、${STATUS[status.status]}${way}。`;
}

const REASONS: Readonly<Record<IndicatorPayment['reason'], string>> = {
  paid: '支払います。',
  no_value: '値がないため、支払いません。',
  gate_not_met: '前提の指標が基準に届かないため、支払いません。',
  evidence_too_low: '根拠の水準が契約で決めた水準に届かないため、支払いません。',
  durability_pending: '持続の確認まで一部を留め置きます。',
  durability_failed: '持続が確認できなかったため、留め置いた分は支払いません。',
};

/** Why an indicator is paid or not. */
export function paymentSentence({ reason }: IndicatorPayment): string {
  return REASONS[reason];
}
