import { cellId, countColumns, divisionsOf } from '../release/table-system.ts';
import { setKey } from './person-sets.ts';
import type { PublishedRow, PublishedTable } from './view.ts';

/** parent = Σ children, by cell id. */
export type SumRelation = readonly [string, readonly string[]];

type Breakdown = Pick<PublishedTable, 'dimensions' | 'columns'> & {
  readonly rows: readonly Pick<PublishedRow, 'at' | 'people' | 'inside'>[];
};

/** Levels of more than this many get only runs that start or end at an edge. */
const ALL_RUNS = 8;
const TOGETHER = '~together';

/**
 * Keys of the sets of people that rows of a table count, by cell. Nobody outside knows that a part happens to be
 * everybody of its group: the group alone stands for those people.
 */
export function rowKeys(table: Breakdown): Map<string, bigint> {
  const keys = new Map<string, bigint>();
  for (const row of table.rows) {
    for (const { id, of } of countColumns(table)) {
      const key = setKey(row.people, id);
      const everybody = of !== undefined && key === setKey(row.people, of);
      if (key !== undefined && !everybody) keys.set(cellId(id, row.at), key);
    }
  }
  return keys;
}

/**
 * Follows sums: where every cell of one but one has a key, that one has the XOR of theirs. Extends `keys`.
 */
export function spreadKeys(
  keys: Map<string, bigint>,
  relations: readonly SumRelation[],
  assumed: ReadonlySet<SumRelation> = new Set(),
): void {
  for (let before = -1; before !== keys.size; ) {
    before = keys.size;
    for (const relation of relations) {
      if (assumed.has(relation)) continue;
      const open = onlyWithout(keys, relation);
      if (open === undefined) continue;
      const [parent, children] = relation;
      const key = children.reduce((sum, id) => sum ^ (keys.get(id) ?? 0n), keys.get(parent) ?? 0n);
      if (key !== 0n) keys.set(open, key);
    }
  }
}

/** The one cell of a sum that has no key; undefined where all have one or several have none. */
function onlyWithout(keys: ReadonlyMap<string, bigint>, [parent, children]: SumRelation): string | undefined {
  let open = keys.has(parent) ? undefined : parent;
  for (const id of children) {
    if (keys.has(id)) continue;
    if (open !== undefined) return undefined;
    open = id;
  }
  return open;
}

/**
 * Sums of levels that have no total of their own (two arms, two sexes), along one dimension after the other.
 *
 * @param has whether a cell takes part
 */
export function impliedTotals(table: Breakdown, has: (id: string) => boolean): [string, string[]][] {
  const found: [string, string[]][] = [];
  const rows = table.rows.map((row) => row.at);
  table.dimensions.forEach((dimension, position) => {
    const parents = new Set(dimension.levels.map((level) => level.parent));
    const tops = dimension.levels.filter(({ parent }) => parent === undefined).map(({ code }) => code);
    if (!dimension.partition || tops.length < 2 || tops.some((code) => parents.has(code))) return;
    const others = Map.groupBy(rows, (at) => at.with(position, TOGETHER).join('|'));
    for (const group of [...others.values()]) {
      if (group.length < 2) continue;
      const together = group[0]!.with(position, TOGETHER);
      for (const { id } of countColumns(table)) {
        const children = group.map((at) => cellId(id, at));
        if (children.every((child) => has(child) || found.some(([parent]) => parent === child)))
          found.push([cellId(id, together), children]);
      }
      rows.push(together);
    }
  });
  return found;
}

/** Where a breakdown by years has them; -1 for one without. */
export function yearPlace({ dimensions }: Pick<PublishedTable, 'dimensions'>): number {
  return dimensions.findIndex(({ id, partition }) => id === 'year' && !partition);
}

/** Cells that count a part of a larger set, with its key. */
export function partsOfSets(table: Breakdown): readonly (readonly [cell: string, larger: bigint])[] {
  return table.rows.flatMap(({ at, inside }) =>
    Object.entries(inside ?? {}).flatMap(([column, keys]) =>
      keys.map((key) => [cellId(column, at), BigInt(`0x${key}`)] as const),
    ),
  );
}

/** Cells of a table that are known to count nobody. */
export function emptyCells(table: Breakdown): Set<string> {
  const empty = new Set<string>();
  for (const { at, people } of table.rows) {
    for (const { id } of countColumns(table))
      if (people?.[id] !== undefined && setKey(people, id) === undefined) empty.add(cellId(id, at));
  }
  return empty;
}

/** Neighbouring levels of a line: from one to before another, or all but one. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly without?: number;
}

const runsOfLength = new Map<number, readonly Run[]>();

/** Runs of at least two of so many neighbouring levels, and all levels but one. */
function runsOf(length: number): readonly Run[] {
  const known = runsOfLength.get(length);
  if (known !== undefined) return known;
  const runs: Run[] = [];
  for (let from = 0; from < length; from += 1) {
    for (let to = from + 2; to <= length; to += 1)
      if (length <= ALL_RUNS || from === 0 || to === length) runs.push({ from, to });
    if (length > 3 && from > 0 && from < length - 1) runs.push({ from: 0, to: length, without: from });
  }
  runsOfLength.set(length, runs);
  return runs;
}

function cellsOf(line: readonly string[], { from, to, without }: Run): string[] {
  return without === undefined ? line.slice(from, to) : line.toSpliced(without, 1);
}

/** Cells of one column at the levels below one parent, in rows that are otherwise the same; and those of all arms. */
function levelLines(table: Breakdown): string[][] {
  const lines = table.dimensions.flatMap((dimension, position) => {
    const families = Map.groupBy(dimension.levels, (level) => level.parent ?? TOGETHER);
    const groups = [...families.values()].flatMap((levels) => divisionsOf(dimension, levels));
    if (groups.every((levels) => levels.length < 2)) return [];
    const rows = [...Map.groupBy(table.rows, (row) => row.at.with(position, '').join('|')).values()];
    return countColumns(table).flatMap(({ id }) =>
      rows.flatMap(([first]) =>
        groups.map((levels) => levels.map(({ code }) => cellId(id, first!.at.with(position, code)))),
      ),
    );
  });
  return [...lines, ...armLines(table)];
}

/**
 * Cells of the same step of a study, or of the same level within it, in its arms: the steps are named by arm
 * (`observed:treated`), so that nothing else says that these are separate parts of one group.
 */
function armLines({ dimensions, columns, rows }: Breakdown): string[][] {
  const step = dimensions.findIndex(({ nested }) => nested === true);
  const arm = dimensions.findIndex(({ id }) => id === 'arm');
  if (step < 0 || arm < 0) return [];
  const inArms = rows.filter(({ at }) =>
    dimensions[arm]!.levels.some(({ code, parent }) => code === at[arm] && parent !== undefined),
  );
  const same = Map.groupBy(inArms, ({ at }) =>
    at.with(step, at[step]!.split(':')[0]!).with(arm, '').join('|'),
  );
  return [...same.values()].flatMap((group) =>
    new Set(group.map(({ at }) => at[arm])).size === group.length && group.length > 1
      ? countColumns({ columns }).map(({ id }) => group.map(({ at }) => cellId(id, at)))
      : [],
  );
}

/** Runs of at least two neighbouring levels below one parent, and all levels but one. */
export function levelRuns(table: Breakdown): string[][] {
  return levelLines(table).flatMap((line) => runsOf(line.length).map((run) => cellsOf(line, run)));
}

/** Key of the people of a cell; 0 for nobody, undefined where it is not known. */
type KeyOf = (cell: string) => bigint | undefined;

/** @param empty cells that count nobody */
export function keyIn(keys: ReadonlyMap<string, bigint>, empty: ReadonlySet<string>): KeyOf {
  return (cell) => keys.get(cell) ?? (empty.has(cell) ? 0n : undefined);
}

/** Asks for each run whose people have a key; made of those of its levels without writing the run down. */
export function eachKeyedRun(
  table: Breakdown,
  keyOf: KeyOf,
  visit: (key: bigint, cells: () => string[]) => void,
): void {
  for (const line of levelLines(table)) {
    const keys = line.map(keyOf);
    const sums = [0n];
    const unknown = [0];
    for (const [at, key] of keys.entries()) {
      sums.push(sums[at]! ^ (key ?? 0n));
      unknown.push(unknown[at]! + (key === undefined ? 1 : 0));
    }
    for (const run of runsOf(line.length)) {
      const { from, to, without } = run;
      const left = without === undefined ? 0n : keys[without];
      if (unknown[to]! - unknown[from]! > (left === undefined ? 1 : 0)) continue;
      const key = sums[to]! ^ sums[from]! ^ (left ?? 0n);
      if (key !== 0n) visit(key, () => cellsOf(line, run));
    }
  }
}
