export type Calendar = 'wareki' | 'seireki';

const ERA_YEAR = new Intl.DateTimeFormat('ja-JP-u-ca-japanese', {
  era: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

function eraYear(year: number, month: number): string {
  const parts = ERA_YEAR.formatToParts(new Date(Date.UTC(year, month - 1, 28)));
  const era = parts.find((part) => part.type === 'era')?.value ?? '';
  const number = parts.find((part) => part.type === 'year')?.value ?? '';
  return `${era}${number === '1' ? '元' : number}`;
}

/**
 * Name of a Japanese fiscal year (April to March), e.g. 令和5年度 or 2023年度. The year is named after the era
 * that holds on 28 May of it, so that 2019 is 令和元年度.
 */
export function fiscalYearLabel(year: number, calendar: Calendar): string {
  return calendar === 'seireki' ? `${year}年度` : `${eraYear(year, 5)}年度`;
}

const ERA_LETTER: Readonly<Record<string, string>> = {
  令和: 'R',
  平成: 'H',
  昭和: 'S',
  大正: 'T',
  明治: 'M',
};

/** The same, short enough for an axis: R5 or 2023. */
export function fiscalYearShort(year: number, calendar: Calendar): string {
  if (calendar === 'seireki') return String(year);
  const label = eraYear(year, 5);
  const letter = ERA_LETTER[label.slice(0, 2)];
  return letter === undefined ? label : `${letter}${label.slice(2)}`;
}

/** Date and time of an ISO timestamp on this PC's clock, e.g. 令和6年11月21日 14:05. */
export function dateTimeLabel(iso: string, calendar: Calendar): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const year = date.getFullYear();
  const name = calendar === 'seireki' ? `${year}` : eraYear(year, date.getMonth() + 1);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${name}年${date.getMonth() + 1}月${date.getDate()}日 ${two(date.getHours())}:${two(date.getMinutes())}`;
}
