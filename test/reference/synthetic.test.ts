/**
 * The command against R on synthetic tables kept beside this file. Tables and expected.json were made by
 * goldens/make.R (R and package versions are in expected.json).
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as distributions from '../../analysis/statistics/distributions.ts';
import type { ModelCoefficient } from '../../analysis/studies/table/model-report.ts';
import type { DesignResult, EffectResult } from '../../analysis/studies/table/result.ts';
import { cohort, design } from './causal/run.ts';

const here = (name: string): string => fileURLToPath(new URL(`./goldens/${name}`, import.meta.url));

type Tree = { [key: string]: Tree } & { [key: string]: number | number[] };

const expected = JSON.parse(readFileSync(here('expected.json'), 'utf8')) as Tree;

/** Relative agreement; `floor` for numbers that are zero in exact arithmetic. */
function near(actual: number | undefined, wanted: number | undefined, what: string, relative = 1e-6): void {
  expect(wanted, `${what}: no expected number`).toBeTypeOf('number');
  const gap = Math.abs((actual ?? Number.NaN) - wanted!);
  expect(gap <= relative * Math.abs(wanted!) + 1e-12, `${what}: ${actual} is not ${wanted}`).toBe(true);
}

const at = (path: string): Tree => path.split('/').reduce((node, key) => node[key] as Tree, expected);
const numberAt = (path: string): number => at(path) as unknown as number;

const people = (...args: string[]): Promise<EffectResult> => cohort('--table', here('people.csv'), ...args);

const ADJUST = [
  '--covariates',
  'age,sex,district,smoker,bmi',
  '--categorical',
  'sex,district',
  '--quadratic',
  'age',
];

const OUTCOME: Record<string, string[]> = {
  gaussian: ['--outcome', 'sbp'],
  binomial: ['--outcome', 'event', '--family', 'binomial'],
  poisson: ['--outcome', 'visits', '--family', 'poisson', '--offset', 'months'],
  gamma: ['--outcome', 'cost', '--family', 'gamma'],
};

function checkMeans(path: string, r: EffectResult): void {
  const e = at(path) as unknown as Record<string, number>;
  near(r.estimate, e.diff, `${path} diff`);
  near(r.se, e.se, `${path} se`);
  near(r.means!.treated.estimate, e.mean1, `${path} mean1`);
  near(r.means!.control.estimate, e.mean0, `${path} mean0`);
  const ratio = r.effects.find((x) => x.scale === 'ratio' || x.scale === 'rate-ratio');
  near(ratio?.estimate, e.ratio, `${path} ratio`);
  near(ratio?.se, e.se_log_ratio, `${path} se of log ratio`);
  if (e.or === undefined || r.family !== 'binomial') return;
  const odds = r.effects.find((x) => x.scale === 'odds-ratio');
  near(odds?.estimate, e.or, `${path} odds ratio`);
  near(odds?.se, e.se_log_or, `${path} se of log odds ratio`);
}

describe('weighting', () => {
  for (const estimand of ['ate', 'att', 'atc', 'ato', 'atm']) {
    for (const family of ['gaussian', 'binomial', 'poisson']) {
      it(`${estimand} ${family}`, async () => {
        const r = await people('--treatment', 'z', ...OUTCOME[family]!, ...ADJUST, '--estimand', estimand);
        const path = `iptw/${estimand}/${family}`;
        checkMeans(path, r);
        near(r.seRobust!, numberAt(`${path}/se_fixed`), `${path} fixed-weight se`);
        near(r.n.used, numberAt(`${path}/n`), `${path} n`);
        near(r.ess!.treated, numberAt(`${path}/ess1`), `${path} ess treated`);
        near(r.ess!.control, numberAt(`${path}/ess0`), `${path} ess control`);
        for (const c of r.propensity!.coefficients)
          near(c.estimate, numberAt(`${path}/ps/${c.term}`), c.term);
      });
    }
  }
});

describe('missing follow-up', () => {
  for (const estimand of ['ate', 'att', 'ato']) {
    it(estimand, async () => {
      const adjust = ['--covariates', 'age,sex,smoker', '--categorical', 'sex', '--missing-outcome', 'ipcw'];
      const r = await people('--treatment', 'z', '--outcome', 'sbp', ...adjust, '--estimand', estimand);
      checkMeans(`ipcw/${estimand}`, r);
      expect(r.n.missingOutcome).toBe(30);
    });
  }
});

describe('outcome models', () => {
  for (const estimand of ['ate', 'att', 'atc']) {
    for (const family of ['gaussian', 'binomial', 'poisson', 'gamma']) {
      it(`g-computation ${estimand} ${family}`, async () => {
        const cross = family === 'gaussian' ? ['--interaction', 'smoker'] : [];
        const r = await people(
          '--treatment',
          'z',
          ...OUTCOME[family]!,
          ...ADJUST,
          '--method',
          'gcomp',
          '--estimand',
          estimand,
          ...cross,
        );
        checkMeans(`gcomp/${estimand}/${family}`, r);
        const row = (r.model!.coefficients as ModelCoefficient[])[1];
        near(row?.estimate, numberAt(`gcomp/${estimand}/${family}/coef_z`), 'coefficient of z');
      });
    }
    for (const family of ['gaussian', 'binomial', 'poisson']) {
      it(`AIPW ${estimand} ${family}`, async () => {
        const outcome =
          family === 'poisson' ? ['--outcome', 'visits', '--family', 'poisson'] : OUTCOME[family]!;
        const r = await people(
          '--treatment',
          'z',
          ...outcome,
          ...ADJUST,
          '--method',
          'aipw',
          '--estimand',
          estimand,
        );
        near(r.estimate, numberAt(`aipw/${estimand}/${family}/diff`), 'diff');
        near(r.se, numberAt(`aipw/${estimand}/${family}/se`), 'se');
      });
    }
  }
});

describe('regression', () => {
  const some = (names: string, categorical = 'sex'): string[] => [
    '--covariates',
    names,
    '--categorical',
    categorical,
  ];
  const cluster = ['--cluster', 'clinic'];
  const poisson = ['--outcome', 'visits', '--offset', 'months', '--family'];
  const cases: Record<string, readonly string[]> = {
    gaussian: ['--outcome', 'sbp', ...ADJUST, ...cluster],
    weighted: ['--outcome', 'sbp', ...some('age,sex'), '--weights', 'wgt'],
    binomial: ['--outcome', 'event', '--family', 'binomial', ...ADJUST, ...cluster],
    quasibinomial: ['--outcome', 'event', '--family', 'quasibinomial', ...some('age,sex')],
    poisson: [...poisson, 'poisson', ...some('age,sex,grade', 'sex,grade'), ...cluster],
    quasipoisson: [...poisson, 'quasipoisson', ...some('age,sex')],
    negbin: [...poisson, 'negbin', ...some('age,sex,smoker')],
    gamma: ['--outcome', 'cost', '--family', 'gamma', ...some('age,sex,smoker'), ...cluster],
    collinear: ['--outcome', 'sbp', ...some('age,twice,sex')],
  };
  const rowsOf = (r: EffectResult): ModelCoefficient[] => r.model!.coefficients as ModelCoefficient[];

  function checkRobust(name: string, r: EffectResult): void {
    const wanted = at(`regression/${name}`) as unknown as Record<string, number>;
    const z = rowsOf(r)[1]!;
    near(z.seHC0, wanted.hc0, `${name} HC0`);
    near(z.seHC1, wanted.hc1, `${name} HC1`);
    near(z.seHC2, wanted.hc2, `${name} HC2`);
    near(z.seHC3, wanted.hc3, `${name} HC3`);
    near(z.p, wanted.p, `${name} p`, 1e-5);
    if (wanted.cl_default === undefined) return;
    near(z.seClusterCR0, wanted.cl_cr0, `${name} CR0`);
    near(r.se, wanted.cl_default, `${name} headline se is vcovCL's default`);
  }

  function checkModel(name: string, r: EffectResult): void {
    const e = at(`regression/${name}`);
    const rows = rowsOf(r);
    expect(rows.map((c) => c.term)).toEqual(Object.keys(e.coef as Tree));
    for (const c of rows) {
      near(c.estimate, (e.coef as unknown as Record<string, number>)[c.term], `${name} ${c.term}`);
      near(c.se, (e.se as unknown as Record<string, number>)[c.term], `${name} se ${c.term}`);
    }
  }

  for (const [name, args] of Object.entries(cases)) {
    it(name, async () => {
      const r = await people('--treatment', 'z', ...args, '--method', 'regression');
      checkModel(name, r);
      if (name === 'negbin')
        near((r.model as { theta?: number }).theta, numberAt('regression/negbin/theta'), 'theta', 1e-5);
      else checkRobust(name, r);
      if (name === 'collinear') expect(r.warnings.map((w) => w.code)).toContain('effect.term-collinear');
    });
  }

  it('takes the later label as treated and orders levels by code point', async () => {
    const r = await people(
      '--treatment',
      'arm',
      '--outcome',
      'sbp',
      ...some('district', 'district'),
      '--method',
      'regression',
    );
    checkModel('labels', r);
    expect(r.warnings.map((w) => w.code)).toContain('effect.treated-chosen');
  });
});

describe('survival', () => {
  const followUp = (...args: string[]): Promise<DesignResult> =>
    design('survival', '--table', here('follow-up.csv'), '--time', 'months', '--treatment', 'g', ...args);
  const adjusted = ['--event', 'care', '--covariates', 'a,f,ps', '--categorical', 'f'];
  type CoxRow = { term: string; estimate: number; se: number; seRobust: number };
  const coxOf = (r: DesignResult): CoxRow[] => (r.cox as { coefficients: CoxRow[] }).coefficients;
  const list = (path: string): number[] => at(path) as unknown as number[];
  const checkCox = (name: string, r: DesignResult): void => {
    coxOf(r).forEach((c, i) => {
      near(c.estimate, numberAt(`survival/${name}/coef/${c.term}`), `${name} ${c.term}`);
      near(c.se, [list(`survival/${name}/se`)].flat()[i], `${name} se ${c.term}`);
      near(c.seRobust, [list(`survival/${name}/robust`)].flat()[i], `${name} robust se ${c.term}`);
    });
  };

  it('Cox with Efron and Breslow ties, robust and clustered', async () => {
    checkCox('cox', await followUp(...adjusted));
    checkCox('breslow', await followUp(...adjusted, '--ties', 'breslow'));
    const clustered = await followUp(...adjusted, '--cluster', 'town');
    checkCox('cluster', clustered);
    near(clustered.se, list('survival/cluster/robust')[0], 'headline se');
  });

  it('proportional hazards, concordance, log-rank', async () => {
    const r = await followUp(...adjusted);
    near(r.concordance as number, numberAt('survival/concordance'), 'concordance');
    near((r.logRank as { chiSquare: number }).chiSquare, numberAt('survival/logrank'), 'log-rank');
    for (const t of r.proportionality as { term: string; chiSquare: number }[]) {
      const key = t.term === 'fM' ? 'f' : t.term;
      near(t.chiSquare, numberAt(`survival/zph/${key}`), `zph ${key}`);
    }
  });

  it('Kaplan–Meier and restricted means', async () => {
    const r = await followUp('--event', 'care', '--times', '6,12,24', '--horizon', '36');
    type Point = { survival: number; se: number; ciLog: [number, number] };
    const curves = r.curves as { control: { points: Point[] }; treated: { points: Point[] } };
    [...curves.control.points, ...curves.treated.points].forEach((p, i) => {
      near(p.survival, list('survival/km/surv')[i], 'survival');
      near(p.se, list('survival/km/se')[i], 'se');
      near(p.ciLog[0], list('survival/km/lo')[i], 'lower');
      near(p.ciLog[1], list('survival/km/hi')[i], 'upper');
    });
    const rm = r.restrictedMean as {
      control: { mean: number; se: number };
      treated: { mean: number; se: number };
    };
    [rm.control, rm.treated].forEach((m, i) => {
      near(m.mean, list('survival/rmst/mean')[i], 'restricted mean');
      near(m.se, list('survival/rmst/se')[i], 'se of restricted mean');
    });
  });

  it('weighted Cox and curves', async () => {
    const r = await followUp(...adjusted, '--weighting', 'ate', '--times', '6,12,24');
    checkCox('weighted', r);
    near(r.se, [list('survival/weighted/robust')].flat()[0], 'headline se is robust');
    type Curves = {
      control: { points: { survival: number }[] };
      treated: { points: { survival: number }[] };
    };
    const curves = r.curves as Curves;
    [...curves.control.points, ...curves.treated.points].forEach((p, i) => {
      near(p.survival, list('survival/weighted_km')[i], 'weighted survival');
    });
  });

  it('cumulative incidence with a competing event', async () => {
    const r = await followUp('--event', 'cause', '--competing', '--times', '6,12,24');
    const c = r.cumulativeIncidence as { treated: { incidence: number; competing: number }[] };
    c.treated.forEach((p, i) => {
      near(p.incidence, list('survival/incidence/one')[i], 'incidence');
      near(p.competing, list('survival/incidence/two')[i], 'competing');
    });
  });
});

describe('staggered start', () => {
  it('group-time effects', async () => {
    const r = await design(
      'did',
      '--table',
      here('panel.csv'),
      '--outcome',
      'y',
      '--time',
      'year',
      '--unit',
      'unit',
      '--first-treated',
      'start',
    );
    const cells = r.groupTime as { group: number; period: number; estimate: number; se: number }[];
    expect(cells).toHaveLength(10);
    for (const c of cells) {
      near(c.estimate, numberAt(`staggered/${c.group}_${c.period}/est`), `${c.group} ${c.period}`);
      near(c.se, numberAt(`staggered/${c.group}_${c.period}/se`), `${c.group} ${c.period} se`);
    }
  });
});

describe('distributions', () => {
  const f = distributions;
  const rows: Record<string, number[]> = {
    qnorm: [1e-12, 1e-5, 0.025, 0.3, 0.9, 0.9999].map(f.normalInverse),
    pnorm: [-30, -8, -1.5, 0, 2, 7].map(f.normalLower),
    pt: [f.tLower(-40, 3), f.tLower(-3, 7.5), f.tLower(-0.5, 200), f.tLower(2, 1)],
    qt: [f.tInverse(1e-8, 3), f.tInverse(0.025, 7.5), f.tInverse(0.4, 200), f.tInverse(0.99, 1)],
    pchisq_upper: [
      f.chiSquareUpper(0.01, 1),
      f.chiSquareUpper(3.84, 1),
      f.chiSquareUpper(60, 12),
      f.chiSquareUpper(400, 50),
    ],
    qchisq: [f.chiSquareInverse(0.001, 1), f.chiSquareInverse(0.5, 12), f.chiSquareInverse(0.975, 300)],
    pgamma: [f.gammaLower(0.1, 0.5), f.gammaLower(3, 2), f.gammaLower(70000, 70500), f.gammaLower(1e6, 1e6)],
    qgamma: [f.gammaInverse(0.025, 0.7), f.gammaInverse(0.975, 71059), f.gammaInverse(0.5, 1e6)],
    pbeta: [f.betaLower(0.01, 2, 5), f.betaLower(0.5, 30, 20), f.betaLower(0.99, 200, 3)],
    qbeta: [f.betaInverse(0.025, 1, 99), f.betaInverse(0.5, 30, 20), f.betaInverse(0.975, 4, 1)],
    pf_upper: [f.fUpper(0.5, 1, 10), f.fUpper(4, 3, 50), f.fUpper(30, 10, 20)],
  };
  for (const [name, values] of Object.entries(rows)) {
    it(name, () => {
      values.forEach((v, i) => {
        near(v, (at(`distributions/${name}`) as unknown as number[])[i], `${name} ${i}`, 1e-12);
      });
    });
  }
});
