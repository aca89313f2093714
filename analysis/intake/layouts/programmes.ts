import type { FieldType } from '../fields/types.ts';
import { PERSON_FIELDS } from './person-fields.ts';
import { type Layout, type LayoutField, SPREAD } from './types.ts';

const SOURCE = '公開された様式はないため、見出しの一般的な言い方で読む';
const AMOUNT: FieldType = { kind: 'amount' };
const TEXT: FieldType = { kind: 'text' };

function field(column: string, type: FieldType, headings: readonly string[], required = false): LayoutField {
  return { to: { column }, headings, type, ...(required ? { required } : {}) };
}

const PROGRAMME_ID = field('programme_id', TEXT, ['事業コード', '事業ID', '事業番号']);

export const PROGRAMME_REGISTER: Layout = {
  id: 'programme_register',
  name: '保健事業一覧',
  version: '2026-1',
  source: SOURCE,
  stage: 'programme',
  order: 5,
  frame: { kind: 'table', metaRows: 15 },
  recognise: [
    ['事業コード', '事業ID', '事業番号'],
    ['事業名', '事業名称'],
  ],
  unless: ['金額（円）', '金額', '宛名番号', '参加者ID'],
  fields: [
    { ...PROGRAMME_ID, required: true },
    field('name', TEXT, ['事業名', '事業名称']),
    field(
      'approach',
      {
        kind: 'code',
        codes: {
          ポピュレーション: 'population',
          ポピュレーションアプローチ: 'population',
          ハイリスク: 'high_risk',
          ハイリスクアプローチ: 'high_risk',
        },
      },
      ['アプローチ', '区分', '事業区分'],
    ),
    field('department', TEXT, ['所管課', '担当課', '所管']),
    field('target', TEXT, ['対象', '対象者']),
    field('aim', TEXT, ['成果指標', '目的', 'ねらい', '目標']),
    field('digital_level', AMOUNT, ['デジタル化の段階', 'デジタルレベル']),
    field('start_date', { kind: 'date' }, ['開始日', '事業開始日']),
    field('end_date', { kind: 'date' }, ['終了日', '事業終了日']),
  ],
  createsPersons: false,
};

export const PROGRAMME_COSTS: Layout = {
  id: 'programme_costs',
  name: '事業費一覧',
  version: '2026-1',
  source: SOURCE,
  stage: 'cost',
  order: 6,
  frame: { kind: 'table', metaRows: 15, totals: true },
  recognise: [
    ['事業コード', '事業ID', '事業番号'],
    ['金額（円）', '金額', '決算額', '決算額（円）', '事業費'],
    ['年度', '会計年度'],
  ],
  fields: [
    { ...PROGRAMME_ID, required: true },
    field('fiscal_year', { kind: 'fiscal_year' }, ['年度', '会計年度'], true),
    field('category', TEXT, ['費目', '区分', '節', '内訳'], true),
    field('yen', AMOUNT, ['金額（円）', '金額', '決算額', '決算額（円）', '事業費'], true),
  ],
  createsPersons: false,
};

const CHANNEL: FieldType = {
  kind: 'code',
  codes: {
    ポスティング: 'posting',
    ダイレクトメール: 'letter',
    はがき: 'letter',
    郵送: 'letter',
    通知: 'letter',
    広報紙: 'newsletter',
    広報: 'newsletter',
    電話: 'phone',
    訪問: 'visit',
    アプリ: 'app',
    ポスター: 'poster',
    窓口: 'counter',
    健診会場: 'checkup_site',
    知人の紹介: 'friend',
    口コミ: 'friend',
  },
  fallback: 'other',
};

/** Lists of people invited to, registered in or finished with a programme; the programme from a column or the file's name. */
export const PARTICIPATION_LIST: Layout = {
  id: 'programme_participation',
  name: '事業の案内・参加者名簿',
  version: '2026-1',
  source: SOURCE,
  stage: 'participation',
  order: 30,
  frame: { kind: 'table', metaRows: 15, totals: true },
  recognise: [
    ['登録日', '参加日', '参加開始日', '申込日', '案内日', '送付日', '通知日', '発送日', '修了日'],
    PERSON_FIELDS.flatMap((item) =>
      'identity' in item.to && ['birth', 'sex', 'kana', 'insurer'].includes(item.to.identity)
        ? []
        : item.headings,
    ),
  ],
  unless: ['資格取得日', '収縮期血圧', '初回面接実施日', '二次判定', '歩数', '平均歩数'],
  fields: [
    ...PERSON_FIELDS,
    PROGRAMME_ID,
    field('arm', TEXT, ['群', '割付', '割付群']),
    field('channel', CHANNEL, ['登録経路', '経路', '案内方法', '申込経路', '周知方法']),
    field('invited_date', { kind: 'date' }, ['案内日', '送付日', '通知日', '発送日', '勧奨日']),
    field('joined_date', { kind: 'date' }, ['登録日', '参加日', '参加開始日', '申込日']),
    field('completed_date', { kind: 'date' }, ['修了日', '完了日', '終了日']),
    field('left_date', { kind: 'date' }, ['退会日', '脱退日', '中止日']),
  ],
  requiresOne: { columns: ['programme_id'], fault: 'participation.no_programme' },
  createsPersons: false,
};

/** Steps of participants (app log) or of a survey. */
export const STEP_LOG: Layout = {
  id: 'programme_steps',
  name: '歩数記録',
  version: '2026-1',
  source: SOURCE,
  stage: 'measurement',
  order: 90,
  frame: { kind: 'table', metaRows: 15, totals: true },
  recognise: [
    ['歩数', '平均歩数', '１日平均歩数', '一日平均歩数'],
    ['日付', '年月', '調査年月', '計測日', '測定日', '対象年月'],
  ],
  fields: [
    ...PERSON_FIELDS,
    PROGRAMME_ID,
    field(
      'measured_date',
      { kind: 'date', months: true },
      ['日付', '計測日', '測定日', '年月', '調査年月', '対象年月'],
      true,
    ),
    field('value', AMOUNT, ['歩数', '平均歩数', '１日平均歩数', '一日平均歩数']),
  ],
  constants: { item: 'steps' },
  createsPersons: false,
  derive: 'steps_state',
};

const MEASURED_DATE = [
  '測定日',
  '計測日',
  '測定年月日',
  '計測年月日',
  '記録日',
  '評価日',
  '日付',
  '年月',
  '対象年月',
];

function value(item: string, type: FieldType, headings: readonly string[]): LayoutField {
  return field(`${SPREAD}${item}`, type, headings);
}

function range(min: number, max: number): FieldType {
  return { kind: 'measure', min, max };
}

const VALUES: readonly LayoutField[] = [
  value('steps', AMOUNT, ['歩数', '平均歩数', '１日平均歩数', '一日平均歩数']),
  value('weight', range(20, 250), ['体重', '体重（kg）']),
  value('waist', range(30, 200), ['腹囲', '腹囲（cm）']),
  value('bmi', range(8, 80), ['ＢＭＩ']),
  value('body_fat', range(2, 75), ['体脂肪率', '体脂肪率（％）']),
  value('sbp', range(40, 300), ['収縮期血圧', '最高血圧', '血圧（収縮期）', '血圧（上）']),
  value('dbp', range(20, 200), ['拡張期血圧', '最低血圧', '血圧（拡張期）', '血圧（下）']),
  value('hba1c', range(3, 20), ['ＨｂＡ１ｃ', 'ＨｂＡ１ｃ（NGSP値）']),
  value('points', AMOUNT, ['ポイント', '付与ポイント', '獲得ポイント', '健康ポイント']),
  value('exercise_minutes', range(0, 1440), ['運動時間', '運動時間（分）', '活動時間（分）']),
  value('grip', range(0, 100), ['握力', '握力（kg）']),
  value('walking_speed', range(0, 5), ['歩行速度（m/秒）', '通常歩行速度', '最大歩行速度']),
  value('chair_stand', range(0, 100), ['椅子立ち上がり', '30秒椅子立ち上がり', '椅子立ち上がり（回）']),
  value('salt', range(0, 40), ['推定食塩摂取量', '食塩摂取量', '塩分摂取量', '食塩摂取量（g）']),
];

/** Values of participants side by side: weight, waist, blood pressure, points, fitness tests. */
export const MEASUREMENT_LIST: Layout = {
  id: 'programme_measurements',
  name: '事業の測定記録（体重・血圧・ポイントなど）',
  version: '2026-1',
  source: SOURCE,
  stage: 'measurement',
  order: 91,
  frame: { kind: 'table', metaRows: 15, totals: true },
  recognise: [
    MEASURED_DATE,
    VALUES.filter(({ to }) => 'column' in to && to.column !== `${SPREAD}steps`).flatMap(
      ({ headings }) => headings,
    ),
    PERSON_FIELDS.flatMap((item) =>
      'identity' in item.to && ['birth', 'sex', 'kana', 'insurer'].includes(item.to.identity)
        ? []
        : item.headings,
    ),
  ],
  unless: ['健診実施年月日', '健診受診日', '健診機関コード', '健診種別', '診療年月', '頭囲'],
  fields: [
    ...PERSON_FIELDS,
    PROGRAMME_ID,
    field('measured_date', { kind: 'date', months: true }, MEASURED_DATE, true),
    ...VALUES,
  ],
  spreads: true,
  createsPersons: false,
};
