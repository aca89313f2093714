import type { StagedIdentity } from '../../domain/staging.ts';
import type { Warehouse } from '../session.ts';
import type { KeyRow, Resolution } from './resolve.ts';

/** From this many files on it pays to hold all stored keys, instead of looking through them for every file. */
const MANY_FILES = 20;
/** Identities of larger files are not kept: their keys are looked up in the database. */
export const MOST_IDENTITIES = 4096;
/** In place of a person: nobody is known to have the key. */
export const UNKNOWN = -2;

/**
 * The persons of all stored keys, held while an import of many files lasts: a search through the stored keys for each
 * of a thousand small files would take the longer the more files are in.
 */
export class KnownKeys {
  readonly #use: boolean;
  /** Person by hash: the kind of a key is part of what was hashed. */
  #persons: Map<string, number> | undefined;

  constructor(files: number) {
    this.#use = files >= MANY_FILES;
  }

  /** True for a file whose keys are looked up here. */
  suits(identities: readonly StagedIdentity[] | undefined): identities is readonly StagedIdentity[] {
    return this.#use && identities !== undefined;
  }

  /** The keys of staged identities with the persons they are known to belong to, as the database would give them. */
  async rows(
    warehouse: Warehouse,
    identities: readonly StagedIdentity[],
    signal?: AbortSignal,
  ): Promise<KeyRow> {
    this.#persons ??= await storedPersons(warehouse, signal);
    const persons = this.#persons;
    const first = new Map<string, number>();
    const found: (readonly number[])[] = [];
    let no = 0;
    for (const { identity, keys } of identities) {
      const own: (readonly number[])[] = [];
      for (const { tier, strength, hash } of keys) {
        if (!first.has(hash)) first.set(hash, no);
        no += 1;
        own.push([identity, tier, strength, first.get(hash)!, persons.get(hash) ?? UNKNOWN]);
      }
      found.push(...own.sort((a, b) => a[1]! - b[1]! || a[3]! - b[3]!));
    }
    const column = (at: number) => Float64Array.from(found, (row) => row[at]!);
    return {
      length: found.length,
      identity: column(0),
      tier: column(1),
      strength: column(2),
      key: column(3),
      person: column(4),
      conflict: new Float64Array(found.length),
    };
  }

  /** Takes over what a file has changed; without its identities, or where persons merged, all is looked up anew. */
  changed(
    identities: readonly StagedIdentity[] | undefined,
    { keyPersons, merges }: Pick<Resolution, 'keyPersons' | 'merges'>,
  ): void {
    if (merges.length > 0) this.#persons = undefined;
    if (!this.#persons || keyPersons.size === 0) return;
    if (!this.suits(identities)) {
      this.#persons = undefined;
      return;
    }
    let no = 0;
    for (const { keys } of identities) {
      for (const { hash } of keys) {
        const person = keyPersons.get(no);
        if (person !== undefined) this.#persons.set(hash, person);
        no += 1;
      }
    }
  }
}

async function storedPersons(warehouse: Warehouse, signal?: AbortSignal): Promise<Map<string, number>> {
  const rows = await warehouse.columns('SELECT key_hash, person_id FROM person_key', undefined, signal);
  const persons = rows.number('person_id');
  return new Map(rows.text('key_hash').map((hash, at) => [String(hash), persons[at]!]));
}
