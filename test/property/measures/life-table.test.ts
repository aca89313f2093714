import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMeasure } from '../../../analysis/measures/catalogue.ts';
import { CARE_2_UP, CERTIFIED } from '../../../analysis/measures/families/care-core.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { cell, emptyWarehouse, type Fixture, type FixtureRow, load } from '../../spec/measures/fixture.ts';
import { ageAt, monthIndex } from './naive.ts';

const YEARS = [2021, 2022, 2023];
const FOREVER = '9999-12-31';

/** A town of 65 and older from a seed: who moves in or away, turns from 国保 to 後期, dies, and is certified. */
function town(seed: number, people: number): Fixture {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const among = <T>(...values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const month = () =>
    `${among(2021, 2022, 2023)}-${String(1 + Math.floor(random() * 12)).padStart(2, '0')}-01`;
  const person: FixtureRow[] = [];
  const enrolment: FixtureRow[] = [];
  const care_certification: FixtureRow[] = [];
  for (let person_id = 1; person_id <= people; person_id++) {
    const birth = 1925 + Math.floor(random() * 33);
    const dies = random() < (1960 - birth) / 120 ? month() : null;
    const leaves = dies ?? (random() < 0.05 ? month() : null);
    person.push({
      person_id,
      birth_month: `${birth}-0${among(1, 3, 4, 9)}-01`,
      sex: among(1, 2),
      ...(dies === null ? {} : { death_month: dies }),
    });
    const from_date = random() < 0.1 ? month() : '2015-04-01';
    const to_date = leaves === null ? {} : { to_date: leaves.replace(/01$/u, '16') };
    const turns = among('2022-07-10', '2023-10-05');
    if (leaves !== null && leaves < turns && random() < 0.5) continue;
    if ((leaves === null || leaves > turns) && from_date < '2021-04-01' && random() < 0.4)
      enrolment.push(
        { person_id, insurer_kind: 'kokuho', from_date, to_date: turns },
        { person_id, insurer_kind: 'kouki', from_date: turns, ...to_date },
      );
    else if (leaves === null || leaves > from_date)
      enrolment.push({ person_id, insurer_kind: 'kouki', from_date, ...to_date });
    if (random() < 0.25)
      care_certification.push({
        person_id,
        level: among('12', '21', '22', '24'),
        from_date: month(),
        ...(random() < 0.5 ? { to_date: among('2022-03-31', '2023-03-30', '2024-03-31') } : {}),
      });
  }
  return { person, enrolment, care_certification };
}

interface Band {
  personYears: number;
  deaths: number;
  observed: number;
  dependent: number;
}

/** Person by person and year by year: years insured, deaths, and on the last day who is there and who is certified. */
function bandsOf(data: Fixture, levels: readonly string[], sex: number | null): readonly Band[] {
  const bands = Array.from(
    { length: 6 },
    (): Band => ({ personYears: 0, deaths: 0, observed: 0, dependent: 0 }),
  );
  const spells = Map.groupBy(data.enrolment ?? [], (row) => row.person_id);
  const certified = Map.groupBy(data.care_certification ?? [], (row) => row.person_id);
  for (const year of YEARS) {
    const [first, next, last] = [`${year}-04-01`, `${year + 1}-04-01`, `${year + 1}-03-31`];
    for (const row of data.person ?? []) {
      const age = ageAt(row, last);
      if (age < 65 || (sex !== null && row.sex !== sex)) continue;
      const own = (spells.get(row.person_id) ?? []).filter(
        (spell) => String(spell.from_date) < next && String(spell.to_date ?? FOREVER) > first,
      );
      if (own.length === 0) continue;
      const band = bands[Math.min(5, Math.floor((age - 65) / 5))]!;
      const [from, to] = [own[0]!.from_date, own.at(-1)!.to_date ?? FOREVER].map(String) as [string, string];
      const begins = Math.max(monthIndex(first), monthIndex(from));
      // Who leaves is there for half of the last month.
      const months = to >= next ? monthIndex(next) - begins : monthIndex(to) - begins + 0.5;
      band.personYears += Math.min(12, months) / 12;
      const death = String(row.death_month ?? '');
      if (death >= first && death < next) band.deaths += 1;
      if (to < next) continue;
      band.observed += 1;
      const isDependent = (certified.get(row.person_id) ?? []).some(
        (one) =>
          levels.includes(String(one.level)) &&
          String(one.from_date) < next &&
          String(one.to_date ?? FOREVER) >= last,
      );
      if (isDependent) band.dependent += 1;
    }
  }
  return bands;
}

/** Years left at 65 and those of them without care, each with its standard error, from the formulas of Chiang and Sullivan. */
function expectancies(bands: readonly Band[]) {
  const rate = bands.map(({ deaths, personYears }) => deaths / personYears);
  const dying = rate.map((m, i) => (i === 5 ? 1 : (5 * m) / (1 + 2.5 * m)));
  const alive = [1];
  for (const q of dying.slice(0, 5)) alive.push(alive.at(-1)! * (1 - q));
  const lived = alive.map((l, i) => (i === 5 ? l / rate[5]! : 5 * (l - (l * dying[i]!) / 2)));
  const healthy = bands.map(({ observed, dependent }) => 1 - dependent / observed);
  const years = (weights: readonly number[], from = 0) =>
    lived.reduce((sum, L, i) => (i < from ? sum : sum + L * weights[i]!), 0) / alive[from]!;
  const mortality = (weights: readonly number[]) =>
    bands.reduce((sum, { deaths }, i) => {
      if (i === 5) return sum + (alive[5]! / 2) ** 2 * (4 / (deaths * rate[5]! ** 2)) * weights[5]! ** 2;
      const spread = deaths > 0 ? (dying[i]! ** 2 * (1 - dying[i]!)) / deaths : 0;
      return sum + alive[i]! ** 2 * (2.5 * weights[i]! + years(weights, i + 1)) ** 2 * spread;
    }, 0);
  const shares = bands.reduce((sum, { observed }, i) => {
    const p = 1 - healthy[i]!;
    return sum + (lived[i]! ** 2 * p * (1 - p)) / observed;
  }, 0);
  const all = bands.map(() => 1);
  return {
    expectancy: [years(all), Math.sqrt(mortality(all))] as const,
    value: [years(healthy), Math.sqrt(mortality(healthy) + shares)] as const,
  };
}

describe('平均自立期間 on generated towns', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
  });
  afterAll(() => close());

  it.each([
    ['care.independent_life', CARE_2_UP],
    ['care.independent_life_any', CERTIFIED],
  ] as const)(
    '%s equals a recount of years, deaths and care, with the formulas written out',
    async (id, levels) => {
      let shown = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 1e6 }),
          fc.constantFrom(2300, 5200),
          async (seed, people) => {
            const data = town(seed, people);
            await load(warehouse, data);
            const table = await runMeasure(warehouse, id, { year: YEARS, by: ['sex'] });
            for (const sex of ['all', '1', '2']) {
              const bands = bandsOf(data, levels, sex === 'all' ? null : Number(sex));
              const sum = (name: keyof Band) => bands.reduce((total, band) => total + band[name], 0);
              expect(cell(table, [sex], 'deaths'), sex).toBe(sum('deaths'));
              const value = cell(table, [sex], 'value');
              expect(value === null, sex).toBe(sum('personYears') < 5000);
              if (value === null) continue;
              shown += 1;
              const found = expectancies(bands);
              for (const column of ['expectancy', 'value'] as const) {
                const [estimate, error] = found[column];
                expect(cell(table, [sex], column), `${sex} ${column}`).toBeCloseTo(estimate, 8);
                expect(cell(table, [sex], `${column}_lower`)).toBeCloseTo(
                  estimate - 1.959963984540054 * error,
                  8,
                );
                expect(cell(table, [sex], `${column}_upper`)).toBeCloseTo(
                  estimate + 1.959963984540054 * error,
                  8,
                );
              }
              const dependent = found.expectancy[0] - found.value[0];
              expect(cell(table, [sex], 'dependent')).toBeCloseTo(dependent, 8);
            }
          },
        ),
        { numRuns: 5, seed: 6, endOnFailure: true },
      );
      expect(shown).toBeGreaterThan(5);
    },
  );
});
