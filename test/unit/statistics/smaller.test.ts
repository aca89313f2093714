/** Estimators without a reference file: checked against what they must give by construction. */
import { describe, expect, it } from 'vitest';
import { chiSquareLower } from '../../../analysis/statistics/distributions.ts';
import {
  defaultKnots,
  doseResponse,
  restrictedCubicSpline,
} from '../../../analysis/statistics/dose-response.ts';
import { familyOf } from '../../../analysis/statistics/glm/families.ts';
import { powerT, sizeForDifference } from '../../../analysis/statistics/power.ts';
import { uniformStream } from '../../../analysis/statistics/random.ts';
import { densityTest } from '../../../analysis/statistics/rdd/density.ts';
import { calibrate, fitNullDistribution } from '../../../analysis/statistics/sensitivity.ts';
import { imhofLower } from '../../../analysis/statistics/time-series/autocorrelation.ts';

const normals = (seed: number): (() => number) => {
  const u = uniformStream(seed, 0);
  return () => Math.sqrt(-2 * Math.log(1 - u())) * Math.cos(2 * Math.PI * u());
};

describe('dose–response', () => {
  it('the spline is linear beyond its outer knots', () => {
    const [s] = restrictedCubicSpline(Float64Array.of(-5, -2, 0, 10, 11, 12), [0, 5, 10]);
    expect([s![0], s![1], s![2]]).toEqual([0, 0, 0]);
    expect(s![5]! - s![4]!).toBeCloseTo(s![4]! - s![3]!, 12);
  });

  it('finds a plateau that a straight line misses, and none where there is none', () => {
    const normal = normals(4);
    const u = uniformStream(4, 1);
    const dose = Float64Array.from({ length: 3000 }, () => 12 * u());
    const curve = (shape: (d: number) => number): ReturnType<typeof doseResponse> =>
      doseResponse({
        y: dose.map((d) => shape(d) + normal()),
        dose,
        terms: [],
        covariates: [],
        family: familyOf('gaussian'),
        knots: defaultKnots(dose, 4),
      });
    const plateau = curve((d) => -Math.min(d, 6) / 3);
    expect(plateau.nonLinearity.p).toBeLessThan(1e-6);
    const [low, high] = plateau.at([6, 11], 0);
    expect(low!.effect.estimate).toBeCloseTo(-2, 0);
    expect(Math.abs(high!.effect.estimate - low!.effect.estimate)).toBeLessThan(0.4);
    const line = curve((d) => -d / 3);
    expect(line.nonLinearity.p).toBeGreaterThan(0.01);
    expect(line.trend.estimate).toBeCloseTo(-1 / 3, 1);
  });

  it('with few people, intervals for few hold the truth and those for many do not', () => {
    const normal = normals(7);
    const u = uniformStream(7, 1);
    const towns = 1500;
    const held = { few: 0, many: 0 };
    for (let town = 0; town < towns; town++) {
      const dose = Float64Array.from({ length: 40 }, () => 12 * u());
      const age = dose.map((value) => value + 4 * normal());
      const y = dose.map(() => normal());
      for (const [name, few] of [
        ['few', true],
        ['many', false],
      ] as const) {
        const { trend } = doseResponse({
          y,
          dose,
          terms: ['age'],
          covariates: [age],
          family: familyOf('gaussian'),
          knots: defaultKnots(dose, 3),
          few,
        });
        held[name] += trend.ci[0] <= 0 && 0 <= trend.ci[1] ? 1 : 0;
      }
    }
    expect(held.few / towns).toBeGreaterThan(0.935);
    expect(held.few / towns).toBeLessThan(0.965);
    expect(held.many / towns).toBeLessThan(0.935);
  });
});

describe('negative controls', () => {
  it('recovers the systematic error and widens the interval by it', () => {
    const normal = normals(9);
    const ses = Array.from({ length: 4000 }, (_, i) => 0.05 + 0.0001 * (i % 100));
    const estimates = ses.map((se) => 0.2 + 0.15 * normal() + se * normal());
    const found = fitNullDistribution(estimates, ses);
    expect(found.mean).toBeCloseTo(0.2, 1);
    expect(found.sd).toBeCloseTo(0.15, 1);
    const c = calibrate(0.2, 0.05, found);
    expect(c.p).toBeGreaterThan(0.8);
    expect(c.ci[1] - c.ci[0]).toBeGreaterThan(2 * 1.96 * 0.15);
  });

  it('is the usual test when there is no systematic error', () => {
    const found = fitNullDistribution([0, 0, 0, 0], [0.1, 0.1, 0.1, 0.1]);
    expect(found).toEqual({ mean: 0, sd: 0, controls: 4 });
  });
});

describe('density at the cut-off', () => {
  const u = uniformStream(2, 0);
  const smooth = Float64Array.from({ length: 6000 }, () => 10 * (u() + u() - 1));
  it('a smooth density passes', () => {
    expect(densityTest(smooth)!.p).toBeGreaterThan(0.01);
  });
  it('a third of those just below moved above does not', () => {
    const moved = smooth.map((v) => (v < 0 && v > -1 && u() < 0.33 ? -v : v));
    expect(densityTest(moved)!.p).toBeLessThan(0.001);
    expect(densityTest(moved)!.logJump).toBeGreaterThan(0);
  });
});

describe('power and quadratic forms', () => {
  it('the size for a power gives that power', () => {
    const n = sizeForDifference(0.3, { power: 0.9 });
    expect(powerT(n, 0.3)).toBeCloseTo(0.9, 8);
  });

  it('Imhof’s integral equals the chi-squared ratio it must', () => {
    // P(ξ₁²+ξ₂² < c(ξ₃²+ξ₄²)) = c/(1+c) for independent exponentials.
    for (const c of [0.2, 1, 3])
      expect(imhofLower(Float64Array.of(1, 1, -c, -c))).toBeCloseTo(c / (1 + c), 8);
    expect(chiSquareLower(2 * Math.log(2), 2)).toBeCloseTo(0.5, 12);
  });
});
