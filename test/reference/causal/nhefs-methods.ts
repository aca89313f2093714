/** NHEFS: the other estimators through `effect`. */
import type { ModelCoefficient } from '../../../analysis/studies/table/model-report.ts';
import type { EffectResult } from '../../../analysis/studies/table/result.ts';
import { checkSpread, nhefs } from './nhefs.ts';
import type { ReferenceTable } from './reference-table.ts';

const INTERACTION = ['--interaction', 'smokeintensity'];

export const coefficientsOf = (r: { readonly model?: unknown }): readonly ModelCoefficient[] =>
  (r.model as { coefficients: ModelCoefficient[] }).coefficients;

const arms = (r: EffectResult): [number, number] => [r.means!.treated.estimate, r.means!.control.estimate];

async function checkGcomp(t: ReferenceTable): Promise<void> {
  for (const [path, estimand] of [
    ['nhefs/gcomp', 'ate'],
    ['nhefs/gcomp_ATT', 'att'],
  ] as const) {
    const r = await nhefs('--method', 'gcomp', ...INTERACTION, '--estimand', estimand);
    const [mean1, mean0] = arms(r);
    t.checkAll(path, {
      mean1,
      mean0,
      diff: r.estimate,
      se_mest_population: r.se,
      se_delta_HC0_conditional: r.seRobust!,
    });
    t.checkList(`${path}/ci_mest`, [...r.ci]);
    if (estimand !== 'ate') continue;
    for (const c of coefficientsOf(r)) {
      t.check(`${path}/coef/${c.term}`, c.estimate);
      t.check(`${path}/se_ols/${c.term}`, c.se);
    }
  }
}

async function checkAipw(t: ReferenceTable): Promise<void> {
  for (const [path, options] of [
    ['nhefs/aipw_single_outcome_model', ['--outcome-model', 'single', ...INTERACTION]],
    ['nhefs/aipw_by_arm', []],
  ] as const) {
    const r = await nhefs('--method', 'aipw', ...options);
    const [mean1, mean0] = arms(r);
    t.checkAll(path, {
      mean1,
      mean0,
      diff: r.estimate,
      se_if_n1: r.se,
      se_if_n: r.seAlternatives.divisorN!,
    });
    t.checkList(`${path}/ci`, [...r.ci]);
    if (path === 'nhefs/aipw_by_arm')
      t.check('nhefs/aipw_by_arm_hajek/diff', r.details!.hajekDifference as number);
  }
  const att = await nhefs('--method', 'aipw', '--estimand', 'att');
  t.checkAll('nhefs/aipw_ATT_by_arm', { diff: att.estimate, se_if_n: att.se });
}

async function checkMatching(t: ReferenceTable): Promise<void> {
  const r = await nhefs('--method', 'match', '--estimand', 'att');
  const [mean_t, mean_c] = arms(r);
  t.checkAll('nhefs/match_1to1', {
    lp_sd_all: r.details!.sdOfLogit as number,
    caliper: r.details!.caliper as number,
    n_pairs: r.n.matchedSets!,
    n_treated_unmatched: r.n.unmatchedFocal!,
    mean_t,
    mean_c,
    diff: r.estimate,
    se_paired: r.seAlternatives.paired!,
    se_cluster_pair_HC1: r.se,
    se_cluster_pair_HC0_noadj: r.seAlternatives.clusterPairCR0!,
    se_unpaired_HC1: r.seAlternatives.unpairedHC1!,
  });
  for (const b of r.balance) {
    const at = `nhefs/match_1to1/balance/${b.term}`;
    t.check(`${at}/mean_t_un`, b.meanTreatedAfter!);
    t.check(`${at}/mean_c_un`, b.meanControlAfter!);
    t.check(`${at}/diff_un`, b.meanTreatedAfter! - b.meanControlAfter!, { floor: 1e-9 });
    t.check(`nhefs/match_1to1/smd_treated_denominator_full_sample/${b.term}`, b.after!);
  }
}

interface StratumRow {
  readonly stratum: number;
  readonly treated: number;
  readonly control: number;
  readonly meanTreated: number;
  readonly meanControl: number;
  readonly difference: number;
  readonly variance: number;
}

/** Cut points and the table of strata. */
export function checkStrata(
  t: ReferenceTable,
  path: string,
  cuts: readonly number[],
  strata: readonly StratumRow[],
): void {
  cuts.forEach((c, i) => {
    t.check(`${path}/breaks/${i + 1}`, c);
  });
  for (const s of strata) {
    t.checkAll(`${path}/table/${s.stratum}`, {
      stratum: s.stratum,
      n1: s.treated,
      n0: s.control,
      mean1: s.meanTreated,
      mean0: s.meanControl,
      diff: s.difference,
      ...(Number.isFinite(s.variance) ? { var: s.variance } : {}),
    });
  }
}

async function checkStratification(t: ReferenceTable): Promise<void> {
  for (const estimand of ['ate', 'att']) {
    const r = await nhefs('--method', 'stratify', '--estimand', estimand);
    const path = 'nhefs/stratification_5';
    t.checkAll(`${path}/${estimand.toUpperCase()}`, { est: r.estimate, se: r.se });
    checkStrata(t, path, r.details!.cuts as number[], r.details!.strata as StratumRow[]);
  }
}

async function checkCalibration(t: ReferenceTable): Promise<void> {
  for (const [method, name, estimand] of [
    ['ebal', 'ebal_ATT', 'att'],
    ['ebal', 'ebal_ATE', 'ate'],
    ['cbps', 'cbps_just_ATE', 'ate'],
    ['cbps', 'cbps_just_ATT', 'att'],
  ] as const) {
    const r = await nhefs('--method', method, '--estimand', estimand);
    const path = `nhefs/${name}`;
    const [mean_t, mean_c] = arms(r);
    t.checkAll(path, {
      diff: r.estimate,
      mean_t,
      mean_c,
      se_HC0_fixedw: r.seRobust!,
      ess_treated: r.ess!.treated,
      ess_control: r.ess!.control,
      se_mest_WeightIt: r.seAlternatives.targetFixed!,
    });
    if (method === 'ebal' && estimand === 'att') {
      t.check(
        'nhefs/cbps_mest_analytic/ebal_ATT_target_treated_as_fixed/se_mest',
        r.seAlternatives.targetFixed!,
      );
    }
    // Zero in exact arithmetic: what counts is that ours is zero as well.
    const gradient = r.details!.maxGradient as number;
    t.check(`${path}/max_abs_mean_imbalance`, gradient, { floor: 1e-8 });
    if (name === 'ebal_ATT') t.check(`${path}/max_grad`, gradient, { floor: 1e-8 });
    if (method !== 'cbps') continue;
    checkSpread(t, `${path}/ps`, r.details!.propensity as Parameters<typeof checkSpread>[2]);
    t.checkAll(`nhefs/cbps_mest_analytic/${estimand.toUpperCase()}`, { diff: r.estimate, se_mest: r.se });
  }
}

async function checkBootstrap(t: ReferenceTable): Promise<void> {
  // Other random numbers: three Monte-Carlo standard errors of the difference of two runs of B = 1000 and 2000.
  const se = { relative: 3 * Math.sqrt(1 / 2000 + 1 / 4000) };
  for (const name of ['ATE', 'ATT', 'ATO']) {
    const r = await nhefs('--estimand', name.toLowerCase(), '--bootstrap', '1000', '--seed', '20260101');
    t.check(`nhefs/bootstrap/se/${name}`, r.bootstrap!.se, se);
    t.checkList(`nhefs/bootstrap/ci_percentile/${name}`, [...r.bootstrap!.ciPercentile], {
      relative: 0,
      floor: 0.15,
    });
  }
}

/** Everything of NHEFS that is not plain weighting. */
export async function checkNhefsMethods(t: ReferenceTable): Promise<void> {
  t.byCommand();
  await checkGcomp(t);
  await checkAipw(t);
  await checkMatching(t);
  await checkStratification(t);
  await checkCalibration(t);
  await checkBootstrap(t);
}
