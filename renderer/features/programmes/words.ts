import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { EVIDENCE_LEVELS } from '../../../analysis/domain/evidence-levels.ts';

export type Programme = OperationOutput<'programmes.read'>['programme'];
export type Entry = OperationOutput<'programmes.list'>['programmes'][number];
export type Box = Programme['boxes'][number];
export type Arrow = Programme['arrows'][number];

export const APPROACHES = { population: 'ポピュレーション', high_risk: 'ハイリスク' } as const;

/** Which way an indicator gets better, in the order of a choice. */
export const DIRECTIONS = [
  ['higher_is_better', '高いほどよい'],
  ['lower_is_better', '低いほどよい'],
] as const satisfies readonly (readonly [Box['kpis'][number]['direction'], string])[];

export const STAGE_NAMES = {
  input: 'インプット',
  activity: 'アクティビティ',
  output: 'アウトプット',
  outcome_early: 'アウトカム（初期）',
  outcome_middle: 'アウトカム（中期）',
  outcome_late: 'アウトカム（長期）',
  impact: 'インパクト',
} as const satisfies Record<Box['stage'], string>;

/** What belongs under each heading, for whoever meets the words for the first time. */
export const STAGE_HINTS = {
  input: '使うもの。例：予算、保健師2名',
  activity: 'すること。例：電話で案内する、教室を開く',
  output: 'した量。例：案内した人数、参加した人数',
  outcome_early: 'すぐの変化。例：歩く習慣がつく',
  outcome_middle: '値の変化。例：血圧が下がる',
  outcome_late: '病気や費用の変化。例：脳卒中が減る',
  impact: '町の姿。例：健康寿命が延びる',
} as const satisfies Record<Box['stage'], string>;

const EVIDENCE_NAMES = {
  '1': '1　ランダム化比較試験',
  '2a': '2a　準実験',
  '2b': '2b　傾向スコア・マッチング',
  '3': '3　前後・横断の比較',
  '4': '4　記述・専門家の意見',
} as const satisfies Record<NonNullable<Arrow['level']>, string>;

/** Levels to choose from, the strongest first; keys that look like numbers would come before the others. */
export const EVIDENCE_OPTIONS = EVIDENCE_LEVELS.map((level) => [level, EVIDENCE_NAMES[level]] as const);

/** The level of a choice; undefined where none is chosen. */
export function chosenLevel(chosen: string): (typeof EVIDENCE_LEVELS)[number] | undefined {
  return EVIDENCE_LEVELS.find((level) => level === chosen);
}

export const DIGITAL_NAMES = [
  '',
  '紙の置きかえ（効果がすぐ見える）',
  '業務の進め方の改善',
  '新しい価値（効果が見えるのは先）',
] as const;
