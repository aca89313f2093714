/** Extremes and every SMD yardstick from the functions behind the command; marginal structural models. */

import { type BalanceRow, balanceTable } from '../../../analysis/statistics/balance.ts';
import { influenceCovariance } from '../../../analysis/statistics/contrast.ts';
import { conditionDesign } from '../../../analysis/statistics/design.ts';
import { tInverse } from '../../../analysis/statistics/distributions.ts';
import { robustCovariance } from '../../../analysis/statistics/glm/covariance.ts';
import { familyOf } from '../../../analysis/statistics/glm/families.ts';
import { fitGlm } from '../../../analysis/statistics/glm/fit.ts';
import { weightedMeans } from '../../../analysis/statistics/iptw.ts';
import { coefficientTable } from '../../../analysis/statistics/propensity.ts';
import { stratify } from '../../../analysis/statistics/stratification.ts';
import { describe, mean, variance } from '../../../analysis/statistics/summary.ts';
import { preferenceScore } from '../../../analysis/statistics/weights.ts';
import { planWeights, propensityOf, trimmed } from '../../../analysis/studies/table/cohort-estimate.ts';
import { cohortFrame } from '../../../analysis/studies/table/cohort-frame.ts';
import { cohortPlan } from '../../../analysis/studies/table/cohort-options.ts';
import { NHEFS_OPTIONS } from './nhefs.ts';
import { type ReferenceTable, referencePath } from './reference-table.ts';

const NHEFS = ['--table', referencePath('nhefs_complete.csv'), '--outcome', 'wt82_71', ...NHEFS_OPTIONS];
const LALONDE = [
  '--table',
  referencePath('lalonde.csv'),
  '--treatment',
  'treat',
  '--outcome',
  're78',
  '--covariates',
  'age,educ,race,married,nodegree,re74,re75',
  '--categorical',
  'race',
];

function checkDistribution(t: ReferenceTable, path: string, values: Float64Array): void {
  const d = describe(values);
  t.checkAll(path, { min: d.min, max: d.max, mean: d.mean, sd: d.sd });
  for (const [percent, v] of Object.entries(d.percentiles)) t.check(`${path}/${percent}%`, v);
}

function checkByArm(
  t: ReferenceTable,
  paths: readonly [string, string, string],
  values: Float64Array,
  z: Float64Array,
): void {
  checkDistribution(t, paths[0], values);
  checkDistribution(
    t,
    paths[1],
    values.filter((_, i) => z[i] === 1),
  );
  checkDistribution(
    t,
    paths[2],
    values.filter((_, i) => z[i] !== 1),
  );
}

function checkBalanceRow(t: ReferenceTable, at: string, b: BalanceRow): void {
  const near = { floor: 1e-9 };
  const un = b.unadjusted;
  const adj = b.adjusted;
  t.checkAll(
    at,
    {
      is_binary: b.binary ? 1 : 0,
      sd_t_un: Math.sqrt(un.varianceTreated),
      sd_c_un: Math.sqrt(un.varianceControl),
      diff_un: un.meanTreated - un.meanControl,
      diff_adj: adj.meanTreated - adj.meanControl,
      smd_un_pooled: b.byDenominator.pooled[0],
      smd_adj_pooled: b.byDenominator.pooled[1],
      smd_un_treated: b.byDenominator.treated[0],
      smd_adj_treated: b.byDenominator.treated[1],
      smd_un_all: b.byDenominator.all[0],
      smd_adj_all: b.byDenominator.all[1],
      smd_un_weighted: b.byDenominator.weighted[0],
      smd_adj_weighted: b.byDenominator.weighted[1],
    },
    near,
  );
}

interface Source {
  readonly args: readonly string[];
  readonly root: string;
  readonly estimands: readonly string[];
}

async function checkSource(t: ReferenceTable, source: Source): Promise<void> {
  const frame = await cohortFrame(cohortPlan(source.args));
  const e = propensityOf(frame).mu;
  const root = source.root;
  checkByArm(t, [`${root}/ps/ps_all`, `${root}/ps/ps_treated`, `${root}/ps/ps_control`], e, frame.z);
  checkDistribution(t, `${root}/ps/preference_score/summary`, preferenceScore(e, mean(frame.z)));
  for (const name of source.estimands) {
    const plan = cohortPlan([...source.args, '--estimand', name.toLowerCase()]);
    const { weights } = planWeights(plan, e, frame.z);
    const at = `${root}/${name}/weights`;
    checkByArm(t, [`${at}/all`, `${at}/treated`, `${at}/control`], weights.weights, frame.z);
    const rows = balanceTable({
      variables: frame.balance,
      z: frame.z,
      weights: weights.weights,
      estimand: plan.estimand,
    });
    for (const b of rows) checkBalanceRow(t, `${root}/${name}/balance/${b.term}`, b);
  }
}

async function checkVariants(t: ReferenceTable): Promise<void> {
  const variants: Record<string, string[]> = { ATE_stabilised: ['--stabilised'] };
  for (const rule of ['7', '3']) {
    const cut = ['--truncate', '0.01', '--truncate-rule', rule];
    variants[`ATE_trunc_1_99_unstabilised_qtype${rule}`] = cut;
    variants[`ATE_trunc_1_99_stabilised_qtype${rule}`] = [...cut, '--stabilised'];
  }
  for (const [name, more] of Object.entries(variants)) {
    const plan = cohortPlan([...NHEFS, ...more]);
    const frame = await cohortFrame(plan);
    const { weights } = planWeights(plan, propensityOf(frame).mu, frame.z);
    const at = `nhefs/${name}/weights`;
    checkByArm(t, [`${at}/all`, `${at}/treated`, `${at}/control`], weights.weights, frame.z);
  }
}

/** Weighted regressions with sandwich errors: What If 12.4 and 12.6 (numerator conditional on sex). */
async function checkMarginalModels(t: ReferenceTable): Promise<void> {
  const plan = cohortPlan(NHEFS);
  const frame = await cohortFrame(plan);
  const e = propensityOf(frame).mu;
  const { weights } = planWeights(plan, e, frame.z);
  const known = influenceCovariance(weightedMeans({ y: frame.y, z: frame.z, weights: weights.weights }));
  const fixed = weightedMeans({ y: frame.y, z: frame.z, weights: weights.weights });
  const se = Math.sqrt(known.treated + known.control);
  const estimate = fixed.treated - fixed.control;
  const path = 'nhefs/whatif_gee';
  t.checkAll(`${path}/coef`, { '(Intercept)': fixed.control, qsmk: estimate });
  t.checkList(`${path}/se_san`, [Math.sqrt(known.control), se]);
  // geepack prints 1.96 rounded.
  t.checkList(`${path}/ci`, [estimate - 1.96 * se, estimate + 1.96 * se]);
  const n = frame.rows;
  const svy = se * Math.sqrt(n / (n - 1));
  t.check('nhefs/svyglm_ATE_df', n - 2);
  const half = tInverse(0.975, n - 2) * svy;
  t.checkList('nhefs/svyglm_ATE_confint_t', [estimate - half, estimate + half]);
  const sex = frame.terms.find((x) => x.term === 'sex1')!.values;
  const numerator = fitGlm({
    design: conditionDesign({ rows: n, terms: ['sex1'], columns: [sex] }),
    y: frame.z,
    family: familyOf('binomial'),
  }).mu;
  const w = frame.z.map((z, i) => (z === 1 ? numerator[i]! / e[i]! : (1 - numerator[i]!) / (1 - e[i]!)));
  const product = sex.map((v, i) => v * frame.z[i]!);
  const design = conditionDesign({
    rows: n,
    terms: ['qsmk', 'sex1', 'qsmk:sex1'],
    columns: [frame.z, sex, product],
  });
  const fit = fitGlm({ design, y: frame.y, family: familyOf('gaussian'), weights: w });
  coefficientTable(design, fit.coefficients, robustCovariance(fit, 'HC0')).forEach((c, i) => {
    t.check(`nhefs/msm_sex/coef/${c.term}`, c.estimate);
    t.check(`nhefs/msm_sex/se/${i}`, c.se);
  });
}

/** Extremes of the CBPS scores and strata in which one arm has a single person (no standard error exists). */
async function checkRest(t: ReferenceTable): Promise<void> {
  const { covariateBalancingPropensity } = await import('../../../analysis/statistics/calibration.ts');
  const frame = await cohortFrame(cohortPlan(NHEFS));
  const start = propensityOf(frame).coefficients;
  for (const estimand of ['ate', 'att'] as const) {
    const r = covariateBalancingPropensity({ design: frame.design, y: frame.y, z: frame.z, estimand, start });
    checkDistribution(t, `nhefs/cbps_just_${estimand.toUpperCase()}/ps`, r.e);
  }
  const lalonde = await cohortFrame(cohortPlan(LALONDE));
  const e = propensityOf(lalonde).mu;
  for (const estimand of ['ate', 'att'] as const) {
    const s = stratify({ y: lalonde.y, z: lalonde.z, e, count: 5, of: 'all', estimand });
    const path = 'lalonde/stratification_5_all';
    t.check(`${path}/${estimand.toUpperCase()}/est`, s.estimate);
    s.cuts.forEach((c, i) => {
      t.check(`${path}/breaks/${i + 1}`, c);
    });
    s.strata.forEach((x, i) => {
      t.checkAll(`${path}/table/${i + 1}`, {
        stratum: i + 1,
        n1: x.treated,
        n0: x.control,
        mean1: x.meanTreated,
        mean0: x.meanControl,
        diff: x.difference,
        ...(Number.isFinite(x.variance) ? { var: x.variance } : {}),
      });
    });
  }
  const trim = trimmed(cohortPlan([...NHEFS, '--trim', '0.1']), frame);
  t.check('nhefs/ATE_crump_trim_refit/n', trim.frame.rows);
}

/** Runs all of it and hands back what the power section starts from. */
export async function checkBehindTheCommand(
  t: ReferenceTable,
): Promise<{ ess: [number, number]; sdOutcome: number; se: number }> {
  await checkSource(t, { args: NHEFS, root: 'nhefs', estimands: ['ATE', 'ATT', 'ATC', 'ATO', 'ATM'] });
  await checkSource(t, { args: LALONDE, root: 'lalonde', estimands: ['ATE', 'ATT', 'ATO'] });
  await checkVariants(t);
  await checkMarginalModels(t);
  await checkRest(t);
  const frame = await cohortFrame(cohortPlan(NHEFS));
  const ess: [number, number] = [
    t.expected.get('nhefs/ATE/weights/ess_treated')!,
    t.expected.get('nhefs/ATE/weights/ess_control')!,
  ];
  return {
    ess,
    sdOutcome: Math.sqrt(variance(frame.y)),
    se: t.expected.get('nhefs/ATE/effect/diff/se_mest')!,
  };
}
