import { useState } from 'react';
import type { PickedFile } from '../../../analysis/api/contract/messages.ts';
import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { useCommand } from '../../client/hooks.ts';
import { ScreenHead } from '../../components/screen-head.tsx';
import { FailurePanel } from '../../components/state.tsx';
import { Stepper } from '../../components/stepper.tsx';
import { History } from './history.tsx';
import { PickFiles } from './pick-files.tsx';
import { Recognised } from './recognised.tsx';
import { ImportReport } from './report.tsx';

export type RecognisedFile = OperationOutput<'import.recognise'>['files'][number];

const STEPS = ['ファイルを選ぶ', '見分けた結果を確かめる', '取り込む', '結果を見る'] as const;

type Stage =
  | { readonly step: 0 }
  | { readonly step: 1; readonly files: readonly RecognisedFile[] }
  | { readonly step: 2; readonly files: readonly RecognisedFile[] }
  | { readonly step: 3; readonly report: OperationOutput<'import.run'> };

/** The wizard: pick, check what was recognised, load, read the report. Nothing is loaded before the third step. */
function useWizard() {
  const [stage, setStage] = useState<Stage>({ step: 0 });
  const recognise = useCommand('import.recognise', { job: 'ファイルを見分ける', changesWorkspace: false });
  const load = useCommand('import.run', { job: 'データを取り込む' });
  return {
    stage,
    recognise,
    load,
    restart: () => {
      recognise.reset();
      load.reset();
      setStage({ step: 0 });
    },
    picked: (picked: readonly PickedFile[]) => {
      if (picked.length === 0) return;
      recognise.mutate(
        { files: picked.map((file) => file.token) },
        { onSuccess: ({ files }) => setStage({ step: 1, files }) },
      );
    },
    confirmed: (files: readonly RecognisedFile[], chosen: readonly string[]) => {
      setStage({ step: 2, files });
      load.mutate(
        { files: chosen },
        {
          onSuccess: (report) => setStage({ step: 3, report }),
          onError: () => setStage({ step: 1, files }),
        },
      );
    },
  };
}

export function ImportScreen() {
  const { stage, recognise, load, restart, picked, confirmed } = useWizard();
  return (
    <div className="screen">
      <ScreenHead route="import" />
      <Stepper steps={STEPS} current={stage.step} />
      {recognise.isError && <FailurePanel failure={recognise.error} />}
      {load.isError && <FailurePanel failure={load.error} />}
      {stage.step === 0 && <PickFiles busy={recognise.isPending} onPicked={picked} />}
      {stage.step === 1 && (
        <Recognised
          files={stage.files}
          onBack={restart}
          onConfirm={(chosen) => confirmed(stage.files, chosen)}
        />
      )}
      {stage.step === 2 && (
        <p className="waiting" role="status">
          取り込んでいます。進み具合は画面の下に出ます。中止すると、取り込む前の状態に戻ります。
        </p>
      )}
      {stage.step === 3 && <ImportReport report={stage.report} onAgain={restart} />}
      <History />
    </div>
  );
}
