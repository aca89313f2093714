import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { restartDelay } from '../../../../electron/host/restarts.ts';
import { Supervisor } from '../../../../electron/host/supervisor.ts';

describe('restartDelay', () => {
  test('doubles with every recent end up to a limit, then gives up', () => {
    const policy = { firstDelayMs: 100, longestDelayMs: 500, most: 4, windowMs: 1000 };
    const ends = [0, 10, 20, 30, 40];
    const delays = ends.map((_, index) => restartDelay(ends.slice(0, index + 1), policy));
    expect(delays).toEqual([100, 200, 400, 500, undefined]);
  });

  test('forgets ends of long ago', () => {
    const policy = { firstDelayMs: 100, longestDelayMs: 500, most: 1, windowMs: 1000 };
    expect(restartDelay([0, 5000], policy)).toBe(100);
    expect(restartDelay([0, 500], policy)).toBeUndefined();
  });
});

describe('Supervisor', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function supervise() {
    const ends: (() => void)[] = [];
    const restarted: number[] = [];
    let gaveUp = 0;
    const supervisor = new Supervisor({
      start: (ended) => {
        ends.push(ended);
        const number = ends.length;
        return { number, stop: () => Promise.resolve(ended()) };
      },
      restarted: (child) => restarted.push(child.number),
      gaveUp: () => {
        gaveUp += 1;
      },
      now: () => Date.now(),
      policy: { firstDelayMs: 100, longestDelayMs: 400, most: 2, windowMs: 60_000 },
    });
    return { supervisor, ends, restarted, gaveUp: () => gaveUp };
  }

  test('starts again after an end, once for each end', () => {
    const { supervisor, ends, restarted } = supervise();
    ends[0]?.();
    ends[0]?.();
    vi.advanceTimersByTime(99);
    expect(restarted).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(restarted).toEqual([2]);
    expect(supervisor.child.number).toBe(2);
  });

  test('gives up when it ends again and again', () => {
    const { ends, restarted, gaveUp } = supervise();
    for (let round = 0; round < 3; round += 1) {
      ends.at(-1)?.();
      vi.advanceTimersByTime(1000);
    }
    expect(restarted).toEqual([2, 3]);
    expect(gaveUp()).toBe(1);
  });

  test('does not start again after it was stopped', async () => {
    const { supervisor, ends, restarted } = supervise();
    await supervisor.stop();
    ends[0]?.();
    vi.advanceTimersByTime(10_000);
    expect(restarted).toEqual([]);
  });
});
