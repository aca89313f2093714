/** Numbers the command does not print: extremes (never released), other SMD yardsticks, planning and rates. */

import {
  detectableDifference,
  detectableFromSe,
  detectableHazardRatio,
  powerProportions,
  powerT,
  sizeForDifferenceNormal,
  sizeForProportions,
} from '../../../analysis/statistics/power.ts';
import {
  eValue,
  regressionToMean,
  riskRatioOfCommonHazard,
  riskRatioOfCommonOdds,
  riskRatioOfDifference,
} from '../../../analysis/statistics/sensitivity.ts';
import {
  directRate,
  type StandardisedRatio,
  shrinkByLikelihood,
  shrinkByMoments,
  standardisedRatio,
} from '../../../analysis/statistics/standardisation.ts';
import { checkBehindTheCommand } from './functions-balance.ts';
import type { ReferenceTable } from './reference-table.ts';

function checkSensitivity(t: ReferenceTable): void {
  const path = 'sensitivity_power/evalue';
  const put = (name: string, e: { point: number; limit: number }): void => {
    t.checkAll(`${path}/${name}`, { point: e.point, ci: e.limit });
  };
  put('RR_3.9_1.8_8.7', eValue(3.9, 1.8, 8.7));
  put('RR_0.80_0.71_0.91', eValue(0.8, 0.71, 0.91));
  put(
    'OR_common_2.5_1.4_4.4_sqrt',
    eValue(riskRatioOfCommonOdds(2.5), riskRatioOfCommonOdds(1.4), riskRatioOfCommonOdds(4.4)),
  );
  put(
    'HR_common_0.56_0.46_0.69',
    eValue(riskRatioOfCommonHazard(0.56), riskRatioOfCommonHazard(0.46), riskRatioOfCommonHazard(0.69)),
  );
  const d = t.expected.get(`${path}/MD/d`)!;
  const se = t.expected.get(`${path}/MD/se_d`)!;
  const md = riskRatioOfDifference(d, se);
  t.checkAll(`${path}/MD`, { d, se_d: se, rr: md.rr, rr_lo: md.low, rr_hi: md.high });
  put('MD/evalue', eValue(md.rr, md.low, md.high));
}

function checkPower(t: ReferenceTable, ess: readonly [number, number], sdOutcome: number, se: number): void {
  t.checkAll('sensitivity_power/power', {
    'mdrr_cox_1000events_p0.3': detectableHazardRatio(1000, 0.3),
    mde_means_nhefs_ess: detectableDifference(sdOutcome, ...ess),
    mde_from_se_nhefs: detectableFromSe(se),
    'n_per_arm_d0.2': sizeForDifferenceNormal(0.2),
    'n_per_arm_p0.10_p0.08': sizeForProportions(0.1, 0.08),
    'power_t_n100_d0.5': powerT(100, 0.5),
    'power_prop_500_.10_.06': powerProportions(500, 0.1, 0.06),
  });
  const sbp = regressionToMean({ mean: 125, sd: 17, rho: 0.7, cut: 140 });
  const hba1c = regressionToMean({ mean: 5.7, sd: 0.7, rho: 0.8, cut: 6.5 });
  for (const [name, r] of [
    ['sbp_140', sbp],
    ['hba1c_6.5', hba1c],
  ] as const) {
    t.checkAll(`sensitivity_power/regression_to_mean/${name}`, {
      z: r.z,
      p_selected: r.shareSelected,
      mean_y1_selected: r.meanSelected,
      expected_change_no_effect: r.expectedChange,
    });
  }
}

const listAt = (t: ReferenceTable, path: string): number[] => {
  const out: number[] = [];
  for (let v = t.expected.get(`${path}/0`); v !== undefined; v = t.expected.get(`${path}/${out.length}`))
    out.push(v);
  return out;
};

function checkDirect(t: ReferenceTable, path: string, names: readonly [string, string, string]): void {
  const [counts, population, standard] = names.map((n) => listAt(t, `${path}/${n}`)) as [
    number[],
    number[],
    number[],
  ];
  const r = directRate(counts, population, standard);
  t.checkList(`${path}/${names[0]}`, counts);
  t.checkList(`${path}/${names[1]}`, population);
  t.checkList(`${path}/${names[2]}`, standard);
  t.checkAll(
    path,
    { crude: r.crude, dsr: r.rate, var_poisson: r.variancePoisson, var_binomial: r.varianceBinomial },
    { floor: 0 },
  );
  for (const [key, ci] of [
    ['fay_feuer', r.intervals.fayFeuer],
    ['normal', r.intervals.normal],
    ['log_normal', r.intervals.logNormal],
    ['dobson_byar', r.intervals.dobsonByar],
    ['dobson_exact', r.intervals.dobsonExact],
  ] as const) {
    t.checkList(`${path}/${key}`, [...ci]);
  }
}

function checkRatio(t: ReferenceTable, path: string): void {
  const r: StandardisedRatio = standardisedRatio(t.expected.get(`${path}/O`)!, t.expected.get(`${path}/E`)!);
  t.checkAll(path, {
    O: r.observed,
    E: r.expected,
    smr: r.ratio,
    chisq_p: r.chiSquareP,
    poisson_exact_p: r.exactP,
  });
  t.checkList(`${path}/byar`, [...r.byar]);
  t.checkList(`${path}/exact`, [...r.exact]);
  t.checkList(`${path}/midp`, [...r.midP]);
}

function checkShrinkage(t: ReferenceTable): void {
  const path = 'standardisation/eb_scotland';
  const [o, e] = [listAt(t, `${path}/O`), listAt(t, `${path}/E`)];
  t.checkList(`${path}/O`, o);
  t.checkList(`${path}/E`, e);
  const m = shrinkByMoments(o, e);
  const at = `${path}/moment_marshall1991`;
  t.checkAll(at, { m: m.mean, s2: m.variance, A: m.between, gamma_shape: m.shape, gamma_rate: m.rate });
  t.checkList(`${at}/eb`, [...m.ratios]);
  const l = shrinkByLikelihood(o, e);
  const ml = `${path}/ml_negbin`;
  t.checkAll(ml, { shape_nu: l.shape, rate_alpha: l.rate, loglik: l.logLikelihood });
  t.checkList(`${ml}/eb`, [...l.ratios]);
  t.checkList(`${ml}/lo95`, [...l.low]);
  t.checkList(`${ml}/hi95`, [...l.high]);
  t.checkList(`${ml}/prob_gt1`, [...l.above]);
}

export async function checkFunctions(t: ReferenceTable): Promise<void> {
  t.byFunction();
  const facts = await checkBehindTheCommand(t);
  checkSensitivity(t);
  checkPower(t, facts.ess, facts.sdOutcome, facts.se);
  const path = 'standardisation';
  checkDirect(t, `${path}/epitools_example_1960_std1940`, ['dth60', 'pop60', 'std_pop40']);
  checkDirect(t, `${path}/small_town_jp2015`, ['deaths', 'pop', 'stdpop_jp2015_model']);
  checkRatio(t, `${path}/indirect_1940_on_1960_rates`);
  for (const name of ['O3', 'O10', 'O47']) checkRatio(t, `${path}/smr_small/${name}`);
  checkShrinkage(t);
}
