import type {
  OperationInput,
  OperationName,
  OperationOutput,
} from '../../analysis/api/contract/operations.ts';

type Recognised = OperationOutput<'import.recognise'>['files'][number];

const columns: Recognised['columns'] = [
  {
    heading: '被保険者証番号',
    pattern: '99999999',
    filled: 4120,
    field: 'id.number',
    fieldLabel: '被保険者証番号',
    reason: '見出しの言い方が一致',
    suggestions: [],
  },
  {
    heading: '氏名カナ',
    pattern: '',
    filled: 4120,
    reason: '氏名・住所などの列なので読みません',
    suggestions: [],
  },
  {
    heading: '受診日',
    pattern: '99999999',
    filled: 4118,
    field: 'exam_date',
    fieldLabel: '健診実施年月日',
    reason: '見出しの言い方が一致',
    suggestions: [],
  },
  {
    heading: '血圧（上）',
    pattern: '999',
    filled: 4102,
    reason: '意味が分からないため使いません',
    suggestions: [{ field: 'sbp', label: '収縮期血圧', reason: '見出しが似ている、値の形が一致' }],
  },
];

const fakeLayouts: OperationOutput<'import.layouts'>['layouts'] = [
  {
    id: 'checkup_fkac167',
    name: '特定健診結果（FKAC167形式）',
    table: 'checkup',
    fields: [
      { id: 'id.number', label: '被保険者証番号', required: false, kind: 'identifier', identity: true },
      { id: 'exam_date', label: '健診実施年月日', required: true, kind: 'date', identity: false },
      { id: 'sbp', label: '収縮期血圧', required: false, kind: 'measure', identity: false },
    ],
  },
  {
    id: 'person_list',
    name: '個人別の一覧（列をそのまま使う表）',
    table: 'custom_list',
    fields: [
      { id: 'id.number', label: '被保険者証番号', required: false, kind: 'identifier', identity: true },
      { id: 'keep', label: 'この見出しのまま残す', required: false, kind: 'loose', identity: false },
    ],
  },
];

const fakeRecipes: OperationOutput<'import.recipes'>['recipes'] = [
  {
    name: '独自の健診一覧',
    layout: 'checkup_fkac167',
    layoutName: '特定健診結果（FKAC167形式）',
    columns: 3,
    text: 'recipe: 1\nname: 独自の健診一覧\n',
  },
];

type FakeOperation = Exclude<
  Extract<OperationName, `import.${string}`>,
  'import.run' | 'import.history' | 'import.undo'
>;

/** Answers about files on their way in that do not change what is open. */
export const fakeImportAnswers: {
  [Name in FakeOperation]: (input: OperationInput<Name>) => OperationOutput<Name>;
} = {
  'import.layouts': () => ({ layouts: fakeLayouts }),
  'import.recognise': ({ files }) => fakeRecognised(files),
  'import.quarantine': () => ({
    batches: [
      {
        batchId: 1,
        fileName: '特定健診結果_令和5年度.csv',
        layoutName: '特定健診結果（FKAC167形式）',
        rows: 18,
        mappable: true,
        reasons: [
          {
            code: 'identity.not_linked',
            sentence: '資格情報などのどの人とも突合できなかった行です。',
            count: 18,
            firstLine: 231,
          },
        ],
      },
    ],
  }),
  'import.rerun': () => fakeImportReport,
  'import.recipes': () => ({ recipes: fakeRecipes }),
  'import.saveRecipe': ({ name }) => ({ name }),
  'import.addRecipe': () => ({ name: '独自の健診一覧' }),
  'import.deleteRecipe': () => ({ done: true }),
  'import.exportRecipe': ({ name }) => ({ token: 'recipe', name: `${name}.recipe.yaml` }),
};

/** What recognition says about picked files: the last of several is not recognised. */
function fakeRecognised(tokens: readonly string[]): OperationOutput<'import.recognise'> {
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
          mappable: false,
          undecodable: 0,
          missing: [],
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
        encodingId: 'cp932',
        mappable: true,
        undecodable: 3,
        undecodableLine: 87,
        missing: [],
        recipe: '独自の健診一覧',
        change: {
          added: ['血圧（上）'],
          removed: ['収縮期血圧'],
          renamed: [{ from: '収縮期血圧', to: '血圧（上）' }],
          reordered: true,
          shapes: [{ heading: '受診日', from: '字9.9.9', to: '99999999' }],
          codes: [{ heading: '喫煙', added: ['3'] }],
        },
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
