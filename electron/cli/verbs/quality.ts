import { withWorkspace } from '../session.ts';
import { columnsText } from '../text/columns.ts';
import { tableText } from '../text/statistics.ts';
import { present, type Verb } from '../verb.ts';

const STATES = { good: '問題なし', caution: '確かめる', bad: '直す' } as const;
const GRADES = { good: '使える', caution: '注意', bad: '使えない' } as const;

export const quality: Verb = {
  verb: 'quality',
  summary: 'データ品質の報告を出します。',
  usage: 'quality --workspace W [--json]',
  options: { workspace: 'value', json: 'flag' },
  run: async (args, io) => {
    const report = await withWorkspace(io, args.required('workspace'), (session) =>
      session.ask('quality.report', {}),
    );
    present(io, args.flag('json'), report, () => {
      const rows = report.grades.map(({ label, grade, reason }) => [label, GRADES[grade], reason]);
      const columns = [{ heading: '分析' }, { heading: '判定' }, { heading: '理由' }];
      const checks = report.checks.map(({ label, state, findings }) => [
        label,
        STATES[state],
        findings.join(' ') || '気になる点はありません。',
      ]);
      const checkColumns = [{ heading: '点検' }, { heading: '結果' }, { heading: '見つかったこと' }];
      const remedies = report.remedies.map(({ source, reason, remedy }) => [source, reason, remedy]);
      const remedyColumns = [{ heading: 'データ' }, { heading: '台帳にいない理由' }, { heading: '直し方' }];
      return [
        columnsText(columns, rows),
        columnsText(checkColumns, checks),
        ...(remedies.length > 0 ? [columnsText(remedyColumns, remedies)] : []),
        ...report.tables.map(tableText),
        ...(report.keptBack.length > 0 ? [`人数が少ないため出せない表: ${report.keptBack.join('、')}`] : []),
      ].join('\n\n');
    });
  },
};
