import type { DefinitionTables } from '../domain/tables/index.ts';
import { keepAnswer } from '../warehouse/kept-answers.ts';
import type { Warehouse } from '../warehouse/session.ts';
import type { Group } from './aggregate.ts';
import type { MeasureDefinition } from './definition.ts';

const serials = new WeakMap<object, number>();
let last = 0;

/** Number of an object: the same object has the same number. */
export function serialOf(object: object): number {
  const known = serials.get(object);
  if (known !== undefined) return known;
  last += 1;
  serials.set(object, last);
  return last;
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
export function keepGroups(
  warehouse: Warehouse,
  { definition, tables, year, district }: GroupKey,
  compute: () => Promise<readonly Group[]>,
  prepare?: () => Promise<void>,
): Promise<readonly Group[]> {
  const key = ['groups', serialOf(definition), serialOf(tables), year, district].join(' ');
  return keepAnswer(warehouse, key, compute, prepare);
}
