import type { Programme } from './words.ts';

/** Parts of a programme that were written over; undefined takes a part out. */
export type Changes = { readonly [Part in keyof Programme]?: Programme[Part] | undefined };

/** The programme as it would be saved. */
export function changed(held: Programme, changes: Changes): Programme {
  const all = { ...held, ...changes };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Programme;
}
