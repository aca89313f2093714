import { calendarDay, monthStart } from '../../domain/calendar.ts';
import { NULL_INT } from '../../domain/staging.ts';
import { type IdentityParts, type PlainIdentity, plainKeys } from './keys.ts';

const PENDING = 4096;

/**
 * Numbers the distinct identities of a file and hands each over once, in portions, to be hashed.
 * Plain identifiers live only as long as the portion.
 */
export class IdentityCollector {
  count = 0;
  readonly #hand: (identities: readonly PlainIdentity[]) => void;
  #pending: PlainIdentity[] = [];

  constructor(hand: (identities: readonly PlainIdentity[]) => void) {
    this.#hand = hand;
  }

  /** Registers a new identity and returns its number. The caller keeps equal identities apart from new ones. */
  add(parts: IdentityParts): number {
    const identity = this.count;
    this.count += 1;
    this.#pending.push({
      identity,
      birthMonth: parts.birth === null ? NULL_INT : monthStart(parts.birth),
      bornOnFirst: parts.birth !== null && calendarDay(parts.birth).day === 1,
      sex: parts.sex,
      keys: plainKeys(parts),
    });
    if (this.#pending.length >= PENDING) this.flush();
    return identity;
  }

  flush(): void {
    if (this.#pending.length === 0) return;
    this.#hand(this.#pending);
    this.#pending = [];
  }
}
