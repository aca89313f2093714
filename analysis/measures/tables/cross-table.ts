import type { CandidateRow, CandidateTable, Dimension } from '../../domain/statistic.ts';
import {
  NOBODY,
  type People,
  peopleKeySql,
  personKeySql,
  rowPeople,
  withMore,
} from '../../warehouse/people.ts';
import { conditionSql, createScope, frameQuery, prepare, type Scope } from '../conditions/compile.ts';
import type { Condition } from '../conditions/condition.ts';
import { contextOf } from '../context.ts';
import { type TableRequest, WITHOUT_CLAIMS } from '../definition.ts';
import type { Frame } from '../frames.ts';
import { ALL, sexStratum, withTotal, yearStratum } from '../strata.ts';

export interface Category {
  readonly id: string;
  readonly label: string;
  readonly total: string;
  readonly levels: readonly { readonly code: string; readonly label: string }[];
  /** SQL text that gives the level's code of a person; null = not counted. */
  readonly code: (scope: Scope) => string;
}

export interface CrossTable {
  readonly frame: Frame;
  readonly programme: 'tokutei' | 'kouki';
  readonly categories: readonly Category[];
  /** The claims without which a category would pass for one that nobody is in; a year without them counts nobody. */
  readonly claims?: Extract<Condition, { readonly claimsOf: unknown }>;
}

/** Persons by year, (sex,) and one or more categories with every margin; share of the year's and sex's total. */
export async function crossTable(request: TableRequest, cross: CrossTable): Promise<CandidateTable> {
  const { definition, years, by, tables } = request;
  const strata = [
    ...(by.includes('sex') ? [sexStratum()] : []),
    ...cross.categories.map(({ id, label, total, levels }) => withTotal(id, label, total, levels)),
  ];
  const dimensions: readonly Dimension[] = strata.map(({ dimension }) => dimension);
  const rows: CandidateRow[] = [];
  let isWithoutClaims = false;
  for (const year of years) {
    const counts = await countsOf(request, cross, year, by.includes('sex'));
    isWithoutClaims ||= cross.claims !== undefined && counts.size === 0;
    rows.push(...rowsOf(year, dimensions, counts, cross.categories.length));
  }
  return {
    id: `measure.${definition.id}`,
    parameters: { years: years.join(','), by: by.join(',') },
    context: {
      ...contextOf(definition, cross.frame, years, tables),
      ...(isWithoutClaims ? { missing: [WITHOUT_CLAIMS] } : {}),
    },
    dimensions: [yearStratum(years).dimension, ...dimensions],
    columns: [
      { id: 'denominator', label: '人数', kind: 'count', unit: '人', decimals: 0 },
      {
        id: 'value',
        label: '割合',
        kind: 'derived',
        unit: '%',
        decimals: 1,
        formula: 'share',
        from: ['denominator'],
      },
    ],
    rows,
  };
}

async function countsOf(
  { warehouse, tables, signal }: TableRequest,
  cross: CrossTable,
  year: number,
  sex: boolean,
): Promise<ReadonlyMap<string, People>> {
  const scope = createScope(year, tables, cross.programme);
  const codes = cross.categories.map(({ code }, i) => `(${code(scope)}) AS category${i}`);
  const people = frameQuery(scope, cross.frame, {
    select: `f.person_id, f.sex::VARCHAR AS sex, ${codes.join(', ')}`,
    ...(cross.claims ? { where: conditionSql(cross.claims, scope) } : {}),
  });
  const names = cross.categories.map((_, i) => `category${i}`);
  const known = names.map((name) => `${name} IS NOT NULL`).join(' AND ');
  const keys = [...(sex ? ['sex'] : []), ...names];
  await prepare(warehouse, scope, signal);
  const rows = await warehouse.all(
    `SELECT ${keys.join(', ')}, count(*) AS n, ${peopleKeySql()} AS people
      FROM (SELECT *, ${personKeySql('person_id')} FROM (${people}) WHERE ${known}) GROUP BY ALL`,
    undefined,
    signal,
  );
  const counts = new Map<string, People>();
  for (const row of rows) {
    const paths = keys.map((key) => [String(row[key]), ALL]);
    for (const at of combinations(paths)) {
      const key = at.join('\u0001');
      counts.set(key, withMore(counts.get(key) ?? NOBODY, row.n, row.people));
    }
  }
  return counts;
}

function rowsOf(
  year: number,
  dimensions: readonly Dimension[],
  counts: ReadonlyMap<string, People>,
  categories: number,
): readonly CandidateRow[] {
  const levels = dimensions.map((dimension) => dimension.levels.map(({ code }) => code));
  return combinations(levels).map((at) => {
    const whole = at.map((code, i) => (i < dimensions.length - categories ? code : ALL));
    const counted = counts.get(at.join('\u0001')) ?? NOBODY;
    const { persons } = counted;
    const total = (counts.get(whole.join('\u0001')) ?? NOBODY).persons;
    return {
      at: [String(year), ...at],
      values: [persons, total > 0 ? (100 * persons) / total : null],
      ...rowPeople({ denominator: counted }),
    };
  });
}

function combinations(paths: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return paths.reduce<readonly (readonly string[])[]>(
    (done, path) => done.flatMap((at) => path.map((code) => [...at, code])),
    [[]],
  );
}
