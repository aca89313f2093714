import { effectDecimals } from '../../../analysis/domain/effect-decimals.ts';
import type {
  EffectEstimate,
  ReleasedCell,
  ReleasedEffect,
  ReleasedFlow,
  ReleasedTable,
  ReleasedWire,
  StatisticContext,
} from '../../../analysis/domain/statistic.ts';
import { columnsText } from './columns.ts';

export const HIDDEN = '＊';
export const HIDDEN_NOTE = '＊は人数が少ないため公表しない値です。';

/** A cell as text: the number with its decimals, ＊ where hidden, － where not defined. */
export function cellText(cell: ReleasedCell | undefined, decimals: number): string {
  if (cell === undefined || cell.state === 'none') return '－';
  return cell.state === 'hidden' ? HIDDEN : numberText(cell.value, decimals);
}

export function numberText(value: number, decimals: number): string {
  return value.toLocaleString('ja-JP', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

function contextLines(context: StatisticContext): string[] {
  const lines = [
    `対象: ${context.population}`,
    `期間: ${context.period}`,
    `資料: ${context.source}`,
    `方法: ${context.method}`,
    ...(context.missing ?? []).map((reason) => `－ の理由: ${reason}`),
    ...context.caveats
      .filter((caveat) => !context.missing?.includes(caveat))
      .map((caveat) => `注意: ${caveat}`),
  ];
  return lines.filter((line) => !line.endsWith(': '));
}

/** A released table with its context and, where something is hidden, the note that says so. */
export function tableText({ statistic, release }: ReleasedWire<ReleasedTable>): string {
  const { context, dimensions, columns, rows } = statistic;
  const labels = dimensions.map(({ levels }) => new Map(levels.map(({ code, label }) => [code, label])));
  const headings = [
    ...dimensions.map(({ label }) => ({ heading: label })),
    ...columns.map(({ label, unit }) => ({
      heading: unit === '' ? label : `${label}（${unit}）`,
      align: 'right' as const,
    })),
  ];
  const body = rows.map(({ at, cells }) => [
    ...at.map((code, index) => labels[index]?.get(code) ?? code),
    ...columns.map(({ decimals }, index) => cellText(cells[index], decimals)),
  ]);
  const hidden = release.hidden.primary + release.hidden.secondary + release.hidden.other;
  return [
    `■ ${context.title}`,
    columnsText(headings, body),
    ...contextLines(context),
    ...(hidden > 0 ? [`${HIDDEN_NOTE}（${release.threshold}人未満ほか ${hidden} か所）`] : []),
  ].join('\n');
}

export function flowText({ statistic }: ReleasedWire<ReleasedFlow>): string {
  const rows = statistic.steps.map(({ label, arm, persons }) => [label, arm ?? '', cellText(persons, 0)]);
  const columns = [
    { heading: '段階' },
    { heading: '群' },
    { heading: '人数（人）', align: 'right' as const },
  ];
  return [`■ ${statistic.context.title}`, columnsText(columns, rows)].join('\n');
}

/** One line with the estimate, its interval and how many people it rests on. */
export function effectLine({ statistic }: ReleasedWire<ReleasedEffect>): string {
  return estimateLine(statistic.effect);
}

function estimateLine(effect: EffectEstimate): string {
  const [low, high] = effect.interval;
  const digits = effectDecimals(effect);
  const number = (value: number) => numberText(value, digits);
  return (
    `${effect.outcomeLabel}: ${number(effect.estimate)}${effect.unit}` +
    `（95%信頼区間 ${number(low)} ～ ${number(high)}、${effect.estimand}、${effect.method}、` +
    `参加 ${personsText(effect.treated)}・対照 ${personsText(effect.control)}）`
  );
}

function personsText(count: number | null): string {
  return count === null ? HIDDEN : `${numberText(count, 0)}人`;
}
