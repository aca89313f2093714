import { expect, test } from 'vitest';
import { type OperationName, operations } from '../../../analysis/api/contract/operations.ts';
import { handlerOf, readAreas } from '../../../analysis/api/handlers/areas.ts';

test('every operation of the contract finds its handler, read with the first question of its area', async () => {
  const names = Object.keys(operations) as OperationName[];
  const found = await Promise.all(names.map(async (name) => typeof (await handlerOf(name))));
  expect(names.length).toBeGreaterThan(60);
  expect(names.filter((_, at) => found[at] !== 'function')).toEqual([]);
});

test('what is read ahead is what questions find', async () => {
  const before = await handlerOf('reports.build');
  await readAreas();
  expect(await handlerOf('reports.build')).toBe(before);
});
