import { gzipSync, zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { checkupDocument } from '../../support/layout-samples.ts';
import { LIST_ODDITIES } from './list-oddities.ts';
import { MORE_ODDITIES } from './more-oddities.ts';
import { count, cp932, lines, type Oddity, utf8 } from './writing.ts';

/** A plain list of checkups with further columns; rows give number, birth, date and the rest. */
const LIST = '番号,生年月日,性別,健診実施年月日';
const list = (head: string, ...rows: readonly string[]): string => lines(`${LIST}${head}`, ...rows);
const REGISTER = '宛名番号,記号,番号,枝番,生年月日,性別,資格取得日,資格喪失日,喪失事由,小学校区';

const FKAC_HEAD =
  '保険者番号,広域連合番号,被保険者証記号,被保険者証番号,生年月日元号,生年月日,性別,個人番号,データ管理番号１,受診券整理番号,健診実施年月日,健診機関コード,身長,体重,ＢＭＩ,腹囲,既往歴,既往歴,収縮期血圧,拡張期血圧,喫煙,ＨＬ腹囲';
const fkac = (...rows: readonly string[]): string => lines('1,FKAC167,20240701', FKAC_HEAD, ...rows, '9');
const fkacRow = (number: string, date: string, rest: string): string =>
  `00139999,,架国,${number},3,19580315,1,77,1,241${number.normalize('NFKC').padStart(8, '0')},${date},1399999999,${rest}`;

const encodings: readonly Oddity[] = [
  {
    id: 'utf8-bom',
    files: {
      'a.csv': Buffer.concat([
        Buffer.from([0xef, 0xbb, 0xbf]),
        utf8(list(',収縮期血圧', '1,S33.3.15,男,R5.6.1,140')),
      ]),
    },
    truth: [['SELECT sbp FROM checkup', 140]],
  },
  {
    id: 'cp932-nec-ibm-letters',
    files: {
      'a.csv': cp932(lines(REGISTER, '1,架国,123,01,S33.3.15,男,R2.4.1,,,髙﨑①Ⅱ㈱～－')),
    },
    truth: [['SELECT name FROM district', '髙﨑1II(株)~-']],
  },
  {
    id: 'utf16-le-bom',
    files: {
      'a.csv': Buffer.concat([
        Buffer.from([0xff, 0xfe]),
        Buffer.from(list(',収縮期血圧', '1,S33.3.15,男,R5.6.1,140'), 'utf16le'),
      ]),
    },
    truth: [['SELECT sbp FROM checkup', 140]],
  },
  {
    id: 'utf16-be-bom',
    files: {
      'a.csv': Buffer.concat([
        Buffer.from([0xfe, 0xff]),
        Buffer.from(list(',収縮期血圧', '1,S33.3.15,男,R5.6.1,140'), 'utf16le').swap16(),
      ]),
    },
    truth: [['SELECT sbp FROM checkup', 140]],
  },
  {
    id: 'user-defined-letters',
    files: {
      'a.csv': Buffer.concat([
        cp932(`${list(',収縮期血圧,備考', '1,S33.3.15,男,R5.6.1,140,あ')}2,S33.3.16,男,R5.6.1,150,`),
        Buffer.from([0x81, 0xad, 0xfc, 0xfc]),
        cp932('\r\n'),
      ]),
    },
    truth: [['SELECT sum(sbp) FROM checkup', 290]],
    codes: ['encoding.undecodable'],
  },
  {
    id: 'line-ends-cr',
    files: {
      'a.csv': cp932(
        list(',収縮期血圧', '1,S33.3.15,男,R5.6.1,140', '2,S33.3.16,女,R5.6.1,150').replaceAll('\r\n', '\r'),
      ),
    },
    truth: [['SELECT sum(sbp) FROM checkup', 290]],
  },
  {
    id: 'line-ends-lf-without-last',
    files: {
      'a.csv': cp932(list(',収縮期血圧', '1,S33.3.15,男,R5.6.1,140').replaceAll('\r\n', '\n').trimEnd()),
    },
    truth: [['SELECT sbp FROM checkup', 140]],
  },
  {
    id: 'tab-separated',
    files: { 'a.tsv': cp932(list(',収縮期血圧', '1,S33.3.15,男,R5.6.1,140').replaceAll(',', '\t')) },
    truth: [['SELECT sbp FROM checkup', 140]],
  },
  {
    // The heading has no comma; the rows do, and quoted semicolons beside them.
    id: 'semicolon-separated',
    files: {
      'a.csv': cp932(
        list(',収縮期血圧,体重,備考', '1,S33.3.15,男,R5.6.1,140,WEIGHT,NOTE')
          .replaceAll(',', ';')
          .replace('WEIGHT', '60,5')
          .replace('NOTE', '"a;b, c"'),
      ),
    },
    truth: [
      ['SELECT sbp FROM checkup', 140],
      ['SELECT weight FROM checkup', 60.5],
    ],
  },
  {
    id: 'bar-separated',
    files: {
      'a.txt': utf8(
        list(',収縮期血圧', '1,S33.3.15,男,R5.6.1,140', '2,S33.3.16,女,R5.6.1,150').replaceAll(',', '|'),
      ),
    },
    truth: [['SELECT sum(sbp) FROM checkup', 290]],
  },
  {
    // A list in one cell has more semicolons than the file has commas.
    id: 'lists-within-cells',
    files: { 'a.csv': utf8(list(',収縮期血圧,備考', '1,S33.3.15,男,R5.6.1,140,a;b;c;d;e;f;g;h;i;j;k')) },
    truth: [['SELECT sbp FROM checkup', 140]],
  },
  {
    id: 'euc-jp',
    files: {
      'a.csv': Buffer.concat([
        iconv.encode(lines(REGISTER, '1,架国,123,01,S33.3.15,男,R2.4.1,,,中央'), 'eucjp'),
        iconv.encode('2,架国,124,01,S33.3.16,男,R2.4.1,,,', 'eucjp'),
        // No letter of EUC-JP, in the fourth line of the file.
        Buffer.from('\r\n3,', 'latin1'),
        iconv.encode('架国,125,01,S33.3.17,女,R2.4.1,,,', 'eucjp'),
        Buffer.from([0xfd, 0xa1]),
        Buffer.from('\r\n', 'latin1'),
      ]),
    },
    truth: [
      [count('person'), 3],
      ["SELECT count(*) FROM district WHERE name = '中央'", 1],
    ],
    codes: ['encoding.undecodable'],
  },
  {
    id: 'gzip-of-one-file',
    files: {
      'a.csv.gz': Buffer.from(gzipSync(cp932(list(',収縮期血圧', '1,S33.3.15,男,R5.6.1,140')), { mtime: 0 })),
    },
    truth: [['SELECT sbp FROM checkup', 140]],
  },
];

const structure: readonly Oddity[] = [
  {
    id: 'fkac167-meta-duplicates-terminator',
    files: {
      'FKAC167.csv': cp932(
        fkac(fkacRow('００００１２３', '20230601', '168.2,70.1,24.8,90.1,1,高血圧,140,88,1,')),
      ),
    },
    truth: [
      [count('checkup'), 1],
      ['SELECT waist FROM checkup', 90.1],
    ],
    codes: ['privacy.system_number'],
  },
  {
    id: 'fkac167-range-flags',
    files: {
      'FKAC167.csv': cp932(
        fkac(
          fkacRow('123', '20230601', '168.2,70.1,24.8,,2,,140,88,1,L'),
          fkacRow('124', '20230601', '168.2,70.1,24.8,,2,,140,88,1,H'),
        ),
      ),
    },
    truth: [
      ['SELECT count(*) FROM checkup WHERE waist IS NULL AND waist_state = 4', 1],
      ['SELECT count(*) FROM checkup WHERE waist IS NULL AND waist_state = 5', 1],
    ],
  },
  {
    id: 'questionnaire-change-2024',
    files: {
      'FKAC167.csv': cp932(
        fkac(
          fkacRow('123', '20240331', '168.2,70.1,24.8,90,2,,140,88,2,'),
          fkacRow('124', '20240401', '168.2,70.1,24.8,90,2,,140,88,2,'),
          fkacRow('125', '20240401', '168.2,70.1,24.8,90,2,,140,88,3,'),
          fkacRow('126', '20240331', '168.2,70.1,24.8,90,2,,140,88,3,'),
        ),
      ),
    },
    truth: [
      // 2 is いいえ until FY2023 and 以前は吸っていた from FY2024: neither smokes now, the forms tell them apart.
      ["SELECT count(*) FROM questionnaire WHERE item = 'q8' AND form = 'period3' AND answer = 2", 1],
      ["SELECT count(*) FROM questionnaire WHERE item = 'q8' AND form = 'period4' AND answer = 2", 1],
      ["SELECT count(*) FROM questionnaire WHERE item = 'q8' AND answer = 3", 1],
      ['SELECT count(*) FROM checkup WHERE smoker', 0],
    ],
    codes: ['value.code_of_other_period'],
  },
  {
    // 1 is bad for most questions, good for habits; the words of some questions changed their code in FY2024.
    id: 'answer-directions-and-words',
    files: {
      '特定健診_回答.csv': cp932(
        lines(
          '番号,生年月日,性別,健診実施日,収縮期血圧,服薬１（血圧）,喫煙,運動習慣,咀嚼,食べる速度,飲酒,飲酒量,睡眠',
          '201,19580315,1,20230601,130,はい,いいえ,いいえ,何でもかんで食べることができる,速い,ほとんど飲まない（飲めない）,3合以上,いいえ',
          '202,19590315,2,20240601,131,いいえ,いいえ,はい,ほとんどかめない,遅い,飲まない（飲めない）,３～５合未満,はい',
          '203,19600315,1,20240602,132,2,以前は吸っていたが、最近１か月間は吸っていない,1,2,ふつう,週３～４日,5合以上,1',
          // 時々 and 3合以上 are no answers of the new list; やめた is none of the old one.
          '204,19610315,2,20240603,133,1,はい,2,1,1,時々,3合以上,2',
          '205,19620315,1,20230602,134,1,3,2,1,1,やめた,1,2',
        ),
      ),
      '17桁.csv': cp932(
        lines(
          '番号,生年月日,性別,健診実施日,9A751000000000001,9N736000000000011,9N786000000000011',
          '206,19580515,1,20230601,135,3,4',
          '207,19590515,2,20240601,136,3,4',
        ),
      ),
      '後期_質問票.csv': cp932(
        lines(
          '後期被保険者番号,生年月日,性別,健診実施日,収縮期血圧,質問１健康状態,質問２毎日の生活に満足,質問３１日３食,質問４固いものが食べにくい,質問５お茶や汁物でむせる,質問９運動習慣,質問１２たばこ,質問１４家族や友人との付き合い,質問１５相談できる人',
          '40000001,19440315,1,20240701,140,あまりよくない,やや不満,いいえ,はい,はい,いいえ,吸っていない,いいえ,いいえ',
          '40000002,19430315,2,20240702,141,よい,満足,はい,いいえ,いいえ,はい,やめた,はい,はい',
        ),
      ),
    },
    truth: [
      ["SELECT count(*) FROM questionnaire WHERE item = 'q8' AND form = 'period3' AND answer = 2", 1],
      ["SELECT count(*) FROM questionnaire WHERE item = 'q8' AND form = 'period4' AND answer = 3", 2],
      ["SELECT count(*) FROM questionnaire WHERE item = 'q8' AND form = 'period4' AND answer = 2", 1],
      ['SELECT count(*) FROM checkup WHERE smoker', 1],
      ["SELECT count(*) FROM questionnaire WHERE item = 'q10' AND answer = 1", 2],
      [
        "SELECT string_agg(answer::VARCHAR, ',' ORDER BY answer) FROM questionnaire WHERE item = 'q18'",
        '3,3,4,8',
      ],
      [
        "SELECT string_agg(answer::VARCHAR, ',' ORDER BY answer) FROM questionnaire WHERE item = 'q19'",
        '1,4,4,5',
      ],
      ["SELECT string_agg(answer::VARCHAR, ',' ORDER BY answer) FROM questionnaire WHERE item = 'k1'", '1,4'],
      ["SELECT string_agg(answer::VARCHAR, ',' ORDER BY answer) FROM questionnaire WHERE item = 'k3'", '1,2'],
      [
        "SELECT string_agg(answer::VARCHAR, ',' ORDER BY answer) FROM questionnaire WHERE item = 'k12'",
        '2,3',
      ],
    ],
    codes: ['value.code_of_other_period'],
  },
  {
    // Neither inpatient nor outpatient may be guessed: the receipt counts in totals only.
    id: 'receipts-of-unknown-kind',
    files: {
      'レセプト一覧.csv': cp932(
        lines(
          '被保険者証番号,生年月日,性別,診療年月,入外区分,診療実日数,合計点数',
          '1,19580315,1,202406,入院,3,12000',
          '1,19580315,1,202407,入院外,1,500',
          '2,19590315,2,202406,その他,1,700',
          '2,19590315,2,202407,,2,800',
        ),
      ),
      '区分のない一覧.csv': cp932(
        lines('被保険者証番号,生年月日,性別,診療年月,合計点数', '3,19600315,1,202406,900'),
      ),
    },
    truth: [
      ["SELECT count(*) FROM claim WHERE setting = 'unknown'", 3],
      ["SELECT count(*) FROM claim WHERE setting = 'outpatient'", 1],
      ['SELECT sum(points) FROM claim', 14_900],
    ],
    codes: ['claim.setting_unknown', 'value.not_in_list'],
  },
  {
    id: 'item-codes-17-digits',
    files: {
      'a.csv': cp932(
        lines(
          '番号,生年月日,性別,健診実施日,9N001000000000001,9A751000000000001,9A752000000000001,9A761000000000001,3D010000001926101,3D010129901926101,9N056160400000049,3J010000002327101',
          '1,19580315,1,20230601,168.2,140,130,80,95,120,胃炎,0.8',
        ),
      ),
    },
    truth: [
      ['SELECT sbp FROM checkup', 135],
      ['SELECT glucose_fasting FROM checkup', 95],
      ['SELECT glucose_casual FROM checkup', 120],
      ["SELECT value FROM checkup_item WHERE item_code = '3J010000002327101'", 0.8],
      [count('checkup_item'), 1],
    ],
  },
  {
    id: 'fkac522-frame',
    files: {
      '00139999_FKAC522_20240701_001.csv': cp932(
        lines(
          '1,00139999,架空市,20240701,FKAC522,,,',
          '区分,種別,健診機関コード,被保険者証番号,健診実施日,生年月日,性別,9N016160100000001',
          '5,2,1399999999,123,20240610,19580315,1,91.0',
          '9,1',
        ),
      ),
    },
    truth: [['SELECT waist FROM checkup', 91]],
  },
  {
    id: 'title-rows-totals-notes-repeated-headings',
    files: {
      'a.csv': cp932(
        `${lines('健診結果一覧,,,,', '作成日：令和5年7月1日,,,,')}${list(',収縮期血圧', '1,S33.3.15,男,R5.6.1,140', `${LIST},収縮期血圧`, '2,S33.3.16,女,R5.6.1,150', '合計,,,2件,290', '※ 内部資料,,,,')}`,
      ),
    },
    truth: [
      [count('checkup'), 2],
      ['SELECT sum(sbp) FROM checkup', 290],
    ],
    codes: ['row.total_skipped'],
  },
  {
    id: 'short-and-blank-rows',
    files: {
      'a.csv': cp932(
        `${list(',収縮期血圧,腹囲', '1,S33.3.15,男,R5.6.1,140', ',,,,,', '2,S33.3.16,女,R5.6.1,,85')}\r\n`,
      ),
    },
    truth: [
      [count('checkup'), 2],
      ['SELECT count(*) FROM checkup WHERE waist_state = 1', 1],
    ],
    codes: ['identity.no_key'],
  },
  {
    id: 'quoted-line-breaks',
    files: {
      'a.csv': cp932(
        list(
          ',備考,収縮期血圧',
          '1,S33.3.15,男,R5.6.1,"一行目\r\n二行目、""引用""",140',
          '2,S33.3.16,女,R5.6.1,,150',
        ),
      ),
    },
    truth: [['SELECT sum(sbp) FROM checkup', 290]],
  },
  {
    id: 'archive-with-folder',
    files: {
      'まとめ.zip': Buffer.from(
        zipSync(
          {
            '令和5年度/健診.csv': [
              new Uint8Array(cp932(list(',収縮期血圧', '1,S33.3.15,男,R5.6.1,140'))),
              { mtime: '2024-07-01T00:00:00Z' },
            ],
          },
          { level: 6 },
        ),
      ),
    },
    truth: [['SELECT sbp FROM checkup', 140]],
  },
];

const values: readonly Oddity[] = [
  {
    id: 'equals-quoted',
    files: {
      'a.csv': cp932(
        list(',健診機関コード,収縮期血圧', '="00123",="S33.3.15",男,R5.6.1,="0139999999",="140"'),
      ),
    },
    truth: [
      ['SELECT facility FROM checkup', '0139999999'],
      ['SELECT sbp FROM checkup', 140],
    ],
  },
  {
    id: 'thousands-units-fullwidth',
    files: {
      'a.csv': cp932(
        list(',体重,HbA1c,中性脂肪,LDL', '1,S33.3.15,男,R5.6.1,６５．５ｋｇ,6．1％,"1,250",120mg/dL'),
      ),
    },
    truth: [
      ['SELECT weight FROM checkup', 65.5],
      ['SELECT hba1c FROM checkup', 6.1],
      ['SELECT triglyceride_fasting FROM checkup', 1250],
      ['SELECT ldl FROM checkup', 120],
    ],
  },
  {
    id: 'decimal-comma',
    files: { 'a.csv': cp932(list(',HbA1c', '1,S33.3.15,男,R5.6.1,"6,1"')) },
    truth: [['SELECT hba1c FROM checkup', 6.1]],
    codes: ['value.decimal_comma'],
  },
  {
    id: 'not-done-unmeasurable-blank-zero',
    files: {
      'a.csv': cp932(
        list(
          ',HbA1c',
          '1,S33.3.15,男,R5.6.1,未実施',
          '2,S33.3.15,男,R5.6.1,測定不能',
          '3,S33.3.15,男,R5.6.1,',
          '4,S33.3.15,男,R5.6.1,－',
          '5,S33.3.15,男,R5.6.1,60',
          '6,S33.3.15,男,R5.6.1,＊',
          '7,S33.3.15,男,R5.6.1,0',
          '8,S33.3.15,男,R5.6.1,0.0',
        ),
      ),
    },
    truth: [
      ['SELECT count(hba1c) FROM checkup', 0],
      ['SELECT count(*) FROM checkup WHERE hba1c_state = 2', 1],
      ['SELECT count(*) FROM checkup WHERE hba1c_state = 3', 1],
      ['SELECT count(*) FROM checkup WHERE hba1c_state = 1', 3],
      ['SELECT count(*) FROM checkup WHERE hba1c_state = 6', 3],
    ],
    codes: ['value.out_of_range'],
  },
  {
    id: 'urine-codes-and-signs',
    files: {
      'a.csv': cp932(
        list(
          ',収縮期血圧,尿蛋白',
          ...['1', '2', '-', '+-', '±', '(＋)', '++', '３＋'].map(
            (sign, at) => `${at + 1},S33.3.15,男,R5.6.1,120,${sign}`,
          ),
        ),
      ),
    },
    truth: [
      // 1 －, 2 ±, 3 ＋, 4 ＋＋, 5 ＋＋＋: a written 2 is ±, not ＋.
      ["SELECT string_agg(urine_protein::INTEGER::VARCHAR, '' ORDER BY checkup_id) FROM checkup", '12122345'],
    ],
  },
  {
    id: 'hba1c-jds',
    files: { 'a.csv': cp932(list(',腹囲,ＨｂＡ１ｃ（JDS値）', '1,S33.3.15,男,H23.6.1,85,5.6')) },
    truth: [['SELECT hba1c FROM checkup', 6]],
  },
  {
    id: 'numbers-broken-by-spreadsheets',
    files: {
      'a.csv': cp932(
        list(
          ',受診券整理番号,収縮期血圧',
          '2.41E+10,S33.3.15,男,R5.6.1,,140',
          '123,S33.3.15,男,R5.6.1,2.41E+10,150',
        ),
      ),
    },
    truth: [[count('checkup'), 1]],
    codes: ['identifier.broken_number'],
  },
  {
    id: 'lost-zeros-and-full-width-numbers',
    files: {
      '台帳.csv': cp932(lines(REGISTER, '0000000001,架国,００００１２３,01,19580315,1,20200401,,,')),
      '健診.csv': cp932(list(',収縮期血圧', '123,S33.3.15,男,R5.6.1,140')),
      '健診2.csv': cp932(list(',収縮期血圧', '0000123,昭和33年3月15日,1,R6.6.1,141')),
    },
    truth: [
      [count('person'), 1],
      [count('checkup'), 2],
    ],
  },
];

const dates: readonly Oddity[] = [
  {
    id: 'era-borders',
    files: {
      'a.csv': cp932(
        list(
          ',収縮期血圧',
          '1,昭和64年1月7日,男,平成31年4月30日,100',
          '2,平成元年1月8日,男,令和元年5月1日,101',
          '3,S64.1.7,男,H31.4.30,102',
          '4,H1.1.8,男,R1.5.1,103',
          '5,3640107,男,4310430,104',
          '6,大正15年12月24日,男,5010501,105',
        ),
      ),
    },
    truth: [
      ["SELECT count(*) FROM checkup WHERE exam_date = DATE '2019-04-30'", 3],
      ["SELECT count(*) FROM checkup WHERE exam_date = DATE '2019-05-01'", 3],
      ["SELECT count(*) FROM person WHERE birth_month = DATE '1989-01-01'", 5],
      ["SELECT count(*) FROM person WHERE birth_month = DATE '1926-12-01'", 1],
    ],
  },
  {
    id: 'dates-outside-their-era',
    files: {
      'a.csv': cp932(list(',収縮期血圧', '1,S33.3.15,男,5010430,100', '2,S33.3.15,男,平成31年5月1日,101')),
    },
    truth: [
      ["SELECT count(*) FROM checkup WHERE exam_date = DATE '2019-04-30'", 1],
      ["SELECT count(*) FROM checkup WHERE exam_date = DATE '2019-05-01'", 1],
    ],
    codes: ['date.before_era', 'date.after_era'],
  },
  {
    id: 'dates-in-every-form',
    files: {
      'a.csv': cp932(
        list(
          ',収縮期血圧',
          ...[
            '19680219',
            '1968/02/19',
            '1968-2-19',
            '1968年2月19日',
            '3430219',
            'S430219',
            'S43.2.19',
            'Ｓ４３．２．１９',
            '昭43.2.19',
            '昭和43年 2月19日',
            '24887',
          ].map((birth, at) => `${at + 1},${birth},男,R5.6.1,${100 + at}`),
        ),
      ),
    },
    truth: [["SELECT count(*) FROM person WHERE birth_month = DATE '1968-02-01'", 11]],
    codes: ['date.excel_serial'],
  },
  {
    id: 'open-ends-and-unknown-days',
    files: {
      'a.csv': cp932(
        lines(
          REGISTER,
          '1,架国,1,01,19580315,1,20200401,99999999,,',
          '2,架国,2,01,19580315,1,20200401,00000000,,',
          '3,架国,3,01,S33.3.0,1,20200401,,,',
        ),
      ),
    },
    truth: [
      ['SELECT count(*) FROM enrolment WHERE to_date IS NULL', 3],
      ["SELECT count(*) FROM person WHERE birth_month = DATE '1958-03-01'", 3],
    ],
    codes: ['date.month_precision'],
  },
  {
    id: 'two-digit-years',
    files: { 'a.csv': cp932(list(',収縮期血圧', '1,68.2.19,男,R5.6.1,100', '2,S43.2.19,男,R5.6.1,101')) },
    truth: [[count('checkup'), 1]],
    codes: ['date.ambiguous_year'],
  },
];

const blank = (count_: number): string => ','.repeat(count_);
/** Twelve digits with a right check digit that nobody has: they begin with 000000. */
function myNumber(at: number): string {
  const digits = String(at * 7919 + 12_345).padStart(11, '0');
  let sum = 0;
  for (let place = 1; place <= 11; place += 1)
    sum += Number(digits[11 - place]) * (place <= 6 ? place + 1 : place - 5);
  return `${digits}${sum % 11 <= 1 ? 0 : 11 - (sum % 11)}`;
}
const UKE_HEAD = 'IR,2,13,1,9999999,,架空市民病院,202406,00,03-0000-0000';
const re = (no: number, month: string, birth: string, search = ''): string =>
  `RE,${no},1112,${month},架空　太郎,1,${birth},70,,,,,,,,,,,${search},,,01`;
const uke = (...rows: readonly string[]): Buffer => cp932(lines(...rows));

const receipts: readonly Oddity[] = [
  {
    id: 'uke-units-of-several-lines',
    files: {
      'RECEIPTC.UKE': uke(
        UKE_HEAD,
        re(1, '202405', '19580315'),
        'HO,  139999,架国,００００１２３,2,1013',
        'SY,8833421,20150410,1,,,01,',
        'SY,4149007,20240513,1,8002,,,',
        'SY,0000999,20240513,1,,架空の未コード化病名,,',
        'SI,60,1,160010010,,,1',
        'SI,,1,160019410,,60,1',
        'IY,21,1,620007818,1,,28',
        'IY,,1,621676001,4,13,28',
        'CO,01,1,810000001,架空"コメント',
        'GO,1,1013,99',
      ),
    },
    truth: [
      ['SELECT points FROM claim', 1013],
      [count('claim_procedure'), 2],
      ['SELECT sum(points) FROM claim_procedure', 60],
      [count('claim_drug'), 2],
      ['SELECT min(days) FROM claim_drug', 28],
      ["SELECT count(*) FROM claim_diagnosis WHERE suspected AND disease_code = '4149007'", 1],
      ["SELECT count(*) FROM claim_diagnosis WHERE disease_code = '0000999' AND icd10 IS NULL", 1],
      ['SELECT disease_code FROM claim_diagnosis WHERE main', '8833421'],
    ],
  },
  {
    id: 'uke-both-date-forms-and-eof-byte',
    files: {
      '西暦.UKE': Buffer.concat([
        uke(UKE_HEAD, re(1, '202405', '19580315'), 'HO,  139999,架国,123,1,500', 'GO,1,500,99'),
        Buffer.from([0x1a]),
      ]),
      '和暦.UKE': uke(
        'IR,2,13,1,9999999,,架空市民病院,43010,00,03-0000-0000',
        re(1, '43009', '3330315'),
        'HO,  139999,架国,123,1,700',
        'GO,1,700,99',
      ),
    },
    truth: [
      [count('person'), 1],
      ["SELECT points FROM claim WHERE month = DATE '2024-05-01'", 500],
      ["SELECT points FROM claim WHERE month = DATE '2018-09-01'", 700],
    ],
  },
  {
    id: 'uke-reissued-receipt',
    files: {
      '5月.UKE': uke(
        UKE_HEAD,
        re(1, '202405', '19580315', 'R000001'),
        'HO,  139999,架国,123,1,500',
        'GO,1,500,99',
      ),
      '6月.UKE': uke(
        UKE_HEAD,
        re(1, '202405', '19580315', 'R000001'),
        'HO,  139999,架国,123,1,450',
        'GO,1,450,99',
      ),
    },
    truth: [
      [count('claim'), 1],
      ['SELECT points FROM claim', 450],
    ],
    codes: ['batch.rows_replaced'],
  },
  {
    id: 'uke-totals-that-differ',
    files: {
      'a.UKE': uke(UKE_HEAD, re(1, '202405', '19580315'), 'HO,  139999,架国,123,1,500', 'GO,2,900,99'),
    },
    truth: [[count('claim'), 1]],
    codes: ['claim.receipt_total_differs', 'claim.point_total_differs'],
  },
  {
    id: 'uke-pharmacy',
    files: {
      'RECEIPTY.UKE': uke(
        'YK,2,13,4,9999998,架空薬局,202406,00,',
        `RE,1,4112,202405,架空　太郎,1,19580315,70,,13,1,9999999,架空市民病院${blank(28)},カクウタロウ`,
        'HO,  139999,架国,００００１２３,1,210',
        'CZ,1,20240513,20240513,1,28',
        'IY,1,620007818,1',
        'GO,1,210,99',
      ),
    },
    truth: [
      ["SELECT points FROM claim WHERE setting = 'pharmacy'", 210],
      ['SELECT days FROM claim_drug', 28],
      ['SELECT prescriber IS NOT NULL AS given FROM claim', 'true'],
    ],
  },
  {
    id: 'insurer-side-corrections',
    files: {
      '11_RECODEINFO_MED.CSV': uke(
        '1,1,0,MN,0000000000000001,,202405000000000000000000000001',
        `1,2,0,${UKE_HEAD}`,
        `1,3,0,${re(1, '202405', '19580315')}`,
        '1,4,0,HO,  139999,架国,００００１２３,2,1013',
        '1,5,0,SY,8833421,20150410,1,,,01,',
        '1,6,0,SI,12,1,112007410,,75,2',
        '2,901,0,SI,12,1,112007410,,75,1',
        '2,902,0,JY,2,6,0,,,901,0',
      ),
    },
    truth: [
      [count('claim_procedure'), 1],
      ['SELECT "count" FROM claim_procedure', 1],
    ],
  },
  {
    // The group is named on its first record, also where that is a remark; 屯服 and 外用 are no days.
    id: 'uke-groups-of-drugs',
    files: {
      'RECEIPTC.UKE': uke(
        UKE_HEAD,
        re(1, '202405', '19580315'),
        'HO,  139999,架国,123,2,1013',
        'CO,21,1,810000001,架空のコメント',
        'IY,,1,620007818,1,,28',
        'IY,,1,621676001,4,13,28',
        'IY,22,1,622050301,2,5,14',
        'SI,60,1,160010010,,11,1',
        'IY,,1,610454032,3,,15',
        'TO,23,1,710010001,1,2,1',
        'IY,,1,620007818,50,9,1',
        re(2, '202405', '19580315'),
        'HO,  139999,架国,123,1,10',
        'IY,,1,620007818,1,10,21',
        'GO,2,1023,99',
      ),
      'RECEIPTY.UKE': uke(
        'YK,2,13,4,9999998,架空薬局,202406,00,',
        `RE,1,4112,202405,架空　太郎,1,19580315,70,,13,1,9999999,架空市民病院${blank(29)},カクウタロウ`,
        'HO,  139999,架国,００００１２３,1,210',
        'SH,1,3,',
        'CZ,1,20240513,20240513,1,20',
        'IY,1,622050301,2',
        'SH,2,1,',
        'CZ,1,20240513,20240513,1,30',
        'IY,1,620007818,1',
        'GO,1,210,99',
      ),
    },
    truth: [
      ["SELECT string_agg(days, ' ' ORDER BY days) FROM claim_drug", '21 28 28 30'],
      [
        "SELECT string_agg(quantity::INTEGER, ' ' ORDER BY quantity) FROM claim_drug WHERE days IS NULL",
        '28 40 45 50',
      ],
      ["SELECT sum(days) FROM claim_drug WHERE code = '622050301'", null],
    ],
  },
  {
    // A receipt comes again after review with fewer points: known by the number of the insurers' own record.
    id: 'insurer-side-months-and-institutions',
    files: {
      '11_RECODEINFO_MED.CSV': uke(
        '1,1,0,MN,0000000000000001,,202405000000000000000000000001',
        `1,2,0,${UKE_HEAD}`,
        `1,3,0,${re(1, '202405', '19580315')}`,
        '1,4,0,HO,  139999,架国,123,2,1013',
        '1,5,0,IY,22,1,622050301,2,5,14',
        '1,1,0,MN,0000000000000002,,202405000000000000000000000002',
        '1,2,0,IR,2,13,1,8888888,,架空第二病院,202406,00,03-0000-0001',
        `1,3,0,${re(1, '202405', '19580315')}`,
        '1,4,0,HO,  139999,架国,123,1,500',
      ),
      '21_RECODEINFO_MED_再審査.CSV': uke(
        '1,1,0,MN,0000000000000009,,202405000000000000000000000001',
        `1,2,0,${UKE_HEAD}`,
        `1,3,0,${re(1, '202405', '19580315')}`,
        '1,4,0,HO,  139999,架国,123,2,900',
      ),
      '31_管理番号のないもの.CSV': uke(
        `1,1,0,${UKE_HEAD}`,
        `1,2,0,${re(1, '202406', '19580315')}`,
        '1,3,0,HO,  139999,架国,123,1,300',
        '1,4,0,SI,12,1,112007410,,75,1',
        `1,1,0,${re(2, '202407', '19580315')}`,
        '1,2,0,HO,  139999,架国,123,1,310',
        '1,1,0,IR,2,13,1,8888888,,架空第二病院,202406,00,03-0000-0001',
        `1,2,0,${re(1, '202408', '19580315')}`,
        '1,3,0,HO,  139999,架国,123,1,320',
      ),
    },
    truth: [
      [
        "SELECT string_agg(institution || ' ' || points, ', ' ORDER BY month, points DESC) FROM claim",
        '1319999999 900, 1318888888 500, 1319999999 300, 1319999999 310, 1318888888 320',
      ],
      [count('claim_drug'), 0],
      [count('claim_procedure'), 1],
    ],
    codes: ['batch.rows_replaced'],
  },
  {
    id: 'kokuho-to-kouki',
    files: {
      '1台帳.csv': cp932(lines(REGISTER, '100,架国,7001,01,19490315,1,20200401,20240315,75歳到達,第一小')),
      '2対応.csv': cp932(lines('宛名番号,後期被保険者番号,生年月日,性別', '100,456,S24.3.15,男')),
      '3後期健診.csv': cp932(
        lines(
          '保険者番号,被保険者番号,生年月日,性別,健診年月日,収縮期血圧,お茶や汁物でむせる,家族や友人との付き合い',
          '39139999,00000456,19490315,1,20240601,150,2,1',
        ),
      ),
    },
    truth: [
      [count('person'), 1],
      ["SELECT count(*) FROM questionnaire WHERE form = 'kouki15'", 2],
    ],
  },
];

/** What every document has to have, though nothing is read from it. */
const HEADER = {
  before: '<typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/><id nullFlavor="NI"/>',
  middle: '<confidentialityCode code="N"/>',
  after:
    '<author><time value="20240701"/><assignedAuthor><id nullFlavor="NI"/></assignedAuthor></author><custodian><assignedCustodian><representedCustodianOrganization><id nullFlavor="NI"/></representedCustodianOrganization></assignedCustodian></custodian>',
};
const observation = (code: string, value: string, extra = ''): string =>
  `<entry><observation classCode="OBS" moodCode="EVN"${extra}><code code="${code}"/>${value}</observation></entry>`;
const pq = (value: string, unit: string): string => `<value xsi:type="PQ" value="${value}" unit="${unit}"/>`;
const document = (entries: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${HEADER.before}<code code="10" codeSystem="1.2.392.200119.6.1001"/><effectiveTime value="20240701"/>${HEADER.middle}<recordTarget><patientRole><id extension="00139999" root="1.2.392.200119.6.101"/><id extension="架国" root="1.2.392.200119.6.204"/><id extension="００００１２３" root="1.2.392.200119.6.205"/><patient><name>カクウタロウ</name><administrativeGenderCode code="1"/><birthTime value="19580315"/></patient></patientRole></recordTarget>${HEADER.after}<documentationOf><serviceEvent><code code="010"/><effectiveTime value="20240610"/><performer typeCode="PRF"><assignedEntity><id nullFlavor="NI"/><representedOrganization><id extension="1399999999" root="1.2.392.200119.6.102"/></representedOrganization></assignedEntity></performer></serviceEvent></documentationOf><component><structuredBody><component><section><code code="01010"/>${entries}</section></component></structuredBody></component></ClinicalDocument>`;

const documents: readonly Oddity[] = [
  {
    id: 'xml-states-and-nested-groups',
    files: {
      'h.xml': utf8(
        document(
          [
            observation('9N001000000000001', pq('168.2', 'cm')),
            observation('3D010000001926101', '', ' negationInd="true"'),
            observation('1A020000000191111', '<value xsi:type="CO" nullFlavor="NI"/>'),
            observation(
              '9N016160100000001',
              '<value xsi:type="CD" code="H" codeSystem="2.16.840.1.113883.5.83"/>',
            ),
            observation('1A010000000191111', '<value xsi:type="CO" code="2"/>'),
            '<entry><observation classCode="OBS" moodCode="EVN"><code code="2A020161001930149"/><value xsi:type="ST">既往歴のため</value><entryRelationship typeCode="COMP"><observation classCode="OBS" moodCode="EVN"><code code="2A030000001930101"/><value xsi:type="PQ" value="14.6" unit="g/dL"/></observation></entryRelationship></observation></entry>',
          ].join(''),
        ),
      ),
    },
    truth: [
      ['SELECT height FROM checkup', 168.2],
      ['SELECT glucose_fasting_state FROM checkup', 2],
      ['SELECT urine_glucose_state FROM checkup', 3],
      ['SELECT waist_state FROM checkup', 5],
      ['SELECT urine_protein FROM checkup', 2],
      ['SELECT haemoglobin FROM checkup', 14.6],
    ],
  },
  {
    id: 'xml-archive-with-index-and-broken-document',
    files: {
      '1399999999_00139999_202407010_1.zip': Buffer.from(
        zipSync({
          'x/ix08_V08.xml': [utf8('<index/>'), { mtime: '2024-07-01T00:00:00Z' }],
          'x/DATA/h13999999992024070101000001.xml': [
            utf8(document(observation('9N001000000000001', pq('168.2', 'cm')))),
            { mtime: '2024-07-01T00:00:00Z' },
          ],
          'x/DATA/h13999999992024070101000002.xml': [
            utf8('<ClinicalDocument><open>'),
            { mtime: '2024-07-01T00:00:00Z' },
          ],
        }),
      ),
    },
    truth: [[count('checkup'), 1]],
    codes: ['checkup.document_unreadable'],
  },
  {
    // A result without its code, a value without its kind, an answer of the old list, no custodian; nothing at all.
    id: 'xml-that-departs-from-its-schema',
    files: {
      'a.xml': utf8(
        document(
          [
            observation('9N001000000000001', pq('168.2', 'cm')),
            observation('9N006000000000001', '<value value="74.5" unit="kg"/>'),
            observation(
              '9N736000000000011',
              '<value xsi:type="CD" code="2" codeSystem="1.2.392.200119.6.2003"/>',
            ),
            observation('9N016160100000001', pq('91.0', 'cm')).replace(
              '<code code="9N016160100000001"/>',
              '',
            ),
            observation('3D010000001926101', '', ' negationInd="1"'),
          ].join(''),
        ).replace(/<custodian>.*<\/custodian>/, ''),
      ),
      'b.xml': utf8(document('')),
    },
    truth: [
      [count('checkup'), 1],
      ['SELECT height FROM checkup', 168.2],
      ['SELECT weight FROM checkup', 74.5],
      ['SELECT waist FROM checkup', null],
      ["SELECT answer FROM questionnaire WHERE item = 'q8'", 3],
      ['SELECT glucose_fasting_state FROM checkup', 2],
    ],
    codes: [
      'xml.element_missing',
      'xml.attribute_missing',
      'xml.truth_value',
      'xml.header_incomplete',
      'xml.no_results',
    ],
  },
];

const people: readonly Oddity[] = [
  {
    id: 'direct-identifiers-and-my-number',
    files: {
      'a.csv': cp932(
        lines(
          `${LIST},氏名,住所,電話番号,マイナンバー,収縮期血圧`,
          '1,S33.3.15,男,R5.6.1,架空　太郎,架空県架空市１－１,03-0000-0000,123456789012,140',
        ),
      ),
    },
    truth: [['SELECT sbp FROM checkup', 140]],
    codes: ['privacy.name', 'privacy.address', 'privacy.phone', 'privacy.my_number'],
  },
  {
    // Headings that say nothing: names, addresses, telephones and individual numbers are told by their form.
    id: 'direct-identifiers-under-other-headings',
    files: {
      '名簿.csv': cp932(
        lines(
          '宛名番号,生年月日,性別,備考１,備考２,備考３,備考４,世帯,来所回数,会場',
          ...['架空 一郎', '見本　花', '架空 さくら', '見本 健', '架空 ひかる', '例 勇'].map(
            (name, at) =>
              `${at + 1},S33.3.1${at},男,${name},架空県架空市本町${at + 1}-${at + 2},03-0000-000${at},${myNumber(at)},ｶｸｳ ﾀﾛｳ${'ｱｲｳｴｵｶ'[at]},${at},架空 会館`,
          ),
        ),
      ),
    },
    truth: [
      [count('person'), 6],
      [
        "SELECT string_agg(DISTINCT column_name, ' ' ORDER BY column_name) FROM custom_value",
        '会場 来所回数',
      ],
    ],
    codes: [
      'privacy.name_values',
      'privacy.address_values',
      'privacy.phone_values',
      'privacy.my_number_values',
    ],
  },
  {
    // An individual number is not even hashed.
    id: 'individual-numbers-as-key',
    files: {
      '名簿.csv': cp932(
        lines(
          '宛名番号,番号,生年月日,性別,健診実施年月日,収縮期血圧',
          ...Array.from({ length: 6 }, (_, at) => `${myNumber(at)},${at + 1},S33.3.1${at},男,R5.6.1,14${at}`),
        ),
      ),
    },
    truth: [
      [count('checkup'), 6],
      ["SELECT count(*) FROM person_key WHERE key_kind = 'atena'", 0],
    ],
    codes: ['privacy.my_number_values'],
  },
  {
    id: 'duplicates-exact-and-corrected',
    files: {
      'a.csv': cp932(
        list(
          ',収縮期血圧',
          '1,S33.3.15,男,R5.6.1,180',
          '1,S33.3.15,男,R5.6.1,140',
          '1,S33.3.15,男,R5.6.1,140',
        ),
      ),
    },
    truth: [
      [count('checkup'), 1],
      ['SELECT sbp FROM checkup', 140],
    ],
    codes: ['duplicate.exact', 'duplicate.corrected_later'],
  },
  {
    id: 'twins-without-branch',
    files: {
      '1台帳.csv': cp932(
        lines(REGISTER, '1,架国,123,01,19580315,1,20200401,,,', '2,架国,123,02,19580315,1,20200401,,,'),
      ),
      '2健診.csv': cp932(list(',収縮期血圧', '123,19580315,1,R5.6.1,140')),
    },
    truth: [
      [count('person'), 2],
      [count('checkup'), 0],
    ],
    codes: ['identity.not_linked'],
  },
  {
    id: 'any-person-level-table',
    files: {
      '見守り訪問.csv': cp932(
        lines(
          '宛名番号,生年月日,性別,訪問回数,住まい,メモ',
          '1,S13.3.15,男,12,持ち家,',
          '2,S12.3.15,女,3,借家,',
        ),
      ),
    },
    truth: [
      ["SELECT sum(value) FROM custom_value WHERE column_name = '訪問回数' AND list_name = '見守り訪問'", 15],
      ["SELECT count(*) FROM custom_value WHERE column_name = '住まい'", 2],
    ],
  },
];

const others: readonly Oddity[] = [
  {
    id: 'kdb-report',
    files: {
      'KDB.csv': cp932(
        lines(
          '地域の全体像の把握（架空様式）,,,,',
          '令和5年度,,,,',
          '性別,年齢階級,被保険者数（人）,,受診率（％）',
          ',,保険者,県,保険者',
          '男,40歳～44歳,"1,234",＊,="12.5%"',
          '男,45歳～49歳,766,－,13.5%',
          '合計,,"2,000",-,13.0%',
        ),
      ),
    },
    truth: [
      [
        "SELECT value FROM aggregate_report WHERE area = 'own' AND item LIKE '被保険者数%' AND age_band LIKE '40%'",
        1234,
      ],
      ["SELECT value FROM aggregate_report WHERE area = 'prefecture' AND age_band LIKE '40%'", null],
      ["SELECT value FROM aggregate_report WHERE unit = '%' AND age_band LIKE '40%'", 12.5],
      ['SELECT DISTINCT fiscal_year FROM aggregate_report', 2023],
    ],
    codes: ['report.suppressed'],
  },
  {
    // Printed in thousands: once by the heading, once by the line above the table; a rate stays a rate.
    id: 'kdb-report-in-thousand-yen',
    files: {
      'KDB_医療費.csv': cp932(
        lines(
          '医療費の状況（架空様式）,,,,,',
          '令和5年度,,,,,',
          '年齢階級,件数（件）,医療費（千円）,,1人当たり医療費（円）,',
          ',保険者,保険者,県,保険者,県',
          '40歳～44歳,"1,200","45,678.5","9,876,543","312,400","334,100"',
          '45歳～49歳,"2,300","81,230.4",－,"356,000",＊',
          '合計,"3,500","126,909","9,999,999","334,900","341,000"',
        ),
      ),
      '疾病別医療費.csv': cp932(
        lines(
          '疾病別医療費（架空様式）,,,,',
          '2023年度,,,,（単位：人、百万円）',
          '疾病分類,被保険者,総医療費,給付額,医療費の伸び率',
          '糖尿病,210,12.5,8.75,3.2',
          '高血圧症,430,20,14,-1.5',
          '合計,640,32.5,22.75,1.1',
        ),
      ),
    },
    truth: [
      [
        "SELECT value FROM aggregate_report WHERE item = '医療費(円)' AND area = 'own' AND age_band LIKE '40%'",
        45_678_500,
      ],
      [
        "SELECT value FROM aggregate_report WHERE item = '医療費(円)' AND area = 'prefecture' AND age_band LIKE '40%'",
        9_876_543_000,
      ],
      [
        "SELECT value FROM aggregate_report WHERE item = '1人当たり医療費(円)' AND area = 'own' AND age_band LIKE '45%'",
        356_000,
      ],
      ["SELECT count(*) FROM aggregate_report WHERE unit = '円'", 18],
      ["SELECT value FROM aggregate_report WHERE item = '糖尿病_総医療費'", 12_500_000],
      ["SELECT value FROM aggregate_report WHERE item = '高血圧症_給付額'", 14_000_000],
      ["SELECT value FROM aggregate_report WHERE item = '高血圧症_医療費の伸び率'", -1.5],
      ["SELECT value FROM aggregate_report WHERE item = '糖尿病_被保険者'", 210],
    ],
    codes: ['report.scaled', 'report.suppressed'],
  },
  {
    id: 'care-payments',
    files: {
      'H1D1.csv': cp932(
        lines(
          `"2","","1111","7131","01","1","139999","0000000123","202405","1","1370000000","0000000001",${Array.from({ length: 6 }, () => '""').join(',')},"19400220","2","22","","20240301","20260228"${',""'.repeat(88)},"202406",""`,
          '"2","","1111","7131","02","139999","0000000123","202405","1370000000","0000000001","15","1111","658","8","","","","5264","","","","","","","","","","","","","","","","202406"',
        ),
      ),
    },
    truth: [
      ['SELECT units FROM care_service', 5264],
      ['SELECT days FROM care_service', 8],
    ],
  },
  {
    id: 'care-certification',
    files: {
      '認定.csv': cp932(
        lines(
          '介護保険被保険者番号,生年月日,性別,申請日,認定日,二次判定,有効期間開始,有効期間終了',
          '0000000123,S15.2.20,女,R6.2.1,R6.3.1,要介護２,R6.3.1,R8.2.28',
        ),
      ),
    },
    truth: [['SELECT level FROM care_certification', '22']],
  },
  {
    id: 'cancer-screening',
    files: {
      '大腸がん検診.csv': cp932(
        lines(
          '宛名番号,生年月日,性別,年度,検診種別,受診日,判定,精検受診日,精検結果',
          '1,S33.3.15,男,令和5年度,大腸がん,R5.6.1,要精検,R5.8.1,がん',
          '2,S33.3.15,女,令和5年度,大腸がん,R5.6.1,異常なし,,',
        ),
      ),
    },
    truth: [
      [count('screening'), 2],
      ['SELECT count(*) FROM screening WHERE needs_workup AND cancer_found', 1],
      ["SELECT count(*) FROM screening WHERE programme = 'colorectal'", 2],
    ],
  },
  {
    id: 'guidance-over-several-rows',
    files: {
      '保健指導.csv': cp932(
        lines(
          '番号,生年月日,性別,年度,支援レベル,利用券整理番号,初回面接実施日,実績評価日',
          '1,S33.3.15,男,令和5年度,積極的支援,24300000001,R5.9.1,',
          '1,S33.3.15,男,令和5年度,積極的支援,24300000001,,R6.1.15',
        ),
      ),
    },
    truth: [
      [count('guidance'), 1],
      [
        "SELECT count(*) FROM guidance WHERE first_interview_date = DATE '2023-09-01' AND completed_date = DATE '2024-01-15'",
        1,
      ],
    ],
  },
  {
    id: 'steps-zero-is-not-worn',
    files: {
      '台帳.csv': cp932(lines(REGISTER, '1,架国,123,01,19580315,1,20200401,,,')),
      '歩数.csv': utf8(lines('宛名番号,日付,歩数', '1,2024-05-01,7200', '1,2024-05-02,0')),
    },
    truth: [
      ['SELECT count(*) FROM programme_measurement WHERE state = 2', 1],
      ['SELECT sum(value) FROM programme_measurement WHERE state = 0', 7200],
    ],
  },
];

const commas = (times: number): string => ','.repeat(times);
const quoted = (cells: readonly string[]): string => cells.map((cell) => `"${cell}"`).join(',');
const masterOf = (cells: Readonly<Record<number, string>>): string =>
  quoted(Array.from({ length: 46 }, (_, at) => cells[at + 1] ?? ''));

/** Kinds of files and rows that are met less often. */
const further: readonly Oddity[] = [
  {
    id: 'screening-item-codes',
    files: {
      '自治体検診.csv': cp932(
        lines(
          '宛名番号,生年月日,性別,検診日,9P502000000000011,9P504000000000011,9P507000000000011,9P582000000000011,9P585000000000011',
          // Two screenings on one line; 9 is 判定不能; 4 is 疑い・未確定; a line without any result.
          '1,19580315,1,20240610,1,2,3,1,',
          '2,19590315,2,20240610,1,9,,2,5',
          '3,19600315,2,20240610,1,2,4,,',
          '4,19610315,2,20240610,,,,,',
        ),
      ),
    },
    truth: [
      [count('screening'), 5],
      ['SELECT count(*) FROM screening WHERE needs_workup', 3],
      ["SELECT count(*) FROM screening WHERE programme = 'lung' AND needs_workup IS NULL", 1],
      ['SELECT count(*) FROM screening WHERE cancer_found', 1],
      ["SELECT count(*) FROM screening WHERE workup_state = 'done' AND cancer_found IS NULL", 2],
    ],
    codes: ['screening.no_result'],
  },
  {
    id: 'screening-without-a-year',
    files: {
      'がん検診.csv': cp932(
        lines(
          '宛名番号,生年月日,性別,検診種別,受診日,判定',
          '1,19580315,1,肺がん,R6.6.10,異常なし',
          '2,19590315,2,肺がん,,',
          '3,19600315,2,肺がん,未定,要精検',
        ),
      ),
    },
    truth: [[count('screening'), 1]],
    codes: ['screening.no_year', 'date.unreadable'],
  },
  {
    id: 'list-of-no-programme',
    files: {
      '1台帳.csv': cp932(lines(REGISTER, '1,架国,1,01,19580315,1,20200401,,,')),
      '2名簿.csv': utf8(lines('宛名番号,登録日', '1,2024-05-01')),
    },
    truth: [
      [count('participation'), 0],
      [count('enrolment'), 1],
    ],
    codes: ['participation.no_programme'],
  },
  {
    id: 'pregnancy-visits-and-birth',
    files: {
      '妊婦健診.csv': cp932(
        lines(
          '宛名番号,生年月日,性別,氏名,診察月日,妊娠週数,体重,妊娠糖尿病',
          '1,H5.3.15,女,架空　花子,R6.4.10,12,53.2,なし',
          '1,H5.3.15,女,架空　花子,R6.7.10,24,57.8,あり',
          '1,H5.3.15,女,架空　花子,R6.7.10,24,57.9,あり',
        ),
      ),
      '出産.csv': cp932(
        lines(
          '宛名番号,生年月日,性別,分娩日,妊娠期間（週）,分娩方法,出血量,出生体重',
          '1,H5.3.15,女,R6.10.2,39,経腟,"1,200",3050',
        ),
      ),
    },
    truth: [
      [count('person'), 1],
      ["SELECT count(DISTINCT exam_date) FROM child_health WHERE exam = 'pregnancy'", 2],
      ["SELECT sum(value) FROM child_health WHERE exam = 'pregnancy' AND item = 'weight'", 111.1],
      ["SELECT value FROM child_health WHERE exam = 'delivery' AND item = 'child_weight_g'", 3050],
    ],
    codes: ['privacy.name', 'duplicate.corrected_later'],
  },
  {
    id: 'infant-checkups-by-name-and-age',
    files: {
      '3歳児健診_R6.csv': cp932(
        lines('宛名番号,生年月日,性別,健診受診日,身長,むし歯', '1,R3.5.1,2,R6.6.1,95,あり'),
      ),
      '乳幼児.csv': cp932(lines('宛名番号,生年月日,性別,健診受診日,身長,頭囲', '2,R6.1.20,2,R6.5.20,62,41')),
    },
    truth: [
      ["SELECT count(*) FROM child_health WHERE exam = 'y3'", 2],
      ["SELECT count(*) FROM child_health WHERE exam = 'm4'", 2],
    ],
  },
  {
    id: 'uke-dental-and-dpc',
    files: {
      'RECEIPTS.UKE': uke(
        'IR,2,13,3,9999997,,架空歯科,202406,00,00',
        `RE,1,3112,202405,,1,19580315${commas(19)}`,
        'HO,  139999,架国,123,1,500',
        'HS,20240501,1,101100,5250001,,,,,01',
        `SS,12,1,301000110${commas(73)}267,1`,
        'GO,1,500,99',
      ),
      'RECEIPTD.UKE': uke(
        'IR,2,13,1,9999999,,架空市民病院,202406,00,',
        `RE,1,1111,202405,,1,19580315${commas(22)}`,
        'HO,  139999,架国,123,10,50000',
        'BU,010060xx99x000,20240501,20240510',
        'SB,4349001,,,I639,11',
        'CD,20240501,60,1,1,160008010,,1,,1,検査',
        'GO,1,50000,99',
      ),
    },
    truth: [
      ["SELECT points FROM claim WHERE setting = 'dental'", 500],
      ["SELECT points FROM claim WHERE setting = 'dpc'", 50_000],
      ["SELECT icd10 FROM claim_diagnosis WHERE disease_code = '4349001'", 'I639'],
      [count('person'), 1],
    ],
  },
  {
    id: 'laboratory-results',
    files: {
      'KENSADATA_202406111200.txt': cp932(
        lines(
          quoted([
            ...'KENSA,1399999999,架空検査所,20240611,1,20240610,5,24100000001,ｶｸｳﾀﾛｳ,S330315,1,,1'.split(','),
            ...'9N001000000000001,身長,1,,,168.2,cm,'.split(','),
            ...'3D010000001926101,血糖,0,,,,,'.split(','),
            ...'1A020000000191111,尿糖,2,,,,,'.split(','),
            ...'3C015000002327101,クレアチニン,1,,L,0.20,,'.split(','),
            ...'9N006000000000001,体重,1,,,あ,kg,'.split(','),
          ]),
        ),
      ),
    },
    truth: [
      ['SELECT height FROM checkup', 168.2],
      ['SELECT glucose_fasting_state FROM checkup', 2],
      ['SELECT urine_glucose_state FROM checkup', 3],
      ['SELECT creatinine_state FROM checkup', 4],
      ['SELECT weight_state FROM checkup', 6],
    ],
    codes: ['value.not_number'],
  },
  {
    id: 'masters-prefer-icd10-of-2013',
    files: {
      'b_20240601.txt': cp932(
        lines(
          masterOf({ 1: '0', 2: 'B', 3: '8833421', 6: '高血圧症', 14: 'I10', 16: 'I10' }),
          masterOf({ 1: '0', 2: 'B', 3: '8842116', 6: '慢性腎臓病ステージＧ５Ｄ', 14: 'N180', 16: 'N185' }),
        ),
      ),
      'RECEIPTC.UKE': uke(
        UKE_HEAD,
        re(1, '202405', '19580315'),
        'HO,  139999,架国,123,1,500',
        'SY,8842116,20150410,1,,,01,',
        'GO,1,500,99',
      ),
    },
    truth: [
      ['SELECT icd10 FROM claim_diagnosis', 'N185'],
      [count('disease_master'), 2],
    ],
  },
  {
    id: 'two-checkups-in-a-year',
    files: {
      'a.csv': cp932(list(',収縮期血圧', '1,S33.3.15,男,R5.6.1,140', '1,S33.3.15,男,R5.11.1,132')),
    },
    truth: [
      [count('checkup'), 2],
      ['SELECT count(DISTINCT fiscal_year) FROM checkup', 1],
      [count('person'), 1],
    ],
  },
  {
    id: 'fkac167-without-terminator',
    files: {
      'FKAC167.csv': cp932(
        lines('1,FKAC167,20240701', FKAC_HEAD, fkacRow('123', '20230601', '168.2,70.1,24.8,90,2,,140,88,1,')),
      ),
    },
    truth: [[count('checkup'), 1]],
  },
  {
    id: 'claims-list-in-yen',
    files: {
      'レセプト.csv': cp932(
        lines(
          '番号,枝番,生年月日,性別,診療年月,診療区分,医療費（円）,実日数',
          '1,01,S33.3.15,男,R6.5,入院外,"12,340円",2',
          '1,01,S33.3.15,男,R6.5,入院外,"12,340円",2',
          '1,01,S33.3.15,男,R6.6,入院,450000,',
        ),
      ),
    },
    truth: [
      ['SELECT sum(points) FROM claim', 46_234],
      [count('claim'), 2],
    ],
    codes: ['duplicate.exact'],
  },
  {
    id: 'xml-of-a-maternity-checkup',
    files: { 'h13999999992024070110000001.xml': utf8(checkupDocument(0, '44', '000')) },
    truth: [
      [count('checkup'), 0],
      [count('person'), 0],
    ],
    codes: ['checkup.document_of_other_kind'],
  },
];

/** Every oddity, each with its folder of goldens. */
export const ODDITIES: readonly Oddity[] = [
  ...encodings,
  ...structure,
  ...values,
  ...dates,
  ...receipts,
  ...documents,
  ...people,
  ...others,
  ...further,
  ...MORE_ODDITIES,
  ...LIST_ODDITIES,
];
