import { afterEach, describe, expect, test, vi } from 'vitest';
import { failureOf, isPassing } from '../../../renderer/client/failure.ts';
import { HttpClient } from '../../../renderer/client/http-client.ts';

/** Every way in which no reply comes, and what the window says of it. */

afterEach(() => vi.unstubAllGlobals());

async function failureWith(answer: () => Promise<Response>) {
  vi.stubGlobal('fetch', answer);
  const thrown = await new HttpClient('t').call('workspace.state', {}).then(
    () => undefined,
    (error: unknown) => error,
  );
  return failureOf(thrown, false);
}

const stream = (text: string, fault?: Error) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      if (fault === undefined) controller.close();
      else setTimeout(() => controller.error(fault), 1);
    },
  });
const progress = '{"type":"progress","progress":{"phase":"x"}}\n';

describe('a call without a reply', () => {
  test('nobody listens', async () => {
    const failure = await failureWith(() => Promise.reject(new TypeError('Failed to fetch')));
    expect([failure.code, isPassing(failure)]).toEqual(['window.unreachable', true]);
  });

  test.each([
    ['ends early', progress, undefined],
    ['is cut off, as by the sleep of a notebook', progress, new TypeError('network error')],
    ['is cut off within a line', '{"type":"rep', undefined],
  ])('the line %s', async (_, text, fault) => {
    const failure = await failureWith(() => Promise.resolve(new Response(stream(text, fault))));
    expect([failure.code, isPassing(failure)]).toEqual(['window.broken_off', true]);
    expect(failure.sentence).toContain('計算の前のまま');
  });

  test.each([
    [401, 'window.stranger', false],
    [403, 'window.stranger', false],
    [404, 'window.gone', false],
    [413, 'window.too_large', false],
    [500, 'window.broken_off', true],
  ])('the shell answers %i', async (status, code, passing) => {
    const failure = await failureWith(() => Promise.resolve(new Response(null, { status })));
    expect([failure.code, isPassing(failure)]).toEqual([code, passing]);
  });
});

test('a fault of the window is not blamed on the analysis', () => {
  expect(failureOf(new TypeError('x is undefined'), false).code).toBe('window.fault');
});
