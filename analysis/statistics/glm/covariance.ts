/** Covariance of GLM coefficients (working basis): model-based, HC0–HC3, cluster, Newey–West. */
import { crossProduct, multiply, type Tall, timesVector } from '../linear-algebra.ts';
import type { GlmFit } from './fit.ts';

export type Robust = 'HC0' | 'HC1' | 'HC2' | 'HC3';

/** Dispersion × (Z'WZ)⁻¹. */
export const modelCovariance = (fit: GlmFit): Float64Array => fit.bread.map((v) => v * fit.dispersion);

/** w (y - mu) (dmu/deta) / V by row: multiplies the row of the design in its score. */
export function scoreResiduals(fit: GlmFit): Float64Array {
  const { y, mu, weights, family } = fit;
  const out = new Float64Array(y.length);
  for (let i = 0; i < y.length; i++) {
    const w = weights === undefined ? 1 : weights[i]!;
    const m = mu[i]!;
    out[i] =
      family.link === 'logit' ? w * (y[i]! - m) : (w * (y[i]! - m) * family.slope(m)) / family.variance(m);
  }
  return out;
}

/** Leverages h_i = w_i z_i' (Z'WZ)⁻¹ z_i. */
export function leverages(fit: GlmFit): Float64Array {
  const { basis } = fit.design;
  const k = basis.cols;
  const out = new Float64Array(basis.rows);
  for (let a = 0; a < k; a++) {
    const column = timesVector(basis, fit.bread.subarray(a * k, a * k + k));
    for (let i = 0; i < out.length; i++) out[i]! += column[i]! * basis.values[a * basis.rows + i]!;
  }
  for (let i = 0; i < out.length; i++) {
    const m = fit.mu[i]!;
    const w = fit.weights === undefined ? 1 : fit.weights[i]!;
    const slope = fit.family.slope(m);
    out[i]! *= fit.family.link === 'logit' ? w * slope : (w * slope * slope) / fit.family.variance(m);
  }
  return out;
}

const breadMeatBread = (fit: GlmFit, meat: Float64Array): Float64Array => {
  const k = fit.design.basis.cols;
  return multiply(multiply(fit.bread, meat, k), fit.bread, k);
};

/** Heteroscedasticity-consistent covariance (MacKinnon & White 1985; R sandwich::vcovHC). */
export function robustCovariance(fit: GlmFit, type: Robust = 'HC0'): Float64Array {
  const r = scoreResiduals(fit);
  const n = r.length;
  const k = fit.design.basis.cols;
  const squared = r.map((v) => v * v);
  if (type === 'HC2' || type === 'HC3') {
    const h = leverages(fit);
    for (let i = 0; i < n; i++) squared[i]! /= type === 'HC2' ? 1 - h[i]! : (1 - h[i]!) ** 2;
  }
  const v = breadMeatBread(fit, crossProduct(fit.design.basis, squared));
  return type === 'HC1' ? v.map((x) => (x * n) / (n - k)) : v;
}

/** Sums of score rows within clusters: G × k, column-major. */
function clusterScores(fit: GlmFit, cluster: Int32Array): Tall {
  const r = scoreResiduals(fit);
  const { basis } = fit.design;
  let groups = 0;
  for (let i = 0; i < cluster.length; i++) groups = Math.max(groups, cluster[i]! + 1);
  const values = new Float64Array(groups * basis.cols);
  for (let c = 0; c < basis.cols; c++) {
    for (let i = 0; i < r.length; i++)
      values[c * groups + cluster[i]!]! += r[i]! * basis.values[c * basis.rows + i]!;
  }
  return { rows: groups, cols: basis.cols, values };
}

/**
 * Which finite-sample factor: CR0 none; `groups` G/(G-1); `HC1` R's sandwich::vcovCL default and Stata:
 * G/(G-1) · (n-1)/(n-k).
 */
export type ClusterAdjustment = 'CR0' | 'groups' | 'HC1';

/** Cluster-robust covariance (Liang & Zeger 1986); cluster numbers 0…G-1. */
export function clusterCovariance(
  fit: GlmFit,
  cluster: Int32Array,
  adjustment: ClusterAdjustment = 'HC1',
): Float64Array {
  const scores = clusterScores(fit, cluster);
  const g = scores.rows;
  const n = cluster.length;
  const k = fit.design.basis.cols;
  const small = adjustment === 'HC1' ? (n - 1) / (n - k) : 1;
  const f = adjustment === 'CR0' ? 1 : (g / (g - 1)) * small;
  return breadMeatBread(fit, crossProduct(scores)).map((v) => v * f);
}

/**
 * Newey & West (1987) covariance with Bartlett weights 1 - l/(lag+1), rows in time order.
 * `adjust` multiplies by n/(n-k) as R's sandwich::NeweyWest(adjust = TRUE).
 */
export function neweyWestCovariance(fit: GlmFit, lag: number, adjust = false): Float64Array {
  const r = scoreResiduals(fit);
  const { basis } = fit.design;
  const n = r.length;
  const k = basis.cols;
  const meat = new Float64Array(k * k);
  for (let l = 0; l <= lag && l < n; l++) {
    const weight = 1 - l / (lag + 1);
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) {
        let s = 0;
        for (let i = l; i < n; i++) {
          s += r[i]! * basis.values[a * n + i]! * r[i - l]! * basis.values[b * n + i - l]!;
        }
        meat[a * k + b]! += weight * s;
        if (l > 0) meat[b * k + a]! += weight * s;
      }
    }
  }
  const v = breadMeatBread(fit, meat);
  return adjust ? v.map((x) => (x * n) / (n - k)) : v;
}
