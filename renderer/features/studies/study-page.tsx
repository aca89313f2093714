import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useOperation } from '../../client/hooks.ts';
import { PushButton } from '../../components/push-button.tsx';
import { ScreenHead } from '../../components/screen-head.tsx';
import { Answer } from '../../components/state.tsx';
import { Design, Lock } from './design.tsx';
import { Diagnostics } from './diagnostics.tsx';
import { Result } from './result.tsx';
import { Sensitivity } from './sensitivity.tsx';
import type { StudyDesign, StudyInfo } from './study-types.ts';

const STEPS = ['設計', '診断（結果はまだ見ない）', '結果', '結論の確かさ'] as const;

/** Where a study is opened again: at the furthest step that its log knows of, and how far one may go from there. */
const OPENS_AT = {
  draft: { step: 0, reached: 0 },
  locked: { step: 1, reached: 1 },
  diagnosed: { step: 1, reached: 1 },
  opened: { step: 2, reached: 3 },
} as const satisfies Record<
  StudyDesign['lock']['stage'],
  { readonly step: number; readonly reached: number }
>;

/** What was just computed has moved the study on: the design that is kept must know, or it reopens where it was. */
function useMovedOn(id: string, { data }: { readonly data: unknown }) {
  const queries = useQueryClient();
  useEffect(() => {
    if (data !== undefined) void queries.invalidateQueries({ queryKey: ['studies.design', { id }] });
  }, [queries, id, data]);
}

interface StepsProps {
  readonly step: number;
  readonly reached: number;
  readonly onStep: (step: number) => void;
}

/** The steps; each opens only after the one before. */
function Steps({ step, reached, onStep }: StepsProps) {
  return (
    <ol className="stepper" aria-label="手順">
      {STEPS.map((label, index) => (
        <li
          key={label}
          aria-current={index === step ? 'step' : undefined}
          className={index === step ? 'current' : ''}
        >
          <PushButton className="step-button" off={index > reached} onClick={() => onStep(index)}>
            <span className="step-number" aria-hidden="true">
              {index + 1}
            </span>
            {label}
          </PushButton>
        </li>
      ))}
    </ol>
  );
}

function Diagnosed({ study, onNext }: { readonly study: StudyInfo; readonly onNext: () => void }) {
  const diagnosis = useOperation('studies.diagnose', { id: study.id }, { job: `診断：${study.title}` });
  useMovedOn(study.id, diagnosis);
  return (
    <Answer query={diagnosis} waiting="診断しています。進み具合は画面の下に出ます…">
      {(value) => <Diagnostics diagnosis={value} onNext={onNext} />}
    </Answer>
  );
}

/** Outcomes are asked for only here: after the design was locked and the diagnostics were read. */
function Opened({
  study,
  part,
  onNext,
}: {
  readonly study: StudyInfo;
  readonly part: 'result' | 'sensitivity';
  readonly onNext: () => void;
}) {
  const run = useOperation('studies.run', { id: study.id }, { job: `効果検証：${study.title}` });
  useMovedOn(study.id, run);
  return (
    <Answer query={run} waiting="計算しています。進み具合は画面の下に出ます…">
      {(result) =>
        part === 'sensitivity' ? (
          <Sensitivity result={result} />
        ) : (
          <>
            <Result result={result} />
            <Lock lock={result.lock} />
            <div className="actions">
              <button type="button" className="button" onClick={onNext}>
                結論の確かさを見る
              </button>
            </div>
          </>
        )
      }
    </Answer>
  );
}

function Worked({ design }: { readonly design: StudyDesign }) {
  const start = OPENS_AT[design.lock.stage];
  const [step, setStep] = useState<number>(start.step);
  const [reached, setReached] = useState<number>(start.reached);
  const show = (next: number) => {
    setReached((before) => Math.max(before, next));
    setStep(next);
    document.getElementById('main')?.scrollTo({ top: 0 });
  };
  const { study } = design;
  return (
    <>
      <Steps step={step} reached={reached} onStep={show} />
      {step === 0 && <Design design={design} onNext={() => show(1)} />}
      {step === 1 && <Diagnosed study={study} onNext={() => show(2)} />}
      {step >= 2 && (
        <Opened study={study} part={step === 2 ? 'result' : 'sensitivity'} onNext={() => show(3)} />
      )}
    </>
  );
}

/** One effect study in its order: design, diagnostics, result, how far it holds; opened where it was left. */
export function StudyPage({ study }: { readonly study: StudyInfo }) {
  const design = useOperation('studies.design', { id: study.id });
  return (
    <div className="screen">
      <ScreenHead route="studies" crumbs={[{ label: study.title }]} title={study.question}>
        <p className="hint">
          {study.programme}　｜　{study.design}　｜　見るもの：{study.outcomes.join('、')}
        </p>
      </ScreenHead>
      <Answer query={design}>{(value) => <Worked design={value} />}</Answer>
    </div>
  );
}
