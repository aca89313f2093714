import { differenceUnit, formatNumber, formatSigned, formatWithUnit } from '../format/number.ts';
import { type ChartModel, NO_POINT, type Point } from './model.ts';

/** Sentences that say what a figure shows, from its released numbers only. */

interface Named {
  readonly name: string;
  readonly point: Point;
  readonly value: number;
}

function shown(model: ChartModel): readonly Named[] {
  return model.series.flatMap((series) =>
    series.points.flatMap((point, index) => {
      const category = model.categories[index] ?? '';
      const name = model.series.length > 1 ? nameOf(category, series.name) : category;
      return point.value === null ? [] : [{ name, point, value: point.value }];
    }),
  );
}

/** A year comes before what it is the year of; a sex or the like behind it. */
function nameOf(category: string, series: string): string {
  return series.endsWith('年度') ? `${series}の${category}` : `${category}の${series}`;
}

/** How much of a unit there is, and how little. */
const WORDS: Readonly<Record<string, readonly [string, string]>> = {
  人: ['多い', '少ない'],
  件: ['多い', '少ない'],
  日: ['長い', '短い'],
  年: ['長い', '短い'],
};

const NOTHING = '表示できる数がありません（人数が少ないため伏せています）';
const NOT_KNOWN = '求められる数がありません（理由は下の注にあります）';

function extremes(all: readonly Named[]): { readonly low: Named; readonly high: Named } | undefined {
  const sorted = all.toSorted((a, b) => a.value - b.value);
  const low = sorted[0];
  const high = sorted.at(-1);
  return low === undefined || high === undefined ? undefined : { low, high };
}

/** Which class of a whole most people are in. */
export function mostFinding(subject: string, model: ChartModel): string {
  const found = extremes(shown(model));
  if (found === undefined || shown(model).length < 2) return rangeFinding(subject, model);
  const hidden = model.series.some(({ points }) => points.some((point) => point.hidden));
  const size = formatWithUnit(found.high.value, model.unit, model.decimals);
  return `${subject}：最も多いのは ${found.high.name} ${size}${hidden ? '（伏せた数を除く）' : ''}`;
}

/** The highest and the lowest of the groups; two numbers are both told. */
export function rangeFinding(subject: string, model: ChartModel): string {
  return between(subject, model, () => '');
}

/** The same of estimates, each with its interval where it has one. */
export function estimateFinding(subject: string, model: ChartModel): string {
  return between(subject, model, ({ lower, upper }) => {
    if (lower === null || upper === null) return '';
    const [low, high] = [lower, upper].map((limit) => formatNumber(limit, model.decimals));
    return `、95%信頼区間 ${low}〜${high}`;
  });
}

function between(subject: string, model: ChartModel, range: (point: Point) => string): string {
  const all = shown(model);
  const found = extremes(all);
  if (found === undefined) {
    const isHidden = model.series.some(({ points }) => points.some(({ hidden }) => hidden));
    return `${subject}：${isHidden || model.categories.length === 0 ? NOTHING : NOT_KNOWN}`;
  }
  const size = ({ value }: Named): string => formatWithUnit(value, model.unit, model.decimals);
  const text = (named: Named): string => `${size(named)}（${named.name}${range(named.point)}）`;
  const hidden = hiddenPoints(model);
  const rest = hidden === 0 ? '' : `（ほかの${hidden}区分は伏せています）`;
  if (all.length === 1) return `${subject}は ${text(found.low)}${rest}`;
  if (all.length === 2) return `${subject}は ${all.map(text).join('、')}${rest}`;
  const among = hidden === 0 ? '' : `示せる${all.length}区分の`;
  if (size(found.low) === size(found.high)) return `${subject}は、${among}どれも ${size(found.low)}${rest}`;
  const [most, least] = WORDS[model.unit] ?? ['高い', '低い'];
  const told = ({ name, point, ...one }: Named) => {
    const interval = range(point);
    return `${name} ${size({ name, point, ...one })}${interval === '' ? '' : `（${interval.slice(1)}）`}`;
  };
  // What is hidden may be higher or lower than everything that is seen: a rank among all would be made up.
  const within = hidden === 0 ? '' : `${among}中で`;
  return `${subject}：${within}最も${most}のは ${told(found.high)}、最も${least}のは ${told(found.low)}${rest}`;
}

function hiddenPoints({ series }: ChartModel): number {
  return series.flatMap(({ points }) => points).filter(({ hidden }) => hidden).length;
}

/** How many districts differ from the whole by more than chance would explain. */
export function districtFinding(subject: string, model: ChartModel): string {
  const whole = model.reference?.value;
  const known = shown(model);
  if (known.length === 0 || whole === undefined) return rangeFinding(subject, model);
  const above = known.filter(({ point }) => point.lower !== null && point.lower > whole).length;
  const below = known.filter(({ point }) => point.upper !== null && point.upper < whole).length;
  const town = formatWithUnit(whole, model.unit, model.decimals);
  const hidden = hiddenPoints(model);
  const rest = hidden === 0 ? '' : `（ほかの${hidden}地区は伏せています）`;
  if (above + below === 0) {
    const among = hidden === 0 ? `${subject}に` : `${subject}：示せる${known.length}地区の中に`;
    return `${among}、全体（${town}）と明らかに違う地区はない${rest}`;
  }
  const parts = [above > 0 ? `高い地区が${above}` : '', below > 0 ? `低い地区が${below}` : ''];
  return `${subject}：全体（${town}）より明らかに${parts.filter((part) => part !== '').join('、')}${rest}`;
}

/** From the first to the last year. */
export function trendFinding(subject: string, model: ChartModel, direction: Direction = 'neutral'): string {
  const points = model.series[0]?.points ?? [];
  const first = points.findIndex((point) => point.value !== null);
  const last = points.findLastIndex((point) => point.value !== null);
  const from = points[first]?.value ?? null;
  const to = points[last]?.value ?? null;
  if (from === null || to === null) return `${subject}：${NOTHING}`;
  if (first === last) return `${subject}は ${formatWithUnit(to, model.unit, model.decimals)}`;
  const change = changeFrom(points[first] ?? NO_POINT, points[last] ?? NO_POINT, model, direction);
  const at = (value: number, place: number) =>
    `${model.categories[place] ?? ''} ${formatWithUnit(value, model.unit, model.decimals)}`;
  const hasLimits = [points[first], points[last]].every((point) => (point?.lower ?? null) !== null);
  const verdict = change === null || !hasLimits ? '' : verdictOf(change);
  return `${subject}は ${at(from, first)} → ${at(to, last)}（${change?.text ?? ''}${verdict}）`;
}

/** Better, worse or within chance; nothing where the measure has no good direction. */
function verdictOf({ wanted, clear }: Change): string {
  if (!clear) return '、偶然の範囲';
  return wanted === null ? '' : `、${wanted ? '改善' : '悪化'}`;
}

/** Where each line ends. */
export function endsFinding(subject: string, model: ChartModel): string {
  const ends = model.series.flatMap((series) => {
    const at = series.points.findLastIndex((point) => point.value !== null);
    const value = series.points[at]?.value ?? null;
    return value === null
      ? []
      : [
          `${series.name} ${formatWithUnit(value, model.unit, model.decimals)}（${model.categories[at] ?? ''}）`,
        ];
  });
  return `${subject}：${ends.length === 0 ? NOTHING : `最後の時点で ${ends.join('、')}`}`;
}

/** Which class of a scale most people are in, for each of the distributions. */
export function modesFinding(model: ChartModel): (subject: string) => string {
  return (subject) => {
    const modes = model.series.flatMap((series) => {
      const values = series.points.map((point) => point.value ?? Number.NEGATIVE_INFINITY);
      const most = Math.max(...values);
      if (!Number.isFinite(most)) return [];
      const name = model.categories[values.indexOf(most)] ?? '';
      return [`${series.name} ${name}（${formatWithUnit(most, model.unit, model.decimals)}）`];
    });
    return modes.length === 0 ? `${subject}：${NOTHING}` : `${subject}：最も多いのは ${modes.join('、')}`;
  };
}

export interface Change {
  readonly text: string;
  /**
   * Whether the change goes the way the measure should go; null where neither way is better, or where the two
   * intervals overlap, so that chance may explain the change.
   */
  readonly wanted: boolean | null;
  readonly clear: boolean;
}

/** Intervals that do not touch. A cautious sign of change: it may overlook a small one, hardly ever invents one. */
function apart(before: Point, now: Point): boolean {
  if (before.lower === null || before.upper === null || now.lower === null || now.upper === null)
    return false;
  return now.lower > before.upper || now.upper < before.lower;
}

type Direction = 'higher_is_better' | 'lower_is_better' | 'neutral';

/** Change against the year before, where both numbers may be seen. */
export function changeFrom(
  before: Point,
  now: Point,
  printed: { readonly unit: string; readonly decimals: number },
  direction: Direction,
): Change | null {
  if (before.value === null || now.value === null) return null;
  const difference = now.value - before.value;
  const text = `${formatSigned(difference, printed.decimals)}${differenceUnit(printed.unit)}`;
  const clear = apart(before, now);
  const wanted =
    direction === 'neutral' || !clear ? null : difference > 0 === (direction === 'higher_is_better');
  return { text, wanted, clear };
}

/** What the whiskers or the band beside the numbers are, where there are any. */
export function intervalWords({ series }: ChartModel, drawn: '縦線' | '横線' | '帯' | '線' = '線'): string[] {
  const has = series.some(({ points }) => points.some(({ lower }) => lower !== null));
  return has ? [`${drawn}は95%信頼区間`] : [];
}
