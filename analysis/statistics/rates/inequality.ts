/** One group or area: persons and the mean (rate, share) of the health variable in it. */
export interface RankedGroup {
  readonly persons: number;
  readonly mean: number;
  /** Sampling variance of the mean, for the interval of the slope. */
  readonly variance?: number;
}

export interface SlopeIndex {
  /** Slope index of inequality: fitted difference between the last (rank 1) and the first (rank 0). */
  readonly sii: number;
  readonly siiLower: number | null;
  readonly siiUpper: number | null;
  /** Relative index: fitted last over fitted first, (α + β)/α. */
  readonly rii: number | null;
  /** Slope over the mean, β/mean. */
  readonly riiOfMean: number | null;
}

/**
 * Slope and relative index of inequality over groups in the order given (least deprived first).
 *
 * Weighted least squares on ridits (share of persons before, plus half of the own; Mackenbach & Kunst 1997). The
 * interval takes the groups' own sampling variances. Null below five groups or without persons.
 */
export function slopeIndex(groups: readonly RankedGroup[]): SlopeIndex | null {
  const total = groups.reduce((sum, { persons }) => sum + persons, 0);
  if (groups.length < 5 || !(total > 0)) return null;
  let before = 0;
  const points = groups.map((group) => {
    const ridit = (before + group.persons / 2) / total;
    before += group.persons;
    return { ...group, ridit, weight: group.persons / total };
  });
  const meanRidit = points.reduce((sum, { ridit, weight }) => sum + weight * ridit, 0);
  const mean = points.reduce((sum, point) => sum + point.weight * point.mean, 0);
  const sxx = points.reduce((sum, { ridit, weight }) => sum + weight * (ridit - meanRidit) ** 2, 0);
  if (!(sxx > 0)) return null;
  const sxy = points.reduce((sum, point) => sum + point.weight * (point.ridit - meanRidit) * point.mean, 0);
  const slope = sxy / sxx;
  const start = mean - slope * meanRidit;
  const known = points.every(({ variance }) => variance !== undefined);
  const error = Math.sqrt(
    points.reduce(
      (sum, { weight, ridit, variance }) =>
        sum + ((weight * (ridit - meanRidit)) / sxx) ** 2 * (variance ?? 0),
      0,
    ),
  );
  return {
    sii: slope,
    siiLower: known ? slope - 1.959963984540054 * error : null,
    siiUpper: known ? slope + 1.959963984540054 * error : null,
    rii: start === 0 ? null : (start + slope) / start,
    riiOfMean: mean === 0 ? null : slope / mean,
  };
}

/**
 * Gini index of a health variable over groups that have no order: twice the area between the Lorenz curve
 * (groups sorted by their mean) and the diagonal. Null without persons or where the total is 0.
 */
export function gini(groups: readonly RankedGroup[]): number | null {
  return concentration([...groups].sort((a, b) => a.mean - b.mean));
}

/**
 * Concentration index of groups in the order given (poorest first): negative where the variable is concentrated
 * among the first (Kakwani, Wagstaff & van Doorslaer 1997).
 */
export function concentration(groups: readonly RankedGroup[]): number | null {
  const persons = groups.reduce((sum, group) => sum + group.persons, 0);
  const amount = groups.reduce((sum, group) => sum + group.persons * group.mean, 0);
  if (!(persons > 0) || !(amount > 0)) return null;
  let held = 0;
  let area = 0;
  for (const group of groups) {
    const share = (group.persons * group.mean) / amount;
    area += (group.persons / persons) * (2 * held + share);
    held += share;
  }
  return 1 - area;
}
