import { normalEffect } from '../../statistics/contrast.ts';
import { variance } from '../../statistics/summary.ts';
import { adjust, whereFeasible } from '../adjustment.ts';
import { detectableBefore, precisionCheck } from '../checks.ts';
import { buildCohort } from '../cohort.ts';
import type { StudyOutcome } from '../definition.ts';
import { balanceSet, flowSteps, overlapBins } from '../diagnosis.ts';
import { acrossOutcomes } from '../outcome-checks.ts';
import type { DesignEngine, Findings } from '../parts.ts';
import { cohortPlan } from '../plan.ts';
import { subgroupSets } from '../subgroups.ts';
import { balanceConvention, trialHead } from '../words.ts';
import { followUp, preTrendCheck, selectionCheck, smallGroupCheck } from './differences-checks.ts';
import { COMPARISONS, panelOf, primaryOf, startYearSql, type Work } from './differences-panel.ts';
import {
  candidate,
  changeRemark,
  eventStudy,
  METHOD,
  ownChanges,
  settingsSet,
  subgroupEffect,
  trendBound,
} from './differences-sets.ts';

/** Change from before to after against the change of people who have not (yet) started. */
export const differencesEngine: DesignEngine<'before_after_with_comparison'> = {
  method: (study) =>
    `${METHOD}、比較は${COMPARISONS[study.comparison]}。標準誤差は人ごとの影響関数による。参加者での効果（ATT）。`,
  targetTrial: (study) => [
    ...trialHead(study),
    {
      item: '参加群',
      text: `${study.panel[0]! + 1}〜${study.panel.at(-1)}年度に${study.programmeLabel}を始めた人（始めた年度ごと）`,
    },
    { item: '比較群', text: COMPARISONS[study.comparison] },
    { item: '見る年度', text: `${study.panel.join('、')}年度のすべてで測られた人` },
    { item: '結果', text: study.outcomes.map((outcome) => outcome.label).join('、') },
    {
      item: '前の値',
      text:
        study.anticipationYears === 0
          ? '開始の前の年度'
          : `開始の${study.anticipationYears + 1}年前（直前の値を見て参加を決めた人の、平均への回帰を避けるため）`,
    },
    { item: '前提', text: '事業がなければ、両群の値は同じように動いた（平行な推移）' },
  ],
  prepare: async (warehouse, study, options) => {
    const first = study.panel[0]!;
    const measured = study.outcomes.flatMap((outcome) =>
      study.panel.map(
        (year): StudyOutcome => ({ ...outcome, id: `${outcome.id}@${year}`, year: year - first }),
      ),
    );
    options.onStep?.('対象者を選んでいます', 0, 3);
    const cohort = await buildCohort(
      warehouse,
      cohortPlan(study, {
        trialYears: [first],
        baselineYear: 0,
        exposure: { kind: 'none' },
        newStartOnly: false,
        outcomes: measured,
        extras: [{ name: 'start', kind: 'number', sql: startYearSql(study) }],
      }),
      options,
    );
    options.onStep?.('開始前の推移を比べています', 1, 3);
    const panels = study.outcomes.map((outcome, i) =>
      panelOf(study, cohort, { outcome, at: i * study.panel.length }),
    );
    const { context, threshold } = options;
    const work: Work = { study, cohort, panels, context, threshold };
    return { diagnosis: diagnosisOf(work), findings: () => findingsOf(work) };
  },
};

function diagnosisOf(work: Work) {
  const panel = primaryOf(work);
  const { study, cohort } = work;
  const exposed = new Float64Array(cohort.size);
  panel.rows.forEach((row, i) => {
    exposed[row] = Number.isFinite(panel.start[i]!) ? 1 : 0;
  });
  const adjustment = whereFeasible(() =>
    adjust({ ...cohort, exposed }, panel.rows, { estimand: 'ATT', truncate: 0 }),
  );
  const change = Float64Array.from(panel.values, (values) => values[1]! - values[0]!);
  const detectable = detectableBefore(
    { outcome: panel.outcome, before: change, after: change },
    Uint32Array.from(change.keys()),
    panel.sizes,
  );
  return {
    flow: flowSteps(panel.attrition),
    ...(adjustment
      ? { balance: balanceSet(adjustment, balanceConvention('ATT')), overlap: overlapBins(adjustment) }
      : {}),
    checks: [
      preTrendCheck(panel, study),
      followUp(panel),
      precisionCheck(detectable, panel.outcome),
      selectionCheck(work, panel),
      smallGroupCheck(panel),
    ],
    power:
      detectable === undefined
        ? []
        : [
            {
              outcome: panel.outcome.id,
              label: `${panel.outcome.label}（1年の変化の差）`,
              unit: panel.outcome.unit,
              decimals: panel.outcome.decimals,
              detectable,
              important: panel.outcome.minimalImportantDifference,
            },
          ],
  };
}

function findingsOf(work: Work): Findings {
  const { study, panels, cohort } = work;
  const primary = primaryOf(work);
  const across = acrossOutcomes(
    study.multiplicity,
    panels.map(({ outcome, estimates, values }) => ({
      outcome,
      effect: normalEffect('difference', estimates.overall.estimate, estimates.overall.se),
      sd: Math.sqrt(variance(values.map((each) => each[0]!))),
    })),
  );
  return {
    effects: panels.map((panel) =>
      candidate(work, panel, { method: METHOD, aggregate: panel.estimates.overall }),
    ),
    alternatives: panels.flatMap((panel) => ownChanges(work, panel)),
    sets: [
      eventStudy(work, primary),
      settingsSet(work, primary),
      ...subgroupSets({
        study,
        cohort,
        rows: primary.rows,
        threshold: work.threshold,
        estimate: subgroupEffect(work, primary),
      }),
    ].filter(({ effects }) => effects.length > 0),
    figures: [],
    checks: across.checks,
    remarks: changeRemark(work, primary),
    bounds: [...trendBound(study, primary), ...across.bounds],
  };
}
