/** More decimals than that nobody types; they come from reckoning. */
const MOST = 6;

/** Decimals that a number has as it was typed or printed, at most six. */
export function ownDecimals(value: number): number {
  return Math.min(MOST, /\.(\d+)$/u.exec(String(value))?.[1]?.length ?? 0);
}
