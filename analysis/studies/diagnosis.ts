import type { FlowStep } from '../domain/statistic.ts';
import type { Adjustment } from './adjustment.ts';
import type { AttritionStep } from './cohort.ts';
import type { BalanceCandidate, BalanceSet, OverlapBins } from './parts.ts';

/** Attrition as steps of two arms. */
export function flowSteps(
  attrition: readonly AttritionStep[],
  arms: readonly [treated: string, control: string] = ['参加', '非参加'],
): FlowStep[] {
  return attrition.flatMap((step) => [
    {
      id: `${step.id}:treated`,
      label: step.label,
      arm: arms[0],
      persons: step.treated,
      ...(step.people ? { people: step.people.treated } : {}),
      ...(step.inside ? { inside: step.inside.treated } : {}),
    },
    {
      id: `${step.id}:control`,
      label: step.label,
      arm: arms[1],
      persons: step.control,
      ...(step.people ? { people: step.people.control } : {}),
      ...(step.inside ? { inside: step.inside.control } : {}),
    },
  ]);
}

/** The reported traits before and after adjustment. */
export function balanceSet(adjustment: Adjustment, convention: string): BalanceSet {
  return { convention, rows: balanceCandidates(adjustment), sizes: adjustment.sizes };
}

function balanceCandidates({ terms, balance, z }: Adjustment): BalanceCandidate[] {
  return terms.flatMap((term, i) => {
    const row = balance[i];
    if (!row || !term.reported) return [];
    let treated = 0;
    let control = 0;
    term.values.forEach((value, person) => {
      if (value !== 1) return;
      if (z[person] === 1) treated++;
      else control++;
    });
    return [
      {
        term: term.term,
        label: term.label,
        binary: term.binary,
        row,
        positives: { treated, control },
      },
    ];
  });
}

/** Persons by arm and preference score (Walker et al. 2013). */
export function overlapBins({ preference, z }: Adjustment): OverlapBins {
  const treated = new Array<number>(10).fill(0);
  const control = new Array<number>(10).fill(0);
  preference.forEach((score, i) => {
    const bin = Math.min(9, Math.floor(score * 10));
    const arm = z[i] === 1 ? treated : control;
    arm[bin]! += 1;
  });
  return { treated, control };
}
