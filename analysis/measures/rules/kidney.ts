/**
 * eGFR from serum creatinine (mg/dL) and age, Japanese equation (Matsuo 2009): 194 × Cr^−1.094 × age^−0.287,
 * × 0.739 for women; mL/min/1.73 m². Unrounded; NaN for a creatinine or age that is not positive.
 */
export function egfr(creatinine: number, age: number, sex: 1 | 2): number {
  if (!(creatinine > 0) || !(age > 0)) return Number.NaN;
  return 194 * creatinine ** -1.094 * age ** -0.287 * (sex === 2 ? 0.739 : 1);
}

/** The same as an SQL expression; null without creatinine. */
export function egfrSql(creatinine: string, age: string, sex: string): string {
  return `CASE WHEN ${creatinine} > 0 AND ${age} > 0 THEN 194 * power(${creatinine}, -1.094)
    * power(${age}, -0.287) * CASE WHEN ${sex} = 2 THEN 0.739 ELSE 1 END END`;
}

export const GFR_CLASSES = ['G1', 'G2', 'G3a', 'G3b', 'G4', 'G5'] as const;
export type GfrClass = (typeof GFR_CLASSES)[number];

const LOWER_LIMITS = [90, 60, 45, 30, 15] as const;

/** GFR class by KDIGO 2012 / CKD診療ガイド limits. */
export function gfrClass(value: number): GfrClass {
  const index = LOWER_LIMITS.findIndex((limit) => value >= limit);
  return GFR_CLASSES[index === -1 ? 5 : index] ?? 'G5';
}

/** The same as an SQL expression. */
export function gfrClassSql(value: string): string {
  const cases = LOWER_LIMITS.map((limit, i) => `WHEN ${value} >= ${limit} THEN '${GFR_CLASSES[i]}'`);
  return `CASE WHEN ${value} IS NULL THEN NULL ${cases.join(' ')} ELSE 'G5' END`;
}

export const PROTEIN_CLASSES = ['A1', 'A2', 'A3'] as const;

/** Albuminuria class from the dip-stick code (1 －, 2 ±, 3 ＋ and more), a proxy for checkup data. */
export function proteinClassSql(code: string): string {
  return `CASE WHEN ${code} IS NULL THEN NULL WHEN ${code} <= 1 THEN 'A1' WHEN ${code} <= 2 THEN 'A2' ELSE 'A3' END`;
}

export type KidneyRisk = 'green' | 'yellow' | 'orange' | 'red';

const HEAT: Readonly<Record<GfrClass, readonly [KidneyRisk, KidneyRisk, KidneyRisk]>> = {
  G1: ['green', 'yellow', 'orange'],
  G2: ['green', 'yellow', 'orange'],
  G3a: ['yellow', 'orange', 'red'],
  G3b: ['orange', 'red', 'red'],
  G4: ['red', 'red', 'red'],
  G5: ['red', 'red', 'red'],
};

/** Colour of the CKD heat map (CKD診療ガイド, KDIGO) for a GFR class and an albuminuria class. */
export function kidneyRisk(gfr: GfrClass, protein: (typeof PROTEIN_CLASSES)[number]): KidneyRisk {
  return HEAT[gfr][PROTEIN_CLASSES.indexOf(protein)] ?? 'red';
}
