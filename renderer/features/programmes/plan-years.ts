import { usePreferences } from '../../app/preferences.tsx';
import type { Option } from '../../components/field.tsx';

const FIRST = 2008;
/** As far ahead as two periods of a data health plan. */
const AHEAD = 12;

/** Fiscal years to choose from for plans, with whatever year is held already. */
export function planYears(held: readonly number[], thisYear: number): readonly number[] {
  const years = Array.from({ length: thisYear + AHEAD - FIRST + 1 }, (_, i) => FIRST + i);
  return [...new Set([...years, ...held])].sort((a, b) => a - b);
}

/** The same as options, in the calendar of the window. */
export function useYearOptions(held: readonly number[] = []): readonly Option[] {
  const { fiscalYear } = usePreferences();
  return planYears(held, new Date().getFullYear()).map((year) => [String(year), fiscalYear(year)]);
}
