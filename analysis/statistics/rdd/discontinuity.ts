/**
 * Regression discontinuity, sharp and fuzzy: local linear estimate, bias-corrected estimate with robust interval
 * (Calonico, Cattaneo & Titiunik 2014).
 */
import { normalEffect, type ScaledEffect } from '../contrast.ts';
import {
  type Kernel,
  type LocalDesign,
  loadedVariance,
  loadingsOf,
  localDesign,
  type Side,
  type SideVariance,
  sideResiduals,
} from './local-polynomial.ts';

export interface DiscontinuityInput {
  readonly left: Side;
  readonly right: Side;
  readonly h: number;
  readonly b: number;
  readonly order: number;
  readonly kernel: Kernel;
  readonly variance: SideVariance;
  readonly matches: number;
}

export interface DiscontinuityResult {
  readonly conventional: ScaledEffect;
  readonly biasCorrected: number;
  /** Bias-corrected estimate with the robust standard error. */
  readonly robust: ScaledEffect;
  /** Jump in treatment received (fuzzy designs). */
  readonly firstStage: ScaledEffect | undefined;
  readonly rows: { readonly left: number; readonly right: number };
}

/** Row loadings on the intercept over the union of both windows: conventional and bias-corrected. */
interface Loadings {
  readonly rows: Int32Array;
  readonly conventional: Float64Array;
  readonly corrected: Float64Array;
  readonly wide: LocalDesign;
}

function sideLoadings(side: Side, input: DiscontinuityInput): Loadings {
  const { h, b, order: p, kernel } = input;
  const narrow = localDesign(side, h, p, kernel);
  const biasDesign = localDesign(side, b, p + 1, kernel);
  const own = loadingsOf(side, narrow, 0);
  const lead = loadingsOf(side, biasDesign, p + 1);
  // Leading bias = Σ own·(x/h)^(p+1) × h^(p+1) × coefficient, the coefficient being lead / b^(p+1).
  const constant =
    narrow.rows.reduce((s, row, r) => s + own[r]! * (side.x[row]! / h) ** (p + 1), 0) * (h / b) ** (p + 1);
  const wide = h > b ? narrow : biasDesign;
  const conventional = new Float64Array(wide.rows.length);
  const corrected = new Float64Array(wide.rows.length);
  const position = new Map(Array.from(wide.rows, (row, r) => [row, r]));
  narrow.rows.forEach((row, r) => {
    conventional[position.get(row)!] = own[r]!;
    corrected[position.get(row)!]! += own[r]!;
  });
  biasDesign.rows.forEach((row, r) => {
    corrected[position.get(row)!]! -= constant * lead[r]!;
  });
  return { rows: wide.rows, conventional, corrected, wide };
}

const dotRows = (loadings: Float64Array, rows: Int32Array, response: Float64Array): number =>
  rows.reduce((s, row, r) => s + loadings[r]! * response[row]!, 0);

interface SidePieces {
  readonly loadings: Loadings;
  readonly side: Side;
}

/** Variance of a loaded sum of residuals on one side, residuals by the rule from the fitting design. */
function sideVariance(
  piece: SidePieces,
  response: Float64Array,
  input: DiscontinuityInput,
  corrected: boolean,
): number {
  const { side, loadings } = piece;
  // rdrobust's HC1 counts the rows of the wider of both windows.
  const counted = loadings.wide.rows.length;
  const rule = { variance: input.variance, matches: input.matches, counted };
  const use = corrected ? loadings.corrected : loadings.conventional;
  if (input.variance === 'nn') {
    return loadedVariance(use, sideResiduals(side, loadings.wide, response, rule));
  }
  const order = corrected ? input.order + 1 : input.order;
  const design = localDesign(side, corrected ? input.b : input.h, order, input.kernel);
  const residuals = sideResiduals(side, design, response, rule);
  const position = new Map(Array.from(loadings.rows, (row, r) => [row, r]));
  const aligned = Float64Array.from(design.rows, (row) => use[position.get(row) ?? -1] ?? 0);
  return loadedVariance(aligned, residuals);
}

/** Estimates the jump at the cut-off; throws `SingularMatrix` with too few distinct values in a window. */
export function discontinuity(input: DiscontinuityInput): DiscontinuityResult {
  const left: SidePieces = { side: input.left, loadings: sideLoadings(input.left, input) };
  const right: SidePieces = { side: input.right, loadings: sideLoadings(input.right, input) };
  const jump = (pick: (s: Side) => Float64Array, corrected: boolean): number => {
    const use = (l: Loadings): Float64Array => (corrected ? l.corrected : l.conventional);
    return (
      dotRows(use(right.loadings), right.loadings.rows, pick(right.side)) -
      dotRows(use(left.loadings), left.loadings.rows, pick(left.side))
    );
  };
  const y = (s: Side): Float64Array => s.y;
  const fuzzy = input.left.t !== undefined && input.right.t !== undefined;
  const t = (s: Side): Float64Array => s.t ?? s.y;
  const tauY = jump(y, false);
  const tauYCorrected = jump(y, true);
  const tauT = fuzzy ? jump(t, false) : 1;
  const tauTCorrected = fuzzy ? jump(t, true) : 1;
  const gradient = fuzzy ? ([1 / tauT, -tauY / tauT ** 2] as const) : ([1, 0] as const);
  const linear = (s: Side): Float64Array =>
    fuzzy ? s.y.map((v, i) => gradient[0] * v + gradient[1] * s.t![i]!) : s.y;
  const se = (pick: (s: Side) => Float64Array, corrected: boolean): number =>
    Math.sqrt(
      sideVariance(left, pick(left.side), input, corrected) +
        sideVariance(right, pick(right.side), input, corrected),
    );
  const estimate = tauY / tauT;
  const biasCorrected =
    estimate - gradient[0] * (tauY - tauYCorrected) - gradient[1] * (tauT - tauTCorrected);
  return {
    conventional: normalEffect('difference', estimate, se(linear, false)),
    biasCorrected,
    robust: normalEffect('difference', biasCorrected, se(linear, true)),
    firstStage: fuzzy ? normalEffect('difference', tauT, se(t, false)) : undefined,
    rows: {
      left: input.left.x.filter((v) => Math.abs(v) < input.h).length,
      right: input.right.x.filter((v) => Math.abs(v) < input.h).length,
    },
  };
}
