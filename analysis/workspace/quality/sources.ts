import type { Warehouse } from '../../warehouse/session.ts';

type Ask = (sql: string) => ReturnType<Warehouse['all']>;

/** Kinds of records whose coverage and linkage are watched: code, name, and how to tell them in their table. */
const TABLES = [
  {
    table: 'checkup',
    date: 'exam_date',
    source: "CASE programme WHEN 'tokutei' THEN 'checkup' WHEN 'kouki' THEN 'kouki_checkup' END",
    names: { checkup: '特定健診', kouki_checkup: '後期高齢者健診' },
  },
  {
    table: 'claim',
    date: 'month',
    source: "CASE WHEN setting = 'dpc' THEN 'inpatient' ELSE setting END",
    names: {
      inpatient: '医科入院レセプト',
      outpatient: '医科入院外レセプト',
      pharmacy: '調剤レセプト',
      dental: '歯科レセプト',
      unknown: '種別のわからないレセプト',
    },
  },
  { table: 'guidance', date: 'first_interview_date', names: { guidance: '特定保健指導' } },
  { table: 'care_certification', date: 'from_date', names: { certification: '要介護認定' } },
  { table: 'care_service', date: 'month', names: { care_service: '介護給付' } },
  { table: 'screening', date: 'screened_date', names: { screening: 'がん検診など' } },
  { table: 'participation', date: 'joined_date', names: { participation: '事業の参加' } },
] as const;

type SourceTable = (typeof TABLES)[number];

export type UnlinkedReason = 'age75' | 'care_number_only' | 'branch' | 'not_in_register';

export interface SourceYear {
  readonly year: number;
  readonly persons: number;
  readonly enrolled: number;
}

/** What was found of one kind of records. */
export interface SourceCoverage {
  readonly source: string;
  readonly label: string;
  /** Calendar months `YYYY-MM` with records, ascending. */
  readonly months: readonly { readonly month: string; readonly persons: number }[];
  readonly years: readonly SourceYear[];
  /** Persons without a period of insurance, by the most likely reason. */
  readonly reasons: readonly { readonly reason: UnlinkedReason; readonly persons: number }[];
}

export interface Coverage {
  readonly sources: readonly SourceCoverage[];
  /** Receipts of every kind together. */
  readonly claims: readonly (SourceYear & { readonly months: number })[];
}

/** Bits of a BIGINT that hold months; a person's months are kept in as many numbers as the months need. */
const BITS = 62;
const ENROLLED = 'SELECT DISTINCT person_id FROM enrolment';

/**
 * Months, fiscal years and linkage of every kind of records. Each table is read once for the months of its persons:
 * a person's months are bits, which are then counted by month, by year and by whether the person is in the register.
 */
export async function coverageOf(ask: Ask): Promise<Coverage> {
  const sources: SourceCoverage[] = [];
  let claims: Coverage['claims'] = [];
  for (const table of TABLES) {
    const months = await monthsIn(ask, table);
    if (months.length === 0) continue;
    const counts = await countsOf(ask, table, months);
    const reasons = await reasonsOf(ask, table);
    for (const [source, label] of Object.entries(table.names)) {
      const found = counts.get(source);
      if (found === undefined || found.months.length === 0) continue;
      sources.push({ source, label, ...found, reasons: reasons.get(source) ?? [] });
    }
    if (table.table === 'claim') claims = yearsWithMonths(months, counts.get(ALL)?.years ?? []);
  }
  return { sources, claims };
}

/** Stands for all kinds of records of a table together. */
const ALL = '*';

interface Month {
  readonly month: string;
  readonly year: number;
}

/** The months that occur in a table; whatever years they are in, there are few different ones. */
async function monthsIn(ask: Ask, { table, date }: SourceTable): Promise<Month[]> {
  const rows = await ask(
    `SELECT DISTINCT year(${date}) AS y, month(${date}) AS m FROM ${table} WHERE ${date} IS NOT NULL ORDER BY 1, 2`,
  );
  return rows.map((row) => {
    const [y, m] = [Number(row.y), Number(row.m)];
    return {
      month: `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}`,
      year: m < 4 ? y - 1 : y,
    };
  });
}

function yearsWithMonths(months: readonly Month[], years: readonly SourceYear[]): Coverage['claims'] {
  return years.map((year) => ({
    ...year,
    months: months.filter((month) => month.year === year.year).length,
  }));
}

function sourceOf(table: SourceTable): string {
  return 'source' in table ? table.source : `'${Object.keys(table.names)[0]}'`;
}

/** Persons by month and by fiscal year, of each kind of records and of all together (`ALL`). */
async function countsOf(
  ask: Ask,
  table: SourceTable,
  months: readonly Month[],
): Promise<Map<string, Pick<SourceCoverage, 'months' | 'years'>>> {
  const words = Math.ceil(months.length / BITS);
  const names = Array.from({ length: words }, (_, word) => `w${word}`);
  const own = names.map((name, word) =>
    words === 1 ? `bit_or(p.bit) AS ${name}` : `bit_or(p.bit) FILTER (p.word = ${word}) AS ${name}`,
  );
  const joined = names.map((name) => `bit_or(${name}) AS ${name}`).join(', ');
  const years = [...new Set(months.map(({ year }) => year))];
  const counts = [
    ...months.map((_, at) => `count_if(${anyOf([at])}) AS m${at}`),
    ...years.flatMap((year, at) => {
      const any = anyOf(months.flatMap((month, place) => (month.year === year ? [place] : [])));
      return [`count_if(${any}) AS y${at}`, `count_if(enrolled AND (${any})) AS e${at}`];
    }),
  ];
  const places = months.map(
    ({ month }, at) => `('${month}', ${Math.floor(at / BITS)}, 1::BIGINT << ${at % BITS})`,
  );
  const rows = await ask(
    `WITH places(month, word, bit) AS (VALUES ${places.join(', ')}),
     seen AS MATERIALIZED (
       SELECT s.person_id, ${sourceOf(table)} AS source, ${own.join(', ')}
       FROM ${table.table} s
       JOIN (SELECT CAST(month || '-01' AS DATE) AS month, word, bit FROM places) p ON p.month = ${monthOf(table)}
       GROUP BY 1, 2),
     whole AS (
       SELECT person_id, source, ${names.join(', ')} FROM seen
       UNION ALL SELECT person_id, '${ALL}', ${joined} FROM seen GROUP BY 1)
     SELECT source, ${counts.join(', ')}
     FROM (SELECT w.*, e.person_id IS NOT NULL AS enrolled FROM whole w LEFT JOIN (${ENROLLED}) e ON e.person_id = w.person_id)
     GROUP BY 1`,
  );
  return new Map(
    rows.map((row) => [
      String(row.source),
      {
        months: months
          .map(({ month }, at) => ({ month, persons: Number(row[`m${at}`]) }))
          .filter(({ persons }) => persons > 0),
        years: years
          .map((year, at) => ({ year, persons: Number(row[`y${at}`]), enrolled: Number(row[`e${at}`]) }))
          .filter(({ persons }) => persons > 0),
      },
    ]),
  );
}

/** Receipts and care services are dated by the first day of their month. */
function monthOf({ date }: SourceTable): string {
  return date === 'month' ? 's.month' : `date_trunc('month', s.${date})::DATE`;
}

/** True where a person has any of the months. */
function anyOf(places: readonly number[]): string {
  const words = Map.groupBy(places, (place) => Math.floor(place / BITS));
  return [...words]
    .map(([word, members]) => {
      const mask = members.reduce((sum, place) => sum | (1n << BigInt(place % BITS)), 0n);
      return `coalesce(w${word}, 0) & ${mask} <> 0`;
    })
    .join(' OR ');
}

/** Why a person's records have no period of insurance: told by age and by the kinds of numbers that are known. */
async function reasonsOf(ask: Ask, table: SourceTable): Promise<Map<string, SourceCoverage['reasons']>> {
  const rows = await ask(
    `WITH alone AS MATERIALIZED (
       SELECT s.person_id, ${sourceOf(table)} AS source, max(s.${table.date}) AS last FROM ${table.table} s
       WHERE s.person_id NOT IN (${ENROLLED}) GROUP BY 1, 2),
     kinds AS (
       SELECT person_id, list(DISTINCT key_kind) AS kinds FROM person_key
       WHERE person_id IN (SELECT person_id FROM alone) GROUP BY person_id),
     register AS (
       SELECT EXISTS (SELECT 1 FROM person_key k
         WHERE k.key_kind = 'kokuho_branch' AND k.person_id IN (${ENROLLED})) AS branched)
     SELECT a.source, CASE
       WHEN a.last IS NOT NULL AND datediff('month', p.birth_month, a.last) >= 75 * 12 THEN 'age75'
       WHEN list_contains(k.kinds, 'kaigo') AND NOT list_has_any(k.kinds, ['kokuho_branch', 'kokuho', 'kokuho_number', 'kouki', 'atena'])
         THEN 'care_number_only'
       WHEN NOT r.branched AND list_contains(k.kinds, 'kokuho_branch') THEN 'branch'
       ELSE 'not_in_register' END AS reason, count(*) AS persons
     FROM alone a JOIN person p ON p.person_id = a.person_id LEFT JOIN kinds k ON k.person_id = a.person_id, register r
     GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  const reasons = Map.groupBy(rows, (row) => String(row.source));
  return new Map(
    [...reasons].map(([source, found]) => [
      source,
      found.map((row) => ({ reason: row.reason as UnlinkedReason, persons: Number(row.persons) })),
    ]),
  );
}
