import { poissonLimits } from './poisson.ts';

/** A printed number: anything within half a unit of its last decimal. */
export interface Printed {
  readonly value: number;
  readonly decimals: number;
}

const Z95 = 1.959963984540054;
/** Largest group searched when no base is printed. */
const SEARCH_LIMIT = 400;

function half(number: Printed): number {
  return 0.5 * 10 ** -number.decimals;
}

function rounds(exact: number, number: Printed): boolean {
  return Number(exact.toFixed(number.decimals)) === number.value;
}

/** More numbers than that are not listed one by one: the first of them and the last say as much. */
const MOST_LISTED = 10_000;

function range(low: number, high: number): number[] {
  const first = Math.max(0, Math.ceil(low - 1e-9));
  const last = Math.floor(high + 1e-9);
  const listed = Math.max(0, Math.min(last - first + 1, MOST_LISTED));
  const found = Array.from({ length: listed }, (_, at) => first + at);
  return last - first < MOST_LISTED ? found : [...found, last];
}

/** Counts k of n whose printed share (`scale` 1 or 100) is the number. */
export function countsFromShare(share: Printed, n: number, scale: number): number[] {
  const margin = (half(share) * n) / scale + 1;
  const centre = (share.value / scale) * n;
  return range(centre - margin, centre + margin).filter((k) => k <= n && rounds((scale * k) / n, share));
}

/** Pairs [k, n] whose share has exactly this printed form, n below the search limit. */
export function fractionsFromShare(share: Printed, scale: number, limit = SEARCH_LIMIT): [number, number][] {
  const found: [number, number][] = [];
  for (let n = 1; n < limit; n += 1) {
    for (const k of countsFromShare(share, n, scale)) found.push([k, n]);
  }
  return found;
}

/** Pairs [k, n] whose proportion and 95 % interval (Wald or Wilson) print as given; of one n where it is known. */
export function fractionsFromInterval(
  p: Printed,
  lower: Printed,
  upper: Printed,
  size?: number,
): [number, number][] {
  const found =
    size === undefined
      ? fractionsFromShare(p, 1)
      : countsFromShare(p, size, 1).map((k): [number, number] => [k, size]);
  return found.filter(([k, n]) => {
    const q = k / n;
    const wald = Z95 * Math.sqrt((q * (1 - q)) / n);
    const centre = (q + Z95 ** 2 / (2 * n)) / (1 + Z95 ** 2 / n);
    const wilson = (Z95 / (1 + Z95 ** 2 / n)) * Math.sqrt((q * (1 - q)) / n + Z95 ** 2 / (4 * n * n));
    return (
      (rounds(q - wald, lower) && rounds(q + wald, upper)) ||
      (rounds(centre - wilson, lower) && rounds(centre + wilson, upper))
    );
  });
}

/** Counts whose rate and exact Poisson 95 % interval keep the printed ratios, whatever the denominator. */
export function countsFromRate(rate: Printed, lower: Printed, upper: Printed): number[] {
  return range(0, SEARCH_LIMIT).filter((count) => {
    const limits = poissonLimits(count);
    const scales = [
      [rate, count],
      [lower, limits.lower],
      [upper, limits.upper],
    ] as const;
    const low = Math.max(...scales.map(([number, exact]) => (number.value - half(number)) / exact));
    const high = Math.min(...scales.map(([number, exact]) => (number.value + half(number)) / exact));
    return low <= high + 1e-12;
  });
}

/** Group sizes from a standard deviation and its standard error: n = (SD/SE)². */
export function sizesFromErrors(sd: Printed, se: Printed): number[] {
  const low = ((sd.value - half(sd)) / (se.value + half(se))) ** 2;
  const high = ((sd.value + half(sd)) / Math.max(se.value - half(se), 1e-12)) ** 2;
  return range(low, Math.min(high, 1e6));
}

/** Group sizes from the standard deviation and the 95 % interval of a mean: n = (2·1.96·SD/width)². */
export function sizesFromInterval(sd: Printed, lower: Printed, upper: Printed): number[] {
  const width = upper.value - lower.value;
  const slack = half(lower) + half(upper);
  const low = ((2 * Z95 * (sd.value - half(sd))) / (width + slack)) ** 2;
  const high = ((2 * Z95 * (sd.value + half(sd))) / Math.max(width - slack, 1e-12)) ** 2;
  return range(low, Math.min(high, 1e6));
}

/** A base that several printed shares may have in common, with the counts each share allows. */
export interface SharedBase {
  readonly n: number;
  readonly counts: readonly (readonly number[])[];
}

/** Bases from `least` to `most` of which every share (in per cent) is a count. */
export function basesFromShares(
  shares: readonly Printed[],
  least: number,
  most: number = SEARCH_LIMIT - 1,
): SharedBase[] {
  const found: SharedBase[] = [];
  for (let n = Math.max(1, least); n <= most; n += 1) {
    const counts = shares.map((share) => countsFromShare(share, n, 100));
    if (counts.every((list) => list.length > 0)) found.push({ n, counts });
  }
  return found;
}

/** Largest groups whose 2×2 tables are searched one by one. */
const TABLE_LIMIT = 20_000;

/**
 * Cases of the exposed and of the others whose odds ratio and 95 % interval (Woolf) print as given; with so many
 * cases together, where that is known.
 */
export function tablesFromOddsInterval(
  odds: Printed,
  lower: Printed,
  upper: Printed,
  [exposed, unexposed]: readonly [number, number],
  cases?: number,
): [number, number][] {
  const found: [number, number][] = [];
  if (exposed > TABLE_LIMIT || odds.value - half(odds) <= 0) return found;
  /** Cases of the others that make an odds ratio with so many of the exposed. */
  const others = (a: number, ratio: number) => (a * unexposed) / (ratio * (exposed - a) + a);
  for (let a = 1; a < exposed; a += 1) {
    const between = [odds.value + half(odds), odds.value - half(odds)].map((ratio) => others(a, ratio));
    const list = cases === undefined ? range(between[0]! - 1, between[1]! + 1) : [cases - a];
    for (const c of list) {
      const [b, d] = [exposed - a, unexposed - c];
      if (c < 1 || d < 1) continue;
      const ratio = (a * d) / (b * c);
      const factor = Math.exp(Z95 * Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d));
      if (rounds(ratio, odds) && rounds(ratio / factor, lower) && rounds(ratio * factor, upper))
        found.push([a, c]);
    }
  }
  return found;
}

/** Whole numbers within the product of two printed numbers. */
export function countsFromProduct(a: Printed, b: Printed): number[] {
  return range((a.value - half(a)) * (b.value - half(b)), (a.value + half(a)) * (b.value + half(b)));
}

/** Whole numbers within the quotient of two printed numbers. */
export function countsFromQuotient(a: Printed, b: Printed): number[] {
  return range(
    (a.value - half(a)) / (b.value + half(b)),
    (a.value + half(a)) / Math.max(b.value - half(b), 1e-12),
  );
}

/** Exposed cases of a 2×2 table with known margins whose odds ratio prints as given. */
export function casesFromOddsRatio(
  odds: Printed,
  exposed: number,
  unexposed: number,
  cases: number,
): number[] {
  return range(Math.max(0, cases - unexposed), Math.min(exposed, cases)).filter((a) => {
    const c = cases - a;
    const ratio = (a * (unexposed - c)) / ((exposed - a) * c);
    return Number.isFinite(ratio) && rounds(ratio, odds);
  });
}

/** Exposed cases of a 2×2 table with known margins whose χ² (without correction) prints as given. */
export function casesFromChiSquare(
  chi2: Printed,
  exposed: number,
  unexposed: number,
  cases: number,
): number[] {
  const n = exposed + unexposed;
  return range(Math.max(0, cases - unexposed), Math.min(exposed, cases)).filter((a) => {
    const determinant = a * (unexposed - (cases - a)) - (exposed - a) * (cases - a);
    const value = (n * determinant ** 2) / (exposed * unexposed * cases * (n - cases));
    return Number.isFinite(value) && rounds(value, chi2);
  });
}

/** Events of the one stratum whose rate is not printed, from a directly standardised rate. */
export function eventsFromStandardised(setting: {
  readonly standardised: Printed;
  readonly weights: readonly [number, number];
  readonly other: Printed;
  readonly population: number;
  readonly per: number;
}): number[] {
  const { standardised, weights, other, population, per } = setting;
  const at = (sign: number) =>
    (((standardised.value + sign * half(standardised) - weights[0] * (other.value - sign * half(other))) /
      weights[1]) *
      population) /
    per;
  return range(at(-1), at(1));
}

/** Persons on the thinner side of a nearest-rank percentile of n persons. */
export function personsBeyondPercentile(n: number, percent: number): number {
  const rank = Math.max(1, Math.ceil((percent / 100) * n - 1e-9));
  return percent >= 50 ? n - rank : rank;
}
