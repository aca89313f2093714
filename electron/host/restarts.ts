/** How often and how fast an analysis process that ended by itself is started again. */
export interface RestartPolicy {
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** More ends than this within the window, and starting again is given up. */
  readonly most: number;
  readonly windowMs: number;
}

export const restartPolicy: RestartPolicy = {
  firstDelayMs: 200,
  longestDelayMs: 5_000,
  most: 5,
  windowMs: 60_000,
};

/**
 * Milliseconds to wait before the next start, doubling with each recent end; undefined to give up.
 *
 * @param ends times (ms) at which the process ended, this end included, in order
 */
export function restartDelay(ends: readonly number[], policy = restartPolicy): number | undefined {
  const now = ends.at(-1);
  if (now === undefined) return policy.firstDelayMs;
  const recent = ends.filter((end) => now - end < policy.windowMs).length;
  if (recent > policy.most) return undefined;
  return Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** (recent - 1));
}
