import { type ReactNode, useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { WorkspaceState } from '../../app/header.tsx';
import { go, placeHash, useParam } from '../../app/location.ts';
import { useCommand, useOperation } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { Confirm } from '../../components/drawer.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { ScreenHead } from '../../components/screen-head.tsx';
import { Answer, FailurePanel } from '../../components/state.tsx';
import { Board } from './board.tsx';
import { type Changes, changed, useChanges } from './changes.ts';
import { Facts } from './facts.tsx';
import { LogicModel } from './logic-model.tsx';
import { Payment } from './payment.tsx';
import { Reach } from './reach.tsx';
import { APPROACHES, type Programme } from './words.ts';
import { wrongInput } from './wrong-input.ts';

const VIEWS = [
  { id: 'logic', label: 'ロジックモデル' },
  { id: 'board', label: '評価指標' },
  { id: 'reach', label: '届いた人' },
  { id: 'payment', label: '成果連動の支払い' },
  { id: 'facts', label: '事業の内容' },
] as const;

type ViewId = (typeof VIEWS)[number]['id'];

/** One view of the programme, under its name for whoever goes from heading to heading. */
function View({ id, children }: { readonly id: ViewId; readonly children: ReactNode }) {
  return (
    <TabPanel id={id}>
      <h2 className="visually-hidden">{VIEWS.find((view) => view.id === id)?.label}</h2>
      {children}
    </TabPanel>
  );
}

interface SaveBarProps {
  readonly changed: boolean;
  readonly pending: boolean;
  readonly onSave: () => void;
  readonly onUndo: () => void;
}

function SaveBar({ changed, pending, onSave, onUndo }: SaveBarProps) {
  return (
    <div className="actions">
      <span className="hint" role="status">
        {changed ? 'まだ保存していない変更があります。' : '保存していない変更はありません。'}
      </span>
      <PushButton className="button secondary" off={!changed} onClick={onUndo}>
        変更をやめる
      </PushButton>
      <PushButton className="button" off={!changed || pending} onClick={onSave}>
        台帳に保存する
      </PushButton>
    </div>
  );
}

/** What keeps the programme from being saved. */
function WrongInput({ faults }: { readonly faults: readonly string[] }) {
  return (
    <div className="notice error" role="alert">
      <p className="notice-title">まだ保存できません。直すところ（{faults.length}）</p>
      <ul>
        {faults.map((fault) => (
          <li key={fault}>{fault}</li>
        ))}
      </ul>
    </div>
  );
}

interface RemovalProps {
  readonly programme: Programme;
  readonly onRemoved: () => void;
}

/** Takes the programme out of the register; what was imported stays. */
function Removal({ programme, onRemoved }: RemovalProps) {
  const remove = useCommand('programmes.remove');
  const list = useOperation('programmes.list', {});
  const { id, name } = programme;
  const done = () => {
    announce(`「${name}」を台帳から消しました。`);
    onRemoved();
    go('programmes');
  };
  // A draft from the imported list is in no register yet.
  if (!list.data?.programmes.some((entry) => entry.id === id && entry.saved)) return null;
  return (
    <>
      <div className="actions start">
        <Confirm
          label="この事業を台帳から消す"
          title={`「${name}」を台帳から消しますか`}
          confirm="消す"
          busy={remove.isPending}
          onConfirm={() => remove.mutate({ id }, { onSuccess: done })}
        >
          <p>
            ロジックモデル、評価指標、契約条件、手段、費用も消え、元に戻せません。取り込んだデータは変わりません。取り込んだ一覧にある事業は、下書きに戻ります。
          </p>
        </Confirm>
      </div>
      {remove.isError && <FailurePanel failure={remove.error} />}
    </>
  );
}

function Editor({ held, state }: { readonly held: Programme; readonly state: WorkspaceState }) {
  // What is written lies over what is kept: saving leaves every field in place, and other parts follow.
  const [written, setWritten] = useChanges(state.name, held);
  const [tried, setTried] = useState(false);
  const [view, setView] = useParam('view', 'logic');
  const save = useCommand('programmes.save');
  const draft = changed(held, written);
  const faults = wrongInput(draft);
  const change = (part: Changes) => setWritten((before) => ({ ...before, ...part }));
  const undo = () => {
    setWritten({});
    setTried(false);
    save.reset();
  };
  const send = () => {
    setTried(true);
    if (faults.length > 0) return;
    const onSuccess = () => {
      setWritten((now) => (now === written ? {} : now));
      setTried(false);
      announce('事業の台帳を保存しました。');
    };
    save.mutate({ programme: draft }, { onSuccess });
  };
  return (
    <>
      <SaveBar
        changed={JSON.stringify(draft) !== JSON.stringify(held)}
        pending={save.isPending}
        onUndo={undo}
        onSave={send}
      />
      {tried && faults.length > 0 && <WrongInput faults={faults} />}
      {save.isError && <FailurePanel failure={save.error} />}
      <Tabs className="tabs" selectedKey={view} onSelectionChange={(key) => setView(String(key))}>
        <TabList className="tab-list" aria-label="事業の見方" items={VIEWS}>
          {(item) => <Tab className="tab">{item.label}</Tab>}
        </TabList>
        <View id="logic">
          <LogicModel programme={draft} onChange={change} />
        </View>
        <View id="board">
          <Board programme={held} />
        </View>
        <View id="reach">
          <Reach programme={held} years={state.fiscalYears} />
        </View>
        <View id="payment">
          <Payment programme={held} years={state.fiscalYears} />
        </View>
        <View id="facts">
          <div className="stack">
            <Facts programme={draft} onChange={change} />
            <Removal programme={held} onRemoved={undo} />
          </div>
        </View>
      </Tabs>
    </>
  );
}

/** One programme: logic model, KPIs against their targets, reach and channels, payment by outcome. */
export function ProgrammePage({ id, state }: { readonly id: string; readonly state: WorkspaceState }) {
  const read = useOperation('programmes.read', { id });
  return (
    <div className="screen">
      <Answer query={read}>
        {({ programme }) => (
          <>
            <ScreenHead route="programmes" crumbs={[{ label: programme.name }]} title={programme.name}>
              <p className="hint">
                {`${programme.department}　｜　${APPROACHES[programme.approach]}アプローチ　｜　`}
                <a href={placeHash({ route: 'approaches', detail: '', params: {} })}>
                  二つのアプローチの中での位置を見る
                </a>
                {'　｜　'}
                <a href={placeHash({ route: 'studies', detail: '', params: { g: programme.name } })}>
                  効果を確かめる
                </a>
              </p>
            </ScreenHead>
            <Editor held={programme} state={state} />
          </>
        )}
      </Answer>
    </div>
  );
}
