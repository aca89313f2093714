import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  disclosurePolicy,
  emptyLedger,
  leastTold,
  releaseTable,
} from '../../../analysis/disclosure/index.ts';
import { runMeasure } from '../../../analysis/measures/catalogue.ts';
import type { ReferenceValue } from '../../../analysis/measures/references.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { cell, emptyWarehouse, type Fixture, type FixtureRow, imported, load } from './fixture.ts';
import golden from './goldens/regional-index.json' with { type: 'json' };
import { BANDS, born, GOLDEN_NATION, goldenTown, national, YEAR } from './regional-index-town.ts';

const ID = 'cost.regional_index.kokuho';
const KINDS = ['inpatient', 'outpatient', 'dental'] as const;
const FACTORS = ['claims', 'days', 'price', 'other'] as const;

/** Ages up to 69 weigh 1 each, 70–74 weigh 6: Σ = 20. */
const WEIGHTS = national('population.kokuho', (i) => (i === 14 ? 6 : 1));
const COSTS = [
  ...national('cost.per_person.kokuho.inpatient', () => 100_000),
  ...national('cost.per_person.kokuho.outpatient_pharmacy', () => 20_000),
  ...national('cost.per_person.kokuho.dental', () => 1000),
];
const COUNTS = [
  ...national('cost.claims_per_100.inpatient', () => 100),
  ...national('cost.days_per_claim.inpatient', () => 10),
  ...national('cost.claims_per_100.outpatient', () => 200),
  ...national('cost.days_per_claim.outpatient', () => 1),
  ...national('cost.claims_per_100.dental', () => 100),
  ...national('cost.days_per_claim.dental', () => 1),
];

const TWICE = BANDS.flatMap((band) => [band, band]);

/** Two men of each age, each: 200,000 yen in hospital, 10,000 (at 70–74 50,000) outside with drugs, 1,000 at the dentist. */
function handTown(): Fixture {
  const claim: FixtureRow[] = [];
  const pay = (person_id: number, setting: string, days: number, yen: number) =>
    claim.push({
      claim_id: claim.length + 1,
      person_id,
      month: '2023-06-01',
      setting,
      days,
      points: yen / 10,
      yen,
    });
  for (const [id, band] of TWICE.entries()) {
    pay(id, 'inpatient', 20, 200_000);
    pay(id, 'dental', 1, 1000);
    pay(id, 'outpatient', 1, 10_000);
    if (band < 70) continue;
    pay(id, 'outpatient', 1, 10_000);
    pay(id, 'pharmacy', 0, 30_000);
  }
  return {
    person: TWICE.map((band, id) => ({ person_id: id, birth_month: born(band), sex: 1 })),
    enrolment: TWICE.map((_, id) => ({ person_id: id, from_date: '2020-04-01' })),
    claim,
  };
}

describe('地域差指数 against national tables', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
  });
  afterAll(() => close());
  const run = async (fixture: Fixture, values: readonly ReferenceValue[], id = ID) => {
    await load(warehouse, fixture);
    return runMeasure(warehouse, id, { year: YEAR, references: () => values });
  };

  it('worked by hand: 223,000 yen at the national ages over 121,000; the gap of each kind by its factors', async () => {
    const table = await run(handTown(), [...WEIGHTS, ...COSTS, ...COUNTS]);
    const value = (kind: string, column: string) => cell(table, [String(YEAR), kind], column);
    // 200,000 + (14 × 10,000 + 6 × 50,000) / 20 + 1,000; nation 100,000 + 20,000 + 1,000.
    expect(value('all', 'adjusted')).toBeCloseTo(223_000, 6);
    expect(value('all', 'national')).toBeCloseTo(121_000, 6);
    expect(value('all', 'value')).toBeCloseTo(223 / 121, 12);
    expect(value('inpatient', 'value')).toBeCloseTo(2, 12);
    expect(value('outpatient', 'value')).toBeCloseTo(1.1, 12);
    expect(value('dental', 'value')).toBeCloseTo(1, 12);
    // Hospital: twice the days a claim. Outside: under 70 one claim for two (−10,000), at 70–74 2.5 times the yen a day.
    const parts = (kind: string) => FACTORS.map((factor) => value(kind, factor));
    const near = (found: readonly (number | null)[], wanted: readonly number[]) => {
      for (const [i, number] of wanted.entries()) expect(found[i], String(i)).toBeCloseTo(number, 12);
    };
    near(parts('inpatient'), [0, 100 / 121, 0, 0]);
    near(parts('outpatient'), [-7 / 121, 0, 9 / 121, 0]);
    near(parts('dental'), [0, 0, 0, 0]);
    near(parts('all'), [-7 / 121, 100 / 121, 9 / 121, 0]);
    expect(table.context.source).toContain('試験の全国値');
    expect(table.context.missing).toBeUndefined();
  });

  it('equals base R on a town of every age: index, limits, contributions, factors', async () => {
    const table = await run(goldenTown(), GOLDEN_NATION);
    const value = (kind: string, column: string) => cell(table, [String(YEAR), kind], column)!;
    for (const kind of ['all', ...KINDS] as const) {
      const [index, lower, upper] = golden[kind].index;
      expect(value(kind, 'value'), kind).toBeCloseTo(index!, 10);
      expect(value(kind, 'value_lower'), kind).toBeCloseTo(lower!, 10);
      expect(value(kind, 'value_upper'), kind).toBeCloseTo(upper!, 10);
      expect(value(kind, 'contribution'), kind).toBeCloseTo(golden[kind].contribution, 10);
      if (kind === 'all') continue;
      for (const [i, part] of golden[kind].factors.entries())
        expect(value(kind, FACTORS[i]!), `${kind} ${FACTORS[i]}`).toBeCloseTo(part, 10);
    }
    const sum = (column: string) => KINDS.reduce((total, kind) => total + value(kind, column), 0);
    expect(sum('contribution')).toBeCloseTo(value('all', 'value') - 1, 9);
    for (const factor of FACTORS) expect(sum(factor)).toBeCloseTo(value('all', factor), 9);
  });

  it('national tables by sex, with older open groups at the top: joined by their people', async () => {
    const bySex = (values: readonly ReferenceValue[]) =>
      values.flatMap((value) => [
        { ...value, sex: '1' as const, value: value.value * 0.4 },
        { ...value, sex: '2' as const, value: value.value * 0.6 },
      ]);
    const both = await run(handTown(), [...WEIGHTS, ...COSTS]);
    const sexes = await run(handTown(), [...bySex(WEIGHTS), ...COSTS]);
    expect(cell(sexes, [String(YEAR), 'all'], 'value')).toBeCloseTo(
      cell(both, [String(YEAR), 'all'], 'value')!,
      12,
    );
  });

  it('nothing loaded, or one age lacking: no index, and what to load is said', async () => {
    const none = await run(handTown(), []);
    expect(cell(none, [String(YEAR), 'all'], 'value')).toBeNull();
    expect(cell(none, [String(YEAR), 'all'], 'denominator')).toBe(30);
    expect(none.context.missing?.join('')).toMatch(/references に CSV.*population\.kokuho.*歯科/u);
    const values = [...WEIGHTS, ...COSTS].filter(
      ({ measure, band }) => measure !== 'cost.per_person.kokuho.dental' || band !== 40,
    );
    const some = await run(handTown(), values);
    expect(cell(some, [String(YEAR), 'all'], 'value')).toBeNull();
    expect(some.context.missing?.join('')).toContain(
      'cost.per_person.kokuho.dental（1人当たり医療費・歯科）の40歳から',
    );
    expect(some.context.missing?.join('')).not.toContain('population.kokuho');
    // Factors are asked for apart; the index does without.
    const plain = await run(handTown(), [...WEIGHTS, ...COSTS]);
    expect(cell(plain, [String(YEAR), 'all'], 'claims')).toBeNull();
    expect(plain.context.missing?.join('')).toContain('cost.claims_per_100');
  });

  it('an age without insured people has no cost: no index, and the reason', async () => {
    const town = handTown();
    const fewer = { ...town, enrolment: (town.enrolment ?? []).slice(2) };
    const table = await run(fewer, [...WEIGHTS, ...COSTS]);
    expect(cell(table, [String(YEAR), 'all'], 'value')).toBeNull();
    expect(table.context.missing?.join('')).toContain('加入者のいない');
  });

  it('後期: the open group of the tables joins the older local ages', async () => {
    const late = (id: string, value: number): readonly ReferenceValue[] =>
      [70, 75, 80, 85].map((band) => ({
        measure: id,
        year: YEAR,
        area: 'nation',
        band,
        value: id.startsWith('population') && band === 85 ? 6 : value,
        source: '試験',
      }));
    const ages = [72, 77, 82, 87, 92].flatMap((age) => [age, age]);
    const fixture: Fixture = {
      person: ages.map((age, id) => ({ person_id: id, birth_month: born(age - 2), sex: 2 })),
      enrolment: ages.map((_, id) => ({ person_id: id, insurer_kind: 'kouki', from_date: '2020-04-01' })),
      claim: [
        ...ages.map((age, id) => ({
          ...{ claim_id: id + 1, person_id: id, month: '2023-06-01' },
          ...{ days: 1, points: age * 10, yen: age * 100 },
        })),
        ...imported('pharmacy', 5, YEAR),
        ...imported('dental', 5, YEAR),
      ],
    };
    const values = [
      ...late('population.kouki', 1),
      ...late('cost.per_person.kouki.inpatient', 0),
      ...late('cost.per_person.kouki.outpatient_pharmacy', 5000),
      ...late('cost.per_person.kouki.dental', 0),
    ];
    const table = await run(fixture, values, 'cost.regional_index.kouki');
    // Without those under 75: (7,700 + 8,200 + 6 × (8,700 + 9,200) / 2) / 8 = 8,700.
    expect(cell(table, [String(YEAR), 'outpatient'], 'adjusted')).toBeCloseTo(8700, 6);
    expect(cell(table, [String(YEAR), 'all'], 'value')).toBeCloseTo(1.74, 9);
  });

  it('without dental claims there is no index of them and none of all, with the reason', async () => {
    const town = goldenTown();
    const medical = { ...town, claim: (town.claim ?? []).filter(({ setting }) => setting !== 'dental') };
    const table = await run(medical, GOLDEN_NATION);
    for (const kind of ['all', 'dental'])
      for (const column of ['value', 'adjusted', 'contribution'])
        expect(cell(table, [String(YEAR), kind], column), `${kind} ${column}`).toBeNull();
    expect(cell(table, [String(YEAR), 'inpatient'], 'value')).toBeGreaterThan(0);
    expect(cell(table, [String(YEAR), 'outpatient'], 'value')).toBeGreaterThan(0);
    expect(table.context.missing).toEqual([
      expect.stringMatching(/^令和5年度の歯科：歯科のレセプトが取り込まれていない/u),
      expect.stringMatching(/^令和5年度の計：歯科が含まれず/u),
    ]);
  });

  /** The golden town so many times over; in every third copy nobody has a claim. */
  const manyTowns = (copies: number): Fixture => {
    const { person = [], enrolment = [], claim = [] } = goldenTown();
    const all = (rows: readonly FixtureRow[]) =>
      Array.from({ length: copies }, (_, copy) =>
        rows.map((row) => ({ ...row, person_id: Number(row.person_id) + 1000 * copy })),
      );
    const claims = all(claim).flatMap((rows, copy) => (copy % 3 === 0 ? [] : rows));
    return {
      person: all(person).flat(),
      enrolment: all(enrolment).flat(),
      claim: claims.map((row, i) => ({ ...row, claim_id: i + 1 })),
    };
  };

  it.each([
    [60, undefined, ['shown', 'shown', 'shown', 'shown']],
    // By five years few were in hospital: broad ages, for every kind.
    [6, 'broad_age', ['shown', 'shown', 'shown', 'shown']],
    // Few of 65–74 in hospital and at the dentist; beside all kinds together the two would be known.
    [2, 'broad_age', ['hidden', 'hidden', 'shown', 'hidden']],
  ])(
    '%i towns: what would give a small age back does not leave the gate',
    async (copies, adjustment, states) => {
      const policy = disclosurePolicy({ population: 60_000 });
      const candidate = leastTold(await run(manyTowns(copies), GOLDEN_NATION), policy);
      expect(candidate.parameters.adjustment).toBe(adjustment);
      expect(
        candidate.context.caveats.some((text) =>
          text.includes('広い年齢区分（40・65・75歳で区切る）で行った'),
        ),
      ).toBe(adjustment !== undefined);
      const { statistic } = await releaseTable(candidate, policy, emptyLedger('c'.repeat(64)));
      for (const id of ['value', 'value_lower', 'adjusted', 'contribution', 'claims']) {
        const place = candidate.columns.findIndex((column) => column.id === id);
        expect(
          statistic.rows.map(({ cells }) => cells[place]?.state),
          id,
        ).toEqual(states);
      }
    },
  );

  it('broad ages: costs and factors of a group are those of its people together', async () => {
    const table = await run(goldenTown(), GOLDEN_NATION);
    const broad = table.lessAdjusted!();
    const value = (of: typeof table, kind: string, column: string) => cell(of, [String(YEAR), kind], column)!;
    for (const kind of ['all', ...KINDS]) {
      expect(value(broad, kind, 'national'), kind).toBeCloseTo(value(table, kind, 'national'), 6);
      const parts = FACTORS.reduce((sum, factor) => sum + value(broad, kind, factor), 0);
      expect(parts, kind).toBeCloseTo(value(broad, kind, 'contribution'), 9);
    }
    // By hand: dental yen a person of 0–39, 40–64, 65–74, weighted by the nation.
    const groups = [0, 8, 13, 15].map((from, i, cuts) => [from, cuts[i + 1] ?? 15] as const).slice(0, 3);
    const people = (b: number) => 500 + 40 * b * (14 - b);
    let [sum, total] = [0, 0];
    for (const [from, to] of groups) {
      let [yen, months, weight] = [0, 0, 0];
      for (let b = from; b < to; b++) {
        weight += people(b);
        for (let k = 1; k <= 4 + ((7 * b) % 5); k++) {
          yen += k % 3 === 0 ? 0 : 8000;
          months += k === 1 ? 6 : 12;
        }
      }
      sum += weight * ((12 * yen) / months);
      total += weight;
    }
    expect(value(broad, 'dental', 'adjusted')).toBeCloseTo(sum / total, 6);
  });
});
