import type { ReleasedTable } from '../../domain/statistic.ts';
import type { RelativeRisk } from '../../domain/tables/index.ts';
import type { Factor } from './cohort.ts';
import { type Band, bandOf, DRAWS, latinNormals, shakenRisk } from './error-draws.ts';
import { filledBins } from './hidden-bins.ts';
import { type Gains, type Grid, gains, gridOf } from './scenario-draws.ts';
import { type BinnedDistribution, reachTail, type Scenario, shiftCurve, type TailPlan } from './what-if.ts';

export interface WhatIfRequest {
  /** Units of the factor by which everybody moves; negative is down. */
  readonly shift: number;
  readonly tail: TailPlan;
  /** Standard error of the effect a reached person. */
  readonly effectError: number;
  /** Standard error of the shift; 0 where absent. */
  readonly shiftError?: number;
  /** Yen a resident of the population side, yen a reached person of the high-risk side. */
  readonly yenPerResident?: number;
  readonly yenPerReached?: number;
}

export interface SideResult {
  /** Change of the mean over everybody, in units of the factor. */
  readonly meanChange: Band;
  /** Units moved in the healthy direction per 1,000 persons. */
  readonly units: Band;
  readonly unitsPerMillionYen: Band | null;
  /** Shares (0–1) beyond each tier; the change has its own limits, since both ends come from the same people. */
  readonly tiers: readonly {
    readonly tier: number;
    readonly before: Band;
    readonly after: Band;
    readonly change: Band;
  }[];
  readonly events: readonly {
    readonly outcome: string;
    readonly per1000: Band;
    readonly perMillionYen: Band | null;
  }[];
  /** Persons reached in addition per 1,000. */
  readonly reachedPer1000: number;
  readonly yenPer1000: number | null;
}

export interface WhatIfResult {
  readonly persons: number;
  /** Whether hidden classes of the distribution were filled in. */
  readonly filled: boolean;
  readonly population: SideResult;
  readonly highRisk: SideResult;
  /** δ*: shift of everybody that does as much as the high-risk plan, on the first outcome or on units. */
  readonly equivalentShift: Band;
  readonly curve: readonly {
    readonly label: string;
    readonly now: number;
    readonly population: number;
    readonly highRisk: number;
  }[];
}

interface Counted {
  readonly bins: readonly {
    readonly label: string;
    readonly lower: number | null;
    readonly upper: number | null;
  }[];
  readonly counts: readonly number[];
  /** Whether some of the counts are not released but filled in. */
  readonly hidden: boolean;
}

/**
 * What-if from a released distribution (`risk.<factor>.distribution` of one year): both approaches on one scale, every
 * result with limits. Hidden bins share what the shown ones leave of the total (`filledBins`). Undefined where nothing is shown.
 *
 * Limits: 2.5th and 97.5th percentile of a parametric bootstrap (Efron & Tibshirani 1993, ch. 6) of the released
 * counts, together with draws of what was entered with an error — the shift and the effect a reached person (normal)
 * and the relative risk (log-normal) — all of a draw carried to every result (Greenland 2004, Int J Epidemiol 33:1389).
 */
export function whatIf(
  table: ReleasedTable,
  factor: Pick<Factor, 'high' | 'tiers'>,
  risks: readonly RelativeRisk[],
  request: WhatIfRequest,
): WhatIfResult | undefined {
  const counted = countsOf(table);
  const persons = counted.counts.reduce((sum, n) => sum + n, 0);
  if (persons === 0) return undefined;
  const distribution = distributionOf(counted.bins, counted.counts, factor.high);
  const grid = gridOf(distribution);
  const shares = distribution.bins.map(({ share }) => share);
  const plan = { ...request, tiers: factor.tiers };
  const point = gains(grid, shares, plan, risks);
  const draws = drawn(counted, grid, risks, plan);
  const band = (pick: (one: Gains) => number): Band => bandOf(pick(point), draws.map(pick));
  const side = (name: 'population' | 'highRisk'): SideResult => sideOf(name, { band, risks, plan });
  return {
    persons,
    filled: counted.hidden,
    population: side('population'),
    highRisk: side('highRisk'),
    equivalentShift: band(({ equal }) => equal),
    curve: curveOf(counted, factor.high, request),
  };
}

type Plan = WhatIfRequest & { readonly tiers: readonly number[] };

function drawn(
  { bins, counts }: Counted,
  grid: Grid,
  risks: readonly RelativeRisk[],
  plan: Plan,
): readonly Gains[] {
  const errors = latinNormals(counts.length + risks.length + 2);
  return Array.from({ length: DRAWS }, (_, draw) => {
    let error = 0;
    const normal = () => errors[error++]?.[draw] ?? 0;
    const sampled = counts.map((n) => Math.max(0, n + Math.sqrt(n) * normal()));
    const effect = plan.tail.effect + plan.effectError * normal();
    const shaken = risks.map((risk) => shakenRisk(risk, normal()));
    const shares = distributionOf(bins, sampled, grid.high).bins.map(({ share }) => share);
    const shift = plan.shift + (plan.shiftError ?? 0) * normal();
    return gains(grid, shares, { ...plan, shift, tail: { ...plan.tail, effect } }, shaken);
  });
}

interface SideSetting {
  readonly band: (pick: (one: Gains) => number) => Band;
  readonly risks: readonly RelativeRisk[];
  readonly plan: Plan;
}

function sideOf(name: 'population' | 'highRisk', { band, risks, plan }: SideSetting): SideResult {
  const { tail, yenPerResident, yenPerReached } = plan;
  const reached =
    name === 'population' ? 1000 : 1000 * tail.share * Math.max(0, tail.reachTo - tail.reachFrom);
  const price = name === 'population' ? yenPerResident : yenPerReached;
  const yen = price === undefined ? null : price * reached;
  const perMillion = ({ estimate, lower, upper }: Band): Band | null =>
    yen === null || yen <= 0
      ? null
      : { estimate: (estimate * 1e6) / yen, lower: (lower * 1e6) / yen, upper: (upper * 1e6) / yen };
  const units = band((one) => one.units[name]);
  return {
    meanChange: band(({ mean }) => mean[name]),
    units,
    unitsPerMillionYen: perMillion(units),
    tiers: plan.tiers.map((tier, i) => {
      const at = ({ tiers }: Gains) => tiers[i] ?? { before: 0, population: 0, highRisk: 0 };
      return {
        tier,
        before: band((one) => at(one).before),
        after: band((one) => at(one)[name]),
        change: band((one) => at(one)[name] - at(one).before),
      };
    }),
    events: risks.map(({ outcome }, i) => {
      const per1000 = band((one) => one.events[i]?.[name] ?? 0);
      return { outcome, per1000, perMillionYen: perMillion(per1000) };
    }),
    reachedPer1000: reached,
    yenPer1000: yen,
  };
}

/** Bins with their released counts; hidden bins share the rest of the total as a normal curve does. */
function countsOf(table: ReleasedTable): Counted {
  const place = table.dimensions.findIndex(({ id }) => id === 'bin');
  const levels = (table.dimensions[place]?.levels ?? []).filter(({ code }) => code !== 'all');
  const column = table.columns.findIndex(({ kind }) => kind === 'count');
  const cellAt = (code: string) => table.rows.find(({ at }) => at[place] === code)?.cells[column];
  const shown = levels.map(({ code }) => {
    const cell = cellAt(code);
    return cell?.state === 'shown' ? cell.value : undefined;
  });
  const whole = cellAt('all');
  const sum = shown.reduce<number>((total, n) => total + (n ?? 0), 0);
  const rest = whole?.state === 'shown' ? Math.max(0, whole.value - sum) : 0;
  const bins = levels.map(({ code, label }) => {
    const [lower, upper] = code.split('~');
    const edge = (text: string | undefined) => (text === undefined || text === '' ? null : Number(text));
    return { label, lower: edge(lower), upper: edge(upper) };
  });
  return { bins, counts: filledBins(bins, shown, rest), hidden: shown.some((n) => n === undefined) };
}

function distributionOf(bins: Counted['bins'], counts: readonly number[], high: boolean): BinnedDistribution {
  const total = counts.reduce((sum, n) => sum + n, 0);
  return {
    high,
    bins: bins.map(({ lower, upper }, i) => ({
      code: `${lower ?? ''}~${upper ?? ''}`,
      lower,
      upper,
      share: total > 0 ? (counts[i] ?? 0) / total : 0,
    })),
  };
}

/** Shares by bin (in %) now and after each plan, on the same bins. */
function curveOf(counted: Counted, high: boolean, { shift, tail }: WhatIfRequest): WhatIfResult['curve'] {
  const distribution = distributionOf(counted.bins, counted.counts, high);
  const cuts = counted.bins.flatMap(({ upper }) => (upper === null ? [] : [upper]));
  // The share below every edge, read as tiers of a factor for which low is bad.
  const below = (scenario: (of: BinnedDistribution) => Scenario) =>
    scenario({ ...distribution, high: false }).tiers;
  const moved = below((of) => shiftCurve(of, shift, { tiers: cuts }));
  const tailed = reachTail(distribution, tail, { tiers: cuts }).tiers.map(({ after, ...rest }) => ({
    ...rest,
    after: high ? 1 - after : after,
  }));
  const parts = (edges: readonly number[]) =>
    // Two equal sums differ by rounding: no share is below nothing.
    counted.bins.map((_, i) => Math.max(0, 100 * ((edges[i] ?? 1) - (i === 0 ? 0 : (edges[i - 1] ?? 1)))));
  const now = distribution.bins.map(({ share }) => 100 * share);
  const population = parts(moved.map(({ after }) => after));
  const highRisk = parts(tailed.map(({ after }) => after));
  return counted.bins.map(({ label }, i) => ({
    label,
    now: now[i] ?? 0,
    population: population[i] ?? 0,
    highRisk: highRisk[i] ?? 0,
  }));
}
