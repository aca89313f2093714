import { deterministicRandom } from '../../../analysis/disclosure/engine/random.ts';

/** Key of one made-up person: 64 bits that say who it is, and below them one of 64 bits. */
function personKey(person: number): bigint {
  const random = deterministicRandom(7919 * person + 17);
  random();
  const word = () => BigInt(Math.floor(random() * 2 ** 32));
  return (((word() << 32n) | word()) << 64n) | (1n << (word() & 63n));
}

/** Key of made-up people, as the warehouse gives it. */
export function keyOf(people: Iterable<number>): bigint {
  let key = 0n;
  for (const person of people) key ^= personKey(person);
  return key;
}

/** The people from one number to another, the last not among them. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

/** Key of the people of a range as a candidate row carries it. */
export function keyText(from: number, to: number): string {
  return keyOf(range(from, to)).toString(16).padStart(32, '0');
}
