import { useState } from 'react';
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
  const [step, setStep] = useState(0);
  const [reached, setReached] = useState(0);
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

/** One effect study in its order: design, diagnostics, result, how far it holds. */
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
