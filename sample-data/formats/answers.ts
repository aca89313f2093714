/** Answer codes of the 標準的な質問票 by period (第3期 until FY2023, 第4期 from FY2024). */
import type { Questionnaire } from '../people/types.ts';
import { PERIOD4_FIRST_YEAR } from '../town.ts';

/** 1 はい, 2 いいえ. */
export function yesNo(value: boolean): 1 | 2 {
  return value ? 1 : 2;
}

export function isPeriod4(fiscalYear: number): boolean {
  return fiscalYear >= PERIOD4_FIRST_YEAR;
}

/** Until FY2023: 1 yes, 2 no. From FY2024: 1 yes, 2 stopped, 3 no. */
export function smokingCode(a: Questionnaire, fiscalYear: number): 1 | 2 | 3 {
  if (!isPeriod4(fiscalYear)) return yesNo(a.smoking === 2);
  return a.smoking === 2 ? 1 : a.smoking === 1 ? 2 : 3;
}

export function drinkFrequencyCode(a: Questionnaire, fiscalYear: number): number {
  if (isPeriod4(fiscalYear)) return a.drinkFrequency;
  if (a.drinkFrequency === 1) return 1;
  return a.drinkFrequency <= 5 ? 2 : 3;
}

export function drinkAmountCode(a: Questionnaire, fiscalYear: number): number {
  return isPeriod4(fiscalYear) ? a.drinkAmount : Math.min(4, a.drinkAmount);
}

/** One question: 17-digit code, answer list (OID tail) by period, and how to answer it. */
export interface Question {
  readonly code: string;
  readonly name: string;
  readonly type: 'CD' | 'CO';
  readonly oid: (fiscalYear: number) => string;
  readonly answer: (a: Questionnaire, fiscalYear: number) => number | undefined;
}

const plain = (code: string, name: string, read: (a: Questionnaire) => boolean): Question => ({
  code: `${code}000000000011`,
  name,
  type: 'CD',
  oid: () => '2003',
  answer: (a) => yesNo(read(a)),
});

const listed = (
  code: string,
  name: string,
  oid: (fiscalYear: number) => string,
  answer: Question['answer'],
  type: 'CD' | 'CO' = 'CD',
): Question => ({ code: `${code}000000000011`, name, type, oid, answer });

const later = (p3: string, p4: string) => (fiscalYear: number) => (isPeriod4(fiscalYear) ? p4 : p3);

/** Questions 1–22; number 22 changes its meaning in FY2024. */
export const QUESTIONS: readonly Question[] = [
  plain('9N701', '服薬1(血圧)', (a) => a.bpDrug),
  plain('9N706', '服薬2(血糖)', (a) => a.glucoseDrug),
  plain('9N711', '服薬3(脂質)', (a) => a.lipidDrug),
  plain('9N716', '既往歴1(脳血管)', (a) => a.stroke),
  plain('9N721', '既往歴2(心血管)', (a) => a.heart),
  plain('9N726', '既往歴3(腎不全・人工透析)', (a) => a.kidney),
  plain('9N731', '貧血', (a) => a.anaemia),
  listed('9N736', '喫煙', later('2003', '24060'), smokingCode),
  plain('9N741', '20歳からの体重変化', (a) => a.gained10kg),
  plain('9N746', '30分以上の運動習慣', (a) => a.exercise),
  plain('9N751', '歩行又は身体活動', (a) => a.walking),
  plain('9N756', '歩行速度', (a) => a.fastWalker),
  listed(
    '9N872',
    '咀嚼',
    () => '18030',
    (a) => a.chewing,
  ),
  listed(
    '9N766',
    '食べ方1(早食い等)',
    () => '2004',
    (a) => a.eatingSpeed,
  ),
  plain('9N771', '食べ方2(就寝前)', (a) => a.lateDinner),
  listed(
    '9N782',
    '食べ方3(間食)',
    () => '18040',
    (a) => a.snack,
  ),
  plain('9N781', '食習慣', (a) => a.skipBreakfast),
  listed('9N786', '飲酒', later('2005', '24040'), drinkFrequencyCode),
  listed('9N791', '飲酒量', later('2006', '24050'), drinkAmountCode, 'CO'),
  plain('9N796', '睡眠', (a) => a.sleepWell),
  listed(
    '9N801',
    '生活習慣の改善',
    () => '2007',
    (a) => a.readiness,
  ),
];
export const WANTS_GUIDANCE: Question = plain('9N806', '保健指導の希望', (a) => a.wantsGuidance);
export const HAD_GUIDANCE: Question = plain('9N808', '特定保健指導の受診歴', (a) => a.hadGuidance);

/** The 22 questions of the fiscal year. */
export function questionsOf(fiscalYear: number): readonly Question[] {
  return [...QUESTIONS, isPeriod4(fiscalYear) ? HAD_GUIDANCE : WANTS_GUIDANCE];
}

export const FRAILTY_QUESTIONS: readonly string[] = [
  '健康状態',
  '毎日の生活に満足',
  '１日３食',
  '固いものが食べにくい',
  'お茶や汁物でむせる',
  '６か月で２～３kg以上の体重減少',
  '歩く速度が遅くなった',
  'この１年に転倒',
  '週１回以上の運動',
  '物忘れの指摘',
  '日付がわからない時がある',
  'たばこ',
  '週１回以上外出',
  '家族や友人との付き合い',
  '身近に相談できる人',
];
