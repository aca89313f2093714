/** Gray's test that the cumulative incidence of one cause is the same in two groups (Gray 1988, Ann Stat 16:1141). */
import { chiSquareUpper } from '../distributions.ts';
import type { CompetingData } from './competing.ts';

export interface GrayTest {
  readonly chiSquare: number;
  readonly df: number;
  readonly p: number;
}

/** A group's state just before the time at hand. */
interface Group {
  atRisk: number;
  /** Survival from all causes, left-continuous. */
  survival: number;
  /** Cumulative incidence of cause 1, left-continuous. */
  incidence: number;
  own: number;
  other: number;
  gone: number;
}

/** Sums of the variance for each group of origin. */
interface Accumulated {
  /** Integral of the score's weight against the pooled subdistribution hazard. */
  slope: number;
  squares: number;
  cross: number;
}

const fresh = (atRisk: number): Group => ({
  atRisk,
  survival: 1,
  incidence: 0,
  own: 0,
  other: 0,
  gone: 0,
});

/** The share by which tied events shrink a variance. */
const tieFactor = (ties: number, pool: number): number => (ties > 1 ? 1 - (ties - 1) / (pool - 1) : 1);

class GrayScore {
  readonly groups: readonly [Group, Group];
  private readonly sums: readonly [Accumulated, Accumulated];
  private score = 0;
  private variance = 0;
  /** Pooled cumulative incidence, left-continuous. */
  private pooled = 0;

  constructor(sizes: readonly [number, number]) {
    this.groups = [fresh(sizes[0]), fresh(sizes[1])];
    this.sums = [
      { slope: 0, squares: 0, cross: 0 },
      { slope: 0, squares: 0, cross: 0 },
    ];
  }

  /** Takes in the events of one time, then moves every group past it. */
  advance(): void {
    const deaths = this.groups[0].own + this.groups[1].own;
    const others = this.groups[0].other + this.groups[1].other;
    if (deaths + others > 0) this.contribute(deaths);
    for (const g of this.groups) {
      if (g.atRisk > 0) {
        g.incidence += (g.survival * g.own) / g.atRisk;
        g.survival *= (g.atRisk - g.own - g.other) / g.atRisk;
      }
      g.atRisk -= g.gone;
      g.own = 0;
      g.other = 0;
      g.gone = 0;
    }
  }

  private contribute(deaths: number): void {
    const present = this.groups.filter((g) => g.atRisk > 0);
    const reach = present.reduce((s, g) => s + g.atRisk / g.survival, 0);
    const adjusted = present.reduce((s, g) => s + (g.atRisk * (1 - g.incidence)) / g.survival, 0);
    const after = this.pooled + deaths / reach;
    const [first] = this.groups;
    if (first.atRisk > 0)
      this.score += first.own - (deaths * first.atRisk * (1 - first.incidence)) / (first.survival * adjusted);
    const share = first.atRisk > 0 ? first.atRisk / first.survival : 0;
    this.groups.forEach((g, j) => {
      if (g.atRisk <= 0) return;
      // Weight of group j's hazard in the score of the first group.
      const weight = j === 0 ? share * (1 - share / reach) : (-share * g.atRisk) / (g.survival * reach);
      this.sums[j]!.slope += (weight * deaths) / (reach * (1 - this.pooled));
      this.spread(g, this.sums[j]!, { weight, deaths, reach, after });
    });
    this.pooled = after;
  }

  private spread(
    g: Group,
    sums: Accumulated,
    at: { weight: number; deaths: number; reach: number; after: number },
  ): void {
    const survived = (g.survival * (g.atRisk - g.own - g.other)) / g.atRisk;
    if (at.deaths > 0) {
      const lag = survived > 0 ? 1 - (1 - at.after) / survived : 1;
      const size =
        (tieFactor(at.deaths, at.reach * g.survival) * g.survival * at.deaths) / (at.reach * g.atRisk);
      const own = at.weight - lag * sums.slope;
      this.variance += own * own * size;
      sums.cross += own * lag * size;
      sums.squares += lag * lag * size;
    }
    if (g.other > 0 && survived > 0) {
      const lag = (1 - at.after) / survived;
      const size = (tieFactor(g.other, g.atRisk) * g.survival ** 2 * g.other) / g.atRisk ** 2;
      const own = lag * sums.slope;
      this.variance += own * own * size;
      sums.cross -= own * lag * size;
      sums.squares += lag * lag * size;
    }
  }

  result(): GrayTest {
    const total = this.sums.reduce(
      (s, { slope, squares, cross }) => s + slope * slope * squares + 2 * slope * cross,
      this.variance,
    );
    const chiSquare = this.score ** 2 / total;
    return { chiSquare, df: 1, p: chiSquareUpper(chiSquare, 1) };
  }
}

/** The test of cause 1 between two groups (0/1), unweighted. Undefined when a group is empty or nothing happens. */
export function grayTest(data: CompetingData, group: Float64Array): GrayTest | undefined {
  const { time, cause } = data;
  const order = Uint32Array.from(time.keys()).sort((a, b) => time[a]! - time[b]!);
  const second = group.reduce((s, v) => s + v, 0);
  const score = new GrayScore([group.length - second, second]);
  for (let p = 0; p < order.length; ) {
    const now = time[order[p]!]!;
    for (; p < order.length && time[order[p]!] === now; p++) {
      const i = order[p]!;
      const g = score.groups[group[i] === 1 ? 1 : 0];
      g.gone++;
      if (cause[i] === 1) g.own++;
      else if (cause[i] === 2) g.other++;
    }
    score.advance();
  }
  const result = score.result();
  return Number.isFinite(result.chiSquare) ? result : undefined;
}
