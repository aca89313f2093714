import { CloseSets, type SizedSet } from './close.ts';
import type { Linking } from './joint.ts';
import { type CellOfSet, relateBySize } from './overlaps.ts';

/**
 * Sets that were hidden and of which the new table, printed as a whole, would tell the number: each is compared with
 * those that were printed before, and with one another, as the sets of the new table are.
 */
export function linkTold(
  work: Linking,
  {
    keys,
    printed,
    cellOf,
    threshold,
  }: {
    readonly keys: ReadonlyMap<string, bigint>;
    readonly printed: CloseSets;
    readonly cellOf: CellOfSet;
    readonly threshold: number;
  },
): void {
  const told = tellSizes(work).flatMap((id): (SizedSet & { readonly id: string })[] => {
    const key = keys.get(id);
    const persons = work.counts.cells.get(id)!;
    return key === undefined || persons === 0 ? [] : [{ id, key, persons, place: ANYWHERE }];
  });
  const others = new CloseSets();
  for (const set of told) others.add(set);
  const names = new Map(told.map(({ id, key }) => [key, id]));
  for (const set of told) {
    const near = [...printed.printedNear(set, threshold - 1), ...others.printedNear(set, threshold - 1)];
    for (const { key } of near) {
      const other = cellOf(key) ?? names.get(key);
      if (other === undefined || other === set.id || Number.isNaN(work.counts.cells.get(other)!)) continue;
      relateBySize(work, set.id, other, threshold);
    }
  }
}

const ANYWHERE: SizedSet['place'] = new Map();

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
