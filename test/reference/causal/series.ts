/** Interrupted time series (Sicily), discontinuity (US Senate), difference in differences (New Jersey). */
import type { ModelReport } from '../../../analysis/studies/table/model-report.ts';
import type { DesignResult } from '../../../analysis/studies/table/result.ts';
import { type ReferenceTable, referencePath } from './reference-table.ts';
import { derivedTable, design, referenceRows } from './run.ts';

const modelOf = (r: DesignResult): ModelReport => r.model as ModelReport;

type NeweyWest = Record<string, { unadjusted: Record<string, number>; adjusted: Record<string, number> }>;

const sicily = (...more: string[]): Promise<DesignResult> =>
  design(
    'its',
    '--table',
    referencePath('sicily.csv'),
    '--outcome',
    'aces',
    '--time',
    'time',
    '--intervention',
    'smokban',
    '--offset',
    'stdpop',
    ...more,
  );

async function checkCounts(t: ReferenceTable): Promise<void> {
  const models = {
    model1_poisson_step: ['--family', 'poisson'],
    model2_quasi: [],
    model3_quasi_harmonic2: ['--harmonics', '2'],
    model4_level_slope: ['--harmonics', '2', '--slope'],
  };
  for (const [name, options] of Object.entries(models)) {
    const r = await sicily(...options);
    const path = `its_sicily/${name}`;
    for (const c of modelOf(r).coefficients) {
      const term = c.term === 'slope' ? 'I((time - 36) * smokban)' : c.term;
      t.check(`${path}/coef/${term}`, c.estimate);
      t.check(`${path}/se/${term}`, c.se);
    }
    const { dispersion, deviance } = modelOf(r);
    t.checkAll(path, { deviance, rr_smokban: r.effects[1]!.estimate });
    if (name !== 'model1_poisson_step') t.check(`${path}/dispersion_pearson`, dispersion);
    if (name === 'model2_quasi') t.check('its_sicily/model1_poisson_step/dispersion_pearson', dispersion);
    t.checkList(`${path}/rr_ci`, [...r.effects[1]!.ci]);
    if (name === 'model1_poisson_step') {
      const nw = r.neweyWest as NeweyWest;
      for (const lag of ['lag1', 'lag3', 'lag12'])
        t.checkAll(`its_sicily/model1_NeweyWest_se/${lag}`, nw[lag]!.unadjusted);
    }
    if (name === 'model3_quasi_harmonic2') {
      const c = r.counterfactual as { observed: number; expected: number; averted: number };
      t.checkAll('its_sicily/counterfactual_model3', {
        observed_post: c.observed,
        expected_post_no_ban: c.expected,
        averted: c.averted,
      });
    }
  }
  const nb = await sicily('--family', 'negbin');
  for (const c of modelOf(nb).coefficients) {
    t.check(`its_sicily/negbin/coef/${c.term}`, c.estimate);
    t.check(`its_sicily/negbin/se/${c.term}`, c.se);
  }
  const m = modelOf(nb);
  t.checkAll('its_sicily/negbin', {
    theta: m.theta!,
    se_theta: m.seTheta!,
    twologlik: m.twiceLogLikelihood!,
  });
}

async function checkSegmented(t: ReferenceTable): Promise<void> {
  const rows = referenceRows('sicily.csv').map((r) => ({
    ...r,
    rate: `${(Number(r.aces) / Number(r.stdpop)) * 1e5}`,
  }));
  const table = derivedTable(rows);
  const run = (...more: string[]): Promise<DesignResult> =>
    design(
      'its',
      '--table',
      table,
      '--outcome',
      'rate',
      '--time',
      'time',
      '--intervention',
      'smokban',
      '--family',
      'gaussian',
      '--slope',
      ...more,
    );
  for (const [name, options] of [
    ['ols_segmented', []],
    ['ols_segmented_harmonic', ['--harmonics', '2']],
  ] as const) {
    const r = await run(...options);
    const path = `its_sicily/${name}`;
    for (const c of modelOf(r).coefficients) {
      t.check(`${path}/coef/${c.term}`, c.estimate);
      t.check(`${path}/se_ols/${c.term}`, c.se);
    }
    for (const [lag, se] of Object.entries(r.neweyWest as NeweyWest)) {
      t.checkAll(`${path}/newey_west/${lag}/no_adj`, se.unadjusted);
      t.checkAll(`${path}/newey_west/${lag}/df_adj`, se.adjusted);
    }
    const checks = r.residuals as {
      autocorrelation: number[];
      durbinWatson: { statistic: number; p: number };
      ljungBox: { statistic: number; p: number };
    };
    t.check(`${path}/dw`, checks.durbinWatson.statistic);
    if (name !== 'ols_segmented') continue;
    t.check(`${path}/dw_p`, checks.durbinWatson.p);
    t.checkAll(`${path}/ljung_box_12`, { stat: checks.ljungBox.statistic, p: checks.ljungBox.p });
    t.checkList(`${path}/acf_resid`, checks.autocorrelation.slice(0, 6));
  }
}

async function checkDiscontinuity(t: ReferenceTable): Promise<void> {
  const senate = (...more: string[]): Promise<DesignResult> =>
    design(
      'rdd',
      '--table',
      referencePath('rdrobust_senate.csv'),
      '--outcome',
      'vote',
      '--running',
      'margin',
      '--cutoff',
      '0',
      ...more,
    );
  for (const h of ['10', '17.754']) {
    const path = `rdd_senate/h_${h}`;
    const r = await senate('--bandwidth', h);
    const robust = r.robust as { estimate: number; se: number; ci: [number, number] };
    t.checkAll(path, {
      h: Number(h),
      n_left: r.n.leftInWindow!,
      n_right: r.n.rightInWindow!,
      est: r.estimate,
    });
    if (h === '10') t.check('rdd_senate/n', r.n.left! + r.n.right!);
    for (const c of modelOf(r).coefficients) t.check(`${path}/coef/${c.term}`, c.estimate);
    const row = modelOf(r).coefficients[1]!;
    t.checkAll(path, { se_HC0: row.seHC0, se_HC1: row.seHC1, se_HC2: row.seHC2!, se_HC3: row.seHC3! });
    checkRobust(t, `${path}/rdrobust_b_eq_h`, 'se_nn', r, robust);
    const hc0 = await senate('--bandwidth', h, '--variance', 'hc0');
    const hc1 = await senate('--bandwidth', h, '--variance', 'hc1');
    t.checkAll(path, { rdrobust_se_hc0_conv: hc0.se, rdrobust_se_hc1_conv: hc1.se });
  }
  const auto = await senate();
  const path = 'rdd_senate/mserd_default';
  const { h, b } = auto.bandwidth as { h: number; b: number };
  t.checkAll(path, { h, b });
  checkRobust(t, path, 'se', auto, auto.robust as { estimate: number; se: number; ci: [number, number] });
}

function checkRobust(
  t: ReferenceTable,
  path: string,
  seKey: string,
  r: DesignResult,
  robust: { estimate: number; se: number; ci: [number, number] },
): void {
  t.checkAll(`${path}/coef`, {
    Conventional: r.estimate,
    'Bias-Corrected': r.biasCorrected as number,
    Robust: robust.estimate,
  });
  t.checkAll(`${path}/${seKey}`, { Conventional: r.se, 'Bias-Corrected': r.se, Robust: robust.se });
  t.checkAll(`${path}/ci_robust`, { 'CI Lower': robust.ci[0], 'CI Upper': robust.ci[1] });
}

interface Paired {
  readonly units: number;
  readonly firstDifference: { estimate: number; seOls: number; seHC1: number };
  readonly fixedEffects: { estimate: number; se: number };
  readonly ancova: { estimate: number; seHC1: number; slope: number };
}

async function checkDifferences(t: ReferenceTable): Promise<void> {
  const options = ['--outcome', 'fte', '--group', 'nj', '--post', 'd', '--unit', 'store'];
  const r = await design('did', '--table', referencePath('card_krueger_njmin3.csv'), ...options);
  const path = 'did/card_krueger';
  for (const c of modelOf(r).coefficients) {
    t.check(`${path}/coef/${c.term}`, c.estimate);
    t.check(`${path}/se_ols/${c.term}`, c.se);
    t.check(`${path}/se_HC1/${c.term}`, c.seHC1);
    t.check(`${path}/se_HC2/${c.term}`, c.seHC2!);
  }
  const se = r.seAlternatives as Record<string, number>;
  t.checkAll(path, {
    n: r.n.used!,
    did_se_cluster_store_HC0: se.clusterCR0!,
    did_se_cluster_store_CR0_G_adj: se.clusterGroups!,
    did_se_cluster_store_CR1_stata: se.clusterHC1!,
  });
  const rows = referenceRows('card_krueger_njmin3.csv').filter((x) => x.fte !== '' && x.fte !== 'NA');
  const seen = new Map<string, number>();
  for (const x of rows) seen.set(x.store!, (seen.get(x.store!) ?? 0) + 1);
  t.check(`${path}/n_stores`, new Set(referenceRows('card_krueger_njmin3.csv').map((x) => x.store)).size);
  const balanced = await design(
    'did',
    '--table',
    derivedTable(rows.filter((x) => seen.get(x.store!) === 2)),
    ...options,
  );
  const paired = balanced.paired as Paired;
  t.checkAll(`${path}/balanced`, {
    n_stores: paired.units,
    did: balanced.estimate,
    se_cluster_CR1: balanced.se,
  });
  const fd = paired.firstDifference;
  t.checkAll(`${path}/balanced/first_difference`, { est: fd.estimate, se_ols: fd.seOls, se_HC1: fd.seHC1 });
  t.checkAll(`${path}/balanced/twfe_fixest_cluster`, {
    est: paired.fixedEffects.estimate,
    se: paired.fixedEffects.se,
  });
  const a = paired.ancova;
  t.checkAll(`${path}/balanced/ancova`, { est: a.estimate, se_HC1: a.seHC1, slope_pre: a.slope });
}

export async function checkSeries(t: ReferenceTable): Promise<void> {
  t.byCommand();
  await checkCounts(t);
  await checkSegmented(t);
  await checkDiscontinuity(t);
  await checkDifferences(t);
}
