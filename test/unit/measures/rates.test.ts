import { describe, expect, it } from 'vitest';
import {
  logarithmicMean,
  sumContributions,
  threeFactorSplit,
} from '../../../analysis/statistics/rates/decomposition.ts';
import {
  directRateDobson,
  directRateFayFeuer,
  directShare,
} from '../../../analysis/statistics/rates/direct.ts';
import { empiricalBayes } from '../../../analysis/statistics/rates/empirical-bayes.ts';
import { indirectRatio, mantelHaenszelRateRatio } from '../../../analysis/statistics/rates/indirect.ts';
import { concentration, gini, slopeIndex } from '../../../analysis/statistics/rates/inequality.ts';
import { lifeTable, sullivan } from '../../../analysis/statistics/rates/life-table.ts';
import { byarLimits, exactPoissonLimits } from '../../../analysis/statistics/rates/poisson.ts';
import {
  clopperPearsonInterval,
  newcombeDifference,
  wilsonInterval,
} from '../../../analysis/statistics/rates/proportion.ts';
import goldens from './goldens/rates.json' with { type: 'json' };

/** Relative agreement to 1e-6. */
function same(actual: number | null | undefined, expected: number | undefined): void {
  expect(actual).not.toBeNull();
  expect(Math.abs((actual ?? 0) - (expected ?? Number.NaN))).toBeLessThanOrEqual(
    1e-6 * Math.abs(expected ?? 0),
  );
}

const pair = ({ lower, upper }: { lower: number | null; upper: number | null }) => [lower, upper];

describe('limits of counts and shares against R', () => {
  it.each([
    ['Byar, 10 events', pair(byarLimits(10)), goldens.byar10],
    ['Byar, 65 events', pair(byarLimits(65)), goldens.byar65],
    ['exact, 7 events', pair(exactPoissonLimits(7)), goldens.exact7],
    ['Wilson 17/60', pair(wilsonInterval(17, 60)), goldens.wilson],
    ['Clopper–Pearson 17/60', pair(clopperPearsonInterval(17, 60)), goldens.clopper],
  ])('%s', (_, actual, expected) => {
    actual.forEach((limit, i) => {
      same(limit, expected[i]);
    });
  });

  it('keeps to the published test values of Byar', () => {
    expect(byarLimits(10).lower).toBeCloseTo(4.7874, 4);
    expect(byarLimits(10).upper).toBeCloseTo(18.3915, 4);
    expect(byarLimits(65).lower).toBeCloseTo(50.1632, 4);
    expect(byarLimits(65).upper).toBeCloseTo(82.8491, 4);
  });

  it('stays inside 0 and 1, and is undefined without a denominator', () => {
    expect(pair(wilsonInterval(0, 12))[0]).toBe(0);
    expect(pair(wilsonInterval(12, 12))[1]).toBe(1);
    expect(pair(wilsonInterval(0, 0))).toEqual([null, null]);
    expect(byarLimits(0).lower).toBe(0);
    expect(exactPoissonLimits(0).upper).toBeCloseTo(3.688879, 6);
  });

  it('gives Newcombe’s published example: 56/70 against 48/80', () => {
    const found = newcombeDifference({ k: 56, n: 70 }, { k: 48, n: 80 });
    expect(found.estimate).toBeCloseTo(0.2, 12);
    expect(found.lower).toBeCloseTo(0.0524, 4);
    expect(found.upper).toBeCloseTo(0.3339, 4);
  });
});

describe('direct standardisation: Down syndrome by birth order (Fay & Feuer 1997)', () => {
  const events = [107, 141, 60, 40, 39, 25];
  const persons = [230061, 329449, 114920, 39487, 14208, 3052];
  const weights = [63986.6, 186263.6, 157302.2, 97647.0, 47572.6, 12262.6];
  const strata = events.map((count, i) => ({ events: count, n: persons[i]!, weight: weights[i]! }));

  it('rate, variance, gamma limits and Dobson limits as R has them', () => {
    const found = directRateFayFeuer(strata);
    same(found.estimate, goldens.direct.asr[0]);
    same(found.variance, goldens.direct.variance[0]);
    same(found.lower, goldens.direct.fayFeuer[0]);
    same(found.upper, goldens.direct.fayFeuer[1]);
    const dobson = directRateDobson(strata);
    same(dobson.lower, goldens.direct.dobson[0]);
    same(dobson.upper, goldens.direct.dobson[1]);
  });

  it('is null when a weighted stratum has nobody, and ignores strata without weight', () => {
    expect(directRateFayFeuer([{ events: 0, n: 0, weight: 1 }]).estimate).toBeNull();
    expect(
      directShare([
        { events: 3, n: 10, weight: 2 },
        { events: 0, n: 0, weight: 0 },
      ]).estimate,
    ).toBeCloseTo(0.3, 12);
  });

  it('has a lower limit of 0 and a positive upper limit without events', () => {
    const found = directRateFayFeuer([
      { events: 0, n: 1000, weight: 1 },
      { events: 0, n: 500, weight: 1 },
    ]);
    expect(found.lower).toBe(0);
    expect(found.upper).toBeGreaterThan(0);
  });
});

describe('indirect standardisation', () => {
  it('SMR 100 × O/E with Byar limits', () => {
    const found = indirectRatio([
      { observed: 40, n: 1000, referenceRate: 0.03 },
      { observed: 25, n: 500, referenceRate: 0.04 },
    ]);
    expect(found.expected).toBeCloseTo(50, 12);
    expect(found.estimate).toBeCloseTo(130, 9);
    same(found.lower, (goldens.byar65[0] ?? 0) * 2);
  });

  it('Mantel–Haenszel rate ratio is the crude one with one stratum', () => {
    const found = mantelHaenszelRateRatio([{ events1: 30, time1: 1000, events0: 20, time0: 2000 }]);
    expect(found.estimate).toBeCloseTo(3, 12);
    expect(found.variance).toBeCloseTo(1 / 30 + 1 / 20, 3);
  });
});

describe('empirical Bayes: Scottish lip cancer, 56 districts', () => {
  const areas = goldens.lip.observed.map((observed, i) => ({ observed, expected: goldens.lip.expected[i]! }));
  it('finds prior and every district’s EBSMR as the published iteration does', () => {
    const fit = empiricalBayes(areas);
    same(fit.prior?.shape, goldens.lip.shape[0]);
    same(fit.prior?.rate, goldens.lip.rate[0]);
    expect(fit.iterations).toBe(goldens.lip.iterations);
    fit.areas.forEach(({ ebsmr }, i) => {
      same(ebsmr, goldens.lip.ebsmr[i]);
    });
  });
  it('draws every district towards the prior mean', () => {
    const fit = empiricalBayes(areas);
    const mean = (100 * fit.prior!.shape) / fit.prior!.rate;
    for (const { smr, ebsmr } of fit.areas)
      expect(Math.abs(ebsmr! - mean)).toBeLessThanOrEqual(Math.abs(smr! - mean) + 1e-9);
  });
  it('returns the raw ratio when areas do not differ', () => {
    const fit = empiricalBayes([
      { observed: 5, expected: 5 },
      { observed: 8, expected: 8 },
    ]);
    expect(fit.prior).toBeNull();
    expect(fit.areas.map(({ ebsmr }) => ebsmr)).toEqual([100, 100]);
  });
});

describe('life table (Chiang) and Sullivan against R', () => {
  const { life } = goldens;
  const bands = life.start.map((start, i) => ({
    start,
    deaths: life.deaths[i]!,
    personYears: life.personYears[i]!,
  }));
  const health = life.unhealthy.map((unhealthy, i) => ({ unhealthy, observed: life.observed[i]! }));
  it('expectancies and their standard errors at every age', () => {
    const table = lifeTable(bands);
    if (!('rows' in table)) throw new Error(table.refused);
    table.rows.forEach(({ expectancy }, i) => {
      same(expectancy.estimate, life.e[i]);
      same(expectancy.standardError, life.se[i]);
    });
  });
  it('healthy expectancies and their standard errors at every age', () => {
    const table = sullivan(bands, health);
    if (!('rows' in table)) throw new Error(table.refused);
    table.rows.forEach(({ healthy }, i) => {
      same(healthy.estimate, life.healthy[i]);
      same(healthy.standardError, life.healthySe[i]);
    });
  });
  it('refuses too little', () => {
    const thin = bands.map((band) => ({ ...band, personYears: band.personYears / 100 }));
    expect(lifeTable(thin)).toEqual({ refused: 'too_few_person_years' });
    expect(lifeTable(bands.map((band, i) => (i === 3 ? { ...band, personYears: 0 } : band)))).toEqual({
      refused: 'empty_band',
    });
    expect(lifeTable(bands.map((band) => (band.start === 90 ? { ...band, deaths: 0 } : band)))).toEqual({
      refused: 'no_deaths_in_last_band',
    });
  });
});

describe('inequality', () => {
  const groups = goldens.slope.persons.map((persons, i) => ({ persons, mean: goldens.slope.mean[i]! }));
  it('slope index and concentration index as R has them', () => {
    const found = slopeIndex(groups);
    same(found?.sii, goldens.slope.sii[0]);
    same(found?.rii, (goldens.slope.intercept[0]! + goldens.slope.sii[0]!) / goldens.slope.intercept[0]!);
    same(concentration(groups), goldens.slope.concentration[0]);
  });
  it('is null below five areas; Gini is 0 for equal areas and never negative', () => {
    expect(slopeIndex(groups.slice(0, 4))).toBeNull();
    expect(gini(groups.map((group) => ({ ...group, mean: 0.2 })))).toBeCloseTo(0, 12);
    expect(gini(groups)).toBeGreaterThan(0);
    expect(
      gini([
        { persons: 50, mean: 0 },
        { persons: 50, mean: 1 },
      ]),
    ).toBeCloseTo(0.5, 12);
  });
});

describe('three-factor split', () => {
  const own = { claimsPerPerson: 8, daysPerClaim: 1.5, yenPerDay: 12000 };
  const reference = { claimsPerPerson: 7, daysPerClaim: 1.6, yenPerDay: 11000 };
  it('adds up to the difference, in proportion to the logarithms', () => {
    const split = threeFactorSplit(own, reference);
    const difference = 8 * 1.5 * 12000 - 7 * 1.6 * 11000;
    expect(split.claimsPerPerson + split.daysPerClaim + split.yenPerDay).toBeCloseTo(difference, 6);
    expect(split.claimsPerPerson / split.yenPerDay).toBeCloseTo(Math.log(8 / 7) / Math.log(12 / 11), 12);
    expect(split.daysPerClaim).toBeLessThan(0);
  });
  it('keeps what cannot be split, and adds over groups', () => {
    const zero = threeFactorSplit({ ...own, claimsPerPerson: 0 }, reference);
    expect(zero).toMatchObject({ claimsPerPerson: 0, daysPerClaim: 0, yenPerDay: 0 });
    expect(zero.other).toBeCloseTo(-123200, 6);
    const sum = sumContributions([
      { weight: 0.5, split: zero },
      { weight: 0.5, split: zero },
    ]);
    expect(sum.other).toBeCloseTo(-123200, 6);
    expect(logarithmicMean(3, 3)).toBe(3);
  });
});
