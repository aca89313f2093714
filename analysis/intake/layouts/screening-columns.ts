import type { FieldType } from '../fields/types.ts';
import { PERSON_FIELDS } from './person-fields.ts';
import { SCREENING_LIST } from './screening.ts';
import { type Layout, type LayoutField, SECTION } from './types.ts';

/** By programme the groups of names that a column of it may begin with: ways of examining stand side by side. */
const NAMES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  stomach: [
    ['胃がん検診', '胃がん', '胃検診', '胃'],
    ['胃部X線', '胃X線', '胃がんX線', 'バリウム'],
    ['胃内視鏡', '胃がん内視鏡', '胃カメラ'],
  ],
  lung: [
    ['肺がん検診', '肺がん', '肺がん結核', '肺'],
    ['胸部X線', '肺がんX線'],
  ],
  colorectal: [
    ['大腸がん検診', '大腸がん', '大腸'],
    ['便潜血', '便潜血検査'],
  ],
  breast: [
    ['乳がん検診', '乳がん', '乳'],
    ['マンモグラフィ', 'マンモグラフィー', '乳がんマンモ'],
  ],
  cervix: [
    ['子宮頸がん検診', '子宮頸がん', '子宮頸', '子宮がん検診', '子宮がん'],
    ['子宮頚がん検診', '子宮頚がん'],
  ],
  hepatitis: [['肝炎ウイルス検診', '肝炎ウイルス', '肝炎検診']],
  osteoporosis: [['骨粗鬆症検診', '骨粗鬆症', '骨粗しょう症検診', '骨粗しょう症']],
  periodontal: [['歯周疾患検診', '歯周疾患', '歯周病検診']],
};

/** What stands behind the name, by the column that it feeds. */
const BEHIND: readonly (readonly [column: string, words: readonly string[]])[] = [
  ['screened_date', ['受診日', '受診年月日', '検診日', '検診年月日', '実施日']],
  ['needs_workup', ['判定', '結果', '検診結果', '判定結果', '精検要否', '要精検']],
  ['workup_date', ['精検受診日', '精密検査受診日', '精検日']],
  ['workup_state', ['精検受診', '精検受診状況', '精密検査受診']],
  ['cancer_found', ['精検結果', '精密検査結果']],
];
/** Behind a name that says itself whether, or when, or with what result the screening was taken. */
const TAKEN = ['', '受診', '受診有無', '受診の有無', '受診状況'];

const DAY: FieldType = { kind: 'screening', of: 'day' };
const JUDGEMENT: FieldType = { kind: 'screening', of: 'judgement' };

function typeOf(column: string): FieldType {
  const field = SCREENING_LIST.fields.find(({ to }) => 'column' in to && to.column === column);
  if (!field) throw new Error(`no screening column ${column}`);
  return field.type;
}

function fieldsOf(programme: string, names: readonly string[]): LayoutField[] {
  const to = (column: string) => ({ column: `${SECTION}${programme}.${column}` });
  const headings = (words: readonly string[]) =>
    words.flatMap((word) => names.map((name) => `${name}${word}`));
  return [
    ...BEHIND.map(([column, words]) => ({
      to: to(column),
      headings: headings(words),
      // Whoever gives a column this meaning may have marks in it as well as days.
      type: column === 'screened_date' ? DAY : typeOf(column),
    })),
    {
      to: to('screened_date'),
      headings: headings(TAKEN),
      type: DAY,
      rank: 2,
      second: { to: to('needs_workup'), type: JUDGEMENT },
    },
  ];
}

const COLUMNS = Object.entries(NAMES).flatMap(([programme, groups]) =>
  groups.flatMap((names) => fieldsOf(programme, names)),
);
const SHARED_COLUMNS = ['fiscal_year', 'invited_date', 'screened_date'];
const SHARED = SCREENING_LIST.fields.filter(({ to }) => 'column' in to && SHARED_COLUMNS.includes(to.column));
/** Names of one letter, or of an examination, stand in other lists as well. */
const TELLING = COLUMNS.flatMap(({ headings }) => headings).filter((heading) => heading.includes('がん'));

/** がん検診 with columns of its own for each cancer: 胃がん, 肺がん受診日, 大腸がん判定. */
export const SCREENING_COLUMNS: Layout = {
  id: 'screening_columns',
  name: 'がん検診 受診者一覧（検診ごとに列）',
  version: '2026-1',
  source: '公開された様式はないため、見出しの一般的な言い方で読む',
  stage: 'screening',
  order: 48,
  frame: { kind: 'table', metaRows: 15, totals: true },
  recognise: [TELLING],
  unless: [
    ...(SCREENING_LIST.unless ?? []),
    ...(SCREENING_LIST.recognise[0] ?? []),
    '既往歴',
    '家族歴',
    '傷病名',
  ],
  fields: [...PERSON_FIELDS, ...SHARED, ...COLUMNS],
  sections: 'programme',
  createsPersons: true,
  derive: 'screening_year',
};
