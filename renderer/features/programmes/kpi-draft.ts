import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { isSmallByHand } from '../../../analysis/domain/hand-values.ts';
import { typedNumber } from '../../format/typed-number.ts';
import type { Box } from './words.ts';

export type Kpi = Box['kpis'][number];
type Measure = OperationOutput<'measures.list'>['measures'][number];

/** Stands in the choice of measures for an indicator of which the values are typed. */
export const BY_HAND = '@by-hand';

/** A value of a year while it is typed. */
export interface ValueDraft {
  readonly year: string;
  readonly value: string;
  readonly source: string;
  readonly countedBy: string;
}

/** A KPI while it is typed: the measure, or a name and values by hand; and two fiscal years with their values. */
export interface KpiDraft {
  readonly measure: string;
  readonly name: string;
  readonly unit: string;
  readonly direction: Kpi['direction'];
  readonly baselineYear: string;
  readonly baseline: string;
  readonly targetYear: string;
  readonly target: string;
  readonly values: readonly ValueDraft[];
}

export const EMPTY_KPI: KpiDraft = {
  measure: '',
  name: '',
  unit: '',
  direction: 'higher_is_better',
  baselineYear: '',
  baseline: '',
  targetYear: '',
  target: '',
  values: [],
};

/** A KPI as it would have been typed. */
export function kpiDraft(kpi: Kpi): KpiDraft {
  const { measure = BY_HAND, name, unit, direction, baseline, target, values = [] } = kpi;
  return {
    ...{ measure, name, unit, direction },
    baselineYear: String(baseline.year),
    baseline: String(baseline.value),
    targetYear: String(target.year),
    target: String(target.value),
    values: values.map(({ year, value, source, countedBy }) => ({
      ...{ year: String(year), value: String(value), source, countedBy },
    })),
  };
}

/** The next value to be typed: the same people count again, as a rule. */
export function nextValue(values: readonly ValueDraft[]): ValueDraft {
  const last = values.at(-1);
  return { year: '', value: '', source: last?.source ?? '', countedBy: last?.countedBy ?? '' };
}

const unread = (text: string): boolean => !Number.isFinite(typedNumber(text));

function small(draft: KpiDraft, typed: string, threshold: number): boolean {
  return draft.measure === BY_HAND && isSmallByHand(draft.unit, typedNumber(typed), threshold);
}

function missingInValue(draft: KpiDraft, at: number, threshold: number): readonly string[] {
  const { year, value, source, countedBy } = draft.values[at]!;
  const place = `実績の${at + 1}行目の`;
  const twice = year !== '' && draft.values.findIndex((other) => other.year === year) < at;
  return [
    ...(year === '' ? [`${place}年度を選ぶ`] : []),
    ...(twice ? [`${place}年度を、ほかの行と違う年度にする`] : []),
    ...(unread(value) ? [`${place}値を数字で入れる`] : []),
    ...(small(draft, value, threshold)
      ? [`${place}値を消す（${threshold}人未満の人数は公開の基準により入れられません）`]
      : []),
    ...(source.trim() === '' ? [`${place}出典を入れる`] : []),
    ...(countedBy.trim() === '' ? [`${place}数えた人を入れる`] : []),
  ];
}

/**
 * What is still to be typed, or cannot be read or kept, in the words of the form; empty where the draft is whole.
 *
 * @param threshold smallest number of people that may be shown; 0 where it is not known here
 */
export function missingInKpi(draft: KpiDraft, threshold: number): readonly string[] {
  const byHand = draft.measure === BY_HAND;
  return [
    ...(draft.measure === '' ? ['指標を選ぶ'] : []),
    ...(byHand && draft.name.trim() === '' ? ['指標の名前を入れる'] : []),
    ...(byHand && draft.unit.trim() === '' ? ['単位を入れる'] : []),
    ...(draft.baselineYear === '' ? ['基準の年度を選ぶ'] : []),
    ...(unread(draft.baseline) ? ['基準値を数字で入れる'] : []),
    ...(small(draft, draft.baseline, threshold)
      ? [
          `基準値を${threshold}人以上の年度のものにする（${threshold}人未満の人数は公開の基準により入れられません）`,
        ]
      : []),
    ...(draft.targetYear === '' ? ['目標の年度を選ぶ'] : []),
    ...(unread(draft.target) ? ['目標値を数字で入れる'] : []),
    ...(draft.targetYear !== '' && Number(draft.targetYear) <= Number(draft.baselineYear)
      ? ['目標の年度を、基準の年度より後にする']
      : []),
    ...(byHand ? draft.values.flatMap((_, at) => missingInValue(draft, at, threshold)) : []),
  ];
}

interface Source {
  /** The chosen measure; undefined where the values are typed. */
  readonly measure: Measure | undefined;
  /** ID that an indicator without a measure gets. */
  readonly handId: string;
  readonly threshold: number;
}

/** The KPI of a draft; undefined while something is missing. */
export function kpiOf(draft: KpiDraft, { measure, handId, threshold }: Source): Kpi | undefined {
  if (missingInKpi(draft, threshold).length > 0) return;
  const plan = {
    baseline: { year: Number(draft.baselineYear), value: typedNumber(draft.baseline) },
    target: { year: Number(draft.targetYear), value: typedNumber(draft.target) },
  };
  if (draft.measure === BY_HAND) {
    const values = draft.values.map(({ year, value, source, countedBy }) => ({
      ...{
        year: Number(year),
        value: typedNumber(value),
        source: source.trim(),
        countedBy: countedBy.trim(),
      },
    }));
    const [name, unit] = [draft.name.trim(), draft.unit.trim()];
    return { id: handId, name, unit, direction: draft.direction, ...plan, source: '手入力', values };
  }
  if (measure === undefined || measure.direction === 'neutral') return;
  const { id, name, unit, direction, source } = measure;
  return { ...{ id, name, measure: id, unit, direction, source }, ...plan };
}

/** An ID that no indicator of the box has. */
export function freeKpiId(kpis: readonly Kpi[]): string {
  const taken = new Set(kpis.map(({ id }) => id));
  for (let number = 1; ; number++) if (!taken.has(`hand${number}`)) return `hand${number}`;
}
