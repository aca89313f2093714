import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';

export type StudyResult = OperationOutput<'studies.run'>;
export type StudyDiagnosis = OperationOutput<'studies.diagnose'>;
export type StudyDesign = OperationOutput<'studies.design'>;
export type StudyInfo = StudyResult['study'];
export type StudyOffer = OperationOutput<'studies.list'>['offers'][number];
export type StudyCheck = StudyResult['checks'][number];

export const EVIDENCE_LEVELS: Readonly<Record<StudyResult['evidenceLevel'], string>> = {
  '1': '無作為に分けた比較（最も強い）',
  '2a': '偶然に近い決まり方を使った比較（差の差、回帰不連続など）',
  '2b': '記録にある背景をそろえた比較（記録にない違いは残る）',
  '3': '比べ方または点検に不足があり、効果とは言えない',
  '4': '記述のみ（効果とは言えない）',
};
