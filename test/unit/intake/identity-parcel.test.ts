import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NULL_INT } from '../../../analysis/domain/staging.ts';
import type { PlainIdentity } from '../../../analysis/intake/identity/keys.ts';
import { packIdentities, unpackIdentities } from '../../../analysis/intake/load/identity-parcel.ts';

const key = fc.record({
  kind: fc.constantFrom('atena', 'kokuho', 'kokuho_branch', 'kokuho_number', 'kouki'),
  tier: fc.integer({ min: 1, max: 6 }),
  strength: fc.constantFrom(0 as const, 1 as const, 2 as const),
  // Longer than a byte can tell, and any letters: names are among them.
  text: fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ minLength: 250, maxLength: 300 })),
});
const identity: fc.Arbitrary<PlainIdentity> = fc.record({
  identity: fc.nat(),
  birthMonth: fc.oneof(fc.integer({ min: -40_000, max: 30_000 }), fc.constant(NULL_INT)),
  bornOnFirst: fc.boolean(),
  sex: fc.integer({ min: 0, max: 2 }),
  keys: fc.array(key, { maxLength: 6 }),
});

describe('identities between threads', () => {
  it('come out as they went in, in their order', () => {
    fc.assert(
      fc.property(fc.array(identity, { maxLength: 40 }), (identities) => {
        const there = structuredClone(packIdentities(identities));
        expect(unpackIdentities(there)).toEqual(identities);
      }),
    );
  });

  it('travel as a few long things, whatever their number', () => {
    const many = fc.sample(identity, 500);
    expect(Object.keys(packIdentities(many)).length).toBe(4);
    expect(packIdentities(many).kinds.length).toBeLessThanOrEqual(5);
  });
});
