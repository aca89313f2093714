import { usePreferences } from '../app/preferences.tsx';

/** Name of a level as the chosen calendar writes it: years are written by the window, the rest as released. */
export function useLevelLabel(): (dimension: string, code: string, label: string) => string {
  const { fiscalYear } = usePreferences();
  return (dimension, code, label) =>
    dimension === 'year' && /^\d{4}$/u.test(code) ? fiscalYear(Number(code)) : label;
}
