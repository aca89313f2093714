import { broadAgeOf } from '../../domain/age.ts';
import type { Column } from '../../domain/statistic.ts';
import type { DisclosurePolicy } from '../policy.ts';
import { isTold } from './strata.ts';
import { addVirtual, type ColumnSystem, cellId, countColumns, type TableIndex } from './table-system.ts';

const ALL = 'all';
const SEXES = [ALL, '1', '2'];

/**
 * Standardised numbers of the municipality may be made of broad groups by age (and sex), where five years hold few people:
 * in its tables by age the reader is taken to know how many people each such group has, wherever all of them are large
 * enough for such a number.
 */
export function addBroadAges(index: TableIndex, system: ColumnSystem, policy: DisclosurePolicy): void {
  const { dimensions, rows } = index.candidate;
  const [age, sex, district] = ['age', 'sex', 'district'].map((name) =>
    dimensions.findIndex(({ id }) => id === name),
  ) as [number, number, number];
  if (age < 0) return;
  for (const { at } of rows) {
    if (district >= 0 && at[district] !== ALL) continue;
    const starts = (index.children[age]!.get(at[age]!) ?? []).map(({ code }) => Number(code));
    const sexes = sex < 0 || at[sex] === ALL ? [at] : SEXES.map((code) => at.with(sex, code));
    const groups = broadGroups(starts);
    for (const column of countColumns(index.candidate)) {
      const cellsOf = (row: readonly string[], id: string, group: readonly number[]) =>
        group.map((start) => cellId(id, row.with(age, String(start))));
      const isKnown = sexes.every((row) =>
        groups.every((group) => isTellable(system, column, (id) => cellsOf(row, id, group), policy)),
      );
      if (!isKnown) continue;
      for (const group of groups) {
        const name = `${cellId(column.id, at)}~age~${broadAgeOf(group[0]!)}`;
        const cells = cellsOf(at, column.id, group);
        addVirtual(system, name, sumOf(system, cells), [name, cells]);
        system.known.add(name);
      }
    }
  }
}

/** Whether a standardised number may be made of a group: it is there, and large enough with its parts. */
function isTellable(
  system: ColumnSystem,
  { id, of }: Pick<Column, 'id' | 'of'>,
  cells: (column: string) => readonly string[],
  policy: DisclosurePolicy,
): boolean {
  const counted = sumOf(system, cells(id));
  if (of === undefined) return !Number.isNaN(counted) && !isTold({ persons: counted }, policy);
  const persons = sumOf(system, cells(of));
  return !Number.isNaN(counted + persons) && !isTold({ persons, cases: counted }, policy);
}

/** Ages of each broad group in a table by five years, which no broad group cuts; none where there is but one. */
function broadGroups(starts: readonly number[]): readonly (readonly number[])[] {
  const ages = [...starts].sort((a, b) => a - b);
  const isByFive = ages.length > 1 && ages.every((start, i) => start % 5 === 0 && start === ages[0]! + 5 * i);
  const groups = [...Map.groupBy(ages, broadAgeOf).values()];
  return isByFive && groups.length > 1 ? groups : [];
}

/** NaN where one of the cells is not there. */
function sumOf(system: ColumnSystem, ids: readonly string[]): number {
  return ids.reduce((sum, id) => sum + (system.cells.get(id) ?? Number.NaN), 0);
}
