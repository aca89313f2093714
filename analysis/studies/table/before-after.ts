/**
 * The change of participants from before to after beside the change that was to be expected without any effect.
 * It is shown so that nobody mistakes it for the effect: people taken up for a high value come down by themselves
 * (regression to the mean; Barnett, van der Pols & Dobson 2005, Int J Epidemiol 34:215).
 */
import { normalEffect, type ScaledEffect } from '../../statistics/contrast.ts';
import { originalCoefficients } from '../../statistics/design.ts';
import { leastSquares } from '../../statistics/did/two-by-two.ts';
import { describe } from '../../statistics/summary.ts';
import type { CohortFrame } from './cohort-frame.ts';

export interface BeforeAfter {
  readonly treated: ScaledEffect;
  readonly control: ScaledEffect;
  /** Change of people with the participants' starting values, from the comparison group's after on before. */
  readonly expectedWithoutProgramme: number;
  readonly n: { readonly treated: number; readonly control: number };
}

/** Fewest people of an arm with both values. */
const FEWEST = 10;

function changeOf(change: Float64Array): ScaledEffect {
  const d = describe(change);
  return normalEffect('difference', d.mean, d.sd / Math.sqrt(d.n));
}

/** Undefined without a column of values before, with too few of them, or when they do not vary. */
export function beforeAfter(frame: CohortFrame): BeforeAfter | undefined {
  const { before, y, z } = frame;
  if (before === undefined) return undefined;
  const known = Array.from(before.keys()).filter(
    (i) => Number.isFinite(before[i]!) && frame.observed?.[i] !== 0,
  );
  const arm = (a: number): number[] => known.filter((i) => z[i] === a);
  const [control, treated] = [arm(0), arm(1)];
  if (Math.min(control.length, treated.length) < FEWEST) return undefined;
  const pick = (v: Float64Array, rows: readonly number[]): Float64Array =>
    Float64Array.from(rows, (i) => v[i]!);
  const fit = leastSquares(pick(y, control), ['before'], [pick(before, control)]);
  if (fit.design.kept.length === 0) return undefined;
  const [intercept = 0, slope = 0] = originalCoefficients(fit.design, fit.coefficients);
  const start = describe(pick(before, treated)).mean;
  const change = (rows: readonly number[]): Float64Array =>
    Float64Array.from(rows, (i) => y[i]! - before[i]!);
  return {
    treated: changeOf(change(treated)),
    control: changeOf(change(control)),
    expectedWithoutProgramme: intercept + slope * start - start,
    n: { treated: treated.length, control: control.length },
  };
}
