import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { persistenceTable } from '../../../analysis/programmes/persistence.ts';
import {
  channelConversion,
  programmeBudget,
  programmeReach,
  rosterOf,
  unitCosts,
} from '../../../analysis/programmes/reach.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { cell, emptyWarehouse, load } from '../measures/fixture.ts';

describe('reach, channels and unit costs of programmes', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
    await load(warehouse, {
      district: [
        { district_code: 'A', name: '東', level: 'care_area' },
        { district_code: 'B', name: '西', level: 'care_area' },
        { district_code: 'A1', name: '東第一', level: 'school_district', parent_code: 'A' },
      ],
      person: [1, 2, 3, 4, 5].map((id) => ({
        person_id: id,
        birth_month: id === 5 ? '2015-01-01' : '1960-01-01',
        sex: id % 2 ? 1 : 2,
      })),
      enrolment: [1, 2, 3, 4, 5].map((id) => ({
        person_id: id,
        from_date: '2020-04-01',
        district_code: id < 3 ? 'A1' : 'B',
      })),
      programme: [
        { programme_id: 'walk', name: '歩こう', approach: 'population' },
        { programme_id: 'none', name: '参加なし', approach: 'high_risk' },
        { programme_id: 'card', name: 'はがき', approach: 'high_risk' },
      ],
      programme_cost: [
        { programme_id: 'walk', fiscal_year: 2023, category: '委託', yen: 900 },
        { programme_id: 'walk', fiscal_year: 2022, category: '委託', yen: 5 },
      ],
      participation: [
        {
          person_id: 1,
          programme_id: 'walk',
          channel: 'letter',
          invited_date: '2023-05-01',
          joined_date: '2023-06-01',
        },
        { person_id: 2, programme_id: 'walk', channel: 'letter', invited_date: '2023-05-01' },
        {
          person_id: 3,
          programme_id: 'walk',
          channel: 'app',
          invited_date: '2023-05-01',
          joined_date: '2023-06-01',
          left_date: '2023-08-01',
        },
        { person_id: 4, programme_id: 'walk', joined_date: '2021-06-01', left_date: '2022-08-01' },
        { person_id: 4, programme_id: 'walk', invited_date: '2023-05-01' },
        ...[1, 2, 3].map((id) => ({
          person_id: id,
          programme_id: 'card',
          channel: 'letter',
          invited_date: '2023-09-01',
        })),
      ],
    });
  });
  afterAll(() => close());

  it('counts adults, those who took part in the year, and those who stayed', async () => {
    const [sex, age, district] = await programmeReach(warehouse, { programme: 'walk', year: 2023 });
    for (const table of [sex!, age!, district!]) {
      expect(['residents', 'joined', 'stayed'].map((column) => cell(table, ['all'], column))).toEqual([
        4, 2, 1,
      ]);
      expect(cell(table, ['all'], 'reach')).toBe(50);
    }
    expect(cell(sex!, ['1'], 'joined')).toBe(2);
    expect(cell(age!, ['60'], 'residents')).toBe(4);
    expect(cell(district!, ['B'], 'persistence')).toBe(0);
    expect(district!.dimensions[0]?.levels.map(({ code }) => code)).toEqual(['all', 'A', 'A1', 'B']);
  });

  it('that everybody stayed is a step of the service: it may be shown', async () => {
    const asked = { programme: 'walk', year: 2023 };
    const tables = [
      ...(await programmeReach(warehouse, asked)),
      ...(await channelConversion(warehouse, asked)),
      await persistenceTable(warehouse, 'walk'),
    ];
    expect(tables).toHaveLength(8);
    for (const { id, columns } of tables) {
      expect(columns.find((column) => column.id === 'stayed')?.fullShown, id).toBe(true);
      // That everybody of a group took part is said of no group.
      expect(columns.find((column) => column.id === 'joined')?.fullShown, id).toBeUndefined();
    }
  });

  it('what a roster tells: who joined, whom it wrote to, or nothing', async () => {
    for (const [id, told] of [
      ['walk', 'joined'],
      ['card', 'invited'],
      ['none', 'none'],
    ] as const)
      expect(await rosterOf(warehouse, id), id).toBe(told);
    // Of invitations alone those who were written to are counted, and no 0 % is made up.
    const asked = { programme: 'card', year: 2023 };
    const [whole, bySex] = await channelConversion(warehouse, asked, 'invited');
    expect(whole!.columns.map(({ id }) => id)).toEqual(['invited']);
    expect(cell(whole!, ['letter'], 'invited')).toBe(3);
    expect(cell(bySex!, ['letter', '1'], 'invited')).toBe(2);
    expect(whole!.context.title).toBe('案内の手段別の人数');
    expect(whole!.context.caveats.join()).not.toContain('参加');
  });

  it('conversion by channel, and yen a participant', async () => {
    const [channels, bySex, byAge, byPlace] = await channelConversion(warehouse, {
      programme: 'walk',
      year: 2023,
    });
    expect(cell(channels!, ['letter'], 'conversion')).toBe(50);
    expect(cell(channels!, ['app'], 'conversion')).toBe(100);
    // Who joined by the letter is still in; who joined by the app left within the year.
    expect(cell(channels!, ['letter'], 'persistence')).toBe(100);
    expect(cell(channels!, ['app'], 'persistence')).toBe(0);
    expect(cell(channels!, ['unknown'], 'invited')).toBe(1);
    expect(channels!.dimensions[0]!.levels.map(({ label }) => label)).toEqual([
      '郵送',
      'アプリ',
      '手段の記録なし',
    ]);
    expect(cell(bySex!, ['letter', 'all'], 'conversion')).toBe(50);
    expect(byAge!.dimensions[1]!.levels.map(({ label }) => label)).toEqual([
      '総数',
      '18〜39歳',
      '40〜64歳',
      '65〜74歳',
      '75歳以上',
    ]);
    // Only large districts; of the two, nobody of the west was written to.
    expect(byPlace!.dimensions[1]!.levels.map(({ code }) => code)).toEqual(['all', 'A', 'B']);
    expect(cell(byPlace!, ['letter', 'A'], 'conversion')).toBe(50);
    expect(cell(byPlace!, ['letter', 'B'], 'conversion')).toBeNull();
    expect(cell(byPlace!, ['app', 'B'], 'conversion')).toBe(100);
    for (const segment of [bySex!, byAge!, byPlace!]) {
      const levels = segment.dimensions[1]!.levels.filter(({ code }) => code !== 'all');
      const invited = levels.reduce((sum, { code }) => sum + cell(segment, ['letter', code], 'invited')!, 0);
      expect(invited).toBe(cell(channels!, ['letter'], 'invited'));
    }
    const [costs, none] = await Promise.all(
      ['walk', 'none'].map((programme) => unitCosts(warehouse, { programme, year: 2023 })),
    );
    expect(cell(costs!, ['walk'], 'joined')).toBe(2);
    expect(cell(costs!, ['walk'], 'yen_per_person')).toBe(450);
    expect(cell(none!, ['none'], 'yen_per_person')).toBeNull();
    // The participants of one programme say nothing of those of another; the public yen stand outside of the gate.
    expect(costs!.rows).toHaveLength(1);
    expect(costs!.columns.map(({ id, from }) => [id, from])).toEqual([
      ['joined', undefined],
      ['yen_per_person', ['joined']],
    ]);
    expect(await programmeBudget(warehouse, { programme: 'walk', year: 2023 })).toBe(900);
    expect(await programmeBudget(warehouse, { programme: 'walk', year: 2021 })).toBeNull();
  });
});
