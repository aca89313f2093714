import type { Dimension, Level, ReleasedRow, ReleasedTable } from './statistic.ts';

/** Which levels of a dimension are drawn, and in which order they are read: the same on the screen and on paper. */

/** Names of the layers of districts below each other, where there are three of them. */
export const DISTRICT_LAYERS = ['全体', '圏域', '学区'] as const;

/** Levels without a level below them. */
export function leaves(dimension: Dimension): readonly Level[] {
  const parents = new Set(dimension.levels.map((level) => level.parent));
  return dimension.levels.filter((level) => !parents.has(level.code));
}

/** How far a level is below the top (districts: 0 municipality, 1 care area, 2 school district). */
export function depthOf(dimension: Dimension, code: string): number {
  const above = dimension.levels.find((level) => level.code === code)?.parent;
  const isKnown = above !== undefined && dimension.levels.some((level) => level.code === above);
  return isKnown ? 1 + depthOf(dimension, above) : 0;
}

/** Levels at a distance below the top. */
export function levelsAtDepth(dimension: Dimension, depth: number): readonly Level[] {
  return dimension.levels.filter(({ code }) => depthOf(dimension, code) === depth);
}

export function depthCount(dimension: Dimension): number {
  let depth = 0;
  while (levelsAtDepth(dimension, depth).length > 0) depth += 1;
  return depth;
}

/** Remainders (district unknown) are in the table only: no place to compare. */
export function isPlace(level: Level): boolean {
  return level.code !== 'unknown' && !level.code.endsWith(':rest');
}

/** Groups to draw of a table that is not known in advance: the finest, without totals and without remainders of places. */
export function drawnGroups(dimension: Dimension): readonly Level[] {
  if (!dimension.partition) return dimension.levels.filter(({ code }) => code !== 'all');
  const finest = leaves(dimension);
  return dimension.id === 'district' ? finest.filter(isPlace) : finest;
}

/** Codes in the order of reading: every level is followed by what it contains. */
function treeOrder(dimension: Dimension): readonly string[] {
  const known = new Set(dimension.levels.map(({ code }) => code));
  const below = Map.groupBy(dimension.levels, ({ parent }) =>
    parent !== undefined && known.has(parent) ? parent : undefined,
  );
  const from = (top: string | undefined): readonly string[] =>
    (below.get(top) ?? []).flatMap(({ code }) => [code, ...from(code)]);
  return from(undefined);
}

type Rows = Pick<ReleasedTable, 'dimensions' | 'rows'>;

/** Rows with the parts of each district below it; tables without levels inside levels stay as they are. */
export function rowsInOrder(table: Rows): readonly ReleasedRow[] {
  if (!table.dimensions.some((dimension) => depthCount(dimension) > 2)) return table.rows;
  const ranks = table.dimensions.map(
    (dimension) => new Map(treeOrder(dimension).map((code, rank) => [code, rank])),
  );
  const rankOf = (row: ReleasedRow, at: number) => ranks[at]?.get(row.at[at] ?? '') ?? 0;
  return table.rows.toSorted((a, b) => {
    const at = ranks.findIndex((_, index) => rankOf(a, index) !== rankOf(b, index));
    return at < 0 ? 0 : rankOf(a, at) - rankOf(b, at);
  });
}
