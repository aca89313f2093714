import { z } from 'zod';
import { grade, nothing, operation } from './operation.ts';
import { releasedTable } from './statistics.ts';

const qualityGrade = z.strictObject({
  analysis: z.string().describe('分析の記号'),
  label: z.string().describe('分析の名前'),
  grade: grade.describe('good 使える、caution 注意、bad 使えない'),
  reason: z.string().describe('判定の理由'),
});

const check = z.strictObject({
  id: z.string().describe('点検の記号（coverage, totals, linkage, completeness, outliers …）'),
  label: z.string().describe('点検の名前'),
  state: grade.describe('good 問題なし、caution 注意、bad 直す必要あり'),
  findings: z.array(z.string()).readonly().describe('見つかったこと。割合は目安の境で示します。'),
});

const remedy = z.strictObject({
  source: z.string().describe('データの種類'),
  reason: z.string().describe('台帳にいない理由'),
  remedy: z.string().describe('どうすればよいか'),
});

/** Whether the data can be trusted, per analysis. */
export const qualityOperations = {
  'quality.report': operation(
    'job',
    nothing,
    z.strictObject({
      grades: z.array(qualityGrade).readonly().describe('分析ごとの判定'),
      checks: z.array(check).readonly().describe('点検の結果'),
      remedies: z.array(remedy).readonly().describe('台帳に結びつかない理由と直し方'),
      tables: z.array(releasedTable).readonly().describe('秘匿の確認を通った統計表'),
      keptBack: z.array(z.string()).readonly().describe('人数が少ないため出せなかった表の題名'),
    }),
  ),
} as const;
