import { describe, expect, it } from 'vitest';
import { DEFAULTS } from '../../../sample-data/generate.ts';
import { covers, firstCoefficient, mean } from './least-squares.ts';
import { SMALL, truthOf } from './read-files.ts';
import { type StudyTable, type StudyTables, studyTables } from './study-tables.ts';

const truth = truthOf(SMALL);
const built = (programme: string, outcome: string): number =>
  truth.effects.find((e) => e.programme === programme && e.outcome === outcome)?.value ?? Number.NaN;

const CASES: readonly (readonly [keyof StudyTables, number])[] = [
  ['walkingSbp', built('walking', 'sbp')],
  ['walkingSteps', built('walking', 'steps_per_day')],
  ['guidanceHba1c', built('guidance', 'hba1c')],
  ['guidanceWeight', built('guidance', 'weight')],
  ['letterSbp', built('salt_letter', 'sbp')],
];

const adjusted = (t: StudyTable) => firstCoefficient(t.outcome, t.rows);
const naive = (t: StudyTable) => mean(t.change);

describe('adjustment for the recorded covariates recovers what was built in, before–after does not', () => {
  const small = studyTables(DEFAULTS.people, DEFAULTS.seed);
  it.each(CASES)('small sample: %s', (name, value) => {
    expect(Number.isFinite(value)).toBe(true);
    expect(covers(adjusted(small[name]), value)).toBe(true);
  });

  it.each(['walkingSbp', 'guidanceHba1c', 'letterSbp'] as const)('small sample, naive: %s', (name) => {
    expect(covers(naive(small[name]), CASES.find(([n]) => n === name)![1])).toBe(false);
  });

  const town = studyTables(20_000, 104);
  it.each(CASES)('20,000 people: %s', (name, value) => {
    expect(covers(adjusted(town[name]), value)).toBe(true);
    expect(covers(naive(town[name]), value)).toBe(false);
  });

  it('20,000 people: cost of the walking programme', () => {
    const value = truth.effects.find((e) => e.outcome === 'annual_cost_yen')!.value;
    // The realised mean of the effect depends a little on the town; 21,000 yen within a few hundred.
    expect(Math.abs(value + 21_000)).toBeLessThan(2_500);
    const fit = adjusted(town.walkingCost);
    expect(covers(fit, -21_000)).toBe(true);
    expect(covers(fit, 0)).toBe(false);
    expect(covers(naive(town.walkingCost), -21_000)).toBe(false);
  });

  it('the letter looks effective before–after although it is not', () => {
    expect(naive(town.letterSbp).hi).toBeLessThan(-4);
    expect(naive(small.letterSbp).hi).toBeLessThan(-2);
  });
});
