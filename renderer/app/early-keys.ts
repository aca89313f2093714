import { keysOf } from './keys.ts';

/** Combinations and function keys: everything else is typing, which has no place to go yet. */
function isCombination(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.altKey || event.metaKey || /^F\d+$/u.test(event.key);
}

/** Names of the combinations that were pressed before anybody listened. */
let held: string[] | undefined;
let stop = (): void => undefined;

/** Holds the shortcuts that are pressed before the window stands. */
export function holdEarlyKeys(target: Window): void {
  const keys: string[] = [];
  const hold = (event: KeyboardEvent) => {
    if (isCombination(event)) keys.push(keysOf(event));
  };
  held = keys;
  target.addEventListener('keydown', hold);
  stop = () => target.removeEventListener('keydown', hold);
}

/** The shortcuts that were held, in order, once; from now on the window listens itself. */
export function takeEarlyKeys(): readonly string[] {
  const keys = held ?? [];
  held = undefined;
  stop();
  return keys;
}
