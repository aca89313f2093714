import { useAttachment, useCommand, useOperation } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { PushButton } from '../../components/push-button.tsx';
import { FailurePanel } from '../../components/state.tsx';

/** The municipality's logo on covers: shown, chosen, taken away. */
export function LogoSetting({ municipality }: { readonly municipality: string }) {
  const { host } = useAttachment();
  const logo = useOperation('reports.logo', {});
  const save = useCommand('reports.setLogo');
  const picture = logo.data?.picture ?? null;
  const choose = async () => {
    const [file] = await host.pickFiles({ folders: false, kind: 'picture' });
    if (file === undefined) return;
    save.mutate({ file: file.token }, { onSuccess: () => announce('ロゴを保存しました。') });
  };
  return (
    <section className="card stack" aria-labelledby="logo-heading">
      <h2 id="logo-heading">ロゴ</h2>
      {picture === null ? (
        <p className="hint">報告書とスライドの表紙に入れる画像（PNG・JPEG、2MBまで）を選べます。</p>
      ) : (
        <img className="logo-preview" src={picture} alt={`${municipality}のロゴ`} />
      )}
      <div className="actions start">
        <PushButton className="button secondary" off={save.isPending} onClick={() => void choose()}>
          {picture === null ? '画像を選ぶ' : '別の画像にする'}
        </PushButton>
        {picture !== null && (
          <PushButton
            className="button secondary"
            off={save.isPending}
            onClick={() => save.mutate({ file: null }, { onSuccess: () => announce('ロゴを外しました。') })}
          >
            ロゴを外す
          </PushButton>
        )}
      </div>
      {save.isError && <FailurePanel failure={save.error} />}
    </section>
  );
}
