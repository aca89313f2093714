import { UserIssue } from '../domain/issue.ts';
import type { ReleasedWire, ReleaseRecord } from '../domain/statistic.ts';

declare const releaseMark: unique symbol;

/**
 * A statistic that passed the disclosure gate. Only `analysis/disclosure` can make one: the mark exists
 * for the compiler alone, and at run time membership in a private set is what counts.
 */
export interface Released<T> extends ReleasedWire<T> {
  readonly [releaseMark]: true;
}

const released = new WeakSet<object>();

/** Whether a value came out of the gate in this process. */
export function isReleased(value: unknown): value is Released<unknown> {
  return typeof value === 'object' && value !== null && released.has(value);
}

/** @throws UserIssue `disclosure.not_released` for anything that skipped the gate. */
export function requireReleased<T>(value: Released<T>): Released<T> {
  if (!isReleased(value)) throw new UserIssue('refused', 'disclosure.not_released');
  return value;
}

/** Puts the mark on a statistic. For the release functions of this folder only (not in `index.ts`). */
export function seal<T>(statistic: T, release: ReleaseRecord): Released<T> {
  const value = Object.freeze({
    statistic: freezeAll(statistic),
    release: freezeAll(release),
  }) as Released<T>;
  released.add(value);
  return value;
}

function freezeAll<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) freezeAll(part);
  return Object.freeze(value);
}
