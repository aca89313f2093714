import { type MeasureDefinition, measure } from '../definition.ts';
import { childExams } from '../tables/child-exams.ts';

const EXAMS = [
  { id: 'm4', name: '3〜4か月児健診' },
  { id: 'm18', name: '1歳6か月児健診' },
  { id: 'y3', name: '3歳児健診' },
] as const;

/** Months of age that a child passes in the year in which the exam is due. */
const DUE = [
  { id: 'm4', name: '3〜4か月児健診', months: [4, 15] },
  { id: 'm18', name: '1歳6か月児健診', months: [18, 29] },
  { id: 'y3', name: '3歳児健診', months: [36, 47] },
] as const;

/** Uptake of infant checkups among the children of the imported registers. */
const UPTAKE: readonly MeasureDefinition[] = DUE.map(({ id, name, months }) =>
  measure({
    id: `child.${id}.uptake`,
    name: `${name}の受診率`,
    family: 'maternal_child',
    source: '地域保健・健康増進事業報告（乳幼児健康診査）の考え方',
    numerator: `分母のうち、年度中に${name}を受けた記録のある子ども`,
    denominator: `年度中に${months[0]}か月に達した、取り込んだ名簿の子ども（年度末日に満${months[0]}〜${months[1]}か月）`,
    direction: 'higher_is_better',
    ageRule: `年度末日現在の月齢が${months[0]}〜${months[1]}か月`,
    standardisable: false,
    caveats: [
      '分母は取り込んだ名簿の子ども。国保だけを取り込んだときは、国保の子どもの受診率である。',
      '健診の対象月齢の決め方は市町村により異なる。年度をまたいで受けた子どもは、受けた年度の分子に入らないことがある。',
    ],
    question: {
      kind: 'share',
      frame: { kind: 'persons', ages: { from: 0, to: 6 } },
      denominator: { ageMonths: months },
      numerator: { childExam: id },
    },
  }),
);

/** Items of infant checkups as counted by exam: everything that the imported lists hold. */
export const MATERNAL_CHILD: readonly MeasureDefinition[] = [
  ...UPTAKE,
  ...EXAMS.map(({ id, name }) =>
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
        '項目の名前とコードは取り込んだ名簿のまま。受診率は「受診率」の指標で、取り込んだ名簿の子どもを分母に求める。',
      ],
      question: { kind: 'table', run: childExams(id) },
    }),
  ),
];
