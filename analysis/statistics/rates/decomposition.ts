/** Three factors of a cost a person: claims a person, days a claim, yen a day. */
export interface ThreeFactors {
  readonly claimsPerPerson: number;
  readonly daysPerClaim: number;
  readonly yenPerDay: number;
}

export interface FactorContributions {
  readonly claimsPerPerson: number;
  readonly daysPerClaim: number;
  readonly yenPerDay: number;
  /** What cannot be split because a factor is 0 on one side. */
  readonly other: number;
}

/** Logarithmic mean (x − y)/ln(x/y), x itself where they are equal. */
export function logarithmicMean(x: number, y: number): number {
  if (x === y) return x;
  return (x - y) / Math.log(x / y);
}

/**
 * Difference of two costs a person, split over the three factors by the additive LMDI-I (Ang 2004): L(c, C)·ln of
 * each factor's ratio. The parts add up to the difference exactly. 医療費の地域差分析 splits by log ratios alike.
 */
export function threeFactorSplit(own: ThreeFactors, reference: ThreeFactors): FactorContributions {
  const cost = (f: ThreeFactors) => f.claimsPerPerson * f.daysPerClaim * f.yenPerDay;
  const [c, base] = [cost(own), cost(reference)];
  if (!(c > 0) || !(base > 0)) return { claimsPerPerson: 0, daysPerClaim: 0, yenPerDay: 0, other: c - base };
  const weight = logarithmicMean(c, base);
  return {
    claimsPerPerson: weight * Math.log(own.claimsPerPerson / reference.claimsPerPerson),
    daysPerClaim: weight * Math.log(own.daysPerClaim / reference.daysPerClaim),
    yenPerDay: weight * Math.log(own.yenPerDay / reference.yenPerDay),
    other: 0,
  };
}

/** Groups with persons, contributions summed with the weights of the own population. */
export function sumContributions(
  parts: readonly { readonly weight: number; readonly split: FactorContributions }[],
): FactorContributions {
  const sum = { claimsPerPerson: 0, daysPerClaim: 0, yenPerDay: 0, other: 0 };
  for (const { weight, split } of parts) {
    sum.claimsPerPerson += weight * split.claimsPerPerson;
    sum.daysPerClaim += weight * split.daysPerClaim;
    sum.yenPerDay += weight * split.yenPerDay;
    sum.other += weight * split.other;
  }
  return sum;
}
