import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import { parseStudy } from '../../../analysis/studies/definition.ts';
import type { Arguments } from '../arguments.ts';
import { outputFolder, readText } from '../inputs.ts';
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
  const text = readText(file);
  const { id } = parseStudy(text);
  const folder = join(workspace, 'studies');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${id}.yaml`), text);
  return id;
}
