import { type Kpi, type Programme, STAGES } from '../domain/programme.ts';

export type LogicFault =
  | { readonly code: 'logic.unknown_box'; readonly box: string }
  | { readonly code: 'logic.backward_arrow'; readonly from: string; readonly to: string }
  | { readonly code: 'logic.jump'; readonly from: string; readonly to: string }
  | { readonly code: 'logic.unreached'; readonly box: string }
  | { readonly code: 'logic.no_evidence'; readonly from: string; readonly to: string }
  | { readonly code: 'logic.no_target'; readonly box: string };

/**
 * What a reviewer would object to: arrows that jump over a stage or go back, boxes nothing leads to, arrows
 * without evidence, outcomes without a target (Cabinet Office guidance on logic models).
 */
export function logicFaults({ boxes, arrows }: Pick<Programme, 'boxes' | 'arrows'>): readonly LogicFault[] {
  const byId = new Map(boxes.map((one) => [one.id, one]));
  const faults: LogicFault[] = [];
  for (const { from, to, evidence } of arrows) {
    const [a, b] = [byId.get(from), byId.get(to)];
    if (!a || !b) {
      faults.push({ code: 'logic.unknown_box', box: a ? to : from });
      continue;
    }
    const distance = STAGES.indexOf(b.stage) - STAGES.indexOf(a.stage);
    if (distance <= 0) faults.push({ code: 'logic.backward_arrow', from, to });
    const between = boxes.some(({ stage }) => {
      const at = STAGES.indexOf(stage);
      return at > STAGES.indexOf(a.stage) && at < STAGES.indexOf(b.stage);
    });
    if (distance > 1 && between) faults.push({ code: 'logic.jump', from, to });
    if (evidence.trim() === '') faults.push({ code: 'logic.no_evidence', from, to });
  }
  const reached = new Set(arrows.map(({ to }) => to));
  for (const { id, stage, kpis } of boxes) {
    if (stage !== 'input' && !reached.has(id)) faults.push({ code: 'logic.unreached', box: id });
    if (stage.startsWith('outcome') && kpis.length === 0) faults.push({ code: 'logic.no_target', box: id });
  }
  return faults;
}

export interface KpiStatus {
  /** Share of the way from baseline to target, in %; null where both are equal. */
  readonly progress: number | null;
  /** Share of the time gone, in %. */
  readonly elapsed: number;
  readonly status: 'achieved' | 'on_track' | 'behind' | 'worse';
}

/** Status of a KPI by the value of a fiscal year: achieved, as far as time has gone, behind, or worse than the start. */
export function kpiStatus(
  { baseline, target, direction }: Pick<Kpi, 'baseline' | 'target' | 'direction'>,
  year: number,
  value: number,
): KpiStatus {
  const sign = direction === 'higher_is_better' ? 1 : -1;
  const span = (target.value - baseline.value) * sign;
  const moved = (value - baseline.value) * sign;
  const years = target.year - baseline.year;
  const elapsed = years > 0 ? Math.min(100, Math.max(0, (100 * (year - baseline.year)) / years)) : 100;
  const progress = span === 0 ? null : (100 * moved) / span;
  if ((value - target.value) * sign >= 0) return { progress, elapsed, status: 'achieved' };
  if (moved < 0) return { progress, elapsed, status: 'worse' };
  return { progress, elapsed, status: (progress ?? 0) >= elapsed ? 'on_track' : 'behind' };
}
