import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { type ChartPalette, chartPalette, type Theme } from '../charts/palette.ts';
import { useOperation } from '../client/hooks.ts';
import { type Calendar, dateTimeLabel, fiscalYearLabel, fiscalYearShort } from '../format/calendar.ts';
import { accentId, DEFAULT_ACCENT } from './accents.ts';

export interface Preferences {
  readonly theme: Theme;
  readonly setTheme: (theme: Theme) => void;
  readonly palette: ChartPalette;
  readonly calendar: Calendar;
  readonly setCalendar: (calendar: Calendar) => void;
  readonly fiscalYear: (year: number) => string;
  readonly fiscalYearShort: (year: number) => string;
  readonly dateTime: (iso: string) => string;
}

const PreferencesContext = createContext<Preferences | null>(null);
const THEME_KEY = 'ebpm-theme';

/** The theme of this PC: as it was chosen last, or as the system has it. */
export function keptTheme(): Theme {
  const kept = window.localStorage.getItem(THEME_KEY);
  if (kept === 'light' || kept === 'dark') return kept;
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Light or dark, and how years are written: kept for this PC and taken from the workspace respectively. */
export function PreferencesProvider({ children }: { readonly children: ReactNode }) {
  const [theme, setTheme] = useState<Theme>(keptTheme);
  const state = useOperation('workspace.state', {});
  const [chosen, setCalendar] = useState<Calendar | null>(null);
  const settings = state.data?.settings;
  const calendar = chosen ?? settings?.calendar ?? 'wareki';
  const accent = accentId(settings?.theme.accent ?? DEFAULT_ACCENT);

  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    document.documentElement.dataset.accent = accent;
    window.localStorage.setItem(THEME_KEY, theme);
  }, [theme, accent]);

  const value = useMemo<Preferences>(
    () => ({
      theme,
      setTheme,
      palette: chartPalette(theme),
      calendar,
      setCalendar,
      fiscalYear: (year) => fiscalYearLabel(year, calendar),
      fiscalYearShort: (year) => fiscalYearShort(year, calendar),
      dateTime: (iso) => dateTimeLabel(iso, calendar),
    }),
    [theme, calendar],
  );
  return <PreferencesContext value={value}>{children}</PreferencesContext>;
}

export function usePreferences(): Preferences {
  const preferences = use(PreferencesContext);
  if (preferences === null) throw new Error('no preferences above this component');
  return preferences;
}
