import riskFactors from '../../../analysis/domain/tables/risk-factors.json' with { type: 'json' };

export interface Factor {
  readonly id: string;
  readonly name: string;
}

/** Risk factors that the two approaches can be compared on, as the newest version of their table has them. */
export const FACTORS: readonly Factor[] = Object.entries(riskFactors.versions.at(-1)?.values ?? {}).map(
  ([id, { label }]) => ({ id, name: label }),
);
