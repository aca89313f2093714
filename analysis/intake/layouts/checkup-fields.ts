import type { FieldType } from '../fields/types.ts';
import { yearlyAnswerType } from './answers.ts';
import table from './checkup-ranges.json' with { type: 'json' };
import type { LayoutField } from './types.ts';

const YES_NO: FieldType = {
  kind: 'code',
  codes: {
    1: 1,
    はい: 1,
    有: 1,
    あり: 1,
    '○': 1,
    Y: 1,
    YES: 1,
    2: 2,
    いいえ: 2,
    無: 2,
    なし: 2,
    N: 2,
    NO: 2,
    '×': 2,
  },
};
const URINE: FieldType = {
  kind: 'code',
  codes: {
    1: 1,
    '-': 1,
    '(-)': 1,
    '−': 1,
    '(−)': 1,
    陰性: 1,
    2: 2,
    '±': 2,
    '+-': 2,
    '+/-': 2,
    '(±)': 2,
    '(+-)': 2,
    3: 3,
    '+': 3,
    '1+': 3,
    '(+)': 3,
    '(1+)': 3,
    4: 4,
    '++': 4,
    '2+': 4,
    '(++)': 4,
    '(2+)': 4,
    5: 5,
    '+++': 5,
    '3+': 5,
    '4+': 5,
    '++++': 5,
    '(+++)': 5,
    '(3+)': 5,
    '(4+)': 5,
  },
};

function numbered(count: number, words: Readonly<Record<string, number>> = {}): FieldType {
  const codes: Record<string, number> = { ...words };
  for (let code = 1; code <= count; code += 1) codes[String(code)] = code;
  return { kind: 'code', codes };
}

/** Widest values that are still believed: an editable table, since the official list is not public as a whole. */
const MEASURES: Readonly<Record<string, readonly number[] | undefined>> = table.ranges;
/** Where most values of any group of adults are: a column of which most are elsewhere is in another unit. */
const USUAL: Readonly<Record<string, readonly number[] | undefined>> = table.usual;

const CODES: Readonly<Record<string, FieldType>> = {
  urine_protein: URINE,
  urine_glucose: URINE,
  fasting: numbered(4, {
    '10時間以上': 2,
    食後10時間以上: 2,
    '食後3.5時間以上10時間未満': 3,
    '食後3.5時間未満': 4,
  }),
  metabo_reported: numbered(4, { 基準該当: 1, 該当: 1, 予備群該当: 2, 予備群: 2, 非該当: 3, 判定不能: 4 }),
  guidance_level_reported: numbered(4, {
    積極的支援: 1,
    動機付け支援: 2,
    動機づけ支援: 2,
    なし: 3,
    情報提供: 3,
    判定不能: 4,
  }),
  q13: numbered(3, {
    何でもかんで食べることができる: 1,
    '歯や歯ぐき、かみあわせなど気になる部分があり、かみにくいことがある': 2,
    かみにくいことがある: 2,
    かみにくい: 2,
    ほとんどかめない: 3,
  }),
  q14: numbered(3, { 速い: 1, ふつう: 2, 普通: 2, 遅い: 3 }),
  q16: numbered(3, { 毎日: 1, 時々: 2, ほとんど摂取しない: 3 }),
  q21: numbered(5),
  k1: numbered(5, { よい: 1, まあよい: 2, ふつう: 3, 普通: 3, あまりよくない: 4, よくない: 5 }),
  k2: numbered(4, { 満足: 1, やや満足: 2, やや不満: 3, 不満: 4 }),
  k12: numbered(3, { 吸っている: 1, 吸っていない: 2, やめた: 3, はい: 1, いいえ: 2 }),
};

/** How a column of `checkup` is read. */
export function checkupFieldType(column: string): FieldType {
  const range = MEASURES[column];
  const usual = USUAL[column];
  if (range)
    return {
      kind: 'measure',
      min: range[0]!,
      max: range[1]!,
      ...(usual ? { usual: [usual[0]!, usual[1]!] } : {}),
    };
  return CODES[column] ?? yearlyAnswerType(column) ?? YES_NO;
}

function field(column: string, headings: readonly string[], extra: Partial<LayoutField> = {}): LayoutField {
  return { to: { column }, headings, type: checkupFieldType(column), ...extra };
}

/** A measured value with its ＨＬ column. */
function measured(column: string, ...headings: string[]): LayoutField {
  return field(column, headings, { rangeFlag: headings.map((heading) => `HL${heading}`) });
}

function partOf(column: string, of: 'first' | 'second'): FieldType {
  return { ...(checkupFieldType(column) as FieldType & { kind: 'measure' }), of };
}

/** Both numbers of the blood pressure in one cell: 120/80. */
export const PRESSURE_PAIR: LayoutField = {
  to: { column: 'sbp' },
  headings: [
    '血圧',
    '血圧値',
    '血圧測定値',
    '血圧測定',
    '血圧（最高/最低）',
    '血圧（最高・最低）',
    '血圧（収縮期/拡張期）',
    '血圧（収縮期・拡張期）',
    '血圧（上/下）',
    '血圧（上・下）',
    '収縮期/拡張期血圧',
    '収縮期・拡張期血圧',
    '収縮期血圧/拡張期血圧',
    '最高/最低血圧',
    '最高血圧/最低血圧',
  ],
  type: partOf('sbp', 'first'),
  rank: 2,
  second: { to: { column: 'dbp' }, type: partOf('dbp', 'second') },
};

/** Results, judgements and the standard questionnaire under the headings met in extracts and lists. */
export const CHECKUP_RESULT_FIELDS: readonly LayoutField[] = [
  measured('height', '身長'),
  measured('weight', '体重'),
  measured('bmi', 'ＢＭＩ'),
  measured('visceral_fat_area', '内臓脂肪面積'),
  measured('waist', '腹囲', '腹囲（実測）'),
  measured('sbp', '収縮期血圧', '最高血圧', '血圧（収縮期）', '収縮期血圧（その他）'),
  measured('dbp', '拡張期血圧', '最低血圧', '血圧（拡張期）', '拡張期血圧（その他）'),
  // Without a value of record, the mean of the two measurements.
  field('sbp', ['収縮期血圧（1回目）', '収縮期血圧①', '最高血圧（1回目）'], { rank: 1 }),
  field('sbp', ['収縮期血圧（2回目）', '収縮期血圧②', '最高血圧（2回目）'], { rank: 1 }),
  field('dbp', ['拡張期血圧（1回目）', '拡張期血圧①', '最低血圧（1回目）'], { rank: 1 }),
  field('dbp', ['拡張期血圧（2回目）', '拡張期血圧②', '最低血圧（2回目）'], { rank: 1 }),
  PRESSURE_PAIR,
  measured(
    'triglyceride_fasting',
    '中性脂肪（トリグリセリド）',
    '中性脂肪',
    '空腹時中性脂肪',
    '空腹時中性脂肪（トリグリセリド）',
  ),
  measured('triglyceride_casual', '随時中性脂肪（トリグリセリド）', '随時中性脂肪'),
  measured('hdl', 'ＨＤＬコレステロール', 'ＨＤＬ'),
  measured('ldl', 'ＬＤＬコレステロール', 'ＬＤＬ'),
  measured('non_hdl', 'non-HDLコレステロール', 'ＮｏｎＨＤＬコレステロール', 'non-HDL'),
  measured('ast', 'GOT（ＡＳＴ）', 'AST（GOT）', 'AST', 'GOT'),
  measured('alt', 'GPT（ＡＬＴ）', 'ALT（GPT）', 'ALT', 'GPT'),
  measured('ggt', 'γ-GT(γ-GTP)', 'γ-GTP', 'γ-GT', 'ガンマGTP'),
  measured('glucose_fasting', '空腹時血糖（電位差法）', '空腹時血糖'),
  measured('glucose_casual', '随時血糖（電位差法）', '随時血糖'),
  measured('hba1c', 'ＨｂＡ１ｃ（NGSP値）', 'HbA1c', 'ヘモグロビンA1c'),
  field('hba1c', ['ＨｂＡ１ｃ（JDS値）', 'ＨｂＡ１ｃ（JDS）'], { rank: 1, convert: 'jds_to_ngsp' }),
  measured('creatinine', '血清クレアチニン', 'クレアチニン', '血清クレアチニン（酵素法）'),
  measured('egfr', 'eGFR', 'ｅＧＦＲ'),
  measured('uric_acid', '血清尿酸', '尿酸'),
  measured('haematocrit', 'ヘマトクリット値', 'ヘマトクリット'),
  measured('haemoglobin', '血色素量', '血色素量（ヘモグロビン値）', 'ヘモグロビン'),
  measured('red_cells', '赤血球数'),
  field('urine_glucose', ['尿糖']),
  field('urine_protein', ['尿蛋白', '尿たんぱく', '尿タンパク']),
  field('fasting', ['採血時間（食後）', '採血時間']),
  field('metabo_reported', ['メタボリックシンドローム判定', 'メタボ判定']),
  field('guidance_level_reported', ['保健指導レベル', '保健指導階層化', '階層化']),
  field('q1', ['服薬１（血圧）', '服薬血圧', '服薬（血圧）']),
  field('q2', ['服薬２（血糖）', '服薬血糖', '服薬（血糖）']),
  field('q3', ['服薬３（脂質）', '服薬脂質', '服薬（脂質）']),
  field('q4', ['既往歴１（脳血管）', '既往歴脳血管', '脳卒中の既往']),
  field('q5', ['既往歴２（心血管）', '既往歴心血管', '心臓病の既往']),
  field('q6', [
    '既往歴３（腎不全・人工透析）',
    '既往歴３（腎不全･人工透析）',
    '既往歴３（慢性腎臓病・腎不全）',
    '既往歴腎不全',
  ]),
  field('q7', ['貧血', '既往歴（貧血）']),
  field('q8', ['喫煙']),
  field('q9', ['２０歳からの体重変化', '20歳からの体重増加']),
  field('q10', ['３０分以上の運動習慣', '運動習慣']),
  field('q11', ['歩行又は身体活動', '身体活動']),
  field('q12', ['歩行速度']),
  field('q13', ['咀嚼', '1年間の体重変化']),
  field('q14', ['食べ方1（早食い等）', '食べる速度']),
  field('q15', ['食べ方２（就寝前）', '就寝前の夕食']),
  field('q16', ['食べ方３（間食）', '間食', '食べ方３（夜食/間食）', '食べ方３（夜食／間食）']),
  field('q17', ['食習慣', '朝食欠食']),
  field('q18', ['飲酒', '飲酒頻度']),
  field('q19', ['飲酒量']),
  field('q20', ['睡眠']),
  field('q21', ['生活習慣の改善', '生活習慣改善意思']),
  field('q22', ['特定保健指導の受診歴', '保健指導の希望']),
];

const KOUKI_TOPICS: readonly (readonly string[])[] = [
  ['健康状態'],
  ['心の健康状態', '毎日の生活に満足', '心の健康'],
  ['食習慣', '１日３食', '１日３食きちんと食べる'],
  ['口腔機能（咀嚼）', '口腔機能１', '固いものが食べにくい', '半年前より固いものが食べにくい'],
  ['口腔機能（嚥下）', '口腔機能２', 'お茶や汁物でむせる'],
  ['体重変化', '体重減少', '６か月で２～３kg以上の体重減少'],
  ['運動・転倒（歩行速度）', '歩行速度', '歩く速度', '歩く速度が遅くなった'],
  ['運動・転倒（転倒）', '転倒', '転倒歴', 'この１年に転倒'],
  ['運動・転倒（運動習慣）', '運動習慣', 'ウォーキング等の運動', '週１回以上の運動'],
  ['認知機能（もの忘れ）', '認知機能１', '物忘れ', 'もの忘れ', '物忘れの指摘'],
  ['認知機能（日付）', '認知機能２', '今日が何月何日か', '失見当識', '日付がわからない時がある'],
  ['喫煙', 'たばこ'],
  ['社会参加（外出）', '外出', '外出頻度', '週１回以上外出'],
  ['社会参加（交流）', '交流', '家族や友人との付き合い', '家族・友人との付き合い'],
  ['ソーシャルサポート', '身近に相談できる人', '相談できる人', '相談'],
];

/** The 15 questions of the 後期高齢者の質問票. */
export const KOUKI_QUESTION_FIELDS: readonly LayoutField[] = KOUKI_TOPICS.map((topics, index) =>
  field(`k${index + 1}`, [
    ...topics.flatMap((topic) => [
      `質問${index + 1}${topic}`,
      `質問${index + 1}（${topic}）`,
      `${index + 1}${topic}`,
    ]),
    `質問${index + 1}`,
    `後期質問票${index + 1}`,
    `後期高齢者の質問票${index + 1}`,
    ...topics,
  ]),
);
