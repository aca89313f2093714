import type { Reply } from '../../analysis/api/contract/messages.ts';
import type { Issue } from '../../analysis/domain/issue.ts';
import { LineError, type LineFault } from './line.ts';

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

/** What happened to the line, whether anything was lost, and what to do. */
const LINE_SENTENCES: Readonly<Record<LineFault, string>> = {
  unreachable:
    '分析プログラムから返事がありません。少し待って「もう一度試す」を押してください。続くときはアプリを開き直してください。取り込んだデータは失われません。',
  broken_off:
    '計算の途中で、分析プログラムとのつながりが切れました（PCのスリープなど）。この計算は取りやめになり、データは計算の前のままです。もう一度試してください。',
  restarted:
    '分析プログラムが止まったので、自動で開き直しました。途中だった計算は取りやめになり、データは計算の前のままです。もう一度試してください。',
  stranger:
    'アプリが新しく起動されたため、この画面からは使えません。アプリが表示したアドレスから開き直してください。',
  too_large: '一度に送れる量を超えています。選ぶ数を減らして、もう一度試してください。',
  gone: 'このファイルは作業場所にもうありません。もう一度つくってから保存してください。',
  outdated:
    '画面のファイルを読めません。アプリが終わったか、開いている間に新しくなりました。アプリが動いていることを確かめて、画面を読み込み直してください。取り込んだデータは失われません。',
};

/** Faults that end by themselves in a moment: a question may be asked once more. */
const PASSING: ReadonlySet<string> = new Set([
  'window.unreachable',
  'window.broken_off',
  'window.restarted',
  'shell.connection_lost',
]);

export function isPassing(failure: unknown): boolean {
  return failure instanceof Failure && PASSING.has(failure.code);
}

/** Names whatever was thrown: an issue as it is, a cancelled call, what happened to the line, or a fault of ours. */
export function failureOf(thrown: unknown, cancelled: boolean): Failure {
  if (thrown instanceof Failure) return thrown;
  if (cancelled) return new Failure(CANCELLED, '処理を中止しました。データは処理の前のままです。');
  if (thrown instanceof LineError)
    return new Failure(`window.${thrown.fault}`, LINE_SENTENCES[thrown.fault], { cause: thrown });
  return new Failure(
    'window.fault',
    '画面のプログラムで予期しない誤りが起きました。取り込んだデータは変わっていません。もう一度試しても起きるときは、アプリを開き直してください。',
    { cause: thrown },
  );
}
