import { joinPeople, peopleKeySql, personKeySql, readPeopleKey } from '../warehouse/people.ts';

/**
 * Additive totals over persons, from which every column of a measure is computed.
 * `den` and `num` are per-person numbers; sums of squares and products give the variance.
 */
export interface Aggregate {
  readonly persons: number;
  /** Persons with num > 0. */
  readonly users: number;
  readonly den: number;
  readonly num: number;
  readonly numSquares: number;
  readonly products: number;
  readonly denSquares: number;
  /** The three largest single contributions. */
  readonly topNum: readonly number[];
  readonly topDen: readonly number[];
  /** Keys of the people counted by `persons` and by `users`; null where there is no secret. */
  readonly personsKey: bigint | null;
  readonly usersKey: bigint | null;
  /** Institutions that `num` comes from, as bits (see the summary `place`); 0 where it comes from none. */
  readonly places: bigint;
}

export const EMPTY: Aggregate = {
  persons: 0,
  users: 0,
  den: 0,
  num: 0,
  numSquares: 0,
  products: 0,
  denSquares: 0,
  topNum: [],
  topDen: [],
  personsKey: 0n,
  usersKey: 0n,
  places: 0n,
};

/** Totals of two disjoint groups of persons together. */
export function add(a: Aggregate, b: Aggregate): Aggregate {
  return {
    persons: a.persons + b.persons,
    users: a.users + b.users,
    den: a.den + b.den,
    num: a.num + b.num,
    numSquares: a.numSquares + b.numSquares,
    products: a.products + b.products,
    denSquares: a.denSquares + b.denSquares,
    topNum: largest(a.topNum, b.topNum),
    topDen: largest(a.topDen, b.topDen),
    personsKey: joinPeople(a.personsKey, b.personsKey),
    usersKey: joinPeople(a.usersKey, b.usersKey),
    places: a.places | b.places,
  };
}

/** Adds a group of persons to the totals under a name. */
export function accumulate(map: Map<string, Aggregate>, name: string, totals: Aggregate): void {
  map.set(name, add(map.get(name) ?? EMPTY, totals));
}

function largest(a: readonly number[], b: readonly number[]): readonly number[] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  return [...a, ...b].sort((x, y) => y - x).slice(0, 3);
}

export interface Aggregation {
  /** SQL of a person's band. */
  readonly band: string;
  readonly district: boolean;
  readonly contributions: boolean;
}

/** Aggregates of SQL rows that carry `person_id, sex, age, district_code, den, num, places`. */
export function aggregateSql(rows: string, { band, district, contributions }: Aggregation): string {
  const place = district ? "coalesce(district_code, '')" : "''";
  const top = contributions
    ? 'to_json(max(num, 3))::VARCHAR AS top_num, to_json(max(den, 3))::VARCHAR AS top_den'
    : "'[]' AS top_num, '[]' AS top_den";
  return `SELECT sex, ${band} AS band, ${place} AS district, count(*)::DOUBLE AS persons,
      (count(*) FILTER (num > 0))::DOUBLE AS users, sum(den)::DOUBLE AS den, sum(num)::DOUBLE AS num,
      sum(num * num)::DOUBLE AS num_squares, sum(num * den)::DOUBLE AS products,
      sum(den * den)::DOUBLE AS den_squares, ${top},
      ${peopleKeySql()} AS persons_key, ${peopleKeySql('num > 0')} AS users_key,
      coalesce(bit_or(places) FILTER (num > 0), 0) AS places
    FROM (SELECT *, ${personKeySql('person_id')} FROM (${rows})) GROUP BY ALL`;
}

/** One group of the aggregate query. */
export interface Group {
  readonly sex: string;
  readonly band: string;
  readonly district: string;
  readonly totals: Aggregate;
}

export function groupOf(row: Readonly<Record<string, unknown>>): Group {
  const number = (name: string) => Number(row[name] ?? 0);
  return {
    sex: String(row.sex),
    band: String(row.band),
    district: String(row.district),
    totals: {
      persons: number('persons'),
      users: number('users'),
      den: number('den'),
      num: number('num'),
      numSquares: number('num_squares'),
      products: number('products'),
      denSquares: number('den_squares'),
      topNum: numbers(row.top_num),
      topDen: numbers(row.top_den),
      personsKey: readPeopleKey(row.persons_key),
      usersKey: readPeopleKey(row.users_key),
      places: typeof row.places === 'bigint' ? row.places : BigInt(Number(row.places ?? 0)),
    },
  };
}

function numbers(json: unknown): readonly number[] {
  return typeof json === 'string' ? (JSON.parse(json) as number[]) : [];
}
