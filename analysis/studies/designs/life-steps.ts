import { peopleKeyText } from '../../warehouse/people.ts';
import type { SurvivalArm } from '../parts.ts';
import type { FollowUp } from './matched-start.ts';

/**
 * Persons at risk, events and censored of an arm, month by month, for the curve that the gate merges; death before the
 * event censors.
 *
 * @param keys keys of the persons by row of the cohort, so that the gate knows who is counted here as elsewhere
 */
export function lifeSteps(
  follow: Pick<FollowUp, 'source' | 'z' | 'time' | 'cause'>,
  {
    arm,
    months,
    keys,
  }: { readonly arm: 0 | 1; readonly months: number; readonly keys: readonly bigint[] | undefined },
): SurvivalArm {
  const keyOf = (rows: readonly number[]) =>
    rows.reduce((key, row) => key ^ (keys?.[follow.source[row]!] ?? 0n), 0n);
  const steps: [number, number, number, number][] = [];
  const people: { atRisk: string; events: string }[] = [];
  const rows = Array.from(follow.time.keys()).filter((row) => follow.z[row] === arm);
  let atRisk = rows.length;
  let keyAtRisk = keyOf(rows);
  for (let month = 1; month <= months; month++) {
    const here = rows.filter((row) => Math.ceil(follow.time[row]!) === month);
    const events = here.filter((row) => follow.cause[row] === 1);
    steps.push([month, atRisk, events.length, here.length - events.length]);
    people.push({ atRisk: peopleKeyText(keyAtRisk), events: peopleKeyText(keyOf(events)) });
    atRisk -= here.length;
    keyAtRisk ^= keyOf(here);
  }
  const [code, label] = arm === 1 ? ['treated', '参加'] : ['control', '非参加'];
  return { code, label, steps, ...(keys === undefined ? {} : { people }) };
}
