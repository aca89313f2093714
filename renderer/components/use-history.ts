import { useCallback, useEffect, useState } from 'react';

interface Past<T> {
  readonly before: readonly T[];
  readonly now: T;
  readonly after: readonly T[];
}

export interface History<T> {
  readonly value: T;
  readonly change: (value: T) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** Steps that can be taken back. */
const MOST = 100;

/** A value with undo and redo. */
export function useHistory<T>(first: T): History<T> {
  const [past, setPast] = useState<Past<T>>({ before: [], now: first, after: [] });
  const change = useCallback(
    (now: T) => setPast((old) => ({ before: [...old.before, old.now].slice(-MOST), now, after: [] })),
    [],
  );
  const undo = useCallback(
    () =>
      setPast((old) => {
        const now = old.before.at(-1);
        if (now === undefined) return old;
        return { before: old.before.slice(0, -1), now, after: [old.now, ...old.after] };
      }),
    [],
  );
  const redo = useCallback(
    () =>
      setPast((old) => {
        const [now, ...after] = old.after;
        return now === undefined ? old : { before: [...old.before, old.now], now, after };
      }),
    [],
  );
  return {
    value: past.now,
    change,
    undo,
    redo,
    canUndo: past.before.length > 0,
    canRedo: past.after.length > 0,
  };
}

/** Ctrl+Z and Ctrl+Y (or Ctrl+Shift+Z) outside of text fields, which undo their own typing. */
export function useUndoKeys({ undo, redo }: Pick<History<unknown>, 'undo' | 'redo'>): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const inText =
        event.target instanceof Element &&
        event.target.matches('textarea, input:not([type=checkbox], [type=radio])');
      if (inText || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      const back = key === 'z' && !event.shiftKey;
      const forward = key === 'y' || (key === 'z' && event.shiftKey);
      if (!back && !forward) return;
      event.preventDefault();
      if (back) undo();
      else redo();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [undo, redo]);
}

export type SaveState = 'saved' | 'saving' | 'failed';

/** Saves a value a moment after its last change; says how far it got. The first value counts as saved. */
export function useAutosave<T>(value: T, save: (value: T) => Promise<void>, wait = 700): SaveState {
  const [saved, setSaved] = useState(value);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (value === saved) return;
    const timer = setTimeout(() => {
      save(value).then(
        () => {
          setSaved(value);
          setFailed(false);
        },
        () => setFailed(true),
      );
    }, wait);
    return () => clearTimeout(timer);
  }, [value, saved, save, wait]);
  if (failed) return 'failed';
  return value === saved ? 'saved' : 'saving';
}
