import { type MeasureDefinition, measure } from '../definition.ts';
import { childExams } from '../tables/child-exams.ts';

const EXAMS = [
  { id: 'm4', name: '3〜4か月児健診' },
  { id: 'm18', name: '1歳6か月児健診' },
  { id: 'y3', name: '3歳児健診' },
] as const;

/** Items of infant checkups as counted by exam: everything that the imported lists hold. */
export const MATERNAL_CHILD: readonly MeasureDefinition[] = EXAMS.map(({ id, name }) =>
  measure({
    id: `child.${id}.items`,
    name: `${name}の項目別の該当割合`,
    family: 'maternal_child',
    source: '地域保健・健康増進事業報告、健やか親子21（第2次）、母子保健情報のデジタル化の項目',
    numerator: '項目ごとに「該当」（コード1）の子ども',
    denominator: `${name}でその項目の記録がある子ども`,
    direction: 'neutral',
    ageRule: '健診を受けた年度',
    stratifications: [],
    standardisable: false,
    caveats: [
      '項目の名前とコードは取り込んだ名簿のまま。対象者数が取り込まれていないため、受診率は市町村の対象者名簿を加えて求める。',
    ],
    question: { kind: 'table', run: childExams(id) },
  }),
);
