/** Warnings that follow from counts, overlap and balance; codes only, sentences are in `messages`. */
import type { BalanceEntry, EffectResult, PropensityReport, Warning } from './result.ts';

interface SampleInput {
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly family: string;
  readonly terms: number;
}

/** Few people in an arm, few events, few degrees of freedom. */
export function sampleWarnings(input: SampleInput): Warning[] {
  const { y, z, family, terms } = input;
  const out: Warning[] = [];
  const counts = [0, 0];
  const events = [0, 0];
  for (let i = 0; i < z.length; i++) {
    const arm = z[i] === 1 ? 1 : 0;
    counts[arm]!++;
    if (y[i]! > 0) events[arm]!++;
  }
  const smaller = Math.min(counts[0]!, counts[1]!);
  if (smaller < 10) out.push({ code: 'effect.small-arm', params: { minimum: 10 } });
  if (z.length - terms - 1 < 10) out.push({ code: 'effect.few-df', params: { minimum: 10 } });
  if (smaller < 10 * (terms - 1)) out.push({ code: 'effect.many-covariates', params: { terms: terms - 1 } });
  if (family === 'binomial' || family === 'quasibinomial') {
    const rare = Math.min(events[0]! + events[1]!, z.length - events[0]! - events[1]!);
    if (rare < 20) out.push({ code: 'effect.few-events', params: { minimum: 20 } });
  }
  return out;
}

interface OverlapInput {
  readonly propensity: PropensityReport | null;
  readonly ess: EffectResult['ess'];
  readonly n: EffectResult['n'];
  readonly imbalance: number;
  readonly method: string;
}

/** Poor overlap, small effective sample, remaining imbalance. */
export function overlapWarnings(input: OverlapInput): Warning[] {
  const { propensity, ess, n, imbalance } = input;
  const out: Warning[] = [];
  const share = propensity?.equipoise.all;
  if (share !== undefined && share < 0.5) {
    const code = share < 0.2 ? 'effect.overlap-poor' : 'effect.overlap-limited';
    out.push({ code, params: { percent: Math.round(share * 1000) / 10 } });
  }
  if (
    ess !== null &&
    input.method !== 'match' &&
    (ess.treated < 0.5 * n.treated || ess.control < 0.5 * n.control)
  ) {
    out.push({
      code: 'effect.ess-low',
      params: { treated: Math.round(ess.treated), control: Math.round(ess.control) },
    });
  }
  if (imbalance > 0.1) {
    const code = imbalance > 0.25 ? 'effect.imbalance-large' : 'effect.imbalance';
    out.push({ code, params: { smd: Math.round(imbalance * 1000) / 1000 } });
  }
  return out;
}

/** Largest |SMD| after adjustment in a report. */
export const largestSmd = (balance: readonly BalanceEntry[]): number =>
  balance.reduce((max, row) => (row.after === null ? max : Math.max(max, Math.abs(row.after))), 0);
