import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import { parseStudy } from '../../../analysis/studies/definition.ts';
import type { Arguments } from '../arguments.ts';
import { checkReadable, outputFolder } from '../inputs.ts';
import type { Io } from '../io.ts';
import { requireFolder, withWorkspace } from '../session.ts';
import { columnsText } from '../text/columns.ts';
import { studyText } from '../text/study.ts';
import { present, type Verb } from '../verb.ts';

const ACTIONS = ['run', 'list'] as const;

export const study: Verb = {
  verb: 'study',
  summary: '効果検証をひととおり行います（run）。list は選べる効果検証の一覧です。',
  usage: 'study run FILE.yaml|ID --workspace W [--json] [--out DIR] / study list --workspace W [--json]',
  options: { workspace: 'value', out: 'value', json: 'flag' },
  positionals: ['run か list'],
  optionalPositionals: 1,
  run: async (args, io) => {
    const action = ACTIONS.find((name) => name === args.positionals[0]);
    if (action === undefined) {
      throw new UserIssue('usage', 'shell.option_choice', { option: 'study', choices: ACTIONS.join(' / ') });
    }
    await (action === 'list' ? list(args, io) : run(args, io));
  },
};

async function list(args: Arguments, io: Io): Promise<void> {
  const found = await withWorkspace(io, args.required('workspace'), (session) =>
    session.ask('studies.list', {}),
  );
  present(io, args.flag('json'), found, () => {
    const rows = found.studies.map(({ id, title, question, design }) => [id, title, question, design]);
    return columnsText(
      ['ID', '題名', '問い', '設計'].map((heading) => ({ heading })),
      rows,
    );
  });
}

async function run(args: Arguments, io: Io): Promise<void> {
  const given = args.positionals[1];
  if (given === undefined) {
    throw new UserIssue('usage', 'shell.missing_argument', {
      argument: 'FILE.yaml か ID',
      verb: 'study run',
    });
  }
  const workspace = args.required('workspace');
  const out = args.optional('out');
  const folder = out === undefined ? undefined : outputFolder(out);
  requireFolder(workspace);
  const id = /\.ya?ml$/i.test(given) ? adopt(given, workspace) : given;
  const result = await withWorkspace(io, workspace, (session) => session.ask('studies.run', { id }));
  if (folder !== undefined) {
    writeFileSync(join(folder, `${id}.json`), `${JSON.stringify(result, undefined, 2)}\n`);
    writeFileSync(join(folder, `${id}.txt`), `${studyText(result)}\n`);
  }
  present(io, args.flag('json'), result, () => studyText(result));
}

/** Checks a study file and puts it among the studies of the workspace; returns its id. */
function adopt(file: string, workspace: string): string {
  checkReadable(file);
  const name = basename(resolve(file));
  if (statSync(file).isDirectory()) throw new UserIssue('input', 'shell.file_missing', { name });
  const text = readFileSync(file, 'utf8');
  if (text.trim() === '') throw new UserIssue('input', 'shell.file_empty', { name });
  const { id } = parseStudy(text);
  const folder = join(workspace, 'studies');
  mkdirSync(folder, { recursive: true });
  const target = join(folder, `${id}.yaml`);
  if (!existsSync(target) || readFileSync(target, 'utf8') !== text) copyFileSync(file, target);
  return id;
}
