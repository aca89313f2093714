import { shownAt } from './released-cells.ts';
import type { Dimension, Level, ReleasedTable } from './statistic.ts';

/** A released number by its place; whoever prints the sentence prints it in his own way. */
export interface NumberAt<T> {
  readonly table: T;
  readonly at: readonly string[];
  readonly column: string;
}

export type Words<T> = readonly (string | NumberAt<T>)[];

/** "Whom did guidance miss?", in one breath and in full. */
export interface Missed<T> {
  readonly short: Words<T>;
  readonly answer: Words<T>;
}

const COLUMNS = { eligible: 'eligible', completed: 'completed', share: 'completed_share' } as const;

/** How people can be divided: the dimension's id and the word for it. */
const CUTS = { sex: '男女', age: '年齢', district: '地区' } as const;

export type Cut = keyof typeof CUTS;
const ALL_CUTS = Object.keys(CUTS) as readonly Cut[];

export const MISSED_QUESTION = '保健指導が届いていないのは、どんな人か';
const CHANCE = '人数の少ない区分の差は、偶然のこともあります。';
const TOGETHER = '年度をまとめるか、区分を大きくすると示せることがあります。';

interface LeastReached<T> {
  readonly table: T;
  readonly dimension: Dimension;
  readonly year: string;
  readonly group: Level;
  readonly at: readonly string[];
  /** Groups whose share may be seen, of how many. */
  readonly seen: number;
  readonly all: number;
}

/**
 * The groups that completed guidance least, by each cut in which two groups may be compared, in the newest such year;
 * that nobody may say, where there is none. From released cells alone. Undefined without a guidance cascade.
 *
 * @param tables of any kind; those that are a cascade by fiscal year and one cut are read
 * @param statisticOf the released table of each
 * @param asked cuts that were asked for: a cut without a table may not be shown either
 */
export function missedGroups<T>(
  tables: readonly T[],
  statisticOf: (table: T) => ReleasedTable,
  asked: readonly Cut[] = ALL_CUTS,
): Missed<T> | undefined {
  const cascades = tables.filter((table) => isCascade(statisticOf(table)));
  if (cascades.length === 0) return undefined;
  const found = asked.flatMap((cut) => {
    for (const table of cascades) {
      const least = leastReached(table, statisticOf(table), cut);
      if (least !== undefined) return [least];
    }
    return [];
  });
  const [first] = found;
  if (first !== undefined) return told(found, first.year);
  const whole = cascades
    .map((table) => everybody(table, statisticOf(table)))
    .find(({ length }) => length > 0);
  const why = `${asked.map((cut) => CUTS[cut]).join('・')}に分けると人数が少なく、どの区分が低いかは公表できません。`;
  return { short: [...(whole ?? []), why], answer: [...(whole ?? []), why, TOGETHER] };
}

function told<T>(found: readonly LeastReached<T>[], newest: string): Missed<T> {
  const groups = found.flatMap(({ table, dimension, group, at, year }, index): Words<T> => {
    const number = (column: string): NumberAt<T> => ({ table, at, column });
    return [
      `${index === 0 ? '' : '、'}${dimension.label}では${group.label}（`,
      number(COLUMNS.share),
      '、対象',
      number(COLUMNS.eligible),
      `${year === newest ? '' : `、${year}`}）`,
    ];
  });
  const among = found.some(({ seen, all }) => seen < all) ? '公表できる区分の中で' : '';
  const said: Words<T> = [`${newest}に終了した人の割合が${among}最も低いのは、`, ...groups, 'です。'];
  const hidden = found.flatMap(({ dimension, seen, all }) =>
    seen < all ? [`${dimension.label}は${all}区分のうち公表できる${seen}区分の中での比較です。`] : [],
  );
  return { short: [...said, CHANCE], answer: [...said, ...hidden, CHANCE] };
}

/** How many of the whole town were meant and completed, in the newest year in which both may be seen. */
function everybody<T>(table: T, statistic: ReleasedTable): Words<T> {
  for (const { code, label } of yearsOf(statistic).toReversed()) {
    const at = statistic.dimensions.map(({ id, levels }) => (id === 'year' ? code : wholeOf(levels)));
    const number = (column: string): NumberAt<T> => ({ table, at, column });
    if (Object.values(COLUMNS).some((column) => shownAt(statistic, at, column) === null)) continue;
    return [
      `${label}は、対象者`,
      number(COLUMNS.eligible),
      'のうち',
      number(COLUMNS.completed),
      '（',
      number(COLUMNS.share),
      '）が終了しました。',
    ];
  }
  return [];
}

/** The group that completed least in the newest year in which two groups may be compared. */
function leastReached<T>(table: T, statistic: ReleasedTable, cut: string): LeastReached<T> | undefined {
  const dimension = dimensionOf(statistic, cut);
  if (dimension === undefined) return undefined;
  const groups = dimension.levels.filter(({ code, parent }) => isCompared(dimension, code, parent));
  for (const { code: year, label } of yearsOf(statistic).toReversed()) {
    const seen = groups.flatMap((group) => {
      const at = statistic.dimensions.map(({ id }) => (id === 'year' ? year : group.code));
      const share = shownAt(statistic, at, COLUMNS.share);
      return share === null ? [] : [{ group, at, share }];
    });
    const [least] = seen.toSorted((a, b) => a.share - b.share);
    if (seen.length < 2 || least === undefined) continue;
    const { group, at } = least;
    return { table, dimension, year: label, group, at, seen: seen.length, all: groups.length };
  }
  return undefined;
}

/** Parts of the whole; of districts the large ones. */
function isCompared({ levels }: Dimension, code: string, parent: string | undefined): boolean {
  return parent === wholeOf(levels) && code !== 'unknown';
}

function isCascade({ columns, dimensions }: ReleasedTable): boolean {
  const has = (id: string) => columns.some((column) => column.id === id);
  return Object.values(COLUMNS).every(has) && dimensions.some(({ id }) => id === 'year');
}

function dimensionOf({ dimensions }: ReleasedTable, id: string): Dimension | undefined {
  return dimensions.find((dimension) => dimension.id === id);
}

function yearsOf(statistic: ReleasedTable): readonly Level[] {
  return dimensionOf(statistic, 'year')?.levels ?? [];
}

function wholeOf(levels: readonly Level[]): string {
  return levels.find(({ parent }) => parent === undefined)?.code ?? '';
}
