import { expect, test } from 'vitest';
import { atMost } from '../../../../electron/host/patience.ts';

test('what does not end, or fails, does not keep the app from ending', async () => {
  const begin = performance.now();
  await atMost(20, new Promise(() => undefined));
  expect(performance.now() - begin).toBeGreaterThan(15);
  await atMost(60_000, Promise.reject(new Error('x')));
  await atMost(60_000, Promise.resolve());
  expect(performance.now() - begin).toBeLessThan(5000);
});
