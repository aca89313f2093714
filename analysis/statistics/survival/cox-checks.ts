/** Checks of a Cox model: proportional hazards (score test) and concordance. */
import { chiSquareUpper } from '../distributions.ts';
import { choleskyInverse, choleskySolve, factor } from '../linear-algebra.ts';
import type { CoxFit } from './cox.ts';
import { kaplanMeier } from './kaplan-meier.ts';
import type { SurvivalData } from './risk-sets.ts';

export interface ProportionalityTest {
  readonly term: string;
  readonly chiSquare: number;
  readonly df: number;
  readonly p: number;
}

/** 1 - Kaplan–Meier just before each event time of the fit. */
function kaplanMeierTime(fit: CoxFit, data: SurvivalData): number[] {
  const drops = kaplanMeier(data).steps.filter((s) => s.events > 0);
  const before = new Map<number, number>();
  drops.forEach((s, i) => {
    before.set(s.time, i === 0 ? 1 : drops[i - 1]!.survival);
  });
  return fit.eventTimes.map((t) => 1 - (before.get(t.time) ?? 1));
}

/**
 * Score test for coefficients that change with g(t) = 1 - KM(t-): one test per term and a global one
 * (R's survival::cox.zph, version 3).
 */
export function proportionalityTests(fit: CoxFit, data: SurvivalData): ProportionalityTest[] {
  const k = fit.coefficients.length;
  const times = kaplanMeierTime(fit, data);
  const events = fit.eventTimes.reduce((s, t) => s + t.count, 0);
  const centre = fit.eventTimes.reduce((s, t, i) => s + t.count * times[i]!, 0) / events;
  const u = new Float64Array(k);
  const v0 = new Float64Array(k * k);
  const v1 = new Float64Array(k * k);
  const v2 = new Float64Array(k * k);
  fit.eventTimes.forEach((t, i) => {
    const g = times[i]! - centre;
    for (let a = 0; a < k; a++) u[a]! += g * t.residual[a]!;
    for (let a = 0; a < k * k; a++) {
      v0[a]! += t.variance[a]!;
      v1[a]! += g * t.variance[a]!;
      v2[a]! += g * g * t.variance[a]!;
    }
  });
  const inverse = choleskyInverse(factor(v0, k), k);
  const test = (term: string, columns: readonly number[]): ProportionalityTest => {
    const m = columns.length;
    const block = new Float64Array(m * m);
    columns.forEach((a, r) => {
      columns.forEach((b, c) => {
        let s = v2[a * k + b]!;
        for (let p = 0; p < k; p++)
          for (let q = 0; q < k; q++) s -= v1[a * k + p]! * inverse[p * k + q]! * v1[q * k + b]!;
        block[r * m + c] = s;
      });
    });
    const part = Float64Array.from(columns, (c) => u[c]!);
    const solved = choleskySolve(factor(block, m), part);
    const chiSquare = solved.reduce((s, v, i) => s + v * part[i]!, 0);
    return { term, chiSquare, df: m, p: chiSquareUpper(chiSquare, m) };
  };
  const all = fit.terms.map((_, c) => c);
  return [...fit.terms.map((term, c) => test(term, [c])), test('GLOBAL', all)];
}

/** Counts in a Fenwick tree over ranks. */
class RankTree {
  private readonly tree: Float64Array;
  constructor(size: number) {
    this.tree = new Float64Array(size + 1);
  }
  add(rank: number): void {
    for (let i = rank + 1; i < this.tree.length; i += i & -i) this.tree[i]! += 1;
  }
  /** How many ranks ≤ `rank`. */
  upTo(rank: number): number {
    let s = 0;
    for (let i = rank + 1; i > 0; i -= i & -i) s += this.tree[i]!;
    return s;
  }
}

/** Harrell's concordance of a risk score: share of comparable pairs in which the earlier event had the higher risk. */
export function survivalConcordance(data: SurvivalData, score: Float64Array): number {
  const n = data.time.length;
  const sorted = Float64Array.from(score).sort();
  const distinct = sorted.filter((v, i) => i === 0 || v !== sorted[i - 1]);
  const rankOf = new Map<number, number>();
  distinct.forEach((v, i) => {
    rankOf.set(v, i);
  });
  const tree = new RankTree(distinct.length);
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => data.time[b]! - data.time[a]!);
  let [concordant, tied, total, inside] = [0, 0, 0, 0];
  for (let p = 0; p < n; ) {
    const time = data.time[order[p]!]!;
    let end = p;
    while (end < n && data.time[order[end]!] === time) end++;
    const here = Array.from(order.subarray(p, end));
    const add = (i: number): void => {
      tree.add(rankOf.get(score[i]!)!);
      inside++;
    };
    for (const i of here) if (data.event[i] !== 1) add(i);
    for (const i of here) {
      if (data.event[i] !== 1) continue;
      const rank = rankOf.get(score[i]!)!;
      const lower = rank === 0 ? 0 : tree.upTo(rank - 1);
      concordant += lower;
      tied += tree.upTo(rank) - lower;
      total += inside;
    }
    for (const i of here) if (data.event[i] === 1) add(i);
    p = end;
  }
  return (concordant + tied / 2) / total;
}
