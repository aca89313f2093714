import { zFor } from './poisson.ts';

/** One age band: lower age, deaths and person-years; the last band is open. */
export interface LifeBand {
  readonly start: number;
  readonly deaths: number;
  readonly personYears: number;
}

/** Unhealthy persons among those observed in a band, for Sullivan's method. */
export interface HealthBand {
  readonly unhealthy: number;
  readonly observed: number;
}

export interface Expectancy {
  readonly estimate: number;
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
}

export interface LifeTableRow {
  readonly start: number;
  /** Probability of dying within the band. */
  readonly q: number;
  /** Survivors at the start of the band per 100,000 at the first band. */
  readonly survivors: number;
  /** Person-years lived within the band by the table population. */
  readonly lived: number;
  readonly expectancy: Expectancy;
}

export type LifeTableRefusal =
  | 'too_few_person_years'
  | 'empty_band'
  | 'no_deaths_in_last_band'
  | 'interval_too_wide';

export type LifeTable = { readonly rows: readonly LifeTableRow[] } | { readonly refused: LifeTableRefusal };

export interface LifeTableRules {
  readonly leastPersonYears: number;
  readonly widestInterval: number;
}

/** Fewest person-years and widest interval with which a life table is shown (PHE, Life expectancy tool). */
export const DEFAULT_RULES: LifeTableRules = { leastPersonYears: 5000, widestInterval: 20 };

/**
 * Abridged life table and its variance (Chiang 1968/1984, as in PHE's life expectancy tool).
 *
 * Ages of bands must rise. Share of the band lived by those who die in it: 0.1 below one year, otherwise 0.5.
 * Refused (with the reason) rather than computed from too little.
 */
export function lifeTable(bands: readonly LifeBand[], rules: LifeTableRules = DEFAULT_RULES): LifeTable {
  const refusal = refuse(bands, rules);
  if (refusal) return { refused: refusal };
  const columns = chiang(bands);
  const rows = columns.map((column, i) => {
    const years = columns.slice(i).reduce((sum, { lived }) => sum + lived, 0);
    return toRow(
      column,
      years / column.survivors,
      variance(columns, i, () => 1),
    );
  });
  const first = rows[0]?.expectancy;
  if (first && first.upper - first.lower > rules.widestInterval) return { refused: 'interval_too_wide' };
  return { rows };
}

export interface HealthyRow {
  readonly start: number;
  readonly healthy: Expectancy;
  readonly unhealthy: number;
}

export type HealthyTable = { readonly rows: readonly HealthyRow[] } | { readonly refused: LifeTableRefusal };

/**
 * Healthy life expectancy by Sullivan's (1971) method: person-years of the life table times the healthy share.
 *
 * Variance: Σ L²π(1−π)/N / l² for the shares plus Chiang's mortality part with the healthy expectancy
 * (Jagger et al., EHEMU manual; Mathers 1991).
 */
export function sullivan(
  bands: readonly LifeBand[],
  health: readonly HealthBand[],
  rules: LifeTableRules = DEFAULT_RULES,
): HealthyTable {
  if (health.length !== bands.length) throw new RangeError('one health band for each age band');
  const refusal = health.some(({ observed }) => !(observed > 0)) ? 'empty_band' : refuse(bands, rules);
  if (refusal) return { refused: refusal };
  const columns = chiang(bands);
  const share = (i: number) => {
    const { unhealthy, observed } = health[i]!;
    return unhealthy / observed;
  };
  const rows = columns.map((column, i) => {
    const from = columns.slice(i);
    const healthyYears = from.reduce((sum, { lived }, k) => sum + lived * (1 - share(i + k)), 0);
    const allYears = from.reduce((sum, { lived }) => sum + lived, 0);
    const spread =
      from.reduce((sum, { lived }, k) => {
        const p = share(i + k);
        return sum + (lived * lived * p * (1 - p)) / health[i + k]!.observed;
      }, 0) /
      column.survivors ** 2;
    const total = spread + variance(columns, i, (k) => 1 - share(k));
    const estimate = healthyYears / column.survivors;
    return {
      start: column.start,
      healthy: expectancy(estimate, total),
      unhealthy: allYears / column.survivors - estimate,
    };
  });
  const first = rows[0]?.healthy;
  if (first && first.upper - first.lower > rules.widestInterval) return { refused: 'interval_too_wide' };
  return { rows };
}

function refuse(bands: readonly LifeBand[], rules: LifeTableRules): LifeTableRefusal | undefined {
  if (bands.some(({ personYears }) => !(personYears > 0))) return 'empty_band';
  if (bands.reduce((sum, { personYears }) => sum + personYears, 0) < rules.leastPersonYears)
    return 'too_few_person_years';
  return bands.at(-1)?.deaths === 0 ? 'no_deaths_in_last_band' : undefined;
}

interface Column {
  readonly start: number;
  readonly width: number;
  readonly a: number;
  readonly q: number;
  readonly survivors: number;
  readonly lived: number;
  /** Variance of q. */
  readonly variance: number;
  readonly last: boolean;
}

function chiang(bands: readonly LifeBand[]): readonly Column[] {
  let survivors = 100_000;
  return bands.map(({ start, deaths, personYears }, i) => {
    const next = bands[i + 1];
    const rate = deaths / personYears;
    const a = start === 0 && next?.start === 1 ? 0.1 : 0.5;
    if (!next) {
      const last = { start, width: 0, a, q: 1, survivors, lived: survivors / rate };
      return { ...last, variance: 4 / (deaths * rate * rate), last: true };
    }
    const width = next.start - start;
    const q = Math.min(1, (width * rate) / (1 + width * rate * (1 - a)));
    const dying = survivors * q;
    const lived = width * (survivors - dying + a * dying);
    const column = { start, width, a, q, survivors, lived, last: false };
    survivors -= dying;
    return { ...column, variance: deaths > 0 ? (q * q * (1 - q)) / deaths : 0 };
  });
}

/** Chiang's variance of the expectancy at band `from`, years weighted (1 = all, healthy share = Sullivan). */
function variance(columns: readonly Column[], from: number, weight: (band: number) => number): number {
  const start = columns[from]!;
  let sum = 0;
  for (let k = from; k < columns.length; k++) {
    const column = columns[k]!;
    if (column.last) {
      sum += (column.survivors / 2) ** 2 * column.variance * weight(k) ** 2;
      continue;
    }
    const after = columns.slice(k + 1).reduce((years, { lived }, i) => years + lived * weight(k + 1 + i), 0);
    const next = after / columns[k + 1]!.survivors;
    sum += column.survivors ** 2 * ((1 - column.a) * column.width * weight(k) + next) ** 2 * column.variance;
  }
  return sum / start.survivors ** 2;
}

function toRow({ start, q, survivors, lived }: Column, estimate: number, spread: number): LifeTableRow {
  return { start, q, survivors, lived, expectancy: expectancy(estimate, spread) };
}

function expectancy(estimate: number, spread: number): Expectancy {
  const standardError = Math.sqrt(spread);
  const half = zFor(0.95) * standardError;
  return { estimate, standardError, lower: estimate - half, upper: estimate + half };
}
