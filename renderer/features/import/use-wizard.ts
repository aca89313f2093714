import { useState } from 'react';
import type { PickedFile } from '../../../analysis/api/contract/messages.ts';
import type { OperationInput, OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { useCommand } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';

export type RecognisedFile = OperationOutput<'import.recognise'>['files'][number];
export type ImportReportValue = OperationOutput<'import.run'>;
export type Choices = NonNullable<OperationInput<'import.run'>['choices']>;
export type Choice = Choices[string];
export type OnFault = NonNullable<OperationInput<'import.run'>['onFault']>;

/** A batch whose place the next files take. */
export interface Replaced {
  readonly batchId: number;
  readonly fileName: string;
}

/** Set-aside rows whose columns are being given another meaning. */
interface Held {
  readonly batchId: number;
  readonly file: RecognisedFile;
  readonly choice: Choice;
}

type Stage =
  | { readonly step: 0 }
  | { readonly step: 1 | 2; readonly files: readonly RecognisedFile[] }
  | { readonly step: 3; readonly report: ImportReportValue };

/** The wizard: pick, check what was recognised, load, read the report. Nothing is loaded before the third step. */
export function useWizard() {
  const [stage, setStage] = useState<Stage>({ step: 0 });
  const [choices, setChoices] = useState<Choices>({});
  const [replaced, setReplaced] = useState<Replaced | null>(null);
  const recognise = useCommand('import.recognise', { job: 'ファイルを見分ける', changesWorkspace: false });
  const load = useCommand('import.run', { job: 'データを取り込む' });
  const rerun = useCommand('import.rerun', { job: '保留の行をもう一度試す' });
  const [held, setHeld] = useState<Held | null>(null);
  const restart = () => {
    for (const command of [recognise, load, rerun]) command.reset();
    setChoices({});
    setReplaced(null);
    setHeld(null);
    setStage({ step: 0 });
  };
  return {
    stage,
    held,
    choices,
    replaced,
    recognise,
    load,
    rerun,
    restart,
    picked: (picked: readonly PickedFile[]) => {
      if (picked.length === 0) return;
      recognise.mutate(
        { files: picked.map((file) => file.token) },
        { onSuccess: ({ files }) => setStage({ step: 1, files }) },
      );
    },
    /** Looks at one table again in the light of what the user decided. */
    decide: (file: RecognisedFile, files: readonly RecognisedFile[], choice: Choice) => {
      const next = { ...choices, [file.name]: choice };
      setChoices(next);
      recognise.mutate(
        { files: [file.token], choices: next },
        {
          onSuccess: ({ files: again }) => {
            const others = files.filter(({ token }) => token !== file.token);
            setStage({ step: 1, files: [...others, ...again] });
            announce(`${file.name}を見分け直しました。`);
          },
        },
      );
    },
    confirmed: (files: readonly RecognisedFile[], chosen: readonly string[], onFault: OnFault) => {
      setStage({ step: 2, files });
      load.mutate(
        { files: chosen, choices, onFault, ...(replaced ? { replaces: replaced.batchId } : {}) },
        {
          onSuccess: (report) => {
            setReplaced(null);
            setStage({ step: 3, report });
          },
          onError: () => setStage({ step: 1, files }),
        },
      );
    },
    replace: (batch: Replaced) => {
      restart();
      setReplaced(batch);
      announce(`${batch.fileName}と置き換えるファイルを選んでください。`);
    },
    tryAgain: (batchId: number, choice?: Choice) => {
      setHeld(null);
      rerun.mutate(
        { batchId, ...(choice ? { choice } : {}) },
        { onSuccess: (report) => setStage({ step: 3, report }) },
      );
    },
    /** Opens the columns of set-aside rows, for a meaning that holds for one more try. */
    reconsider: (batchId: number, choice: Choice = {}) => {
      const choices = held?.batchId === batchId ? { [held.file.name]: choice } : {};
      recognise.mutate(
        { files: [], batchId, choices },
        { onSuccess: ({ files: [file] }) => file && setHeld({ batchId, file, choice }) },
      );
    },
    leave: () => setHeld(null),
  };
}
