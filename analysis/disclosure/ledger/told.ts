import { cellId } from '../release/table-system.ts';
import { ANYWHERE, CloseSets, type SizedSet } from './close.ts';
import type { JointTable, Linking } from './joint.ts';
import { fewBetweenTold, type Nest } from './nests.ts';
import { type CellOfSet, linkNests, relateBySize } from './overlaps.ts';
import { setKey } from './person-sets.ts';
import type { PublishedTable } from './view.ts';

/** Sets that earlier tables printed as a part of a group, and these tables. */
export interface PrintedBefore {
  readonly traits: CloseSets;
  readonly parts: readonly PublishedTable[];
}

/**
 * Sets that were hidden and of which the new table, printed as a whole, would tell the number: each is compared with
 * those that were printed before, and with one another, as the sets of the new table are.
 */
export function linkTold(
  work: Linking,
  {
    keys,
    printed,
    earlier,
    cellOf,
    threshold,
  }: {
    readonly keys: ReadonlyMap<string, bigint>;
    readonly printed: PrintedBefore;
    /** Earlier tables that take part. */
    readonly earlier: readonly (PublishedTable & JointTable)[];
    readonly cellOf: CellOfSet;
    readonly threshold: number;
  },
): void {
  const ids = tellSizes(work);
  const told = ids.flatMap((id): (SizedSet & { readonly id: string })[] => {
    const key = keys.get(id);
    const persons = work.counts.cells.get(id)!;
    return key === undefined || persons === 0 ? [] : [{ id, key, persons, place: ANYWHERE }];
  });
  const others = new CloseSets();
  for (const set of told) others.add(set);
  const names = new Map(told.map(({ id, key }) => [key, id]));
  for (const set of told) {
    const near = [
      ...printed.traits.printedNear(set, threshold - 1),
      ...others.printedNear(set, threshold - 1),
    ];
    for (const { key } of near) {
      const other = cellOf(key) ?? names.get(key);
      if (other === undefined || other === set.id || Number.isNaN(work.counts.cells.get(other)!)) continue;
      relateBySize(work, set.id, other, threshold);
    }
  }
  const isTold = new Set(ids);
  for (const table of earlier)
    if ([...table.names.values()].some((id) => isTold.has(id)))
      linkToldNests(work, table, { parts: printed.parts, isTold, cellOf, threshold });
}

/** Few between an earlier table and others, now that hidden numbers of it are told. */
function linkToldNests(
  work: Linking,
  table: PublishedTable & JointTable,
  {
    parts,
    isTold,
    cellOf,
    threshold,
  }: {
    readonly parts: readonly PublishedTable[];
    readonly isTold: ReadonlySet<string>;
    readonly cellOf: CellOfSet;
    readonly threshold: number;
  },
): void {
  const sizeOf = (cell: string) => work.counts.cells.get(table.names.get(cell) ?? '');
  const found = fewBetweenTold(table, sizeOf, parts, threshold);
  if (found.length === 0) return;
  const restKeys = new Map(
    table.rows.flatMap(({ at, people }) =>
      table.columns.flatMap(({ id, of }): [string, bigint][] => {
        if (of === undefined || people?.[id] === undefined || people[of] === undefined) return [];
        return [[`${cellId(id, at)}~rest`, (setKey(people, of) ?? 0n) ^ (setKey(people, id) ?? 0n)]];
      }),
    ),
  );
  const jointCell = (local: string) => {
    const rest = restKeys.get(local);
    return table.names.get(local) ?? (rest === undefined ? undefined : cellOf(rest));
  };
  for (const { of, without, persons } of found) {
    const named = new Map<Nest, Nest>();
    for (const nest of [...of, ...without]) {
      const own = jointCell(nest.own);
      if (own !== undefined) named.set(nest, { ...nest, own });
    }
    if (named.size < of.length + without.length) continue;
    const pairs = [...named.values()];
    const isNew = ({ own, earlier }: Nest) => isTold.has(own) || isTold.has(cellOf(earlier) ?? '');
    const inNames = (nests: readonly Nest[]) => nests.map((nest) => named.get(nest)!);
    const few = { of: inNames(of), without: inNames(without), persons };
    if (pairs.some(isNew)) linkNests(work, { pairs, few: [few] }, cellOf, threshold);
  }
}

/**
 * Follows sums: where all but one of their cells are known, that one is, too. Returns the cells that became known;
 * none where the sums contradict one another, as they do where sets were taken as related that are not.
 */
function tellSizes({ counts }: Linking): readonly string[] {
  const sizes = new Map(counts.cells);
  const sums = counts.relations.filter((relation) => !counts.assumed.has(relation));
  const told: string[] = [];
  for (let before = -1; before !== told.length; ) {
    before = told.length;
    for (const [parent, children] of sums) {
      const [only, ...more] = [parent, ...children].filter((id) => Number.isNaN(sizes.get(id)!));
      if (only === undefined || more.length > 0) continue;
      const sum = children.reduce((all, id) => (id === only ? all : all + sizes.get(id)!), 0);
      const value = only === parent ? sum : sizes.get(parent)! - sum;
      // Whether levels are complete is settled with everything else.
      if (value === 0 && only.startsWith('rest:')) continue;
      sizes.set(only, value);
      told.push(only);
    }
  }
  if (told.length === 0) return told;
  const isKept = sums.every(([parent, children]) => {
    const gap = children.reduce((all, id) => all + sizes.get(id)!, 0) - sizes.get(parent)!;
    return Number.isNaN(gap) || gap === 0;
  });
  if (!isKept || told.some((id) => sizes.get(id)! < 0)) return [];
  for (const id of told) counts.cells.set(id, sizes.get(id)!);
  return told;
}
