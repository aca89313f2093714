/** Classes of office blood pressure (JSH2019), from low to high. */
export const PRESSURE_GRADES = [
  { code: 'normal', label: '正常血圧（120未満かつ80未満）' },
  { code: 'high_normal', label: '正常高値血圧（120〜129かつ80未満）' },
  { code: 'elevated', label: '高値血圧（130〜139または80〜89）' },
  { code: 'grade1', label: 'I度高血圧（140〜159または90〜99）' },
  { code: 'grade2', label: 'II度高血圧（160〜179または100〜109）' },
  { code: 'grade3', label: 'III度高血圧（180以上または110以上）' },
] as const;
export type PressureGrade = (typeof PRESSURE_GRADES)[number]['code'];

/** The higher class of systolic and diastolic pressure (mmHg). */
export function pressureGrade(sbp: number, dbp: number): PressureGrade {
  if (sbp >= 180 || dbp >= 110) return 'grade3';
  if (sbp >= 160 || dbp >= 100) return 'grade2';
  if (sbp >= 140 || dbp >= 90) return 'grade1';
  if (sbp >= 130 || dbp >= 80) return 'elevated';
  return sbp >= 120 ? 'high_normal' : 'normal';
}

/** The same as an SQL expression over a checkup alias; null when either value is missing. */
export function pressureGradeSql(c: string): string {
  return `CASE WHEN ${c}.sbp IS NULL OR ${c}.dbp IS NULL THEN NULL
    WHEN ${c}.sbp >= 180 OR ${c}.dbp >= 110 THEN 'grade3' WHEN ${c}.sbp >= 160 OR ${c}.dbp >= 100 THEN 'grade2'
    WHEN ${c}.sbp >= 140 OR ${c}.dbp >= 90 THEN 'grade1' WHEN ${c}.sbp >= 130 OR ${c}.dbp >= 80 THEN 'elevated'
    WHEN ${c}.sbp >= 120 THEN 'high_normal' ELSE 'normal' END`;
}
