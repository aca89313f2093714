import { hash } from 'node:crypto';
import { isoDay } from '../../domain/calendar.ts';
import type { IdentityKey, StagedIdentity } from '../../domain/staging.ts';

/** Parts of an identity that a file may have; normalised text, null or undefined when absent. */
export const IDENTITY_ROLES = [
  'atena',
  'insurer',
  'symbol',
  'number',
  'branch',
  'kouki',
  'kaigo',
  'ticket',
  'use_ticket',
  'app',
  'kana',
] as const;
export type IdentityRole = (typeof IDENTITY_ROLES)[number];

export type IdentityParts = Partial<Record<IdentityRole, string | null>> & {
  /** Day number of the birth date; null when unknown. */
  readonly birth: number | null;
  /** 1, 2, or 0 when unknown. */
  readonly sex: number;
};

/** One identifier in plain text, made comparable. */
export type PlainKey = Omit<IdentityKey, 'hash'> & { readonly text: string };

/** A person as one source describes them, before the identifiers are hashed: lives as long as the portion it is in. */
export type PlainIdentity = Omit<StagedIdentity, 'keys'> & { readonly keys: readonly PlainKey[] };

const KOUKI_PREFIX = '39';

/**
 * The comparable identifiers of a person, strongest first.
 *
 * Numbers of the national health insurance name a household, so birth date and sex are part of their keys; the
 * branch number tells twins apart. The insurer's number itself is left out: files of one municipality carry it
 * in many forms or not at all, and 国保 and 後期 have kinds of their own.
 */
export function plainKeys(parts: IdentityParts): PlainKey[] {
  const keys: PlainKey[] = [];
  const add = (
    kind: string,
    tier: number,
    strength: 0 | 1 | 2,
    fields: readonly (string | null | undefined)[],
  ) => {
    for (const field of fields) if (field === null || field === undefined || field === '') return;
    keys.push({ kind, tier, strength, text: fields.join('|') });
  };
  add('atena', 1, 2, [parts.atena]);
  add('kaigo', 2, 2, [parts.kaigo]);
  add('app', 2, 1, [parts.app]);
  add('ticket', 3, 1, [parts.ticket]);
  add('use_ticket', 3, 1, [parts.use_ticket]);
  const birth = parts.birth === null ? null : isoDay(parts.birth);
  const sex = parts.sex === 0 ? null : String(parts.sex);
  const isKouki = parts.insurer?.startsWith(KOUKI_PREFIX) === true && parts.insurer.length === 8;
  const kouki = parts.kouki ?? (isKouki ? parts.number : null);
  add('kouki', 2, 2, [kouki, birth, sex]);
  if (isKouki) return keys;
  add('kokuho_branch', 2, 2, [parts.symbol, parts.number, parts.branch, birth, sex]);
  add('kokuho_kana', 4, 0, [parts.number, birth, sex, parts.kana]);
  add('kokuho', 5, 0, [parts.symbol, parts.number, birth, sex]);
  add('kokuho_number', 6, 0, [parts.number, birth, sex]);
  return keys;
}

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;

/**
 * Turns raw identifiers into keyed hashes (HMAC-SHA-256, RFC 2104, with the workspace's secret; hex).
 *
 * The two padded keys are made once; the platform's HMAC object would cost more to set up than the hash itself.
 */
export class KeyHasher {
  readonly #inner: Buffer;
  /** Padded outer key, then room for the inner digest. */
  readonly #outer: Buffer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);
  /** Padded inner key, then room for the text. */
  #message: Buffer = Buffer.alloc(0);

  constructor(secret: Uint8Array) {
    const key = Buffer.alloc(BLOCK_BYTES);
    key.set(secret.length > BLOCK_BYTES ? hash('sha256', secret, 'buffer') : secret);
    this.#inner = key.map((byte) => byte ^ 0x36) as Buffer;
    this.#outer.set(key.map((byte) => byte ^ 0x5c));
  }

  /** HMAC-SHA-256 of a text, hex. */
  digest(text: string): string {
    const most = BLOCK_BYTES + text.length * 3;
    if (this.#message.length < most) {
      this.#message = Buffer.alloc(most * 2);
      this.#message.set(this.#inner);
    }
    const end = BLOCK_BYTES + this.#message.write(text, BLOCK_BYTES, 'utf8');
    // As letters that stand for bytes: making a Buffer of 32 bytes costs more than hashing them.
    this.#outer.write(hash('sha256', this.#message.subarray(0, end), 'binary'), BLOCK_BYTES, 'latin1');
    return hash('sha256', this.#outer, 'hex');
  }

  /** The person with hashes in place of the identifiers. */
  hashed({ identity, birthMonth, bornOnFirst, sex, keys }: PlainIdentity): StagedIdentity {
    return {
      identity,
      birthMonth,
      bornOnFirst,
      sex,
      keys: keys.map(({ kind, tier, strength, text }) => ({
        kind,
        tier,
        strength,
        hash: this.digest(`${kind}\u0000${text}`),
      })),
    };
  }
}
