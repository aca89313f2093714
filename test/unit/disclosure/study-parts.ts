import type { StudyCandidate } from '../../../analysis/disclosure/index.ts';
import type { EffectEstimate, FlowStep } from '../../../analysis/domain/statistic.ts';
import { withMargins } from './town-table.ts';

export const { context } = withMargins([], [], []);

/** An estimate of an outcome about the people who have it. */
export function effectOf(
  outcome: string,
  change: Partial<EffectEstimate> = {},
): StudyCandidate['effects'][number] {
  const effect: EffectEstimate = {
    outcome,
    outcomeLabel: outcome,
    unit: 'mmHg',
    scale: 'difference',
    estimand: 'ATT',
    method: 'iptw',
    estimate: -2.1,
    standardError: 0.6,
    interval: [-3.3, -0.9],
    p: 0.001,
    treated: 300,
    control: 900,
    ...change,
  };
  return { context, effect, group: `observed_${outcome}`, support: { persons: 1200, parameters: 14 } };
}

export function step(id: string, persons: number, arm?: string): FlowStep {
  return { id, label: id, persons, ...(arm === undefined ? {} : { arm }) };
}

/** A study with nothing but the given parts. */
export function study(parts: Partial<StudyCandidate>): StudyCandidate {
  return {
    parameters: { study: 's', hash: 'h' },
    context,
    arms: { treated: '参加', control: '非参加' },
    effects: [],
    ...parts,
  };
}
