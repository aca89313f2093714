import type { CandidateRow, CandidateTable } from '../../domain/statistic.ts';
import {
  type FactorContributions,
  sumContributions,
  threeFactorSplit,
} from '../../statistics/rates/decomposition.ts';
import { contextOf } from '../context.ts';
import type { TableRequest } from '../definition.ts';
import { KOKUHO } from '../families/frames-used.ts';
import { ageAtMonthEnd, spellSql, yearStart } from '../frames.ts';
import { ensureSummaries } from '../summaries.ts';

const KINDS = [
  { code: 'inpatient', label: '入院', settings: "('inpatient', 'dpc')" },
  { code: 'outpatient', label: '入院外＋調剤', settings: "('outpatient')" },
  { code: 'dental', label: '歯科', settings: "('dental')" },
] as const;

/**
 * Change of the cost a person between the first and the last year asked for, split into age structure, claims a
 * person, days a claim and yen a day, by setting; additive LMDI in five-year bands (weights: persons of the last
 * year). 調剤 yen go to 入院外, as in the MHLW analysis of regional differences.
 */
export async function threeFactors(request: TableRequest): Promise<CandidateTable> {
  const { definition, years, tables } = request;
  const to = Math.max(...years);
  const from = years.length === 1 ? to - 1 : Math.min(...years);
  const before = await factorsOf(request, from);
  const after = await factorsOf(request, to);
  const rows: CandidateRow[] = KINDS.map(({ code }) => {
    const split = splitOf(before, after, code);
    const persons = [...after.persons.values()].reduce((sum, n) => sum + n, 0) / 12;
    return {
      at: [code],
      values: [
        after.users.get(code) ?? 0,
        split.before,
        split.after,
        split.after - split.before,
        split.age,
        split.claimsPerPerson,
        split.daysPerClaim,
        split.yenPerDay,
        split.other,
        persons,
      ],
    };
  });
  const yen = (id: string, label: string) =>
    ({ id, label, kind: 'derived', formula: 'index', from: ['users'], unit: '円', decimals: 0 }) as const;
  return {
    id: `measure.${definition.id}`,
    parameters: { from, to },
    context: contextOf(definition, KOKUHO, [from, to], tables),
    dimensions: [
      {
        id: 'setting',
        label: '診療種別',
        partition: false,
        levels: KINDS.map(({ code, label }) => ({ code, label })),
      },
    ],
    columns: [
      { id: 'users', label: '受診した人（後の年度）', kind: 'count', unit: '人', decimals: 0 },
      yen('before', '1人当たり医療費（前の年度）'),
      yen('after', '1人当たり医療費（後の年度）'),
      yen('change', '変化'),
      yen('age', 'うち年齢構成'),
      yen('claims', 'うち受診率（1人当たり件数）'),
      yen('days', 'うち1件当たり日数'),
      yen('price', 'うち1日当たり医療費'),
      yen('other', 'うち分解できない部分'),
      {
        id: 'insured',
        label: '平均被保険者数',
        kind: 'derived',
        formula: 'index',
        from: ['users'],
        unit: '人',
        decimals: 0,
      },
    ],
    rows,
  };
}

interface Totals {
  readonly claims: number;
  readonly days: number;
  readonly yen: number;
}

interface YearFactors {
  /** Person-months by band. */
  readonly persons: ReadonlyMap<number, number>;
  /** `kind|band` → totals. */
  readonly totals: ReadonlyMap<string, Totals>;
  readonly users: ReadonlyMap<string, number>;
}

interface Split extends FactorContributions {
  readonly before: number;
  readonly after: number;
  readonly age: number;
}

function splitOf(before: YearFactors, after: YearFactors, kind: string): Split {
  const bands = [...new Set([...before.persons.keys(), ...after.persons.keys()])];
  const size = (year: YearFactors) => [...year.persons.values()].reduce((sum, n) => sum + n, 0);
  const share = (year: YearFactors, band: number) => (year.persons.get(band) ?? 0) / size(year);
  const perPerson = (year: YearFactors, band: number) => {
    const months = year.persons.get(band) ?? 0;
    return months > 0 ? ((year.totals.get(`${kind}|${band}`)?.yen ?? 0) * 12) / months : 0;
  };
  const mean = (year: YearFactors) =>
    bands.reduce((sum, band) => sum + share(year, band) * perPerson(year, band), 0);
  const split = sumContributions(
    bands.map((band) => ({
      weight: share(after, band),
      split: threeFactorSplit(factorsAt(after, kind, band), factorsAt(before, kind, band)),
    })),
  );
  const age = bands.reduce(
    (sum, band) => sum + (share(after, band) - share(before, band)) * perPerson(before, band),
    0,
  );
  return { ...split, before: mean(before), after: mean(after), age };
}

function factorsAt(year: YearFactors, kind: string, band: number) {
  const months = year.persons.get(band) ?? 0;
  const { claims, days, yen } = year.totals.get(`${kind}|${band}`) ?? { claims: 0, days: 0, yen: 0 };
  return {
    claimsPerPerson: months > 0 ? (claims * 12) / months : 0,
    daysPerClaim: claims > 0 ? days / claims : 0,
    yenPerDay: days > 0 ? yen / days : 0,
  };
}

async function factorsOf({ warehouse, signal }: TableRequest, year: number): Promise<YearFactors> {
  const [start, end] = [yearStart(year), yearStart(year + 1)];
  const kind = `CASE ${KINDS.map(({ code, settings }) => `WHEN setting IN ${settings} THEN '${code}'`).join(' ')}
    WHEN setting = 'pharmacy' THEN 'outpatient' END`;
  const persons = `SELECT p.person_id, least(90, ${ageAtMonthEnd('p', `DATE '${year + 1}-03-31'`)} // 5 * 5) AS band, m.months
    FROM person p JOIN (SELECT person_id,
        least(12, sum(date_diff('month', greatest(from_date, ${start}), least(until, ${end})))) AS months
      FROM (${spellSql('kokuho', start, end)}) GROUP BY person_id) m USING (person_id)`;
  const months = await warehouse.all(
    `SELECT band, sum(months)::DOUBLE AS months FROM (${persons}) GROUP BY band`,
    undefined,
    signal,
  );
  await ensureSummaries(warehouse, [year], signal);
  const claims = `SELECT *, ${kind} AS kind FROM summary.claim_year WHERE fiscal_year = ${year} AND NOT late`;
  const totals = await warehouse.all(
    `SELECT kind, band, sum(claims) FILTER (setting <> 'pharmacy')::DOUBLE AS claims,
       sum(days) FILTER (setting <> 'pharmacy')::DOUBLE AS days, sum(yen)::DOUBLE AS yen
     FROM (${claims}) JOIN (${persons}) USING (person_id) WHERE kind IS NOT NULL GROUP BY kind, band`,
    undefined,
    signal,
  );
  const users = await warehouse.all(
    `SELECT kind, count(DISTINCT person_id) AS users FROM (${claims}) GROUP BY 1`,
    undefined,
    signal,
  );
  return {
    persons: new Map(months.map((row) => [Number(row.band), Number(row.months)])),
    totals: new Map(
      totals.map((row) => [
        `${row.kind}|${row.band}`,
        { claims: Number(row.claims ?? 0), days: Number(row.days ?? 0), yen: Number(row.yen ?? 0) },
      ]),
    ),
    users: new Map(users.map((row) => [String(row.kind), Number(row.users)])),
  };
}
