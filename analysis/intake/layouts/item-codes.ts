import type { FieldType } from '../fields/types.ts';
import { checkupFieldType } from './checkup-fields.ts';

/** Heading that is a 17-digit item code of the 特定健診 item table. */
export const ITEM_CODE = /^[0-9A-Z]{5}\d{12}$/;

interface ItemRule {
  readonly pattern: RegExp;
  readonly column: string;
  /** Lower is preferred; equal ranks are averaged (first and second blood pressure). */
  readonly rank: number;
  readonly convert?: 'jds_to_ngsp';
}

function rule(pattern: string, column: string, rank = 0, convert?: 'jds_to_ngsp'): ItemRule {
  return { pattern: new RegExp(`^${pattern}`), column, rank, ...(convert ? { convert } : {}) };
}

/** Item codes that are columns of `checkup`; methods of the same analyte are one variable. */
const RULES: readonly ItemRule[] = [
  rule('9N001', 'height'),
  rule('9N006', 'weight'),
  rule('9N011', 'bmi'),
  rule('9N0161601', 'waist', 0),
  rule('9N0161602', 'waist', 1),
  rule('9N0161603', 'waist', 2),
  rule('9N021', 'visceral_fat_area'),
  rule('9A755', 'sbp', 0),
  rule('9A75[012]', 'sbp', 1),
  rule('9A765', 'dbp', 0),
  rule('9A76[012]', 'dbp', 1),
  rule('3F0151299', 'triglyceride_casual'),
  rule('3F0150', 'triglyceride_fasting'),
  rule('3F070', 'hdl'),
  rule('3F077', 'ldl'),
  rule('3F069', 'non_hdl'),
  rule('3B035', 'ast'),
  rule('3B045', 'alt'),
  rule('3B090', 'ggt'),
  rule('3D0101299', 'glucose_casual'),
  rule('3D0100', 'glucose_fasting'),
  rule('3D046', 'hba1c', 0),
  rule('3D045', 'hba1c', 1, 'jds_to_ngsp'),
  rule('3C0150', 'creatinine'),
  rule('8A065', 'egfr'),
  rule('3C020', 'uric_acid'),
  rule('2A030', 'haemoglobin'),
  rule('2A040', 'haematocrit'),
  rule('2A0200', 'red_cells'),
  rule('1A010', 'urine_protein'),
  rule('1A020', 'urine_glucose'),
  rule('9N141', 'fasting'),
  rule('9N501', 'metabo_reported'),
  rule('9N506', 'guidance_level_reported'),
  rule('9N701', 'q1'),
  rule('9N706', 'q2'),
  rule('9N711', 'q3'),
  rule('9N716', 'q4'),
  rule('9N721', 'q5'),
  rule('9N726', 'q6'),
  rule('9N731', 'q7'),
  rule('9N736', 'q8'),
  rule('9N741', 'q9'),
  rule('9N746', 'q10'),
  rule('9N751', 'q11'),
  rule('9N756', 'q12'),
  rule('9N761', 'q13', 1),
  rule('9N872', 'q13', 0),
  rule('9N766', 'q14'),
  rule('9N771', 'q15'),
  rule('9N776', 'q16', 1),
  rule('9N782', 'q16', 0),
  rule('9N781', 'q17'),
  rule('9N786', 'q18'),
  rule('9N791', 'q19'),
  rule('9N796', 'q20'),
  rule('9N801', 'q21'),
  rule('9N806', 'q22', 1),
  rule('9N808', 'q22', 0),
  ...Array.from({ length: 15 }, (_, index) => rule(`9N9${32 + index}`, `k${index + 1}`)),
];

/** Items whose result is free text: never kept. */
const FREE_TEXT = /(49|50)$/;

export interface ItemTarget {
  /** Column of `checkup`; undefined: a row of `checkup_item`. */
  readonly column?: string;
  readonly rank: number;
  readonly convert?: 'jds_to_ngsp';
  readonly type: FieldType;
}

/** What a 17-digit item code stands for; undefined for free text. */
export function itemTarget(code: string): ItemTarget | undefined {
  if (FREE_TEXT.test(code)) return undefined;
  const found = RULES.find((candidate) => candidate.pattern.test(code));
  if (!found) return { rank: 0, type: { kind: 'measure', min: -1e6, max: 1e9 } };
  const type = checkupFieldType(found.column);
  return {
    column: found.column,
    rank: found.rank,
    type,
    ...(found.convert ? { convert: found.convert } : {}),
  };
}

/** HbA1c in NGSP units from JDS units (official conversion of the Japan Diabetes Society, 2012). */
export function jdsToNgsp(value: number): number {
  return Math.round((1.02 * value + 0.25) * 10) / 10;
}
