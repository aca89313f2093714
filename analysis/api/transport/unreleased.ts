/** Says whether the disclosure gate made this very object; injected so that transport needs no gate. */
export type IsReleased = (value: object) => boolean;

/**
 * Finds a statistic that did not pass the gate: an object with `statistic` and `release` that the gate
 * does not recognise as its own.
 *
 * @returns the path to the first one found (`tables.0`), or undefined when all are released.
 */
export function findUnreleased(value: unknown, isReleased: IsReleased, path = ''): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('statistic' in value && 'release' in value) return isReleased(value) ? undefined : path || '.';
  for (const [key, child] of Object.entries(value)) {
    const found = findUnreleased(child, isReleased, path === '' ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
