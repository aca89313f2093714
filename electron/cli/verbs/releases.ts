import { copyFile } from 'node:fs/promises';
import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import { ledgerFaultText, outletNames } from '../../../analysis/messages/disclosure.ts';
import type { Arguments } from '../arguments.ts';
import { readText } from '../inputs.ts';
import { type Session, withWorkspace } from '../session.ts';
import { columnsText } from '../text/columns.ts';
import { numberText } from '../text/statistics.ts';
import { localTime } from '../text/time.ts';
import { present, type Verb } from '../verb.ts';

/** Passphrases come from a file, never from the command line, which others on the PC can see: one a line. */
function passphrases(args: Arguments): readonly string[] {
  return readText(args.required('passphrase-file'))
    .split(/\r?\n/u)
    .filter((line) => line !== '');
}

function signatureOf(args: Arguments) {
  return { name: args.required('signer'), passphrase: passphrases(args)[0] ?? '' };
}

/** What the two persons do: register, sign a request, decide it. */
async function signed(session: Session, args: Arguments): Promise<void> {
  args.atMostOne('register', 'submit', 'approve', 'reject');
  const [submit, approve, reject] = ['submit', 'approve', 'reject'].map((name) => args.whole(name, 1, 1e9));
  const request = approve ?? reject;
  if (args.optional('register') !== undefined) {
    const names = args.optional('sponsor')?.split(/[,、]/u) ?? [];
    const [own, ...others] = passphrases(args);
    await session.ask('releases.register', {
      signature: { name: args.required('register'), passphrase: own ?? '' },
      sponsors: names.map((name, at) => ({ name, passphrase: others[at] ?? '' })),
    });
  }
  if (submit !== undefined)
    await session.ask('releases.submit', { request: submit, signature: signatureOf(args) });
  if (request === undefined) return;
  await session.ask('releases.decide', {
    request,
    decision: approve === undefined ? 'reject' : 'approve',
    signature: signatureOf(args),
    reason: args.required('reason'),
  });
}

async function exportLedger(session: Session, file: string): Promise<void> {
  const { token } = await session.ask('releases.export', {});
  const written = session.fileOf(token);
  if (written !== undefined) await copyFile(written, file);
}

export const releases: Verb = {
  verb: 'releases',
  summary:
    '公開記録を出します。--verify で改ざんがないことを確かめます。--export で表（xlsx）に書き出します。二人での公開では、--register で担当者を登録し、作成者が --submit で申請に署名し、別の人が --approve・--reject で決めます。合言葉はファイルの1行目（立会人は2行目から）から読みます。',
  usage:
    'releases --workspace W [--verify] [--export FILE.xlsx] [--register 名前 [--sponsor 立会人[,立会人]]|--submit 番号 --signer 名前|--approve 番号 --signer 名前 --reason 理由|--reject 番号 --signer 名前 --reason 理由] [--passphrase-file FILE] [--json]',
  options: {
    workspace: 'value',
    verify: 'flag',
    export: 'value',
    approve: 'value',
    reject: 'value',
    submit: 'value',
    register: 'value',
    sponsor: 'value',
    signer: 'value',
    'passphrase-file': 'value',
    reason: 'value',
    json: 'flag',
  },
  run: async (args, io) => {
    const verify = args.flag('verify');
    const file = args.optional('export');
    const result = await withWorkspace(io, args.required('workspace'), async (session) => {
      await signed(session, args);
      if (file !== undefined) await exportLedger(session, file);
      return {
        ...(await session.ask('releases.list', {})),
        ...(await session.ask('releases.requests', {})),
        ...(verify ? { verification: await session.ask('releases.verify', {}) } : {}),
      };
    }).catch((thrown: unknown) => ({
      entries: [],
      requests: [],
      verification: brokenLedger(thrown, verify),
    }));
    const { verification } = result;
    present(io, args.flag('json'), result, () => {
      const rows = result.entries.map((entry) => [
        String(entry.sequence),
        localTime(entry.releasedAt),
        entry.title,
        outletNames[entry.outlet] ?? entry.outlet,
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
      const waiting = result.requests.map(
        ({ request, title, maker }) =>
          `${maker === undefined ? '署名待ち' : `承認待ち（作成者 ${maker}）`} ${request}番「${title}」`,
      );
      const list = [table, ...waiting].join('\n');
      if (!verification) return list;
      return `${list}\n\n${verification.intact ? `記録 ${verification.entries} 件に改ざんはありません。` : '公開記録に異常があります。'}`;
    });
    if (verification && !verification.intact) {
      const { problem = '', firstFault = 0, entries, expected } = verification;
      throw new UserIssue('refused', 'disclosure.ledger_broken', {
        problem,
        line: firstFault,
        entries,
        ...(expected === undefined ? {} : { expected }),
      });
    }
  },
};

/** A workspace with a broken ledger is not opened at all: that it is not, is what was to be verified. */
function brokenLedger(thrown: unknown, verify: boolean): OperationOutput<'releases.verify'> {
  if (!verify || !(thrown instanceof UserIssue) || thrown.code !== 'disclosure.ledger_broken') throw thrown;
  const { problem, line, entries, expected } = thrown.params;
  return {
    intact: false,
    entries: Number(entries),
    firstFault: Number(line),
    problem: String(problem),
    ...(expected === undefined ? {} : { expected: Number(expected) }),
    sentence: ledgerFaultText(thrown.params),
  };
}
