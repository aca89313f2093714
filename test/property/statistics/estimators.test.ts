/** Properties that hold for every data set: invariances, identities, and no NaN. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { augmentedMeans } from '../../../analysis/statistics/aipw.ts';
import { balanceTable } from '../../../analysis/statistics/balance.ts';
import { entropyBalance } from '../../../analysis/statistics/calibration.ts';
import { contrasts, differenceSe, influenceCovariance } from '../../../analysis/statistics/contrast.ts';
import { conditionDesign, originalCoefficients } from '../../../analysis/statistics/design.ts';
import { familyOf } from '../../../analysis/statistics/glm/families.ts';
import { fitGlm } from '../../../analysis/statistics/glm/fit.ts';
import { weightedMeans, weightedMeansEstimatedPropensity } from '../../../analysis/statistics/iptw.ts';
import { nearestNeighbours } from '../../../analysis/statistics/matching.ts';
import { benjaminiHochberg, holm } from '../../../analysis/statistics/multiplicity.ts';
import { ascendingOrder } from '../../../analysis/statistics/ordering.ts';
import { fitPropensity, SeparationError } from '../../../analysis/statistics/propensity.ts';
import { bootstrapCounts, uniformStream } from '../../../analysis/statistics/random.ts';
import { quantileSorted } from '../../../analysis/statistics/summary.ts';
import { kaplanMeier, restrictedMean } from '../../../analysis/statistics/survival/kaplan-meier.ts';
import { ESTIMANDS, propensityWeights, stabilise } from '../../../analysis/statistics/weights.ts';

interface Data {
  readonly columns: Float64Array[];
  readonly z: Float64Array;
  readonly y: Float64Array;
}

/** A confounded sample of `n` rows and three covariates, from a seed. */
function sample(seed: number, n: number): Data {
  const u = uniformStream(seed, 0);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - u())) * Math.cos(2 * Math.PI * u());
  const columns = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const z = new Float64Array(n);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const [a, b, c] = [normal(), u() < 0.4 ? 1 : 0, 50 + 10 * normal()];
    columns[0]![i] = a;
    columns[1]![i] = b;
    columns[2]![i] = c;
    z[i] = u() < 1 / (1 + Math.exp(-(0.4 * a - 0.5 * b + 0.03 * (c - 50)))) ? 1 : 0;
    y[i] = 2 * z[i]! + a + 0.1 * c + normal();
  }
  return { columns, z, y };
}

const seeds = fc.integer({ min: 1, max: 1_000_000 });
const RUNS = { numRuns: 40 };
const design = (d: Data) => conditionDesign({ rows: d.z.length, terms: ['a', 'b', 'c'], columns: d.columns });

describe('propensity weighting', () => {
  it('overlap weights balance every covariate exactly; the estimate does not depend on units', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0.001, max: 1000, noNaN: true }), (seed, unit) => {
        const d = sample(seed, 150);
        const fit = fitPropensity({ design: design(d), columns: d.columns, z: d.z });
        const ato = propensityWeights(fit.mu, d.z, 'ato');
        const variables = d.columns.map((values, i) => ({ term: `${i}`, values, binary: i === 1 }));
        for (const row of balanceTable({
          variables,
          z: d.z,
          weights: ato.weights,
          estimand: 'ato',
          ks: false,
        })) {
          expect(Math.abs(row.after)).toBeLessThan(1e-9);
        }
        const scaled = { ...d, columns: d.columns.map((c) => c.map((v) => v * unit + 7)) };
        const again = fitPropensity({ design: design(scaled), columns: scaled.columns, z: d.z });
        const effect = (f: typeof fit): [number, number] => {
          const w = propensityWeights(f.mu, d.z, 'ate');
          const m = weightedMeansEstimatedPropensity({ y: d.y, z: d.z, weights: w.weights }, f, w);
          return [m.treated - m.control, differenceSe(influenceCovariance(m))];
        };
        const [one, two] = [effect(fit), effect(again)];
        expect(two[0]).toBeCloseTo(one[0], 8);
        expect(two[1]).toBeCloseTo(one[1], 8);
      }),
      RUNS,
    );
  });

  it('influence values sum to zero, and stabilising does not change estimate or error', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(...ESTIMANDS), (seed, estimand) => {
        const d = sample(seed, 200);
        const fit = fitPropensity({ design: design(d), columns: d.columns, z: d.z });
        const w = propensityWeights(fit.mu, d.z, estimand);
        const m = weightedMeansEstimatedPropensity({ y: d.y, z: d.z, weights: w.weights }, fit, w);
        for (const influence of [m.influenceTreated, m.influenceControl]) {
          expect(Math.abs(influence.reduce((s, v) => s + v, 0))).toBeLessThan(1e-8);
        }
        const s = stabilise(w, d.z);
        const n = weightedMeansEstimatedPropensity({ y: d.y, z: d.z, weights: s.weights }, fit, s);
        expect(n.treated).toBeCloseTo(m.treated, 9);
        expect(differenceSe(influenceCovariance(n))).toBeCloseTo(differenceSe(influenceCovariance(m)), 9);
      }),
      RUNS,
    );
  });

  it('swapping the arms turns the effect round', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const d = sample(seed, 120);
        const flipped = { ...d, z: d.z.map((v) => 1 - v) };
        const effect = (x: Data): number => {
          const fit = fitPropensity({ design: design(x), columns: x.columns, z: x.z });
          const m = weightedMeans({ y: x.y, z: x.z, weights: propensityWeights(fit.mu, x.z, 'ate').weights });
          return m.treated - m.control;
        };
        expect(effect(flipped)).toBeCloseTo(-effect(d), 8);
      }),
      RUNS,
    );
  });

  it('AIPW with a perfect outcome model is the mean difference of its predictions', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const d = sample(seed, 80);
        const treated = d.columns[0]!.map((v) => v + 3);
        const control = d.columns[0]!.map((v) => v + 1);
        const y = d.z.map((z, i) => (z === 1 ? treated[i]! : control[i]!));
        const e = d.z.map(() => 0.37);
        for (const estimand of ['ate', 'att', 'atc'] as const) {
          const m = augmentedMeans({ y, z: d.z, e, predictions: { treated, control }, estimand });
          expect(m.treated - m.control).toBeCloseTo(2, 10);
        }
      }),
      RUNS,
    );
  });
});

describe('balancing', () => {
  it('entropy balancing meets its targets', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const d = sample(seed, 200);
        const r = entropyBalance({ design: design(d), y: d.y, z: d.z, estimand: 'att' });
        const mean = (x: Float64Array, arm: number): number => {
          let [top, bottom] = [0, 0];
          for (let i = 0; i < x.length; i++) {
            if (d.z[i] !== arm) continue;
            top += r.weights[i]! * x[i]!;
            bottom += r.weights[i]!;
          }
          return top / bottom;
        };
        for (const c of d.columns) expect(mean(c, 0)).toBeCloseTo(mean(c, 1), 7);
      }),
      RUNS,
    );
  });
});

describe('regression', () => {
  it('recovers exact coefficients, whatever the conditioning of the raw columns', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0, max: 3000, noNaN: true }), (seed, shift) => {
        const d = sample(seed, 60);
        const x = d.columns[0]!.map((v) => v + shift);
        const columns = [x, x.map((v) => v * v)];
        const y = x.map((v) => 3 - 2 * (v - shift) + 0.5 * (v - shift) ** 2);
        const c = conditionDesign({ rows: 60, terms: ['x', 'x2'], columns });
        const fit = fitGlm({ design: c, y, family: familyOf('gaussian') });
        const beta = originalCoefficients(c, fit.coefficients);
        expect(beta[2]).toBeCloseTo(0.5, 6);
        fit.mu.forEach((m, i) => {
          expect(m).toBeCloseTo(y[i]!, 7);
        });
      }),
      RUNS,
    );
  });

  it('leaves out exactly the dependent columns', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const d = sample(seed, 50);
        const sum = d.columns[0]!.map((v, i) => 2 * v - d.columns[2]![i]!);
        const c = conditionDesign({
          rows: 50,
          terms: ['a', 'one', 'c', 'sum', 'b'],
          columns: [d.columns[0]!, new Float64Array(50).fill(4), d.columns[2]!, sum, d.columns[1]!],
        });
        expect(c.dropped.map((x) => `${x.term} ${x.reason}`)).toEqual(['one constant', 'sum collinear']);
        expect(c.terms).toEqual(['(Intercept)', 'a', 'c', 'b']);
      }),
      RUNS,
    );
  });

  it('separation is always found, never answered', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 20, max: 200 }), (seed, n) => {
        const d = sample(seed, n);
        const x = d.z.map((z, i) => z * 10 + d.columns[0]![i]! * 0.5);
        const c = conditionDesign({ rows: n, terms: ['x', 'b'], columns: [x, d.columns[1]!] });
        expect(() => fitPropensity({ design: c, columns: [x, d.columns[1]!], z: d.z })).toThrow(
          SeparationError,
        );
      }),
      RUNS,
    );
  });
});

describe('matching', () => {
  it('without replacement agrees with a search over all pairs', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 3 }), fc.boolean(), (seed, ratio, coarse) => {
        const d = sample(seed, 60);
        const score = d.columns[0]!.map((v) => (coarse ? Math.round(v * 2) / 2 : v));
        const fast = nearestNeighbours({
          score,
          focal: d.z,
          ratio,
          caliper: 0.6,
          replace: false,
          order: 'largest',
        });
        expect(pairs(fast.focal, fast.pool)).toEqual(bruteForce(score, d.z, ratio, 0.6));
      }),
      { numRuns: 100 },
    );
  });
});

const pairs = (focal: Int32Array, pool: Int32Array): string[] =>
  Array.from(focal, (f, i) => `${f}-${pool[i]}`);

/** The same rules spelt out: order by score then row; the lower neighbour first; rounds. */
function bruteForce(score: Float64Array, focal: Float64Array, ratio: number, caliper: number): string[] {
  const order = Array.from(score.keys()).sort((a, b) => score[a]! - score[b]! || a - b);
  const place = new Map(order.map((row, i) => [row, i]));
  const units = Array.from(score.keys())
    .filter((i) => focal[i] === 1)
    .sort((a, b) => score[b]! - score[a]! || a - b);
  const used = new Set<number>();
  const count = new Map<number, number>();
  const out: string[] = [];
  for (let round = 0; round < ratio; round++) {
    for (const unit of units) {
      if (round > 0 && count.get(unit) !== round) continue;
      const free = order.filter((r) => focal[r] === 0 && !used.has(r));
      const left = free.filter((r) => place.get(r)! < place.get(unit)!).at(-1);
      const right = free.find((r) => place.get(r)! > place.get(unit)!);
      const distance = (r: number | undefined): number =>
        r === undefined ? Infinity : Math.abs(score[r]! - score[unit]!);
      const best = distance(left) <= distance(right) ? left : right;
      if (best === undefined || distance(best) > caliper) continue;
      used.add(best);
      count.set(unit, (count.get(unit) ?? 0) + 1);
      out.push(`${unit}-${best}`);
    }
  }
  return out;
}

describe('smaller parts', () => {
  it('orders numbers as a stable sort does, short and long, negative, zero and tied', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.constantFrom(50, 6000),
        fc.constantFrom(1e-300, 0.5, 1, 1e12),
        (seed, n, unit) => {
          const u = uniformStream(seed, 3);
          const values = Float64Array.from(
            { length: n },
            () => (u() < 0.3 ? Math.round(6 * u() - 3) : u() - 0.5) * unit,
          );
          values[0] = -0;
          const expected = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
          expect([...ascendingOrder(values)]).toEqual(expected);
        },
      ),
      RUNS,
    );
  });

  it('quantiles lie between the extremes and grow with p', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 }),
        (values) => {
          const sorted = Float64Array.from(values).sort();
          for (const rule of [7, 3] as const) {
            const q = [0, 0.1, 0.5, 0.9, 1].map((p) => quantileSorted(sorted, p, rule));
            expect(q).toEqual([...q].sort((a, b) => a - b));
            expect(q[0]).toBeGreaterThanOrEqual(sorted[0]!);
            expect(q[4]).toBe(sorted.at(-1));
          }
        },
      ),
    );
  });

  it('adjusted p values are at least as large and keep their order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (p) => {
          for (const adjusted of [holm(p), benjaminiHochberg(p)]) {
            adjusted.forEach((a, i) => {
              expect(a).toBeGreaterThanOrEqual(p[i]!);
              expect(a).toBeLessThanOrEqual(1);
            });
          }
          holm(p).forEach((h, i) => {
            expect(h).toBeGreaterThanOrEqual(benjaminiHochberg(p)[i]! - 1e-15);
          });
        },
      ),
    );
  });

  it('survival without censoring is one minus the share who had the event', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 2, maxLength: 60 }), (times) => {
        const data = { time: Float64Array.from(times), event: new Float64Array(times.length).fill(1) };
        const curve = kaplanMeier(data);
        for (const s of curve.steps) {
          expect(s.survival).toBeCloseTo(times.filter((t) => t > s.time).length / times.length, 10);
        }
        const mean = times.reduce((a, b) => a + b, 0) / times.length;
        expect(restrictedMean(curve, 31).mean).toBeCloseTo(mean, 8);
      }),
    );
  });

  it('bootstrap draws n rows, the same for a seed and different between replicates', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 500 }), (seed, n) => {
        const draw = (r: number): number[] => [...bootstrapCounts(n, seed, r, new Float64Array(n))];
        expect(draw(0).reduce((a, b) => a + b, 0)).toBe(n);
        expect(draw(3)).toEqual(draw(3));
        if (n > 50) expect(draw(0)).not.toEqual(draw(1));
      }),
    );
  });

  it('effects are finite or absent', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.double({ min: -5, max: 5, noNaN: true }),
        (treated, control) => {
          const v = { treated: 0.1, control: 0.2, covariance: 0.01 };
          for (const e of contrasts({ treated, control }, v, { proportion: true })) {
            for (const x of [e.estimate, e.se, ...e.ci, e.p]) expect(Number.isNaN(x)).toBe(false);
          }
        },
      ),
    );
  });
});
