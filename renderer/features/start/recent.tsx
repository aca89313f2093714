import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { go } from '../../app/location.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useCommand, useOperation } from '../../client/hooks.ts';
import { PushButton } from '../../components/push-button.tsx';
import { FailurePanel } from '../../components/state.tsx';

type Entry = OperationOutput<'recent.list'>['entries'][number];

function Line({ entry }: { readonly entry: Entry }) {
  const { dateTime } = usePreferences();
  const open = useCommand('workspace.open');
  const forget = useCommand('recent.forget', { changesWorkspace: true });
  const { folder, name, municipality, openedAt } = entry;
  return (
    <li>
      <span>
        {folder === undefined ? (
          <span>{name}（いまの場所に見つかりません）</span>
        ) : (
          <PushButton
            className="card-link"
            off={open.isPending}
            onClick={() => open.mutate({ folder }, { onSuccess: () => go('start') })}
          >
            {name}
          </PushButton>
        )}
        <span className="hint">
          {`　${municipality === name ? '' : `${municipality}　`}${dateTime(openedAt)}`}
        </span>
      </span>
      <button
        type="button"
        className="tool"
        aria-label={`${name}を一覧から外す`}
        onClick={() => forget.mutate({ id: entry.id })}
      >
        外す
      </button>
      {open.isError && <FailurePanel failure={open.error} />}
    </li>
  );
}

/** Workspaces that were opened on this PC, newest first. Removing one from the list leaves its folder alone. */
export function Recent() {
  const entries = useOperation('recent.list', {}).data?.entries ?? [];
  if (entries.length === 0) return null;
  return (
    <>
      <h3>最近開いたもの</h3>
      <ul className="recent">
        {entries.map((entry) => (
          <Line key={entry.id} entry={entry} />
        ))}
      </ul>
    </>
  );
}
