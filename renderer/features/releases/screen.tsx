import { useState } from 'react';
import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { outletNames } from '../../../analysis/messages/disclosure.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { type Failure, failureOf } from '../../client/failure.ts';
import { useAttachment, useCommand, useOperation } from '../../client/hooks.ts';
import { CheckField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { ScreenHead } from '../../components/screen-head.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { Answer, Empty, FailurePanel, Sentence } from '../../components/state.tsx';
import { formatNumber } from '../../format/number.ts';
import { Requests } from './requests.tsx';
import { TwoPersons } from './two-persons.tsx';

type Entry = OperationOutput<'releases.list'>['entries'][number];

const EVENTS: Readonly<Record<string, string>> = {
  export: '書き出し',
  request: '承認を申請',
  approve: '承認',
  reject: '見送り',
  settings: '設定の変更',
};

/** Which years and groups a table counts: what tells entries of one title apart. */
function Cut({ years, by }: Pick<Entry, 'years' | 'by'>) {
  const { fiscalYear } = usePreferences();
  const [first] = years;
  const last = years.at(-1);
  if (first === undefined || last === undefined) return null;
  const period = first === last ? fiscalYear(first) : `${fiscalYear(first)}〜${fiscalYear(last)}`;
  return <span className="hint">{[period, ...by].join('・')}</span>;
}

function Row({ entry }: { readonly entry: Entry }) {
  const { dateTime } = usePreferences();
  return (
    <tr>
      <td className="num-cell num">{entry.sequence}</td>
      <td className="num nowrap">{dateTime(entry.releasedAt)}</td>
      <th scope="row">
        {entry.title}{' '}
        {entry.event !== 'release' && <span className="badge">{EVENTS[entry.event] ?? entry.event}</span>}
        <Cut {...entry} />
        {entry.checker === undefined && entry.reason !== undefined && (
          <span className="hint">{entry.reason}</span>
        )}
        {entry.checker !== undefined && (
          <span className="hint">
            {entry.maker}→{entry.checker}：{entry.reason}
          </span>
        )}
      </th>
      <td className="nowrap">{outletNames[entry.outlet] ?? entry.outlet}</td>
      <td className="num-cell num">{entry.threshold}人</td>
      <td className="num-cell num">{formatNumber(entry.shown, 0)}</td>
      <td className="num-cell num">{formatNumber(entry.hidden, 0)}</td>
      <td>{entry.files.map((file) => file.name).join('、') || '—'}</td>
    </tr>
  );
}

/** Rows shown at once; older ones on demand. */
const PAGE = 100;

function Entries({ entries }: { readonly entries: readonly Entry[] }) {
  const [filesOnly, setFilesOnly] = useState(false);
  const [count, setCount] = useState(PAGE);
  if (entries.length === 0)
    return <Empty>まだ何も公開していません。報告書をつくると、ここに残ります。</Empty>;
  const found = entries
    .filter((entry) => !filesOnly || entry.files.length > 0)
    .toSorted((a, b) => b.sequence - a.sequence);
  return (
    <>
      <CheckField label="ファイルに出したものだけ" checked={filesOnly} onChange={setFilesOnly}>
        <span className="hint" role="status">
          {found.length}件
        </span>
      </CheckField>
      <Scroll label="公開記録" tall>
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col" className="num-head">
                番号
              </th>
              <th scope="col">日時</th>
              <th scope="col">内容</th>
              <th scope="col">出した先</th>
              <th scope="col" className="num-head">
                秘匿基準
              </th>
              <th scope="col" className="num-head">
                出した数
              </th>
              <th scope="col" className="num-head">
                伏せた数
              </th>
              <th scope="col" className="nowrap">
                ファイル
              </th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, count).map((entry) => (
              <Row key={entry.sequence} entry={entry} />
            ))}
          </tbody>
        </table>
      </Scroll>
      {found.length > count && (
        <div className="actions">
          <button type="button" className="button secondary" onClick={() => setCount(count + PAGE)}>
            前の記録も見る（あと{found.length - count}件）
          </button>
        </div>
      )}
    </>
  );
}

function Verify() {
  const verify = useCommand('releases.verify', { changesWorkspace: false });
  return (
    <div className="verify">
      <PushButton className="button secondary" off={verify.isPending} onClick={() => verify.mutate({})}>
        {verify.isPending ? '確かめています…' : '書きかえられていないか確かめる'}
      </PushButton>
      <p className="hint">
        直す、消す、並べかえる、終わりを切る、別の記録に置きかえる、のどれも見つけます。作業フォルダーごと以前の状態に戻したことは、ここではわかりません。Excelで保存した控えの番号と「記録の指紋」を比べてください。
      </p>
      {verify.isError && <FailurePanel failure={verify.error} />}
      {verify.data?.intact === true && (
        <p role="status" className="badge good">
          ○ {verify.data.entries}件すべて、記録したときのままです
        </p>
      )}
      {verify.data?.intact === false && (
        <div role="alert" className="notice error">
          <p className="notice-title">× 記録したときのままではありません</p>
          <Sentence text={verify.data.sentence ?? ''} open />
          <p>
            下の一覧と「Excelで保存する」は、この作業フォルダーを開いたときに読んだ記録です。戻す作業の前に、Excelで保存しておいてください。
          </p>
        </div>
      )}
    </div>
  );
}

/** The record as a workbook, for the officer who is responsible for personal information. */
function ExportLedger() {
  const { host } = useAttachment();
  const write = useCommand('releases.export', { changesWorkspace: false });
  const [failure, setFailure] = useState<Failure | null>(null);
  const save = async (token: string) => {
    setFailure(null);
    try {
      await host.saveFile(token);
    } catch (thrown) {
      setFailure(failureOf(thrown, false));
    }
  };
  return (
    <div className="verify">
      <PushButton
        className="button secondary"
        off={write.isPending}
        onClick={() => write.mutate({}, { onSuccess: ({ token }) => void save(token) })}
      >
        Excelで保存する
      </PushButton>
      {write.isError && <FailurePanel failure={write.error} />}
      {failure !== null && <FailurePanel failure={failure} />}
    </div>
  );
}

/** What left this PC, when and under which rule; and whether the record is unbroken. */
export function ReleasesScreen() {
  const list = useOperation('releases.list', {});
  return (
    <div className="screen">
      <ScreenHead route="releases" />
      <div className="actions start">
        <Verify />
        <ExportLedger />
      </div>
      <Requests />
      <TwoPersons />
      <Answer query={list}>{({ entries }) => <Entries entries={entries} />}</Answer>
    </div>
  );
}
