import type {
  CandidateRow,
  CandidateTable,
  Column,
  Dimension,
  HiddenReason,
  ReleasedCell,
  ReleasedRow,
  ReleasedTable,
  StatisticContext,
} from '../../domain/statistic.ts';
import { unionOf } from '../ledger/person-sets.ts';
import type { LedgerView } from '../ledger/view.ts';
import { type DisclosurePolicy, isSmall, requirePublishable } from '../policy.ts';
import { type Released, seal } from '../released.ts';
import { curveLimits } from '../survival/limits.ts';
import { type LifeStep, lastPrintableStep, mergeSteps } from '../survival/steps.ts';
import { ALL_RULES, type GateOptions } from './options.ts';
import { hiddenCell, printed, releaseRecord, shownCell } from './record.ts';
import { ofPeople, releaseTable } from './table.ts';

/** One curve: steps of a fixed time grid, in order. */
export interface SurvivalArm {
  readonly code: string;
  readonly label: string;
  readonly steps: readonly LifeStep[];
  /** Keys of the persons at risk and of those with the event, by step (see `CandidateRow.people`). */
  readonly people?: readonly { readonly atRisk: string; readonly events: string }[];
}

export interface SurvivalCandidate {
  readonly id: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly context: StatisticContext;
  /** Unit of time, e.g. 月. */
  readonly unit: string;
  readonly arms: readonly SurvivalArm[];
  /** Finest classes of the people (see `CandidateTable`). */
  readonly atoms?: CandidateTable['atoms'];
}

const COLUMNS: readonly Column[] = [
  { id: 'survival', label: '生存割合', kind: 'derived', unit: '%', decimals: 1, from: ['at_risk'] },
  { id: 'at_risk', label: 'リスク人数（概数）', kind: 'count', unit: '人', decimals: 0 },
  limit('lower', '95％信頼限界の下限'),
  limit('upper', '95％信頼限界の上限'),
];

function limit(id: string, label: string): Column {
  return {
    id,
    label,
    kind: 'derived',
    unit: '%',
    decimals: 1,
    from: ['survival', 'at_risk'],
    formula: 'interval',
  };
}

interface PrintedStep {
  readonly from: number;
  readonly to: number;
  readonly survival: number;
  readonly atRisk: number;
  /** Up to the end of the step. */
  readonly events: number;
}

export interface ReleasedSurvival {
  readonly curve: Released<ReleasedTable>;
  /** Persons at risk and events of the printed steps, for the ledger. */
  readonly sizes: { readonly candidate: CandidateTable; readonly released: Released<ReleasedTable> };
}

/**
 * Lets survival curves through the gate: times are merged until every printed step, and what comes after the
 * last one, stands for at least `threshold` events, the curve ends where fewer than twice the threshold are at
 * risk, and persons at risk are rounded to tens, so that no step says how many had the event. A curve from which
 * an earlier one differs by few is not shown. Pointwise limits follow from the printed numbers alone.
 *
 * Rows: arm × end of the step; an arm too small for any step has a single hidden row.
 *
 * @throws UserIssue as `releaseTable`
 */
export async function releaseSurvival(
  candidate: SurvivalCandidate,
  policy: DisclosurePolicy,
  ledger: LedgerView,
  options: GateOptions = {},
): Promise<ReleasedSurvival> {
  requirePublishable(policy);
  const rules = options.rules ?? ALL_RULES;
  const fit = candidate.arms.map((arm) => printedSteps(arm.steps, policy.threshold, rules.tail));
  const sizes = stepSizes(candidate, fit);
  const released = await releaseTable(ofPeople(sizes, candidate), policy, ledger, options);
  const hiddenArms = new Set(
    released.statistic.rows.flatMap(({ at, cells }) =>
      cells.some(({ state }) => state === 'hidden') ? [at[0]!] : [],
    ),
  );
  const curves = candidate.arms.map(({ code }, at) => (hiddenArms.has(code) ? undefined : fit[at]));
  const reasons = candidate.arms.map(
    (_, at) => (fit[at] === undefined ? 'primary' : 'ledger') as HiddenReason,
  );
  const times = [...new Set(curves.flatMap((curve) => curve?.map((step) => step.to) ?? []))].toSorted(
    (a, b) => a - b,
  );
  const rows = candidate.arms.flatMap((arm, at) =>
    armRows(arm, curves[at], { reason: reasons[at]!, atLeast: 2 * policy.threshold }),
  );
  const dimensions: Dimension[] = [
    {
      id: 'arm',
      label: '群',
      partition: true,
      levels: candidate.arms.map(({ code, label }) => ({ code, label })),
    },
    {
      id: 'time',
      label: `経過（${candidate.unit}）`,
      partition: false,
      levels: [
        { code: 'none', label: '表示なし' },
        ...times.map((time) => ({ code: String(time), label: `${time}${candidate.unit}` })),
      ],
    },
  ];
  const table: ReleasedTable = {
    id: candidate.id,
    parameters: candidate.parameters,
    context: candidate.context,
    dimensions,
    columns: COLUMNS,
    rows,
  };
  const question = {
    id: candidate.id,
    parameters: candidate.parameters,
    arms: candidate.arms.map((arm) => arm.code),
  };
  const cells: ReleasedCell[] = rows.flatMap((row) => row.cells);
  const curve = seal(structuredClone(table), releaseRecord({ question, policy, ledger, cells }));
  return { curve, sizes: { candidate: sizes, released } };
}

/** What a reader can work out of the printed steps: persons at risk and events, taken as if they were exact. */
function stepSizes(
  { id, parameters, context, arms }: SurvivalCandidate,
  curves: readonly (readonly PrintedStep[] | undefined)[],
): CandidateTable {
  const steps = arms.flatMap(({ code }, at) => (curves[at] ?? []).map((step) => ({ code, step })));
  const times = [...new Set(steps.map(({ step }) => String(step.to)))];
  return {
    id: `${id}.steps`,
    parameters,
    context,
    dimensions: [
      { id: 'arm', label: '群', partition: true, levels: arms.map(({ code, label }) => ({ code, label })) },
      {
        id: 'time',
        label: '経過',
        partition: false,
        nested: true,
        levels: times.map((code) => ({ code, label: code })),
      },
    ],
    columns: [
      { id: 'at_risk', label: 'リスク人数', kind: 'count', unit: '人', decimals: 0 },
      { id: 'events', label: '発生までの人数', kind: 'count', unit: '人', decimals: 0 },
    ],
    rows: steps.map(({ code, step }) => ({
      at: [code, String(step.to)],
      values: [step.atRisk, step.events],
      ...stepPeople(arms.find((arm) => arm.code === code)!, step),
    })),
  };
}

function stepPeople({ steps, people }: SurvivalArm, step: PrintedStep): Pick<CandidateRow, 'people'> {
  if (people === undefined) return {};
  const started = Math.max(
    0,
    steps.findIndex(([time]) => time === step.from),
  );
  const events = people.filter((_, at) => steps[at]![0] <= step.to).map((each) => each.events);
  return { people: { at_risk: people[started]!.atRisk, events: unionOf(events) } };
}

/** Steps that may be printed; undefined where the arm has too few people or events for any. */
function printedSteps(
  steps: readonly LifeStep[],
  threshold: number,
  guardTail: boolean,
): PrintedStep[] | undefined {
  const tail = lastPrintableStep(
    steps.map((step) => step[1]),
    2 * threshold,
  );
  const kept = steps.slice(0, tail + 1);
  const first = kept[0];
  if (first === undefined) return undefined;
  const bins = mergeSteps(kept, threshold);
  const eventsOf = (list: readonly LifeStep[]) => list.reduce((sum, step) => sum + step[2], 0);
  // Whoever knows all events can subtract those of the curve.
  if (guardTail && isSmall(eventsOf(steps.slice(tail + 1)), threshold)) bins.pop();
  if (bins.length === 0 || bins.some((bin) => isSmall(bin[3], threshold))) return undefined;
  const shown: PrintedStep[] = [{ from: 0, to: 0, survival: 100, atRisk: first[1], events: 0 }];
  for (const [from, to, atRisk, events] of bins) {
    const within = kept.filter(([time]) => time >= from && time <= to);
    const ratio = within.reduce((left, [, n, lost]) => (n === 0 ? left : left * (1 - lost / n)), 1);
    const before = shown.at(-1)!;
    shown.push({ from, to, survival: before.survival * ratio, atRisk, events: before.events + events });
  }
  return shown;
}

function armRows(
  arm: SurvivalArm,
  curve: readonly PrintedStep[] | undefined,
  { reason, atLeast }: { readonly reason: HiddenReason; readonly atLeast: number },
): ReleasedRow[] {
  if (curve === undefined) return [{ at: [arm.code, 'none'], cells: COLUMNS.map(() => hiddenCell(reason)) }];
  const points = curve.map((step) => ({
    survival: printed(step.survival, 1),
    atRisk: Math.round(step.atRisk / 10) * 10,
  }));
  const limits = curveLimits(points, atLeast);
  return curve.map((step, at) => ({
    at: [arm.code, String(step.to)],
    cells: [
      shownCell(points[at]!.survival, 1),
      shownCell(points[at]!.atRisk, 0),
      ...limits[at]!.map((value) => shownCell(value, 1)),
    ],
  }));
}
