import type { OperationOutput } from '../../analysis/api/contract/operations.ts';

type Recognised = OperationOutput<'import.recognise'>['files'][number];

const columns: Recognised['columns'] = [
  {
    heading: '被保険者証番号',
    pattern: '99999999',
    filled: 4120,
    field: '個人の番号',
    reason: '見出しが一致',
  },
  { heading: '氏名カナ', pattern: 'カナ', filled: 4120, reason: '名前の列なので使わない' },
  { heading: '受診日', pattern: '99999999', filled: 4118, field: '受診日', reason: '見出しと形が一致' },
  { heading: '収縮期血圧', pattern: '999', filled: 4102, field: '収縮期血圧', reason: '見出しと形が一致' },
];

/** What recognition says about picked files: the last of several is not recognised. */
export function fakeRecognised(tokens: readonly string[]): OperationOutput<'import.recognise'> {
  return {
    files: tokens.map((token, index): Recognised => {
      if (index > 0 && index === tokens.length - 1) {
        return {
          token,
          name: '会議メモ.csv',
          layoutName: '',
          encoding: 'UTF-8',
          evidence: ['見出しが一つも一致しない'],
          columns: [],
          issue: {
            code: 'intake.unknown_layout',
            severity: 'error',
            count: 1,
            sentence:
              'このファイルの種類が分かりません。KDBや健診のシステムから出したままのファイルを選んでください。',
          },
        };
      }
      return {
        token,
        name: `特定健診結果_令和${index + 3}年度.csv`,
        layout: 'checkup_fkac167',
        layoutName: '特定健診結果（FKAC167形式）',
        encoding: 'Shift_JIS',
        evidence: ['見出し 48列のうち 46列が一致', '受診日の形がすべて8桁'],
        columns,
      };
    }),
  };
}

export const fakeImportReport: OperationOutput<'import.run'> = {
  files: [
    {
      name: '特定健診結果_令和3年度.csv',
      layout: 'checkup_fkac167',
      layoutName: '特定健診結果（FKAC167形式）',
      encoding: 'Shift_JIS',
      evidence: ['見出し 48列のうち 46列が一致'],
      status: 'loaded',
      rowsRead: 4120,
      rowsLoaded: 4102,
      rowsQuarantined: 18,
      issues: [
        {
          code: 'intake.date_impossible',
          severity: 'error',
          column: '受診日',
          firstLine: 231,
          count: 2,
          sentence: '暦にない日付です。元のファイルの日付を直して、取り込み直してください。',
        },
        {
          code: 'intake.duplicate_row',
          severity: 'warning',
          firstLine: 87,
          count: 16,
          sentence: '同じ人の同じ日の記録が重なっています。後の行だけを使いました。',
        },
      ],
    },
    {
      name: '医科レセプト.UKE',
      layout: 'claim_uke',
      layoutName: '医科レセプト（UKE）',
      encoding: 'Shift_JIS',
      evidence: ['IR レコードで始まる'],
      status: 'already_loaded',
      rowsRead: 0,
      rowsLoaded: 0,
      rowsQuarantined: 0,
      issues: [],
    },
  ],
  linkage: [
    {
      source: '特定健診',
      fiscalYear: 2021,
      records: 4102,
      linked: 4071,
      reasons: [
        { reason: '台帳にない番号', count: 31, remedy: '番号の切り替わりの対応表を取り込んでください' },
      ],
    },
    { source: '医科レセプト', fiscalYear: 2021, records: 51_204, linked: 51_198, reasons: [] },
  ],
  totals: { rowsRead: 4120, rowsLoaded: 4102, rowsQuarantined: 18 },
};
