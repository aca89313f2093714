import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';

export type StudyResult = OperationOutput<'studies.run'>;
export type StudyInfo = StudyResult['study'];
export type StudyCheck = StudyResult['checks'][number];

export const EVIDENCE_LEVELS: Readonly<Record<StudyResult['evidenceLevel'], string>> = {
  '1': '無作為に分けた比較（最も強い）',
  '2a': '偏りを調整した比較で、調べた範囲の弱点がない',
  '2b': '偏りを調整した比較だが、注意すべき点がある',
  '3': '前後の比較など、ほかの原因を除けない',
  '4': '記述のみ（効果とは言えない）',
};

export const GRADE_LABELS = { good: '問題なし', caution: '注意', bad: '使えない' } as const;
