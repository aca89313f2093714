/** NHEFS (What If, program 12): IPTW for every estimand through `effect`. */
import type { EffectResult, Spread } from '../../../analysis/studies/table/result.ts';
import { type ReferenceTable, referencePath } from './reference-table.ts';
import { cohort } from './run.ts';

export const NHEFS_OPTIONS = [
  '--treatment',
  'qsmk',
  '--covariates',
  'sex,race,age,education,smokeintensity,smokeyrs,exercise,active,wt71',
  '--categorical',
  'sex,race,education,exercise,active',
  '--quadratic',
  'age,smokeintensity,smokeyrs,wt71',
];

/** `effect` on NHEFS with the covariates of What If, program 12.2. */
export const nhefs = async (...more: string[]): Promise<EffectResult> =>
  cohort('--table', referencePath('nhefs_complete.csv'), '--outcome', 'wt82_71', ...NHEFS_OPTIONS, ...more);

/** Released percentiles, mean and SD of a distribution (extremes are checked by function). */
export function checkSpread(t: ReferenceTable, path: string, spread: Spread): void {
  t.check(`${path}/mean`, spread.mean);
  t.check(`${path}/sd`, spread.sd);
  for (const [percent, value] of Object.entries(spread.percentiles)) {
    if (value !== null) t.check(`${path}/${percent}`, value);
  }
}

/** Means, effect, standard errors and intervals of an IPTW result. */
export function checkEffect(t: ReferenceTable, path: string, r: EffectResult): void {
  const means = r.means!;
  t.checkAll(path, {
    mean_treated: means.treated.estimate,
    mean_control: means.control.estimate,
    se_mean_treated_mest: means.treated.se,
    se_mean_control_mest: means.control.se,
    cov_means_mest: means.covariance,
  });
  t.checkAll(`${path}/diff`, {
    est: r.estimate,
    se_mest: r.se,
    p_mest: r.p,
    se_fixedw_HC0: r.seRobust!,
    se_fixedw_HC1: r.seAlternatives.HC1!,
    se_fixedw_svyglm: r.seAlternatives.svyglm!,
  });
  t.checkList(`${path}/diff/ci_mest`, [...r.ci]);
  t.checkList(`${path}/diff/ci_HC0`, [...r.ciRobust!]);
  const half = 1.959963984540054 * r.seAlternatives.svyglm!;
  t.checkList(`${path}/diff/ci_svyglm_normal`, [r.estimate - half, r.estimate + half]);
}

/** Weight distributions, sums, effective sample sizes. */
export function checkWeights(t: ReferenceTable, path: string, r: EffectResult): void {
  const w = r.weights!;
  checkSpread(t, `${path}/all`, w.distribution.all);
  checkSpread(t, `${path}/treated`, w.distribution.treated);
  checkSpread(t, `${path}/control`, w.distribution.control);
  t.checkAll(path, {
    sum_treated: w.sum.treated,
    sum_control: w.sum.control,
    ess_treated: r.ess!.treated,
    ess_control: r.ess!.control,
    ess_total_kish: r.ess!.total,
    cv_treated: w.cv.treated,
    cv_control: w.cv.control,
  });
}

/** Balance rows: what the command prints. */
export function checkBalance(t: ReferenceTable, path: string, name: string, r: EffectResult): void {
  const near = { floor: 1e-9 };
  const denominator =
    { ATE: 'pooled', ATT: 'treated', ATC: '', ATO: 'weighted', ATM: 'weighted' }[name] ?? '';
  for (const b of r.balance) {
    const at = `${path}/balance/${b.term}`;
    t.check(`${at}/mean_t_un`, b.meanTreated);
    t.check(`${at}/mean_c_un`, b.meanControl);
    t.check(`${at}/mean_t_adj`, b.meanTreatedAfter!);
    t.check(`${at}/mean_c_adj`, b.meanControlAfter!);
    t.check(`${at}/ks_un`, b.ksBefore!, near);
    t.check(`${at}/ks_adj`, b.ksAfter!, near);
    t.check(`${at}/smd_adj_austin`, b.afterAustin!, near);
    if (b.varianceRatioBefore !== undefined) {
      t.check(`${at}/vratio_un`, b.varianceRatioBefore!);
      t.check(`${at}/vratio_adj`, b.varianceRatioAfter!);
    }
    if (denominator !== '') {
      t.check(`${at}/smd_un_${denominator}`, b.before!, near);
      t.check(`${at}/smd_adj_${denominator}`, b.after!, near);
    }
  }
}

/** The same SMDs as cobalt prints them. */
function checkCobalt(t: ReferenceTable, name: string, r: EffectResult): void {
  const near = { floor: 1e-9 };
  for (const b of r.balance) {
    t.check(`nhefs/${name}/cobalt_smd_adj_default_denominator_std_binary/${b.term}`, b.after!, near);
    t.check(`nhefs/${name}/cobalt_ks_adj/${b.term}`, b.ksAfter!, near);
  }
  t.check(`nhefs/${name}/max_abs_smd_adj`, Math.max(...r.balance.map((b) => Math.abs(b.after!))), near);
}

function checkPropensity(t: ReferenceTable, r: EffectResult): void {
  const p = r.propensity!;
  t.check('nhefs/ps/n', r.n.used);
  t.check('nhefs/ps/n_treated', r.n.treated);
  for (const c of p.coefficients) {
    t.check(`nhefs/ps/coef/${c.term}`, c.estimate);
    t.check(`nhefs/ps/se_model/${c.term}`, c.se);
    t.check(`nhefs/ps/se_HC0/${c.term}`, c.seRobust!);
  }
  t.checkAll('nhefs/ps', { deviance: p.deviance, null_deviance: p.nullDeviance, c_statistic: p.cStatistic });
  checkSpread(t, 'nhefs/ps/ps_all', p.distribution.all);
  checkSpread(t, 'nhefs/ps/ps_treated', p.distribution.treated);
  checkSpread(t, 'nhefs/ps/ps_control', p.distribution.control);
  checkSpread(t, 'nhefs/ps/preference_score/summary', p.preference);
  t.checkAll('nhefs/ps/preference_score', {
    'equipoise_0.3_0.7_all': p.equipoise.all,
    equipoise_treated: p.equipoise.treated,
    equipoise_control: p.equipoise.control,
  });
}

function checkCrude(t: ReferenceTable, r: EffectResult): void {
  const c = r.crude!;
  t.checkAll('nhefs/crude', {
    mean_treated: c.meanTreated!,
    mean_control: c.meanControl!,
    diff: c.difference!,
    se_welch: c.seWelch!,
    df_welch: c.dfWelch!,
    p_welch: c.pWelch!,
    se_student: c.seStudent!,
    se_HC0: c.seHC0!,
    se_HC1: c.seHC1!,
    se_HC3: c.seHC3!,
  });
  t.checkList('nhefs/crude/ci_welch', [c.ciWelchLow!, c.ciWelchHigh!]);
  t.checkList('nhefs/crude/ci_student', [c.ciStudentLow!, c.ciStudentHigh!]);
}

/** IPTW for the five estimands, stabilised, truncated and trimmed. */
export async function checkNhefsWeighting(t: ReferenceTable): Promise<void> {
  t.byCommand();
  for (const name of ['ATE', 'ATT', 'ATC', 'ATO', 'ATM']) {
    const r = await nhefs('--estimand', name.toLowerCase());
    checkEffect(t, `nhefs/${name}/effect`, r);
    checkWeights(t, `nhefs/${name}/weights`, r);
    checkBalance(t, `nhefs/${name}`, name, r);
    checkCobalt(t, name, r);
    if (name !== 'ATE') continue;
    checkPropensity(t, r);
    checkCrude(t, r);
    t.check('nhefs/PSweight_raw_design_trap/est_se/0', r.estimate);
  }
  const stabilised = await nhefs('--estimand', 'ate', '--stabilised');
  checkEffect(t, 'nhefs/ATE_stabilised/effect', stabilised);
  checkWeights(t, 'nhefs/ATE_stabilised/weights', stabilised);
  for (const rule of ['7', '3']) {
    for (const kind of ['unstabilised', 'stabilised']) {
      const flags = kind === 'stabilised' ? ['--stabilised'] : [];
      const r = await nhefs('--truncate', '0.01', '--truncate-rule', rule, ...flags);
      const at = `nhefs/ATE_trunc_1_99_${kind}_qtype${rule}`;
      checkEffect(t, `${at}/effect`, r);
      checkWeights(t, `${at}/weights`, r);
      const cut = r.weights!.truncated!;
      t.checkList(`${at}/limits`, [...cut.limits]);
      t.checkAll(at, { n_low: cut.low, n_high: cut.high });
      t.check(`${at}/max_abs_smd_pooled`, Math.max(...r.balance.map((b) => Math.abs(b.after!))));
    }
  }
  const trimmed = await nhefs('--trim', '0.1');
  checkEffect(t, 'nhefs/ATE_crump_trim_refit/effect', trimmed);
  t.checkAll('nhefs/ATE_crump_trim_refit', { n: trimmed.n.used, n_treated: trimmed.n.treated });
}
