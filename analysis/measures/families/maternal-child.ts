import type { DefinitionTables } from '../../domain/tables/index.ts';
import type { Condition } from '../conditions/condition.ts';
import { type MeasureDefinition, measure } from '../definition.ts';
import type { Frame } from '../frames.ts';
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

const EVERYBODY: Frame = { kind: 'persons', ages: { from: 0, to: null } };

interface Recorded {
  readonly id: string;
  readonly name: string;
  readonly numerator: string;
  readonly denominator: string;
  readonly direction: 'higher_is_better' | 'lower_is_better';
  readonly of: Condition;
  readonly counted: Condition;
  readonly caveat?: string;
}

/** Measures of 健やか親子21 that the imported lists answer; limits and ways of answering come from the table. */
function recorded(tables: DefinitionTables, year: number): readonly MeasureDefinition[] {
  const { yes, epds_from, low_birth_weight_below_g } = tables.values('maternal_child', year);
  const either = (a: Condition, b: Condition): Condition => ({ any: [a, b] });
  const asked = (pregnancy: string, infant: string, answers?: readonly string[]) =>
    either(
      { record: 'pregnancy', item: pregnancy, ...(answers ? { in: answers } : {}) },
      { record: 'm4', item: infant, ...(answers ? { in: answers } : {}) },
    );
  const epds = (exam: 'pregnancy' | 'm4', from?: number): Condition => ({
    record: exam,
    item: 'epds',
    ...(from === undefined ? {} : { op: '>=' as const, value: from }),
  });
  const all: readonly Recorded[] = [
    {
      id: 'child.y3.no_caries',
      name: 'むし歯のない3歳児の割合',
      numerator: '3歳児健診でむし歯が0本の子ども',
      denominator: '3歳児健診でむし歯の本数の記録がある子ども',
      direction: 'higher_is_better',
      of: { record: 'y3', item: 'caries' },
      counted: { not: { record: 'y3', item: 'caries', op: '>', value: 0 } },
    },
    {
      id: 'maternal.low_birth_weight',
      name: '低出生体重児の割合（出産した人で数える）',
      numerator: `出生体重が${low_birth_weight_below_g}g未満の子を産んだ人`,
      denominator: '年度中の出産の記録に出生体重がある人',
      direction: 'lower_is_better',
      of: { record: 'delivery', item: 'child_weight_g' },
      counted: { record: 'delivery', item: 'child_weight_g', op: '<', value: low_birth_weight_below_g },
      caveat: '双子などは産んだ人1人と数える。人口動態統計（出生児で数える）とは一致しない。',
    },
    {
      id: 'maternal.smoking',
      name: '妊娠中に喫煙していた人の割合',
      numerator: '喫煙に「あり」と答えた人',
      denominator: '妊婦健診または3〜4か月児健診の名簿に、妊娠中の喫煙の答えがある人',
      direction: 'lower_is_better',
      of: asked('smoking', 'mother_smoked'),
      counted: asked('smoking', 'mother_smoked', yes),
      caveat: '3〜4か月児健診の答えは、子ども1人を1人と数える。',
    },
    {
      id: 'maternal.drinking',
      name: '妊娠中に飲酒していた人の割合',
      numerator: '飲酒に「あり」と答えた人',
      denominator: '妊婦健診または3〜4か月児健診の名簿に、妊娠中の飲酒の答えがある人',
      direction: 'lower_is_better',
      of: asked('drinking', 'mother_drank'),
      counted: asked('drinking', 'mother_drank', yes),
      caveat: '3〜4か月児健診の答えは、子ども1人を1人と数える。',
    },
    {
      id: 'maternal.epds_high',
      name: `EPDS ${epds_from}点以上の人の割合`,
      numerator: `EPDS（エジンバラ産後うつ病質問票）が${epds_from}点以上の人`,
      denominator: '妊産婦健診または3〜4か月児健診の名簿にEPDSの点数がある人',
      direction: 'lower_is_better',
      of: either(epds('pregnancy'), epds('m4')),
      counted: either(epds('pregnancy', epds_from), epds('m4', epds_from)),
      caveat: '診断ではない。点数の高い人には、電話や訪問による支援を行うための指標である。',
    },
  ];
  return all.map(({ of, counted, caveat, ...given }) =>
    measure({
      ...given,
      family: 'maternal_child',
      source: '健やか親子21（第2次）の指標',
      ageRule: '年齢を限らない',
      stratifications: ['district'],
      standardisable: false,
      caveats: [...(caveat ? [caveat] : []), '名簿に記録のない人は分母に含めない。'],
      question: { kind: 'share', frame: EVERYBODY, denominator: of, numerator: counted },
    }),
  );
}

/** Uptake and findings of infant checkups, what is asked of mothers, and every item that the imported lists hold. */
export const maternalChild = (tables: DefinitionTables, year: number): readonly MeasureDefinition[] => [
  ...UPTAKE,
  ...recorded(tables, year),
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
