import type { AnalysisClient, CallOptions } from '../../analysis/api/contract/client.ts';
import type { Reply } from '../../analysis/api/contract/messages.ts';
import type {
  OperationInput,
  OperationName,
  OperationOutput,
} from '../../analysis/api/contract/operations.ts';
import { fakeApproaches } from './fake-approaches.ts';
import { fakeDistricts, fakeTrend } from './fake-comparison.ts';
import { fakeImportAnswers, fakeImportReport } from './fake-import.ts';
import { fakeFunnel, fakeGeography, fakePyramid, fakeRest, fakeWithin } from './fake-overview.ts';
import { fakeProgrammes, fakeWhatIf } from './fake-programmes.ts';
import { studyAnswers } from './fake-study.ts';
import {
  ages,
  districts,
  fakeContext,
  sexes,
  shareTable,
  shownCell,
  THRESHOLD,
  wireOf,
  years,
} from './fake-tables.ts';

/** Answers in the contract's shapes with made-up statistics, to test the window without data. */

type Answers = { [Name in OperationName]: (input: OperationInput<Name>) => OperationOutput<Name> };

export const FAKE_YEARS = [2019, 2020, 2021, 2022, 2023] as const;

type Measure = OperationOutput<'measures.list'>['measures'][number];

function measure(
  id: string,
  name: string,
  family: readonly [string, string],
  direction: Measure['direction'],
): Measure {
  return {
    id,
    name,
    family: family[0],
    familyName: family[1],
    unit: '%',
    direction,
    numerator: '試験用の分子',
    denominator: '試験用の分母',
    source: '試験用',
    smallNumberRule: '試験用',
    periodRule: '4月から翌年3月',
    ageRule: '年度末の年齢',
    stratifications: ['sex', 'age', 'district'],
    standardisable: true,
    caveats: ['試験用の数字'],
  };
}

const CHECKUP = ['checkup', '健診'] as const;
const CARE = ['care', '介護'] as const;

export const fakeMeasures: readonly Measure[] = [
  measure('checkup_rate', '特定健診受診率', CHECKUP, 'higher_is_better'),
  measure('metabolic', 'メタボリックシンドローム該当者割合', CHECKUP, 'lower_is_better'),
  measure('hypertension', '血圧有所見者割合', CHECKUP, 'lower_is_better'),
  measure('smoking', '喫煙者割合', CHECKUP, 'lower_is_better'),
  measure('certified', '要介護認定率', CARE, 'neutral'),
];

const strata = { sex: sexes, age: ages, district: districts } as const;

function runMeasures({ ids, years: asked, by, standardise }: OperationInput<'measures.run'>) {
  return {
    tables: ids.map((id) =>
      shareTable({
        id,
        name: fakeMeasures.find((known) => known.id === id)?.name ?? id,
        unit: '%',
        dimensions: [years(asked), ...by.map((stratum) => strata[stratum])],
        standardise,
      }),
    ),
  };
}

const fakeDeck: OperationOutput<'presentation.open'> = {
  format: 'ebpm-deck',
  version: 1,
  title: '試験用の発表',
  municipality: '見本町',
  date: '2026-11-20',
  synthetic: true,
  threshold: THRESHOLD,
  slides: ['受診率は42.1%', '血圧は2.4mmHg低い', '次の一手'].map((title, index) => ({
    layout: index === 0 ? 'cover' : 'content',
    kicker: `問い${index + 1}`,
    title,
    parts: [
      { kind: 'bullets', title: '', items: ['分母は令和5年度の国保加入者', '95%信頼区間 40.1〜44.1'] },
      { kind: 'numbers', items: [{ label: '受診率', value: '42.1%', note: '前年度 40.2%' }] },
      {
        kind: 'table',
        head: [['区分', '割合']],
        rows: [
          ['男', '40.1%'],
          ['女', '＊'],
        ],
      },
    ],
    notes: [`${index + 1}枚目の原稿です。`],
    questions: [{ question: 'だれの数字か', answer: '見本町の国保加入者（架空）' }],
    source: '出典：試験用の作りもの',
  })),
};

const linkTable = wireOf({
  id: 'quality.linkage',
  parameters: {},
  context: fakeContext('台帳に結びついた記録の割合'),
  dimensions: [
    {
      id: 'source',
      label: 'データ',
      partition: false,
      levels: [
        { code: 'checkup', label: '特定健診' },
        { code: 'claim', label: '医科レセプト' },
        { code: 'care', label: '要介護認定' },
      ],
    },
  ],
  columns: [
    { id: 'records', label: '記録', kind: 'count', unit: '人', decimals: 0 },
    { id: 'share', label: '結びついた割合', kind: 'derived', formula: 'share', unit: '%', decimals: 1 },
  ],
  rows: [
    { at: ['checkup'], cells: [shownCell(4102), shownCell(99.2)] },
    { at: ['claim'], cells: [shownCell(7980), shownCell(99.9)] },
    { at: ['care'], cells: [shownCell(1204), shownCell(96.1)] },
  ],
});

const quality: OperationOutput<'quality.report'> = {
  grades: [
    {
      analysis: 'measures',
      label: '健診の指標',
      grade: 'good',
      reason: '5年度分がそろい、99.2%が台帳に結びついた',
    },
    { analysis: 'care', label: '介護の指標', grade: 'caution', reason: '令和元年度の認定データがない' },
    { analysis: 'cancer', label: 'がん検診の効果', grade: 'bad', reason: '精密検査の結果が入っていない' },
  ],
  checks: [
    { id: 'coverage', label: '月ごとのそろい方', state: 'good', findings: [] },
    {
      id: 'digit_preference',
      label: '末尾 0 への丸め',
      state: 'caution',
      findings: ['令和5年度の健診機関 1310000001 の収縮期血圧は、末尾が 0 の値が 3割以上です。'],
    },
    {
      id: 'unit',
      label: '単位の取り違え',
      state: 'bad',
      findings: ['令和元年度の健診機関 1310000002 のＨｂＡ１ｃは、ほかの機関より低めです。'],
    },
  ],
  remedies: [
    {
      source: '要介護認定',
      reason: '介護の番号しかない',
      remedy: '宛名番号の入った認定・給付の出力か、番号対応表を取り込んでください。',
    },
  ],
  tables: [linkTable],
  keptBack: ['介護給付の月ごとの人数'],
};

export interface FakeState {
  open: boolean;
  batches: OperationOutput<'import.history'>['batches'];
  settings: OperationOutput<'workspace.state'>['settings'];
  documents: {
    map: boolean;
    bookmarks: OperationOutput<'bookmarks.list'>['bookmarks'];
    drafts: OperationOutput<'drafts.list'>['drafts'];
    recent: readonly string[];
  };
}

export function initialState(open: boolean): FakeState {
  return {
    open,
    batches: open
      ? [
          {
            batchId: 1,
            fileName: '特定健診結果_令和5年度.csv',
            layoutName: '特定健診結果（FKAC167形式）',
            importedAt: '2026-11-20T05:00:00.000Z',
            rowsRead: 4120,
            rowsLoaded: 4102,
            rowsQuarantined: 18,
          },
        ]
      : [],
    settings: {
      municipality: '見本町',
      population: 32_000,
      calendar: 'wareki',
      theme: { accent: '#1f6f8b' },
    },
    documents: { map: true, bookmarks: [], drafts: [], recent: ['保健事業'] },
  };
}

function workspaceState(state: FakeState): OperationOutput<'workspace.state'> {
  return {
    open: state.open,
    name: '見本町',
    sample: true,
    settings: state.settings,
    threshold: THRESHOLD,
    fiscalYears: state.batches.length === 0 ? [] : [...FAKE_YEARS],
    districts: districts.levels
      .filter(({ parent }) => parent !== undefined)
      .map(({ code, label, parent }) => ({
        code,
        name: label,
        level: code.startsWith('a') ? 'care_area' : 'school_district',
        ...(parent === undefined || parent === 'all' ? {} : { parent }),
      })),
    batches: state.batches.length,
  };
}

function opened(state: FakeState): OperationOutput<'workspace.state'> {
  Object.assign(state, initialState(true));
  return workspaceState(state);
}

function named(id: string) {
  return fakeMeasures.find((known) => known.id === id) ?? { id, name: id };
}

type DocumentOperation = `${'geography' | 'bookmarks' | 'drafts' | 'recent' | 'presentation'}.${string}`;

/** What the workspace keeps besides data: map, bookmarks, drafts; and the list of recent workspaces. */
function documentAnswers(state: FakeState): Pick<Answers, Extract<OperationName, DocumentOperation>> {
  const { documents } = state;
  const recent = () => ({
    entries: documents.recent.map((name) => ({
      id: name,
      name,
      municipality: '見本町',
      openedAt: '2026-11-20T05:00:00.000Z',
      folder: `folder-${name}`,
    })),
  });
  return {
    'geography.get': () => (documents.map ? fakeGeography() : { boundaries: [], missing: 8 }),
    'geography.load': () => {
      documents.map = true;
      return fakeGeography();
    },
    'geography.remove': () => {
      documents.map = false;
      return { boundaries: [], missing: 8 };
    },
    'bookmarks.list': () => ({ bookmarks: documents.bookmarks }),
    'bookmarks.save': (wish) => {
      documents.bookmarks = [...documents.bookmarks, { id: String(documents.bookmarks.length), ...wish }];
      return { bookmarks: documents.bookmarks };
    },
    'bookmarks.remove': ({ id }) => {
      documents.bookmarks = documents.bookmarks.filter((one) => one.id !== id);
      return { bookmarks: documents.bookmarks };
    },
    'drafts.list': () => ({ drafts: documents.drafts }),
    'drafts.save': (draft) => {
      documents.drafts = [...documents.drafts.filter(({ id }) => id !== draft.id), draft];
      return { drafts: documents.drafts };
    },
    'drafts.remove': ({ id }) => {
      documents.drafts = documents.drafts.filter((one) => one.id !== id);
      return { drafts: documents.drafts };
    },
    'presentation.open': () => fakeDeck,
    'recent.list': recent,
    'recent.forget': ({ id }) => {
      documents.recent = documents.recent.filter((name) => name !== id);
      return recent();
    },
    'recent.place': ({ name }) => ({ folder: `folder-${name}` }),
  };
}

function answers(state: FakeState): Answers {
  return {
    'app.info': () => ({ version: '0.0.0', shell: 'browser', sampleAvailable: true }),
    'workspace.state': () => workspaceState(state),
    'workspace.create': ({ settings }) => {
      Object.assign(state, { open: true, batches: [], settings });
      return workspaceState(state);
    },
    'workspace.open': () => opened(state),
    'workspace.openSample': () => opened(state),
    'workspace.reopen': () => opened(state),
    'workspace.saveSettings': (settings) => {
      state.settings = settings;
      return workspaceState(state);
    },
    'workspace.delete': () => {
      Object.assign(state, initialState(false));
      return workspaceState(state);
    },
    ...fakeImportAnswers,
    'import.run': () => {
      state.batches = [
        ...state.batches,
        { ...initialState(true).batches[0]!, batchId: state.batches.length + 1 },
      ];
      return fakeImportReport;
    },
    'import.history': () => ({ batches: state.batches }),
    'import.undo': ({ batchId }) => {
      state.batches = state.batches.filter((batch) => batch.batchId !== batchId);
      return { done: true };
    },
    'quality.report': () => quality,
    'measures.list': () => ({ measures: fakeMeasures, notComputed: [], ownFaults: [] }),
    'measures.ownChoices': () => ({
      people: [{ id: 'examined', label: '特定健診を受けた人' }],
      values: [{ id: 'bmi', label: 'BMI', unit: 'kg/㎡' }],
      answers: [{ id: 'q8', label: '習慣的に喫煙している' }],
      lateAnswers: [],
      diagnoses: [{ id: 'hypertension', label: '高血圧性疾患' }],
      drugs: [{ id: 'antihypertensive', label: '降圧薬' }],
      removable: [],
      editable: [],
      years: [2023, 2024],
    }),
    'measures.saveOwn': () => ({ id: 'own.new', keptFor: [] }),
    'measures.removeOwn': () => ({ done: true }),
    'measures.run': runMeasures,
    'measures.districts': fakeDistricts,
    'measures.trend': fakeTrend,
    'measures.references': () => ({ faults: [] }),
    'overview.pyramid': fakePyramid,
    'overview.within': (input) => fakeWithin(named(input.id), input),
    'overview.rest': (input) => fakeRest(named(input.id), input),
    'overview.funnel': ({ id }) => fakeFunnel(named(id)),
    'overview.statement': () => ({ sql: 'SELECT count(*) FROM person' }),
    ...documentAnswers(state),
    'approaches.compare': ({ factor }) => fakeApproaches(factor),
    'approaches.cascade': () => ({ tables: [], note: '', reading: '', coarser: null }),
    'approaches.whatIf': fakeWhatIf,
    'approaches.risks': () => ({ risks: {}, own: false }),
    'approaches.saveRisks': () => ({ done: true }),
    ...fakeProgrammes(),
    ...studyAnswers(),
    'reports.templates': () => ({
      templates: [
        {
          id: 'annual',
          name: '年次報告',
          description: '指標の一覧、年代・地区別、前年度との比較',
          formats: ['xlsx', 'pdf', 'html'],
          own: false,
          base: 'annual',
          shape: 'paper',
          sections: [{ id: 'cover', name: '表紙' }],
        },
        {
          id: 'council',
          name: '議会・会議資料',
          description: '1枚に一つの結論。発表者用の原稿つき',
          formats: ['pptx', 'pdf'],
          own: false,
          base: 'council',
          shape: 'deck',
          sections: [{ id: 'cover', name: '表紙' }],
        },
        {
          id: 'study',
          name: '効果検証の報告',
          description: '設計、診断、結果、限界',
          formats: ['docx', 'pdf'],
          own: false,
          base: 'study',
          shape: 'paper',
          sections: [{ id: 'cover', name: '表紙' }],
        },
      ],
    }),
    'reports.template': ({ id }) => ({ text: `id: own-${id}\n` }),
    'reports.saveTemplate': () => ({ id: 'own' }),
    'reports.importTemplate': () => ({ id: 'own' }),
    'reports.exportTemplate': ({ id }) => ({ token: `file-${id}`, name: `own-${id}.yaml` }),
    'reports.deleteTemplate': () => ({ done: true }),
    'reports.setLogo': () => ({ done: true }),
    'reports.logo': () => ({ picture: null }),
    'reports.build': ({ template, formats }) => ({
      files: formats.map((format) => ({
        token: `file-${format}`,
        name: `${template}.${format}`,
        sha256: 'a'.repeat(64),
      })),
      unwritable: [],
    }),
    'releases.list': () => ({
      entries: [
        {
          sequence: 1,
          releasedAt: '2026-11-20T06:00:00.000Z',
          releaseId: 'r1',
          event: 'release',
          title: '特定健診受診率',
          years: [2023, 2024],
          by: ['男女別'],
          outlet: 'browser',
          threshold: THRESHOLD,
          hidden: 3,
          shown: 41,
          files: [],
        },
      ],
    }),
    'releases.verify': () => ({ intact: true, entries: 1 }),
    'releases.review': () => ({ done: true as const }),
    'releases.requests': () => ({ requests: [] }),
    'releases.decide': () => ({ done: true as const }),
    'releases.submit': () => ({ request: 2 }),
    'releases.signers': () => ({ signers: [], required: false, removedAlone: [] }),
    'releases.register': () => ({ done: true as const }),
    'releases.unregister': () => ({ done: true as const }),
    'releases.switchOff': () => ({ done: true as const }),
    'releases.export': () => ({ token: 'ledger', name: '公開記録_2026-11-20.xlsx' }),
    'releases.coarser': () => ({
      sentences: ['40-44と45-49をまとめれば、隠す人数の欄は12から4に減ります。'],
    }),
    'releases.policy': () => ({
      population: 32_000,
      threshold: THRESHOLD,
      ruleVersion: '2026.1',
      twoPerson: false,
      tiers: [
        { population: '2,000人未満', rule: '人数の集計を公表しない', applies: false },
        { population: '25,000人以上', rule: '10人未満の人数を出さない', applies: true },
      ],
      rules: [{ subject: '人数', rule: '基準に満たない人数は「＊」。', source: '試験用' }],
    }),
    'help.glossary': () => ({
      entries: [
        {
          term: '特定健診受診率',
          reading: 'とくていけんしんじゅしんりつ',
          definition: '特定健診の対象者のうち、その年度に受けた人の割合。',
          formula: '受診者数 ÷ 対象者数 × 100',
          denominator: '40〜74歳の国保加入者',
          source: '試験用',
          caveat: '年度の途中で入った人を除く。',
        },
      ],
    }),
  };
}

const JOBS: ReadonlySet<OperationName> = new Set([
  'workspace.openSample',
  'workspace.reopen',
  'import.recognise',
  'import.run',
  'import.rerun',
  'quality.report',
  'studies.diagnose',
  'studies.run',
  'studies.figures',
  'reports.build',
]);

const cancelled: Reply<never> = {
  ok: false,
  issue: { code: 'shell.cancelled', kind: 'usage', params: {}, sentence: '処理を中止しました。' },
};

async function pretendToWork(options: CallOptions, stepMs: number): Promise<boolean> {
  for (let done = 0; done < 4; done += 1) {
    options.onProgress?.({ phase: '試験の段階', done, total: 4, remainingSeconds: 20 * (4 - done) });
    await new Promise((resolve) => setTimeout(resolve, stepMs));
    if (options.signal?.aborted === true) return false;
  }
  return true;
}

/** A client over made-up statistics. `open` starts with a workspace open; jobs take four steps. */
export function fakeAnalysis(wish: { readonly open: boolean; readonly stepMs?: number }): AnalysisClient {
  const table = answers(initialState(wish.open));
  return {
    call: async (operation, input, options = {}) => {
      if (JOBS.has(operation) && !(await pretendToWork(options, wish.stepMs ?? 5))) return cancelled;
      return { ok: true, value: table[operation](input) };
    },
  };
}
