import { expect, test } from 'vitest';
import { publishableFlow } from '../../../analysis/api/handlers/studies.ts';

const step = (id: string, arm: string, persons: number) => ({ id: `${id}:${arm}`, label: id, arm, persons });

test('a loss that could be subtracted leaves only the sizes printed with the effects', () => {
  const flow = [step('new_start', '参加', 154), step('observed_sbp', '参加', 150)];
  expect(publishableFlow(flow, 10)).toEqual([flow[1]]);
});

test('an earlier step is judged against every later one of its arm', () => {
  const flow = [
    step('new_start', '参加', 200),
    step('observed_sbp', '参加', 150),
    step('observed_cost', '参加', 195),
  ];
  expect(publishableFlow(flow, 10).map(({ id }) => id)).toEqual(['observed_sbp:参加', 'observed_cost:参加']);
});

test('no loss, a loss of enough people, and the other arm leave the flow whole', () => {
  const flow = [
    step('criteria', '参加', 200),
    step('criteria', '非参加', 195),
    step('new_start', '参加', 200),
    step('observed_sbp', '参加', 190),
    step('observed_sbp', '非参加', 150),
  ];
  expect(publishableFlow(flow, 10)).toEqual(flow);
});
