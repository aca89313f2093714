import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definitionTables } from '../../../analysis/domain/tables/index.ts';
import { captureTable } from '../../../analysis/programmes/approaches/capture.ts';
import { cascadeSegmentTable } from '../../../analysis/programmes/approaches/cascade-segments.ts';
import { cascadeTimeTable } from '../../../analysis/programmes/approaches/cascade-time.ts';
import { findFactor } from '../../../analysis/programmes/approaches/cohort.ts';
import { compareApproaches } from '../../../analysis/programmes/approaches/compare.ts';
import { numberNeededTable } from '../../../analysis/programmes/approaches/number-needed.ts';
import { persistenceTable } from '../../../analysis/programmes/persistence.ts';
import { newcombeDifference } from '../../../analysis/statistics/rates/proportion.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { cell, emptyWarehouse, type FixtureRow, load } from '../measures/fixture.ts';

const tables = definitionTables();
const COMPARISON = {
  factor: findFactor('sbp', tables, 2023),
  from: 2021,
  to: 2023,
  fromLabel: '令和3年度',
  toLabel: '令和5年度',
};
const exam = (person: number, year: number, values: FixtureRow): FixtureRow => ({
  checkup_id: person * 10 + (year - 2020),
  person_id: person,
  exam_date: `${year}-07-01`,
  fiscal_year: year,
  ...values,
});
const claim = (claim_id: number, person_id: number, month: string): FixtureRow => ({
  claim_id,
  person_id,
  month,
  points: 100,
  yen: 1000,
  days: 1,
});

describe('the high-risk side on tables small enough to count by hand', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
  });
  afterAll(() => close());

  it('capture: events after the checkup among those without the disease, beyond each tier', async () => {
    const values = [120, 135, 135, 145, 165, 165, 150];
    await load(warehouse, {
      person: values.map((_, i) => ({ person_id: i + 1, birth_month: '1965-01-01', sex: 1 })),
      checkup: values.map((sbp, i) => exam(i + 1, 2021, { sbp })),
      claim: [
        claim(1, 2, '2022-05-01'),
        claim(2, 5, '2023-05-01'),
        claim(3, 7, '2020-05-01'),
        claim(4, 7, '2022-05-01'),
        claim(5, 4, '2022-05-01'),
      ],
      claim_diagnosis: [
        { claim_id: 1, icd10: 'I639' },
        { claim_id: 2, icd10: 'I619' },
        // Had it before: not at risk of a first event.
        { claim_id: 3, icd10: 'I639' },
        { claim_id: 4, icd10: 'I639' },
        { claim_id: 5, icd10: 'I639', suspected: true },
      ],
    });
    const table = await captureTable(warehouse, COMPARISON, tables);
    const at = (tier: string) =>
      ['n', 'high', 'events', 'captured'].map((column) => cell(table, ['stroke', tier], column));
    expect(at('130')).toEqual([6, 5, 2, 2]);
    expect(at('140')).toEqual([6, 3, 2, 1]);
    expect(at('160')).toEqual([6, 2, 2, 1]);
    expect(cell(table, ['stroke', '140'], 'capture')).toBe(50);
    expect(cell(table, ['heart_failure', '140'], 'events')).toBe(0);
    // Claims go back one year, not three, and as far as the last year asked for.
    expect(table.context.population).toContain('令和2年度からその年度までのレセプトに');
    expect(table.context.method).toContain('翌年度から令和5年度までの');
    expect(table.context.caveats.some((text) => text.includes('3年度分に満たない'))).toBe(true);
  });

  it('capture: without claims of the year of the checkup, or of a later one, nobody is known to fall ill', async () => {
    const known = async (...months: readonly string[]) => {
      await load(warehouse, {
        person: [{ person_id: 1, birth_month: '1965-01-01', sex: 1 }],
        checkup: [exam(1, 2021, { sbp: 150 })],
        claim: months.map((month, i) => claim(i + 1, 1, month)),
        claim_diagnosis: months.map((_, i) => ({ claim_id: i + 1, icd10: 'J069' })),
      });
      const table = await captureTable(warehouse, COMPARISON, tables);
      return [cell(table, ['stroke', '140'], 'events'), table.context.missing?.length ?? 0];
    };
    expect(await known()).toEqual([null, 1]);
    expect(await known('2021-05-01')).toEqual([null, 1]);
    expect(await known('2022-05-01')).toEqual([null, 1]);
    expect(await known('2021-05-01', '2022-05-01')).toEqual([0, 0]);
  });

  it('numbers needed: completers beside eligible others, examined again', async () => {
    const person: FixtureRow[] = [];
    const checkup: FixtureRow[] = [];
    const guidance: FixtureRow[] = [];
    for (let id = 1; id <= 80; id++) {
      const completed = id <= 40;
      person.push({ person_id: id, birth_month: '1970-01-01', sex: 1 });
      checkup.push(exam(id, 2022, { guidance_level_reported: 2 }));
      // 20 of 40 completers and 8 of 40 others are no longer eligible.
      const relieved = completed ? id <= 20 : id <= 48;
      checkup.push(exam(id, 2023, { guidance_level_reported: relieved ? 3 : 2 }));
      if (completed)
        guidance.push({ person_id: id, fiscal_year: 2022, level: 2, completed_date: '2023-01-10' });
    }
    const enrolment = person.map(({ person_id }) => ({
      person_id: person_id!,
      insurer_kind: 'kokuho',
      from_date: '2015-04-01',
    }));
    await load(warehouse, { person, enrolment, checkup, guidance });
    const table = await numberNeededTable(warehouse, { ...COMPARISON, from: 2022 }, tables);
    const value = (column: string) => cell(table, ['all'], column);
    expect(['completed', 'relieved', 'others', 'others_relieved'].map(value)).toEqual([40, 20, 40, 8]);
    expect(value('arr')).toBeCloseTo(30, 9);
    expect(value('nnt')).toBeCloseTo(1 / 0.3, 9);
    expect(value('nnt_lower')!).toBeLessThan(value('nnt')!);
    // Everybody examined was eligible: screening one finds one.
    expect(value('nns')).toBeCloseTo(1 / 0.3, 9);
  });

  it('Newcombe 1998, method 10: 56/70 against 48/80 gives 0.2 (0.0524, 0.3339)', () => {
    const { estimate, lower, upper } = newcombeDifference({ k: 56, n: 70 }, { k: 48, n: 80 });
    expect(estimate).toBeCloseTo(0.2, 12);
    expect(lower).toBeCloseTo(0.0524, 4);
    expect(upper).toBeCloseTo(0.3339, 4);
  });

  it('days between the steps of guidance, quartiles only with enough people', async () => {
    const ids = Array.from({ length: 44 }, (_, i) => i + 1);
    await load(warehouse, {
      person: ids.map((id) => ({ person_id: id, birth_month: '1970-01-01', sex: 1 })),
      checkup: ids.map((id) => exam(id, 2022, {})),
      guidance: ids.map((id) => ({
        person_id: id,
        fiscal_year: 2022,
        level: 2,
        invited_date: '2022-09-01',
        first_interview_date: id <= 5 ? '2022-09-11' : null,
      })),
    });
    const table = await cascadeTimeTable(warehouse, COMPARISON);
    expect(cell(table, ['invited'], 'n')).toBe(44);
    expect(cell(table, ['invited'], 'p50')).toBe(62);
    expect(cell(table, ['first'], 'n')).toBe(5);
    expect(cell(table, ['first'], 'p50')).toBeNull();
    // Nobody has both dates: no row of hidden numbers, but a word why.
    expect(table.rows.map(({ at }) => at[0])).toEqual(['invited', 'first', 'direct']);
    expect(table.dimensions[0]!.levels).toHaveLength(3);
    expect(table.context.caveats.join()).toContain('「初回面接から終了まで」は、両方の日がそろう記録がない');
  });

  it('a comparison that is given up leaves no question with the database', async () => {
    const waiting = new Set<Promise<unknown>>();
    const counted = new Proxy(warehouse, {
      get: (target, name) => {
        const found: unknown = Reflect.get(target, name);
        if (typeof found !== 'function') return found;
        return (...given: unknown[]) => {
          const answer: unknown = Reflect.apply(found, target, given);
          if (!(answer instanceof Promise)) return answer;
          waiting.add(answer);
          const over = () => waiting.delete(answer);
          void answer.then(over, over);
          return answer;
        };
      },
    });
    // The checkups of the last year have no value: that is known long before the other questions are answered.
    const asked = compareApproaches(counted, { factor: 'sbp', from: 2022, to: 2024 });
    await expect(asked).rejects.toThrow('approaches.no_values');
    expect(waiting.size).toBe(0);
  });

  it('after the first interview by sex, age, way and district: completed, dropped out, median days', async () => {
    const ids = Array.from({ length: 60 }, (_, i) => i + 1);
    await load(warehouse, {
      // 30 men of 50 in district a (seen in person), 30 women of 66 in b (by telephone).
      person: ids.map((person_id) => ({
        person_id,
        birth_month: person_id <= 30 ? '1973-01-01' : '1957-01-01',
        sex: person_id <= 30 ? 1 : 2,
      })),
      enrolment: ids.map((person_id) => ({
        person_id,
        insurer_kind: 'kokuho',
        from_date: '2015-04-01',
        district_code: person_id <= 30 ? 'a' : 'b',
      })),
      district: ['a', 'b'].map((code) => ({ district_code: code, name: code, level: 'school_district' })),
      checkup: ids.map((id) => exam(id, 2022, { sbp: 130 })),
      // Every third completed, every third dropped out, the others go on.
      guidance: ids.map((person_id) => ({
        person_id,
        fiscal_year: 2022,
        level: 2,
        mode: person_id <= 30 ? 1 : 3,
        first_interview_date: person_id <= 30 ? '2022-08-01' : '2022-09-01',
        completed_date: person_id % 3 === 0 ? '2023-01-01' : null,
        dropped_date: person_id % 3 === 1 ? '2022-12-01' : null,
      })),
    });
    const table = await cascadeSegmentTable(warehouse, COMPARISON);
    const row = (code: string, ...columns: readonly string[]) =>
      columns.map((column) => cell(table, [code], column));
    expect(row('all', 'started', 'completed', 'dropped')).toEqual([60, 20, 20]);
    for (const group of ['sex1', 'younger', 'mode1', 'district:a'])
      expect(row(group, 'started', 'completed', 'dropped', 'p50_to_first'), group).toEqual([30, 10, 10, 31]);
    for (const group of ['sex2', 'older', 'mode3', 'district:b'])
      expect(row(group, 'started', 'p50_to_first'), group).toEqual([30, 62]);
    // Ten who completed are too few for a median, twenty are enough.
    expect(row('mode1', 'n_to_end', 'p50_to_end')).toEqual([10, null]);
    expect(row('all', 'n_to_end')).toEqual([20]);
    // That everybody's dates are recorded is no reason to hide how many they are.
    expect(table.columns.find(({ id }) => id === 'n_to_first')?.fullShown).toBe(true);
    expect(row('all', 'dropped_share')[0]).toBeCloseTo(100 / 3, 9);
    expect(table.rows.some(({ at }) => at[0] === 'mode2')).toBe(false);
  });

  it('persistence: only who joined long enough ago counts, leaving before the milestone is leaving', async () => {
    const join = (person_id: number, joined_date: string, left_date: string | null): FixtureRow => ({
      person_id,
      programme_id: 'walk',
      joined_date,
      left_date,
    });
    await load(warehouse, {
      participation: [
        join(1, '2022-04-01', null),
        join(2, '2022-04-01', '2022-06-15'),
        join(3, '2022-04-01', '2023-12-01'),
        join(4, '2023-10-01', null),
      ],
    });
    const table = await persistenceTable(warehouse, 'walk');
    const at = (months: string) => ['followed', 'stayed'].map((column) => cell(table, [months], column));
    expect(at('1')).toEqual([4, 4]);
    expect(at('3')).toEqual([3, 2]);
    expect(at('12')).toEqual([3, 2]);
    expect(at('18')).toEqual([3, 2]);
    expect(at('24')).toEqual([0, 0]);
  });
});
