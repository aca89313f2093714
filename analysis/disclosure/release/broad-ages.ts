import { BROAD_AGES, broadAgeOf } from '../../domain/age.ts';
import { type DisclosurePolicy, isSmall } from '../policy.ts';
import { addVirtual, type ColumnSystem, cellId, countColumns, type TableIndex } from './table-system.ts';

/**
 * Standardised numbers may be made of broad groups by age, where five years hold few people: in a table by age the reader
 * is taken to know how many people each such group has, wherever the group is large enough to be printed.
 */
export function addBroadAges(index: TableIndex, system: ColumnSystem, policy: DisclosurePolicy): void {
  index.candidate.dimensions.forEach(({ id }, position) => {
    if (id !== 'age') return;
    for (const { at } of index.candidate.rows) {
      const starts = (index.children[position]!.get(at[position]!) ?? []).map(({ code }) => Number(code));
      for (const group of broadGroups(starts)) {
        for (const { id: column, of } of countColumns(index.candidate)) {
          const cells = (each: string) =>
            group.map((start) => cellId(each, at.with(position, String(start))));
          const parts = cells(column);
          const persons = sumOf(system, parts);
          const whole = of === undefined ? persons : sumOf(system, cells(of));
          if (Number.isNaN(persons + whole) || (of !== undefined && persons === whole)) continue;
          if ([persons, whole - persons].some((count) => isSmall(count, policy.threshold))) continue;
          const name = `${cellId(column, at)}~age~${broadAgeOf(group[0]!)}`;
          addVirtual(system, name, persons, [name, parts]);
          system.known.add(name);
        }
      }
    }
  });
}

/** Ages of each broad group with more than one of them, where every group begins at the beginning of an age. */
function broadGroups(starts: readonly number[]): readonly (readonly number[])[] {
  if (starts.length < 2 || starts.some((start) => !Number.isInteger(start))) return [];
  const [first, last] = [Math.min(...starts), Math.max(...starts)];
  const isCut = BROAD_AGES.every((age) => age <= first || age > last || starts.includes(age));
  if (!isCut) return [];
  return [...Map.groupBy(starts, broadAgeOf).values()].filter(({ length }) => length > 1);
}

/** NaN where one of the cells is not there. */
function sumOf(system: ColumnSystem, ids: readonly string[]): number {
  return ids.reduce((sum, id) => sum + (system.cells.get(id) ?? Number.NaN), 0);
}
