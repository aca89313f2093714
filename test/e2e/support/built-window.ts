import { ensureRenderer } from '../../../electron/host/build.ts';

/** Builds the window once before a run where it is missing or out of date: test files run side by side. */
export default function builtWindow(): Promise<void> {
  return ensureRenderer(() => undefined);
}
