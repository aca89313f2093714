import { ScreenHead } from '../../components/screen-head.tsx';
import { FailurePanel } from '../../components/state.tsx';
import { Stepper } from '../../components/stepper.tsx';
import { History } from './history.tsx';
import { Mapping } from './mapping.tsx';
import { PickFiles } from './pick-files.tsx';
import { Quarantine } from './quarantine.tsx';
import { Recipes } from './recipes.tsx';
import { Recognised } from './recognised.tsx';
import { ImportReport } from './report.tsx';
import { useWizard } from './use-wizard.ts';

const STEPS = ['ファイルを選ぶ', '見分けた結果を確かめる', '取り込む', '結果を見る'] as const;

export function ImportScreen() {
  const wizard = useWizard();
  const { stage, recognise, load, rerun, replaced, held } = wizard;
  return (
    <div className="screen">
      <ScreenHead route="import" />
      <Stepper steps={STEPS} current={stage.step} />
      {[recognise, load, rerun].map(
        (command) => command.isError && <FailurePanel key={command.error.code} failure={command.error} />,
      )}
      {replaced !== null && (
        <div className="notice" role="status">
          <p>
            「{replaced.fileName}
            」を、これから選ぶファイルで置き換えます。取り込めなかったときは、元の内容のまま残ります。
          </p>
          <div className="actions start">
            <button type="button" className="button secondary small" onClick={wizard.restart}>
              置き換えをやめる
            </button>
          </div>
        </div>
      )}
      {stage.step === 0 && held === null && <PickFiles busy={recognise.isPending} onPicked={wizard.picked} />}
      {stage.step === 1 && (
        <Recognised
          files={stage.files}
          choices={wizard.choices}
          busy={recognise.isPending}
          onBack={wizard.restart}
          onDecide={(file, choice) => wizard.decide(file, stage.files, choice)}
          onConfirm={(chosen, onFault) => wizard.confirmed(stage.files, chosen, onFault)}
        />
      )}
      {stage.step === 2 && (
        <p className="waiting" role="status">
          取り込んでいます。進み具合は画面の下に出ます。中止すると、取り込む前の状態に戻ります。
        </p>
      )}
      {stage.step === 3 && held === null && <ImportReport report={stage.report} onAgain={wizard.restart} />}
      {held !== null && (
        <Mapping
          key={held.batchId}
          file={held.file}
          choice={held.choice}
          busy={recognise.isPending || rerun.isPending}
          onDecide={(choice) => wizard.reconsider(held.batchId, choice)}
          onClose={wizard.leave}
          onTry={(choice) => wizard.tryAgain(held.batchId, choice)}
        />
      )}
      {stage.step !== 1 && held === null && (
        <>
          <Quarantine
            busy={rerun.isPending || recognise.isPending}
            onRerun={(batchId) => wizard.tryAgain(batchId)}
            onReconsider={(batchId) => wizard.reconsider(batchId)}
          />
          <History onReplace={wizard.replace} />
          <Recipes />
        </>
      )}
    </div>
  );
}
