/** Exponential families with the one link each is used with here; quasi variants differ in dispersion only. */
import { logGamma } from '../distributions.ts';

export type FamilyName =
  | 'gaussian'
  | 'binomial'
  | 'poisson'
  | 'quasibinomial'
  | 'quasipoisson'
  | 'gamma'
  | 'negbin';

export const FAMILY_NAMES: readonly FamilyName[] = [
  'gaussian',
  'binomial',
  'poisson',
  'quasibinomial',
  'quasipoisson',
  'gamma',
  'negbin',
];

export interface Family {
  readonly name: FamilyName;
  readonly link: 'identity' | 'logit' | 'log';
  /** Whether the dispersion is estimated (Pearson) rather than 1. */
  readonly dispersed: boolean;
  /** Mean from linear predictor. */
  readonly mean: (eta: number) => number;
  /** d mean / d eta, from the mean (all links used allow that). */
  readonly slope: (mu: number) => number;
  /** Variance function V(mu). */
  readonly variance: (mu: number) => number;
  /** Unit deviance. */
  readonly deviance: (y: number, mu: number) => number;
  /** Start of the mean for one observation. */
  readonly startMean: (y: number) => number;
  /** Linear predictor from mean. */
  readonly linkOf: (mu: number) => number;
  readonly validOutcome: (y: number) => boolean;
  /** Minus the derivative of the score by the linear predictor, where the link is not the canonical one. */
  readonly curvature?: (y: number, mu: number) => number;
  readonly theta?: number;
}

const expit = (eta: number): number =>
  eta >= 0 ? 1 / (1 + Math.exp(-eta)) : Math.exp(eta) / (1 + Math.exp(eta));
const yLogY = (y: number, mu: number): number => (y === 0 ? 0 : y * Math.log(y / mu));

const identity = {
  link: 'identity',
  mean: (eta: number) => eta,
  slope: () => 1,
  linkOf: (mu: number) => mu,
} as const;

const log = {
  link: 'log',
  mean: Math.exp,
  slope: (mu: number) => mu,
  linkOf: Math.log,
} as const;

const logit = {
  link: 'logit',
  mean: expit,
  slope: (mu: number) => mu * (1 - mu),
  linkOf: (mu: number) => Math.log(mu / (1 - mu)),
} as const;

const binomial = {
  ...logit,
  variance: (mu: number) => mu * (1 - mu),
  deviance: (y: number, mu: number) => 2 * (yLogY(y, mu) + yLogY(1 - y, 1 - mu)),
  startMean: (y: number) => (y + 0.5) / 2,
  validOutcome: (y: number) => y >= 0 && y <= 1,
};

const poisson = {
  ...log,
  variance: (mu: number) => mu,
  deviance: (y: number, mu: number) => 2 * (yLogY(y, mu) - (y - mu)),
  startMean: (y: number) => y + 0.1,
  validOutcome: (y: number) => y >= 0,
};

const FIXED: Readonly<Record<Exclude<FamilyName, 'negbin'>, Family>> = {
  gaussian: {
    ...identity,
    name: 'gaussian',
    dispersed: true,
    variance: () => 1,
    deviance: (y, mu) => (y - mu) ** 2,
    startMean: (y) => y,
    validOutcome: () => true,
  },
  binomial: { ...binomial, name: 'binomial', dispersed: false },
  quasibinomial: { ...binomial, name: 'quasibinomial', dispersed: true },
  poisson: { ...poisson, name: 'poisson', dispersed: false },
  quasipoisson: { ...poisson, name: 'quasipoisson', dispersed: true },
  gamma: {
    ...log,
    name: 'gamma',
    dispersed: true,
    variance: (mu) => mu * mu,
    deviance: (y, mu) => -2 * (Math.log(y / mu) - (y - mu) / mu),
    startMean: (y) => y,
    validOutcome: (y) => y > 0,
    curvature: (y, mu) => y / mu,
  },
};

/** The family of that name; the negative binomial needs its `theta` (variance mu + mu²/theta). */
export function familyOf(name: FamilyName, theta = 1): Family {
  if (name !== 'negbin') return FIXED[name];
  return {
    ...log,
    name,
    dispersed: false,
    theta,
    variance: (mu) => mu + (mu * mu) / theta,
    deviance: (y, mu) => 2 * (yLogY(y, mu) - (y + theta) * Math.log((y + theta) / (mu + theta))),
    startMean: (y) => y + (y === 0 ? 1 / 6 : 0),
    validOutcome: (y) => y >= 0,
    curvature: (y, mu) => (mu * (1 + y / theta)) / (1 + mu / theta) ** 2,
  };
}

/** Log-likelihood of a negative binomial sample at fixed theta. */
export function negativeBinomialLogLikelihood(y: Float64Array, mu: Float64Array, theta: number): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) {
    const v = y[i]!;
    const m = mu[i]!;
    sum +=
      logGamma(theta + v) -
      logGamma(theta) -
      logGamma(v + 1) +
      theta * Math.log(theta) +
      (v === 0 ? 0 : v * Math.log(m)) -
      (theta + v) * Math.log(theta + m);
  }
  return sum;
}
