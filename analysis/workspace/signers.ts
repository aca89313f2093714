import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserIssue } from '../domain/issue.ts';
import { readJson, writeAtomically } from './files.ts';

/** Who may prepare or approve an export: a name, and a passphrase of which only a scrypt hash is kept. */
export interface Signer {
  readonly name: string;
  /** ISO time. */
  readonly registeredAt: string;
  readonly salt: string;
  readonly hash: string;
}

export interface Signature {
  readonly name: string;
  readonly passphrase: string;
}

const LEAST_CHARACTERS = 8;
const MOST_SIGNERS = 50;
/** scrypt (RFC 7914) with 32 MiB a guess. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 } as const;
const HASH_BYTES = 32;

/** The registered signers of a workspace folder, in its vault. */
export class Signers {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = join(folder, 'vault', 'signers.json');
  }

  list(): readonly Signer[] {
    if (!existsSync(this.#file)) return [];
    const read = readJson(this.#file);
    if (!Array.isArray(read) || !read.every(isSigner))
      throw new UserIssue('input', 'workspace.damaged', { part: 'vault/signers.json' });
    return read;
  }

  /**
   * Makes an entry for somebody new; it counts once `add` has taken it.
   *
   * @throws UserIssue (usage) `signers.name_needed`, `signers.known`, `signers.too_short`, `signers.too_many`
   */
  async entryOf({ name, passphrase }: Signature, now: Date): Promise<Signer> {
    const shown = name.trim();
    const known = this.list();
    if (nameKey(shown) === '') throw new UserIssue('usage', 'signers.name_needed');
    if (known.some((each) => nameKey(each.name) === nameKey(shown)))
      throw new UserIssue('usage', 'signers.known');
    if ([...normal(passphrase)].length < LEAST_CHARACTERS)
      throw new UserIssue('usage', 'signers.too_short', { least: LEAST_CHARACTERS });
    if (known.length >= MOST_SIGNERS)
      throw new UserIssue('usage', 'signers.too_many', { most: MOST_SIGNERS });
    const salt = randomBytes(16).toString('hex');
    const hash = (await derive(passphrase, salt)).toString('hex');
    return { name: shown, registeredAt: now.toISOString(), salt, hash };
  }

  add(signer: Signer): void {
    this.#write([...this.list(), signer]);
  }

  remove(name: string): void {
    this.#write(this.list().filter((each) => nameKey(each.name) !== nameKey(name)));
  }

  /**
   * Who signs. Takes as long for a name that nobody has.
   *
   * @throws UserIssue (usage) `signers.wrong`
   */
  async verify({ name, passphrase }: Signature): Promise<Signer> {
    const signer = this.list().find((each) => nameKey(each.name) === nameKey(name));
    const found = await derive(passphrase, signer?.salt ?? '00');
    const kept = Buffer.from(signer?.hash ?? '', 'hex');
    if (signer === undefined || kept.length !== found.length || !timingSafeEqual(kept, found))
      throw new UserIssue('usage', 'signers.wrong');
    return signer;
  }

  #write(signers: readonly Signer[]): void {
    writeAtomically(this.#file, `${JSON.stringify(signers, null, 2)}\n`);
  }
}

/** What the ledger keeps of an entry, so that one put in its place is noticed. */
export function signerFingerprint({ name, salt, hash }: Signer): string {
  return createHash('sha256')
    .update(JSON.stringify([name, salt, hash]))
    .digest('hex');
}

/** Width, spaces and case do not make another person. */
export function nameKey(name: string): string {
  return normal(name).replace(/\s+/gu, '').toLowerCase();
}

function normal(text: string): string {
  return text.normalize('NFKC');
}

function derive(passphrase: string, salt: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(normal(passphrase), Buffer.from(salt, 'hex'), HASH_BYTES, COST, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

function isSigner(value: unknown): value is Signer {
  if (typeof value !== 'object' || value === null) return false;
  const { name, registeredAt, salt, hash } = value as Record<keyof Signer, unknown>;
  return [name, registeredAt, salt, hash].every((each) => typeof each === 'string');
}
