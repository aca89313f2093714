import type { Insurer } from '../frames.ts';
import { spellSql, yearStart } from '../frames.ts';
import { egfrSql } from '../rules/kidney.ts';
import { claimYears } from './claim-years.ts';
import { conditionSql, type Scope } from './compile.ts';
import type { Amount, ValueOf } from './condition.ts';
import { diseasePrefixes } from './events.ts';
import { sqlNumber, sqlText, sqlTexts } from './literal.ts';

/** A per-person number: `expression` over the frame alias `f`, after joining `join` where given. */
export interface PersonNumber {
  readonly expression: string;
  readonly join?: string;
  /** Set of the institutions that the number comes from (see the summary `place`), where it is one of claims. */
  readonly places?: string;
  /** Rows `person_id, place, amount`: the same number by institution. */
  readonly byPlace?: string;
}

/** SQL of an additive amount of each person of the frame; 0 where there is none. */
export function amountSql(amount: Amount, insurer: Insurer, scope: Scope, alias: string): PersonNumber {
  if ('months' in amount) return { expression: 'f.months::DOUBLE' };
  if ('personsWith' in amount)
    return { expression: `(${conditionSql(amount.personsWith, scope)})::INTEGER::DOUBLE` };
  const isClaims = 'claims' in amount;
  const rows = isClaims ? claimsSql(amount, insurer, scope) : drugsSql(amount, insurer, scope);
  return {
    expression: `coalesce(${alias}.amount, 0)::DOUBLE`,
    places: `${alias}.places`,
    join: `LEFT JOIN (${rows}) ${alias} ON ${alias}.person_id = f.person_id`,
    ...(isClaims ? { byPlace: claimsSql(amount, insurer, scope, true) } : {}),
  };
}

/**
 * Claims of the fiscal year in months in which the person is covered by the insurer on any day.
 * The month in which 国保 turns into 後期 belongs to 後期, as its month end does.
 */
export function coveredClaims(insurer: Insurer, year: number): string {
  const start = yearStart(year);
  const end = yearStart(year + 1);
  return `SELECT cl.* FROM claim cl SEMI JOIN (${spellSql(insurer, start, end)}) s
    ON s.person_id = cl.person_id AND s.from_date < cl.month + INTERVAL 1 MONTH AND s.until > cl.month
    ${insurer === 'kokuho' ? notYetLate(start, end) : ''}
    WHERE cl.month >= ${start} AND cl.month < ${end}`;
}

function notYetLate(start: string, end: string): string {
  return `ANTI JOIN (${spellSql('kouki', start, end)}) k
    ON k.person_id = cl.person_id AND k.from_date < cl.month + INTERVAL 1 MONTH AND k.until > cl.month`;
}

type ClaimAmount = Extract<Amount, { claims: unknown }>;

/** Rows a person; with `byPlace` a person and institution. */
function claimsSql(amount: ClaimAmount, insurer: Insurer, scope: Scope, byPlace = false): string {
  if (amount.diagnosis === undefined && amount.atLeastPoints === undefined)
    return summedClaimsSql(amount, insurer, scope, byPlace);
  const total = amount.claims === 'count' ? 'count(*)' : `sum(cl.${amount.claims})`;
  const tests: string[] = [];
  if (amount.settings) tests.push(`cl.setting IN ${sqlTexts(amount.settings)}`);
  if (amount.atLeastPoints !== undefined) tests.push(`cl.points >= ${sqlNumber(amount.atLeastPoints)}`);
  if (amount.diagnosis)
    tests.push(`cl.claim_id IN (SELECT claim_id FROM claim_diagnosis d WHERE NOT d.suspected
      ${amount.attribution === 'any' ? '' : 'AND d.main'} AND ${diseasePrefixes(amount.diagnosis, scope)})`);
  return `SELECT person_id, ${total} AS amount, ${placed('place.bit', byPlace)} FROM (${coveredClaims(insurer, scope.year)}) cl
    LEFT JOIN (SELECT institution, bit FROM summary.place WHERE ${claimYears([0, 0], scope)}) place USING (institution)
    ${tests.length > 0 ? `WHERE ${tests.join(' AND ')}` : ''} GROUP BY person_id${byPlace ? ', place.bit' : ''}`;
}

function placed(bit: string, byPlace: boolean): string {
  return byPlace ? `${bit} AS place` : `bit_or(${bit}) AS places`;
}

/** The same from the summaries of the year, where no single claim has to be looked at. */
function summedClaimsSql(
  { claims, settings }: ClaimAmount,
  insurer: Insurer,
  scope: Scope,
  byPlace: boolean,
): string {
  const column = claims === 'count' ? 'claims' : claims;
  return `SELECT person_id, sum(${column}) AS amount, ${placed('place', byPlace)} FROM summary.claim_year WHERE ${claimYears([0, 0], scope)}
    AND ${coverSql(insurer)} ${settings ? `AND setting IN ${sqlTexts(settings)}` : ''} GROUP BY person_id${byPlace ? ', place' : ''}`;
}

/** SQL test of a summary's rows for months that the insurer covers. */
export function coverSql(insurer: Insurer): string {
  return { any: 'late IS NOT NULL', kokuho: 'NOT late', kouki: 'late' }[insurer];
}

type DrugAmount = Extract<Amount, { drugQuantity: unknown } | { drugYen: unknown }>;

/** Quantity in price units, or its yen: of generics, or of everything that is generic or has a generic. */
function drugsSql(amount: DrugAmount, insurer: Insurer, scope: Scope): string {
  const [drugs, sum] =
    'drugYen' in amount
      ? [amount.drugYen, 'sum(g.quantity * m.price)']
      : [amount.drugQuantity, 'sum(g.quantity)'];
  const chosen =
    drugs === 'generic'
      ? 'm.generic'
      : '(m.generic OR left(m.yj_code, 9) IN (SELECT stem FROM substitutable))';
  scope.ctes.set(
    'substitutable',
    'SELECT DISTINCT left(yj_code, 9) AS stem FROM drug_master WHERE generic AND yj_code IS NOT NULL',
  );
  return `SELECT g.person_id, ${sum} AS amount, bit_or(g.places) AS places FROM summary.drug_year g JOIN drug_master m USING (code)
    WHERE ${claimYears([0, 0], scope)} AND ${coverSql(insurer)} AND ${chosen} GROUP BY g.person_id`;
}

/** SQL of one value a person, null where it is missing. */
export function valueSql(value: ValueOf, scope: Scope): string {
  if ('egfr' in value) {
    const offset = value.year ?? 0;
    const alias = scope.checkup(offset);
    return egfrSql(`${alias}.creatinine`, `(f.age + ${offset})`, 'f.sex');
  }
  if ('change' in value)
    return `(${scope.checkup(value.to)}.${value.change} - ${scope.checkup(value.from)}.${value.change})`;
  if ('programmeMeasurement' in value)
    return `(SELECT avg(value) FROM programme_measurement pm WHERE pm.person_id = f.person_id AND pm.state = 0
      AND pm.item = ${sqlText(value.programmeMeasurement)}
      AND pm.measured_date >= ${yearStart(scope.year)} AND pm.measured_date < ${yearStart(scope.year + 1)})`;
  return `${scope.checkup(value.year ?? 0)}.${value.checkup}`;
}
