import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { typedNumber } from '../../format/typed-number.ts';
import type { Box } from './words.ts';

export type Kpi = Box['kpis'][number];
type Measure = OperationOutput<'measures.list'>['measures'][number];

/** A KPI while it is typed: the measure, and two fiscal years with their values. */
export interface KpiDraft {
  readonly measure: string;
  readonly baselineYear: string;
  readonly baseline: string;
  readonly targetYear: string;
  readonly target: string;
}

export const EMPTY_KPI: KpiDraft = {
  measure: '',
  baselineYear: '',
  baseline: '',
  targetYear: '',
  target: '',
};

/** A KPI as it would have been typed. */
export function kpiDraft({ measure = '', baseline, target }: Kpi): KpiDraft {
  return {
    measure,
    baselineYear: String(baseline.year),
    baseline: String(baseline.value),
    targetYear: String(target.year),
    target: String(target.value),
  };
}

/** What is still to be typed, or cannot be read, in the words of the form; empty where the draft is whole. */
export function missingInKpi(draft: KpiDraft): readonly string[] {
  const unread = (text: string): boolean => !Number.isFinite(typedNumber(text));
  return [
    ...(draft.measure === '' ? ['指標を選ぶ'] : []),
    ...(draft.baselineYear === '' ? ['基準の年度を選ぶ'] : []),
    ...(unread(draft.baseline) ? ['基準値を数字で入れる'] : []),
    ...(draft.targetYear === '' ? ['目標の年度を選ぶ'] : []),
    ...(unread(draft.target) ? ['目標値を数字で入れる'] : []),
    ...(draft.targetYear !== '' && Number(draft.targetYear) <= Number(draft.baselineYear)
      ? ['目標の年度を、基準の年度より後にする']
      : []),
  ];
}

/** The KPI of a draft and its measure; undefined while something is missing. */
export function kpiOf(draft: KpiDraft, measure: Measure | undefined): Kpi | undefined {
  if (measure === undefined || measure.direction === 'neutral' || missingInKpi(draft).length > 0) return;
  const { id, name, unit, direction, source } = measure;
  return {
    ...{ id, name, measure: id, unit, direction, source },
    baseline: { year: Number(draft.baselineYear), value: typedNumber(draft.baseline) },
    target: { year: Number(draft.targetYear), value: typedNumber(draft.target) },
  };
}
