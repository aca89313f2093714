import { useEffect, useState } from 'react';
import type { Programme } from './words.ts';

/** Parts of a programme that were written over; undefined takes a part out. */
export type Changes = { readonly [Part in keyof Programme]?: Programme[Part] | undefined };

/** The programme as it would be saved. */
export function changed(held: Programme, changes: Changes): Programme {
  const all = { ...held, ...changes };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Programme;
}

/** What was written and not saved, while the window is open: looking at another screen does not lose it. */
const unsaved = new Map<string, Changes>();

/** Changes of one programme of one workspace, and their setter. */
export function useChanges(workspace: string, { id }: Pick<Programme, 'id'>) {
  const key = `${workspace}\u0001${id}`;
  const [changes, setChanges] = useState<Changes>(() => unsaved.get(key) ?? {});
  useEffect(() => {
    if (Object.keys(changes).length === 0) unsaved.delete(key);
    else unsaved.set(key, changes);
  }, [key, changes]);
  return [changes, setChanges] as const;
}
