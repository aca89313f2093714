import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import { sentenceOf } from '../../../analysis/messages/index.ts';
import type { Arguments } from '../arguments.ts';
import { expandInputs, municipalityOf, readText } from '../inputs.ts';
import type { Io } from '../io.ts';
import { openWorkspace, type Session, withSession } from '../session.ts';
import { importText } from '../text/import.ts';
import { present, type Verb } from '../verb.ts';

type ImportReport = OperationOutput<'import.run'>;

/** Without a known population the stricter of the two published thresholds holds (20 persons). */
const POPULATION_OF_STRICTER_TIER = 24_999;

export const importFiles: Verb = {
  verb: 'import',
  summary: 'ファイルの様式を見分け、検査し、読み込みます。',
  usage:
    'import --workspace W --from PATH… [--layout ID] [--recipe FILE] [--on-fault quarantine|abort] [--replace 取込番号] [--municipality 名前 --population N] [--json]',
  options: {
    workspace: 'value',
    from: 'values',
    layout: 'value',
    recipe: 'value',
    'on-fault': 'value',
    replace: 'value',
    municipality: 'value',
    population: 'value',
    json: 'flag',
  },
  rest: 'from',
  run: async (args, io) => {
    const workspace = args.required('workspace');
    args.required('from');
    const paths = args.all('from');
    const { files, passedOver } = expandInputs(paths);
    const recipe = args.optional('recipe');
    const report = await importInto(io, {
      workspace,
      files,
      layout: args.optional('layout'),
      recipe: recipe === undefined ? undefined : readText(recipe),
      onFault: args.choice('on-fault', ['quarantine', 'abort'] as const),
      replaces: args.whole('replace', 1, 2 ** 31 - 1),
      settings: settingsOf(args, paths),
    });
    for (const file of passedOver)
      io.err(`${basename(file)}: データのファイルではないので読みませんでした。\n`);
    present(io, args.flag('json'), report, () => importText(report));
    reportRefusals(report, io);
  },
};

export interface ImportRequest {
  readonly workspace: string;
  readonly files: readonly string[];
  readonly layout: string | undefined;
  /** Text of a recipe. */
  readonly recipe: string | undefined;
  /** What to do with rows that cannot be used. */
  readonly onFault?: 'quarantine' | 'abort' | undefined;
  /** Batch whose place the files take. */
  readonly replaces?: number | undefined;
  readonly settings: NewWorkspace;
}

interface NewWorkspace {
  readonly municipality: string | undefined;
  readonly population: number | undefined;
  /** The files lie beside the `municipality.json` that only `sample` writes. */
  readonly synthetic: boolean;
}

/** Imports files into a workspace, which is made when it is not there; a failed import leaves no new one. */
export async function importInto(io: Io, request: ImportRequest): Promise<ImportReport> {
  const folder = resolve(request.workspace);
  const isNew = !existsSync(folder) || readdirSync(folder).length === 0;
  let loaded = false;
  try {
    const report = await withSession(io, async (session) => {
      if (isNew) await createWorkspace(session, folder, request.settings);
      else await openWorkspace(session, folder);
      return runImport(session, request);
    });
    loaded = report.files.some(({ status }) => status === 'loaded');
    if (isNew && loaded && request.settings.population === undefined) {
      const params = { workspace: basename(folder) };
      io.err(`${sentenceOf({ code: 'shell.threshold_unknown', params })}\n`);
    }
    return report;
  } finally {
    if (isNew && !loaded) await rm(folder, { recursive: true, force: true });
  }
}

async function createWorkspace(session: Session, folder: string, settings: NewWorkspace): Promise<void> {
  const workspace = basename(folder);
  await session.ask('workspace.create', {
    folder: session.token(folder),
    settings: {
      municipality: settings.municipality ?? workspace.replace(/\.ebpm$/, ''),
      population: settings.population ?? POPULATION_OF_STRICTER_TIER,
      calendar: 'wareki',
      theme: { accent: '#1f6f8b' },
      ...(settings.synthetic ? { synthetic: true } : {}),
    },
  });
}

function runImport(session: Session, request: ImportRequest): Promise<ImportReport> {
  const { layout, recipe, onFault, replaces } = request;
  const names = request.files.map((file) => basename(file));
  return session.ask('import.run', {
    files: request.files.map((file) => session.token(file)),
    ...(layout === undefined ? {} : { layouts: Object.fromEntries(names.map((name) => [name, layout])) }),
    ...(recipe === undefined ? {} : { recipe }),
    ...(onFault === undefined ? {} : { onFault }),
    ...(replaces === undefined ? {} : { replaces }),
  });
}

function settingsOf(args: Arguments, paths: readonly string[]): NewWorkspace {
  const found = municipalityOf(paths);
  return {
    municipality: args.optional('municipality') ?? found?.name,
    population: args.whole('population', 0, 10_000_000) ?? found?.population,
    synthetic: found !== undefined,
  };
}

/** A file that was not loaded is a fault of the input, and says why. */
function reportRefusals(report: ImportReport, io: Io): void {
  const refused = report.files.filter(({ status }) => status !== 'loaded');
  for (const { name, status, issues, sameAs } of refused) {
    const errors = issues.filter(({ severity }) => severity === 'error').map(({ sentence }) => sentence);
    const earlier = sameAs === undefined || sameAs === name ? '' : `「${sameAs}」として`;
    const already =
      status === 'already_loaded' && errors.length === 0 ? [`このファイルは${earlier}取込済みです。`] : [];
    for (const sentence of [...errors, ...already]) io.err(`${name}: ${sentence}\n`);
  }
  if (refused.length > 0) throw new UserIssue('input', 'shell.files_refused', { count: refused.length });
}
