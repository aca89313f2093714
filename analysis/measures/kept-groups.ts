import type { DefinitionTables } from '../domain/tables/index.ts';
import type { Warehouse } from '../warehouse/session.ts';
import type { Group } from './aggregate.ts';
import type { MeasureDefinition } from './definition.ts';

/** Questions whose groups are kept; a question has a few hundred groups at most. */
const MOST = 150;

interface Kept {
  readonly writes: number;
  readonly groups: Map<string, readonly Group[]>;
}

const kept = new WeakMap<Warehouse, Kept>();
const serials = new WeakMap<object, number>();
let last = 0;

/** Number of an object: the same object has the same number. */
function serialOf(object: object): number {
  const known = serials.get(object);
  if (known !== undefined) return known;
  last += 1;
  serials.set(object, last);
  return last;
}

function keptOf(warehouse: Warehouse): Kept {
  const found = kept.get(warehouse);
  if (found?.writes === warehouse.writes) return found;
  const fresh = { writes: warehouse.writes, groups: new Map<string, readonly Group[]>() };
  kept.set(warehouse, fresh);
  return fresh;
}

export interface GroupKey {
  readonly definition: MeasureDefinition;
  readonly tables: DefinitionTables;
  readonly year: number;
  readonly district: boolean;
}

/**
 * The groups of a question from the data as it is now, computed once: the views of a measure (number, ages,
 * districts, trend) start from the same groups. Anything written to the warehouse makes them be computed anew;
 * `prepare` may write what the question reads.
 */
export async function keepGroups(
  warehouse: Warehouse,
  { definition, tables, year, district }: GroupKey,
  prepare: () => Promise<void>,
  compute: () => Promise<readonly Group[]>,
): Promise<readonly Group[]> {
  const key = [serialOf(definition), serialOf(tables), year, district].join(' ');
  const found = keptOf(warehouse).groups.get(key);
  if (found) return found;
  await prepare();
  const now = keptOf(warehouse);
  const computed = await compute();
  if (now.writes !== warehouse.writes) return computed;
  const [oldest] = now.groups.keys();
  if (now.groups.size >= MOST && oldest !== undefined) now.groups.delete(oldest);
  now.groups.set(key, computed);
  return computed;
}
