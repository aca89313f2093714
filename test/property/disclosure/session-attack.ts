import {
  type DisclosurePolicy,
  disclosurePolicy,
  emptyLedger,
  type LedgerView,
} from '../../../analysis/disclosure/index.ts';
import { ALL_RULES, type RuleSwitches } from '../../../analysis/disclosure/release/options.ts';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import { SessionAttacker } from './attacker.ts';
import { fewByCombination } from './combinations.ts';
import { type Asked, productTown } from './product-questions.ts';
import { costsOf, type Mask, sizeOf } from './questions.ts';
import { type Group, pose } from './session.ts';
import { type Atom, randomTown } from './town.ts';

const policy: DisclosurePolicy = disclosurePolicy({ population: 60_000 });
const SOURCE = 'a'.repeat(64);

export interface Outcome {
  readonly released: number;
  readonly refused: number;
  readonly targets: number;
  readonly pinned: readonly string[];
}

/** Runs a session through the gate and the ledger; says what the attacker can still pin. */
export async function attackSession(
  seed: number,
  questions: readonly Asked[],
  {
    withKeys,
    asProduct = false,
    rules = ALL_RULES,
  }: { readonly withKeys: boolean; readonly asProduct?: boolean; readonly rules?: RuleSwitches },
): Promise<Outcome> {
  const town = asProduct ? productTown(seed, questions) : randomTown(seed);
  const attacker = new SessionAttacker(town);
  let ledger: LedgerView = emptyLedger(SOURCE);
  const groups: Group[] = [];
  let released = 0;
  let refused = 0;
  for (const question of questions) {
    try {
      const session = { town, attacker, policy, ledger, options: { rules }, withKeys, asProduct };
      const answer = await pose(session, question);
      if (answer === undefined) continue;
      ledger = { ...ledger, tables: [...ledger.tables, ...answer.tables] };
      groups.push(...answer.groups);
      released += 1;
    } catch (error) {
      if (!(error instanceof UserIssue) || error.kind !== 'refused') throw error;
      refused += 1;
    }
  }
  const counts = [...smallSets(town, groups)];
  const pinned: string[] = [];
  for (const [set, what] of counts) {
    const size = sizeOf(town, set);
    const [low, high] = await attacker.persons(set, policy.width);
    if (low > size || high < size)
      throw new Error(`town ${seed}: ${what}=${size} is outside [${low},${high}]`);
    if (high - low < policy.width) pinned.push(`town ${seed}: ${what}=${size} in [${low},${high}]`);
  }
  const amounts = [...dominatedSets(town, groups)];
  for (const [set, { what, level }] of amounts) {
    const sum = costsOf(town, set).reduce((total, yen) => total + yen, 0);
    const [low, high] = await attacker.costs(set);
    const isTight = high - sum < level - 1 || sum - low < Math.min(level, sum) - 1;
    if (isTight) pinned.push(`town ${seed}: cost of ${what}=${sum} in [${low},${high}], needs ${level}`);
  }
  for (const [set, persons] of fewByCombination(attacker.printed(), policy.threshold - 1)) {
    const known = groups.find((group) => group.set === set);
    pinned.push(`town ${seed}: ${persons} people follow exactly (${known?.what ?? set.toString(16)})`);
  }
  return { released, refused, targets: counts.length + amounts.length, pinned };
}

/** Sets of 1 to threshold − 1 people: those of a cell, and differences of cells of one concept that are nested. */
export function smallSets(town: readonly Atom[], groups: readonly Group[]): Map<Mask, string> {
  const targets = new Map<Mask, string>();
  const add = (set: Mask, what: string) => {
    const size = sizeOf(town, set);
    if (size >= 1 && size < policy.threshold && !targets.has(set)) targets.set(set, what);
  };
  for (const { set, what } of groups) add(set, what);
  for (const [set, what] of betweenPlaces(groups)) add(set, what);
  for (const a of groups) {
    for (const b of groups) {
      const nested = a.concept === b.concept && a.kin === b.kin && a.set !== b.set;
      if (nested && (b.set & ~a.set) === 0n) add(a.set & ~b.set, `${a.what} minus ${b.what}`);
    }
  }
  return targets;
}

/** Those between two columns in a place, without those between in a part of it. */
function* betweenPlaces(groups: readonly Group[]): Generator<[Mask, string]> {
  const byPlace = Map.groupBy(
    groups.filter(({ column }) => column !== undefined),
    ({ place }) => place!,
  );
  const between = new Map<string, Between[]>();
  for (const cells of byPlace.values()) {
    for (const a of cells) {
      for (const b of cells) {
        if (a.set === b.set || (b.set & ~a.set) !== 0n) continue;
        const columns = `${a.column} - ${b.column}`;
        const found = { set: a.set & ~b.set, what: `(${a.what} - ${b.what})`, place: a.place! };
        between.set(columns, [...(between.get(columns) ?? []), found]);
      }
    }
  }
  for (const places of between.values()) {
    yield* levelsTogether(places);
    for (const a of places) {
      yield [a.set, a.what];
      for (const b of places)
        if (a.set !== b.set && (b.set & ~a.set) === 0n) yield [a.set & ~b.set, `${a.what} without ${b.what}`];
    }
  }
}

interface Between {
  readonly set: Mask;
  readonly what: string;
  readonly place: string;
}

/** Those between two columns in several levels of one breakdown: what is left of everybody's without the others. */
function* levelsTogether(places: readonly Between[]): Generator<[Mask, string]> {
  // The same question may have been asked more than once.
  const single = new Map(
    places.filter(({ place }) => place !== '' && !place.includes(',')).map((each) => [each.place, each]),
  );
  for (const levels of Map.groupBy(single.values(), ({ place }) => place.split(':')[0]).values()) {
    for (let subset = 1; subset < 2 ** levels.length - 1; subset += 1) {
      const chosen = levels.filter((_, at) => (subset >> at) & 1);
      if (chosen.length > 1)
        yield [chosen.reduce((set, each) => set | each.set, 0n), chosen.map(({ what }) => what).join(' + ')];
    }
  }
}

/** Sets whose cost one or two people dominate by the p% rule, with the distance their sum must keep. */
function dominatedSets(town: readonly Atom[], groups: readonly Group[]) {
  const targets = new Map<Mask, { what: string; level: number }>();
  for (const { set, what, costs } of groups) {
    if (costs !== true || targets.has(set)) continue;
    const [first = 0, second = 0, ...others] = costsOf(town, set);
    const level = (policy.dominance.p / 100) * first - others.reduce((sum, yen) => sum + yen, 0);
    if (first > 0 && second >= 0 && level > 0) targets.set(set, { what, level });
  }
  return targets;
}
