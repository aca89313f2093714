import { useState } from 'react';
import { DropZone, Text } from 'react-aria-components';
import type { PickedFile } from '../../../analysis/api/contract/messages.ts';
import { type Failure, failureOf } from '../../client/failure.ts';
import { useAttachment } from '../../client/hooks.ts';
import { PushButton } from '../../components/push-button.tsx';
import { FailurePanel } from '../../components/state.tsx';

interface PickFilesProps {
  readonly busy: boolean;
  readonly onPicked: (files: readonly PickedFile[]) => void;
}

const ACCEPTED =
  '特定健診（CSV・XML）、レセプト（UKE）、被保険者台帳、KDB帳票、特定保健指導、要介護認定・給付、がん検診、事業の参加者名簿と記録、事業費';

/** Files by dialog, by folder or by dropping; the page learns names and tokens only. */
export function PickFiles({ busy, onPicked }: PickFilesProps) {
  const { host } = useAttachment();
  const [failure, setFailure] = useState<Failure | null>(null);
  const take = async (files: Promise<readonly PickedFile[]>) => {
    setFailure(null);
    try {
      onPicked(await files);
    } catch (thrown) {
      setFailure(failureOf(thrown, false));
    }
  };
  return (
    <>
      <DropZone
        className="drop-zone"
        isDisabled={busy}
        aria-label="取り込むファイルを置く場所"
        onDrop={(event) => {
          const items = event.items.filter((item) => item.kind === 'file');
          void take(
            Promise.all(items.map((item) => item.getFile())).then((files) => host.receiveFiles(files)),
          );
        }}
      >
        <Text slot="label" className="drop-title">
          ここにファイルをまとめて置いてください
        </Text>
        <p className="hint">{ACCEPTED}</p>
        <div className="actions">
          <PushButton
            className="button"
            off={busy}
            onClick={() => void take(host.pickFiles({ folders: false }))}
          >
            ファイルを選ぶ
          </PushButton>
          <PushButton
            className="button secondary"
            off={busy}
            onClick={() => void take(host.pickFiles({ folders: true }))}
          >
            フォルダーごと選ぶ
          </PushButton>
        </div>
        <p className="hint">種類・文字コード・列は自動で見分けます。確かめるまで、何も取り込みません。</p>
      </DropZone>
      {failure !== null && <FailurePanel failure={failure} />}
    </>
  );
}
