import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { DEFAULTS, generateSample } from '../../../sample-data/generate.ts';
import { expandInputs, municipalityOf, outputFolder } from '../inputs.ts';
import { type Io, progressLine } from '../io.ts';
import { type Session, withWorkspace } from '../session.ts';
import { effectLine, numberText, tableText } from '../text/statistics.ts';
import { present, type Verb } from '../verb.ts';
import { importInto } from './import.ts';
import { type WrittenFile, writeReport } from './report.ts';
import { wholeStudy } from './study.ts';

/** Folders inside the output that a demo makes anew each time. */
const SOURCES = '見本の元データ';
const WORKSPACE = '見本.ebpm';
const FACTOR = 'sbp';
/** One number of each kind: uptake, risk, cost, care need. */
const HEADLINES = [
  'checkup.uptake',
  'checkup.metabolic',
  'guidance.completed.all',
  'risk.sbp.mean',
  'cost.per_person.kokuho',
  'care.certified',
];

export const demo: Verb = {
  verb: 'demo',
  summary: '見本の作成、取込、指標、2つのアプローチ、効果検証、報告書までを一度に行います。',
  usage: 'demo [--out DIR] [--json]',
  options: { out: 'value', json: 'flag' },
  run: async (args, io) => {
    const start = Date.now();
    const folder = outputFolder(args.optional('out') ?? 'demo-out');
    const json = args.flag('json');
    const say = (text: string) => {
      if (!json) io.out(`${text}\n`);
    };
    const workspace = await importSample(io, folder, say);
    const files = await withWorkspace(io, workspace, async (session, state) => {
      await showMeasures(session, state.fiscalYears, say);
      await showApproaches(session, state.fiscalYears, say);
      await showStudies(session, say);
      return writeReports(session, folder);
    });
    const seconds = (Date.now() - start) / 1000;
    present(io, json, { workspace, files, seconds }, () =>
      [
        '■ 報告書',
        ...files.map(({ path }) => `  ${path}`),
        `\n${numberText(seconds, 0)} 秒で終わりました。画面で見るには: npm run ebpm -- serve --workspace "${workspace}"`,
      ].join('\n'),
    );
  },
};

async function importSample(io: Io, folder: string, say: (text: string) => void): Promise<string> {
  const sources = join(folder, SOURCES);
  const workspace = join(folder, WORKSPACE);
  for (const path of [sources, workspace]) rmSync(path, { recursive: true, force: true });
  const line = progressLine(io);
  await generateSample({
    ...DEFAULTS,
    out: sources,
    signal: io.signal,
    onProgress: ({ people, of }) => line.show({ phase: '見本を書き出しています', done: people, total: of }),
  });
  line.clear();
  const { files } = expandInputs([sources]);
  const municipality = municipalityOf([sources]);
  const report = await importInto(io, {
    workspace,
    files,
    layout: undefined,
    recipe: undefined,
    settings: { municipality: municipality?.name, population: municipality?.population, synthetic: true },
  });
  const { rowsRead, rowsLoaded, rowsQuarantined } = report.totals;
  say(
    `■ 取込: ${report.files.length} 個のファイル、${numberText(rowsRead, 0)}行のうち ${numberText(rowsLoaded, 0)}行を取り込み、${numberText(rowsQuarantined, 0)}行を保留しました。\n`,
  );
  return workspace;
}

type Years = OperationOutput<'workspace.state'>['fiscalYears'];

async function showMeasures(session: Session, years: Years, say: (text: string) => void): Promise<void> {
  const { measures } = await session.ask('measures.list', {});
  const ids = HEADLINES.filter((id) => measures.some((measure) => measure.id === id));
  const { tables } = await session.ask('measures.run', {
    ids,
    years: years.slice(-1),
    by: [],
    standardise: false,
  });
  for (const table of tables) say(`${tableText(table)}\n`);
}

async function showApproaches(session: Session, years: Years, say: (text: string) => void): Promise<void> {
  const [from, to] = [years[0], years.at(-1)];
  if (from === undefined || to === undefined || from === to) return;
  const result = await session.ask('approaches.compare', { factor: FACTOR, from, to });
  const { population, highRisk, sideBySide } = result;
  say(`■ 2つのアプローチ（${result.factorName}、${from}年度から${to}年度）`);
  for (const { reading } of [population, highRisk, sideBySide]) say(`  ${reading}`);
  say('');
}

async function showStudies(session: Session, say: (text: string) => void): Promise<void> {
  const { studies } = await session.ask('studies.list', {});
  for (const { id, title } of studies) {
    const { effects, reading } = await wholeStudy(session, id);
    say(`■ 効果検証: ${title}`);
    for (const text of [...effects.map(effectLine), ...reading]) say(`  ${text}`);
    say('');
  }
}

async function writeReports(session: Session, folder: string): Promise<readonly WrittenFile[]> {
  const ending = (name: string) => name.slice(name.lastIndexOf('.'));
  const annual = await writeReport(
    session,
    { template: 'annual', formats: ['xlsx', 'html', 'pdf'] },
    folder,
    (name) => `report${ending(name)}`,
  );
  const council = await writeReport(
    session,
    { template: 'council', formats: ['pptx'] },
    folder,
    (name) => `council${ending(name)}`,
  );
  return [...annual, ...council];
}
