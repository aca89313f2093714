import {
  type FactorContributions,
  type ThreeFactors,
  threeFactorSplit,
} from '../../statistics/rates/decomposition.ts';

/** Days of a mean month of a fiscal year (April to March). */
export function daysOfMonth(fiscalYear: number): number {
  const days = (Date.UTC(fiscalYear + 1, 3, 1) - Date.UTC(fiscalYear, 3, 1)) / 86_400_000;
  return days / 12;
}

/**
 * 新三要素 of inpatient care from the three factors: admissions a person and days an admission in place of claims a person
 * and days a claim. A claim covers one month, so that a stay of x days gives (x − 1)/m + 1 claims on the average, m days
 * being a month; with b days a claim the stay is b(m − 1)/(m − b) days, and admissions are claims × (m − b)/(m − 1)
 * (推計平均在院日数・推計新規入院件数, 厚生労働省 後期高齢者医療事業年報). The product stays the cost. Undefined where there is no
 * claim, or where the days fill the month, so that nobody can tell admissions.
 */
export function admissionFactors(
  { claimsPerPerson, daysPerClaim, yenPerDay }: ThreeFactors,
  month: number,
): ThreeFactors | undefined {
  if (!(claimsPerPerson > 0) || daysPerClaim < 1 || daysPerClaim >= month) return undefined;
  const free = (month - daysPerClaim) / (month - 1);
  return { claimsPerPerson: claimsPerPerson * free, daysPerClaim: daysPerClaim / free, yenPerDay };
}

/** `threeFactorSplit` of a difference that may have to stay whole: without factors on one side all of it is `other`. */
export function splitOrOther(
  own: ThreeFactors | undefined,
  reference: ThreeFactors | undefined,
  difference: number,
): FactorContributions {
  if (own && reference) return threeFactorSplit(own, reference);
  return { claimsPerPerson: 0, daysPerClaim: 0, yenPerDay: 0, other: difference };
}
