/** How strong would something unmeasured have to be? E-values, negative controls, regression to the mean. */
import { normalCritical, normalDensity, normalTwoSided, normalUpper } from './distributions.ts';

export interface EValue {
  readonly point: number;
  /** For the confidence limit nearer to no effect; 1 when the interval covers no effect. */
  readonly limit: number;
}

const single = (rr: number): number => {
  const r = rr >= 1 ? rr : 1 / rr;
  return r + Math.sqrt(r * (r - 1));
};

/** E-value of a risk ratio with its interval (VanderWeele & Ding 2017, Ann Intern Med 167:268). */
export function eValue(rr: number, low: number, high: number): EValue {
  const point = single(rr);
  if (low <= 1 && high >= 1) return { point, limit: 1 };
  return { point, limit: single(rr >= 1 ? low : high) };
}

/** Approximate risk ratio of an odds ratio of a common outcome. */
export const riskRatioOfCommonOdds = Math.sqrt;

/** Approximate risk ratio of a hazard ratio of a common outcome. */
export const riskRatioOfCommonHazard = (hr: number): number =>
  (1 - 0.5 ** Math.sqrt(hr)) / (1 - 0.5 ** Math.sqrt(1 / hr));

/** Approximate risk ratio and limits of a standardised mean difference with standard error. */
export function riskRatioOfDifference(d: number, se: number): { rr: number; low: number; high: number } {
  return {
    rr: Math.exp(0.91 * d),
    low: Math.exp(0.91 * d - 1.78 * se),
    high: Math.exp(0.91 * d + 1.78 * se),
  };
}

export interface NullDistribution {
  readonly mean: number;
  readonly sd: number;
  readonly controls: number;
}

/** Log-likelihood of negative-control estimates under N(mean, sd² + se²). */
function nullLogLikelihood(
  estimates: readonly number[],
  ses: readonly number[],
  mean: number,
  sd: number,
): number {
  return estimates.reduce((s, e, i) => {
    const v = sd * sd + ses[i]! ** 2;
    return s - 0.5 * (Math.log(v) + (e - mean) ** 2 / v);
  }, 0);
}

/** Mean that maximises the likelihood at a given sd. */
function profileMean(estimates: readonly number[], ses: readonly number[], sd: number): number {
  let [top, bottom] = [0, 0];
  estimates.forEach((e, i) => {
    const w = 1 / (sd * sd + ses[i]! ** 2);
    top += w * e;
    bottom += w;
  });
  return top / bottom;
}

/** Systematic error fitted to negative controls on the log scale (Schuemie et al. 2014, Stat Med 33:209). */
export function fitNullDistribution(estimates: readonly number[], ses: readonly number[]): NullDistribution {
  const value = (sd: number): number =>
    nullLogLikelihood(estimates, ses, profileMean(estimates, ses, sd), sd);
  const spread = Math.max(...estimates) - Math.min(...estimates) + Math.max(...ses);
  let [low, high] = [0, spread];
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let i = 0; i < 200; i++) {
    const a = high - golden * (high - low);
    const b = low + golden * (high - low);
    if (value(a) > value(b)) high = b;
    else low = a;
  }
  const sd = value(0) >= value((low + high) / 2) ? 0 : (low + high) / 2;
  return { mean: profileMean(estimates, ses, sd), sd, controls: estimates.length };
}

/** p value and interval of a log effect after allowing for systematic error. */
export function calibrate(
  estimate: number,
  se: number,
  nothing: NullDistribution,
): { p: number; estimate: number; ci: [number, number] } {
  const total = Math.sqrt(se * se + nothing.sd * nothing.sd);
  const centred = estimate - nothing.mean;
  const half = normalCritical() * total;
  return { p: normalTwoSided(centred / total), estimate: centred, ci: [centred - half, centred + half] };
}

export interface RegressionToMean {
  readonly z: number;
  readonly shareSelected: number;
  readonly meanSelected: number;
  /** Expected change of the selected with no effect at all. */
  readonly expectedChange: number;
}

/** Expected change of people selected above a cut, with equal means and SDs at both visits and correlation rho. */
export function regressionToMean(input: {
  mean: number;
  sd: number;
  rho: number;
  cut: number;
}): RegressionToMean {
  const z = (input.cut - input.mean) / input.sd;
  const shareSelected = normalUpper(z);
  const mills = normalDensity(z) / shareSelected;
  return {
    z,
    shareSelected,
    meanSelected: input.mean + input.sd * mills,
    expectedChange: -(1 - input.rho) * input.sd * mills,
  };
}
