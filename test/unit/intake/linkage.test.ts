import { describe, expect, it } from 'vitest';
import { resolveIdentities } from '../../../analysis/warehouse/load/resolve.ts';

type Key = readonly [
  identity: number,
  tier: number,
  strength: number,
  key: number,
  person: number,
  conflict?: number,
];

function resolve(keys: readonly Key[], size: number, create = true) {
  const column = (at: number) => Float64Array.from(keys, (key) => key[at] ?? 0);
  return resolveIdentities(
    {
      length: keys.length,
      identity: column(0),
      tier: column(1),
      strength: column(2),
      key: column(3),
      person: column(4),
      conflict: column(5),
    },
    new Float64Array(size).fill(1),
    { create, firstNewPerson: 100 },
  );
}

const UNKNOWN = -2;

describe('finding persons', () => {
  it('joins identities that share a resident number', () => {
    const { personOf } = resolve(
      [
        [0, 1, 2, 7, UNKNOWN],
        [1, 1, 2, 7, UNKNOWN],
        [2, 1, 2, 8, UNKNOWN],
      ],
      3,
    );
    expect([...personOf]).toEqual([100, 100, 101]);
  });

  it('keeps twins apart and does not guess between them', () => {
    const keys: Key[] = [
      [0, 2, 2, 1, UNKNOWN],
      [0, 5, 0, 9, UNKNOWN],
      [1, 2, 2, 2, UNKNOWN],
      [1, 5, 0, 9, UNKNOWN],
      [2, 5, 0, 9, UNKNOWN],
    ];
    const { personOf, unlinked, keyPersons } = resolve(keys, 3);
    expect([...personOf]).toEqual([100, 101, 0]);
    expect(unlinked).toEqual({ ambiguous: 1 });
    expect(keyPersons.get(9)).toBe(-1);
  });

  it('lets a name tell twins apart', () => {
    const keys: Key[] = [
      [0, 2, 2, 1, UNKNOWN],
      [0, 4, 0, 3, UNKNOWN],
      [0, 5, 0, 9, UNKNOWN],
      [1, 2, 2, 2, UNKNOWN],
      [1, 4, 0, 4, UNKNOWN],
      [1, 5, 0, 9, UNKNOWN],
      [2, 4, 0, 4, UNKNOWN],
      [2, 5, 0, 9, UNKNOWN],
    ];
    expect([...resolve(keys, 3).personOf]).toEqual([100, 101, 101]);
  });

  it('does not take a known person’s twin for that person', () => {
    const { personOf } = resolve(
      [
        [0, 2, 2, 1, UNKNOWN],
        [0, 5, 0, 9, 5, 1],
      ],
      1,
    );
    expect([...personOf]).toEqual([100]);
  });

  it('finds last year’s person although the ticket is new', () => {
    const { personOf, known } = resolve(
      [
        [0, 3, 1, 1, UNKNOWN],
        [0, 5, 0, 9, 5],
      ],
      1,
    );
    expect([...personOf]).toEqual([5]);
    expect(known).toBe(1);
  });

  it('merges two known persons whom a link table joins', () => {
    const { merges, personOf, keyPersons } = resolve(
      [
        [0, 2, 2, 1, 7],
        [0, 2, 2, 2, 4],
      ],
      1,
    );
    expect(merges).toEqual([[7, 4]]);
    expect([...personOf]).toEqual([4]);
    expect(keyPersons.get(1)).toBe(4);
  });

  it('makes no person of a row that only measurements know', () => {
    const { personOf, unlinked } = resolve([[0, 2, 1, 1, UNKNOWN]], 1, false);
    expect([...personOf]).toEqual([0]);
    expect(unlinked).toEqual({ not_found: 1 });
  });
});
