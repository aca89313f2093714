import type { ReactNode } from 'react';
import { go } from '../../app/location.ts';
import { routeOf } from '../../app/routes.ts';
import type { ScreenProps } from '../../app/screen.tsx';
import { useCommand, useOperation } from '../../client/hooks.ts';
import { PushButton } from '../../components/push-button.tsx';
import { FailurePanel } from '../../components/state.tsx';
import { CreateWorkspace } from './create-workspace.tsx';
import { OpenWorkspace } from './open-workspace.tsx';
import { Questions } from './questions.tsx';

function Choice(props: { readonly title: string; readonly text: string; readonly children: ReactNode }) {
  return (
    <section className="card choice">
      <h2>{props.title}</h2>
      <p>{props.text}</p>
      {props.children}
    </section>
  );
}

function OpenSample() {
  const open = useCommand('workspace.openSample', { job: '見本のデータを開く' });
  return (
    <>
      <PushButton
        className="button"
        off={open.isPending}
        onClick={() => open.mutate({}, { onSuccess: () => go('overview') })}
      >
        見本を開く
      </PushButton>
      {open.isError && <FailurePanel failure={open.error} />}
    </>
  );
}

function Continue({ state }: Pick<ScreenProps, 'state'>) {
  const next = state.batches === 0 ? 'import' : 'overview';
  return (
    <section className="card continue">
      <div>
        <h2>いま開いているデータ</h2>
        <p>
          {state.settings.municipality || state.name}
          {state.sample && '（見本）'}
          {`　／　取り込んだファイル ${state.batches}件　／　${state.fiscalYears.length}年度分`}
        </p>
      </div>
      <button type="button" className="button" onClick={() => go(next)}>
        {next === 'import' ? 'データを取り込む' : '現状を見る'}
      </button>
    </section>
  );
}

const WORK = [
  ['そろえる', 'KDB・レセプト・健診のファイルを取り込み、使えるデータか確かめます。', 'import'],
  ['知る', '受診率や有所見率を、年代・地区・年度で比べます。', 'overview'],
  ['確かめる', '事業に効果があったかを、偏りを調べてから確かめます。', 'studies'],
  ['伝える', '報告書と議会資料をつくり、出した数字を記録します。', 'reports'],
] as const;

/** Where one starts: the sample, an existing folder, a new one, or what is open already. */
export function StartScreen({ state }: ScreenProps) {
  const info = useOperation('app.info', {});
  const desktop = info.data?.shell === 'desktop';
  return (
    <div className="screen">
      <div className="screen-head">
        <div className="screen-title">
          <h1>はじめに</h1>
          <p className="question">このPCの中だけで計算します。個人の行は、画面にもファイルにも出ません。</p>
        </div>
      </div>
      {state.open && <Continue state={state} />}
      {state.open && state.batches > 0 && <Questions />}
      <div className="cards three">
        <Choice title="見本で試す" text="架空の町のデータです。すべての画面を、本物と同じ手順で試せます。">
          <OpenSample />
        </Choice>
        <Choice title="新しく始める" text="作業フォルダーをつくり、自分の自治体のファイルを取り込みます。">
          <CreateWorkspace desktop={desktop} />
        </Choice>
        <Choice title="続きから" text="前につくった作業フォルダーを開きます。">
          <OpenWorkspace desktop={desktop} />
        </Choice>
      </div>
      <h2>作業の流れ</h2>
      <ol className="steps-list">
        {WORK.map(([title, text, route], index) => (
          <li key={title}>
            <span className="step-number" aria-hidden="true">
              {index + 1}
            </span>
            <strong>{title}</strong>
            <span>{text}</span>
            {state.open && <a href={`#/${route}`}>{routeOf(route).label}を開く</a>}
          </li>
        ))}
      </ol>
      <p className="hint">版 {info.data?.version ?? ''}</p>
    </div>
  );
}
