import { useState } from 'react';
import { usePreferences } from '../../app/preferences.tsx';
import { useOperation } from '../../client/hooks.ts';
import { Drawer } from '../../components/drawer.tsx';
import { ScreenHead } from '../../components/screen-head.tsx';
import { Answer } from '../../components/state.tsx';
import { Diagnostics } from './diagnostics.tsx';
import { Result } from './result.tsx';
import type { StudyInfo, StudyResult } from './study-types.ts';

const STEPS = ['設計', '診断（結果はまだ見ない）', '結果'] as const;

interface StepsProps {
  readonly step: number;
  readonly reached: number;
  readonly onStep: (step: number) => void;
}

/** The three steps; the result opens only after the diagnostics were read. */
function Steps({ step, reached, onStep }: StepsProps) {
  return (
    <ol className="stepper" aria-label="手順">
      {STEPS.map((label, index) => (
        <li
          key={label}
          aria-current={index === step ? 'step' : undefined}
          className={index === step ? 'current' : ''}
        >
          <button
            type="button"
            className="step-button"
            disabled={index > reached}
            onClick={() => onStep(index)}
          >
            <span className="step-number" aria-hidden="true">
              {index + 1}
            </span>
            {label}
          </button>
        </li>
      ))}
    </ol>
  );
}

function Lock({ result }: { readonly result: StudyResult }) {
  const { dateTime } = usePreferences();
  const { lock } = result;
  return (
    <div className={lock.changedSince ? 'notice error' : 'notice'}>
      <p>
        設計は {dateTime(lock.lockedAt)} に固定しました（指紋 <code>{lock.hash.slice(0, 12)}</code>）。
        {lock.changedSince
          ? 'そのあとで設計が変わっています。結果を見てから変えた設計は、根拠として弱くなります。'
          : '固定してから変わっていません。'}
      </p>
    </div>
  );
}

function Design({ result, onNext }: { readonly result: StudyResult; readonly onNext: () => void }) {
  return (
    <section aria-label="設計">
      <h2>だれを、何と、どう比べるか</h2>
      <table className="data-table prose">
        <caption className="visually-hidden">理想の実験（標的試験）にあてはめた設計</caption>
        <tbody>
          {result.targetTrial.map((row) => (
            <tr key={row.item}>
              <th scope="row">{row.item}</th>
              <td>{row.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Lock result={result} />
      <div className="actions">
        <Drawer label="設定の全文" title="この検証の設定">
          <pre className="code">{result.settings}</pre>
        </Drawer>
        <button type="button" className="button" onClick={onNext}>
          診断に進む
        </button>
      </div>
    </section>
  );
}

function Worked({ result }: { readonly result: StudyResult }) {
  const [step, setStep] = useState(0);
  const [reached, setReached] = useState(1);
  const show = (next: number) => {
    setReached((before) => Math.max(before, next));
    setStep(next);
    document.getElementById('main')?.scrollTo({ top: 0 });
  };
  return (
    <>
      <Steps step={step} reached={reached} onStep={show} />
      {step === 0 && <Design result={result} onNext={() => show(1)} />}
      {step === 1 && <Diagnostics result={result} onNext={() => show(2)} />}
      {step === 2 && <Result result={result} />}
    </>
  );
}

/** One effect study in its order: design, diagnostics, result. */
export function StudyPage({ study }: { readonly study: StudyInfo }) {
  const run = useOperation('studies.run', { id: study.id }, { job: `効果検証：${study.title}` });
  return (
    <div className="screen">
      <ScreenHead route="studies" crumbs={[{ label: study.title }]} title={study.question}>
        <p className="hint">
          {study.programme}　｜　{study.design}　｜　見るもの：{study.outcomes.join('、')}
        </p>
      </ScreenHead>
      <Answer query={run} waiting="計算しています。進み具合は画面の下に出ます…">
        {(result) => <Worked result={result} />}
      </Answer>
    </div>
  );
}
