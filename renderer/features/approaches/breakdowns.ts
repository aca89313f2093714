/** Into what the guidance cascade is broken down, by the dimension's id. */
export const BREAKDOWNS = [
  ['sex', '男女別'],
  ['age', '年齢別'],
  ['age2', '年齢2区分別'],
  ['district', '地区別'],
  ['area', '大きな地区別'],
  ['channel', '案内の手段別'],
] as const;

export type Breakdown = (typeof BREAKDOWNS)[number][0];

/** What they are put together into, for the two that stand in for a finer one. */
export const COARSER_WORDS: Partial<Readonly<Record<Breakdown, string>>> = {
  age2: '年齢を2区分（40〜64歳・65〜74歳）にまとめて出す',
  area: '地区を大きな地区にまとめて出す',
};
