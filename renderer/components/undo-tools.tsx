import { PushButton } from './push-button.tsx';
import type { History, SaveState } from './use-history.ts';

const STATES: Readonly<Record<SaveState, string>> = {
  saved: '保存済み',
  saving: '保存しています…',
  failed: '保存できませんでした',
};

/** Undo, redo and, where changes are saved on their own, whether everything is saved. */
export function UndoTools(props: {
  readonly history: Pick<History<unknown>, 'undo' | 'redo' | 'canUndo' | 'canRedo'>;
  readonly state?: SaveState;
}) {
  const { history, state } = props;
  return (
    <div className="actions start">
      <PushButton
        className="tool"
        off={!history.canUndo}
        onClick={history.undo}
        aria-keyshortcuts="Control+Z"
      >
        元に戻す
      </PushButton>
      <PushButton
        className="tool"
        off={!history.canRedo}
        onClick={history.redo}
        aria-keyshortcuts="Control+Y"
      >
        やり直す
      </PushButton>
      {state !== undefined && (
        <span className={state === 'failed' ? 'issue-line' : 'hint'} role="status">
          {STATES[state]}
        </span>
      )}
    </div>
  );
}
