/** LaLonde (MatchIt): poor overlap, matching, costs. */
import type { ModelReport } from '../../../analysis/studies/table/model-report.ts';
import { checkBalance, checkEffect, checkSpread, checkWeights } from './nhefs.ts';
import { checkStrata, coefficientsOf } from './nhefs-methods.ts';
import { type ReferenceTable, referencePath } from './reference-table.ts';
import { cohort, derivedTable, design, referenceRows } from './run.ts';

const COVARIATES = ['--covariates', 'age,educ,race,married,nodegree,re74,re75', '--categorical', 'race'];

const lalonde = (...more: string[]): ReturnType<typeof cohort> =>
  cohort(
    '--table',
    referencePath('lalonde.csv'),
    '--treatment',
    'treat',
    '--outcome',
    're78',
    ...COVARIATES,
    ...more,
  );

async function checkWeighting(t: ReferenceTable): Promise<void> {
  for (const name of ['ATE', 'ATT', 'ATO']) {
    const r = await lalonde('--estimand', name.toLowerCase());
    checkEffect(t, `lalonde/${name}/effect`, r);
    checkWeights(t, `lalonde/${name}/weights`, r);
    checkBalance(t, `lalonde/${name}`, name, r);
    if (name === 'ATT') {
      for (const b of r.balance) {
        const raw = b.varianceRatioBefore === undefined;
        t.check(
          `lalonde/cobalt_default_ATT/Diff.Un/${b.term}`,
          raw ? b.meanTreated - b.meanControl : b.before!,
        );
        t.check(
          `lalonde/cobalt_default_ATT/Diff.Adj/${b.term}`,
          raw ? b.meanTreatedAfter! - b.meanControlAfter! : b.after!,
          { floor: 1e-9 },
        );
      }
    }
    if (name !== 'ATE') continue;
    const p = r.propensity!;
    t.checkAll('lalonde/ps', {
      n: r.n.used,
      n_treated: r.n.treated,
      deviance: p.deviance,
      null_deviance: p.nullDeviance,
      c_statistic: p.cStatistic,
    });
    for (const c of p.coefficients) {
      t.check(`lalonde/ps/coef/${c.term}`, c.estimate);
      t.check(`lalonde/ps/se_model/${c.term}`, c.se);
      t.check(`lalonde/ps/se_HC0/${c.term}`, c.seRobust!);
    }
    checkSpread(t, 'lalonde/ps/ps_all', p.distribution.all);
    checkSpread(t, 'lalonde/ps/ps_treated', p.distribution.treated);
    checkSpread(t, 'lalonde/ps/ps_control', p.distribution.control);
    checkSpread(t, 'lalonde/ps/preference_score/summary', p.preference);
    t.checkAll('lalonde/ps/preference_score', {
      'equipoise_0.3_0.7_all': p.equipoise.all,
      equipoise_treated: p.equipoise.treated,
      equipoise_control: p.equipoise.control,
    });
    t.check('lalonde/crude_diff', r.crude!.difference!);
  }
}

async function checkDesigns(t: ReferenceTable): Promise<void> {
  const m = await lalonde('--method', 'match');
  t.checkAll('lalonde/match_1to1', {
    lp_sd_all: m.details!.sdOfLogit as number,
    caliper: m.details!.caliper as number,
    n_pairs: m.n.matchedSets!,
    n_treated_unmatched: m.n.unmatchedFocal!,
    mean_t: m.means!.treated.estimate,
    mean_c: m.means!.control.estimate,
    diff: m.estimate,
    se_paired: m.seAlternatives.paired!,
    se_cluster_pair_HC1: m.se,
    se_cluster_pair_HC0_noadj: m.seAlternatives.clusterPairCR0!,
    se_unpaired_HC1: m.seAlternatives.unpairedHC1!,
  });
  const all = await lalonde('--method', 'match', '--caliper', '0');
  t.checkAll('lalonde/match_1to1_no_caliper', { n_pairs: all.n.matchedSets!, diff: all.estimate });
  const s = await lalonde('--method', 'stratify', '--strata-of', 'treated', '--estimand', 'att');
  const path = 'lalonde/stratification_5_treated_quantiles';
  t.checkAll(`${path}/ATT`, { est: s.estimate, se: s.se });
  checkStrata(t, path, s.details!.cuts as number[], s.details!.strata as Parameters<typeof checkStrata>[3]);
  const e = await lalonde('--method', 'ebal', '--estimand', 'att');
  t.checkAll('lalonde/ebal_ATT', {
    diff: e.estimate,
    se_HC0_fixedw: e.seRobust!,
    se_mest_WeightIt: e.seAlternatives.targetFixed!,
    ess_control: e.ess!.control,
  });
}

/** The reference divided the earnings of 1974 and 1975 by 1000. */
function costTable(positiveOnly: boolean): string {
  const rows = referenceRows('lalonde.csv').filter((r) => !positiveOnly || Number(r.re78) > 0);
  return derivedTable(
    rows.map((r) => ({
      ...r,
      'I(re74/1000)': `${Number(r.re74) / 1000}`,
      'I(re75/1000)': `${Number(r.re75) / 1000}`,
    })),
  );
}

const COST_COVARIATES = [
  '--treatment',
  'treat',
  '--outcome',
  're78',
  '--covariates',
  'age,educ,race,married,nodegree,I(re74/1000),I(re75/1000)',
  '--categorical',
  'race',
];

async function checkCost(t: ReferenceTable): Promise<void> {
  const g = await cohort(
    '--table',
    costTable(true),
    ...COST_COVARIATES,
    '--method',
    'regression',
    '--family',
    'gamma',
  );
  const path = 'glm_count_cost/lalonde_gamma_positive';
  const model = g.model as unknown as ModelReport;
  for (const c of coefficientsOf(g)) {
    t.check(`${path}/coef/${c.term}`, c.estimate);
    t.check(`${path}/se_pearson_dispersion/${c.term}`, c.se);
    t.check(`${path}/se_HC0/${c.term}`, c.seHC0);
    t.check(`${path}/se_HC1/${c.term}`, c.seHC1);
  }
  t.checkAll(path, {
    n: g.n.used,
    gamma_shape_ml: model.shape!,
    dispersion_pearson: model.dispersion,
    deviance: model.deviance,
    cost_ratio_treat: g.effects[1]!.estimate,
  });
  const two = await design('cost', '--table', costTable(false), ...COST_COVARIATES, '--bootstrap', '500');
  const at = 'glm_count_cost/lalonde_two_part';
  for (const [part, key] of [
    ['anyCost', 'logit'],
    ['amount', 'gamma'],
  ] as const) {
    for (const c of (two[part] as ModelReport).coefficients) {
      t.check(`${at}/${key}_coef/${c.term}`, c.estimate);
      if (key === 'logit') t.check(`${at}/logit_se/${c.term}`, c.se);
    }
  }
  const means = two.means as { treated: { estimate: number }; control: { estimate: number } };
  t.checkAll(at, {
    mean1: means.treated.estimate,
    mean0: means.control.estimate,
    ATE: two.estimate,
    se_mest: two.se,
  });
  t.check(`${at}/se_bootstrap_B500`, (two.bootstrap as { se: number }).se, {
    relative: 3 * Math.sqrt(2 / 1000),
  });
  const att = await design('cost', '--table', costTable(false), ...COST_COVARIATES, '--estimand', 'att');
  t.check(`${at}/ATT`, att.estimate);
}

export async function checkLalonde(t: ReferenceTable): Promise<void> {
  t.byCommand();
  await checkWeighting(t);
  await checkDesigns(t);
  await checkCost(t);
}
