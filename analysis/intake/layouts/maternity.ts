import type { FieldType } from '../fields/types.ts';
import { PERSON_FIELDS } from './person-fields.ts';
import { type Layout, type LayoutField, SPREAD } from './types.ts';

const SOURCE = '母子保健情報の検討会の項目名。公開された様式・コードはないため、見出しの一般的な言い方で読む';
const FINDING: FieldType = { kind: 'loose' };

function value(item: string, type: FieldType, ...headings: string[]): LayoutField {
  return { to: { column: `${SPREAD}${item}` }, headings, type };
}

function range(min: number, max: number): FieldType {
  return { kind: 'measure', min, max };
}

const PREGNANCY_VALUES: readonly LayoutField[] = [
  value('gestation_weeks', range(3, 45), '妊娠週数', '妊娠週数（週）', '週数'),
  value('visit', range(1, 20), '健診回数', '受診回数', '回数', '回'),
  value('weight', range(25, 200), '体重', '体重（kg）'),
  value('weight_before', range(25, 200), '妊娠前体重', '非妊娠時体重', '妊娠前体重（kg）'),
  value('height', range(120, 210), '身長', '身長（cm）'),
  value('sbp', range(40, 300), '収縮期血圧', '最高血圧', '血圧（上）'),
  value('dbp', range(20, 200), '拡張期血圧', '最低血圧', '血圧（下）'),
  value('hypertension', FINDING, '妊娠高血圧症候群'),
  value('diabetes', FINDING, '妊娠糖尿病'),
  value('blood_group', FINDING, '血液型（ABO）', '血液型ABO', '血液型'),
  value('blood_rh', FINDING, '血液型（Rh）', '血液型Rh'),
  value('irregular_antibody', FINDING, '不規則抗体'),
  value('hbs_antigen', FINDING, 'HBs抗原'),
  value('hcv_antibody', FINDING, 'HCV抗体'),
  value('rubella_antibody', FINDING, '風疹抗体', '風疹ウイルス抗体'),
  value('haemoglobin', range(2, 25), 'Hb', 'ヘモグロビン', '血色素量'),
  value('haematocrit', range(5, 70), 'Ht', 'ヘマトクリット'),
  value('platelets', range(0.1, 200), '血小板', '血小板数'),
  value('htlv1', FINDING, 'HTLV-1', 'HTLV-1抗体'),
  value('cervix', FINDING, '子宮頸がん', '子宮頸がん検診'),
  value('urine_protein', FINDING, '尿蛋白'),
  value('urine_glucose', FINDING, '尿糖'),
  value('caries', FINDING, 'むし歯'),
  value('tartar', FINDING, '歯石'),
  value('smoking', FINDING, '妊娠中の喫煙', '喫煙', '喫煙の有無'),
  value('drinking', FINDING, '妊娠中の飲酒', '飲酒', '飲酒の有無'),
  value('epds', range(0, 30), 'EPDS', 'EPDS点数', 'EPDS（点）', 'エジンバラ産後うつ病質問票'),
  value('gum', FINDING, '歯ぐきの炎症', '歯肉の炎症', '炎症'),
];

const PERSON_HEADINGS = ['宛名番号', '被保険者証番号', '番号', '生年月日'];

/** 妊婦健診: one row a visit; a woman has up to fourteen of them in a pregnancy. */
export const PREGNANCY_CHECKUP_LIST: Layout = {
  id: 'pregnancy_checkup_list',
  name: '妊婦健診 受診者一覧',
  version: '2026-1',
  source: SOURCE,
  stage: 'child_health',
  order: 49,
  frame: { kind: 'table', metaRows: 15, totals: true },
  recognise: [
    ['診察月日', '診察年月日', '受診日', '健診受診日', '健診日', '受診年月日', '健診年月日'],
    ['妊娠週数', '妊娠週数（週）', '妊娠前体重', '非妊娠時体重', '妊娠高血圧症候群', '妊娠糖尿病'],
    PERSON_HEADINGS,
  ],
  unless: ['娩出日時', '分娩日', '出産日', '頭囲'],
  fields: [
    ...PERSON_FIELDS,
    {
      to: { column: 'exam_date' },
      headings: ['診察月日', '診察年月日', '健診受診日', '受診日', '健診日', '受診年月日', '健診年月日'],
      type: { kind: 'date' },
      required: true,
    },
    ...PREGNANCY_VALUES,
  ],
  constants: { exam: 'pregnancy' },
  spreads: true,
  createsPersons: true,
};

const DELIVERY_VALUES: readonly LayoutField[] = [
  value('gestation_weeks', range(20, 45), '妊娠期間', '妊娠期間（週）', '分娩週数', '在胎週数'),
  value('course', FINDING, '分娩経過'),
  value('method', FINDING, '分娩方法'),
  value('duration_hours', range(0, 120), '分娩所要時間', '分娩所要時間（時間）'),
  value('blood_loss', range(0, 10_000), '出血量', '出血量（mL）'),
  value('transfusion', FINDING, '輸血'),
  value('children', range(1, 6), '児の数', '出生児数', '出産児数'),
  value(
    'child_weight_g',
    range(200, 7000),
    '児の体重',
    '出生体重',
    '出生時体重',
    '出生体重（g）',
    '児体重（g）',
  ),
  value('child_height', range(20, 70), '児の身長', '出生時身長', '出生身長（cm）'),
];

/** 出産の記録: one row a birth. */
export const DELIVERY_LIST: Layout = {
  ...PREGNANCY_CHECKUP_LIST,
  id: 'delivery_list',
  name: '出産の記録一覧',
  recognise: [
    ['娩出日時', '娩出日', '分娩日', '分娩年月日', '出産日', '出産年月日'],
    [
      '妊娠期間',
      '妊娠期間（週）',
      '分娩週数',
      '在胎週数',
      '分娩方法',
      '分娩経過',
      '出血量',
      '児の体重',
      '出生体重',
    ],
    PERSON_HEADINGS,
  ],
  unless: [],
  fields: [
    ...PERSON_FIELDS,
    {
      to: { column: 'exam_date' },
      headings: ['娩出日', '娩出日時', '分娩日', '分娩年月日', '出産日', '出産年月日'],
      type: { kind: 'date' },
      required: true,
    },
    ...DELIVERY_VALUES,
  ],
  constants: { exam: 'delivery' },
};
