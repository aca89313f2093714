import { UserIssue } from '../../../analysis/domain/issue.ts';
import type { Arguments } from '../arguments.ts';
import { withWorkspace } from '../session.ts';
import { tableText } from '../text/statistics.ts';
import { present, type Verb } from '../verb.ts';

const BREAKDOWNS = ['sex', 'age', 'age2', 'district', 'area', 'channel'] as const;

export const approaches: Verb = {
  verb: 'approaches',
  summary: 'ポピュレーションアプローチとハイリスクアプローチを同じものさしで比べます。',
  usage:
    'approaches --workspace W --factor sbp|hba1c|bmi|ldl|… --from Y --to Y [--by sex|age|age2|district|area|channel] [--json]',
  options: { workspace: 'value', factor: 'value', from: 'value', to: 'value', by: 'value', json: 'flag' },
  run: async (args, io) => {
    const workspace = args.required('workspace');
    const by = args.choice('by', BREAKDOWNS);
    const input = {
      factor: args.required('factor'),
      from: year(args, 'from'),
      to: year(args, 'to'),
      ...(by === undefined ? {} : { by }),
    };
    const result = await withWorkspace(io, workspace, (session) => session.ask('approaches.compare', input));
    present(io, args.flag('json'), result, () => {
      const { population, highRisk, sideBySide, evidence, missed, coarser } = result;
      const sides = [population, highRisk, sideBySide].flatMap(({ reading, tables }) => [
        reading,
        ...tables.map(tableText),
      ]);
      const basis = { measured_here: 'この自治体のデータ', assumed: '仮定' };
      const more = [
        ...(missed === '' ? [] : [missed]),
        ...coarser.map((by) => `人数が少なく伏せた内訳は、--by ${by} で区分を大きくして出せます。`),
      ];
      return [
        ...sides,
        ...more,
        ...evidence.map((item) => `・${item.statement}（${basis[item.basis]}）`),
      ].join('\n\n');
    });
  },
};

function year(args: Arguments, name: 'from' | 'to'): number {
  const value = args.whole(name, 1990, 2100);
  if (value !== undefined) return value;
  throw new UserIssue('usage', 'shell.missing_option', { option: `--${name}`, verb: 'approaches' });
}
