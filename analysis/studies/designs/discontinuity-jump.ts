import type { StatisticContext } from '../../domain/statistic.ts';
import type { ScaledEffect } from '../../statistics/contrast.ts';
import { SingularMatrix } from '../../statistics/linear-algebra.ts';
import { mseBandwidth } from '../../statistics/rdd/bandwidth.ts';
import { type DiscontinuityResult, discontinuity } from '../../statistics/rdd/discontinuity.ts';
import type { Side } from '../../statistics/rdd/local-polynomial.ts';
import type { ArmSizes } from '../adjustment.ts';
import type { Cohort } from '../cohort.ts';
import type { StudyOf } from '../definition.ts';
import { type EffectCandidate, effectCandidate } from '../parts.ts';

export type DiscontinuityStudy = StudyOf<'regression_discontinuity'>;

export interface Work {
  readonly study: DiscontinuityStudy;
  readonly cohort: Cohort;
  readonly context: StatisticContext;
  readonly threshold: number;
  /** Distance from the cut-off, positive on the side that is offered the programme; NaN where not measured. */
  readonly x: Float64Array;
  /** First row of each person with a running value outside the donut. */
  readonly first: readonly number[];
  /** What is compared, by outcome: changes from the baseline value, or values. */
  readonly responses: readonly Float64Array[];
  /** Of the first rows, those with a response, by outcome. */
  readonly rows: readonly (readonly number[])[];
}

export interface JumpChoice {
  readonly h?: number;
  readonly shift?: number;
  readonly fuzzy?: boolean;
  readonly kernel?: 'uniform' | 'epanechnikov';
  readonly order?: number;
}

export interface Fit {
  readonly result: DiscontinuityResult;
  readonly h: number;
}

/** The jump of a response at the cut-off; undefined where a window holds too few distinct values. */
export function jump(
  work: Work,
  rows: readonly number[],
  response: Float64Array,
  choice: JumpChoice = {},
): Fit | undefined {
  const shift = choice.shift ?? 0;
  const side = (right: boolean): Side => {
    const own = rows
      .filter((row) => work.x[row]! - shift >= 0 === right)
      .toSorted((a, b) => work.x[a]! - work.x[b]!);
    const values = (from: Float64Array) => Float64Array.from(own, (row) => from[row]!);
    return {
      x: values(work.x).map((value) => value - shift),
      y: values(response),
      ...(choice.fuzzy ? { t: values(work.cohort.exposed) } : {}),
    };
  };
  const setting = {
    left: side(false),
    right: side(true),
    kernel: choice.kernel ?? ('triangular' as const),
    order: choice.order ?? 1,
    variance: 'nn' as const,
    matches: 3,
  };
  try {
    const auto = choice.h === undefined ? mseBandwidth(forBandwidth(setting)) : { h: choice.h, b: choice.h };
    const result = discontinuity({ ...setting, ...auto });
    const numbers = [result.robust.estimate, result.robust.se];
    return numbers.every(Number.isFinite) && result.robust.se > 0 ? { result, h: auto.h } : undefined;
  } catch (error) {
    if (error instanceof SingularMatrix) return undefined;
    throw error;
  }
}

/** Where nobody on one side takes part, the bandwidth of the outcome alone is used (as R's rdrobust). */
function forBandwidth<Setting extends { readonly left: Side; readonly right: Side }>(
  setting: Setting,
): Setting {
  const { left, right } = setting;
  const constant = ({ t }: Side) => t === undefined || t.every((value) => value === t[0]);
  if (!constant(left) && !constant(right)) return setting;
  return { ...setting, left: { x: left.x, y: left.y }, right: { x: right.x, y: right.y } };
}

/** How many people stand on the side that is offered the programme, and on the other. */
export function sidesOf({ x }: Work, rows: readonly number[]): ArmSizes {
  const treated = rows.filter((row) => x[row]! >= 0).length;
  return { treated, control: rows.length - treated };
}

export function candidateOf(
  work: Work,
  index: number,
  [effect, method, caveat]: readonly [ScaledEffect, string, string?],
  estimand: 'ITT' | 'LATE' = work.study.exposure ? 'LATE' : 'ITT',
): EffectCandidate {
  const { study, context } = work;
  return effectCandidate(effect, {
    context,
    outcome: study.outcomes[index]!,
    estimand,
    method,
    sizes: sidesOf(work, work.rows[index]!),
    parameters: 8,
    ...(caveat === undefined ? {} : { caveat }),
  });
}
