import { copyFile } from 'node:fs/promises';
import type { OperationInput } from '../../../analysis/api/contract/operations.ts';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import { type Session, withWorkspace } from '../session.ts';
import { columnsText } from '../text/columns.ts';
import { numberText } from '../text/statistics.ts';
import { present, type Verb } from '../verb.ts';

function decisionOf(args: Parameters<Verb['run']>[0]): OperationInput<'releases.decide'> | undefined {
  const approve = args.whole('approve', 1, 1e9);
  const reject = args.whole('reject', 1, 1e9);
  const request = approve ?? reject;
  if (request === undefined) return undefined;
  return {
    request,
    decision: approve === undefined ? 'reject' : 'approve',
    maker: args.required('maker'),
    checker: args.required('checker'),
    reason: args.required('reason'),
  };
}

async function exportLedger(session: Session, file: string): Promise<void> {
  const { token } = await session.ask('releases.export', {});
  const written = session.fileOf(token);
  if (written !== undefined) await copyFile(written, file);
}

export const releases: Verb = {
  verb: 'releases',
  summary:
    '公開記録を出します。--verify で改ざんがないことを確かめます。--export で表（xlsx）に書き出し、--approve・--reject で書き出しの申請を決めます。',
  usage:
    'releases --workspace W [--verify] [--export FILE.xlsx] [--approve 番号|--reject 番号 --maker 名前 --checker 名前 --reason 理由] [--json]',
  options: {
    workspace: 'value',
    verify: 'flag',
    export: 'value',
    approve: 'value',
    reject: 'value',
    maker: 'value',
    checker: 'value',
    reason: 'value',
    json: 'flag',
  },
  run: async (args, io) => {
    const verify = args.flag('verify');
    const decision = decisionOf(args);
    const file = args.optional('export');
    const result = await withWorkspace(io, args.required('workspace'), async (session) => {
      if (decision) await session.ask('releases.decide', decision);
      if (file !== undefined) await exportLedger(session, file);
      return {
        ...(await session.ask('releases.list', {})),
        ...(await session.ask('releases.requests', {})),
        ...(verify ? { verification: await session.ask('releases.verify', {}) } : {}),
      };
    });
    const { verification } = result;
    present(io, args.flag('json'), result, () => {
      const rows = result.entries.map((entry) => [
        String(entry.sequence),
        entry.releasedAt,
        entry.title,
        entry.outlet,
        numberText(entry.threshold, 0),
        numberText(entry.shown, 0),
        numberText(entry.hidden, 0),
        entry.checker === undefined ? '' : `${entry.maker ?? ''}→${entry.checker}：${entry.reason ?? ''}`,
        entry.files.map(({ name }) => name).join('、'),
      ]);
      const headings = [
        '番号',
        '日時',
        '内容',
        '出力先',
        '基準（人）',
        '公表',
        '秘匿',
        '作成者→確認者',
        'ファイル',
      ];
      const table = columnsText(
        headings.map((heading) => ({ heading })),
        rows,
      );
      const waiting = result.requests.map(({ request, title }) => `承認待ち ${request}番「${title}」`);
      const list = [table, ...waiting].join('\n');
      if (!verification) return list;
      const fault = `記録 ${verification.firstFault ?? '?'} 番以降が書き換えられています。`;
      return `${list}\n\n${verification.intact ? `記録 ${verification.entries} 件に改ざんはありません。` : fault}`;
    });
    if (verification && !verification.intact) {
      throw new UserIssue('input', 'shell.ledger_broken', { sequence: verification.firstFault ?? 0 });
    }
  },
};
