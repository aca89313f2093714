import riskFactors from '../../../analysis/domain/tables/risk-factors.json' with { type: 'json' };

export interface Factor {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly decimals: number;
  /** True where higher is worse. */
  readonly high: boolean;
  /** Width of a class of its distribution; the sliders move by parts of it. */
  readonly width: number;
}

/** Risk factors that the two approaches can be compared on, as the newest version of their table has them. */
export const FACTORS: readonly Factor[] = Object.entries(riskFactors.versions.at(-1)?.values ?? {}).map(
  ([id, { label, unit, decimals, high, grid }]) => ({
    id,
    name: label,
    unit,
    decimals,
    high,
    width: grid[1] ?? 1,
  }),
);
