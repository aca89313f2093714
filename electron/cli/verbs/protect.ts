import { type ProtectResult, protect } from '../../../analysis/disclosure/index.ts';
import { type IssueCode, UserIssue } from '../../../analysis/domain/issue.ts';
import { coarseningSentence } from '../../../analysis/messages/disclosure.ts';
import { readText } from '../inputs.ts';
import { columnsText } from '../text/columns.ts';
import { present, type Verb } from '../verb.ts';

export const protectTable: Verb = {
  verb: 'protect',
  summary: '表（JSON）に秘匿処理を行い、証明つきで返します。',
  usage: 'protect TABLE.json [--json]',
  options: { json: 'flag' },
  positionals: ['表の JSON ファイル'],
  run: async (args, io) => {
    // As text: trailing zeros of printed numbers say how they were rounded.
    const result = await protect(readText(args.positionals[0] ?? ''));
    present(io, args.flag('json'), result, () => protectText(result));
    if (result.status === 'refused') {
      throw new UserIssue('refused', (result.reason as IssueCode | undefined) ?? 'shell.protect_refused');
    }
  },
};

function protectText(result: ProtectResult): string {
  const proposals = proposalsOf(result.alternatives);
  if (result.status === 'refused') return ['判定: 公表できません', ...proposals].join('\n');
  const cells = [...cellsOf(result.published), ...suppressedOf(result.suppressed)];
  const columns = [{ heading: '欄' }, { heading: '値', align: 'right' as const }, { heading: '理由' }];
  const lines = ['判定: 公表できます'];
  if (cells.length > 0) lines.push(columnsText(columns, cells));
  return [...lines, ...proposals].join('\n');
}

function proposalsOf(alternatives: unknown): string[] {
  if (!Array.isArray(alternatives)) return [];
  return (alternatives as Parameters<typeof coarseningSentence>[0][]).map(
    (proposal) => `案: ${coarseningSentence(proposal)}`,
  );
}

function cellsOf(published: unknown): string[][] {
  if (typeof published !== 'object' || published === null) return [];
  return Object.entries(published).map(([id, value]) => [id, String(value), '']);
}

const REASONS: Readonly<Record<string, string>> = {
  primary: '人数が少ない',
  secondary: '差し引きで分かる',
  dominance: '一人の割合が大きい',
  ledger: '以前の公表と合わせると分かる',
};

function suppressedOf(suppressed: unknown): string[][] {
  if (!Array.isArray(suppressed)) return [];
  return (suppressed as { id: string; reason: string; interval?: readonly (number | null)[] }[]).map(
    ({ id, reason, interval }) => {
      const [low, high] = interval ?? [];
      const range = interval ? `（攻撃者に分かる範囲 ${low ?? '－'}～${high ?? '上限なし'}）` : '';
      return [id, '＊', `${REASONS[reason] ?? reason}${range}`];
    },
  );
}
