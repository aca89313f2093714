import { zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { guidanceDocument } from './guidance-documents.ts';

/**
 * A small file of every kind that the import knows, made from invented people, and what a recount of the canonical
 * tables must give. The recounts are worked out here, from the same rows, without the program.
 */
export interface LayoutSample {
  readonly layout: string;
  readonly file: string;
  /** Rows of cells of a text file; `headed` says that a heading row makes the order of the columns free. */
  readonly rows?: readonly (readonly string[])[];
  readonly headed?: boolean;
  /** Every cell in quotes, as masters and interface files come. */
  readonly quoted?: boolean;
  /** Content of a file that is no table of cells. */
  readonly bytes?: Uint8Array;
  /** Samples that must be there before: registers, programmes. */
  readonly after?: readonly string[];
  /** Rows read, and loaded unless some have nothing to load. */
  readonly count: number;
  readonly loaded?: number;
  readonly recount: readonly (readonly [sql: string, value: number | string])[];
}

export const PEOPLE = 24;
const people = Array.from({ length: PEOPLE }, (_, at) => at);
const two = (number: number): string => String(number).padStart(2, '0');
const atena = (at: number): string => String(1_000_001 + at);
const number = (at: number): string => String(7001 + at);
const birthYear = (at: number): number => 1945 + at;
const birth = (at: number): string => `${birthYear(at)}${two(1 + (at % 12))}15`;
const sex = (at: number): number => 1 + (at % 2);
const sum = (of: (at: number) => number, where: (at: number) => boolean = () => true): number =>
  people.filter(where).reduce((total, at) => total + of(at), 0);
const many = (where: (at: number) => boolean): number => people.filter(where).length;
const table = (head: string, row: (at: number) => readonly (string | number)[]): string[][] => [
  head.split(','),
  ...people.map((at) => row(at).map(String)),
];

const REGISTER: LayoutSample = {
  layout: 'kokuho_register',
  file: '国保台帳.csv',
  headed: true,
  rows: table('宛名番号,記号,番号,枝番,生年月日,性別,資格取得日,資格喪失日,喪失事由,小学校区', (at) => [
    atena(at),
    '架国',
    number(at),
    '01',
    birth(at),
    sex(at),
    'R2.4.1',
    at % 6 === 0 ? '20240401' : '',
    at % 6 === 0 ? '転出' : '',
    at % 2 === 0 ? '東小' : '西小',
  ]),
  count: PEOPLE,
  recount: [
    ['SELECT count(*) FROM person', PEOPLE],
    ["SELECT count(*) FROM enrolment WHERE insurer_kind = 'kokuho'", PEOPLE],
    ["SELECT count(*) FROM enrolment WHERE end_reason = 'move_out'", many((at) => at % 6 === 0)],
    ['SELECT sum(year(birth_month)) FROM person', sum(birthYear)],
    [
      "SELECT count(*) FROM enrolment e JOIN district d USING (district_code) WHERE d.name = '東小'",
      PEOPLE / 2,
    ],
  ],
};

const sbp = (at: number): number => 110 + at;
const weight = (at: number): number => 50 + at / 2;
const CHECKUP_RECOUNT: LayoutSample['recount'] = [
  ['SELECT count(*) FROM checkup', PEOPLE],
  ['SELECT sum(sbp) FROM checkup', sum(sbp)],
  ['SELECT sum(weight) FROM checkup', sum(weight)],
  ['SELECT count(*) FROM checkup WHERE hba1c_state = 2', many((at) => at % 5 === 0)],
  [
    'SELECT sum(hba1c) FROM checkup',
    Math.round(
      sum(
        (at) => 50 + (at % 20),
        (at) => at % 5 !== 0,
      ),
    ) / 10,
  ],
];
const hba1c = (at: number): string => (at % 5 === 0 ? '未実施' : (5 + (at % 20) / 10).toFixed(1));
const ticket = (at: number): string => `241${String(at).padStart(8, '0')}`;

const FKAC_HEAD =
  '保険者番号,被保険者証記号,被保険者証番号,生年月日,性別,受診券整理番号,健診実施年月日,健診機関コード,体重,収縮期血圧,ＨｂＡ１ｃ（NGSP値）,喫煙';
const fkacRow = (at: number): (string | number)[] => [
  '00139999',
  '架国',
  number(at),
  birth(at),
  sex(at),
  ticket(at),
  `202406${two(1 + (at % 28))}`,
  '1319999999',
  weight(at).toFixed(1),
  sbp(at),
  hba1c(at),
  1 + (at % 3),
];
const ITEM_HEAD =
  '番号,生年月日,性別,受診券整理番号,健診実施日,健診機関コード,9N006000000000001,9A755000000000001,3D046000001906202,3J010000002327101';
const itemRow = (at: number): (string | number)[] => [
  number(at),
  birth(at),
  sex(at),
  ticket(at),
  `202406${two(1 + (at % 28))}`,
  '1319999999',
  weight(at).toFixed(1),
  sbp(at),
  hba1c(at),
  (0.5 + at / 100).toFixed(2),
];
const ITEM_RECOUNT: LayoutSample['recount'] = [
  ...CHECKUP_RECOUNT,
  ["SELECT count(*) FROM checkup_item WHERE item_code = '3J010000002327101'", PEOPLE],
];

const checkups: readonly LayoutSample[] = [
  {
    layout: 'tokutei_fkac167',
    file: 'FKAC167.csv',
    headed: true,
    rows: [['1', 'FKAC167', '20240701'], ...table(FKAC_HEAD, fkacRow), ['9']],
    count: PEOPLE,
    recount: [
      ...CHECKUP_RECOUNT,
      ['SELECT count(*) FROM checkup WHERE smoker', many((at) => at % 3 === 0)],
      ["SELECT count(*) FROM questionnaire WHERE item = 'q8' AND form = 'period4'", PEOPLE],
    ],
  },
  {
    layout: 'tokutei_fkac522',
    file: '00139999_FKAC522_20240701_001.csv',
    headed: true,
    rows: [
      ['1', '00139999', '架空市', '20240701', 'FKAC522', '', ''],
      ...table(ITEM_HEAD, itemRow),
      ['9', '24'],
    ],
    count: PEOPLE,
    recount: ITEM_RECOUNT,
  },
  {
    layout: 'tokutei_item_codes',
    file: '健診結果_項目コード.csv',
    headed: true,
    rows: table(ITEM_HEAD, itemRow),
    count: PEOPLE,
    recount: ITEM_RECOUNT,
  },
  {
    layout: 'checkup_list',
    file: '健診一覧.csv',
    headed: true,
    rows: [
      ['健診結果一覧'],
      ...table(FKAC_HEAD.replace('ＨｂＡ１ｃ（NGSP値）', 'HbA1c'), fkacRow),
      ['合計', '', '24名'],
    ],
    count: PEOPLE,
    recount: CHECKUP_RECOUNT,
  },
  {
    layout: 'kouki_checkup',
    file: '後期高齢者健診.csv',
    headed: true,
    rows: table(
      '保険者番号,被保険者番号,生年月日,性別,健診年月日,体重,収縮期血圧,HbA1c,健康状態,お茶や汁物でむせる,家族や友人との付き合い',
      (at) => [
        '39139999',
        String(500 + at).padStart(8, '0'),
        birth(at),
        sex(at),
        `202406${two(1 + (at % 28))}`,
        weight(at),
        sbp(at),
        hba1c(at),
        1 + (at % 5),
        1 + (at % 2),
        2,
      ],
    ),
    count: PEOPLE,
    recount: [
      ...CHECKUP_RECOUNT,
      ["SELECT count(*) FROM checkup WHERE programme = 'kouki'", PEOPLE],
      ["SELECT sum(answer) FROM questionnaire WHERE item = 'k1'", sum((at) => 1 + (at % 5))],
      ["SELECT count(*) FROM questionnaire WHERE item = 'k5' AND answer = 1", PEOPLE / 2],
    ],
  },
];

const useTicket = (at: number): string => `243${String(at).padStart(8, '0')}`;
const GUIDANCE_HEAD =
  '保険者番号,記号,番号,生年月日,性別,年度,利用券整理番号,保健指導区分,初回面接実施日,実績評価実施日,途中終了日,支援形態,行動変容ステージ,中間評価時の体重,実績評価時の腹囲,実績評価時の体重,実績評価時の収縮期血圧,腹囲・体重の改善,生活習慣の改善（食習慣）,生活習慣の改善（喫煙習慣）,プロセス評価の合計ポイント,アウトカム評価の合計ポイント,継続的支援の実施回数';
const guidanceRow = (at: number): (string | number)[] => [
  '00139999',
  '架国',
  number(at),
  birth(at),
  sex(at),
  'R6',
  useTicket(at),
  1 + (at % 2),
  '20240801',
  at % 3 === 0 ? '20241101' : '',
  at % 3 === 1 ? '20241001' : '',
  1 + (at % 2),
  1 + (at % 5),
  '68.5',
  ...(at % 3 === 0
    ? ['88.0', 65 + (at % 4) / 2, 128, at % 2 === 0 ? 2 : 0, 1, 8, 140, 200, 2]
    : Array<string>(9).fill('')),
];
const GUIDANCE_RECOUNT: LayoutSample['recount'] = [
  ['SELECT count(*) FROM guidance WHERE fiscal_year = 2024', PEOPLE],
  ['SELECT count(*) FROM guidance WHERE level = 1', PEOPLE / 2],
  ['SELECT count(completed_date) FROM guidance', many((at) => at % 3 === 0)],
  ['SELECT count(dropped_date) FROM guidance', many((at) => at % 3 === 1)],
  ['SELECT sum(stage_of_change) FROM guidance', sum((at) => 1 + (at % 5))],
  ['SELECT count(*) FROM guidance WHERE interim_weight = 68.5', PEOPLE],
  ['SELECT sum(final_weight) FROM guidance', sum((at) => (at % 3 === 0 ? 65 + (at % 4) / 2 : 0))],
  ['SELECT count(*) FROM guidance WHERE waist_weight_change = 2', many((at) => at % 6 === 0)],
  [
    'SELECT count(*) FROM guidance WHERE habit_diet = 1 AND habit_smoking = 8 AND process_points = 140 AND outcome_points = 200 AND contacts = 2',
    many((at) => at % 3 === 0),
  ],
];

const guidance: readonly LayoutSample[] = [
  {
    layout: 'guidance_fkac165',
    file: 'FKAC165.csv',
    headed: true,
    rows: [['1', 'FKAC165', '20250401'], ...table(GUIDANCE_HEAD, guidanceRow), ['9']],
    count: PEOPLE,
    recount: GUIDANCE_RECOUNT,
  },
  {
    layout: 'guidance_fkca172',
    file: 'FKCA172.csv',
    headed: true,
    rows: [
      ['1', 'FKCA172', '20250401'],
      ...table(
        '保険者番号,被保険者証記号,被保険者証番号,性別,生年月日,保健指導レベル,利用券整理番号,初回面接実施日,途中終了',
        (at) => [
          '00139999',
          '架国',
          number(at),
          sex(at),
          birth(at),
          1 + (at % 2),
          useTicket(at),
          at % 4 === 0 ? '20240801' : '',
          '',
        ],
      ),
      ['9'],
    ],
    count: PEOPLE,
    recount: [
      ['SELECT count(*) FROM guidance WHERE fiscal_year = 2024', PEOPLE],
      ['SELECT count(first_interview_date) FROM guidance', many((at) => at % 4 === 0)],
    ],
  },
  {
    layout: 'guidance_list',
    file: '保健指導一覧.csv',
    headed: true,
    rows: table(GUIDANCE_HEAD, guidanceRow),
    count: PEOPLE,
    recount: GUIDANCE_RECOUNT,
  },
];

const levels = ['要支援1', '要支援2', '要介護1', '要介護5'];
const kaigo = (at: number): string => String(1200 + at).padStart(10, '0');
const units = (at: number): number => 400 + at;
const interface_ = (length: number, cells: Readonly<Record<number, string | number>>): string[] =>
  Array.from({ length }, (_, at) => String(cells[at] ?? ''));
const h1 = (at: number): string[] =>
  interface_(91, {
    0: 2,
    2: '1111',
    4: '01',
    5: 1,
    6: '139999',
    7: kaigo(at),
    8: '202404',
    10: '1370000001',
    11: at,
    18: birth(at),
    19: sex(at),
    89: '202405',
  });
const d1 = (at: number): string[] =>
  interface_(34, {
    0: 2,
    2: '1111',
    4: '02',
    5: '139999',
    6: kaigo(at),
    7: '202404',
    8: '1370000001',
    9: at,
    10: at % 2 === 0 ? '11' : '15',
    11: '1111',
    12: units(at),
    13: 4,
    17: units(at),
    33: '202405',
  });

const care: readonly LayoutSample[] = [
  {
    layout: 'care_certification',
    file: '認定者一覧.csv',
    headed: true,
    rows: table(
      '介護被保険者番号,宛名番号,生年月日,性別,申請日,認定日,二次判定,有効期間開始,有効期間終了',
      (at) => [
        kaigo(at),
        atena(at),
        birth(at),
        sex(at),
        'R6.4.1',
        'R6.4.20',
        levels[at % 4]!,
        '20240401',
        '20250331',
      ],
    ),
    count: PEOPLE,
    recount: [
      ['SELECT count(*) FROM care_certification', PEOPLE],
      ["SELECT count(*) FROM care_certification WHERE level = '25'", PEOPLE / 4],
      ["SELECT count(*) FROM care_certification WHERE to_date = DATE '2025-03-31'", PEOPLE],
    ],
  },
  {
    layout: 'care_certification_software',
    file: '認定ソフト.csv',
    rows: people.map((at) =>
      interface_(328, {
        0: 1,
        3: '139999',
        4: kaigo(at),
        5: '20240401',
        12: birth(at),
        14: sex(at),
        66: '20240420',
        67: 21 + (at % 5),
        68: '20240401',
        69: '20250331',
      }),
    ),
    count: PEOPLE,
    recount: [
      ['SELECT count(*) FROM care_certification', PEOPLE],
      ['SELECT sum(level::INTEGER) FROM care_certification', sum((at) => 21 + (at % 5))],
    ],
  },
  {
    layout: 'care_payment_h1',
    file: '給付実績.csv',
    quoted: true,
    rows: [['1', '1', '0', '48', '111'], ...people.flatMap((at) => [h1(at), d1(at)]), ['3', '50']],
    count: PEOPLE * 2,
    recount: [
      ['SELECT count(*) FROM care_service', PEOPLE],
      ['SELECT sum(units) FROM care_service', sum(units)],
      ["SELECT sum(units) FROM care_service WHERE service_kind = '15'", sum(units, (at) => at % 2 === 1)],
    ],
  },
  {
    layout: 'care_payment_d1',
    file: '給付実績明細.csv',
    quoted: true,
    rows: people.map(d1),
    after: ['care_certification'],
    count: PEOPLE,
    recount: [['SELECT sum(units) FROM care_service', sum(units)]],
  },
  {
    layout: 'care_payment_list',
    file: '給付実績一覧.csv',
    headed: true,
    rows: table('介護被保険者番号,生年月日,性別,サービス提供年月,サービス種類,単位数,日数', (at) => [
      kaigo(at),
      birth(at),
      sex(at),
      'R6.5',
      at % 2 === 0 ? '通所介護' : '131111',
      String(units(at)),
      String(1 + (at % 9)),
    ]),
    count: PEOPLE,
    recount: [
      ['SELECT sum(units) FROM care_service', sum(units)],
      ['SELECT sum(days) FROM care_service', sum((at) => 1 + (at % 9))],
      ["SELECT sum(units) FROM care_service WHERE service_kind = '13'", sum(units, (at) => at % 2 === 1)],
    ],
  },
];

const ANSWERS = ['1', '2', '9', ''];
const screening: readonly LayoutSample[] = [
  {
    layout: 'screening_list',
    file: 'がん検診.csv',
    headed: true,
    rows: table('宛名番号,生年月日,性別,検診種別,受診日,判定,精検受診,精検結果', (at) => [
      atena(at),
      birth(at),
      sex(at),
      at % 2 === 0 ? '大腸がん' : '肺がん',
      'R6.6.10',
      at % 4 === 0 ? '要精検' : '異常なし',
      at % 4 === 0 ? '受診' : '',
      at % 8 === 0 ? 'がん' : at % 4 === 0 ? '異常なし' : '',
    ]),
    count: PEOPLE,
    recount: [
      ['SELECT count(*) FROM screening WHERE fiscal_year = 2024', PEOPLE],
      ["SELECT count(*) FROM screening WHERE programme = 'lung'", PEOPLE / 2],
      ['SELECT count(*) FROM screening WHERE needs_workup', PEOPLE / 4],
      ['SELECT count(*) FROM screening WHERE cancer_found', PEOPLE / 8],
    ],
  },
  {
    layout: 'screening_item_codes',
    file: '自治体検診_項目コード.csv',
    headed: true,
    // Lung: everybody; colorectal: every second; breast: nobody, the columns are empty.
    rows: table(
      '宛名番号,生年月日,性別,検診日,9P502000000000011,9P504000000000011,9P507000000000011,1B040000001599811,9P582000000000011,9P585000000000011,9P522000000000011',
      (at) => [
        atena(at),
        birth(at),
        sex(at),
        '20240610',
        at % 4 === 3 ? '' : '1',
        at % 4 === 3 ? '' : ANSWERS[at % 4]!,
        at % 4 === 1 ? (at % 8 === 1 ? '3' : '4') : '',
        at % 2 === 0 ? '2' : '',
        at % 2 === 0 ? '2' : '',
        at % 4 === 0 ? '6' : '',
        '',
      ],
    ),
    count: PEOPLE,
    loaded: many((at) => at % 4 !== 3),
    recount: [
      ["SELECT count(*) FROM screening WHERE programme = 'lung'", many((at) => at % 4 !== 3)],
      ["SELECT count(*) FROM screening WHERE programme = 'colorectal' AND needs_workup", PEOPLE / 2],
      ["SELECT count(*) FROM screening WHERE programme = 'breast'", 0],
      [
        "SELECT count(*) FROM screening WHERE programme = 'lung' AND needs_workup",
        many((at) => at % 4 === 1),
      ],
      [
        "SELECT count(*) FROM screening WHERE programme = 'lung' AND needs_workup IS NULL",
        many((at) => at % 4 === 2),
      ],
      ['SELECT count(*) FROM screening WHERE cancer_found', many((at) => at % 8 === 1)],
      ["SELECT count(*) FROM screening WHERE workup_state = 'done'", many((at) => at % 4 === 1) + PEOPLE / 4],
      ['SELECT count(DISTINCT fiscal_year) FROM screening', 1],
    ],
  },
  {
    layout: 'screening_columns',
    file: 'がん検診_検診ごと.csv',
    headed: true,
    rows: table('年度,宛名番号,生年月日,性別,胃がん受診日,胃がん判定,大腸がん,肺がん', (at) => [
      'R6',
      atena(at),
      birth(at),
      sex(at),
      at % 2 === 0 ? 'R6.6.10' : '',
      at % 4 === 0 ? '要精検' : '',
      'R6.7.1',
      at % 4 === 3 ? 'R6.8.1' : '未受診',
    ]),
    count: PEOPLE,
    recount: [
      ["SELECT count(*) FROM screening WHERE programme = 'colorectal'", PEOPLE],
      ["SELECT count(*) FROM screening WHERE programme = 'stomach'", PEOPLE / 2],
      ["SELECT count(*) FROM screening WHERE programme = 'stomach' AND needs_workup", PEOPLE / 4],
      ["SELECT count(*) FROM screening WHERE programme = 'lung'", PEOPLE / 4],
    ],
  },
];

const infant = (at: number): string => `R5.${1 + (at % 12)}.10`;
const child: readonly LayoutSample[] = [
  {
    layout: 'child_checkup_list',
    file: '乳幼児健診.csv',
    headed: true,
    rows: table('宛名番号,生年月日,性別,健診受診日,健診種別,身長,頭囲,むし歯', (at) => [
      atena(at),
      infant(at),
      sex(at),
      `R6.${7 + (at % 5)}.10`,
      '1歳6か月児',
      80 + at / 10,
      47,
      at % 4 === 0 ? 'あり' : 'なし',
    ]),
    count: PEOPLE,
    recount: [
      ["SELECT count(*) FROM child_health WHERE exam = 'm18' AND item = 'head'", PEOPLE],
      ["SELECT round(sum(value), 1) FROM child_health WHERE item = 'height'", sum((at) => 80 + at / 10)],
      ["SELECT count(*) FROM child_health WHERE item = 'caries_state' AND code = 'あり'", PEOPLE / 4],
    ],
  },
  {
    layout: 'pregnancy_checkup_list',
    file: '妊婦健診.csv',
    headed: true,
    // Two visits each.
    rows: [
      '宛名番号,生年月日,性別,診察月日,妊娠週数,体重,妊娠前体重,妊娠糖尿病,氏名'.split(','),
      ...people.flatMap((at) =>
        [12, 24].map((week) => [
          atena(at),
          `${1985 + (at % 10)}0315`,
          '女',
          `R6.${week / 4}.${1 + (at % 28)}`,
          String(week),
          String(50 + week / 4 + at),
          String(50 + at),
          week === 24 && at % 8 === 0 ? 'あり' : 'なし',
          '架空　花子',
        ]),
      ),
    ],
    count: PEOPLE * 2,
    recount: [
      ["SELECT count(*) FROM child_health WHERE exam = 'pregnancy' AND item = 'gestation_weeks'", PEOPLE * 2],
      ["SELECT sum(value) FROM child_health WHERE item = 'weight'", sum((at) => 100 + 9 + 2 * at)],
      ["SELECT count(*) FROM child_health WHERE item = 'diabetes' AND code = 'あり'", PEOPLE / 8],
    ],
  },
  {
    layout: 'delivery_list',
    file: '出産.csv',
    headed: true,
    rows: table('宛名番号,生年月日,性別,分娩日,妊娠期間（週）,分娩方法,出血量,出生体重', (at) => [
      atena(at),
      `${1985 + (at % 10)}0315`,
      2,
      '20240910',
      36 + (at % 6),
      at % 4 === 0 ? '帝王切開' : '経腟',
      '1,200',
      2400 + at * 50,
    ]),
    count: PEOPLE,
    recount: [
      [
        "SELECT count(*) FROM child_health WHERE exam = 'delivery' AND item = 'method' AND code = '帝王切開'",
        PEOPLE / 4,
      ],
      ["SELECT sum(value) FROM child_health WHERE item = 'child_weight_g'", sum((at) => 2400 + at * 50)],
      ["SELECT sum(value) FROM child_health WHERE item = 'blood_loss'", 1200 * PEOPLE],
    ],
  },
];

const PROGRAMMES: LayoutSample = {
  layout: 'programme_register',
  file: '事業一覧.csv',
  headed: true,
  rows: [
    '事業コード,事業名,アプローチ,所管課,開始日'.split(','),
    ['P01', '健康ウォーキング', 'ポピュレーション', '健康課', 'R4.4.1'],
    ['P02', '重症化予防', 'ハイリスク', '国保課', 'R5.4.1'],
  ],
  count: 2,
  recount: [
    ['SELECT count(*) FROM programme', 2],
    ["SELECT programme_id FROM programme WHERE approach = 'high_risk'", 'P02'],
  ],
};

const steps = (at: number): number => 5000 + at * 10;
const programmes: readonly LayoutSample[] = [
  PROGRAMMES,
  {
    layout: 'programme_costs',
    file: '事業費.csv',
    headed: true,
    rows: [
      '事業コード,年度,費目,金額（円）'.split(','),
      ['P01', 'R5', '委託料', '1,200,000'],
      ['P01', '令和6年度', '報償費', '300,000'],
      ['P02', '2024', '人件費', '800000円'],
      ['合計', '', '', '2,300,000'],
    ],
    count: 3,
    recount: [
      ['SELECT sum(yen) FROM programme_cost', 2_300_000],
      ['SELECT sum(yen) FROM programme_cost WHERE fiscal_year = 2024', 1_100_000],
    ],
  },
  {
    layout: 'programme_participation',
    file: '参加者名簿.csv',
    headed: true,
    rows: table('宛名番号,事業コード,群,登録経路,案内日,登録日,退会日', (at) => [
      atena(at),
      'P01',
      at % 2 === 0 ? 'A' : 'B',
      at % 3 === 0 ? 'はがき' : '広報紙',
      'R6.4.1',
      at % 4 === 0 ? '' : '2024/05/01',
      at % 8 === 1 ? 'R6.12.1' : '',
    ]),
    after: ['kokuho_register'],
    count: PEOPLE,
    recount: [
      ["SELECT count(*) FROM participation WHERE programme_id = 'P01'", PEOPLE],
      ['SELECT count(joined_date) FROM participation', many((at) => at % 4 !== 0)],
      ['SELECT count(left_date) FROM participation', many((at) => at % 8 === 1)],
      ["SELECT count(*) FROM participation WHERE channel = 'letter'", PEOPLE / 3],
      ["SELECT count(*) FROM participation WHERE arm = 'A'", PEOPLE / 2],
    ],
  },
  {
    layout: 'programme_steps',
    file: '歩数.csv',
    headed: true,
    rows: table('宛名番号,事業コード,日付,歩数', (at) => [
      atena(at),
      'P01',
      '2024-11-01',
      at % 6 === 0 ? 0 : steps(at),
    ]),
    after: ['kokuho_register'],
    count: PEOPLE,
    recount: [
      ['SELECT sum(value) FROM programme_measurement WHERE state = 0', sum(steps, (at) => at % 6 !== 0)],
      ['SELECT count(*) FROM programme_measurement WHERE state = 2', PEOPLE / 6],
    ],
  },
  {
    layout: 'programme_measurements',
    file: '測定.csv',
    headed: true,
    rows: table('宛名番号,事業コード,測定日,体重,収縮期血圧,ポイント', (at) => [
      atena(at),
      'P01',
      'R6.5.1',
      weight(at),
      sbp(at),
      at % 2 === 0 ? '1,200' : '',
    ]),
    after: ['kokuho_register'],
    count: PEOPLE,
    recount: [
      ["SELECT sum(value) FROM programme_measurement WHERE item = 'weight'", sum(weight)],
      ["SELECT sum(value) FROM programme_measurement WHERE item = 'sbp'", sum(sbp)],
      ["SELECT sum(value) FROM programme_measurement WHERE item = 'points'", 1200 * (PEOPLE / 2)],
    ],
  },
];

const points = (at: number): number => 500 + at * 7;
const ukeRows = (point: string, receipt: (at: number) => readonly (readonly string[])[]): string[][] => [
  ['IR', '2', '13', point, '9999999', '', '架空医療機関', '202406', '00', ''],
  ...people.flatMap((at) => receipt(at).map((record) => [...record])),
  ['GO', String(PEOPLE), String(sum(points)), '99'],
];
const re = (at: number, kind: string): string[] => [
  'RE',
  String(at + 1),
  kind,
  '202405',
  '架空　太郎',
  String(sex(at)),
  birth(at),
  '70',
];
const ho = (at: number): string[] => ['HO', '  139999', '架国', number(at), '2', String(points(at))];
const medical = (at: number): string[][] => [
  re(at, '1112'),
  ho(at),
  ['SY', '8833421', '20150410', '1', '', '', '01', ''],
  ['SY', '4149007', '20240513', '1', '8002', '', '', ''],
  ['SI', '12', '1', '112007410', '', String(points(at)), '1'],
];
const CLAIM_RECOUNT: LayoutSample['recount'] = [
  ['SELECT count(*) FROM claim', PEOPLE],
  ['SELECT sum(points) FROM claim', sum(points)],
  ["SELECT count(*) FROM claim WHERE month = DATE '2024-05-01'", PEOPLE],
];
const insurerLines = (): string[][] => {
  const lines: string[][] = [];
  const put = (...cells: readonly string[]) => lines.push(['1', String(lines.length + 1), '0', ...cells]);
  for (const at of people) {
    put('MN', String(100 + at), '13', '');
    put('IR', '1', '13', '1', '9999999', '', '架空医療機関', '202406', '00', '');
    for (const record of medical(at)) put(...record);
  }
  return lines;
};

const receipts: readonly LayoutSample[] = [
  {
    layout: 'uke_medical',
    file: 'RECEIPTC.UKE',
    rows: ukeRows('1', medical),
    count: PEOPLE,
    recount: [
      ...CLAIM_RECOUNT,
      ['SELECT count(*) FROM claim_diagnosis WHERE main AND NOT suspected', PEOPLE],
      ['SELECT count(*) FROM claim_diagnosis WHERE suspected', PEOPLE],
      ['SELECT sum(points) FROM claim_procedure', sum(points)],
    ],
  },
  {
    layout: 'uke_dental',
    file: 'RECEIPTS.UKE',
    rows: ukeRows('3', (at) => [
      re(at, '3112'),
      ho(at),
      ['HS', '20240501', '1', '101100', '5250001', '', '', '', '', '01'],
    ]),
    count: PEOPLE,
    recount: [
      ...CLAIM_RECOUNT,
      ["SELECT count(*) FROM claim WHERE setting = 'dental'", PEOPLE],
      ["SELECT count(*) FROM claim_diagnosis WHERE disease_code = '5250001'", PEOPLE],
    ],
  },
  {
    layout: 'uke_pharmacy',
    file: 'RECEIPTY.UKE',
    rows: [
      ['YK', '2', '13', '4', '9999997', '架空薬局', '', '202406', '00', ''],
      ...people.flatMap((at) => [
        [...re(at, '4112'), '', '13', '1', '9999999', '架空医療機関'],
        ['HO', '  139999', '架国', number(at), '1', String(points(at))],
        ['SH', '1', '1', '', '', ''],
        ['CZ', '1', '20240510', '20240510', '', '28'],
        ['IY', '1', '620007818', '1', '', ''],
      ]),
      ['GO', String(PEOPLE), String(sum(points)), '99'],
    ],
    count: PEOPLE,
    recount: [
      ...CLAIM_RECOUNT,
      ["SELECT count(*) FROM claim WHERE setting = 'pharmacy' AND prescriber LIKE '%9999999'", PEOPLE],
      ['SELECT sum(days) FROM claim_drug', 28 * PEOPLE],
    ],
  },
  {
    layout: 'insurer_claims',
    file: '11_RECODEINFO_MED.CSV',
    rows: insurerLines(),
    count: PEOPLE,
    recount: [...CLAIM_RECOUNT, ['SELECT count(*) FROM claim_diagnosis WHERE main', PEOPLE]],
  },
  {
    layout: 'claims_list',
    file: 'レセプト一覧.csv',
    headed: true,
    rows: table('番号,枝番,生年月日,性別,診療年月,入外区分,決定点数,診療実日数,医療機関コード', (at) => [
      number(at),
      '01',
      birth(at),
      sex(at),
      'R6.5',
      at % 6 === 0 ? '入院' : '入院外',
      points(at),
      1 + (at % 3),
      '1319999999',
    ]),
    count: PEOPLE,
    recount: [
      ...CLAIM_RECOUNT,
      ["SELECT count(*) FROM claim WHERE setting = 'inpatient'", PEOPLE / 6],
      ['SELECT sum(yen) FROM claim', sum(points) * 10],
    ],
  },
];

const masterRow = (length: number, cells: Readonly<Record<number, string>>): string[] =>
  Array.from({ length }, (_, at) => cells[at + 1] ?? '');
const masters: readonly LayoutSample[] = [
  {
    layout: 'master_disease',
    file: 'b_20240601.txt',
    quoted: true,
    rows: [
      masterRow(46, { 1: '0', 2: 'B', 3: '8833421', 6: '高血圧症', 14: 'I10', 16: 'I10' }),
      masterRow(46, {
        1: '0',
        2: 'B',
        3: '2500013',
        6: '糖尿病性白内障',
        14: 'E143',
        15: 'H280',
        16: 'E143',
        17: 'H280',
      }),
    ],
    count: 2,
    recount: [
      ["SELECT icd10 FROM disease_master WHERE disease_code = '8833421'", 'I10'],
      ["SELECT icd10_manifestation FROM disease_master WHERE disease_code = '2500013'", 'H280'],
    ],
  },
  {
    layout: 'disease_table',
    file: '病名対応表.csv',
    headed: true,
    rows: [
      ['病名コード', '病名', 'ICD-10'],
      ['9990001', '架空病', 'E11.9'],
      ['', '架空の腎症', 'N18.5'],
    ],
    count: 2,
    recount: [
      ["SELECT icd10 FROM disease_master WHERE disease_code = '9990001'", 'E119'],
      ["SELECT icd10 FROM disease_master WHERE name = '架空の腎症'", 'N185'],
      ['SELECT count(DISTINCT disease_code) FROM disease_master', 2],
    ],
  },
  {
    layout: 'master_drug',
    file: 'y_20240601.txt',
    quoted: true,
    rows: [
      masterRow(35, {
        1: '0',
        2: 'Y',
        3: '620007818',
        5: '架空錠',
        12: '10.10',
        17: '1',
        32: '2149039F1035',
      }),
      masterRow(35, {
        1: '0',
        2: 'Y',
        3: '621676001',
        5: '架空錠B',
        12: '20.00',
        17: '0',
        32: '2149039F1036',
      }),
    ],
    count: 2,
    recount: [
      ["SELECT yj_code FROM drug_master WHERE code = '620007818'", '2149039F1035'],
      ['SELECT round(sum(price), 2) FROM drug_master', 30.1],
      ['SELECT count(*) FROM drug_master WHERE generic', 1],
    ],
  },
  {
    layout: 'master_procedure',
    file: 's_20240601.txt',
    quoted: true,
    rows: [
      masterRow(40, { 1: '0', 2: 'S', 3: '112007410', 5: '再診料', 11: '3', 12: '75.00' }),
      ...[
        ['140000001', '架空の人工腎臓', 'J', '038', '00', '01'],
        ['140000002', '架空の持続緩徐式', 'J', '038', '02', '00'],
        ['114000001', '架空の在宅血液透析', 'C', '102', '02', '00'],
        ['113000001', '架空の慢性維持透析管理', 'B', '001', '00', '15'],
        ['113000002', '架空の指導料', 'B', '009', '00', '00'],
        ['199999999', '架空の区分なし', '', '', '', ''],
      ].map(([code, name, letter, section, branch, item]) =>
        masterRow(150, {
          1: '0',
          2: 'S',
          3: code!,
          5: name!,
          12: '100.00',
          85: letter!,
          92: section!,
          93: branch!,
          94: item!,
        }),
      ),
    ],
    count: 7,
    recount: [
      ["SELECT points FROM procedure_master WHERE code = '112007410'", 75],
      [
        "SELECT string_agg(section, ', ' ORDER BY section) FROM procedure_master",
        'B001 15, B009, C102-2, J038, J038-2',
      ],
    ],
  },
];

const registers: readonly LayoutSample[] = [
  REGISTER,
  {
    layout: 'kouki_register',
    file: '後期台帳.csv',
    headed: true,
    rows: table('保険者番号,被保険者番号,宛名番号,生年月日,性別,資格取得日,資格喪失日', (at) => [
      '39139999',
      String(500 + at).padStart(8, '0'),
      atena(at),
      birth(at),
      sex(at),
      '20230401',
      '',
    ]),
    count: PEOPLE,
    recount: [["SELECT count(*) FROM enrolment WHERE insurer_kind = 'kouki'", PEOPLE]],
  },
  {
    layout: 'number_link',
    file: '番号対応.csv',
    headed: true,
    rows: table('宛名番号,後期被保険者番号,アプリID,生年月日,性別', (at) => [
      atena(at),
      String(500 + at),
      `W-${at}`,
      birth(at),
      sex(at),
    ]),
    count: PEOPLE,
    recount: [
      ['SELECT count(*) FROM person', PEOPLE],
      ["SELECT count(DISTINCT person_id) FROM person_key WHERE key_kind = 'app'", PEOPLE],
    ],
  },
];

const lists: readonly LayoutSample[] = [
  {
    layout: 'person_list',
    file: '見守り訪問.csv',
    headed: true,
    rows: table('宛名番号,生年月日,性別,独居,訪問回数', (at) => [
      atena(at),
      birth(at),
      sex(at),
      at % 2 === 0 ? 'はい' : 'いいえ',
      at,
    ]),
    count: PEOPLE,
    recount: [
      ["SELECT sum(value) FROM custom_value WHERE column_name = '訪問回数'", sum((at) => at)],
      ["SELECT count(*) FROM custom_value WHERE column_name = '独居' AND code = 'はい'", PEOPLE / 2],
      ["SELECT count(DISTINCT list_name) FROM custom_value WHERE list_name = '見守り訪問'", 1],
    ],
  },
  {
    layout: 'report_table',
    file: 'KDB.csv',
    rows: [
      ['地域の全体像（架空様式）'],
      ['令和6年度'],
      ['性別', '年齢階級', '被保険者数', '受診者数', '受診率'],
      ['男', '40歳～44歳', '1,200', '300', '25.0%'],
      ['', '45歳～49歳', '900', '*', '－'],
      ['女', '40歳～44歳', '1,100', '330', '30.0%'],
      ['合計', '', '3,200', '630', '27.4%'],
    ],
    count: 4,
    recount: [
      [
        "SELECT sum(value) FROM aggregate_report WHERE item LIKE '被保険者数%' AND age_band IS NOT NULL",
        3200,
      ],
      ["SELECT sum(value) FROM aggregate_report WHERE item LIKE '受診者数%' AND age_band IS NOT NULL", 630],
      ['SELECT DISTINCT fiscal_year FROM aggregate_report', 2024],
    ],
  },
];

const labItem = (code: string, done: string, value: string): string[] => [
  code,
  '項目',
  done,
  '',
  '',
  value,
  '',
  '',
];
const laboratory: LayoutSample = {
  layout: 'lab_csv',
  file: 'KENSADATA_202406111200.txt',
  quoted: true,
  rows: people.map((at) => [
    ...[
      'KENSA',
      '1399999999',
      '架空検査所',
      '20240611',
      String(at),
      `202406${two(1 + (at % 28))}`,
      String(at),
    ],
    ...[ticket(at), 'ｶｸｳﾀﾛｳ', birth(at), String(sex(at)), '', '1'],
    ...labItem('9N006000000000001', '1', weight(at).toFixed(1)),
    ...labItem('9A755000000000001', '1', String(sbp(at))),
    ...(at % 5 === 0 ? labItem('3D046000001906202', '0', '') : labItem('3D046000001906202', '1', hba1c(at))),
  ]),
  count: PEOPLE,
  recount: CHECKUP_RECOUNT,
};

const OID = '1.2.392.200119.6';
const quantity = (code: string, value: string): string =>
  `<entry><observation classCode="OBS" moodCode="EVN"><code code="${code}"/><value xsi:type="PQ" value="${value}"/></observation></entry>`;
const notDone = (code: string): string =>
  `<entry><observation classCode="OBS" moodCode="EVN" negationInd="true"><code code="${code}"/></observation></entry>`;

/** A checkup document (hc08) of one invented person. */
export function checkupDocument(at: number, report = '10', programme = '010'): string {
  const results = [
    quantity('9N006000000000001', weight(at).toFixed(1)),
    quantity('9A755000000000001', String(sbp(at))),
    at % 5 === 0 ? notDone('3D046000001906202') : quantity('3D046000001906202', hba1c(at)),
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
    `<code code="${report}" codeSystem="${OID}.1001"/><recordTarget><patientRole>`,
    `<id extension="00139999" root="${OID}.101"/><id extension="架国" root="${OID}.204"/><id extension="${number(at)}" root="${OID}.205"/>`,
    `<patient><name>カクウ　タロウ</name><administrativeGenderCode code="${sex(at)}"/><birthTime value="${birth(at)}"/></patient></patientRole></recordTarget>`,
    `<documentationOf><serviceEvent><code code="${programme}"/><effectiveTime value="202406${two(1 + (at % 28))}"/></serviceEvent></documentationOf>`,
    `<component><structuredBody><component><section>${results.join('')}</section></component></structuredBody></component></ClinicalDocument>`,
  ].join('\n');
}

const utf8 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));
const documents = (letter: string, of: (at: number) => string): Uint8Array =>
  zipSync(
    Object.fromEntries(
      people.map((at) => [
        `x/DATA/${letter}13199999992024070110${String(at).padStart(6, '0')}.xml`,
        utf8(of(at)),
      ]),
    ),
  );

const xml: readonly LayoutSample[] = [
  {
    layout: 'checkup_xml',
    file: '1319999999_00139999_202407010_1.zip',
    bytes: documents('h', (at) => checkupDocument(at)),
    count: PEOPLE,
    recount: CHECKUP_RECOUNT,
  },
  {
    layout: 'guidance_xml',
    file: '保健指導.zip',
    bytes: documents('g', (at) =>
      guidanceDocument(
        {
          number: number(at),
          birth: birth(at),
          sex: sex(at) as 1 | 2,
          ticket: useTicket(at),
          level: 1,
          first: '20240801',
          stage: 1 + (at % 5),
          values: {
            '1042001031': ['86.5', 'cm'],
            '1042001032': [65 + (at % 4) / 2, 'kg'],
            '1042001060': [200, ''],
          },
          answers: { '1042001044': [2, '24090'], '1042001043': [8, '24130'] },
          ...(at % 3 === 0 ? { completed: '20241101' } : {}),
        },
        at % 3 === 0 ? '22' : '21',
      ),
    ),
    count: PEOPLE,
    recount: [
      ['SELECT count(first_interview_date) FROM guidance WHERE fiscal_year = 2024', PEOPLE],
      ['SELECT count(completed_date) FROM guidance', many((at) => at % 3 === 0)],
      ['SELECT sum(stage_of_change) FROM guidance', sum((at) => 1 + (at % 5))],
      ['SELECT sum(final_weight) FROM guidance', sum((at) => (at % 3 === 0 ? 65 + (at % 4) / 2 : 0))],
      [
        'SELECT count(*) FROM guidance WHERE final_waist = 86.5 AND waist_weight_change = 2 AND habit_smoking = 8 AND outcome_points = 200',
        many((at) => at % 3 === 0),
      ],
    ],
  },
];

/** One sample of each kind of file. */
export const LAYOUT_SAMPLES: readonly LayoutSample[] = [
  ...masters,
  ...registers,
  ...programmes,
  ...checkups,
  ...guidance,
  ...care,
  ...screening,
  ...child,
  ...receipts,
  ...lists,
  laboratory,
  ...xml,
];

/** The same table in another order of its columns: title rows, terminators and totals stay as they are. */
export function reordered(sample: LayoutSample, order: (columns: number) => readonly number[]): string[][] {
  const rows = sample.rows ?? [];
  const width = Math.max(...rows.map((row) => row.length));
  if (!sample.headed) return rows.map((row) => [...row]);
  const columns = rows.filter((row) => row.length === width)[0]!.length;
  const places = order(columns);
  const isTable = (row: readonly string[]) => row.length === width && row[0] !== '合計';
  return rows.map((row) => (isTable(row) ? places.map((at) => row[at]!) : [...row]));
}

/** Rows as the text of a file. */
export function asText(sample: LayoutSample, ending = '\r\n', rows = sample.rows ?? []): string {
  const cell = (text: string): string =>
    sample.quoted || /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return rows.map((row) => row.map(cell).join(',') + ending).join('');
}

/** The sample as a file, Shift_JIS. */
export function asFile(sample: LayoutSample): Uint8Array {
  return sample.bytes ?? new Uint8Array(iconv.encode(asText(sample), 'cp932'));
}
