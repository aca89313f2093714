import { keysOf } from './keys.ts';

declare global {
  interface Window {
    /** Put here by the first script of the page; taken by the window. */
    ebpmEarlyKeys?: { readonly pressed: readonly KeyboardEvent[]; readonly stop: () => void };
  }
}

/**
 * Holds the shortcuts that are pressed before the window stands. The build puts this function by itself into the
 * page, before everything else is read: it may use nothing but its parameter. Typing has no place to go yet.
 */
export function holdEarlyKeys(target: Window): void {
  const pressed: KeyboardEvent[] = [];
  const hold = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || /^F\d+$/u.test(event.key)) pressed.push(event);
  };
  target.addEventListener('keydown', hold);
  target.ebpmEarlyKeys = { pressed, stop: () => target.removeEventListener('keydown', hold) };
}

/** Names of the shortcuts that were held, in order, once; from now on the window listens itself. */
export function takeEarlyKeys(target: Window): readonly string[] {
  const held = target.ebpmEarlyKeys;
  if (held === undefined) return [];
  held.stop();
  delete target.ebpmEarlyKeys;
  return held.pressed.map(keysOf);
}
