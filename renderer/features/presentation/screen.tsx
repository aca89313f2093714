import { useState } from 'react';
import type { ScreenProps } from '../../app/screen.tsx';
import { type Failure, failureOf, replyValue } from '../../client/failure.ts';
import { useAttachment, useCommand, useOperation } from '../../client/hooks.ts';
import { SelectField, YearField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { ScreenHead } from '../../components/screen-head.tsx';
import { FailurePanel } from '../../components/state.tsx';
import { useShowRoom } from './presenter.tsx';

/** Opens a presentation file that the host or an operation gave a token for. */
export function useOpenDeck() {
  const { client } = useAttachment();
  const room = useShowRoom();
  const [failure, setFailure] = useState<Failure | null>(null);
  const open = async (file: string) => {
    setFailure(null);
    try {
      room.start(replyValue(await client.call('presentation.open', { file })));
    } catch (thrown) {
      setFailure(failureOf(thrown, false));
    }
  };
  return { open, failure };
}

function FromFile() {
  const { host } = useAttachment();
  const { open, failure } = useOpenDeck();
  const choose = async () => {
    const [file] = await host.pickFiles({ folders: false, kind: 'deck' });
    if (file !== undefined) await open(file.token);
  };
  return (
    <section className="card choice">
      <h2>発表用ファイルを開く</h2>
      <p>
        「報告書」でつくった発表用ファイル（.ebpmdeck）を選びます。作業フォルダーがないPCでも発表できます。
      </p>
      <button type="button" className="button secondary" onClick={() => void choose()}>
        ファイルを選んで発表
      </button>
      {failure !== null && <FailurePanel failure={failure} />}
    </section>
  );
}

function FromWorkspace({ years }: { readonly years: readonly number[] }) {
  const [year, setYear] = useState(years[0] ?? 0);
  const build = useCommand('reports.build', { job: '発表の用意', changesWorkspace: false });
  const drafts = useOperation('drafts.list', {}).data?.drafts ?? [];
  const [draft, setDraft] = useState('');
  const { open, failure } = useOpenDeck();
  const start = () =>
    build.mutate(
      { template: 'council', formats: ['deck'], year, ...(draft === '' ? {} : { draft }) },
      {
        onSuccess: ({ files }) => {
          const [file] = files;
          if (file !== undefined) void open(file.token);
        },
      },
    );
  return (
    <section className="card choice">
      <h2>いまのデータで発表</h2>
      <p>1枚に一つの結論のスライドを、秘匿の済んだ数字だけでつくって映します。</p>
      <SelectField
        label="中身"
        block
        value={draft}
        empty="議会・会議用スライド"
        options={drafts.map(({ id, title }) => [id, `組み立てた報告書：${title}`])}
        onChange={setDraft}
      />
      <YearField block years={years} value={year} onChange={setYear} />
      <PushButton className="button" off={build.isPending} onClick={start}>
        {build.isPending ? '用意しています…' : '発表を始める'}
      </PushButton>
      {build.isError && <FailurePanel failure={build.error} />}
      {failure !== null && <FailurePanel failure={failure} />}
    </section>
  );
}

const HOW = [
  ['次のページ', '→ ・ PageDown ・ Space（クリッカーの「進む」）'],
  ['前のページ', '← ・ PageUp（クリッカーの「戻る」）'],
  ['発表者の画面（別の窓）', 'S　原稿、想定される質問、次のページ、経過時間'],
  ['暗い部屋・明るい部屋', 'D'],
  ['画面を消す・戻す', 'B または .'],
  ['終える', 'Esc'],
] as const;

/** What to show, and how to move through it. */
export function PresentationScreen({ state }: ScreenProps) {
  const years = [...state.fiscalYears].sort((a, b) => b - a);
  return (
    <div className="screen">
      <ScreenHead route="present" />
      <div className="cards two">
        {years.length > 0 && <FromWorkspace years={years} />}
        <FromFile />
      </div>
      <section className="card">
        <h2>発表中の操作</h2>
        <dl className="definition wide">
          {HOW.map(([what, keys]) => (
            <div key={what}>
              <dt>{what}</dt>
              <dd>{keys}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}
