import { describe, expect, it } from 'vitest';
import {
  disclosurePolicy,
  emptyLedger,
  type LedgerView,
  publishedTable,
  releaseTable,
} from '../../../analysis/disclosure/index.ts';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import { SessionAttacker } from './attacker.ts';
import { ask, randomSession, randomTown, type TownQuery } from './town.ts';

const RUNS = Number(process.env.DISCLOSURE_RUNS ?? 12);
const QUESTIONS = Number(process.env.DISCLOSURE_QUESTIONS ?? 4);
const policy = disclosurePolicy({ population: 60_000 });
const SOURCE = 'a'.repeat(64);

interface Target {
  readonly what: string;
  readonly set: ReadonlySet<number>;
  readonly size: number;
}

/** Runs a session through the gate and the ledger; returns what the attacker can still pin. */
async function attackSession(
  seed: number,
  fingerprints: boolean,
): Promise<{ released: number; refused: number; pinned: string[] }> {
  const town = randomTown(seed);
  const attacker = new SessionAttacker(town);
  let ledger: LedgerView = emptyLedger(SOURCE);
  const asked: TownQuery[] = [];
  let refused = 0;
  for (const query of randomSession(seed, QUESTIONS)) {
    try {
      const candidate = ask(town, query, fingerprints);
      const released = await releaseTable(candidate, policy, ledger);
      if (seed % 3 === 0) {
        const again = await releaseTable(candidate, policy, ledger);
        expect(JSON.stringify(again)).toBe(JSON.stringify(released));
      }
      ledger = { ...ledger, tables: [...ledger.tables, publishedTable(released, candidate)] };
      attacker.learn(query, released.statistic);
      asked.push(query);
    } catch (error) {
      if (!(error instanceof UserIssue) || error.kind !== 'refused') throw error;
      refused += 1;
    }
  }
  const pinned: string[] = [];
  for (const target of targetsOf(town, asked, attacker)) {
    const [low, high] = await attacker.interval(target.set);
    expect(low).toBeLessThanOrEqual(target.size);
    expect(high).toBeGreaterThanOrEqual(target.size);
    if (high - low < policy.width) pinned.push(`${target.what}=${target.size} in [${low},${high}]`);
  }
  return { released: asked.length, refused, pinned };
}

/** Every person count of 1 to threshold − 1 that a cell, its complement or a nested pair stands for. */
function targetsOf(
  town: ReturnType<typeof randomTown>,
  asked: readonly TownQuery[],
  attacker: SessionAttacker,
): Target[] {
  const targets = new Map<string, Target>();
  const add = (what: string, set: Set<number>) => {
    const size = [...set].reduce((sum, at) => sum + town[at]!.persons, 0);
    const key = [...set].toSorted((a, b) => a - b).join(',');
    if (size >= 1 && size < policy.threshold && !targets.has(key)) targets.set(key, { what, set, size });
  };
  const groups: { what: string; set: Set<number> }[] = [];
  for (const query of asked) {
    for (const row of ask(town, query).rows) {
      const people = attacker.members(query, row.at, false);
      const flagged = attacker.members(query, row.at, true);
      const label = `${query.minAge}:${row.at.join('|')}`;
      groups.push({ what: `n ${label}`, set: people }, { what: `k ${label}`, set: flagged });
      add(`n ${label}`, people);
      add(`k ${label}`, flagged);
      add(`n-k ${label}`, without(people, flagged));
    }
  }
  for (const a of groups) {
    for (const b of groups) {
      if (a.what[0] === b.what[0] && b.set.size < a.set.size && [...b.set].every((at) => a.set.has(at))) {
        add(`${a.what} minus ${b.what}`, without(a.set, b.set));
      }
    }
  }
  return [...targets.values()];
}

function without(set: ReadonlySet<number>, other: ReadonlySet<number>): Set<number> {
  return new Set([...set].filter((at) => !other.has(at)));
}

describe('sessions of questions over random towns', () => {
  async function attackAll(runs: number, fingerprints: boolean) {
    let released = 0;
    let refused = 0;
    const pinned: string[] = [];
    for (let seed = 1; seed <= runs; seed += 1) {
      const result = await attackSession(seed, fingerprints);
      released += result.released;
      refused += result.refused;
      pinned.push(...result.pinned.map((each) => `town ${seed}: ${each}`));
    }
    expect(released + refused).toBe(runs * QUESTIONS);
    return { released, refused, pinned };
  }

  it(`pin no count of 1 to threshold-1 (${RUNS} towns, DISCLOSURE_RUNS for more)`, async () => {
    const { refused, pinned } = await attackAll(RUNS, true);
    expect(pinned).toEqual([]);
    // Refusing everything would be safe, too.
    expect(refused).toBeLessThan(0.35 * RUNS * QUESTIONS);
  }, 7_200_000);

  it('pin none either when nothing says which groups are the same people', async () => {
    const runs = Math.ceil(RUNS / 2);
    const { released, pinned } = await attackAll(runs, false);
    expect(pinned).toEqual([]);
    expect(released).toBeGreaterThan(0.4 * runs * QUESTIONS);
  }, 7_200_000);
});
