/** Keys of the staged identities, ordered by identity and tier; `person` is -2 when unknown, -1 when ambiguous. */
export interface KeyRow {
  readonly length: number;
  readonly identity: Float64Array;
  readonly tier: Float64Array;
  /** 2 and 1 are one person's alone (2: and a person has only one of the kind), 0 may be shared. */
  readonly strength: Float64Array;
  readonly key: Float64Array;
  readonly person: Float64Array;
  /** 1 where the known person of a weak key has other strong identifiers of the same kinds: someone else. */
  readonly conflict: Float64Array;
}

export interface Resolution {
  /** Person of each identity; 0 when none was found. */
  readonly personOf: Int32Array;
  /** Persons of keys that are new or have changed; -1 for an ambiguous key. */
  readonly keyPersons: ReadonlyMap<number, number>;
  /** Some of them are stored already, with another person. */
  readonly storedKeysChanged: boolean;
  readonly merges: readonly (readonly [from: number, to: number])[];
  readonly known: number;
  readonly created: number;
  readonly unlinked: Readonly<Record<string, number>>;
}

const AMBIGUOUS = -1;
const NONE = 0;

class Groups {
  readonly size: number;
  readonly #parent: Int32Array;

  constructor(size: number) {
    this.size = size;
    this.#parent = new Int32Array(size);
    for (let at = 0; at < size; at += 1) this.#parent[at] = at;
  }

  root(of: number): number {
    let at = of;
    while (this.#parent[at] !== at) {
      this.#parent[at] = this.#parent[this.#parent[at]!]!;
      at = this.#parent[at]!;
    }
    return at;
  }

  /** The smaller number stays the root, so that results do not depend on the order of joining. */
  join(a: number, b: number): void {
    const left = this.root(a);
    const right = this.root(b);
    if (left < right) this.#parent[right] = left;
    else this.#parent[left] = right;
  }
}

/**
 * Decides which identities are one person and which known person they are.
 *
 * Strong keys (resident number, number with branch, care and 後期 numbers) join without question. An identity
 * without a strong match is found by its best weak key, unless that key belongs to several persons (twins).
 */
export function resolveIdentities(
  keys: KeyRow,
  complete: Float64Array,
  options: { readonly create: boolean; readonly firstNewPerson: number },
): Resolution {
  const size = complete.length;
  const groups = new Groups(size);
  joinByStrongKeys(keys, groups);
  const anchored = anchoredGroups(keys, groups, size);
  const candidates = weakCandidates(keys, groups, anchored);
  const ambiguous = joinByWeakKeys({ keys, groups, anchored, candidates });
  const merges = new Map<number, number>();
  const personOfGroup = knownPersons(keys, groups, candidates, merges);
  const unlinked: Record<string, number> = {};
  const personOf = new Int32Array(size);
  let next = options.firstNewPerson;
  let known = 0;
  let created = 0;
  const groupComplete = new Uint8Array(size);
  for (let identity = 0; identity < size; identity += 1) {
    if (complete[identity] === 1) groupComplete[groups.root(identity)] = 1;
  }
  for (let identity = 0; identity < size; identity += 1) {
    const root = groups.root(identity);
    if (personOfGroup[root] === NONE) {
      if (ambiguous.has(root)) unlinked.ambiguous = (unlinked.ambiguous ?? 0) + 1;
      else if (!options.create) unlinked.not_found = (unlinked.not_found ?? 0) + 1;
      else if (groupComplete[root] !== 1) unlinked.incomplete = (unlinked.incomplete ?? 0) + 1;
      else {
        personOfGroup[root] = next;
        next += 1;
      }
    }
    const person = personOfGroup[root]!;
    personOf[identity] = person;
    if (person >= options.firstNewPerson) created += 1;
    else if (person !== NONE) known += 1;
  }
  return {
    personOf,
    ...changedKeys(keys, personOf, merges),
    merges: [...merges],
    known,
    created,
    unlinked,
  };
}

function joinByStrongKeys(keys: KeyRow, groups: Groups): void {
  const holder = new Map<number, number>();
  const byPerson = new Map<number, number>();
  for (let row = 0; row < keys.length; row += 1) {
    if (keys.strength[row] === 0) continue;
    const identity = keys.identity[row]!;
    const person = keys.person[row]!;
    joinFirst(holder, keys.key[row]!, identity, groups);
    if (person > 0) joinFirst(byPerson, person, identity, groups);
  }
}

function joinFirst(first: Map<number, number>, by: number, identity: number, groups: Groups): void {
  const known = first.get(by);
  if (known === undefined) first.set(by, identity);
  else groups.join(known, identity);
}

/** Groups that a strong key holds together: a weak key shared by two of them tells them not apart. */
function anchoredGroups(keys: KeyRow, groups: Groups, size: number): Uint8Array {
  const anchored = new Uint8Array(size);
  for (let row = 0; row < keys.length; row += 1) {
    if (keys.strength[row] === 2) anchored[groups.root(keys.identity[row]!)] = 1;
  }
  return anchored;
}

/** Joins identities without a strong key to the one person their best weak key allows; returns the undecidable. */
function joinByWeakKeys(given: {
  readonly keys: KeyRow;
  readonly groups: Groups;
  readonly anchored: Uint8Array;
  readonly candidates: Map<number, number>;
}): Set<number> {
  const { keys, groups, anchored, candidates } = given;
  const ambiguous = new Set<number>();
  const looseByKey = new Map<number, number>();
  let row = 0;
  while (row < keys.length) {
    const identity = keys.identity[row]!;
    let end = row;
    while (end < keys.length && keys.identity[end] === identity) end += 1;
    if (anchored[groups.root(identity)] !== 1) {
      settleWeak(keys, row, end, { groups, candidates, ambiguous, looseByKey });
    }
    row = end;
  }
  return ambiguous;
}

interface WeakState {
  readonly groups: Groups;
  /** Key → group anchored by a strong key or a known person; -1 when several. */
  readonly candidates: Map<number, number>;
  readonly ambiguous: Set<number>;
  readonly looseByKey: Map<number, number>;
}

/** Weakest tier on which identities without any strong key are taken for one person. */
const LAST_LOOSE_TIER = 5;

function settleWeak(keys: KeyRow, from: number, to: number, state: WeakState): void {
  const identity = keys.identity[from]!;
  for (let row = from; row < to; row += 1) {
    const person = keys.person[row]!;
    const group = state.candidates.get(keys.key[row]!);
    if (person === AMBIGUOUS || group === AMBIGUOUS) {
      state.ambiguous.add(state.groups.root(identity));
      return;
    }
    if (group !== undefined) {
      state.groups.join(group, identity);
      return;
    }
    if (person > 0) return;
  }
  for (let row = from; row < to; row += 1) {
    if (keys.tier[row]! <= LAST_LOOSE_TIER)
      joinFirst(state.looseByKey, keys.key[row]!, identity, state.groups);
  }
}

function weakCandidates(keys: KeyRow, groups: Groups, anchored: Uint8Array): Map<number, number> {
  const candidates = new Map<number, number>();
  for (let row = 0; row < keys.length; row += 1) {
    if (keys.strength[row]! > 0) continue;
    const root = groups.root(keys.identity[row]!);
    if (anchored[root] !== 1) continue;
    const known = candidates.get(keys.key[row]!);
    if (known === undefined) candidates.set(keys.key[row]!, root);
    else if (known !== root) candidates.set(keys.key[row]!, AMBIGUOUS);
  }
  return candidates;
}

/** The known person of each group, by the strongest key; several known persons of strong keys become one. */
function knownPersons(
  keys: KeyRow,
  groups: Groups,
  candidates: ReadonlyMap<number, number>,
  merges: Map<number, number>,
): Int32Array {
  const size = groups.size;
  const personOf = new Int32Array(size);
  const strongest = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  const strongPersons = new Map<number, Set<number>>();
  for (let row = 0; row < keys.length; row += 1) {
    const person = keys.person[row]!;
    if (person <= 0) continue;
    if (
      keys.strength[row] === 0 &&
      (keys.conflict[row] === 1 || candidates.get(keys.key[row]!) === AMBIGUOUS)
    )
      continue;
    const root = groups.root(keys.identity[row]!);
    if (keys.strength[row]! > 0) {
      const persons = strongPersons.get(root) ?? new Set<number>();
      persons.add(person);
      strongPersons.set(root, persons);
    }
    if (keys.tier[row]! < strongest[root]!) {
      strongest[root] = keys.tier[row]!;
      personOf[root] = person;
    }
  }
  for (const [root, persons] of strongPersons) {
    const kept = Math.min(...persons);
    personOf[root] = kept;
    for (const person of persons) if (person !== kept) merges.set(person, kept);
  }
  return personOf;
}

/** Keys whose person is new, or that now belong to two persons. */
function changedKeys(
  keys: KeyRow,
  personOf: Int32Array,
  merges: ReadonlyMap<number, number>,
): Pick<Resolution, 'keyPersons' | 'storedKeysChanged'> {
  let most = -1;
  for (let row = 0; row < keys.length; row += 1) most = Math.max(most, keys.key[row]!);
  const holders = new Int32Array(most + 1);
  const before = new Int32Array(most + 1);
  for (let row = 0; row < keys.length; row += 1) {
    const person = personOf[keys.identity[row]!]!;
    if (person === NONE) continue;
    const key = keys.key[row]!;
    const stored = keys.person[row]!;
    before[key] = stored;
    const held = holders[key]!;
    const earlier =
      held !== NONE
        ? held
        : stored > 0
          ? (merges.get(stored) ?? stored)
          : stored === AMBIGUOUS
            ? AMBIGUOUS
            : person;
    holders[key] = earlier === person ? person : AMBIGUOUS;
  }
  const keyPersons = new Map<number, number>();
  let storedKeysChanged = false;
  for (let key = 0; key <= most; key += 1) {
    const person = holders[key]!;
    if (person === NONE || before[key] === person) continue;
    keyPersons.set(key, person);
    if (before[key]! >= AMBIGUOUS) storedKeysChanged = true;
  }
  return { keyPersons, storedKeysChanged };
}
