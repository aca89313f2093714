import { tiedTo, tiesWithin } from '../engine/ties.ts';
import type { Linking } from './joint.ts';

/**
 * Leaves of the joint system what the new table can change: its own cells, and hidden ones that sums over hidden cells
 * tie to them. All else an attacker knows neither better nor worse whatever is shown of the new table, and it was
 * proved when the last table that does touch it was let out.
 *
 * @returns the cells that are left and may be hidden
 */
export function keepTouched(work: Linking): ReadonlySet<string> {
  const { counts, foreign, forced, frozen, needs } = work;
  const mayBeHidden = (id: string) =>
    !(frozen.has(id) || counts.known.has(id)) && (!foreign.has(id) || forced.has(id) || needs.has(id));
  const hiddenIn = counts.relations.map(([parent, children]) => [parent, ...children].filter(mayBeHidden));
  const own = [...counts.cells.keys()].filter((id) => !foreign.has(id) && mayBeHidden(id));
  const touched = tiedTo(own, tiesWithin(hiddenIn));
  const relations = counts.relations.filter((_, at) => hiddenIn[at]!.some((id) => touched.has(id)));
  counts.relations.length = 0;
  for (const relation of relations) counts.relations.push(relation);
  const named = new Set(relations.flatMap(([parent, children]) => [parent, ...children]));
  for (const id of foreign) {
    if (named.has(id)) continue;
    counts.cells.delete(id);
    for (const set of [foreign, forced, frozen, needs, work.mayBeZero, work.positive, work.unknown])
      set.delete(id);
  }
  return touched;
}
