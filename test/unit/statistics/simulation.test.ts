/** Repeated samples with a known effect: intervals cover it as often as they say; the naive comparison does not. */
import { describe, expect, it } from 'vitest';
import { augmentedMeans } from '../../../analysis/statistics/aipw.ts';
import { differenceSe, influenceCovariance } from '../../../analysis/statistics/contrast.ts';
import { conditionDesign } from '../../../analysis/statistics/design.ts';
import { familyOf } from '../../../analysis/statistics/glm/families.ts';
import { fitGlm } from '../../../analysis/statistics/glm/fit.ts';
import { weightedMeansEstimatedPropensity } from '../../../analysis/statistics/iptw.ts';
import { fitPropensity } from '../../../analysis/statistics/propensity.ts';
import { uniformStream } from '../../../analysis/statistics/random.ts';
import { regressionToMean } from '../../../analysis/statistics/sensitivity.ts';
import { type Estimand, propensityWeights } from '../../../analysis/statistics/weights.ts';

const REPLICATES = 600;
const ROWS = 500;
const Z95 = 1.959963984540054;

interface Town {
  readonly columns: Float64Array[];
  readonly z: Float64Array;
  readonly y: Float64Array;
}

function town(seed: number, effect: number): Town {
  const u = uniformStream(seed, 5);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - u())) * Math.cos(2 * Math.PI * u());
  const columns = [new Float64Array(ROWS), new Float64Array(ROWS)];
  const z = new Float64Array(ROWS);
  const y = new Float64Array(ROWS);
  for (let i = 0; i < ROWS; i++) {
    const age = normal();
    const active = u() < 0.5 ? 1 : 0;
    columns[0]![i] = age;
    columns[1]![i] = active;
    z[i] = u() < 1 / (1 + Math.exp(-(-0.4 + 0.6 * age + 0.7 * active))) ? 1 : 0;
    y[i] = effect * z[i]! - 1.5 * age - 2 * active + 2 * normal();
  }
  return { columns, z, y };
}

interface Estimate {
  readonly estimate: number;
  readonly se: number;
}

function weighted(t: Town, estimand: Estimand): Estimate {
  const design = conditionDesign({ rows: ROWS, terms: ['age', 'active'], columns: t.columns });
  const fit = fitPropensity({ design, columns: t.columns, z: t.z });
  const w = propensityWeights(fit.mu, t.z, estimand);
  const m = weightedMeansEstimatedPropensity({ y: t.y, z: t.z, weights: w.weights }, fit, w);
  return { estimate: m.treated - m.control, se: differenceSe(influenceCovariance(m)) };
}

function doublyRobust(t: Town): Estimate {
  const design = conditionDesign({ rows: ROWS, terms: ['age', 'active'], columns: t.columns });
  const fit = fitPropensity({ design, columns: t.columns, z: t.z });
  const arm = (a: number): Float64Array =>
    fitGlm({ design, y: t.y, family: familyOf('gaussian'), weights: t.z.map((z) => (z === a ? 1 : 0)) }).mu;
  const predictions = { treated: arm(1), control: arm(0) };
  const m = augmentedMeans({ y: t.y, z: t.z, e: fit.mu, predictions, estimand: 'ate' });
  return { estimate: m.treated - m.control, se: differenceSe(influenceCovariance(m)) };
}

function naive(t: Town): Estimate {
  const arm = (a: number): number[] => Array.from(t.y).filter((_, i) => t.z[i] === a);
  const mean = (v: number[]): number => v.reduce((s, x) => s + x, 0) / v.length;
  const [treated, control] = [arm(1), arm(0)];
  const part = (v: number[]): number => v.reduce((s, x) => s + (x - mean(v)) ** 2, 0) / v.length ** 2;
  return { estimate: mean(treated) - mean(control), se: Math.sqrt(part(treated) + part(control)) };
}

/** Share of towns in which the 95 % interval contains the truth. */
function coverage(effect: number, estimator: (t: Town) => Estimate): number {
  let covered = 0;
  for (let r = 0; r < REPLICATES; r++) {
    const { estimate, se } = estimator(town(1000 + r, effect));
    if (Math.abs(estimate - effect) <= Z95 * se) covered++;
  }
  return covered / REPLICATES;
}

// 600 towns: 3 standard errors of a coverage of 95 % are 2.7 points.
describe(`${REPLICATES} simulated towns`, () => {
  it.each(['ate', 'att', 'ato'] as const)('%s by weighting covers the truth', (estimand) => {
    const share = coverage(-3, (t) => weighted(t, estimand));
    expect(share).toBeGreaterThan(0.923);
    expect(share).toBeLessThan(0.977);
  });

  it('AIPW covers the truth', () => {
    const share = coverage(-3, doublyRobust);
    expect(share).toBeGreaterThan(0.923);
    expect(share).toBeLessThan(0.977);
  });

  it('a programme without effect is called effective in about one town of twenty, naively in most', () => {
    expect(1 - coverage(0, (t) => weighted(t, 'ate'))).toBeLessThan(0.077);
    expect(1 - coverage(0, naive)).toBeGreaterThan(0.9);
  });

  it('people selected for a high value fall by what regression to the mean says', () => {
    const expected = regressionToMean({ mean: 125, sd: 17, rho: 0.7, cut: 140 }).expectedChange;
    const u = uniformStream(11, 0);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - u())) * Math.cos(2 * Math.PI * u());
    let [sum, n] = [0, 0];
    for (let i = 0; i < 400_000; i++) {
      const first = normal();
      if (125 + 17 * first <= 140) continue;
      sum += 17 * (0.7 * first + Math.sqrt(1 - 0.49) * normal() - first);
      n++;
    }
    expect(sum / n).toBeCloseTo(expected, 0);
    expect(Math.abs(sum / n - expected)).toBeLessThan(0.2);
  });
});
