/** How many lags a Newey–West error takes in, from the data (Newey & West 1994, Rev Econ Stud 61:631). */
import { scoreResiduals } from '../glm/covariance.ts';
import type { GlmFit } from '../glm/fit.ts';

/** The usual lag for `n` times, 4 (n/100)^(2/9). */
export const usualLag = (n: number): number => Math.min(n - 1, Math.floor(4 * (n / 100) ** (2 / 9)));

/**
 * Lag for Bartlett weights without prewhitening, as R's sandwich::NeweyWest(prewhite = FALSE) chooses it: `columns`
 * are the model's own (unscaled) columns without the intercept, rows in time order. Undefined where the rule asks for a
 * third of the series or more, which happens when its sum of autocovariances is near zero and means nothing.
 */
export function neweyWestLag(fit: GlmFit, columns: readonly Float64Array[]): number | undefined {
  const residual = scoreResiduals(fit);
  const n = residual.length;
  const sum = residual.map((r, t) => r * columns.reduce((s, c) => s + c[t]!, 0));
  const most = usualLag(n);
  let level = 0;
  let slope = 0;
  for (let lag = 0; lag <= most; lag++) {
    let covariance = 0;
    for (let t = lag; t < n; t++) covariance += sum[t]! * sum[t - lag]!;
    level += (lag === 0 ? 1 : 2) * covariance;
    slope += 2 * lag * covariance;
  }
  const width = 1.1447 * ((slope / level) ** 2 * n) ** (1 / 3);
  return width < n / 3 ? Math.floor(width) : undefined;
}
