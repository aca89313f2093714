import type { Warehouse } from '../../warehouse/session.ts';
import { type GuidanceYear, guidanceYears } from './guidance.ts';
import type { Coverage } from './sources.ts';

/** Checkup items whose completeness and shifts are watched: column, name, unit. */
export const WATCHED_ITEMS = [
  ['bmi', 'ＢＭＩ', 'kg/m²'],
  ['waist', '腹囲', 'cm'],
  ['sbp', '収縮期血圧', 'mmHg'],
  ['ldl', 'ＬＤＬコレステロール', 'mg/dL'],
  ['hba1c', 'ＨｂＡ１ｃ', 'NGSP %'],
  ['creatinine', '血清クレアチニン', 'mg/dL'],
  ['urine_protein', '尿蛋白', '段階'],
] as const;

/** What the quality rules look at; exact numbers that stay in the analysis process. */
export interface QualityFacts {
  readonly enrolledPersons: number;
  readonly checkups: readonly CheckupYear[];
  readonly claimYears: Coverage['claims'];
  readonly diagnosesWithIcd10: number;
  /** Lines of receipts, and the share of them whose code the loaded master knows. */
  readonly drugs: CodedLines;
  readonly procedures: CodedLines;
  readonly certifications: number;
  readonly serviceMonths: number;
  readonly guidance: readonly GuidanceYear[];
  readonly participants: number;
  readonly participantsWithCheckupBefore: number;
}

export interface CodedLines {
  readonly lines: number;
  readonly known: number;
}

export interface CheckupYear {
  readonly year: number;
  readonly persons: number;
  readonly enrolled: number;
  readonly endingInZero: number;
  readonly withSbp: number;
  readonly items: Readonly<
    Record<string, { readonly filled: number; readonly mean: number; readonly sd: number }>
  >;
}

/** Gathers the facts, one statement a source. */
export async function qualityFacts(
  warehouse: Warehouse,
  claims: Coverage['claims'],
  signal?: AbortSignal,
): Promise<QualityFacts> {
  const number = async (sql: string): Promise<number> => {
    const [row] = await warehouse.all(sql, undefined, signal);
    return Number(Object.values(row ?? {})[0] ?? 0);
  };
  return {
    enrolledPersons: await number('SELECT count(DISTINCT person_id) FROM enrolment'),
    checkups: await checkupYears(warehouse, signal),
    claimYears: claims,
    diagnosesWithIcd10: await number(
      'SELECT avg(CASE WHEN icd10 IS NOT NULL THEN 1.0 ELSE 0.0 END) FROM claim_diagnosis',
    ),
    drugs: await codedLines(
      warehouse,
      { table: 'claim_drug', known: 'drug_master WHERE yj_code IS NOT NULL' },
      signal,
    ),
    procedures: await codedLines(
      warehouse,
      { table: 'claim_procedure', known: 'procedure_master WHERE section IS NOT NULL' },
      signal,
    ),
    certifications: await number('SELECT count(DISTINCT person_id) FROM care_certification'),
    serviceMonths: await number('SELECT count(DISTINCT month) FROM care_service'),
    guidance: await guidanceYears(warehouse, signal),
    participants: await number(
      'SELECT count(DISTINCT person_id) FROM participation WHERE joined_date IS NOT NULL',
    ),
    participantsWithCheckupBefore: await number(
      `SELECT count(DISTINCT p.person_id) FROM participation p JOIN checkup c ON c.person_id = p.person_id
       AND c.exam_date < p.joined_date AND c.exam_date >= p.joined_date - INTERVAL 2 YEAR`,
    ),
  };
}

async function codedLines(
  warehouse: Warehouse,
  { table, known }: { readonly table: string; readonly known: string },
  signal?: AbortSignal,
): Promise<CodedLines> {
  const [row] = await warehouse.all(
    `SELECT coalesce(sum(lines), 0)::DOUBLE AS lines,
            coalesce(sum(lines) FILTER (code IN (SELECT code FROM ${known})), 0)::DOUBLE AS known
     FROM (SELECT code, count(*) AS lines FROM ${table} GROUP BY code)`,
    undefined,
    signal,
  );
  return { lines: Number(row!.lines), known: Number(row!.known) };
}

async function checkupYears(warehouse: Warehouse, signal?: AbortSignal): Promise<CheckupYear[]> {
  const items = WATCHED_ITEMS.map(
    ([name]) =>
      `count(DISTINCT c.person_id) FILTER (c.${name} IS NOT NULL) AS ${name}_filled, avg(c.${name}) AS ${name}_mean,
       stddev_samp(c.${name}) AS ${name}_sd`,
  ).join(', ');
  const rows = await warehouse.all(
    `SELECT c.fiscal_year AS year, count(DISTINCT c.person_id) AS persons,
            count(DISTINCT c.person_id) FILTER (e.person_id IS NOT NULL) AS enrolled,
            count(DISTINCT c.person_id) FILTER (c.sbp IS NOT NULL) AS with_sbp,
            count(DISTINCT c.person_id) FILTER (c.sbp % 10 = 0) AS ending_in_zero, ${items}
     FROM checkup c LEFT JOIN (SELECT DISTINCT person_id FROM enrolment) e ON e.person_id = c.person_id
     WHERE c.programme = 'tokutei' GROUP BY 1 ORDER BY 1`,
    undefined,
    signal,
  );
  return rows.map((row) => ({
    year: Number(row.year),
    persons: Number(row.persons),
    enrolled: Number(row.enrolled),
    withSbp: Number(row.with_sbp),
    endingInZero: Number(row.ending_in_zero),
    items: Object.fromEntries(
      WATCHED_ITEMS.map(([name]) => [
        name,
        {
          filled: Number(row[`${name}_filled`]),
          mean: Number(row[`${name}_mean`]),
          sd: Number(row[`${name}_sd`]),
        },
      ]),
    ),
  }));
}
