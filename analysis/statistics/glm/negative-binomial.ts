/** Negative binomial regression with log link (variance mu + mu²/theta), as R's MASS::glm.nb. */
import { digamma, trigamma } from '../distributions.ts';
import { familyOf, negativeBinomialLogLikelihood } from './families.ts';
import { fitGlm, type GlmFit, type GlmInput } from './fit.ts';

export interface NegativeBinomialFit extends GlmFit {
  readonly theta: number;
  /** Standard error of theta from the observed information. */
  readonly seTheta: number;
  readonly twiceLogLikelihood: number;
}

/** No overdispersion: theta runs to infinity and the Poisson model is the answer. */
export class NoOverdispersion extends Error {
  constructor() {
    super('no overdispersion');
    this.name = 'NoOverdispersion';
  }
}

function thetaScore(
  y: Float64Array,
  mu: Float64Array,
  w: Float64Array | undefined,
  theta: number,
): [number, number] {
  let score = 0;
  let information = 0;
  for (let i = 0; i < y.length; i++) {
    const v = y[i]!;
    const m = mu[i]!;
    const wi = w === undefined ? 1 : w[i]!;
    score +=
      wi *
      (digamma(theta + v) -
        digamma(theta) +
        Math.log(theta) +
        1 -
        Math.log(theta + m) -
        (v + theta) / (m + theta));
    information +=
      wi *
      (-trigamma(theta + v) + trigamma(theta) - 1 / theta + 2 / (m + theta) - (v + theta) / (m + theta) ** 2);
  }
  return [score, information];
}

/** Maximum-likelihood theta at given means, on the logarithmic scale to stay positive. */
function estimateTheta(
  y: Float64Array,
  mu: Float64Array,
  w: Float64Array | undefined,
  start: number,
): number {
  let log = Math.log(start);
  for (let i = 0; i < 100; i++) {
    const theta = Math.exp(log);
    const [score, information] = thetaScore(y, mu, w, theta);
    const slope = score * theta;
    // d²/dlog² = score θ - information θ²; fall back to a fixed step where the likelihood is not concave.
    const curve = slope - information * theta * theta;
    const step = curve < 0 ? -slope / curve : Math.sign(slope);
    log += Math.max(-1.5, Math.min(1.5, step));
    if (log > 20) throw new NoOverdispersion();
    if (Math.abs(step) < 1e-12) break;
  }
  return Math.exp(log);
}

function startTheta(fit: GlmFit): number {
  let sum = 0;
  for (let i = 0; i < fit.y.length; i++) sum += (fit.y[i]! / fit.mu[i]! - 1) ** 2;
  return Math.max(0.05, fit.y.length / sum);
}

/** Alternates regression and theta until both stand still; throws {@link NoOverdispersion}. */
export function fitNegativeBinomial(input: Omit<GlmInput, 'family'>): NegativeBinomialFit {
  let fit = fitGlm({ ...input, family: familyOf('poisson') });
  if (fit.pearson / fit.residualDf <= 1) throw new NoOverdispersion();
  let theta = startTheta(fit);
  for (let i = 0; i < 200; i++) {
    fit = fitGlm({ ...input, family: familyOf('negbin', theta), start: fit.coefficients });
    const next = estimateTheta(input.y, fit.mu, input.weights, theta);
    const change = Math.abs(Math.log(next / theta));
    theta = next;
    if (change < 1e-11) break;
  }
  fit = fitGlm({ ...input, family: familyOf('negbin', theta), start: fit.coefficients });
  const [, information] = thetaScore(input.y, fit.mu, input.weights, theta);
  return {
    ...fit,
    theta,
    seTheta: Math.sqrt(1 / information),
    twiceLogLikelihood: 2 * negativeBinomialLogLikelihood(input.y, fit.mu, theta),
  };
}
