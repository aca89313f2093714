import type { ReleasedCell } from '../domain/statistic.ts';

/** Mark of a number that the gate hid. Never a zero, never a blank. */
export const HIDDEN_MARK = '＊';
/** Mark of a number that is not defined because nobody is in the denominator. */
export const NONE_MARK = '－';

/**
 * A number as printed: fixed decimals, thousands separated by commas, a true minus sign as on the screen (a
 * hyphen may stand at the end of a line, away from its number). Rounds half away from zero in decimal, as
 * readers do by hand.
 */
export function formatNumber(value: number, decimals: number): string {
  const rounded = roundDecimal(value, decimals);
  const negative = rounded < 0;
  const [whole = '0', fraction] = Math.abs(rounded).toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return `${negative ? '−' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** Rounds half away from zero at the given decimals; the shift by exponent avoids 1.005 → 1.00. */
export function roundDecimal(value: number, decimals: number): number {
  if (!Number.isFinite(value)) return value;
  const shifted = Math.round(Number(`${Math.abs(value)}e${decimals}`));
  if (!Number.isFinite(shifted)) return Number(value.toFixed(decimals));
  const result = Number(`${shifted}e-${decimals}`);
  return value < 0 && result !== 0 ? -result : result;
}

/** Same with an explicit sign for positive numbers. */
export function formatSigned(value: number, decimals: number): string {
  const text = formatNumber(value, decimals);
  return roundDecimal(value, decimals) > 0 ? `+${text}` : text;
}

export function formatCell(cell: ReleasedCell, decimals: number): string {
  if (cell.state === 'hidden') return HIDDEN_MARK;
  if (cell.state === 'none') return NONE_MARK;
  return formatNumber(cell.value, decimals);
}

/** Two-sided p as reports print it. */
export function formatP(p: number): string {
  if (p < 0.001) return 'p<0.001';
  return `p=${p.toFixed(3)}`;
}

/** Unit set behind a number: %, 点 and the like close up; Latin units keep a space. */
export function withUnit(text: string, unit: string): string {
  if (unit === '' || text === HIDDEN_MARK || text === NONE_MARK) return text;
  return /^[A-Za-z]/.test(unit) ? `${text} ${unit}` : `${text}${unit}`;
}

const eraFormat = new Intl.DateTimeFormat('ja-JP-u-ca-japanese', {
  era: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

function eraYear(date: Date): string {
  const parts = eraFormat.formatToParts(date);
  const era = parts.find((part) => part.type === 'era')?.value ?? '';
  const year = parts.find((part) => part.type === 'year')?.value ?? '';
  return `${era}${year}`;
}

/** `2026-11-21` → 令和8年11月21日 or 2026年11月21日. */
export function formatDate(isoDay: string, calendar: 'wareki' | 'seireki'): string {
  const [year = 1970, month = 1, day = 1] = isoDay.slice(0, 10).split('-').map(Number);
  const head = calendar === 'wareki' ? eraYear(new Date(Date.UTC(year, month - 1, day))) : `${year}`;
  return `${head}年${month}月${day}日`;
}

/** 2023 → 令和5年度 or 2023年度. The era is that of the first of April, except that 2019 is 令和元年度. */
export function formatFiscalYear(year: number, calendar: 'wareki' | 'seireki'): string {
  if (calendar === 'seireki') return `${year}年度`;
  return `${eraYear(new Date(Date.UTC(year, year === 2019 ? 4 : 3, 1)))}年度`;
}

/** First digits of a digest, enough to compare by eye. */
export function shortHash(hash: string): string {
  return hash.length > 16 ? `${hash.slice(0, 16)}…` : hash;
}
