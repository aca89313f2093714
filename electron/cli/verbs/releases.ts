import { UserIssue } from '../../../analysis/domain/issue.ts';
import { withWorkspace } from '../session.ts';
import { columnsText } from '../text/columns.ts';
import { numberText } from '../text/statistics.ts';
import { present, type Verb } from '../verb.ts';

export const releases: Verb = {
  verb: 'releases',
  summary: '公開記録を出します。--verify で改ざんがないことを確かめます。',
  usage: 'releases --workspace W [--verify] [--json]',
  options: { workspace: 'value', verify: 'flag', json: 'flag' },
  run: async (args, io) => {
    const verify = args.flag('verify');
    const result = await withWorkspace(io, args.required('workspace'), async (session) => ({
      ...(await session.ask('releases.list', {})),
      ...(verify ? { verification: await session.ask('releases.verify', {}) } : {}),
    }));
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
        entry.files.map(({ name }) => name).join('、'),
      ]);
      const headings = ['番号', '日時', '内容', '出力先', '基準（人）', '公表', '秘匿', 'ファイル'];
      const table = columnsText(
        headings.map((heading) => ({ heading })),
        rows,
      );
      if (!verification) return table;
      const fault = `記録 ${verification.firstFault ?? '?'} 番以降が書き換えられています。`;
      return `${table}\n\n${verification.intact ? `記録 ${verification.entries} 件に改ざんはありません。` : fault}`;
    });
    if (verification && !verification.intact) {
      throw new UserIssue('input', 'shell.ledger_broken', { sequence: verification.firstFault ?? 0 });
    }
  },
};
