import type { PersonAtom } from '../domain/statistic.ts';
import { joinPeople, peopleKeyText } from '../warehouse/people.ts';
import type { Warehouse } from '../warehouse/session.ts';
import type { Aggregate, Group } from './aggregate.ts';
import { ALL, districtStratum } from './strata.ts';

/** People of one sex, band and district, and those of them with something. */
export interface CountedGroup extends Pick<Group, 'sex' | 'band' | 'district'> {
  readonly totals: Pick<Aggregate, 'persons' | 'users' | 'personsKey' | 'usersKey'>;
}

/** Columns of a table that count the people of a group, and those of them with something. */
export interface CountedBy {
  readonly all: readonly string[];
  readonly some: readonly string[];
}

/**
 * The finest classes of the people behind a measure, for the disclosure gate: by sex, five-year band and district,
 * with and without what is counted. Empty where sets of people have no keys (no secret).
 *
 * @param groups groups by fiscal year, divided as finely as the measure allows
 */
export async function atomsOf(
  warehouse: Warehouse,
  groups: ReadonlyMap<number, readonly CountedGroup[]>,
  { all, some }: CountedBy,
): Promise<readonly PersonAtom[]> {
  const { lineage } = await districtStratum(warehouse);
  return [...groups].flatMap(([year, list]) =>
    list.flatMap(({ sex, band, district, totals }): PersonAtom[] => {
      const { persons, users, personsKey, usersKey } = totals;
      const otherKey = joinPeople(personsKey, usersKey);
      if (personsKey === null || usersKey === null || otherKey === null) return [];
      const levels = [[sex], [band], lineage(district).filter((code) => code !== ALL)];
      const part = (key: bigint, count: number, columns: readonly string[]): PersonAtom[] =>
        count === 0
          ? []
          : [{ key: peopleKeyText(key), persons: count, period: String(year), levels, columns }];
      if (some.length === 0) return part(personsKey, persons, all);
      return [...part(usersKey, users, [...all, ...some]), ...part(otherKey, persons - users, all)];
    }),
  );
}
