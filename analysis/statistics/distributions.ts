/**
 * Distribution functions. Tails are always computed directly (never `1 - cdf`), and normal and t quantiles
 * get Newton steps on top of the library's approximation (its own error is about 2e-9).
 */
import gammaln from '@stdlib/math-base-special-gammaln';
import betaCdf from '@stdlib/stats-base-dists-beta-cdf';
import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';
import gammaQuantile from '@stdlib/stats-base-dists-gamma-quantile';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';

export { default as digamma } from '@stdlib/math-base-special-digamma';
export { default as logGamma } from '@stdlib/math-base-special-gammaln';
export { default as trigamma } from '@stdlib/math-base-special-trigamma';

const LOG_SQRT_2PI = 0.9189385332046728;

/** Standard normal density. */
export const normalDensity = (x: number): number => Math.exp(-0.5 * x * x - LOG_SQRT_2PI);

/** P(Z ≤ x) for a standard normal Z. */
export const normalLower = (x: number): number => normalCdf(x, 0, 1);

/** P(Z > x), accurate far into the tail. */
export const normalUpper = (x: number): number => normalCdf(-x, 0, 1);

/** The z with P(Z ≤ z) = p, 0 < p < 1. */
export function normalInverse(p: number): number {
  if (p === 0.5) return 0;
  if (p > 0.5) return -normalInverse(1 - p);
  const z = normalQuantile(p, 0, 1);
  if (!Number.isFinite(z)) return z;
  const first = z - (normalLower(z) - p) / normalDensity(z);
  return first - (normalLower(first) - p) / normalDensity(first);
}

/** z for a two-sided interval of the given level; 1.959963984540054 at 0.95. */
export const normalCritical = (level = 0.95): number => -normalInverse((1 - level) / 2);

/** Two-sided p value of a standard normal statistic. */
export const normalTwoSided = (z: number): number => Math.min(1, 2 * normalLower(-Math.abs(z)));

function tDensity(x: number, df: number): number {
  const logConstant = gammaln((df + 1) / 2) - gammaln(df / 2) - 0.5 * Math.log(df * Math.PI);
  return Math.exp(logConstant - ((df + 1) / 2) * Math.log1p((x * x) / df));
}

/** P(T ≤ x) for Student's t with `df` degrees of freedom. */
export const tLower = (x: number, df: number): number => (Number.isFinite(df) ? tCdf(x, df) : normalLower(x));

/** The t with P(T ≤ t) = p. */
export function tInverse(p: number, df: number): number {
  if (!Number.isFinite(df)) return normalInverse(p);
  if (p === 0.5) return 0;
  if (p > 0.5) return -tInverse(1 - p, df);
  const t = tQuantile(p, df);
  return Number.isFinite(t) ? t - (tCdf(t, df) - p) / tDensity(t, df) : t;
}

/** Two-sided p value of a t statistic. */
export const tTwoSided = (t: number, df: number): number => Math.min(1, 2 * tLower(-Math.abs(t), df));

/** x^a e^-x / Γ(a+1), by Stirling's error and the deviance for large a (Loader 2000), where exponents cancel. */
function gammaKernel(x: number, a: number): number {
  if (x === 0) return a === 0 ? 1 : 0;
  if (a < 20) return Math.exp(a * Math.log(x) - x - gammaln(a + 1));
  const d = (x - a) / a;
  const deviance = a * (d - Math.log1p(d));
  const a2 = a * a;
  const stirling = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / a2) / a2) / a2) / a;
  return Math.exp(-deviance - stirling) / Math.sqrt(2 * Math.PI * a);
}

/** Lower tail by its power series; used for x < a + 1. */
function gammaSeries(x: number, a: number): number {
  let term = 1;
  let sum = 1;
  for (let i = 1; i < 1e7; i++) {
    term *= x / (a + i);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return gammaKernel(x, a) * sum;
}

/** Upper tail by Lentz's continued fraction; used for x ≥ a + 1, where a complement would cancel. */
function gammaFraction(x: number, a: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 1e7; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b || 1e-300);
    c = b + an / c || 1e-300;
    const delta = d * c;
    h *= delta;
    if (Math.abs(delta - 1) < 1e-16) break;
  }
  return gammaKernel(x, a) * a * h;
}

/** P(X ≤ x), X ~ gamma(shape, rate). */
export function gammaLower(x: number, shape: number, rate = 1): number {
  const v = x * rate;
  if (v <= 0) return 0;
  return v < shape + 1 ? gammaSeries(v, shape) : 1 - gammaFraction(v, shape);
}

/** P(X > x), X ~ gamma(shape, rate). */
export function gammaUpper(x: number, shape: number, rate = 1): number {
  const v = x * rate;
  if (v <= 0) return 1;
  return v < shape + 1 ? 1 - gammaSeries(v, shape) : gammaFraction(v, shape);
}

/** Quantile of gamma(shape, rate): the library's value, then Newton steps on the nearer tail. */
export function gammaInverse(p: number, shape: number, rate = 1): number {
  let x = gammaQuantile(p, shape, 1);
  for (let i = 0; i < 4 && x > 0 && Number.isFinite(x); i++) {
    const gap = p < 0.5 ? gammaLower(x, shape) - p : 1 - p - gammaUpper(x, shape);
    const density = (gammaKernel(x, shape) * shape) / x;
    const next = x - gap / density;
    if (!(next > 0) || !Number.isFinite(next)) break;
    const change = Math.abs(next - x);
    x = next;
    if (change < 1e-15 * x) break;
  }
  return x / rate;
}

/** P(X ≤ x), X ~ chi-squared(df). */
export const chiSquareLower = (x: number, df: number): number => gammaLower(x / 2, df / 2);

/** Quantile of chi-squared(df). */
export const chiSquareInverse = (p: number, df: number): number => 2 * gammaInverse(p, df / 2);

/** P(X > x), X ~ chi-squared(df). */
export const chiSquareUpper = (x: number, df: number): number => gammaUpper(x / 2, df / 2);

/** P(X ≤ x), X ~ beta(a, b). */
export const betaLower = (x: number, a: number, b: number): number => betaCdf(x, a, b);

/** Quantile of beta(a, b). */
export const betaInverse = (p: number, a: number, b: number): number => betaQuantile(p, a, b);

/** P(F > x) for F(df1, df2), through the beta tail so that small p values stay accurate. */
export const fUpper = (x: number, df1: number, df2: number): number =>
  x <= 0 ? 1 : betaCdf(df2 / (df2 + df1 * x), df2 / 2, df1 / 2);
