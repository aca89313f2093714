import type { Column, ReleasedCell, ReleasedFlow, ReleasedWire } from '../../../analysis/domain/statistic.ts';
import { Figure } from '../../components/figure.tsx';
import { ReleasedNumber } from '../../components/hidden-cell.tsx';
import { cellText } from '../../format/number.ts';

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

const people = (cell: ReleasedCell): string => `${cellText(cell, PERSONS)}人`;

/** Of how many people how many were compared, in a sentence. */
export function flowFinding(flow: ReleasedFlow): string {
  const common = flow.steps.filter((step) => step.arm === undefined);
  const first = common[0] ?? flow.steps[0];
  const last = [...armsOf(flow.steps)].flatMap(([arm, steps]) => {
    const end = steps.at(-1);
    return end === undefined ? [] : [`${ARM_NAMES[arm] ?? arm} ${people(end.persons)}`];
  });
  const compared =
    last.length > 0 ? last.join('と') : people((common.at(-1) ?? first)?.persons ?? { state: 'none' });
  return first === undefined
    ? '比べた人が決まるまで'
    : `比べた人が決まるまで：${first.label} ${people(first.persons)}のうち、${compared}を比べた`;
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

function Steps({ flow, threshold }: { readonly flow: ReleasedFlow; readonly threshold: number }) {
  const common = flow.steps.filter((step) => step.arm === undefined);
  return (
    <>
      <ol className="flow">
        {common.map((step) => (
          <StepBox key={step.id} step={step} threshold={threshold} />
        ))}
      </ol>
      <div className="flow-arms">
        {[...armsOf(flow.steps)].map(([arm, steps]) => (
          <section key={arm} aria-label={ARM_NAMES[arm] ?? arm}>
            <p className="flow-arm">{ARM_NAMES[arm] ?? arm}</p>
            <ol className="flow">
              {steps.map((step) => (
                <StepBox key={step.id} step={step} threshold={threshold} />
              ))}
            </ol>
          </section>
        ))}
      </div>
    </>
  );
}

/** From everybody who could be meant to those who were compared: boxes with their numbers, figure and table in one. */
export function FlowFigure(props: { readonly wire: ReleasedWire<ReleasedFlow>; readonly title?: string }) {
  const { statistic: flow, release } = props.wire;
  return (
    <Figure
      title={props.title ?? flowFinding(flow)}
      context={flow.context}
      release={release}
      details={['単位 人']}
      table={<Steps flow={flow} threshold={release.threshold} />}
    />
  );
}
