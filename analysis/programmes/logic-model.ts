import { z } from 'zod';
import { EVIDENCE_LEVELS } from './payment/contract.ts';

/** Boxes of a logic model in their order; an arrow goes forward only. */
export const STAGES = [
  'input',
  'activity',
  'output',
  'outcome_early',
  'outcome_middle',
  'outcome_late',
  'impact',
] as const;
export type Stage = (typeof STAGES)[number];

const kpi = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  /** Measure of the catalogue; absent where the value is entered by hand. */
  measure: z.string().exactOptional(),
  unit: z.string(),
  direction: z.enum(['higher_is_better', 'lower_is_better']),
  baseline: z.strictObject({ year: z.int(), value: z.number() }),
  target: z.strictObject({ year: z.int(), value: z.number() }),
  source: z.string(),
});
export type Kpi = z.infer<typeof kpi>;

const box = z.strictObject({
  id: z.string().min(1),
  stage: z.enum(STAGES),
  text: z.string().min(1),
  kpis: z.array(kpi).default([]),
});

const arrow = z.strictObject({
  from: z.string(),
  to: z.string(),
  /** Why the one leads to the other, with the source. */
  evidence: z.string(),
  level: z.enum(EVIDENCE_LEVELS).nullable(),
  /** What else moves it and is not in the programme's hands. */
  externalFactors: z.array(z.string()).default([]),
});

/** One programme of the register: what data health plans ask for, with approach, department and digital level. */
export const programmeSchema = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  approach: z.enum(['population', 'high_risk']),
  department: z.enum(['高齢者福祉', '国保年金', '母子保健', '健康増進', 'その他']),
  digitalLevel: z.union([z.literal(1), z.literal(2), z.literal(3)]).exactOptional(),
  purpose: z.string().default(''),
  target: z.string().default(''),
  content: z.string().default(''),
  method: z.string().default(''),
  organisation: z.string().default(''),
  evaluation: z.string().default(''),
  period: z.strictObject({ from: z.int(), to: z.int().nullable() }),
  place: z.string().default(''),
  boxes: z.array(box).default([]),
  arrows: z.array(arrow).default([]),
});
export type Programme = z.infer<typeof programmeSchema>;

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
export function kpiStatus({ baseline, target, direction }: Kpi, year: number, value: number): KpiStatus {
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
