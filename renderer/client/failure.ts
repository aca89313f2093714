import type { Reply } from '../../analysis/api/contract/messages.ts';
import type { Issue } from '../../analysis/domain/issue.ts';

/** Why an operation gave no value, as the window shows it. */
export class Failure extends Error {
  readonly code: string;
  readonly sentence: string;
  /** `refused`: the release rules do not allow the number; nobody made a mistake. */
  readonly kind: Issue['kind'] | 'fault';

  constructor(code: string, sentence: string, options: ErrorOptions & { kind?: Failure['kind'] } = {}) {
    super(code, options);
    this.name = 'Failure';
    this.code = code;
    this.sentence = sentence;
    this.kind = options.kind ?? 'fault';
  }
}

export const CANCELLED = 'shell.cancelled';

/** The value of a reply; throws the issue as a `Failure`. */
export function replyValue<T>(reply: Reply<T>): T {
  if (reply.ok) return reply.value;
  throw new Failure(reply.issue.code, reply.issue.sentence, { kind: reply.issue.kind });
}

/** Names whatever was thrown: an issue as it is, a cancelled call, or a fault of the program. */
export function failureOf(thrown: unknown, cancelled: boolean): Failure {
  if (thrown instanceof Failure) return thrown;
  if (cancelled) return new Failure(CANCELLED, '処理を中止しました。データは処理の前のままです。');
  return new Failure(
    'window.unreachable',
    '分析の処理から返事がありません。画面を再読み込みしてください。続くときはアプリを開き直してください。データは失われません。',
    { cause: thrown },
  );
}
