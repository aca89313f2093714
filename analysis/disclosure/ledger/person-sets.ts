import type { PublishedRow } from './view.ts';

/** People whom no number of a table separates, and how many they are where that is known. */
export interface PersonClass {
  readonly key: bigint;
  readonly persons: number | undefined;
}

interface PersonSet {
  readonly classes: readonly PersonClass[];
  /** Key of all of them; 0 for nobody. */
  readonly key: bigint;
}

const parsed = new Map<string, PersonSet>();
const MOST_PARSED = 20_000;

/**
 * Classes of a set of people as candidates carry it: keys of separate classes joined by `+`, each with the
 * number of people after a colon where the sender knows it. A single key is a set that nothing divides.
 */
export function classesOf(text: string): readonly PersonClass[] {
  return setOf(text).classes;
}

function setOf(text: string): PersonSet {
  const before = parsed.get(text);
  if (before !== undefined) return before;
  const classes = text.split('+').flatMap((part): PersonClass[] => {
    const [key = '', persons] = part.split(':');
    const value = BigInt(`0x${key === '' ? '0' : key}`);
    return value === 0n ? [] : [{ key: value, persons: persons === undefined ? undefined : Number(persons) }];
  });
  if (parsed.size >= MOST_PARSED) parsed.clear();
  const set = { classes, key: classes.reduce((sum, each) => sum ^ each.key, 0n) };
  parsed.set(text, set);
  return set;
}

/** Key of a set of people; undefined for nobody and where none is known. */
export function setKey(people: PublishedRow['people'], column: string): bigint | undefined {
  const text = people?.[column];
  if (text === undefined) return undefined;
  const { key } = setOf(text);
  return key === 0n ? undefined : key;
}

/** A key in a name: long numbers are written fast in a power of two. */
export function keyText(key: bigint): string {
  return key.toString(32);
}

/** The union of separate sets. */
export function unionOf(sets: readonly string[]): string {
  const parts = sets.filter((text) => classesOf(text).length > 0);
  return parts.length === 0 ? '0' : parts.join('+');
}

/** The set as it is kept: without any number of people. */
export function withoutSizes(people: NonNullable<PublishedRow['people']>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(people).map(([column, text]) => [column, text.replace(/:\d+/gu, '')]),
  );
}
