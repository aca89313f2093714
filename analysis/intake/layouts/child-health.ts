import type { FieldType } from '../fields/types.ts';
import { PERSON_FIELDS } from './person-fields.ts';
import { type Layout, type LayoutField, SPREAD } from './types.ts';

const EXAM: FieldType = {
  kind: 'code',
  codes: {
    乳児: 'm4',
    '3か月児': 'm4',
    '4か月児': 'm4',
    '3~4か月児': 'm4',
    '3~4か月': 'm4',
    '3・4か月児': 'm4',
    '4か月児健診': 'm4',
    '3~4か月児健診': 'm4',
    '1歳6か月': 'm18',
    '1歳6か月児': 'm18',
    '1歳6か月児健診': 'm18',
    '1歳6か月児健康診査': 'm18',
    '1歳半': 'm18',
    '3歳': 'y3',
    '3歳児': 'y3',
    '3歳児健診': 'y3',
    '3歳児健康診査': 'y3',
  },
};

function value(item: string, type: FieldType, ...headings: string[]): LayoutField {
  return { to: { column: `${SPREAD}${item}` }, headings, type };
}

function range(min: number, max: number): FieldType {
  return { kind: 'measure', min, max };
}

const FINDING: FieldType = { kind: 'loose' };

/** Items of the common record of infant checkups; no codes are public, so answers are kept as they are written. */
const VALUES: readonly LayoutField[] = [
  value('age_months', range(0, 83), '健診受診時月齢', '受診時月齢', '月齢'),
  value('height', range(30, 140), '身長', '身長（cm）'),
  value('weight', range(1, 60), '体重', '体重（kg）'),
  value('weight_g', range(1000, 60_000), '体重（g）'),
  value('chest', range(20, 90), '胸囲', '胸囲（cm）'),
  value('head', range(20, 70), '頭囲', '頭囲（cm）'),
  value('caries', range(0, 20), 'むし歯の本数', 'むし歯本数', 'むし歯数'),
  value('caries_state', FINDING, 'むし歯', 'むし歯の有無'),
  value('nutrition', FINDING, '栄養状態'),
  value('breast_milk', FINDING, '母乳'),
  value('weaning', FINDING, '離乳'),
  value('eye_alignment', FINDING, '目の異常（眼位）', '眼位', '目の異常眼位'),
  value('eyesight', FINDING, '目の異常（視力）', '視力', '目の異常視力'),
  value('eye_other', FINDING, '目の異常（その他）', '目の異常'),
  value('hearing', FINDING, '耳の異常（難聴）', '難聴', '耳の異常'),
  value('tooth_stain', FINDING, '歯の汚れ'),
  value('urine_protein', FINDING, '尿蛋白', '検尿（蛋白）', '検尿蛋白'),
  value('urine_blood', FINDING, '尿潜血', '検尿（潜血）', '検尿潜血'),
  value('urine_glucose', FINDING, '尿糖', '検尿（糖）', '検尿糖'),
  value('judgement', FINDING, '判定', '総合判定', '健診判定'),
  value('finishing_teeth', FINDING, '仕上げ磨き'),
  value('parenting_wish', FINDING, 'この地域で子育てしたい', '今後もこの地域で子育てをしていきたいか'),
  value('mother_smoked', FINDING, '妊娠中の喫煙', '妊娠中の喫煙の有無'),
  value('mother_drank', FINDING, '妊娠中の飲酒', '妊娠中の飲酒の有無'),
  value('epds', range(0, 30), 'EPDS', 'EPDS点数', 'EPDS（点）', 'エジンバラ産後うつ病質問票'),
  value('economic_state', FINDING, '経済的状況', '現在の暮らしの経済的状況'),
];

/** 乳幼児健診 lists: 3〜4か月, 1歳6か月, 3歳; the kind from a column or the file's name. */
export const CHILD_CHECKUP_LIST: Layout = {
  id: 'child_checkup_list',
  name: '乳幼児健診 受診者一覧',
  version: '2026-1',
  source: '母子保健情報の検討会の項目名。公開された様式・コードはないため、見出しの一般的な言い方で読む',
  stage: 'child_health',
  order: 49,
  frame: { kind: 'table', metaRows: 15, totals: true },
  recognise: [
    ['健診受診日', '受診日', '健診日', '受診年月日', '健診年月日'],
    [
      '頭囲',
      '頭囲（cm）',
      '胸囲',
      '健診受診時月齢',
      '受診時月齢',
      '月齢',
      'むし歯',
      'むし歯の本数',
      '栄養状態',
      '離乳',
      '歯の汚れ',
    ],
    ['生年月日', '宛名番号', '被保険者証番号', '番号'],
  ],
  unless: ['収縮期血圧', '検診種別', '健診機関コード'],
  fields: [
    ...PERSON_FIELDS,
    {
      to: { column: 'exam' },
      headings: ['健診種別', '健診名', '健診の種類', '健診区分', '事業名'],
      type: EXAM,
    },
    {
      to: { column: 'exam_date' },
      headings: ['健診受診日', '受診日', '健診日', '受診年月日', '健診年月日'],
      type: { kind: 'date' },
    },
    ...VALUES,
  ],
  spreads: true,
  createsPersons: true,
  derive: 'child_exam',
};

/** The kind of infant checkup that a file's name tells. */
export function examOfName(fileName: string): string | undefined {
  const name = fileName.normalize('NFKC');
  if (/1歳(6|六)[かヶヵカケ]月|1歳半/.test(name)) return 'm18';
  if (/3歳/.test(name)) return 'y3';
  return /[34][かヶヵカケ]月/.test(name) ? 'm4' : undefined;
}
