import { useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { WorkspaceState } from '../../app/header.tsx';
import { placeHash, useParam } from '../../app/location.ts';
import { useCommand, useOperation } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { PushButton } from '../../components/push-button.tsx';
import { ScreenHead } from '../../components/screen-head.tsx';
import { Answer, FailurePanel } from '../../components/state.tsx';
import { Board } from './board.tsx';
import { Facts } from './facts.tsx';
import { LogicModel } from './logic-model.tsx';
import { Payment } from './payment.tsx';
import { Reach } from './reach.tsx';
import { APPROACHES, type Programme } from './words.ts';

const VIEWS = [
  { id: 'logic', label: 'ロジックモデル' },
  { id: 'board', label: '評価指標' },
  { id: 'reach', label: '届いた人' },
  { id: 'payment', label: '成果連動の支払い' },
  { id: 'facts', label: '事業の内容' },
] as const;

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

function Editor({ held, state }: { readonly held: Programme; readonly state: WorkspaceState }) {
  // What is written lies over what is kept: saving leaves every field in place, and other parts follow.
  const [written, setWritten] = useState<Partial<Programme>>({});
  const [view, setView] = useParam('view', 'logic');
  const save = useCommand('programmes.save');
  const draft: Programme = { ...held, ...written };
  const changed = JSON.stringify(draft) !== JSON.stringify(held);
  const change = (part: Partial<Programme>) => setWritten((before) => ({ ...before, ...part }));
  return (
    <>
      <SaveBar
        changed={changed}
        pending={save.isPending}
        onUndo={() => setWritten({})}
        onSave={() =>
          save.mutate(
            { programme: draft },
            {
              onSuccess: () => {
                setWritten((now) => (now === written ? {} : now));
                announce('事業の台帳を保存しました。');
              },
            },
          )
        }
      />
      {save.isError && <FailurePanel failure={save.error} />}
      <Tabs className="tabs" selectedKey={view} onSelectionChange={(key) => setView(String(key))}>
        <TabList className="tab-list" aria-label="事業の見方" items={VIEWS}>
          {(item) => <Tab className="tab">{item.label}</Tab>}
        </TabList>
        <TabPanel id="logic">
          <LogicModel programme={draft} onChange={change} />
        </TabPanel>
        <TabPanel id="board">
          <Board programme={held} />
        </TabPanel>
        <TabPanel id="reach">
          <Reach programme={held} years={state.fiscalYears} />
        </TabPanel>
        <TabPanel id="payment">
          <Payment programme={held} years={state.fiscalYears} />
        </TabPanel>
        <TabPanel id="facts">
          <Facts programme={draft} onChange={change} />
        </TabPanel>
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
