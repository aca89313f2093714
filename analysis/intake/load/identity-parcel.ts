import type { PlainIdentity, PlainKey } from '../identity/keys.ts';

/** Numbers of an identity: its own, month of birth, whether born on the first, sex, how many keys. */
const PERSON_WIDTH = 5;
/** Numbers of a key: place of its kind, tier, strength, length of its text. */
const KEY_WIDTH = 4;

/** Identities on their way between threads: a few long things travel faster than thousands of small ones. */
export interface IdentityParcel {
  readonly people: Int32Array;
  readonly keys: Int32Array;
  readonly kinds: readonly string[];
  /** The texts of all keys, one behind the other. */
  readonly texts: string;
}

export function packIdentities(identities: readonly PlainIdentity[]): IdentityParcel {
  const people = new Int32Array(identities.length * PERSON_WIDTH);
  const keys = new Int32Array(identities.reduce((sum, person) => sum + person.keys.length, 0) * KEY_WIDTH);
  const kinds: string[] = [];
  const texts: string[] = [];
  for (const [at, person] of identities.entries()) {
    const born = person.bornOnFirst ? 1 : 0;
    people.set([person.identity, person.birthMonth, born, person.sex, person.keys.length], at * PERSON_WIDTH);
    for (const { kind, tier, strength, text } of person.keys) {
      const known = kinds.indexOf(kind);
      keys.set(
        [known < 0 ? kinds.push(kind) - 1 : known, tier, strength, text.length],
        texts.length * KEY_WIDTH,
      );
      texts.push(text);
    }
  }
  return { people, keys, kinds, texts: texts.join('') };
}

export function unpackIdentities({ people, keys, kinds, texts }: IdentityParcel): PlainIdentity[] {
  const identities: PlainIdentity[] = [];
  let key = 0;
  let letter = 0;
  for (let at = 0; at < people.length; at += PERSON_WIDTH) {
    const own: PlainKey[] = [];
    for (let left = people[at + 4]!; left > 0; left -= 1) {
      const length = keys[key + 3]!;
      own.push({
        kind: kinds[keys[key]!]!,
        tier: keys[key + 1]!,
        strength: keys[key + 2]! as PlainKey['strength'],
        text: texts.slice(letter, letter + length),
      });
      key += KEY_WIDTH;
      letter += length;
    }
    identities.push({
      identity: people[at]!,
      birthMonth: people[at + 1]!,
      bornOnFirst: people[at + 2] === 1,
      sex: people[at + 3]!,
      keys: own,
    });
  }
  return identities;
}
