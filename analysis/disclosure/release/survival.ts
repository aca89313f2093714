import type {
  Column,
  Dimension,
  ReleasedCell,
  ReleasedRow,
  ReleasedTable,
  StatisticContext,
} from '../../domain/statistic.ts';
import type { LedgerView } from '../ledger/view.ts';
import { type DisclosurePolicy, requirePublishable } from '../policy.ts';
import { type Released, seal } from '../released.ts';
import { type LifeStep, lastPrintableStep, mergeSteps } from '../survival/steps.ts';
import { isSmall } from './counts.ts';
import { hiddenCell, releaseRecord, shownCell } from './record.ts';

/** One curve: steps of a fixed time grid, in order. */
export interface SurvivalArm {
  readonly code: string;
  readonly label: string;
  readonly steps: readonly LifeStep[];
}

export interface SurvivalCandidate {
  readonly id: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly context: StatisticContext;
  /** Unit of time, e.g. 月. */
  readonly unit: string;
  readonly arms: readonly SurvivalArm[];
}

const COLUMNS: readonly Column[] = [
  { id: 'survival', label: '生存割合', kind: 'derived', unit: '%', decimals: 1, from: ['at_risk'] },
  { id: 'at_risk', label: 'リスク人数（概数）', kind: 'count', unit: '人', decimals: 0 },
];

interface PrintedStep {
  readonly to: number;
  readonly survival: number;
  readonly atRisk: number;
}

/**
 * Lets survival curves through the gate: times are merged until every printed step stands for at least
 * `threshold` events, the curve ends where fewer than twice the threshold are at risk, and persons at
 * risk are rounded to tens, so that no step says how many had the event.
 *
 * Rows: arm × end of the step; an arm too small for any step has a single hidden row.
 */
export function releaseSurvival(
  candidate: SurvivalCandidate,
  policy: DisclosurePolicy,
  ledger: LedgerView,
): Released<ReleasedTable> {
  requirePublishable(policy);
  const curves = candidate.arms.map((arm) => printedSteps(arm.steps, policy.threshold));
  const times = [...new Set(curves.flatMap((curve) => curve?.map((step) => step.to) ?? []))].toSorted(
    (a, b) => a - b,
  );
  const rows = candidate.arms.flatMap((arm, at) => armRows(arm, curves[at]));
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
  return seal(structuredClone(table), releaseRecord({ question, policy, ledger, cells }));
}

/** Steps that may be printed; undefined where the arm has too few people or events for any. */
function printedSteps(steps: readonly LifeStep[], threshold: number): PrintedStep[] | undefined {
  const tail = lastPrintableStep(
    steps.map((step) => step[1]),
    2 * threshold,
  );
  const kept = steps.slice(0, tail + 1);
  const first = kept[0];
  if (first === undefined) return undefined;
  const bins = mergeSteps(kept, threshold);
  if (bins.some((bin) => isSmall(bin[3], threshold))) return undefined;
  const printed: PrintedStep[] = [{ to: 0, survival: 100, atRisk: first[1] }];
  for (const [from, to, atRisk] of bins) {
    const within = kept.filter(([time]) => time >= from && time <= to);
    const ratio = within.reduce((left, [, n, events]) => (n === 0 ? left : left * (1 - events / n)), 1);
    printed.push({ to, survival: printed.at(-1)!.survival * ratio, atRisk });
  }
  return printed;
}

function armRows(arm: SurvivalArm, curve: readonly PrintedStep[] | undefined): ReleasedRow[] {
  if (curve === undefined)
    return [{ at: [arm.code, 'none'], cells: [hiddenCell('primary'), hiddenCell('primary')] }];
  return curve.map((step) => ({
    at: [arm.code, String(step.to)],
    cells: [shownCell(step.survival, 1), shownCell(Math.round(step.atRisk / 10) * 10, 0)],
  }));
}
