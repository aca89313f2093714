import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useCommand, useOperation } from '../../client/hooks.ts';
import { ScreenHead } from '../../components/screen-head.tsx';
import { Answer, Empty, FailurePanel } from '../../components/state.tsx';
import { formatNumber } from '../../format/number.ts';

type Entry = OperationOutput<'releases.list'>['entries'][number];

function Row({ entry }: { readonly entry: Entry }) {
  const { dateTime } = usePreferences();
  return (
    <tr>
      <td className="num-cell num">{entry.sequence}</td>
      <td className="num">{dateTime(entry.releasedAt)}</td>
      <th scope="row">{entry.title}</th>
      <td>{entry.outlet}</td>
      <td className="num-cell num">{entry.threshold}人</td>
      <td className="num-cell num">{formatNumber(entry.shown, 0)}</td>
      <td className="num-cell num">{formatNumber(entry.hidden, 0)}</td>
      <td>{entry.files.map((file) => file.name).join('、') || '—'}</td>
    </tr>
  );
}

function Entries({ entries }: { readonly entries: readonly Entry[] }) {
  if (entries.length === 0)
    return <Empty>まだ何も公開していません。報告書をつくると、ここに残ります。</Empty>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="table-scroll tall" tabIndex={0} aria-label="公開記録">
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
            <th scope="col">ファイル</th>
          </tr>
        </thead>
        <tbody>
          {entries.toReversed().map((entry) => (
            <Row key={entry.sequence} entry={entry} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Verify() {
  const verify = useCommand('releases.verify', { changesWorkspace: false });
  return (
    <div className="verify">
      <button
        type="button"
        className="button secondary"
        disabled={verify.isPending}
        onClick={() => verify.mutate({})}
      >
        {verify.isPending ? '確かめています…' : '書きかえられていないか確かめる'}
      </button>
      {verify.isError && <FailurePanel failure={verify.error} />}
      {verify.data !== undefined && (
        <p role="status" className={verify.data.intact ? 'badge good' : 'badge bad'}>
          {verify.data.intact
            ? `○ ${verify.data.entries}件すべて、記録したときのままです`
            : `× ${verify.data.firstFault ?? '?'}番の記録がつながりません。控えの作業フォルダーと比べてください`}
        </p>
      )}
    </div>
  );
}

/** What left this PC, when and under which rule; and whether the record is unbroken. */
export function ReleasesScreen() {
  const list = useOperation('releases.list', {});
  return (
    <div className="screen">
      <ScreenHead route="releases" />
      <Verify />
      <Answer query={list}>{({ entries }) => <Entries entries={entries} />}</Answer>
    </div>
  );
}
