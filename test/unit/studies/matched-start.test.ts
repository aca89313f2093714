import { describe, expect, test } from 'vitest';
import type { Cohort } from '../../../analysis/studies/cohort.ts';
import type { StudyOf } from '../../../analysis/studies/definition.ts';
import { lifeSteps } from '../../../analysis/studies/designs/life-steps.ts';
import { matchedFollowUp } from '../../../analysis/studies/designs/matched-start.ts';
import { pseudoValues } from '../../../analysis/studies/designs/pseudo-values.ts';

const none = Number.NaN;
const study = (event: 'care_certification' | 'death') =>
  ({ event, horizonMonths: 12 }) as unknown as StudyOf<'time_to_event'>;

/** Days from time zero; the first person takes part from day 30 on, so that day 30 is everybody's drawn date. */
function cohortOf(
  people: readonly { start?: number; event?: number; death?: number; exit?: number }[],
): Cohort {
  const all = [{ start: 30 }, ...people] as typeof people;
  const days = (name: 'start' | 'event' | 'death' | 'exit') =>
    Float64Array.from(all, (each) => each[name] ?? none);
  return {
    size: all.length,
    exposed: Float64Array.from(all, (_, i) => (i === 0 ? 1 : 0)),
    numbers: new Map([
      ...(['start', 'event', 'death', 'exit'] as const).map((name) => [name, days(name)] as const),
      ['data_end', new Float64Array(all.length).fill(1000)] as const,
    ]),
  } as unknown as Cohort;
}

const MONTH = 30.4375;
const followed = (...args: Parameters<typeof matchedFollowUp>) => {
  const { time, cause } = matchedFollowUp(...args);
  return Array.from(time.keys())
    .slice(1)
    .map((row) => [Math.round(time[row]! * MONTH), cause[row]]);
};

describe('follow-up from a matched start', () => {
  const later = [
    { start: 130, event: 200 },
    { start: 130, event: 100 },
    { start: 130, death: 140 },
    { event: 200 },
    { death: 140, exit: 125 },
  ];

  test('who starts later is compared until then, a death soon after it is not theirs', () => {
    expect(followed(study('care_certification'), cohortOf(later))).toEqual([
      [100, 0],
      [70, 1],
      [100, 0],
      [170, 1],
      [110, 2],
    ]);
    expect(followed(study('care_certification'), cohortOf(later), { toTheEnd: true })).toEqual([
      [170, 1],
      [70, 1],
      [110, 2],
      [170, 1],
      [110, 2],
    ]);
  });

  test('a death ends the insurance: as the event itself it is counted as well', () => {
    const people = [{ death: 140, exit: 125, event: 140 }];
    expect(followed(study('death'), cohortOf(people))).toEqual([[110, 1]]);
  });
});

test('pseudo-values average to the incidence of each arm, however long the other is followed', () => {
  const z = Float64Array.of(1, 1, 1, 1, 0, 0, 0, 0);
  const time = Float64Array.of(2, 5, 12, 12, 1, 3, 4, 12);
  const cause = Float64Array.of(1, 2, 0, 0, 0, 1, 0, 0);
  const { incidence, lost } = pseudoValues({ time, cause, z }, 12);
  const mean = (values: Float64Array, arm: number) =>
    values.filter((_, i) => z[i] === arm).reduce((sum, value) => sum + value, 0) / 4;
  expect(mean(incidence, 1)).toBeCloseTo(1 / 4, 12);
  expect(mean(lost, 1)).toBeCloseTo((1 / 4) * 10, 12);
  // One of the three still there at month 3.
  expect(mean(incidence, 0)).toBeCloseTo(1 / 3, 12);
});

test('a curve says by keys who is at risk and who had the event, in each month', () => {
  const follow = {
    source: Uint32Array.of(4, 2, 0, 1),
    z: Float64Array.of(1, 1, 1, 0),
    time: Float64Array.of(0.5, 1.2, 2, 1),
    cause: Float64Array.of(1, 2, 1, 1),
  };
  const keys = [1n, 2n, 4n, 8n, 16n];
  const arm = lifeSteps(follow, { arm: 1, months: 3, keys });
  expect(arm.steps).toEqual([
    [1, 3, 1, 0],
    [2, 2, 1, 1],
    [3, 0, 0, 0],
  ]);
  const text = (key: bigint) => key.toString(16).padStart(32, '0');
  expect(arm.people).toEqual([
    { atRisk: text(16n | 4n | 1n), events: text(16n) },
    { atRisk: text(4n | 1n), events: text(1n) },
    { atRisk: text(0n), events: text(0n) },
  ]);
  expect(lifeSteps(follow, { arm: 0, months: 3, keys: undefined })).not.toHaveProperty('people');
});
