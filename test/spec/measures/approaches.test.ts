import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { disclosurePolicy, emptyLedger, releaseTable } from '../../../analysis/disclosure/index.ts';
import type { CandidateTable } from '../../../analysis/domain/statistic.ts';
import { definitionTables } from '../../../analysis/domain/tables/index.ts';
import {
  type ApproachComparison,
  compareApproaches,
} from '../../../analysis/programmes/approaches/compare.ts';
import { readApproaches } from '../../../analysis/programmes/approaches/reading.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { ownTable } from '../../support/definition-table.ts';
import { seeded } from '../../support/towns.ts';
import { cell, emptyWarehouse, type Fixture, type FixtureRow, load } from './fixture.ts';

const PEOPLE = 4000;
const SHIFT = -2;
const GUIDANCE_EFFECT = -5;

/** All tables of the high-risk approach. */
const highRiskOf = ({ cascade, highRisk }: ApproachComparison): readonly CandidateTable[] => [
  ...cascade.whole,
  ...cascade.parts,
  ...highRisk,
];

/** Everybody's pressure falls by 2 a year; guidance is given to the highest and works by another −5. */
function town(effect: number): Fixture {
  const random = seeded(20260401);
  const person: FixtureRow[] = [];
  const enrolment: FixtureRow[] = [];
  const checkup: FixtureRow[] = [];
  const guidance: FixtureRow[] = [];
  for (let id = 1; id <= PEOPLE; id++) {
    const age = 41 + Math.floor(random.uniform() * 34);
    const sex = random.uniform() < 0.45 ? 1 : 2;
    const usual = 118 + 0.3 * (age - 40) + (sex === 1 ? 4 : 0) + 11 * random.normal();
    const first = Math.round(usual + 9 * random.normal());
    const eligible = first >= 140;
    const guided = eligible && random.uniform() < 0.5;
    const second = Math.round(usual + SHIFT + (guided ? effect : 0) + 9 * random.normal());
    person.push({ person_id: id, birth_month: `${2023 - age}-06-01`, sex });
    enrolment.push({ person_id: id, from_date: '2020-04-01', district_code: id % 2 ? 'A' : 'B' });
    const level = (value: number) => ({ sbp: value, guidance_level_reported: value >= 140 ? 1 : 3 });
    checkup.push({
      checkup_id: id,
      person_id: id,
      exam_date: '2022-07-01',
      fiscal_year: 2022,
      ...level(first),
    });
    checkup.push({
      checkup_id: PEOPLE + id,
      person_id: id,
      exam_date: '2023-07-01',
      fiscal_year: 2023,
      ...level(second),
    });
    if (guided)
      guidance.push({
        person_id: id,
        fiscal_year: 2022,
        level: 1,
        invited_date: '2022-09-01',
        first_interview_date: '2022-10-01',
        completed_date: '2023-03-01',
      });
    else if (eligible)
      guidance.push({ person_id: id, fiscal_year: 2022, level: 1, invited_date: '2022-09-01' });
  }
  const district = ['A', 'B'].map((code) => ({
    district_code: code,
    name: `${code}地区`,
    level: 'care_area',
  }));
  const programme = [
    { programme_id: 'p', name: '減塩', approach: 'population' },
    { programme_id: 'h', name: '特定保健指導', approach: 'high_risk' },
  ];
  const programme_cost = [
    { programme_id: 'p', fiscal_year: 2022, category: '委託', yen: 2_000_000 },
    { programme_id: 'h', fiscal_year: 2022, category: '委託', yen: 3_000_000 },
  ];
  return { person, enrolment, checkup, guidance, district, programme, programme_cost };
}

const named = (tables: readonly CandidateTable[], id: string) => {
  const found = tables.find((table) => table.id === `approaches.${id}`);
  if (!found) throw new Error(`no table ${id}`);
  return found;
};

describe('population approach beside high-risk approach, on a town whose truth is known', () => {
  let warehouse: Warehouse;
  let close: () => void;
  let found: ApproachComparison;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
    await load(warehouse, town(GUIDANCE_EFFECT));
    found = await compareApproaches(warehouse, { factor: 'sbp', from: 2022, to: 2023 });
  });
  afterAll(() => close());

  it('finds the shift of the mean', () => {
    const means = named(found.population, 'mean');
    const lower = cell(means, ['all'], 'change_lower')!;
    const upper = cell(means, ['all'], 'change_upper')!;
    const guided = cell(named(highRiskOf(found), 'before_after'), ['completed'], 'n')!;
    // Guidance moves the mean as well, on top of −2 for everybody.
    const truth = SHIFT + (GUIDANCE_EFFECT * guided) / PEOPLE;
    expect(lower).toBeLessThan(truth + 0.2);
    expect(upper).toBeGreaterThan(truth - 0.2);
    expect(upper - lower).toBeLessThan(1.4);
  });

  it('shows that the naive before–after of the guided is mostly regression to the mean', () => {
    const table = named(highRiskOf(found), 'before_after');
    const [change, changeUpper] = [
      cell(table, ['completed'], 'change')!,
      cell(table, ['completed'], 'change_upper')!,
    ];
    expect(changeUpper).toBeLessThan(GUIDANCE_EFFECT + SHIFT);
    expect(change).toBeLessThan(2 * GUIDANCE_EFFECT);
    expect(cell(table, ['completed'], 'net_lower')!).toBeLessThan(GUIDANCE_EFFECT);
    expect(cell(table, ['completed'], 'net_upper')!).toBeGreaterThan(GUIDANCE_EFFECT);
    expect(cell(table, ['not_completed'], 'net_lower')!).toBeLessThan(0);
    expect(cell(table, ['not_completed'], 'net_upper')!).toBeGreaterThan(0);
  });

  /**
   * Every number of selected people before and after, with the column of the same row that says what is expected
   * without guidance. `net` has the expectation taken off already.
   */
  const EXPECTED: Readonly<Record<string, string>> = {
    'approaches.before_after.after': 'expected',
    'approaches.before_after.change': 'expected',
    'approaches.number_needed.relieved': 'others_relieved',
    'approaches.number_needed.share': 'others_share',
    'approaches.funnel.improved': 'expected_improved',
    'approaches.funnel.improved_share': 'expected_share',
    'approaches.side_by_side.effect': 'net',
    'approaches.side_by_side.units': 'net',
    'approaches.side_by_side.equivalent_shift': 'net',
    'approaches.side_by_side.units_per_million': 'net',
  };
  /** The expectations themselves, and changes that already have them taken off. */
  const EXPECTATIONS = new Set([
    'approaches.before_after.expected',
    'approaches.before_after.net',
    'approaches.number_needed.others_relieved',
    'approaches.number_needed.others_share',
    'approaches.funnel.expected_improved',
    'approaches.funnel.expected_share',
    'approaches.funnel.net_share',
  ]);

  it('puts the expected value beside every before–after number of selected people', () => {
    const tables = [...highRiskOf(found), ...found.sideBySide];
    const numbers = tables.flatMap((table) =>
      table.columns
        .filter(({ label }) => /変化|改善|対象でなくなった|翌年度の平均/u.test(label))
        .map(({ id }) => `${table.id}.${id}`),
    );
    const unexplained = numbers.filter((id) => !(id in EXPECTED) && !EXPECTATIONS.has(id));
    expect(unexplained).toEqual([]);
    expect(Object.keys(EXPECTED).filter((id) => !numbers.includes(id))).toEqual([]);
    const changes = named(highRiskOf(found), 'before_after');
    const needed = named(highRiskOf(found), 'number_needed');
    for (const [id, expected] of Object.entries(EXPECTED)) {
      const name = id.split('.')[1] ?? '';
      for (const funnel of highRiskOf(found).filter(
        (table) => table.id === 'approaches.funnel' && name === 'funnel',
      ))
        expect(
          cell(funnel, ['2022', funnel.dimensions[1]?.levels[0]?.code ?? ''], expected),
          `${id} ${funnel.parameters.by}`,
        ).not.toBeNull();
      if (name === 'before_after') expect(cell(changes, ['completed'], expected), id).not.toBeNull();
      if (name === 'number_needed') expect(cell(needed, ['all'], expected), id).not.toBeNull();
    }
    // The improvement of the guided is the net change with its sign turned, not the plain before–after.
    const effect = cell(named(found.sideBySide, 'side_by_side'), ['high_risk'], 'effect')!;
    expect(effect).toBeCloseTo(-cell(changes, ['completed'], 'net')!, 12);
    expect(effect).toBeLessThan(-cell(changes, ['completed'], 'change')!);
  });

  it('says in a sentence what share was expected without guidance, from released cells', async () => {
    const policy = disclosurePolicy({ population: 60_000 });
    const highRisk = [];
    for (const table of highRiskOf(found))
      highRisk.push((await releaseTable(table, policy, emptyLedger('c'.repeat(64)))).statistic);
    const { highRisk: reading } = readApproaches(found, { population: [], highRisk, sideBySide: [] });
    const funnel = named(highRiskOf(found), 'funnel');
    const [share, expected, net] = ['improved_share', 'expected_share', 'net_share'].map((column) =>
      cell(funnel, ['2022', 'all'], column)!.toFixed(1),
    );
    expect(reading).toContain(`${share}%が保健指導の対象でなくなりました`);
    const limits = ['expected_share_lower', 'expected_share_upper'].map((column) =>
      cell(funnel, ['2022', 'all'], column)!.toFixed(1),
    );
    expect(reading).toContain(
      `保健指導がなくても${expected}%（95%信頼区間 ${limits.join('〜')}）と見込まれ、差は＋${net}ポイント`,
    );
  });

  it('reads out no estimate without its interval', async () => {
    const policy = disclosurePolicy({ population: 60_000 });
    const released = async (tables: readonly CandidateTable[]) =>
      Promise.all(
        tables.map(
          async (table) => (await releaseTable(table, policy, emptyLedger('c'.repeat(64)))).statistic,
        ),
      );
    const sides = {
      population: await released(found.population),
      highRisk: await released(highRiskOf(found)),
      sideBySide: await released(found.sideBySide),
    };
    const readings = readApproaches(found, sides);
    const scale = named(found.sideBySide, 'side_by_side');
    for (const side of ['population', 'high_risk']) {
      const [value, lower, upper] = ['units', 'units_lower', 'units_upper'].map((column) =>
        cell(scale, [side], column)!.toLocaleString('ja-JP', {
          minimumFractionDigits: 1,
          maximumFractionDigits: 1,
        }),
      );
      expect(readings.sideBySide).toContain(`＋${value}（95%信頼区間 ＋${lower}〜＋${upper}）`);
    }
    // Change; observed, expected and net change, expected and net share, net share of the span and number needed; both
    // sides and the equivalent shift.
    const intervals = Object.values(readings).map((text) => text.split('95%信頼区間').length - 1);
    expect(intervals).toEqual([1, 7, 3]);
  });

  it('finds nothing where guidance does nothing, although the guided fall', async () => {
    await load(warehouse, town(0));
    const nothing = await compareApproaches(warehouse, { factor: 'sbp', from: 2022, to: 2023 });
    const table = named(highRiskOf(nothing), 'before_after');
    expect(cell(table, ['completed'], 'change_upper')!).toBeLessThan(SHIFT);
    expect(cell(table, ['completed'], 'net_lower')!).toBeLessThan(0);
    expect(cell(table, ['completed'], 'net_upper')!).toBeGreaterThan(0);
    const funnel = named(highRiskOf(nothing), 'funnel');
    expect(cell(funnel, ['2022', 'all'], 'improved_share')!).toBeGreaterThan(25);
    expect(cell(funnel, ['2022', 'all'], 'net_share_lower')!).toBeLessThan(0);
    expect(cell(funnel, ['2022', 'all'], 'net_share_upper')!).toBeGreaterThan(0);
    const tiers = named(nothing.population, 'tiers');
    for (const tier of ['130', '140', '160']) {
      expect(cell(tiers, ['all', tier], 'excess_lower')!).toBeLessThan(0.5);
      expect(cell(tiers, ['all', tier], 'excess_upper')!).toBeGreaterThan(-0.5);
    }
    await load(warehouse, town(GUIDANCE_EFFECT));
  });

  it("gives the share beyond a tier Wilson's limits, the roots of his quadratic", () => {
    const tiers = named(found.population, 'tiers');
    const at = (column: string) => cell(tiers, ['all', '140'], column)!;
    for (const year of ['from', 'to']) {
      const [k, n] = [at(`k_${year}`), at(`n_${year}`)];
      expect(at(`share_${year}`)).toBeCloseTo((100 * k) / n, 9);
      for (const side of ['lower', 'upper']) {
        const limit = at(`share_${year}_${side}`) / 100;
        // (p − π)² = z² π (1 − π) / n at both limits.
        expect((k / n - limit) ** 2).toBeCloseTo((1.959963984540054 ** 2 * limit * (1 - limit)) / n, 12);
        expect(limit < k / n).toBe(side === 'lower');
      }
    }
  });

  it('counts every person once in the distribution and the funnel', () => {
    const distribution = named(found.population, 'distribution');
    for (const year of ['2022', '2023']) {
      const bins = distribution.rows.filter(({ at }) => at[0] === year && at[1] !== 'all');
      expect(bins.reduce((sum, { values }) => sum + values[0]!, 0)).toBe(PEOPLE);
      expect(cell(distribution, [year, 'all'], 'persons')).toBe(PEOPLE);
    }
    for (const table of highRiskOf(found).filter(({ id }) => id === 'approaches.funnel')) {
      const total = (column: string) => cell(table, ['2022', 'all'], column)!;
      expect(total('examined')).toBe(PEOPLE);
      expect(total('eligible')).toBe(total('invited'));
      expect(total('first_interview')).toBe(total('completed'));
      expect(total('completed')).toBeLessThan(total('eligible'));
      expect(total('improved')).toBeLessThanOrEqual(total('examined_next'));
    }
  });

  it('gives events only where the municipality entered a relative risk, and both approaches prevent some', async () => {
    expect(found.sideBySide).toHaveLength(1);
    const risk = {
      outcome: '脳卒中（試験用の値）',
      rr: 1.3,
      lower: 1.2,
      upper: 1.4,
      per: 10,
      reference: 115,
      incidence_per_1000: 4,
      citation: '試験用',
    };
    const tables = definitionTables([ownTable('relative_risks', { sbp: [risk] }, { confirmed: false })]);
    const { sideBySide } = await compareApproaches(warehouse, {
      factor: 'sbp',
      from: 2022,
      to: 2023,
      tables,
    });
    const events = named(sideBySide, 'events');
    for (const side of ['population', 'high_risk']) {
      const [value, lower, upper] = ['events', 'events_lower', 'events_upper'].map(
        (column) => cell(events, ['0', side], column)!,
      );
      expect(value).toBeGreaterThan(0);
      expect(lower).toBeLessThan(value!);
      expect(upper).toBeGreaterThan(value!);
    }
    // −2.3 mmHg of everybody: about 4 × (1 − 1.3^−0.23) ÷ (share above 115) a thousand and year.
    // The limits carry the error of the change besides that of the risk: those of the risk alone lie within.
    const change = cell(named(found.population, 'mean'), ['all'], 'change')!;
    const [low, point, high] = [risk.lower, risk.rr, risk.upper].map((rr) => Math.log(rr) / 10);
    const ratio = (slope: number) => 1 - Math.exp(slope * change);
    const at = (column: string) => cell(events, ['0', 'population'], column)!;
    expect(at('events') / at('events_lower')).toBeGreaterThan(ratio(point!) / ratio(low!));
    expect(at('events_upper') / at('events')).toBeGreaterThan(ratio(high!) / ratio(point!));
    // Per million yen: of everybody in a year, by what the side's programmes cost.
    const scale = named(sideBySide, 'side_by_side');
    for (const side of ['population', 'high_risk']) {
      const [residents, yen] = ['residents', 'yen'].map((column) => cell(scale, [side], column));
      for (const column of ['events', 'events_lower', 'events_upper']) {
        const perThousand = cell(events, ['0', side], column)!;
        const perMillion = cell(events, ['0', side], column.replace('events', 'events_per_million'));
        if (yen === null) expect(perMillion).toBeNull();
        else expect(perMillion).toBeCloseTo(((perThousand * residents!) / 1000 / yen!) * 1e6, 9);
      }
    }
    expect(cell(scale, ['population'], 'yen')).not.toBeNull();
    expect(cell(events, ['0', 'population'], 'events')!).toBeGreaterThan(0.1);
    expect(cell(events, ['0', 'population'], 'events')!).toBeLessThan(0.4);
  });

  it('puts both on one scale: units per thousand residents, per million yen, and δ*', () => {
    const table = named(found.sideBySide, 'side_by_side');
    const net = cell(named(highRiskOf(found), 'before_after'), ['completed'], 'net')!;
    const reached = cell(table, ['high_risk'], 'reached')!;
    const residents = cell(table, ['high_risk'], 'residents')!;
    expect(cell(table, ['high_risk'], 'units')).toBeCloseTo((-net * reached * 1000) / residents, 9);
    expect(cell(table, ['high_risk'], 'equivalent_shift')).toBeCloseTo((-net * reached) / residents, 9);
    expect(cell(table, ['high_risk'], 'units_per_million')).toBeCloseTo((-net * reached) / 3, 6);
    expect(cell(table, ['population'], 'units')).toBeGreaterThan(1000);
  });
});
