import { CHECKUP_RESULT_FIELDS, KOUKI_QUESTION_FIELDS, PRESSURE_PAIR } from './checkup-fields.ts';
import { ATENA, BIRTH, BRANCH, INSURER, KANA, KOUKI, NUMBER, SEX, SYMBOL, TICKET } from './person-fields.ts';
import type { Layout, LayoutField } from './types.ts';

const EXAM_DATE: LayoutField = {
  to: { column: 'exam_date' },
  headings: [
    '健診実施年月日',
    '健診年月日',
    '実施年月日',
    '健診受診日',
    '受診日',
    '健診実施日',
    '実施日',
    '受診年月日',
  ],
  type: { kind: 'date' },
  required: true,
};
const FACILITY: LayoutField = {
  to: { column: 'facility' },
  headings: ['健診機関コード', '健診機関番号', '実施機関コード', '医療機関コード'],
  type: { kind: 'text', digits: 10 },
};
const PERSON = [INSURER, SYMBOL, NUMBER, BRANCH, KANA, ATENA, BIRTH, SEX, TICKET];

/** 特定健診等データ管理システムの健診結果 CSV; columns by heading, since the layout grows with every period. */
export const FKAC167: Layout = {
  id: 'tokutei_fkac167',
  name: '特定健診 健診結果 CSV（FKAC167）',
  version: '2026-1',
  source: '第2期の列順は公開プログラム2本で確認。第3期・第4期は見出しで対応づける',
  stage: 'checkup',
  order: 40,
  frame: { kind: 'fkac', fileId: 'FKAC167', idCell: 1 },
  recognise: [['健診実施年月日'], ['収縮期血圧']],
  fields: [...PERSON, EXAM_DATE, FACILITY, ...CHECKUP_RESULT_FIELDS],
  constants: { programme: 'tokutei' },
  createsPersons: true,
  itemCodeHeadings: true,
};

/** 健診結果 with the 17-digit item codes as headings, with or without the frame of FKAC522. */
export const FKAC522: Layout = {
  id: 'tokutei_fkac522',
  name: '特定健診 健診結果 CSV（FKAC522・項目コード見出し）',
  version: '2026-1',
  source: '公開プログラム1本で枠を確認',
  stage: 'checkup',
  order: 40,
  frame: { kind: 'fkac', fileId: 'FKAC522', idCell: 4 },
  recognise: [['受診券整理番号', '健診機関コード']],
  fields: [...PERSON, EXAM_DATE, FACILITY],
  constants: { programme: 'tokutei' },
  createsPersons: true,
  itemCodeHeadings: true,
};

/** Checkup results under 17-digit item codes in a plain table. */
export const ITEM_CODE_CSV: Layout = {
  ...FKAC522,
  id: 'tokutei_item_codes',
  name: '特定健診 健診結果 CSV（17桁の項目コードが見出し）',
  frame: { kind: 'table', metaRows: 15 },
  recognise: [
    EXAM_DATE.headings,
    ['9N001000000000001', '9N006000000000001', '9A751000000000001', '9A755000000000001'],
  ],
};

/** 特定健診 results in any other table: a list of a clinic or of the town hall. */
export const CHECKUP_LIST: Layout = {
  ...FKAC167,
  id: 'checkup_list',
  name: '健診結果一覧（見出しで読む表）',
  frame: { kind: 'table', metaRows: 15, totals: true },
  recognise: [
    EXAM_DATE.headings,
    [
      '収縮期血圧',
      '収縮期血圧（1回目）',
      '最高血圧',
      '最高血圧（1回目）',
      '血圧（収縮期）',
      ...PRESSURE_PAIR.headings,
      'ＨｂＡ１ｃ',
      'ＢＭＩ',
      '腹囲',
    ],
    ['生年月日'],
  ],
  unless: ['質問１健康状態', 'お茶や汁物でむせる'],
};

/** 後期高齢者健診 with the 15 questions. */
export const KOUKI_CHECKUP: Layout = {
  ...FKAC167,
  id: 'kouki_checkup',
  name: '後期高齢者健診・質問票',
  order: 41,
  frame: { kind: 'table', metaRows: 15, totals: true },
  recognise: [
    EXAM_DATE.headings,
    KOUKI_QUESTION_FIELDS[4]!.headings,
    KOUKI_QUESTION_FIELDS[13]!.headings,
    ['生年月日'],
  ],
  fields: [
    INSURER,
    { ...KOUKI, headings: [...KOUKI.headings, '被保険者番号'] },
    ATENA,
    BIRTH,
    SEX,
    TICKET,
    EXAM_DATE,
    FACILITY,
    ...KOUKI_QUESTION_FIELDS,
    ...CHECKUP_RESULT_FIELDS.filter((field) => 'column' in field.to && !/^q\d/.test(field.to.column)),
  ],
  constants: { programme: 'kouki' },
};
