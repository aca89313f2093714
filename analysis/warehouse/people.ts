import { createHmac } from 'node:crypto';
import type { Warehouse } from './session.ts';

const VARIABLE = 'people_secret';

/**
 * Gives the connection the secret under which sets of people get their keys, made from the workspace's own.
 * Without it `peopleKeySql` gives null.
 */
export async function setPeopleSecret(warehouse: Warehouse, secret: Uint8Array): Promise<void> {
  const halves = createHmac('sha256', secret).update('people').digest();
  const numbers = [0, 8, 16].map((at) => `${halves.readBigUInt64LE(at)}::UBIGINT`);
  await warehouse.run(`SET VARIABLE ${VARIABLE} = [${numbers.join(', ')}]`);
}

/**
 * Two columns `key_a`, `key_b` of a row about one person, under the secret and the same for the same person in every
 * query and after every new import: 64 bits that say who is the same, and one of 64 bits that, together with those of
 * others, says how many people two sets are apart (odd sketch: Mitzenmacher, Pagh & Pham 2014).
 */
export function personKeySql(person: string): string {
  const part = (at: number) => `getvariable('${VARIABLE}')[${at}]`;
  const first = `hash(xor(hash(xor(${person}::UBIGINT, ${part(1)})), ${part(2)}))`;
  return `${first} AS key_a, 1::UBIGINT << (hash(xor(${first}, ${part(3)})) & 63) AS key_b`;
}

/**
 * Key of the set of people of a group (rows with `key_a`, `key_b`): the XOR of their keys as hexadecimal. Equal
 * sets have equal keys; the key of a union of separate sets is the XOR of theirs.
 *
 * @param only condition on the rows that belong to the set
 */
export function peopleKeySql(only?: string): string {
  const filter = only === undefined ? '' : ` FILTER (${only})`;
  const half = (name: string) => `coalesce(bit_xor(${name})${filter}, 0)`;
  return `CASE WHEN getvariable('${VARIABLE}') IS NOT NULL
    THEN format('{:016x}{:016x}', ${half('key_a')}, ${half('key_b')}) END`;
}

/** Columns `key_0` to `key_3` of rows with `key_a`, `key_b`: 32 bits of a person's key each, for sets that are made in memory. */
export const PERSON_KEY_PARTS = ['key_b', 'key_a']
  .flatMap((half) => [`${half} & 4294967295`, `${half} >> 32`])
  .map((part, at) => `(${part})::DOUBLE AS key_${at}`)
  .join(', ');

/** The parts of the keys of rows; undefined where there is no secret. */
export function readKeyParts(columns: {
  number(name: string): Float64Array;
}): readonly Int32Array[] | undefined {
  const parts = [0, 1, 2, 3].map((at) => columns.number(`key_${at}`));
  if (parts.some((part) => Number.isNaN(part[0]))) return undefined;
  return parts.map((part) => Int32Array.from(part, (bits) => bits | 0));
}

/** Key of the set of people in some of the rows, as `peopleKeySql` gives it. */
export function keyOfRows(parts: readonly Int32Array[], rows: Iterable<number>): bigint {
  const sums = new Int32Array(parts.length);
  for (const row of rows) for (const [at, part] of parts.entries()) sums[at]! ^= part[row]!;
  return sums.reduceRight((key, bits) => (key << 32n) | BigInt(bits >>> 0), 0n);
}

/** The XOR of two keys: of the union of separate sets, or of what is left of a set without a part of it. */
export function joinPeople(a: bigint | null, b: bigint | null): bigint | null {
  return a === null || b === null ? null : a ^ b;
}

/** A key as read from the warehouse; null where there is no secret. */
export function readPeopleKey(value: unknown): bigint | null {
  return typeof value === 'string' ? BigInt(`0x${value}`) : null;
}

/** A key as a candidate row carries it: 32 hexadecimal digits. */
export function peopleKeyText(key: bigint): string {
  return key.toString(16).padStart(32, '0');
}

/** Persons of a cell, and the key of who they are; null where there is no secret. */
export interface People {
  readonly persons: number;
  readonly people: bigint | null;
}

export const NOBODY: People = { persons: 0, people: 0n };

/** Two separate groups as one. */
export function together(a: People, b: People): People {
  return { persons: a.persons + b.persons, people: joinPeople(a.people, b.people) };
}

/** The people of a cell with those of one more separate group: its number and its key as read from the warehouse. */
export function withMore(counted: People, more: unknown, key: unknown): People {
  return together(counted, { persons: Number(more), people: readPeopleKey(key) });
}

/** The keys of a candidate row, by count column; none where one of them is not known. */
export function rowPeople(counted: Readonly<Record<string, People>>): {
  readonly people?: Readonly<Record<string, string>>;
} {
  const keys: [string, string][] = [];
  for (const [column, { people }] of Object.entries(counted)) {
    if (people === null) return {};
    keys.push([column, peopleKeyText(people)]);
  }
  return { people: Object.fromEntries(keys) };
}
