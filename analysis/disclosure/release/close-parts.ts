import type { CandidateTable, Column } from '../../domain/statistic.ts';
import { CloseSets, type Place, placeIn, type SizedSet } from '../ledger/close.ts';
import { setKey } from '../ledger/person-sets.ts';
import { addVirtual, type ColumnSystem, cellId, type TableIndex } from './table-system.ts';

/** A cell that counts a part of a group, or those of the group who are not in it. */
interface Part extends SizedSet {
  readonly id: string;
  readonly at: readonly string[];
  /** Whose part, or others, it counts. */
  readonly column: string;
}

/**
 * Parts of groups of one table of which one holds another with few people between (those who left in the first six
 * months, and in twelve), as far as the keys of their people say so: the people between are a cell.
 */
export function addCloseParts({ candidate }: TableIndex, system: ColumnSystem, threshold: number): void {
  const parts = partsOf(candidate, system);
  const sets = new CloseSets();
  for (const part of parts) sets.add(part);
  const byKey = Map.groupBy(parts, ({ key }) => key);
  const known = new Set(
    system.relations.flatMap(([whole, children]) =>
      children.length === 2 ? children.map((child) => `${whole}>${child}`) : [],
    ),
  );
  for (const large of parts) {
    for (const { key, persons } of sets.printedNear(large, threshold - 1)) {
      if (persons >= large.persons) continue;
      for (const little of byKey.get(key)!) {
        if (known.has(`${large.id}>${little.id}`) || isSettled(candidate, large, little)) continue;
        const id = `between(${large.id},${little.id})`;
        if (system.cells.has(id)) continue;
        addVirtual(system, id, large.persons - persons, [large.id, [little.id, id]]);
      }
    }
  }
}

function partsOf(candidate: CandidateTable, system: ColumnSystem): readonly Part[] {
  return candidate.columns.flatMap((column) =>
    column.kind === 'count_subset'
      ? candidate.rows.flatMap((row) => endsOf(system, column, row, placeIn(candidate, row.at)))
      : [],
  );
}

function endsOf(
  system: ColumnSystem,
  { id, of }: Column,
  { at, people }: CandidateTable['rows'][number],
  place: Place,
): readonly Part[] {
  const key = setKey(people, id) ?? 0n;
  const others = (setKey(people, of!) ?? 0n) ^ key;
  const ends = [
    [cellId(id, at), key],
    [`${cellId(id, at)}~rest`, others],
  ] as const;
  return ends.flatMap(([cell, set]): Part[] => {
    const persons = system.cells.get(cell);
    return set === 0n || persons === undefined
      ? []
      : [{ id: cell, at, column: id, key: set, persons, place }];
  });
}

/**
 * Whether the table itself says how much one cell holds of the other: its sums do for parts of one column, and those
 * others of the column are nobody of a part.
 */
function isSettled({ dimensions }: CandidateTable, a: Part, b: Part): boolean {
  const isDivided = a.at.every(
    (code, position) => code === b.at[position] || dimensions[position]!.partition,
  );
  return a.column === b.column && isDivided;
}
