import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { disclosurePolicy, emptyLedger, releaseTable } from '../../../analysis/disclosure/index.ts';
import type { CandidateTable } from '../../../analysis/domain/statistic.ts';
import { definitionTables } from '../../../analysis/domain/tables/index.ts';
import { channelCascadeTable } from '../../../analysis/programmes/approaches/cascade-channels.ts';
import { findFactor } from '../../../analysis/programmes/approaches/cohort.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { seeded } from '../../support/towns.ts';
import { cell, emptyWarehouse, type FixtureRow, load } from '../measures/fixture.ts';

const tables = definitionTables();
const COMPARISON = {
  factor: findFactor('sbp', tables, 2023),
  from: 2022,
  to: 2023,
  fromLabel: '令和4年度',
  toLabel: '令和5年度',
};
const PROGRAMMES: readonly FixtureRow[] = [
  { programme_id: 'g', name: '特定保健指導の勧奨', approach: 'high_risk' },
  { programme_id: 'h', name: '特定保健指導（電話）', approach: 'high_risk' },
  { programme_id: 'w', name: '歩こう', approach: 'population' },
  { programme_id: 's', name: '減塩はがき', approach: 'high_risk' },
];
const exam = (person_id: number, fiscal_year: number, level: number): FixtureRow => ({
  checkup_id: person_id * 10 + (fiscal_year - 2020),
  person_id,
  exam_date: `${fiscal_year}-07-01`,
  fiscal_year,
  guidance_level_reported: level,
});

/** In the register from before the years compared to after them: what the law counts. */
const insured = (person_id: number): FixtureRow => ({
  person_id,
  insurer_kind: 'kokuho',
  from_date: '2015-04-01',
});

/** Counted person by person, apart from the product's SQL. */
function naive(
  rows: Readonly<Record<'checkup' | 'guidance' | 'participation', readonly FixtureRow[]>>,
  year: number,
) {
  const found = new Map<string, number[]>();
  for (const { person_id } of rows.checkup.filter((row) => row.fiscal_year === year)) {
    const of = (table: readonly FixtureRow[]) => table.filter((row) => row.person_id === person_id);
    const level = (at: number) =>
      of(rows.checkup).find((row) => row.fiscal_year === at)?.guidance_level_reported;
    const course = of(rows.guidance).filter((row) => row.fiscal_year === year);
    const calls = of(rows.participation).filter(
      ({ programme_id, invited_date }) =>
        ['g', 'h'].includes(String(programme_id)) &&
        String(invited_date) >= `${year}-04-01` &&
        String(invited_date) < `${year + 1}-04-01`,
    );
    if (![1, 2].includes(Number(level(year)))) continue;
    const dates = (name: string) => course.some((row) => row[name] != null);
    const completed = dates('completed_date');
    const started = completed || dates('first_interview_date');
    if (!started && !dates('invited_date') && calls.length === 0) continue;
    const again = completed && level(year + 1) !== undefined;
    const improved = again && ![1, 2].includes(Number(level(year + 1)));
    const named = new Set(calls.flatMap(({ channel }) => (channel == null ? [] : [String(channel)])));
    const [first = 'unknown', second] = named;
    for (const channel of ['all', second === undefined ? first : 'several']) {
      const held = found.get(channel) ?? [0, 0, 0, 0, 0];
      found.set(
        channel,
        [true, started, completed, again, improved].map((is, i) => held[i]! + Number(is)),
      );
    }
  }
  return found;
}

const steps = (table: CandidateTable, year: number, channel: string) =>
  ['invited', 'first_interview', 'completed', 'examined_next', 'improved'].map((column) =>
    cell(table, [String(year), channel], column),
  );

describe('the guidance cascade by the way people were invited', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
  });
  afterAll(() => close());

  it('letter, visit, several ways, and no recorded way, by hand', async () => {
    const call = (person_id: number, channel: string | null, programme_id = 'g', day = '2022-09-01') => ({
      person_id,
      programme_id,
      channel,
      invited_date: day,
    });
    await load(warehouse, {
      person: [1, 2, 3, 4, 5, 6].map((person_id) => ({ person_id, birth_month: '1970-01-01', sex: 1 })),
      enrolment: [1, 2, 3, 4, 5, 6].map(insured),
      programme: PROGRAMMES,
      checkup: [
        ...[1, 2, 3, 4, 5].map((id) => exam(id, 2022, 2)),
        exam(6, 2022, 3),
        exam(1, 2023, 3),
        exam(2, 2023, 2),
      ],
      guidance: [
        { person_id: 1, fiscal_year: 2022, level: 2, completed_date: '2023-02-01' },
        { person_id: 2, fiscal_year: 2022, level: 2, completed_date: '2023-02-01' },
        { person_id: 3, fiscal_year: 2022, level: 2, first_interview_date: '2022-11-01' },
      ],
      participation: [
        call(1, 'letter'),
        call(2, 'letter'),
        call(2, 'phone', 'h'),
        // Another programme's letter, and a call of another year, are no invitation to this year's guidance.
        call(3, 'letter', 's'),
        call(4, 'phone', 'h', '2023-05-01'),
        call(5, 'visit'),
        call(6, 'letter'),
      ],
    });
    const table = (await channelCascadeTable(warehouse, COMPARISON, { tables, asked: false }))!;
    expect(steps(table, 2022, 'all')).toEqual([4, 3, 2, 2, 1]);
    expect(steps(table, 2022, 'letter')).toEqual([1, 1, 1, 1, 1]);
    expect(steps(table, 2022, 'several')).toEqual([1, 1, 1, 1, 0]);
    expect(steps(table, 2022, 'visit')).toEqual([1, 0, 0, 0, 0]);
    expect(steps(table, 2022, 'unknown')).toEqual([1, 1, 0, 0, 0]);
    expect(cell(table, ['2022', 'letter'], 'improved_share')).toBe(100);
    // Too few others to say what would have happened anyway.
    expect(cell(table, ['2022', 'letter'], 'expected_share')).toBeNull();
    expect(table.dimensions[1]!.levels.map(({ label }) => label)).toEqual([
      '全体',
      '郵送',
      '訪問',
      '複数の手段',
      '手段の記録なし',
    ]);
  });

  it('without any recorded way: nothing, or the row of unknown where it was asked for', async () => {
    await load(warehouse, {
      person: [{ person_id: 1, birth_month: '1970-01-01', sex: 1 }],
      enrolment: [insured(1)],
      checkup: [exam(1, 2022, 2)],
      guidance: [{ person_id: 1, fiscal_year: 2022, level: 2, invited_date: '2022-09-01' }],
    });
    expect(await channelCascadeTable(warehouse, COMPARISON, { tables, asked: false })).toBeUndefined();
    const table = (await channelCascadeTable(warehouse, COMPARISON, { tables, asked: true }))!;
    expect(steps(table, 2022, 'unknown')).toEqual([1, 0, 0, null, null]);
  });

  it('agrees with counting person by person in a made-up town', async () => {
    const random = seeded(7);
    const chance = (p: number) => random.uniform() < p;
    const ids = Array.from({ length: 600 }, (_, i) => i + 1);
    const checkup: FixtureRow[] = [];
    const guidance: FixtureRow[] = [];
    const participation: FixtureRow[] = [];
    const channels = ['letter', 'phone', 'visit', null];
    for (const id of ids)
      for (const year of [2022, 2023, 2024]) {
        if (chance(0.8)) checkup.push(exam(id, year, 1 + Math.floor(3 * random.uniform())));
        if (chance(0.5))
          guidance.push({
            person_id: id,
            fiscal_year: year,
            level: 1,
            invited_date: chance(0.7) ? `${year}-09-01` : null,
            first_interview_date: chance(0.5) ? `${year}-10-01` : null,
            completed_date: chance(0.4) ? `${year + 1}-01-01` : null,
          });
        for (const programme_id of ['g', 'h', 'w', 's'])
          if (chance(0.3))
            participation.push({
              person_id: id,
              programme_id,
              channel: channels[Math.floor(4 * random.uniform())]!,
              invited_date: chance(0.5) ? `${year}-06-01` : `${year}-03-01`,
            });
      }
    await load(warehouse, {
      person: ids.map((person_id) => ({ person_id, birth_month: '1970-01-01', sex: 1 + (person_id % 2) })),
      enrolment: ids.map(insured),
      programme: PROGRAMMES,
      checkup,
      guidance,
      participation,
    });
    const table = (await channelCascadeTable(warehouse, COMPARISON, { tables, asked: false }))!;
    for (const year of [2022, 2023]) {
      const expected = naive({ checkup, guidance, participation }, year);
      expect(expected.get('letter')![4]).toBeGreaterThan(0);
      for (const channel of ['all', 'letter', 'phone', 'visit', 'several', 'unknown'])
        expect(steps(table, year, channel), `${year} ${channel}`).toEqual(expected.get(channel));
    }
    expect(cell(table, ['2022', 'letter'], 'expected_share')).not.toBeNull();
  });

  it('the gate hides a way in which few were asked, and another, so that the first cannot be worked out', async () => {
    const ways = [...Array(40).fill('letter'), ...Array(30).fill('phone'), ...Array(4).fill('visit')];
    await load(warehouse, {
      person: ways.map((_, i) => ({ person_id: i + 1, birth_month: '1970-01-01', sex: 1 })),
      enrolment: ways.map((_, i) => insured(i + 1)),
      programme: PROGRAMMES,
      checkup: ways.map((_, i) => exam(i + 1, 2022, 2)),
      participation: ways.map((channel: string, i) => ({
        person_id: i + 1,
        programme_id: 'g',
        channel,
        invited_date: '2022-09-01',
      })),
    });
    const exact = (await channelCascadeTable(warehouse, COMPARISON, { tables, asked: false }))!;
    expect(steps(exact, 2022, 'visit')[0]).toBe(4);
    const policy = disclosurePolicy({ population: 60_000 });
    const { statistic } = await releaseTable(exact, policy, emptyLedger('c'.repeat(64)));
    const invited = new Map(statistic.rows.map(({ at, cells }) => [at.join(' '), cells[0]?.state]));
    expect(invited.get('2022 all')).toBe('shown');
    expect(invited.get('2022 visit')).toBe('hidden');
    expect(
      [...invited].filter(([at, state]) => at.startsWith('2022') && state === 'hidden').length,
    ).toBeGreaterThan(1);
  });
});
