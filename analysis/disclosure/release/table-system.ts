import { UserIssue } from '../../domain/issue.ts';
import type { CandidateRow, CandidateTable, Column, Level } from '../../domain/statistic.ts';
import { malformedTable } from './refusals.ts';

/** Sums between rows of a table for one column; virtual cells stand for people that are not printed. */
export interface ColumnSystem {
  /** Values by cell id. */
  readonly cells: Map<string, number>;
  readonly relations: [string, string[]][];
  /** Cells nobody prints but subtraction gives (complements, left-out levels). */
  readonly virtual: Set<string>;
  /** Relations that hold for the numbers, but perhaps not for the people: taken as nested, to be careful. */
  readonly assumed: Set<ColumnSystem['relations'][number]>;
  /** Cells that are not in the table but are taken as printed. */
  readonly known: Set<string>;
}

/** Identifier of one cell of a candidate table. */
export function cellId(column: string, at: readonly string[]): string {
  return `${column}@${at.join('|')}`;
}

export function emptySystem(): ColumnSystem {
  return { cells: new Map(), relations: [], virtual: new Set(), assumed: new Set(), known: new Set() };
}

/** The columns that count persons, of a candidate or a published table. */
export function countColumns<C extends { readonly kind: string }>(table: {
  readonly columns: readonly C[];
}): readonly C[] {
  return table.columns.filter(({ kind }) => kind === 'count' || kind === 'count_subset');
}

/** Levels below one parent, in groups without anybody in common: all of them, or those of one division. */
export function divisionsOf<L extends { readonly code: string; readonly division?: string }>(
  dimension: { readonly partition: boolean },
  levels: readonly L[],
): readonly (readonly L[])[] {
  if (dimension.partition) return levels.length === 0 ? [] : [levels];
  return [
    ...Map.groupBy(levels, ({ code, division }) => (division === undefined ? `=${code}` : division)).values(),
  ];
}

/** Adds a cell that nobody prints, with the sum that gives it away. */
export function addVirtual(
  system: ColumnSystem,
  id: string,
  value: number,
  sum?: ColumnSystem['relations'][number],
): void {
  system.cells.set(id, value);
  system.virtual.add(id);
  if (sum !== undefined) system.relations.push(sum);
}

export interface TableIndex {
  readonly candidate: CandidateTable;
  readonly columnAt: ReadonlyMap<string, number>;
  readonly rowAt: ReadonlyMap<string, CandidateRow>;
  /** Per dimension: children by parent code. */
  readonly children: readonly ReadonlyMap<string, readonly Level[]>[];
  /** Per dimension: height of a level above the leaves. */
  readonly height: readonly ReadonlyMap<string, number>[];
  /** Printed rows of which a row is a part, in every combination of dimensions: keys by key. */
  readonly above: ReadonlyMap<string, readonly string[]>;
}

/** A size of each row of a breakdown, by key of the row: of a column, or of those between two groups. */
export type RowSizes = ReadonlyMap<string, number>;

/**
 * Indexes a candidate table and checks its form.
 *
 * @throws UserIssue `disclosure.table_malformed` with a code of what is wrong
 */
export function indexTable(candidate: CandidateTable): TableIndex {
  const columnAt = new Map(candidate.columns.map((column, at) => [column.id, at]));
  const rowAt = new Map<string, CandidateRow>();
  const codes = candidate.dimensions.map((dimension) => new Set(dimension.levels.map((level) => level.code)));
  for (const row of candidate.rows) {
    const key = row.at.join('|');
    if (rowAt.has(key)) throw malformedTable('duplicate_row');
    if (row.at.length !== codes.length || row.values.length !== candidate.columns.length) {
      throw malformedTable('row_length');
    }
    if (row.at.some((code, at) => !codes[at]!.has(code))) throw malformedTable('unknown_level');
    rowAt.set(key, row);
  }
  for (const column of candidate.columns) checkColumn(column, columnAt);
  const children = candidate.dimensions.map((dimension) => {
    const map = new Map<string, Level[]>();
    for (const level of dimension.levels) {
      if (level.parent === undefined) continue;
      map.set(level.parent, [...(map.get(level.parent) ?? []), level]);
    }
    return map;
  });
  return {
    candidate,
    columnAt,
    rowAt,
    children,
    height: children.map(heights),
    above: above(candidate, rowAt),
  };
}

function above(
  { dimensions, rows }: CandidateTable,
  rowAt: ReadonlyMap<string, CandidateRow>,
): Map<string, readonly string[]> {
  const parents = dimensions.map(({ levels }) => new Map(levels.map(({ code, parent }) => [code, parent])));
  return new Map(
    rows.map(({ at }) => {
      const groups = groupsAbove(at, parents).map((group) => group.join('|'));
      return [at.join('|'), groups.filter((group) => rowAt.has(group))];
    }),
  );
}

function heights(children: ReadonlyMap<string, readonly Level[]>): Map<string, number> {
  const known = new Map<string, number>();
  const measure = (code: string): number => {
    const have = known.get(code);
    if (have !== undefined) return have;
    known.set(code, 0);
    const value = Math.max(-1, ...(children.get(code) ?? []).map((child) => measure(child.code))) + 1;
    known.set(code, value);
    return value;
  };
  for (const code of children.keys()) measure(code);
  return known;
}

function checkColumn(column: Column, columnAt: ReadonlyMap<string, number>): void {
  const needsBase = column.kind === 'count_subset' || column.kind === 'sum';
  if (needsBase && (column.of === undefined || !columnAt.has(column.of)))
    throw malformedTable('base_missing');
  if (column.kind !== 'derived') return;
  if (column.from === undefined || column.from.length === 0) throw malformedTable('derived_without_source');
  if (column.from.some((id) => !columnAt.has(id))) throw malformedTable('unknown_column');
}

/** Number of levels a row stands above the finest ones. */
export function marginLevel(index: TableIndex, at: readonly string[]): number {
  return at.reduce((sum, code, dimension) => sum + (index.height[dimension]!.get(code) ?? 0), 0);
}

/** Whether no row contains this one: a grand total. */
export function isRoot(index: TableIndex, at: readonly string[]): boolean {
  return at.every((code, dimension) => {
    const level = index.candidate.dimensions[dimension]!.levels.find((each) => each.code === code);
    if (level?.parent === undefined) return true;
    return !index.rowAt.has(at.with(dimension, level.parent).join('|'));
  });
}

/**
 * Adds one column's cells and the sums along every dimension to the attacker's system.
 *
 * Rows that are not printed but follow by subtraction become a virtual cell; in a dimension whose levels
 * overlap, each child (each division) makes a virtual "in the parent but not in the child" cell.
 */
export function addColumn(
  index: TableIndex,
  system: ColumnSystem,
  setting: { readonly columnId: string; readonly counts: boolean; readonly remainder: boolean },
): void {
  const { columnId, counts } = setting;
  const at = index.columnAt.get(columnId)!;
  for (const row of index.candidate.rows) {
    const value = row.values[at];
    if (value === null || value === undefined) continue;
    if (!Number.isFinite(value) || (counts && (!Number.isInteger(value) || value < 0))) {
      throw malformedTable(counts ? 'count_not_whole' : 'amount_not_finite');
    }
    system.cells.set(cellId(columnId, row.at), value);
  }
  for (const row of index.candidate.rows) {
    const parent = cellId(columnId, row.at);
    if (!system.cells.has(parent)) continue;
    index.candidate.dimensions.forEach((dimension, position) => {
      const levels = index.children[position]!.get(row.at[position]!) ?? [];
      for (const group of divisionsOf(dimension, levels)) {
        const children = group
          .map(({ code }) => cellId(columnId, row.at.with(position, code)))
          .filter((id) => system.cells.has(id));
        if (children.length > 0) relate(system, parent, children, { dimension: dimension.id, ...setting });
      }
    });
  }
}

/** parent = Σ children + what is left, the remainder being a virtual cell unless it is nothing. */
function relate(
  system: ColumnSystem,
  parent: string,
  children: readonly string[],
  setting: { readonly dimension: string; readonly counts: boolean; readonly remainder: boolean },
): void {
  const { counts } = setting;
  const sum = children.reduce((total, child) => total + system.cells.get(child)!, 0);
  const whole = system.cells.get(parent)!;
  const rest = whole - sum;
  const slack = counts ? 0 : 1e-6 * (1 + Math.abs(whole) + Math.abs(sum));
  if (rest < -slack) throw new UserIssue('refused', 'disclosure.not_additive', { children: children.length });
  if (rest <= slack) {
    system.relations.push([parent, [...children]]);
    return;
  }
  if (!setting.remainder) return;
  const id = `${parent}~${setting.dimension}~${system.virtual.size}`;
  addVirtual(system, id, rest, [parent, [...children, id]]);
}

/** base = part + complement for every row; the complement is what the reader can subtract. */
export function addComplements(
  index: TableIndex,
  system: ColumnSystem,
  partColumn: string,
  baseColumn: string,
): void {
  for (const row of index.candidate.rows) {
    const part = cellId(partColumn, row.at);
    const base = cellId(baseColumn, row.at);
    const whole = system.cells.get(base);
    const some = system.cells.get(part);
    if (whole === undefined || some === undefined) continue;
    if (some > whole) throw malformedTable('part_exceeds_base');
    const id = `${part}~rest`;
    addVirtual(system, id, whole - some, [base, [part, id]]);
  }
}

/** A group of few people that rows of a breakdown leave over, by keys of these rows. */
export interface FewPeople {
  readonly name: string;
  /** Those of all of these rows, without those of `without`. */
  readonly of: readonly string[];
  readonly without: readonly string[];
  readonly persons: number;
}

/** Groups of few people that the rows of a breakdown leave over: others than a part, and small levels together. */
export function fewOf(index: TableIndex, sizes: RowSizes, threshold: number): FewPeople[] {
  return [...fewOthers(index, sizes, threshold), ...fewTogether(index, sizes, threshold)];
}

/**
 * Few people who are in a group and not in a part of it, across all dimensions: everybody but one large district is a
 * group of its own, also where each of the others is hidden and may be nobody.
 */
function fewOthers({ above }: TableIndex, sizes: RowSizes, threshold: number): FewPeople[] {
  return [...sizes].flatMap(([part, little]) =>
    above.get(part)!.flatMap((whole): FewPeople[] => {
      const persons = (sizes.get(whole) ?? 0) - little;
      if (persons < 1 || persons >= threshold) return [];
      return [{ name: `${whole}~others(${part})`, of: [whole], without: [part], persons }];
    }),
  );
}

/**
 * The small levels of a row together, where they are few: each may be nobody for all the reader knows, but what the
 * others leave over of the row is a group of its own. So it is with levels of unknown size.
 */
function fewTogether(index: TableIndex, sizes: RowSizes, threshold: number): FewPeople[] {
  return index.candidate.rows.flatMap(({ at }) => {
    const whole = at.join('|');
    return index.candidate.dimensions.flatMap((dimension, position) => {
      const levels = index.children[position]!.get(at[position]!) ?? [];
      return divisionsOf(dimension, levels).flatMap((group): FewPeople[] => {
        const keys = group.map(({ code }) => at.with(position, code).join('|'));
        const name = `${whole}~${position}~${group[0]!.code}`;
        const large = keys.filter((key) => (sizes.get(key) ?? 0) >= threshold);
        if (keys.some((key) => index.rowAt.has(key) && !sizes.has(key))) {
          const persons = (sizes.get(whole) ?? 0) - sum(large, sizes);
          const isFew = large.length > 1 && persons >= 1 && persons < threshold;
          return isFew ? [{ name, of: [whole], without: large, persons }] : [];
        }
        const parts = keys.filter((key) => sizes.has(key) && !large.includes(key));
        const persons = sum(parts, sizes);
        const isFew = parts.filter((key) => sizes.get(key)! > 0).length > 1 && persons < threshold;
        return isFew ? [{ name, of: parts, without: [], persons }] : [];
      });
    });
  });
}

/** Persons of several rows. */
export function sum(rows: readonly string[], sizes: RowSizes): number {
  return rows.reduce((total, row) => total + sizes.get(row)!, 0);
}

/** The sum that a group of few people makes with the rows it is left over of. */
export function relationOfFew(
  id: string,
  of: readonly string[],
  without: readonly string[],
): ColumnSystem['relations'][number] {
  return without.length === 0 ? [id, [...of]] : [of[0]!, [...without, id]];
}

/** Adds the groups of few people that rows leave over, of every column and of those it does not count. */
export function addFew(index: TableIndex, system: ColumnSystem, threshold: number): void {
  for (const { id: column } of countColumns(index.candidate)) {
    for (const end of ['', '~rest']) {
      const cell = (row: string) => `${column}@${row}${end}`;
      const sizes = new Map<string, number>();
      for (const row of index.rowAt.keys()) {
        const size = system.cells.get(cell(row));
        if (size !== undefined) sizes.set(row, size);
      }
      for (const { name, of, without, persons } of fewOf(index, sizes, threshold)) {
        const id = `${cell(name)}~few`;
        addVirtual(system, id, persons, relationOfFew(id, of.map(cell), without.map(cell)));
      }
    }
  }
}

/** Rows of which a row is a part, in every combination of dimensions. */
function groupsAbove(
  at: readonly string[],
  parents: readonly ReadonlyMap<string, string | undefined>[],
): readonly (readonly string[])[] {
  const paths = at.map((code, position) => {
    const path = [code];
    for (let up = parents[position]!.get(code); up !== undefined; up = parents[position]!.get(up))
      path.push(up);
    return path;
  });
  const all = paths.reduce<readonly (readonly string[])[]>(
    (done, path) => done.flatMap((group) => path.map((code) => [...group, code])),
    [[]],
  );
  return all.slice(1);
}

/**
 * Levels that may contain one another without saying so (steps of a flow, people with different outcomes): two
 * sizes that differ by less than the threshold, or by nothing, are taken as a group and a part of it.
 */
export function addNestedDifferences(index: TableIndex, system: ColumnSystem, threshold: number): void {
  const counts = countColumns(index.candidate);
  index.candidate.dimensions.forEach((dimension, position) => {
    if (dimension.nested !== true) return;
    const siblings = Map.groupBy(index.candidate.rows, (row) => row.at.with(position, '').join('|'));
    const parents = new Map(dimension.levels.map(({ code, parent }) => [code, parent]));
    const related = (a: string, b: string) => parents.get(a) === b || parents.get(b) === a;
    for (const rows of siblings.values()) {
      rows.forEach((a, at) => {
        for (const b of rows.slice(at + 1)) {
          if (related(a.at[position]!, b.at[position]!)) continue;
          for (const { id } of counts) {
            const [left, right] = [cellId(id, a.at), cellId(id, b.at)];
            addDifference(system, left, right, threshold);
            addDifference(system, `${left}~rest`, `${right}~rest`, threshold);
          }
        }
      });
    }
  });
}

function addDifference(system: ColumnSystem, a: string, b: string, threshold: number): void {
  const [left, right] = [system.cells.get(a), system.cells.get(b)];
  if (left === undefined || right === undefined || Math.abs(left - right) >= threshold) return;
  const [large, little] = left >= right ? [a, b] : [b, a];
  if (left === right) {
    assume(system, [large, [little]]);
    return;
  }
  const id = `${large}~without~${little}~few`;
  addVirtual(system, id, Math.abs(left - right));
  assume(system, [large, [little, id]]);
}

/** Adds a sum that is taken to hold. */
export function assume(system: ColumnSystem, relation: ColumnSystem['relations'][number]): void {
  system.relations.push(relation);
  system.assumed.add(relation);
}
