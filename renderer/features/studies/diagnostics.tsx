import { useState } from 'react';
import { CheckField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { BalanceFigure } from './balance-figure.tsx';
import { Checks } from './checks.tsx';
import { FlowFigure } from './flow.tsx';
import { OverlapFigure } from './overlap-figure.tsx';
import { PowerTable } from './power-table.tsx';
import type { StudyDiagnosis } from './study-types.ts';

/** Flow, balance and overlap, read before the result. */
export function Diagnostics({
  diagnosis,
  onNext,
}: {
  readonly diagnosis: StudyDiagnosis;
  readonly onNext: () => void;
}) {
  const [read, setRead] = useState(false);
  const worst = diagnosis.checks.some((check) => check.verdict === 'bad');
  return (
    <section aria-label="診断">
      <Checks checks={diagnosis.checks} />
      <PowerTable power={diagnosis.power} />
      <FlowFigure wire={diagnosis.flow} />
      {diagnosis.balance !== undefined && <BalanceFigure wire={diagnosis.balance} />}
      {diagnosis.overlap !== undefined && <OverlapFigure wire={diagnosis.overlap} />}
      <div className="card reveal">
        <CheckField
          label={`診断を読みました。${worst ? '「問題あり」とされた点があることを分かったうえで結果を見ます。' : ''}`}
          checked={read}
          onChange={setRead}
        />
        <PushButton className="button" off={!read} onClick={onNext}>
          結果を見る
        </PushButton>
      </div>
    </section>
  );
}
