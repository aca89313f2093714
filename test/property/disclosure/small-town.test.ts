import { describe, expect, it } from 'vitest';
import { deterministicRandom } from '../../../analysis/disclosure/engine/random.ts';
import {
  disclosurePolicy,
  emptyLedger,
  type LedgerView,
  publishedTable,
  releaseTable,
} from '../../../analysis/disclosure/index.ts';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { SessionAttacker } from './attacker.ts';
import { rowMask, sizeOf } from './questions.ts';
import { type Atom, ask, type DimensionName, LEVELS, type TownQuery, withLanes } from './town.ts';

const policy = disclosurePolicy({ population: 26_000 });
const SOURCE = 'c'.repeat(64);

/** About 500 examined people; few women and few of the young have the condition, so that parts are often zero. */
function smallTown(seed: number): Atom[] {
  const random = deterministicRandom(seed);
  const lane = deterministicRandom(seed * 71 + 3);
  const bySize = [0.4, 0.6, 1, 1.6];
  return LEVELS.age.flatMap((age, order) =>
    LEVELS.sex.flatMap((sex) =>
      LEVELS.district.flatMap((district, place) =>
        [true, false].map((flagged): Atom => {
          const expected = 20 * bySize[order]! * [1.6, 1.2, 1, 0.6, 0.25][place]! * (0.6 + 0.8 * random());
          const share = (sex === 'm' ? 0.22 : 0.03) * bySize[order]!;
          const persons = Math.round(expected * (flagged ? share : 1 - share) * (0.5 + random()));
          const hash =
            BigInt(Math.floor(random() * 2 ** 32)) * 2n ** 32n + BigInt(Math.floor(random() * 2 ** 32));
          const lanes = Array.from({ length: persons }, () => Math.floor(64 * lane()));
          return {
            age,
            sex,
            district,
            flagged,
            persons,
            fingerprint: persons === 0 ? 0n : withLanes(hash, lanes),
            lanes,
            costs: [],
            pressure: 0,
          };
        }),
      ),
    ),
  );
}

const SEQUENCE: readonly (readonly DimensionName[])[] = [
  ['sex', 'age'],
  ['district'],
  ['sex', 'district'],
  ['age', 'district'],
  ['age'],
];

function learn(
  town: readonly Atom[],
  attacker: SessionAttacker,
  query: TownQuery,
  table: ReleasedTable,
): void {
  for (const { at, cells } of table.rows) {
    [false, true].forEach((flagged, column) => {
      const cell = cells[column]!;
      const set = rowMask(town, query, at, flagged);
      if (cell.state === 'shown') attacker.knowPersons(set, cell.value);
      else if (!flagged && cell.state === 'hidden' && cell.reason !== 'ledger')
        attacker.knowPersons(set, 1, Number.POSITIVE_INFINITY);
    });
  }
}

async function browse(seed: number, fingerprints: boolean) {
  const town = smallTown(seed);
  const attacker = new SessionAttacker(town);
  let ledger: LedgerView = emptyLedger(SOURCE);
  const shown: number[] = [];
  const queries: TownQuery[] = [];
  for (const dimensions of SEQUENCE) {
    const query: TownQuery = { dimensions, minAge: 0 };
    const candidate = ask(town, query, fingerprints);
    const released = await releaseTable(candidate, policy, ledger);
    ledger = { ...ledger, tables: [...ledger.tables, publishedTable(released, candidate)] };
    learn(town, attacker, query, released.statistic);
    queries.push(query);
    shown.push(released.release.shown);
  }
  const pinned: string[] = [];
  for (const query of queries) {
    for (const row of candidateRows(town, query)) {
      const people = rowMask(town, query, row, false);
      const flagged = rowMask(town, query, row, true);
      for (const set of [people, flagged, people & ~flagged]) {
        const size = sizeOf(town, set);
        if (size < 1 || size >= policy.threshold) continue;
        const [low, high] = await attacker.persons(set, policy.width);
        if (high - low < policy.width) pinned.push(`${row.join('|')}: ${size} in [${low},${high}]`);
      }
    }
  }
  return { shown, pinned };
}

function candidateRows(town: readonly Atom[], query: TownQuery) {
  return ask(town, query).rows.map((row) => row.at);
}

describe('browsing the breakdowns of a small town one after the other', () => {
  for (const fingerprints of [true, false]) {
    const how = fingerprints ? 'with' : 'without';
    it(`refuses none and pins nobody, ${how} fingerprints`, async () => {
      for (let seed = 1; seed <= 3; seed += 1) {
        const { shown, pinned } = await browse(seed, fingerprints);
        expect(pinned).toEqual([]);
        // The first two tables still say something.
        expect(Math.min(...shown.slice(0, 2))).toBeGreaterThan(3);
      }
    });
  }
});
