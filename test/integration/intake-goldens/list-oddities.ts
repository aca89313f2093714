import { checkupDocument } from '../../support/layout-samples.ts';
import { count, cp932, lines, type Oddity, utf8, zipped } from './writing.ts';

const care: readonly Oddity[] = [
  {
    // 〜 in every form, both eras, an open end, a blank, a cell that is no period.
    id: 'certification-period-in-one-column',
    files: {
      '認定者一覧.csv': cp932(
        lines(
          '被保険者番号,生年月日,性別,要介護度,認定日,認定有効期間',
          '0000000101,S15.4.2,女,要介護2,R5.3.28,2023/04/01～2024/03/31',
          '0000000102,S16.4.2,男,要介護1,R5.3.28,R5.4.1～R7.3.31（24か月）',
          '0000000103,S17.4.2,女,要支援1,R5.3.28,令和5年4月1日から令和6年3月31日まで',
          '0000000104,S18.4.2,男,要介護5,R5.3.28,20230401-20240331',
          '0000000105,S19.4.2,女,要介護3,R5.3.28,自 平成31年4月1日 至 令和2年3月31日',
          '0000000106,S20.4.2,男,要介護3,R5.3.28,2023-04-01 - ',
          '0000000107,S21.4.2,女,要介護3,R5.3.28,24か月',
          '0000000108,S22.4.2,男,要介護3,R5.3.28,',
        ),
      ),
    },
    truth: [
      [count('care_certification'), 6],
      ["SELECT count(*) FROM care_certification WHERE from_date = DATE '2023-04-01'", 5],
      ["SELECT count(*) FROM care_certification WHERE to_date = DATE '2024-03-31'", 3],
      ["SELECT from_date::VARCHAR FROM care_certification WHERE to_date = DATE '2020-03-31'", '2019-04-01'],
      ['SELECT count(*) FROM care_certification WHERE to_date IS NULL', 1],
      ["SELECT level FROM care_certification WHERE to_date = DATE '2025-03-31'", '21'],
    ],
    codes: ['date.not_period', 'row.required_missing'],
  },
  {
    // Kinds by name, by code and by the service code of six letters; a row of sums inside; a kind nobody knows.
    id: 'care-payments-with-headings',
    files: {
      '給付実績一覧.csv': cp932(
        lines(
          '令和6年度 介護給付実績一覧',
          '被保険者番号,氏名,生年月日,性別,要介護度,サービス提供年月,事業所番号,サービス種類,単位数,日数・回数,保険請求額',
          '0000000201,秘密 花子,S15.4.2,女,要介護2,R6.5,1370000001,訪問介護,"1,240",6,11160',
          '0000000201,秘密 花子,S15.4.2,女,要介護2,R6.5,1370000001,111111,200,1,1800',
          '0000000201,秘密 花子,S15.4.2,女,要介護2,R6.5,1370000002,通所リハビリ,3000,4,27000',
          '0000000201,秘密 花子,S15.4.2,女,要介護2,R6.5,,合計,4440,,',
          '0000000202,秘密 太郎,S16.4.2,男,要支援1,2024年6月,1370000003,Ａ２,1798,4,16182',
          '0000000202,秘密 太郎,S16.4.2,男,要支援1,2024年6月,1370000004,配食サービス,300,10,2700',
        ),
      ),
    },
    truth: [
      ["SELECT units FROM care_service WHERE service_kind = '11'", 1440],
      ["SELECT units FROM care_service WHERE service_kind = '16'", 3000],
      ["SELECT month::VARCHAR FROM care_service WHERE service_kind = 'A2'", '2024-06-01'],
      ["SELECT units FROM care_service WHERE service_kind = 'other'", 300],
      ['SELECT sum(units) FROM care_service', 1440 + 3000 + 1798 + 300],
    ],
    codes: ['value.other_kind', 'row.required_missing', 'privacy.name'],
  },
  {
    // What was decided counts before what was asked for; the later review replaces the earlier; a cancelled one goes.
    id: 'care-payments-reviewed-and-cancelled',
    files: {
      '給付.csv': utf8(
        lines(
          '介護被保険者番号,サービス提供月,サービスコード,事業所番号,整理番号,請求単位数,決定単位数,審査年月,作成区分',
          '301,202405,151111,1370000001,0000000001,5264,5000,202406,1',
          '301,202405,151111,1370000001,0000000001,5264,4800,202408,修正',
          '302,202405,151111,1370000001,0000000002,700,,202406,新規',
          '302,202405,151111,1370000001,0000000002,700,,202407,取消',
        ),
      ),
      '認定.csv': utf8(
        lines(
          '介護被保険者番号,生年月日,性別,要介護度,有効期間開始,有効期限',
          '301,S15.4.2,女,要介護2,R5.4.1,R6.3.31',
          '302,S16.4.2,男,要介護1,R5.4.1,R6.3.31',
        ),
      ),
    },
    truth: [
      ['SELECT sum(units) FROM care_service', 4800],
      [count('care_service'), 1],
      ["SELECT count(*) FROM care_certification WHERE to_date = DATE '2024-03-31'", 2],
    ],
  },
];

const screening: readonly Oddity[] = [
  {
    // One line a person, a column a cancer: days, judgements and marks, and what means that it was not taken.
    id: 'screening-columns-of-each-cancer',
    files: {
      'がん検診.csv': cp932(
        lines(
          '令和6年度 がん検診受診者一覧',
          '年度,宛名番号,氏名,生年月日,性別,胃がん,肺がん,大腸がん,乳がん,子宮頸がん',
          '令和6年度,401,秘密 花子,S35.4.2,女,R6.6.10,○,要精検,2024/7/1,受診',
          '令和6年度,402,秘密 太郎,S36.4.2,男,未受診,○,異常なし,対象外,対象外',
          '令和6年度,403,秘密 次郎,S37.4.2,男,,×,,,',
          '令和6年度,404,秘密 三郎,S38.4.2,男,再検査中,済,(+),,',
        ),
      ),
    },
    truth: [
      [count('screening'), 9],
      ["SELECT screened_date::VARCHAR FROM screening WHERE programme = 'stomach'", '2024-06-10'],
      ["SELECT count(*) FROM screening WHERE programme = 'lung' AND screened_date = DATE '2024-04-01'", 3],
      ["SELECT count(*) FROM screening WHERE programme = 'colorectal' AND needs_workup", 2],
      ["SELECT count(*) FROM screening WHERE programme = 'colorectal' AND NOT needs_workup", 1],
      ["SELECT screened_date::VARCHAR FROM screening WHERE programme = 'breast'", '2024-07-01'],
      ['SELECT count(DISTINCT fiscal_year) FROM screening', 1],
    ],
    codes: ['value.not_in_list', 'screening.no_result', 'screening.year_only', 'privacy.name'],
  },
  {
    // The cancer stands over its own columns: day, judgement, work-up.
    id: 'screening-under-headings-of-two-rows',
    files: {
      '検診.csv': cp932(
        lines(
          '宛名番号,生年月日,性別,胃がん検診,,,,大腸がん検診,,',
          ',,,受診日,判定,精検受診日,精検結果,受診日,判定,精検受診',
          '411,S35.4.2,女,R6.6.10,要精検,R6.8.1,胃がん,R6.6.10,異常なし,',
          '412,S36.4.2,男,,,,,R7.1.15,要精検,未受診',
          '413,S37.4.2,男,R5.3.31,異常なし,,,,要精検,',
        ),
      ),
    },
    truth: [
      [count('screening'), 4],
      ["SELECT count(*) FROM screening WHERE cancer_found AND workup_state = 'done'", 1],
      [
        "SELECT workup_date::VARCHAR FROM screening WHERE programme = 'stomach' AND needs_workup",
        '2024-08-01',
      ],
      ["SELECT count(*) FROM screening WHERE programme = 'colorectal' AND workup_state = 'not_done'", 1],
      ["SELECT fiscal_year FROM screening WHERE screened_date = DATE '2023-03-31'", 2022],
      ['SELECT count(*) FROM screening WHERE fiscal_year = 2024', 3],
    ],
    codes: ['screening.undated'],
  },
  {
    // A year and a judgement, but no day: taken, on a day that nobody knows. Without a judgement it was not taken.
    id: 'screening-of-a-year-without-a-day',
    files: {
      '大腸がん.csv': cp932(
        lines(
          '年度,宛名番号,生年月日,性別,検診名,受診日,判定',
          '2024,421,S35.4.2,女,大腸がん検診,,異常なし',
          '2024,422,S36.4.2,男,大腸がん検診,R6.9.1,要精検',
          '2024,423,S37.4.2,男,大腸がん検診,,',
        ),
      ),
    },
    truth: [
      [count('screening'), 3],
      ['SELECT count(screened_date) FROM screening', 2],
      ["SELECT count(*) FROM screening WHERE screened_date = DATE '2024-04-01' AND NOT needs_workup", 1],
    ],
    codes: ['screening.year_only'],
  },
];

const SEVERAL = Array.from({ length: 24 }, (_, at) => at);
const laboratoryLine = (at: number): string =>
  [
    ...`KENSA,1399999999,架空検査所,20240611,1,20240610,5,241${String(at + 1).padStart(8, '0')},ｶｸｳﾀﾛｳ,S330315,1,,1`.split(
      ',',
    ),
    ...`9N001000000000001,身長,1,,,${(1.5 + at / 100).toFixed(2)},,`.split(','),
    ...`9N006000000000001,体重,1,,,${50 + at}.5,,`.split(','),
  ]
    .map((cell) => `"${cell}"`)
    .join(',');

const scales: readonly Oddity[] = [
  {
    // No unit is given, and most heights are metres: nothing is converted, the column is told.
    id: 'heights-in-metres-of-documents-and-laboratories',
    files: {
      'KENSADATA_202406111200.txt': cp932(lines(...SEVERAL.map(laboratoryLine))),
      '1319999999_00139999_202407010_1.zip': zipped(
        Object.fromEntries(
          SEVERAL.map((at) => [
            `x/DATA/h13199999992024070110${String(at).padStart(6, '0')}.xml`,
            checkupDocument(at).replaceAll(
              '</section>',
              `<entry><observation classCode="OBS" moodCode="EVN"><code code="9N001000000000001"/><value xsi:type="PQ" value="${(1.5 + at / 100).toFixed(2)}"/></observation></entry></section>`,
            ),
          ]),
        ),
      ),
    },
    truth: [
      [count('checkup'), 48],
      ['SELECT count(height) FROM checkup', 0],
      ['SELECT count(*) FROM checkup WHERE height_state = 6', 48],
      ['SELECT count(weight) FROM checkup', 48],
    ],
    codes: ['value.scale_suspected', 'value.out_of_range'],
  },
];

const ownMasters: readonly Oddity[] = [
  {
    // By code, by the name of a disease without one however it is spelt, with points and daggers; what is no ICD-10.
    id: 'own-table-of-diseases',
    files: {
      '病名対応表.csv': cp932(
        lines(
          '傷病名コード,傷病名,ICD-10コード',
          '8833421,,I10',
          '9990001,院内の病名,E11.9',
          ',糖尿病性腎症（第３期）,Ｅ１１．２†',
          ',院内病名だけ,高血圧',
          ',,I10',
        ),
      ),
      'RECEIPTC.UKE': cp932(
        lines(
          'IR,2,13,1,9999999,,架空市民病院,202406,00,03-0000-0000',
          'RE,1,1112,202405,架空　太郎,1,19580315,70,,,,,,,,,,,,,,01',
          'HO,  139999,架国,123,1,500',
          'SY,8833421,20150410,1,,,01,',
          'SY,9990001,20150410,1,,,,',
          'SY,0000999,20150410,1,,糖尿病性腎症(第3期),,',
          'SY,0000999,20150410,1,,どこにもない病名,,',
          'GO,1,500,99',
        ),
      ),
    },
    truth: [
      [count('disease_master'), 3],
      ["SELECT icd10 FROM claim_diagnosis WHERE disease_code = '8833421'", 'I10'],
      ["SELECT icd10 FROM claim_diagnosis WHERE disease_code = '9990001'", 'E119'],
      ["SELECT icd10 FROM claim_diagnosis WHERE disease_code = '0000999' AND icd10 IS NOT NULL", 'E112'],
      ["SELECT count(*) FROM claim_diagnosis WHERE disease_code = '0000999' AND icd10 IS NULL", 1],
    ],
    codes: ['value.not_icd10', 'master.no_disease'],
  },
];

/** Lists as towns keep them, with several things in one cell or one row. */
export const LIST_ODDITIES: readonly Oddity[] = [...care, ...screening, ...scales, ...ownMasters];
