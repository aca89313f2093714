import { disclosurePolicy, emptyLedger, publishedTable, releaseTable } from '../../disclosure/index.ts';
import { nextTurn } from '../../domain/turn.ts';
import { ALL, type Stratum } from '../../measures/strata.ts';
import { type CascadeCount, type CascadeGroup, STEPS } from '../../programmes/approaches/cascade-groups.ts';
import { tablesOfGroups } from '../../programmes/approaches/funnel.ts';

/** First years of invented cascades of three years: each is another town. */
const FIRST_YEARS = [2021, 2031];
const AREAS = ['a0', 'a1', 'a2'];
const UNKNOWN = 'unknown';
const DISTRICTS = ['d0', 'd1', 'd2', 'd3', 'd4', 'd5', 'd6', UNKNOWN];
const BANDS = ['40', '45', '50', '55', '60', '65', '70'];
const POPULATION = 60_000;

/**
 * Lets cascades of people who do not exist through a gate of their own, one after another with room for questions between.
 * What a program does for the first time it does at half speed, and the gate's solver most of all: after this the first
 * comparison of approaches is as quick as the next ones. Reads no data; nothing of it is kept or shown.
 *
 * @returns how many cells the gate hid, as a sign that it had work
 */
export async function rehearse(): Promise<number> {
  let hidden = 0;
  for (const year of FIRST_YEARS) hidden += await rehearseTown([year, year + 1, year + 2]);
  return hidden;
}

async function rehearseTown(years: readonly [number, number, number]): Promise<number> {
  const [from, , to] = years;
  const span = { from, to };
  const groups = new Map(years.map((year) => [year, townOf(year)]));
  const policy = disclosurePolicy({ population: POPULATION });
  let ledger = emptyLedger('rehearsal');
  let hidden = 0;
  for (const table of tablesOfGroups({ span, groups }, districts(), undefined)) {
    await nextTurn();
    const released = await releaseTable(table, policy, ledger);
    ledger = { ...ledger, tables: [...ledger.tables, publishedTable(released, table)] };
    hidden += released.statistic.rows.flatMap(({ cells }) =>
      cells.filter(({ state }) => state === 'hidden'),
    ).length;
  }
  return hidden;
}

/** Areas with their school districts, and people of no known district. */
function districts(): Stratum {
  const above = new Map(
    DISTRICTS.map((code, i) => [code, code === UNKNOWN ? ALL : AREAS[i % AREAS.length]!]),
  );
  return {
    dimension: {
      id: 'district',
      label: '地区',
      partition: true,
      levels: [
        { code: ALL, label: ALL },
        ...AREAS.map((code) => ({ code, label: code, parent: ALL })),
        ...[...above].map(([code, parent]) => ({ code, label: code, parent })),
      ],
    },
    lineage: (code) => [...new Set([code, above.get(code) ?? ALL, ALL])],
  };
}

/** How far the people of a group went, and how many there are at most. */
const FATES: readonly (readonly [reached: readonly CascadeCount[], most: number])[] = [
  [STEPS.slice(0, 1), 67.5],
  [[...STEPS.slice(0, 2), 'others'], 6.5],
  [[...STEPS.slice(0, 2), 'others', 'others_improved'], 1.5],
  [STEPS.slice(0, 4), 1],
  [STEPS.slice(0, 5), 1],
  [STEPS.slice(0, 6), 2.25],
  [STEPS, 1.25],
];

const COUNTS: readonly CascadeCount[] = [...STEPS, 'others', 'others_improved'];

/** A year of a town, the same at every start. */
function townOf(year: number): readonly CascadeGroup[] {
  const next = scatter(year);
  const groups: CascadeGroup[] = [];
  for (const sex of ['1', '2'])
    for (const band of BANDS)
      for (const district of DISTRICTS)
        for (const [reached, most] of FATES) {
          const few = district === UNKNOWN ? 0.2 : band === BANDS[0] ? 0.3 : 1;
          const n = Math.round((next() / 2 ** 32) * most * few);
          const counts = Object.fromEntries(COUNTS.map((step) => [step, reached.includes(step) ? n : 0]));
          const key = (BigInt(next()) << 64n) | BigInt(next());
          groups.push({
            ...{ sex, band, district, level: 1, called: reached.length > 1, channel: '', key },
            counts: counts as CascadeGroup['counts'],
          });
        }
  return groups;
}

/** Whole numbers below 2³² that look scattered (linear congruential generator, Numerical Recipes): no more is needed here. */
function scatter(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
}
