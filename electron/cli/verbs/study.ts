import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import type { Arguments } from '../arguments.ts';
import { outputFolder, readText } from '../inputs.ts';
import type { Io } from '../io.ts';
import { requireFolder, type Session, withWorkspace } from '../session.ts';
import { columnsText } from '../text/columns.ts';
import { checkText, designText, diagnosisText, studyText } from '../text/study.ts';
import { present, type Verb } from '../verb.ts';

const ACTIONS = ['run', 'list', 'design', 'lock', 'diagnose', 'check'] as const;
type Action = (typeof ACTIONS)[number];

export const study: Verb = {
  verb: 'study',
  summary:
    '効果検証を行います。run は設計の固定・診断・結果をひととおり、design・lock・diagnose は1段ずつ、check は研究計画ファイルの点検、list は一覧です。',
  usage:
    'study run FILE.yaml|ID --workspace W [--json] [--out DIR] / study design|lock|diagnose FILE.yaml|ID --workspace W [--json] / study check FILE.yaml --workspace W [--json] / study list --workspace W [--json]',
  options: { workspace: 'value', out: 'value', json: 'flag' },
  positionals: [ACTIONS.join(' / ')],
  optionalPositionals: 1,
  run: async (args, io) => {
    const action = ACTIONS.find((name) => name === args.positionals[0]);
    if (action === undefined) {
      throw new UserIssue('usage', 'shell.option_choice', { option: 'study', choices: ACTIONS.join(' / ') });
    }
    await (action === 'list' ? list(args, io) : work(action, args, io));
  },
};

async function list(args: Arguments, io: Io): Promise<void> {
  const found = await withWorkspace(io, args.required('workspace'), (session) =>
    session.ask('studies.list', {}),
  );
  present(io, args.flag('json'), found, () => listText(found));
}

function listText({ studies, offers }: OperationOutput<'studies.list'>): string {
  const rows = studies.map(({ id, title, question, design }) => [id, title, question, design]);
  const further = offers.map(({ id, kind, question, missing }) => [
    missing.length === 0 ? id : '－',
    kind,
    question,
    missing.length === 0 ? '始められます' : `足りないもの: ${missing.join('、')}`,
  ]);
  const heads = (names: readonly string[]) => names.map((heading) => ({ heading }));
  return [
    columnsText(heads(['ID', '題名', '問い', '設計']), rows),
    `■ ほかのひな形\n${columnsText(heads(['ID', '種類', '問い', '状態']), further)}`,
  ].join('\n\n');
}

async function work(action: Exclude<Action, 'list'>, args: Arguments, io: Io): Promise<void> {
  const given = args.positionals[1];
  if (given === undefined) {
    throw new UserIssue('usage', 'shell.missing_argument', {
      argument: 'FILE.yaml か ID',
      verb: `study ${action}`,
    });
  }
  const workspace = args.required('workspace');
  const out = args.optional('out');
  const folder = out === undefined ? undefined : outputFolder(out);
  const json = args.flag('json');
  requireFolder(workspace);
  await withWorkspace(io, workspace, async (session) => {
    if (action === 'check') {
      const checked = await session.ask('studies.check', { text: readText(given) });
      present(io, json, checked, () => checkText(checked));
      return requireNoFault(checked);
    }
    const id = await adopted(session, given);
    if (action !== 'run') return step(session, { action, id, io, json });
    const result = await wholeStudy(session, id);
    if (folder !== undefined) await writeResult(session, result, folder);
    return present(io, json, result, () => studyText(result));
  });
}

/** A file with faults ends like any other bad input, after all of them were listed. */
function requireNoFault({ faults }: OperationOutput<'studies.check'>): void {
  const [first] = faults;
  if (first === undefined) return;
  const { line, key, reason, hint } = first;
  const code = reason === 'not_yaml' ? 'study.not_yaml' : 'study.invalid';
  throw new UserIssue('input', code, { line, key, reason, hint, more: faults.length - 1 });
}

async function step(
  session: Session,
  { action, id, io, json }: { action: 'design' | 'lock' | 'diagnose'; id: string; io: Io; json: boolean },
): Promise<void> {
  if (action === 'diagnose') {
    const diagnosis = await session.ask('studies.diagnose', { id });
    return present(io, json, diagnosis, () => diagnosisText(diagnosis));
  }
  if (action === 'lock') await session.ask('studies.lock', { id });
  const design = await session.ask('studies.design', { id });
  return present(io, json, design, () => designText(design));
}

/** A study file is checked and put among the studies of the workspace; a name stays what it is. */
async function adopted(session: Session, given: string): Promise<string> {
  if (!/\.ya?ml$/i.test(given)) return given;
  return (await session.ask('studies.save', { text: readText(given) })).id;
}

/** Locks the design, makes the diagnostics, and only then opens the outcomes. */
export async function wholeStudy(session: Session, id: string): Promise<OperationOutput<'studies.run'>> {
  await session.ask('studies.lock', { id });
  await session.ask('studies.diagnose', { id });
  return session.ask('studies.run', { id });
}

/** Result, text, R code, study file and one picture for each figure. */
async function writeResult(
  session: Session,
  result: OperationOutput<'studies.run'>,
  folder: string,
): Promise<void> {
  const { id } = result.study;
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write(`${id}.json`, `${JSON.stringify(result, undefined, 2)}\n`);
  write(`${id}.txt`, `${studyText(result)}\n`);
  write(`${id}.R`, result.code);
  write(`${id}.yaml`, result.settings);
  const { pictures } = await session.ask('studies.figures', { id });
  for (const { name, svg } of pictures) write(`${id}-${name}.svg`, svg);
}
