import { regressionToMean } from '../statistics/sensitivity.ts';
import type { Warehouse } from '../warehouse/session.ts';
import type { PersonStudy, StudyOutcome } from './definition.ts';
import { studyVariable } from './variables.ts';

/** How much people selected above a value fall with nothing done, and from what that is known. */
export interface NaturalFall {
  readonly expected: number;
  readonly condition: string;
}

/**
 * Expected change of people above the study's own cut when nothing is done: from mean, SD and year-to-year
 * correlation of everybody examined (Davis 1976). Undefined where nobody was selected on the outcome's value.
 */
export async function naturalFall(
  warehouse: Warehouse,
  study: PersonStudy,
  outcome: StudyOutcome,
): Promise<NaturalFall | undefined> {
  const cut = study.eligibility.conditions.find(
    ({ value, op }) => value === outcome.variable && (op === '>=' || op === '>'),
  );
  const variable = studyVariable(outcome.variable);
  if (!cut || variable.needs !== 'checkup') return undefined;
  const years = study.trialYears.map((year) => year + study.baselineYear);
  const value = (alias: string) => variable.sql.replaceAll('b.', `${alias}.`);
  const [row] = await warehouse.all(`
    SELECT avg(before) AS mean, stddev_samp(before) AS sd, corr(before, after) AS rho, count(*) AS n FROM (
      SELECT ${value('b')} AS before, ${value('c')} AS after
      FROM checkup b JOIN checkup c ON c.person_id = b.person_id AND c.fiscal_year = b.fiscal_year + ${Math.max(1, outcome.year - study.baselineYear)}
      WHERE b.fiscal_year IN (${years.join(', ')})
    ) WHERE before IS NOT NULL AND after IS NOT NULL`);
  const [mean, sd, rho] = [Number(row?.mean), Number(row?.sd), Number(row?.rho)];
  if (Number(row?.n ?? 0) < 100 || !(sd > 0) || !Number.isFinite(rho)) return undefined;
  const { expectedChange } = regressionToMean({ mean, sd, rho, cut: cut.than });
  return {
    expected: expectedChange,
    condition: `${variable.label}${cut.than}${variable.unit}以上で選んだ人`,
  };
}
