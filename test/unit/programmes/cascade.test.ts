import { expect, test } from 'vitest';
import type { ReleasedCell } from '../../../analysis/domain/statistic.ts';
import { tellsOfParts } from '../../../analysis/programmes/approaches/cascade.ts';

test('a breakdown tells of its parts where it shows a number that is not of everybody', () => {
  const shown: ReleasedCell = { state: 'shown', value: 97 };
  const hidden: ReleasedCell = { state: 'hidden', reason: 'ledger' };
  const whole = { at: ['2020', 'all'], cells: [shown, shown] };
  const parts = (cells: readonly ReleasedCell[]) => [
    { at: ['2020', '1'], cells },
    { at: ['2020', '2'], cells: [hidden, hidden] },
  ];
  expect(tellsOfParts({ rows: [whole, ...parts([hidden, hidden])] })).toBe(false);
  expect(tellsOfParts({ rows: [whole, ...parts([hidden, shown])] })).toBe(true);
  expect(tellsOfParts({ rows: [whole] })).toBe(false);
});
