/** Restricted mean survival time of weighted data, with the infinitesimal-jackknife error. */
import { kaplanMeier, type RestrictedMean } from './kaplan-meier.ts';
import type { SurvivalData } from './risk-sets.ts';

/**
 * Area under the weighted curve to `horizon`. Greenwood's error would take the weights for people; here every person
 * counts with what a change of the own weight does to the area (Jaeckel 1972; as R's survfit does for the curve).
 */
export function weightedRestrictedMean(
  data: SurvivalData,
  member: (i: number) => boolean,
  horizon: number,
): RestrictedMean {
  const { steps } = kaplanMeier(data, member);
  const at = new Map(steps.map((s, j) => [s.time, j]));
  const inside = steps.filter((s) => s.time < horizon);
  // By step: cumulative d/(n(n-d)); area of S and of S·A before its time.
  const hazard: number[] = [];
  const area: number[] = [];
  const weighted: number[] = [];
  let [a, s, time, sum, sumA] = [0, 1, 0, 0, 0];
  for (const step of inside) {
    sum += s * (step.time - time);
    sumA += s * a * (step.time - time);
    area.push(sum);
    weighted.push(sumA);
    if (step.events > 0 && step.atRisk > step.events)
      a += step.events / (step.atRisk * (step.atRisk - step.events));
    hazard.push(a);
    [s, time] = [step.survival, step.time];
  }
  const total = sum + s * (horizon - time);
  const totalA = sumA + s * a * (horizon - time);
  let variance = 0;
  for (let i = 0; i < data.time.length; i++) {
    if (!member(i)) continue;
    const w = data.weights === undefined ? 1 : data.weights[i]!;
    const j = at.get(data.time[i]!)!;
    let change = totalA;
    if (j < inside.length) {
      const step = steps[j]!;
      const own = data.event[i] === 1 && step.atRisk > step.events ? 1 / (step.atRisk - step.events) : 0;
      change = weighted[j]! - (own - hazard[j]!) * (total - area[j]!);
    }
    variance += (w * change) ** 2;
  }
  return { mean: total, se: Math.sqrt(variance) };
}
