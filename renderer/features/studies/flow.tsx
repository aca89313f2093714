import type { Column, ReleasedCell, ReleasedFlow, ReleasedWire } from '../../../analysis/domain/statistic.ts';
import { Figure } from '../../components/figure.tsx';
import { ReleasedNumber } from '../../components/hidden-cell.tsx';
import { cellText, formatNumber } from '../../format/number.ts';

const PERSONS: Column = { id: 'persons', label: '人数', kind: 'count', unit: '人', decimals: 0 };

type Step = ReleasedFlow['steps'][number];

/** Steps that concern everybody come first; then each arm has its own column. */
function armsOf(steps: readonly Step[]): ReadonlyMap<string, readonly Step[]> {
  return Map.groupBy(
    steps.filter((step) => step.arm !== undefined),
    (step) => step.arm ?? '',
  );
}

const people = (cell: ReleasedCell): string => `${cellText(cell, PERSONS)}人`;

/** People with one outcome each are parts of everybody before them, not of each other. */
const isObserved = ({ id }: Step): boolean => id.startsWith('observed_');

/** How many of an arm were compared: one number, or from the fewest to the most where outcomes differ in it. */
function compared(steps: readonly Step[]): string {
  const observed = steps.filter(isObserved);
  const ends = (observed.length === 0 ? steps.slice(-1) : observed).map(({ persons }) => persons);
  const values = ends.flatMap((cell) => (cell.state === 'shown' ? [cell.value] : []));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (values.length < ends.length || least === most) return people(ends[0] ?? { state: 'none' });
  return `${formatNumber(least, 0)}〜${formatNumber(most, 0)}人`;
}

/** Of how many people how many were compared, in a sentence; each arm is counted on its own. */
export function flowFinding(flow: ReleasedFlow): string {
  const common = flow.steps.filter((step) => step.arm === undefined);
  const [first] = common;
  const last = common.at(-1);
  const arms = [...armsOf(flow.steps)];
  const ends = arms.map(([arm, steps]) => `${arm} ${compared(steps)}`).join('と');
  const starts = arms.map(([arm, steps]) => `${arm} ${people(steps[0]?.persons ?? { state: 'none' })}`);
  if (first !== undefined && last !== undefined) {
    const end = ends === '' ? people(last.persons) : ends;
    return `比べた人が決まるまで：${first.label} ${people(first.persons)}のうち、${end}を比べた`;
  }
  if (arms.length === 0) return '比べた人が決まるまで';
  const each = arms.some(([, steps]) => steps.filter(isObserved).length > 1) ? '結果ごとに ' : '';
  return `比べた人が決まるまで：${starts.join('・')}のうち、${each}${ends}を比べた`;
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
          <section key={arm} aria-label={arm}>
            <p className="flow-arm">{arm}</p>
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
