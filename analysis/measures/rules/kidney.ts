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

/** Stages of diabetic nephropathy by the names of the 糖尿病性腎症病期分類2023. */
export const NEPHROPATHY_STAGES = [
  { code: '1', label: '第1期（正常アルブミン尿期）' },
  { code: '2', label: '第2期（微量アルブミン尿期）' },
  { code: '3', label: '第3期（顕性アルブミン尿期）' },
  { code: '4', label: '第4期（GFR高度低下・末期腎不全期）' },
  { code: '5', label: '第5期（腎代替療法期）' },
] as const;
export type NephropathyStage = (typeof NEPHROPATHY_STAGES)[number]['code'];

/** Below it the stage is the fourth, whatever the urine says. */
const LATE_EGFR = 30;
const STAGE_OF_PROTEIN = { A1: '1', A2: '2', A3: '3' } as const;

export interface KidneyState {
  /** mL/min/1.73 m². */
  readonly egfr: number;
  readonly protein: (typeof PROTEIN_CLASSES)[number];
  /** On chronic dialysis. */
  readonly dialysed: boolean;
}

/**
 * Stage of a person with diabetes (糖尿病性腎症合同委員会 2023). The classes of the dip-stick stand in for albuminuria,
 * which checkups do not measure.
 */
export function nephropathyStage({ egfr, protein, dialysed }: KidneyState): NephropathyStage {
  if (dialysed) return '5';
  return egfr < LATE_EGFR ? '4' : STAGE_OF_PROTEIN[protein];
}

/** The same as an SQL expression; null without a class of the urine or an eGFR. */
export function nephropathyStageSql({
  egfr,
  protein,
  dialysed,
}: Readonly<Record<keyof KidneyState, string>>): string {
  const stages = Object.entries(STAGE_OF_PROTEIN).map(([code, stage]) => `WHEN '${code}' THEN '${stage}'`);
  return `CASE WHEN (${egfr}) IS NULL OR (${protein}) IS NULL THEN NULL WHEN ${dialysed} THEN '5' WHEN (${egfr}) < ${LATE_EGFR} THEN '4'
    ELSE CASE (${protein}) ${stages.join(' ')} END END`;
}
