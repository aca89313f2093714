import { go } from '../../app/location.ts';
import { useAttachment, useCommand } from '../../client/hooks.ts';
import { PushButton } from '../../components/push-button.tsx';
import { FailurePanel } from '../../components/state.tsx';
import { Recent } from './recent.tsx';

/** Opens a folder where the host has a dialog for it, and the recent ones everywhere. */
export function OpenWorkspace({ desktop }: { readonly desktop: boolean }) {
  const { host } = useAttachment();
  const open = useCommand('workspace.open');
  const choose = async () => {
    const folder = await host.pickWorkspace('open');
    if (folder !== null) open.mutate({ folder: folder.token }, { onSuccess: () => go('start') });
  };
  return (
    <>
      {desktop ? (
        <PushButton className="button secondary" off={open.isPending} onClick={() => void choose()}>
          作業フォルダーを開く
        </PushButton>
      ) : (
        <p className="hint">
          ブラウザー版では、下の一覧から開きます。ほかのフォルダーは、起動のときに「npm run ebpm -- serve
          --workspace フォルダー」で指定します。
        </p>
      )}
      {open.isError && <FailurePanel failure={open.error} />}
      <Recent />
    </>
  );
}
