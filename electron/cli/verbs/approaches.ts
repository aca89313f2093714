import { UserIssue } from '../../../analysis/domain/issue.ts';
import type { Arguments } from '../arguments.ts';
import { withWorkspace } from '../session.ts';
import { tableText } from '../text/statistics.ts';
import { present, type Verb } from '../verb.ts';

export const approaches: Verb = {
  verb: 'approaches',
  summary: 'ポピュレーションアプローチとハイリスクアプローチを同じものさしで比べます。',
  usage:
    'approaches --workspace W --factor sbp|hba1c|bmi|ldl|… --from Y --to Y [--by sex|age|district|channel] [--json]',
  options: { workspace: 'value', factor: 'value', from: 'value', to: 'value', by: 'value', json: 'flag' },
  run: async (args, io) => {
    const workspace = args.required('workspace');
    const by = args.choice('by', ['sex', 'age', 'district', 'channel']);
    const input = {
      factor: args.required('factor'),
      from: year(args, 'from'),
      to: year(args, 'to'),
      ...(by === undefined ? {} : { by }),
    };
    const result = await withWorkspace(io, workspace, (session) => session.ask('approaches.compare', input));
    present(io, args.flag('json'), result, () => {
      const { population, highRisk, sideBySide, evidence } = result;
      const sides = [population, highRisk, sideBySide].flatMap(({ reading, tables }) => [
        reading,
        ...tables.map(tableText),
      ]);
      const basis = { measured_here: 'この自治体のデータ', assumed: '仮定' };
      return [...sides, ...evidence.map((item) => `・${item.statement}（${basis[item.basis]}）`)].join(
        '\n\n',
      );
    });
  },
};

function year(args: Arguments, name: 'from' | 'to'): number {
  const value = args.whole(name, 1990, 2100);
  if (value !== undefined) return value;
  throw new UserIssue('usage', 'shell.missing_option', { option: `--${name}`, verb: 'approaches' });
}
