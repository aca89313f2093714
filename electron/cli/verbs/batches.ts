import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import type { Arguments } from '../arguments.ts';
import { readText } from '../inputs.ts';
import type { Io } from '../io.ts';
import { withWorkspace } from '../session.ts';
import { columnsText } from '../text/columns.ts';
import { importText } from '../text/import.ts';
import { numberText } from '../text/statistics.ts';
import { localTime } from '../text/time.ts';
import { present, type Verb } from '../verb.ts';

const ACTIONS = ['list', 'undo', 'rerun'] as const;
type Quarantined = OperationOutput<'import.quarantine'>['batches'];

export const batches: Verb = {
  verb: 'batches',
  summary: '取込の一覧（list）を出し、取込を取り消し（undo）、保留の行をもう一度試します（rerun）。',
  usage: 'batches list|undo|rerun --workspace W [--batch 取込番号] [--recipe FILE] [--json]',
  options: { workspace: 'value', batch: 'value', recipe: 'value', json: 'flag' },
  positionals: ['list、undo、rerun のどれか'],
  run: async (args, io) => {
    const action = ACTIONS.find((name) => name === args.positionals[0]);
    if (action === undefined) {
      const choices = ACTIONS.join(' / ');
      throw new UserIssue('usage', 'shell.option_choice', { option: 'batches', choices });
    }
    if (action === 'list') await list(args, io);
    else if (action === 'undo') await undo(args, io);
    else await rerun(args, io);
  },
};

async function list(args: Arguments, io: Io): Promise<void> {
  const found = await withWorkspace(io, args.required('workspace'), async (session) => ({
    ...(await session.ask('import.history', {})),
    quarantine: (await session.ask('import.quarantine', {})).batches,
  }));
  present(io, args.flag('json'), found, () => {
    const rows = found.batches.map((batch) => [
      String(batch.batchId),
      localTime(batch.importedAt),
      batch.rerunOf === undefined ? batch.fileName : `${batch.fileName}（${batch.rerunOf} の保留から）`,
      batch.layoutName,
      numberText(batch.rowsRead, 0),
      numberText(batch.rowsLoaded, 0),
      numberText(batch.rowsQuarantined, 0),
    ]);
    const headings = ['番号', '日時', 'ファイル', '様式', '行', '取込', '保留'];
    const table = columnsText(
      headings.map((heading) => ({ heading })),
      rows,
    );
    return [table, quarantineText(found.quarantine)].filter((part) => part !== '').join('\n\n');
  });
}

function quarantineText(quarantine: Quarantined): string {
  const rows = quarantine.flatMap(({ batchId, reasons }) =>
    reasons.map(({ sentence, count, firstLine }) => [
      String(batchId),
      numberText(count, 0),
      numberText(firstLine, 0),
      sentence,
    ]),
  );
  if (rows.length === 0) return '';
  const headings = ['番号', '保留', '最初の行', '理由'];
  return columnsText(
    headings.map((heading) => ({ heading })),
    rows,
  );
}

async function undo(args: Arguments, io: Io): Promise<void> {
  const batchId = batchOf(args);
  const left = await withWorkspace(io, args.required('workspace'), async (session) => {
    await session.ask('import.undo', { batchId });
    return session.ask('import.history', {});
  });
  present(
    io,
    args.flag('json'),
    left,
    () => `取込番号 ${batchId} を取り消しました。残り ${left.batches.length} 件です。`,
  );
}

async function rerun(args: Arguments, io: Io): Promise<void> {
  const batchId = batchOf(args);
  const recipe = args.optional('recipe');
  const how = recipe === undefined ? {} : { recipe: readText(recipe) };
  const report = await withWorkspace(io, args.required('workspace'), (session) =>
    session.ask('import.rerun', { batchId, ...how }),
  );
  present(io, args.flag('json'), report, () => importText(report));
}

function batchOf(args: Arguments): number {
  const batch = args.whole('batch', 1, 2 ** 31 - 1);
  if (batch !== undefined) return batch;
  throw new UserIssue('usage', 'shell.missing_option', { option: '--batch', verb: 'batches' });
}
