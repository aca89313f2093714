import type { PublishedTable } from './view.ts';

/** Whom a cell counts: conditions by name; no condition means everybody of the concept. */
export type People = ReadonlyMap<string, string>;

interface Breakdown {
  readonly parameters: PublishedTable['parameters'];
  readonly dimensions: PublishedTable['dimensions'];
}

/** Whom a row counts, and where they stand. */
export interface PlacedPeople {
  readonly people: People;
  readonly place: string;
}

/** Whom the rows of a table count, and where they stand. */
export function placedPeople(
  table: Breakdown & { readonly rows: readonly { readonly at: readonly string[] }[] },
): readonly PlacedPeople[] {
  const peopleOf = peopleIn(table);
  return table.rows.map(({ at }) => {
    const people = peopleOf(at);
    return { people, place: placeOf(people) };
  });
}

/** Conditions of the rows of a table: filters, and levels that are not a total over their dimension. */
export function peopleIn({ parameters, dimensions }: Breakdown): (at: readonly string[]) => People {
  const filters = Object.entries(parameters)
    .filter(([name]) => !LAYOUT_PARAMETERS.has(name))
    .map(([name, value]): [string, string] => [`=${name}`, String(value)]);
  const totals = dimensions.map(({ levels }) => {
    const below = new Set(levels.flatMap(({ code, parent }) => (parent === undefined ? [] : code)));
    return new Set(levels.map(({ parent }) => parent).filter((code) => !below.has(code!)));
  });
  return (at) => {
    const people = new Map(filters);
    dimensions.forEach(({ id }, position) => {
      if (!totals[position]!.has(at[position]!)) people.set(id, at[position]!);
    });
    return people;
  };
}

export function peopleKey(concept: string, people: People): string {
  const parts = [...people]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value}`);
  return `${concept}{${parts.join(',')}}`;
}

/**
 * Where a group stands in the breakdowns: its levels, without filters and time. Few people in two places who
 * happen to be the same are not known to be the same by anybody outside.
 */
function placeOf(people: People): string {
  const levels = [...people].filter(([name]) => !name.startsWith('=') && !TIME_DIMENSIONS.has(name));
  return levels
    .map(([name, value]) => `${name}:${value}`)
    .toSorted()
    .join(',');
}

const TIME_DIMENSIONS = new Set(['year', 'month']);

/** Parameters that choose rows and columns, not people. */
const LAYOUT_PARAMETERS = new Set(['by', 'years', 'standardise', 'ages', 'part']);

/** Filters whose different values mean different or unrelated people, not more or fewer of the same. */
const SEPARATE_FILTERS = new Set([
  'year',
  'fiscalYear',
  'sex',
  'district',
  'factor',
  'measure',
  'programme',
  'attribution',
  'pooled',
]);

/**
 * Filters of which several values ask nearly the same question of nearly the same people: a study changed a
 * little, a comparison with another year. Numbers in the same place are taken as nested, and a number that was
 * hidden in it for others' sake stays hidden; sums are not carried over.
 */
const VERSION_FILTERS = new Set(['study', 'hash', 'from', 'to']);

/** Names of filters by which one breakdown may count a part of the people of the other. */
export function nestingFilters(
  a: PublishedTable['parameters'],
  b: PublishedTable['parameters'],
): readonly string[] | undefined {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  const different = [...names].filter((name) => a[name] !== b[name] && !LAYOUT_PARAMETERS.has(name));
  const apart = different.some((name) => SEPARATE_FILTERS.has(name) || VERSION_FILTERS.has(name));
  return apart ? undefined : different;
}

/**
 * Whether one group may contain the other, so that their difference counts a group of its own.
 *
 * Fewer conditions contain more conditions; one filter with another value (an age limit, a cut-off, a last
 * month) is taken as possibly nested unless its values separate people, and so are two versions of a question
 * and two levels of a dimension whose levels may contain one another.
 */
export function mayBeNested(a: People, b: People, nested: ReadonlySet<string> = new Set()): boolean {
  let aOnly = 0;
  let bOnly = 0;
  let different = 0;
  for (const [name, value] of a) {
    const other = b.get(name);
    if (other === undefined) aOnly += 1;
    else if (other !== value && !isVersion(name) && !nested.has(name)) {
      if (!name.startsWith('=') || SEPARATE_FILTERS.has(name.slice(1))) return false;
      different += 1;
    }
  }
  for (const name of b.keys()) if (!a.has(name)) bOnly += 1;
  return different <= 1 && (aOnly === 0 || bOnly === 0);
}

/** Whether two groups have the same place in two versions of one question. */
export function isSamePlace(a: People, b: People): boolean {
  if (a.size !== b.size) return false;
  let versions = 0;
  for (const [name, value] of a) {
    if (b.get(name) === value) continue;
    if (!isVersion(name) || !b.has(name)) return false;
    versions += 1;
  }
  return versions > 0;
}

function isVersion(name: string): boolean {
  return name.startsWith('=') && VERSION_FILTERS.has(name.slice(1));
}
