/** Waits for `work`, but no longer than `ms`: what does not end must not keep the app from ending. */
export async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, ms);
  try {
    await Promise.race([work.catch(() => undefined), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** For a workspace to close: a study that is being computed is interrupted, and DuckDB loses nothing by a kill. */
export const CLOSING_MS = 5000;
