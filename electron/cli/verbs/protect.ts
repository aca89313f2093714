import { type ProtectResult, protect } from '../../../analysis/disclosure/index.ts';
import { type IssueCode, UserIssue } from '../../../analysis/domain/issue.ts';
import { plainName } from '../../../analysis/domain/plain-name.ts';
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

/** The answer in words: what was left out of account, what is below the standard, the verdict, cells, proposals. */
export function protectText(result: ProtectResult): string {
  const notes = [...notConsideredOf(result.notConsidered), ...belowStandardOf(result.belowStandard)];
  const proposals = proposalsOf(result.alternatives);
  if (result.status === 'refused') return [...notes, '判定: 公表できません', ...proposals].join('\n');
  const cells = [...cellsOf(result.published), ...suppressedOf(result.suppressed, areExact(result.proof))];
  const columns = [{ heading: '欄' }, { heading: '値', align: 'right' as const }, { heading: '理由' }];
  const lines = [...notes, '判定: 公表できます'];
  if (cells.length > 0) lines.push(columnsText(columns, cells));
  return [...lines, ...proposals].join('\n');
}

function notConsideredOf(names: unknown): string[] {
  if (!Array.isArray(names)) return [];
  const list = (names as string[]).map((name) => `「${plainName(name)}」`).join('');
  return [`注意: 次の項目は審査に使っていません（一緒に公表したときの安全は確かめていません）: ${list}`];
}

function belowStandardOf(below: unknown): string[] {
  if (typeof below !== 'object' || below === null) return [];
  const { threshold, requiredWidth } = below as { threshold?: number; requiredWidth?: number };
  const name = { threshold: '最小公表人数（threshold）', requiredWidth: '守る幅（requiredWidth）' };
  return Object.entries({ threshold, requiredWidth }).flatMap(([field, standard]) =>
    standard === undefined
      ? []
      : [
          `注意: ${name[field as keyof typeof name]}が標準の${standard}より小さい指定です。標準では公表できない数を出すことがあります。`,
        ],
  );
}

/** Whether ranges are what an attacker can know at best; otherwise they are only part of it. */
function areExact(proof: unknown): boolean {
  return (
    typeof proof !== 'object' ||
    proof === null ||
    !('intervalsExact' in proof) ||
    proof.intervalsExact !== false
  );
}

function proposalsOf(alternatives: unknown): string[] {
  if (!Array.isArray(alternatives)) return [];
  return (alternatives as Parameters<typeof coarseningSentence>[0][]).map(
    (proposal) => `案: ${coarseningSentence(proposal)}`,
  );
}

function cellsOf(published: unknown): string[][] {
  if (typeof published !== 'object' || published === null) return [];
  return Object.entries(published).map(([id, value]) => [plainName(id), String(value), '']);
}

const REASONS: Readonly<Record<string, string>> = {
  primary: '人数が少ない',
  secondary: '差し引きで分かる',
  dominance: '一人の割合が大きい',
  ledger: '以前の公表と合わせると分かる',
};

function suppressedOf(suppressed: unknown, exact: boolean): string[][] {
  if (!Array.isArray(suppressed)) return [];
  return (suppressed as { id: string; reason: string; interval?: readonly (number | null)[] }[]).map(
    ({ id, reason, interval }) => {
      const [low, high] = interval ?? [];
      const words = exact ? '攻撃者に分かる範囲' : '攻撃者に分かる範囲は少なくとも';
      const range = interval ? `（${words} ${low ?? '－'}～${high ?? '上限なし'}）` : '';
      return [plainName(id), '＊', `${REASONS[reason] ?? reason}${range}`];
    },
  );
}
