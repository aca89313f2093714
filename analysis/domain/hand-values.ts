import type { Kpi, Programme } from './programme.ts';

/** 人, 名, 実人数, 延べ人数, with or without a remark in brackets; not 人/回 or 人日, which count something else. */
const PERSONS = /^(実|延べ?)?(人|名|人数|人員)([(].*)?$/u;

/** Whether a unit counts people. */
export function countsPeople(unit: string): boolean {
  return PERSONS.test(unit.normalize('NFKC').trim());
}

/** Whether a number typed by hand is what the gate would hide: people, more than none and fewer than the threshold. */
export function isSmallByHand(unit: string, value: number, threshold: number): boolean {
  return countsPeople(unit) && value > 0 && value < threshold;
}

/** A number typed by hand that must not be shown: the baseline of an indicator, or its value of a year. */
export interface SmallByHand {
  readonly kpi: string;
  readonly place: 'baseline' | 'value';
  readonly year: number;
}

/** What of one indicator must not be shown. A target is a plan and counts nobody. */
export function smallInKpi(
  { name, unit, baseline, values = [] }: Pick<Kpi, 'name' | 'unit' | 'baseline' | 'values'>,
  threshold: number,
): readonly SmallByHand[] {
  const small = ({ value }: { readonly value: number }) => isSmallByHand(unit, value, threshold);
  return [
    ...(small(baseline) ? [{ kpi: name, place: 'baseline' as const, year: baseline.year }] : []),
    ...values.filter(small).map(({ year }) => ({ kpi: name, place: 'value' as const, year })),
  ];
}

/** The same of all indicators of a programme. */
export function smallInProgramme({ boxes }: Pick<Programme, 'boxes'>, threshold: number) {
  return boxes.flatMap(({ kpis }) => kpis.flatMap((kpi) => smallInKpi(kpi, threshold)));
}

/**
 * The programme without what must not be shown: a value goes alone, a baseline with its indicator, for nothing can be
 * said of an indicator without it.
 */
export function withoutSmall<T extends Pick<Programme, 'boxes'>>(programme: T, threshold: number): T {
  return {
    ...programme,
    boxes: programme.boxes.map((box) => ({
      ...box,
      kpis: box.kpis
        .filter(({ unit, baseline }) => !isSmallByHand(unit, baseline.value, threshold))
        .map(({ values, ...kpi }) =>
          values === undefined
            ? kpi
            : { ...kpi, values: values.filter(({ value }) => !isSmallByHand(kpi.unit, value, threshold)) },
        ),
    })),
  };
}

/** The value of the latest year, not before the baseline; undefined where none was typed. */
export function latestByHand({ baseline, values = [] }: Pick<Kpi, 'baseline' | 'values'>) {
  return values.filter(({ year }) => year >= baseline.year).sort((a, b) => b.year - a.year)[0];
}
