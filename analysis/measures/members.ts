import { fiscalYearSql, yearsFrom } from '../warehouse/fiscal-year.ts';
import { keepAnswer } from '../warehouse/kept-answers.ts';
import type { Warehouse } from '../warehouse/session.ts';
import { ageAtMonthEnd, fullYearSql, type Insurer, spellSql, yearStart } from './frames.ts';
import { BATCHES, ensureYears, type Summary } from './summary-store.ts';

/**
 * Who belongs to which denominator in a fiscal year: made once from the register and kept beside the canonical tables,
 * because every question starts from it.
 */
const MEMBERS: Summary = {
  built: 'built_members',
  tables: {
    // insurer 'resident': everybody in the person table, whoever insures them. Ages are those of the year's last day.
    member_year: `fiscal_year SMALLINT, insurer VARCHAR, person_id INTEGER, sex TINYINT, age SMALLINT, months TINYINT,
      whole BOOLEAN, excluded BOOLEAN, district_code VARCHAR, at_end BOOLEAN, district_end VARCHAR, at_start BOOLEAN,
      district_start VARCHAR`,
  },
  stamp: `SELECT '1|' || ${BATCHES} || '|' || (SELECT count(*) FROM person) || '|' || (SELECT count(*) FROM enrolment)
    || '|' || (SELECT count(*) FROM checkup) AS stamp`,
  build: async (warehouse, year, signal) => {
    for (const insurer of ['kokuho', 'kouki', 'any'] as const)
      await warehouse.run(insuredSql(insurer, year), undefined, signal);
    await warehouse.run(residentSql(year), undefined, signal);
  },
};

/** Everybody's last checkup of a fiscal year; apart, for years without any are asked for too and cost nothing. */
const EXAMS: Summary = {
  built: 'built_exams',
  tables: {
    last_checkup: `fiscal_year SMALLINT, programme VARCHAR, person_id INTEGER, checkup_id INTEGER, sex TINYINT,
      age SMALLINT, district_code VARCHAR`,
  },
  stamp: MEMBERS.stamp,
  build: async (warehouse, year, signal) => {
    if ((await checkupYears(warehouse)).has(year)) await warehouse.run(checkupSql(year), undefined, signal);
  },
};

/** Makes the members of the fiscal years that are missing or older than the data. */
export function ensureMembers(
  warehouse: Warehouse,
  years: Iterable<number>,
  signal?: AbortSignal,
): Promise<void> {
  return ensureYears(warehouse, MEMBERS, years, signal);
}

/** Makes the last checkups of the fiscal years that are missing or older than the data, and the members they need. */
export async function ensureExams(
  warehouse: Warehouse,
  years: Iterable<number>,
  signal?: AbortSignal,
): Promise<void> {
  const wanted = [...years];
  const examined = await checkupYears(warehouse);
  const known = wanted.filter((year) => examined.has(year));
  await ensureMembers(warehouse, known, signal);
  await ensureYears(warehouse, EXAMS, wanted, signal);
}

/** Fiscal years with checkups, ascending. */
export async function checkupYears(warehouse: Warehouse): Promise<ReadonlySet<number>> {
  return keepAnswer(warehouse, 'checkup years', async () => {
    const rows = await warehouse.all('SELECT DISTINCT fiscal_year AS year FROM checkup ORDER BY 1');
    return new Set(rows.map(({ year }) => Number(year)));
  });
}

/** How many years before the first one, and after the last one, questions about the data look. */
const YEARS_BEFORE = 3;
const YEARS_AFTER = 1;

/**
 * Makes them for every fiscal year from the first to the last with a checkup or claim and for those that are looked at
 * beside them, so that no question has to; the last step of an import.
 */
export async function summariseMembers(warehouse: Warehouse, signal?: AbortSignal): Promise<void> {
  const [found] = await warehouse.all(`SELECT min(year) AS first, max(year) AS last
    FROM (SELECT fiscal_year AS year FROM checkup
      UNION ALL SELECT ${fiscalYearSql('month')} FROM (SELECT unnest([min(month), max(month)]) AS month FROM claim))`);
  if (typeof found?.first !== 'number' || typeof found.last !== 'number') return;
  await ensureMembers(warehouse, yearsFrom(found.first - YEARS_BEFORE, found.last), signal);
  await ensureExams(warehouse, yearsFrom(found.first - YEARS_BEFORE, found.last + YEARS_AFTER), signal);
}

const age = (year: number) => ageAtMonthEnd('p', `DATE '${year + 1}-03-31'`);

function insuredSql(insurer: Insurer, year: number): string {
  const [start, end] = [yearStart(year), yearStart(year + 1)];
  const lastDay = `(${end} - INTERVAL 1 DAY)`;
  return `INSERT INTO summary.member_year
    WITH covered AS (SELECT person_id, arg_max(district_code, from_date) AS district_code,
        least(12, sum(date_diff('month', greatest(from_date, ${start}), least(until, ${end})))) AS months,
        bool_or(coalesce(excluded, false)) AS excluded,
        bool_or(until > ${lastDay}) AS at_end, arg_max(district_code, from_date) FILTER (until > ${lastDay}) AS district_end,
        bool_or(from_date <= ${start}) AS at_start, arg_max(district_code, from_date) FILTER (from_date <= ${start}) AS district_start
      FROM (${spellSql(insurer, start, end)}) GROUP BY person_id)
    SELECT ${year}, '${insurer}', p.person_id, p.sex, ${age(year)}, c.months, w.person_id IS NOT NULL, c.excluded,
      c.district_code, c.at_end, c.district_end, c.at_start, c.district_start
    FROM person p JOIN covered c USING (person_id)
    LEFT JOIN (${fullYearSql(insurer, year)}) w ON w.person_id = p.person_id`;
}

function residentSql(year: number): string {
  const end = yearStart(year + 1);
  return `INSERT INTO summary.member_year
    SELECT ${year}, 'resident', p.person_id, p.sex, ${age(year)}, 12, NULL, NULL, s.district_code, NULL, NULL, NULL, NULL
    FROM person p
    LEFT JOIN (SELECT person_id, arg_max(district_code, from_date) AS district_code
      FROM (${spellSql('any', "DATE '1900-01-01'", end)}) GROUP BY person_id) s USING (person_id)
    WHERE p.birth_month < ${end} AND (p.death_month IS NULL OR p.death_month >= ${yearStart(year)})`;
}

function checkupSql(year: number): string {
  return `INSERT INTO summary.last_checkup
    WITH last AS (SELECT fiscal_year, programme, person_id, checkup_id FROM checkup WHERE fiscal_year = ${year}
      QUALIFY row_number() OVER (PARTITION BY programme, person_id ORDER BY exam_date DESC, checkup_id DESC) = 1)
    SELECT c.fiscal_year, c.programme, c.person_id, c.checkup_id, p.sex, ${age(year)}, m.district_code
    FROM last c JOIN person p USING (person_id)
    LEFT JOIN (SELECT person_id, district_code FROM summary.member_year
      WHERE fiscal_year = ${year} AND insurer = 'any') m ON m.person_id = p.person_id`;
}
