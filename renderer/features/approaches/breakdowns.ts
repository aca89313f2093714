/** Into what the guidance cascade is broken down, by the dimension's id. */
export const BREAKDOWNS = [
  ['sex', '男女別'],
  ['age', '年齢別'],
  ['district', '地区別'],
  ['channel', '案内の手段別'],
] as const;

export type Breakdown = (typeof BREAKDOWNS)[number][0];
