import type { CandidateRow, CandidateTable, Column, Dimension } from '../../domain/statistic.ts';

/** Levels of one dimension put together. */
export interface LevelGroup {
  readonly codes: readonly string[];
  readonly labels: readonly string[];
  /** The level they become: a new one, or the one above them. */
  readonly into: { readonly code: string; readonly label: string };
}

/** A coarser view of a table: neighbouring levels joined (`merge`), or parts left out under their whole. */
export interface Coarsening {
  readonly kind: 'merge' | 'parent';
  readonly dimension: string;
  readonly dimensionLabel: string;
  readonly groups: readonly LevelGroup[];
}

/**
 * The same table with some levels put together; counts and amounts add up, shares, means and rates of two
 * columns are computed anew, other derived columns are left out.
 *
 * Exact numbers: the result is a candidate and goes through the gate like any other table.
 */
export function coarsenTable(candidate: CandidateTable, change: Coarsening): CandidateTable {
  const position = candidate.dimensions.findIndex(({ id }) => id === change.dimension);
  const gone = new Map(change.groups.flatMap((group) => group.codes.map((code) => [code, group] as const)));
  const columns = candidate.columns.filter((column) => column.kind !== 'derived' || isRatio(column));
  const kept = candidate.rows.filter((row) => !gone.has(row.at[position]!));
  const joined = change.kind === 'parent' ? [] : joinRows(candidate, position, gone);
  const fresh = joined.map((row) => ({ ...row, values: withRatios(candidate, row) }));
  return {
    ...candidate,
    dimensions: candidate.dimensions.with(
      position,
      coarser(candidate.dimensions[position]!, gone, change.kind),
    ),
    columns,
    rows: [...kept, ...fresh].map((row) => ({
      ...row,
      values: columns.map((column) => row.values[candidate.columns.indexOf(column)] ?? null),
    })),
  };
}

/** Values of a joined row with its shares, means and rates computed from its own sums. */
function withRatios(candidate: CandidateTable, row: CandidateRow): (number | null)[] {
  return candidate.columns.map((column, at) => {
    if (column.kind !== 'derived') return row.values[at]!;
    const [part, whole] = (column.from ?? []).map((id) =>
      candidate.columns.findIndex((each) => each.id === id),
    );
    if (!isRatio(column) || part === undefined || whole === undefined) return null;
    const top = row.values[part] ?? null;
    const base = row.values[whole] ?? null;
    const factor = factorOf(candidate, at, part, whole);
    return factor === undefined || top === null || base === null || base === 0 ? null : (factor * top) / base;
  });
}

/** The constant c of c·part/whole, if all rows agree on one. */
function factorOf(candidate: CandidateTable, at: number, part: number, whole: number): number | undefined {
  let factor: number | undefined;
  for (const { values } of candidate.rows) {
    const [ratio, top, base] = [values[at] ?? null, values[part] ?? null, values[whole] ?? null];
    if (ratio === null || top === null || base === null || top === 0) continue;
    const here = (ratio * base) / top;
    factor ??= here;
    if (Math.abs(here - factor) > 1e-6 * Math.abs(factor)) return undefined;
  }
  return factor;
}

/** A column that is one other column over a second, times a constant. */
function isRatio(column: Column): boolean {
  return column.from?.length === 2 && ['share', 'mean', 'rate'].includes(column.formula ?? '');
}

function coarser(
  dimension: Dimension,
  gone: ReadonlyMap<string, LevelGroup>,
  kind: Coarsening['kind'],
): Dimension {
  const seen = new Set<LevelGroup>();
  const levels = dimension.levels.flatMap((level) => {
    const group = gone.get(level.code);
    if (group === undefined) return [level];
    if (kind === 'parent' || seen.has(group)) return [];
    seen.add(group);
    return [{ ...level, ...group.into }];
  });
  return { ...dimension, levels };
}

function joinRows(
  candidate: CandidateTable,
  position: number,
  gone: ReadonlyMap<string, LevelGroup>,
): CandidateRow[] {
  const joined = new Map<string, CandidateRow>();
  for (const row of candidate.rows) {
    const group = gone.get(row.at[position]!);
    if (group === undefined) continue;
    const at = row.at.with(position, group.into.code);
    const before = joined.get(at.join('|'));
    joined.set(at.join('|'), before === undefined ? { ...row, at } : addRows(before, row));
  }
  return [...joined.values()];
}

function addRows(a: CandidateRow, b: CandidateRow): CandidateRow {
  const values = a.values.map((value, at) => {
    const other = b.values[at] ?? null;
    return value === null ? other : other === null ? value : value + other;
  });
  const contributions = both(a.contributions, b.contributions, (x, y) =>
    [...x, ...y].toSorted((one, other) => other - one),
  );
  const people = both(a.people, b.people, joinKeys);
  return {
    at: a.at,
    values,
    ...(contributions === undefined ? {} : { contributions }),
    ...(people === undefined ? {} : { people }),
  };
}

/** Keys of disjoint groups of people combine by XOR, so that the ledger knows the joined group again. */
function joinKeys(a: string, b: string): string {
  return (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(16).padStart(16, '0');
}

/** Joins what both rows say of a column; nothing where one of them says nothing. */
function both<T>(
  a: Readonly<Record<string, T>> | undefined,
  b: Readonly<Record<string, T>> | undefined,
  join: (a: T, b: T) => T,
): Readonly<Record<string, T>> | undefined {
  if (a === undefined || b === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(a).flatMap(([id, one]) => {
      const other = b[id];
      return other === undefined ? [] : [[id, join(one, other)]];
    }),
  );
}
