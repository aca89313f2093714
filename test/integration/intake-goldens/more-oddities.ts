import { zipSync } from 'fflate';
import { type GuidanceCourse, guidanceDocument } from '../../support/guidance-documents.ts';
import { checkupDocument } from '../../support/layout-samples.ts';
import { count, cp932, lines, type Oddity, utf8, zipped } from './writing.ts';

const course = (more: Partial<GuidanceCourse>): GuidanceCourse => ({
  number: '0000123',
  birth: '19600203',
  sex: 2,
  ticket: '24200000001',
  level: 1,
  first: '20240801',
  completed: '20241115',
  ...more,
});
const VALUES = {
  '1042001031': ['85.5', 'cm'],
  '1042001032': ['66.2', 'kg'],
  '1042001033': [128, 'mm[Hg]'],
} as const;

const guidance: readonly Oddity[] = [
  {
    // 3rd period: 0 no change, 1 improved, 2 worse; smoking 2 did not give up, 3 no smoker.
    id: 'guidance-results-of-the-third-period',
    files: {
      'FKAC165.csv': cp932(
        lines(
          '1,FKAC165,20241101',
          '保険者番号,被保険者証記号,被保険者証番号,生年月日,性別,年度,利用券整理番号,支援レベル,行動変容ステージ,初回面接実施日,目標腹囲,目標体重,中間評価実施日,中間評価時の体重,実績評価実施日,実績評価時の腹囲,実績評価時の体重,実績評価時の収縮期血圧,実績評価時の保健指導による生活習慣の改善（栄養・食生活）,実績評価時の保健指導による生活習慣の改善（身体活動）,実績評価時の保健指導による生活習慣の改善（喫煙）,継続的な支援によるポイント（合計）',
          '00139999,架国,123,19600203,2,2023,23200000001,1,2,20230901,80.0,60.0,20231101,66.0,20231215,85.5,64.8,128,1,0,2,180',
          // The evaluation could not be made: nothing measured; an impossible waist is no value.
          '00139999,架国,124,19610203,1,2023,23200000002,2,3,20230901,80.0,60.0,,,20231215,,未測定,,2,1,3,',
          '00139999,架国,125,19620203,1,2023,23200000003,2,3,20230901,80.0,60.0,,,20231215,8550,64.0,,0,0,3,',
          '9',
        ),
      ),
    },
    truth: [
      [count('guidance'), 3],
      ['SELECT sum(final_weight) FROM guidance', 128.8],
      ['SELECT count(final_waist) FROM guidance', 1],
      ['SELECT max(interim_weight) FROM guidance', 66],
      ['SELECT count(*) FROM guidance WHERE habit_diet = 2 AND habit_activity = 1', 1],
      ['SELECT count(*) FROM guidance WHERE habit_smoking = 0', 1],
      ['SELECT count(*) FROM guidance WHERE habit_smoking = 8', 2],
      ['SELECT sum(process_points) FROM guidance', 180],
    ],
    codes: ['value.out_of_range'],
  },
  {
    // 4th period: 0 not achieved, 1 achieved, 9 no goal; smoking 8 no smoker, 9 no goal.
    id: 'guidance-results-of-the-fourth-period',
    files: {
      '特定保健指導.csv': utf8(
        lines(
          '番号,生年月日,性別,年度,支援レベル,利用券整理番号,初回面接実施日,実績評価日,実績評価時の腹囲,実績評価時の体重,腹囲・体重の改善,生活習慣の改善（食習慣）,生活習慣の改善(運動習慣),生活習慣の改善（喫煙習慣）,生活習慣の改善（休養習慣）,生活習慣の改善（その他の生活習慣）,アウトカム評価の合計ポイント',
          '1,S33.3.15,男,R6,積極的支援,24200000001,R6.9.1,R6.12.15,86.0,70.0,2,1,9,8,0,9,200',
          '2,S34.3.15,女,R6,動機付け支援,24200000002,R6.9.1,R6.12.15,92.0,61.5,1cm・1kg,達成,未達成,禁煙達成,目標なし,目標なし,70',
        ),
      ),
    },
    truth: [
      ['SELECT sum(waist_weight_change) FROM guidance', 3],
      ['SELECT count(*) FROM guidance WHERE habit_diet = 1', 2],
      ['SELECT count(*) FROM guidance WHERE habit_activity = 9 AND habit_smoking = 8', 1],
      ['SELECT count(*) FROM guidance WHERE habit_smoking = 1', 1],
      ['SELECT sum(outcome_points) FROM guidance', 270],
    ],
  },
  {
    // The start says the stage of change, the evaluation the results; smoking 1 of the 4th list, 2 of the 3rd.
    id: 'guidance-documents-with-results',
    files: {
      '指導.zip': Buffer.from(
        zipSync(
          {
            'x/DATA/g13999999992024120110000001.xml': utf8(guidanceDocument(course({ stage: 4 }), '21')),
            'x/DATA/g13999999992024120110000002.xml': utf8(
              guidanceDocument(
                course({
                  values: { ...VALUES, '1042001060': [200, ''], '1042800117': [3, ''] },
                  answers: {
                    '1042001044': [2, '24090'],
                    '1042001042': [1, '24100'],
                    '1042001043': [1, '24130'],
                  },
                }),
                '22',
              ),
            ),
            'x/DATA/g13999999992024120110000003.xml': utf8(
              guidanceDocument(
                course({
                  number: '0000456',
                  ticket: '23200000009',
                  values: VALUES,
                  answers: { '1042001041': [2, '3010'], '1042001043': [2, '3011'] },
                }),
                '22',
              ),
            ),
          },
          { mtime: new Date('2024-12-01T00:00:00Z') },
        ),
      ),
    },
    truth: [
      [count('guidance'), 2],
      ['SELECT stage_of_change FROM guidance WHERE fiscal_year = 2024', 4],
      ['SELECT waist_weight_change FROM guidance WHERE fiscal_year = 2024', 2],
      ['SELECT outcome_points + contacts FROM guidance WHERE fiscal_year = 2024', 203],
      ['SELECT habit_smoking FROM guidance WHERE fiscal_year = 2024', 1],
      ['SELECT habit_smoking FROM guidance WHERE fiscal_year = 2023', 0],
      ['SELECT habit_activity FROM guidance WHERE fiscal_year = 2023', 2],
      ['SELECT sum(final_waist) FROM guidance', 171],
    ],
  },
];

const medical = (number: string, at: number, points: number) =>
  `RE,${at},1112,202405,架空　太郎,1,1958031${at},70,,,,,,${at},,,,,検索${number}${at}\r\nHO,  139999,架国,１２${at},1,${points}\r\nSY,8833421,20240401,1,,,01`;
const volume = (at: string) => `IR,2,13,1,9999999,,架空市民病院,202406,${at},03-0000-0000`;

const volumes: readonly Oddity[] = [
  {
    // The totals at the end of the last volume are of all volumes; the receipts of each are taken.
    id: 'uke-of-several-volumes',
    files: {
      'RECEIPTC_00.UKE': cp932(
        lines(volume('00'), medical('A', 1, 500), medical('A', 2, 600), 'GO,2,1100,00'),
      ),
      'RECEIPTC_01.UKE': cp932(lines(volume('01'), medical('B', 3, 700), 'GO,1,700,01')),
      'RECEIPTC_02.UKE': cp932(lines(volume('02'), medical('C', 4, 800), 'GO,4,2600,99')),
    },
    truth: [
      [count('claim'), 4],
      ['SELECT sum(points) FROM claim', 2600],
      [count('import_batch'), 3],
      ["SELECT count(*) FROM import_issue WHERE code LIKE '%total_differs'", 0],
    ],
    codes: ['claim.volume'],
  },
  {
    // Volumes put one after the other in one file, with one record of totals at the very end.
    id: 'uke-volumes-in-one-file',
    files: {
      'RECEIPTC.UKE': cp932(
        lines(volume('00'), medical('A', 1, 500), volume('01'), medical('B', 2, 700), 'GO,2,1200,99'),
      ),
    },
    truth: [
      [count('claim'), 2],
      ['SELECT sum(points) FROM claim', 1200],
      [count('import_issue'), 0],
    ],
  },
];

const CHECKUPS = '番号,生年月日,性別,健診実施年月日,収縮期血圧,拡張期血圧,腹囲,備考';

const shifted: readonly Oddity[] = [
  {
    // A comma inside a number or a note pushes what follows one column on: nothing of such a row is taken.
    id: 'columns-shifted-by-a-comma',
    files: {
      'a.csv': cp932(
        lines(
          CHECKUPS,
          '1,S33.3.15,男,R5.6.1,140,80,85.0,',
          '2,S33.3.16,女,R5.6.1,1,30,80,85.0,',
          '3,S33.3.17,女,R5.6.1,120,70,80.0,メモ、その1',
          '4,S33.3.18,女,R5.6.1,120,70,80.0,メモ,その2',
        ),
      ),
    },
    truth: [
      [count('checkup'), 2],
      ['SELECT sum(sbp) FROM checkup', 260],
      ['SELECT sum(waist) FROM checkup', 165],
    ],
    codes: ['row.too_many_cells'],
  },
  {
    // Commas at the end of every row, as a spreadsheet leaves them, are no shift.
    id: 'commas-at-the-end-of-every-row',
    files: {
      'a.csv': cp932(
        lines(
          CHECKUPS,
          '1,S33.3.15,男,R5.6.1,140,80,85.0,,,',
          '2,S33.3.16,女,R5.6.1,130,70,80.0,メモ,,',
          '3,S33.3.17,女,R5.6.1,120,,80.0,,,',
        ),
      ),
    },
    truth: [
      [count('checkup'), 3],
      ['SELECT sum(sbp) FROM checkup', 390],
    ],
  },
  {
    // A blank cell that was dropped pulls what follows one column back; other rows show that blanks are written.
    id: 'columns-shifted-by-a-dropped-cell',
    files: {
      'a.csv': cp932(
        lines(
          CHECKUPS,
          '1,S33.3.15,男,R5.6.1,140,80,85.0,',
          '2,S33.3.16,女,R5.6.1,80,85.0,',
          '3,S33.3.17,女,R5.6.1,120,,80.0,',
        ),
      ),
    },
    truth: [
      [count('checkup'), 2],
      ['SELECT sum(sbp) FROM checkup', 260],
    ],
    codes: ['row.too_few_cells'],
  },
  {
    // Spreadsheets write no comma for blank last columns through sixteen rows; row 36 has lost a cell all the same.
    id: 'spreadsheet-blocks-of-sixteen-rows',
    files: {
      'a.csv': cp932(
        lines(
          CHECKUPS,
          ...Array.from({ length: 40 }, (_, at) => {
            const row = at + 2;
            const cells = `${row},S33.3.15,男,R5.6.1,120,80,85.0`;
            if (row === 36) return `${row},S33.3.15,男,R5.6.1,80,85.0,`;
            return row > 16 && row <= 32 ? cells : `${cells},${row === 9 || row === 40 ? 'メモ' : ''}`;
          }),
        ),
      ),
    },
    truth: [
      [count('checkup'), 39],
      ['SELECT sum(sbp) FROM checkup', 4680],
    ],
    codes: ['row.too_few_cells'],
  },
  {
    // Here blank cells at the end are never written: a short row has lost nothing in the middle.
    id: 'blank-cells-at-the-end-not-written',
    files: {
      'a.csv': cp932(
        lines(
          CHECKUPS,
          '1,S33.3.15,男,R5.6.1,140,80,85.0',
          '2,S33.3.16,女,R5.6.1,130',
          '3,S33.3.17,女,R5.6.1,120,70,80.0,メモ',
        ),
      ),
    },
    truth: [
      [count('checkup'), 3],
      ['SELECT sum(sbp) FROM checkup', 390],
    ],
  },
  {
    // The last column has no heading in any row: the headings are incomplete, the rows are not shifted.
    id: 'last-column-without-a-heading',
    files: {
      'a.csv': cp932(
        lines(
          '番号,生年月日,性別,健診実施年月日,収縮期血圧',
          '1,S33.3.15,男,R5.6.1,140,会場A',
          '2,S33.3.16,女,R5.6.1,130,会場B',
          '3,S33.3.17,女,R5.6.1,120,会場A',
        ),
      ),
    },
    truth: [['SELECT sum(sbp) FROM checkup', 390]],
  },
];

const REGISTER = '宛名番号,記号,番号,枝番,生年月日,性別,氏名カナ,資格取得日,資格喪失日';

const others: readonly Oddity[] = [
  {
    // Two of a household born on one day: the name in kana tells them apart, however it is written.
    id: 'kana-written-in-every-way',
    files: {
      '1台帳.csv': cp932(
        lines(
          REGISTER,
          '1,架国,123,01,19580315,1,ｶｸｳ ｷｮｳｲﾁ,20200401,',
          '2,架国,123,02,19580315,1,ｶｸｳ ｼﾞｮｰｼﾞ,20200401,',
          '3,架国,124,01,19580315,1,ｶｸｳ ｷｮｳｲﾁ,20200401,',
        ),
      ),
      '2健診.csv': cp932(
        lines(
          '番号,氏名カナ,生年月日,性別,健診実施年月日,収縮期血圧',
          '123,カクウ　キヨウイチ,19580315,1,R5.6.1,140',
          '１２３,ｶｸｳｼﾞﾖｰｼﾞ,19580315,1,R5.6.2,130',
          '124,かくう・きょういち,19580315,1,R5.6.3,120',
        ),
      ),
    },
    truth: [
      [count('person'), 3],
      ['SELECT count(DISTINCT person_id) FROM checkup', 3],
      ['SELECT count(*) FROM checkup c JOIN enrolment e ON e.person_id = c.person_id', 3],
    ],
  },
  {
    // Tables one below the other, each with headings of its own; a row of words among the numbers is no heading.
    id: 'kdb-report-of-several-tables',
    files: {
      'KDB.csv': cp932(
        lines(
          '地域の全体像の把握（架空様式）',
          '令和5年度',
          '性別,年齢階級,被保険者数（人）,受診者数（人）',
          '男,40歳～44歳,"1,234",300',
          '男,45歳～49歳,未集計,未集計',
          '女,40歳～44歳,766,200',
          '合計,,"2,000",500',
          ',,,',
          '医療（単位：千円）',
          '疾病,件数（件）,医療費',
          '糖尿病,"1,500","34,000"',
          '高血圧症,＊,"12,500"',
          '',
          '性別,年齢階級,被保険者数（人）,受診者数（人）',
          '男,75歳以上,900,100',
          '合計,,901,100',
        ),
      ),
    },
    truth: [
      [
        "SELECT string_agg(DISTINCT item, ' ' ORDER BY item) FROM aggregate_report",
        '受診者数(人) 糖尿病_件数(件) 糖尿病_医療費 被保険者数(人) 高血圧症_件数(件) 高血圧症_医療費',
      ],
      ["SELECT value::BIGINT FROM aggregate_report WHERE item LIKE '糖尿病%医療費%'", 34_000_000],
      ["SELECT sum(value)::BIGINT FROM aggregate_report WHERE age_band = '75歳以上'", 1000],
    ],
    codes: ['report.total_differs', 'report.scaled', 'report.suppressed'],
  },
  {
    // 60 for 6.0 and 586 for 58.6: no such values exist, so nothing is guessed; 85,5 is a decimal comma.
    id: 'missing-decimal-points',
    files: {
      'a.csv': cp932(
        lines(
          '番号,生年月日,性別,健診実施年月日,HbA1c,体重,腹囲',
          '1,S33.3.15,男,R5.6.1,60,586,85.0',
          '2,S33.3.16,女,R5.6.1,5.8,58.6,"85,5"',
        ),
      ),
    },
    truth: [
      ['SELECT count(hba1c) FROM checkup', 1],
      ['SELECT count(*) FROM checkup WHERE hba1c_state = 6 AND weight_state = 6', 1],
      ['SELECT sum(waist) FROM checkup', 170.5],
    ],
    codes: ['value.out_of_range'],
  },
  {
    // A corrected document of the same day comes in a later archive: it takes the place of the first.
    id: 'xml-checkup-sent-again',
    files: {
      '1319999999_00139999_202407010_1.zip': archive({ h: checkupDocument(2) }),
      '1319999999_00139999_202409010_1.zip': archive({
        h: checkupDocument(2).replace(/value="1\d\d"/u, 'value="177"'),
      }),
    },
    truth: [
      [count('checkup'), 1],
      ['SELECT sbp FROM checkup', 177],
      [count('import_batch'), 2],
    ],
    codes: ['batch.rows_replaced'],
  },
];

function archive(documents: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(documents).map(([letter, text], at) => [
    `x/DATA/${letter}13199999992024070110${String(at).padStart(6, '0')}.xml`,
    text,
  ]);
  return zipped(Object.fromEntries(entries));
}

export const MORE_ODDITIES: readonly Oddity[] = [...guidance, ...volumes, ...shifted, ...others];
