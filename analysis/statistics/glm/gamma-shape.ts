/** Maximum-likelihood shape of a gamma model from its deviance: log α - ψ(α) = D / 2n (as R's MASS::gamma.shape). */
import { digamma, trigamma } from '../distributions.ts';
import type { GlmFit } from './fit.ts';

export function gammaShape(fit: GlmFit): number {
  let weight = 0;
  for (let i = 0; i < fit.y.length; i++) weight += fit.weights === undefined ? 1 : fit.weights[i]!;
  const half = fit.deviance / (2 * weight);
  let alpha = (3 - half + Math.sqrt((half - 3) ** 2 + 24 * half)) / (12 * half);
  for (let i = 0; i < 50; i++) {
    const step = (Math.log(alpha) - digamma(alpha) - half) / (1 / alpha - trigamma(alpha));
    alpha -= step;
    if (Math.abs(step) < 1e-13 * alpha) break;
  }
  return alpha;
}
