import type { Column, EarlierRelease, HiddenReason, ReleasedCell } from '../../analysis/domain/statistic.ts';

const formats = new Map<number, Intl.NumberFormat>();

/** A number with thousands separators and exactly `decimals` places; a true minus sign. */
export function formatNumber(value: number, decimals: number): string {
  let format = formats.get(decimals);
  if (format === undefined) {
    format = new Intl.NumberFormat('ja-JP', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    formats.set(decimals, format);
  }
  const text = format.format(value);
  return /^-[0.,]*$/u.test(text) ? text.slice(1) : text.replace('-', '−');
}

/** Number and unit without a gap where the unit is a sign, e.g. 41.2%, 128.4mmHg, 1,234人. */
export function formatWithUnit(value: number, unit: string, decimals: number): string {
  return `${formatNumber(value, decimals)}${unit}`;
}

/** With its sign, for differences. */
export function formatSigned(value: number, decimals: number): string {
  const text = formatNumber(Math.abs(value), decimals);
  if (/^[0.,]*$/u.test(text)) return `±${text}`;
  return `${value > 0 ? '+' : '−'}${text}`;
}

/** The unit in which two values of a unit differ: shares differ in points. */
export function differenceUnit(unit: string): string {
  return unit === '%' ? 'ポイント' : unit;
}

export const HIDDEN_MARK = '＊';

/** Persons behind an estimate; null where the gate hides them. */
export function personsText(count: number | null): string {
  return count === null ? HIDDEN_MARK : `${formatNumber(count, 0)}人`;
}
export const NONE_MARK = '—';

export function cellText(cell: ReleasedCell | undefined, column: Column): string {
  if (cell === undefined || cell.state === 'none') return NONE_MARK;
  return cell.state === 'hidden' ? HIDDEN_MARK : formatNumber(cell.value, column.decimals);
}

/** Why a cell shows no number, for the reader. */
export function hiddenExplanation(
  reason: HiddenReason,
  threshold: number,
  earlier: readonly EarlierRelease[] = [],
): string {
  switch (reason) {
    case 'primary':
      return `人数が基準（${threshold}人）に満たないため、個人が分からないように伏せています。0 ではありません。`;
    case 'secondary':
      return 'この数が見えると、合計との引き算でほかの伏せた数が分かるため、あわせて伏せています。0 ではありません。';
    case 'dominance':
      return '少数の人、または1〜2か所の機関が大部分を占めるため、伏せています。0 ではありません。';
    case 'ledger':
      return `${earlierWords(earlier)}と組み合わせると少人数の数が分かるため、伏せています（0人のこともあります）。`;
  }
}

/** Below a figure with numbers that are hidden for the sake of earlier releases: why, and what can be used instead. */
export function earlierNote(earlier: readonly EarlierRelease[]): string {
  return `${HIDDEN_MARK} には、${earlierWords(earlier)}との差から少人数の数が分かるため伏せた数があります。両方は出せないので、同じ人数が先に公開した表にあれば、その数をお使いください。`;
}

/** Up to two earlier releases by title and day. */
function earlierWords(earlier: readonly EarlierRelease[]): string {
  const named = earlier.filter(({ title }) => title !== '');
  if (named.length === 0) return 'すでに公開した表';
  const words = named.slice(-2).map(({ title, releasedAt }) => `${releasedAt.slice(0, 10)}の「${title}」`);
  const more = named.length > words.length ? `など${named.length}件` : '';
  return `すでに公開した表（${words.join('、')}${more}）`;
}

/** Remaining time of a job in words. */
export function remainingLabel(seconds: number): string {
  if (seconds < 10) return 'まもなく終わります';
  if (seconds < 90) return `残り約${Math.ceil(seconds / 10) * 10}秒`;
  return `残り約${Math.ceil(seconds / 60)}分`;
}
