/** Autocorrelation of residuals: ACF, Ljung–Box, Durbin–Watson with its exact p value. */
import { chiSquareUpper, normalUpper } from '../distributions.ts';
import { symmetricEigen } from '../eigen.ts';
import type { Tall } from '../linear-algebra.ts';
import { crossProduct, invertSymmetric, multiply } from '../linear-algebra.ts';

/** Autocorrelations at lags 1…maxLag. */
export function autocorrelations(values: Float64Array, maxLag: number): number[] {
  const n = values.length;
  const mean = values.reduce((s, v) => s + v, 0) / n;
  const c0 = values.reduce((s, v) => s + (v - mean) ** 2, 0);
  return Array.from({ length: maxLag }, (_, l) => {
    let s = 0;
    for (let i = l + 1; i < n; i++) s += (values[i]! - mean) * (values[i - l - 1]! - mean);
    return s / c0;
  });
}

/** Ljung & Box (1978) portmanteau test at `lags` lags. */
export function ljungBox(values: Float64Array, lags: number): { statistic: number; p: number } {
  const n = values.length;
  const statistic =
    autocorrelations(values, lags).reduce((s, r, l) => s + (r * r) / (n - l - 1), 0) * n * (n + 2);
  return { statistic, p: chiSquareUpper(statistic, lags) };
}

/** Durbin–Watson statistic. */
export function durbinWatson(residuals: Float64Array): number {
  let top = 0;
  let bottom = 0;
  for (let i = 0; i < residuals.length; i++) {
    bottom += residuals[i]! ** 2;
    if (i > 0) top += (residuals[i]! - residuals[i - 1]!) ** 2;
  }
  return top / bottom;
}

/** P(Σ λ ξ² < 0) for independent standard normal ξ, by Imhof's (1961) inversion integral. */
export function imhofLower(lambda: Float64Array): number {
  const scale = lambda.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  const l = lambda.map((v) => v / scale).filter((v) => Math.abs(v) > 1e-12);
  const integrand = (u: number): number => {
    if (u === 0) return l.reduce((s, v) => s + v, 0) / 2;
    let theta = 0;
    let logRho = 0;
    for (const v of l) {
      theta += 0.5 * Math.atan(v * u);
      logRho += 0.25 * Math.log1p(v * v * u * u);
    }
    return Math.sin(theta) / (u * Math.exp(logRho));
  };
  // The integrand dies like u^(-1-m/2); composite Gauss–Legendre panels of growing width.
  let total = 0;
  let from = 0;
  for (let width = 0.25; from < 1e6; from += width, width *= from > 20 ? 1.5 : 1) {
    const part = gaussLegendre(integrand, from, from + width);
    total += part;
    if (from > 5 && Math.abs(part) < 1e-15) break;
  }
  return 0.5 - total / Math.PI;
}

const NODES = [
  0.1488743389816312, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717,
];
const WEIGHTS = [
  0.2955242247147529, 0.2692667193099963, 0.219086362515982, 0.1494513491505806, 0.0666713443086881,
];

function gaussLegendre(f: (u: number) => number, a: number, b: number): number {
  const mid = (a + b) / 2;
  const half = (b - a) / 2;
  let s = 0;
  NODES.forEach((node, i) => {
    s += WEIGHTS[i]! * (f(mid - half * node) + f(mid + half * node));
  });
  return s * half;
}

/** Residual-maker M = I - X(X'X)⁻¹X' times A times M, with A the first-difference matrix. */
function residualDifference(x: Tall): Float64Array {
  const n = x.rows;
  const k = x.cols;
  const inverse = invertSymmetric(crossProduct(x), k);
  const m = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let h = 0;
      for (let a = 0; a < k; a++) {
        for (let b = 0; b < k; b++) h += x.values[a * n + i]! * inverse[a * k + b]! * x.values[b * n + j]!;
      }
      m[i * n + j] = (i === j ? 1 : 0) - h;
    }
  }
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    a[i * n + i] = i === 0 || i === n - 1 ? 1 : 2;
    if (i > 0) {
      a[i * n + i - 1] = -1;
      a[(i - 1) * n + i] = -1;
    }
  }
  return multiply(multiply(m, a, n), m, n);
}

/**
 * P(DW < d) for positive autocorrelation: exact for fewer than 100 rows (as R's lmtest::dwtest), otherwise the
 * normal approximation of Durbin & Watson.
 */
export function durbinWatsonP(d: number, x: Tall): number {
  const n = x.rows;
  const df = n - x.cols;
  if (n < 100) {
    const eigen = symmetricEigen(residualDifference(x), n).values.sort();
    // The k zero eigenvalues of the residual space carry no weight in the quadratic form.
    const positive = eigen.slice(x.cols);
    return imhofLower(positive.map((v) => v - d));
  }
  const mean = 2;
  const sd = Math.sqrt(4 / (df + 2));
  return normalUpper((mean - d) / sd);
}
