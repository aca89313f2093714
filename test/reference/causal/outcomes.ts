/** Survival (lung), counts (quine), repeated counts (epil). */
import type { ModelReport } from '../../../analysis/studies/table/model-report.ts';
import { coefficientsOf } from './nhefs-methods.ts';
import { type ReferenceTable, referencePath } from './reference-table.ts';
import { cohort, derivedTable, design, referenceRows } from './run.ts';

interface CurvePoint {
  readonly survival: number;
  readonly se: number;
  readonly atRisk: number;
  readonly ciLogLog: [number, number];
  readonly ciLog: [number, number];
}

interface Curve {
  readonly points: CurvePoint[];
  readonly median: { median: number; low: number; high: number };
  readonly medianLog: { median: number; low: number; high: number };
}

const lung = (...more: string[]): ReturnType<typeof design> =>
  design(
    'survival',
    '--table',
    referencePath('lung.csv'),
    '--time',
    'time',
    '--event',
    'status',
    '--treatment',
    'sex',
    ...more,
  );

async function checkCurves(t: ReferenceTable): Promise<void> {
  const r = await lung('--times', '90,180,365,730');
  const curves = r.curves as { control: Curve; treated: Curve };
  const path = 'survival/lung_km_by_sex';
  [curves.control, curves.treated].forEach((curve, g) => {
    curve.points.forEach((p, i) => {
      const at = g * 4 + i;
      t.check(`${path}/times/${at}`, [90, 180, 365, 730][i]!);
      t.check(`${path}/surv/${at}`, p.survival);
      t.check(`${path}/se_greenwood/${at}`, p.se);
      t.check(`${path}/n_risk/${at}`, p.atRisk);
      t.check(`${path}/ci_loglog_lo/${at}`, p.ciLogLog[0]);
      t.check(`${path}/ci_loglog_hi/${at}`, p.ciLogLog[1]);
      t.check(`${path}/ci_log_lo/${at}`, p.ciLog[0]);
      t.check(`${path}/ci_log_hi/${at}`, p.ciLog[1]);
    });
    for (const [key, m] of [
      ['median', curve.median],
      ['median_log', curve.medianLog],
    ] as const) {
      t.checkAll(`${path}/${key}/sex=${g + 1}`, { median: m.median, '0.95LCL': m.low, '0.95UCL': m.high });
    }
  });
  const test = r.logRank as {
    chiSquare: number;
    observed: number[];
    expected: number[];
    variance: number;
    p: number;
  };
  t.checkAll('survival/lung_logrank', { chisq: test.chiSquare, var: test.variance, p: test.p });
  t.checkList('survival/lung_logrank/observed', test.observed);
  t.checkList('survival/lung_logrank/expected', test.expected);
}

interface CoxRow {
  readonly term: string;
  readonly estimate: number;
  readonly hazardRatio: number;
  readonly se: number;
  readonly seRobust: number;
}

async function checkCox(t: ReferenceTable): Promise<void> {
  const nameOf = (term: string): string => (term === 'sex2' ? 'sex' : term);
  const order = ['age', 'sex', 'ph.ecog'];
  for (const ties of ['efron', 'breslow']) {
    const r = await lung('--covariates', 'age,ph.ecog', '--ties', ties);
    const cox = r.cox as {
      coefficients: CoxRow[];
      logLikelihood: [number, number];
      events: number;
      rows: number;
    };
    const paths = ties === 'efron' ? ['lung_cox_efron', 'lung_cox_efron_robust'] : ['lung_cox_breslow'];
    for (const name of paths) {
      const path = `survival/${name}`;
      t.checkAll(path, { n: cox.rows, nevent: cox.events });
      t.checkList(`${path}/loglik`, cox.logLikelihood);
      for (const c of cox.coefficients) {
        const term = nameOf(c.term);
        t.check(`${path}/coef/${term}`, c.estimate);
        t.check(`${path}/hr/${term}`, c.hazardRatio);
        const robust = name.endsWith('robust');
        t.check(`${path}/se/${order.indexOf(term)}`, robust ? c.seRobust : c.se);
        if (robust) t.check(`${path}/se_naive/${order.indexOf(term)}`, c.se);
      }
    }
    if (ties !== 'efron') continue;
    t.check('survival/lung_cox_concordance', r.concordance as number);
    for (const z of r.proportionality as { term: string; chiSquare: number; df: number; p: number }[]) {
      t.checkAll(`survival/lung_cox_zph/${nameOf(z.term)}`, { chisq: z.chiSquare, df: z.df, p: z.p });
    }
  }
}

async function checkCountModels(t: ReferenceTable): Promise<void> {
  const quine = (family: string): ReturnType<typeof cohort> =>
    cohort(
      '--table',
      referencePath('quine.csv'),
      '--treatment',
      'Eth',
      '--outcome',
      'Days',
      '--covariates',
      'Sex,Age,Lrn',
      '--categorical',
      'Sex,Age,Lrn',
      '--method',
      'regression',
      '--family',
      family,
    );
  const path = 'glm_count_cost/quine_negbin';
  const nb = await quine('negbin');
  const poisson = await quine('poisson');
  for (const c of coefficientsOf(nb)) {
    t.check(`${path}/coef/${c.term}`, c.estimate);
    t.check(`${path}/se/${c.term}`, c.se);
    t.check(`${path}/se_HC0/${c.term}`, c.seHC0);
  }
  for (const c of coefficientsOf(poisson)) {
    t.check(`${path}/poisson_coef/${c.term}`, c.estimate);
    t.check(`${path}/poisson_se/${c.term}`, c.se);
    t.check(`${path}/poisson_se_HC0/${c.term}`, c.seHC0);
  }
  const m = nb.model as unknown as ModelReport;
  t.checkAll(path, { theta: m.theta!, twologlik: m.twiceLogLikelihood! });
  // R's theta.ml stops at 1.2e-4 and takes the information one step before its last: 3e-6 off the maximum.
  t.check(`${path}/se_theta`, m.seTheta!, { relative: 1e-5 });
}

/** The reference counts seizures per week: an offset of two weeks. */
async function checkRepeated(t: ReferenceTable): Promise<void> {
  const table = derivedTable(referenceRows('epil.csv').map((r) => ({ ...r, weeks: '2' })));
  const epil = (...more: string[]): ReturnType<typeof cohort> =>
    cohort(
      '--table',
      table,
      '--offset',
      'weeks',
      '--treatment',
      'trt',
      '--treated',
      'progabide',
      '--outcome',
      'y',
      '--covariates',
      'lbase,lage,V4',
      '--method',
      'regression',
      '--family',
      'poisson',
      '--cluster',
      'subject',
      ...more,
    );
  const path = 'glm_count_cost/epil_gee';
  const independent = await epil();
  for (const c of coefficientsOf(independent)) {
    t.check(`${path}/indep_coef/${c.term}`, c.estimate);
    t.check(`${path}/indep_cluster_se_CR0/${c.term}`, c.seClusterCR0!);
    t.check(`${path}/indep_cluster_se_HC1/${c.term}`, c.seClusterHC1!);
  }
  const exchangeable = await epil('--correlation', 'exchangeable');
  coefficientsOf(exchangeable).forEach((c, i) => {
    t.check(`${path}/exch_coef/${c.term}`, c.estimate);
    t.check(`${path}/exch_se/${i}`, c.se);
  });
  t.checkAll(path, {
    alpha: exchangeable.details!.alpha as number,
    phi: exchangeable.details!.phi as number,
  });
}

export async function checkOutcomes(t: ReferenceTable): Promise<void> {
  t.byCommand();
  await checkCurves(t);
  await checkCox(t);
  await checkCountModels(t);
  await checkRepeated(t);
}
