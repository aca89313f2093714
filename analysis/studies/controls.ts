import type { StatisticContext } from '../domain/statistic.ts';
import type { ScaledEffect } from '../statistics/contrast.ts';
import { calibrate, fitNullDistribution } from '../statistics/sensitivity.ts';
import { adjust, weightedEffect, whereFeasible } from './adjustment.ts';
import type { StudyCheck } from './checks.ts';
import { type Cohort, pick } from './cohort.ts';
import type { CohortStudy, StudyOutcome } from './definition.ts';
import { type EffectSet, effectCandidate, eventCounts } from './parts.ts';
import { type ExtraColumn, startsSql } from './plan.ts';
import { studyVariable } from './variables.ts';

/** An estimated effect with what its scale is measured in. */
export interface EstimatedOutcome {
  readonly outcome: StudyOutcome;
  readonly effect: ScaledEffect;
  /** SD of the outcome: effects on several outcomes are compared in SDs. */
  readonly sd: number;
}

/** Whether outcomes that the programme cannot change stayed unchanged (Lipsitch et al. 2010). */
export function negativeControlCheck(estimated: readonly EstimatedOutcome[]): StudyCheck[] {
  const controls = estimated.filter(({ outcome }) => outcome.negativeControl);
  if (controls.length === 0) return [];
  const moved = controls.filter(({ effect }) => effect.ci[0] > 0 || effect.ci[1] < 0);
  return [
    {
      id: 'negative_control',
      label: '事業で変わるはずのない結果は変わっていないか（陰性対照）',
      verdict: moved.length === 0 ? 'good' : moved.length === controls.length ? 'bad' : 'caution',
      explanation:
        moved.length === 0
          ? `${controls.map(({ outcome }) => outcome.label).join('、')}に差はみられません。`
          : `${moved.map(({ outcome }) => outcome.label).join('、')}に差がみられ、記録にない違いが残っている疑いがあります。`,
      action: moved.length === 0 ? '' : '調整項目を見直し、直らなければ結果を効果として使わないでください。',
    },
  ];
}

/** The primary effect after allowing for the systematic error that three or more negative controls show. */
export function calibration(
  estimated: readonly EstimatedOutcome[],
  primary: EstimatedOutcome,
): { label: string; text: string }[] {
  const controls = estimated.filter(({ outcome }) => outcome.negativeControl);
  if (controls.length < 3) return [];
  const nothing = fitNullDistribution(
    controls.map(({ effect, sd }) => effect.estimate / sd),
    controls.map(({ effect, sd }) => effect.se / sd),
  );
  const { p, estimate, ci } = calibrate(
    primary.effect.estimate / primary.sd,
    primary.effect.se / primary.sd,
    nothing,
  );
  const { unit, decimals } = primary.outcome;
  const show = (value: number) => (value * primary.sd).toFixed(decimals);
  return [
    {
      label: '陰性対照による補正（Schuemie ほか 2014）',
      text: `陰性対照${controls.length}項目にみられた系統的なずれを差し引くと ${show(estimate)}${unit}（95％区間 ${show(ci[0])}〜${show(ci[1])}、p＝${p < 0.001 ? '0.001未満' : p.toFixed(3)}）。`,
    },
  ];
}

/** Starts only after all outcomes were measured: a programme that had not begun cannot have worked. */
export function futureStart(study: CohortStudy): ExtraColumn {
  const last = Math.max(...study.outcomes.map((outcome) => outcome.year)) + 1;
  return {
    name: 'future',
    kind: 'number',
    sql: `CAST(EXISTS (SELECT 1 FROM (${startsSql(study.programme, study.exposure)}) f WHERE f.person_id = a.person_id AND f.start_date >= make_date(a.trial_year + ${last}, 4, 1)) AS DOUBLE)`,
  };
}

/** Effect of starting later on the outcome of now: should be none (negative-control exposure). */
export function futureStartSet(
  cohort: Cohort,
  study: CohortStudy,
  base: { readonly index: number; readonly context: StatisticContext },
): EffectSet[] {
  const future = cohort.numbers.get('future');
  const measured = cohort.outcomes[base.index]!;
  if (!future) return [];
  const rows = Uint32Array.from(
    Array.from({ length: cohort.size }, (_, i) => i).filter(
      (i) => cohort.exposed[i] === 0 && !Number.isNaN(measured.after[i]),
    ),
  );
  const adjustment = whereFeasible(() => adjust({ ...cohort, exposed: future }, rows, study));
  if (!adjustment) return [];
  const y = pick(measured.after, rows);
  const { outcome } = measured;
  return [
    {
      id: 'future_start',
      kind: 'placebo',
      title: 'まだ始めていない人での見かけの差（陰性対照曝露）',
      reading:
        '後の年度に始める人を、始める前の結果で比べます。差がみられれば、参加する人にもとからある違いです。',
      effects: [
        effectCandidate(weightedEffect(adjustment, y), {
          context: base.context,
          outcome,
          estimand: study.estimand,
          method: '翌年度以降に始める人と始めない人',
          caveat: '効果ではない（まだ始めていない）',
          sizes: adjustment.sizes,
          parameters: adjustment.terms.length + 3,
          ...(studyVariable(outcome.variable).kind === 'binary'
            ? { events: eventCounts(y, adjustment.z) }
            : {}),
        }),
      ],
    },
  ];
}
