import type { Column, ReleasedCell } from './statistic.ts';

/** Places of the rows and columns of a table in which every number is hidden. */
export interface HiddenLines {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

/** Fewer rows than this are no burden to read. */
const LEAST_ROWS = 3;

/**
 * Rows and columns that tell a reader nothing but that they are hidden: they may be named below the table instead. In a
 * small town they can be most of it. None where nothing but hidden numbers would go, or would be left.
 *
 * @param depths how far in each row stands: a row stays above its parts, which would seem to be those of another one
 */
export function hiddenLines(
  cells: readonly (readonly ReleasedCell[])[],
  depths: readonly number[] = [],
): HiddenLines {
  const places = cells.map((_, row) => row);
  const tells = (row: number) => !cells[row]!.every(isHidden);
  const depth = (row: number) => depths[row] ?? 0;
  const heads = (row: number): boolean => {
    const end = places.find((next) => next > row && depth(next) <= depth(row)) ?? places.length;
    return places.slice(row + 1, end).some(tells);
  };
  const silent = places.filter((row) => !tells(row) && !heads(row));
  if (!places.some(tells)) return { rows: [], columns: [] };
  const rows = silent.length < LEAST_ROWS ? [] : silent;
  const kept = places.filter((row) => !silent.includes(row));
  const width = cells[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, column) => column).filter((column) =>
    kept.every((row) => cells[row]![column] !== undefined && isHidden(cells[row]![column]!)),
  );
  // One row alone is read from top to bottom: there is no column to leave out.
  return { rows, columns: kept.length < 2 ? [] : columns };
}

function isHidden({ state }: ReleasedCell): boolean {
  return state === 'hidden';
}

/** More names than this are not read. */
const MOST_NAMED = 12;

/** What was left out of a table, in words: the names of its rows, then of its columns. */
export function leftOutWords(rows: readonly string[], columns: readonly string[]): readonly string[] {
  const words = (kind: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`すべて＊のため省いた${kind}：${few(names)}`];
  return [...words('行', rows), ...words('列', columns)];
}

function few(names: readonly string[]): string {
  if (names.length <= MOST_NAMED) return names.join('、');
  return `${names.slice(0, MOST_NAMED).join('、')}、ほか${names.length - MOST_NAMED}`;
}

/** Names of columns that are left out; limits go with the number that they are of, where that goes too. */
export function leftOutColumns(
  columns: readonly Pick<Column, 'label' | 'formula'>[],
  places: readonly number[],
): readonly string[] {
  const isLimit = (place: number) => columns[place]!.formula === 'interval';
  const ofLimit = (place: number): number => (isLimit(place) && place > 0 ? ofLimit(place - 1) : place);
  return places
    .filter((place) => !isLimit(place) || !places.includes(ofLimit(place)))
    .map((place) => columns[place]!.label);
}
