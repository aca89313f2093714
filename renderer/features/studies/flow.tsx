import type { Column, ReleasedFlow } from '../../../analysis/domain/statistic.ts';
import { shortSource } from '../../components/figure.tsx';
import { ReleasedNumber } from '../../components/hidden-cell.tsx';
import { MethodDialog } from '../../components/method-dialog.tsx';
import type { StudyDiagnosis } from './study-types.ts';

const PERSONS: Column = { id: 'persons', label: '人数', kind: 'count', unit: '人', decimals: 0 };

type Step = ReleasedFlow['steps'][number];

const ARM_NAMES: Readonly<Record<string, string>> = { treated: '参加者', control: '比較群' };

/** Steps that concern everybody come first; then each arm has its own column. */
function armsOf(steps: readonly Step[]): ReadonlyMap<string, readonly Step[]> {
  return Map.groupBy(
    steps.filter((step) => step.arm !== undefined),
    (step) => step.arm ?? '',
  );
}

function StepBox({ step, threshold }: { readonly step: Step; readonly threshold: number }) {
  return (
    <li className="flow-step">
      <span>{step.label}</span>
      <strong>
        <ReleasedNumber cell={step.persons} column={PERSONS} threshold={threshold} />人
      </strong>
    </li>
  );
}

/** From everybody who could be meant to those who were compared. */
export function Flow({ result }: { readonly result: Pick<StudyDiagnosis, 'flow'> }) {
  const { statistic: flow, release } = result.flow;
  const common = flow.steps.filter((step) => step.arm === undefined);
  return (
    <figure className="figure" aria-labelledby="flow-title">
      <div className="figure-head">
        <div>
          <h3 id="flow-title" className="figure-title">
            比べた人が決まるまで
          </h3>
          <p className="figure-details">
            {flow.context.population}　｜　{flow.context.period}　｜　単位 人
          </p>
        </div>
        <div className="figure-tools">
          <MethodDialog context={flow.context} release={release} extra={[]} />
        </div>
      </div>
      <ol className="flow">
        {common.map((step) => (
          <StepBox key={step.id} step={step} threshold={release.threshold} />
        ))}
      </ol>
      <div className="flow-arms">
        {[...armsOf(flow.steps)].map(([arm, steps]) => (
          <section key={arm} aria-label={ARM_NAMES[arm] ?? arm}>
            <p className="flow-arm">{ARM_NAMES[arm] ?? arm}</p>
            <ol className="flow">
              {steps.map((step) => (
                <StepBox key={step.id} step={step} threshold={release.threshold} />
              ))}
            </ol>
          </section>
        ))}
      </div>
      <figcaption className="figure-notes">
        <p>出典：{shortSource(flow.context.source)}</p>
        {flow.context.caveats.map((caveat) => (
          <p key={caveat}>注：{caveat}</p>
        ))}
      </figcaption>
    </figure>
  );
}
