import { betaInverse } from '../distributions.ts';
import { type Interval, UNDEFINED_INTERVAL } from './interval.ts';
import { zFor } from './poisson.ts';

/** Wilson score interval of a share k/n (Wilson 1927); undefined for n = 0. */
export function wilsonInterval(k: number, n: number, level = 0.95): Interval {
  if (!(n > 0)) return UNDEFINED_INTERVAL;
  const z = zFor(level);
  const p = k / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return { lower: k === 0 ? 0 : centre - half, upper: k === n ? 1 : centre + half };
}

/** Clopper–Pearson exact interval of a share k/n; undefined for n = 0. */
export function clopperPearsonInterval(k: number, n: number, level = 0.95): Interval {
  if (!(n > 0)) return UNDEFINED_INTERVAL;
  const alpha = 1 - level;
  return {
    lower: k === 0 ? 0 : betaInverse(alpha / 2, k, n - k + 1),
    upper: k === n ? 1 : betaInverse(1 - alpha / 2, k + 1, n - k),
  };
}

/** Newcombe's hybrid score interval (method 10, 1998) of p1 − p0. */
export function newcombeDifference(
  one: { readonly k: number; readonly n: number },
  zero: { readonly k: number; readonly n: number },
  level = 0.95,
): Interval & { readonly estimate: number | null } {
  if (!(one.n > 0) || !(zero.n > 0)) return { estimate: null, lower: null, upper: null };
  const p1 = one.k / one.n;
  const p0 = zero.k / zero.n;
  const w1 = wilsonInterval(one.k, one.n, level);
  const w0 = wilsonInterval(zero.k, zero.n, level);
  const difference = p1 - p0;
  return {
    estimate: difference,
    lower: difference - Math.hypot(p1 - (w1.lower ?? 0), (w0.upper ?? 1) - p0),
    upper: difference + Math.hypot((w1.upper ?? 1) - p1, p0 - (w0.lower ?? 0)),
  };
}
