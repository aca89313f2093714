import { withWorkspace } from '../session.ts';
import { columnsText } from '../text/columns.ts';
import { tableText } from '../text/statistics.ts';
import { present, type Verb } from '../verb.ts';

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
      return [columnsText(columns, rows), ...report.tables.map(tableText)].join('\n\n');
    });
  },
};
