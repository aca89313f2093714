import { go } from '../../app/location.ts';
import { useAttachment, useCommand } from '../../client/hooks.ts';
import { FailurePanel } from '../../components/state.tsx';

/** Said where the host has no dialog for folders. */
export function BrowserOnly() {
  return (
    <p className="hint">
      この操作はデスクトップ版で行えます。ブラウザー版は、起動のときに指定した作業フォルダーを開きます。
    </p>
  );
}

export function OpenWorkspace({ desktop }: { readonly desktop: boolean }) {
  const { host } = useAttachment();
  const open = useCommand('workspace.open');
  const choose = async () => {
    const folder = await host.pickWorkspace('open');
    if (folder !== null) open.mutate({ folder: folder.token }, { onSuccess: () => go('start') });
  };
  return (
    <>
      <button
        type="button"
        className="button secondary"
        disabled={!desktop || open.isPending}
        onClick={() => void choose()}
      >
        作業フォルダーを開く
      </button>
      {!desktop && <BrowserOnly />}
      {open.isError && <FailurePanel failure={open.error} />}
    </>
  );
}
