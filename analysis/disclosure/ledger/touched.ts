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
  const relationsOf = new Map<string, number[]>();
  const hiddenIn = counts.relations.map(([parent, children]) => [parent, ...children].filter(mayBeHidden));
  for (const [at, ids] of hiddenIn.entries())
    for (const id of ids) {
      const known = relationsOf.get(id);
      if (known === undefined) relationsOf.set(id, [at]);
      else known.push(at);
    }
  const touched = new Set([...counts.cells.keys()].filter((id) => !foreign.has(id) && mayBeHidden(id)));
  const kept = new Set<number>();
  // A set hands out what is added while it is walked.
  for (const id of touched) {
    for (const at of relationsOf.get(id) ?? []) {
      if (kept.has(at)) continue;
      kept.add(at);
      for (const other of hiddenIn[at]!) touched.add(other);
    }
  }
  const relations = counts.relations.filter((_, at) => kept.has(at));
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
