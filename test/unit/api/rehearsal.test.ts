import { expect, it } from 'vitest';
import { readAreas } from '../../../analysis/api/handlers/areas.ts';
import { rehearse } from '../../../analysis/api/handlers/rehearsal.ts';

it('the rehearsal of the gate has work to do, the same at every start, and every area is read with it', async () => {
  const hidden = await rehearse();
  expect(hidden).toBeGreaterThan(100);
  expect(await rehearse()).toBe(hidden);
  await expect(readAreas()).resolves.toBeUndefined();
});
