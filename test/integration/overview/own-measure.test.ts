import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OperationInput } from '../../../analysis/api/contract/operations.ts';
import { openSampleTown, type SampleTown } from '../../support/sample-town.ts';
import { SAMPLE_WORKSPACE } from '../../support/sample-workspace.ts';

const DRAFT: OperationInput<'measures.saveOwn'> = {
  ...{ name: '肥満の人の割合', source: '町の健康増進計画', people: 'examined', sex: 'all', join: 'all' },
  ...{ ages: { from: 40, to: 74 }, direction: 'lower_is_better', kind: 'share' },
  conditions: [{ about: 'value', item: 'bmi', op: '>=', value: 25, not: false }],
};

describe('a municipality adds a measure without code', () => {
  let town: SampleTown;
  beforeAll(async () => {
    town = await openSampleTown();
  });
  afterAll(() => town.close());

  test('it stands in the list, goes through the gate as any other, and can be taken away', async () => {
    const { id } = await town.ask('measures.saveOwn', DRAFT);
    const { measures } = await town.ask('measures.list', {});
    expect(measures.find((one) => one.id === id)).toMatchObject({
      ...{ family: 'own', name: DRAFT.name, source: DRAFT.source },
      numerator: 'BMIが25kg/㎡以上の人',
    });
    const asked = { years: [2023], by: ['sex' as const], standardise: true };
    const own = await town.ask('measures.run', { ids: [id], ...asked });
    // The shipped measure of the same question: the same people, so the same numbers.
    const shipped = await town.ask('measures.run', { ids: ['judgement.bmi.guidance'], ...asked });
    expect(own.tables[0]!.statistic.rows).toEqual(shipped.tables[0]!.statistic.rows);
    expect(own.tables[0]!.statistic.rows[0]!.cells[0]).toMatchObject({ state: 'shown' });
    // What is asked names it: the same question has the same id, and is there already under whatever name.
    await expect(town.codeOf('measures.saveOwn', { ...DRAFT, name: '別の名前' })).resolves.toBe(
      'measures.own_known',
    );
    expect((await town.ask('measures.ownChoices', {})).removable).toEqual([id]);
    await town.ask('measures.removeOwn', { id });
    expect((await town.ask('measures.list', {})).measures.some((one) => one.id === id)).toBe(false);
    await expect(town.ask('measures.saveOwn', DRAFT)).resolves.toEqual({ id, keptFor: [] });
  });

  test('is changed: the same id while it counts the same, another where it counts otherwise', async () => {
    const made: OperationInput<'measures.saveOwn'> = {
      ...DRAFT,
      conditions: [{ about: 'value', item: 'sbp', op: '>=', value: 140, not: false }],
    };
    const { id } = await town.ask('measures.saveOwn', made);
    const offered = async () =>
      (await town.ask('measures.ownChoices', {})).editable.find((one) => one.id === id)?.draft;
    expect(await offered()).toEqual(made);
    const renamed = await town.ask('measures.saveOwn', { ...made, name: '血圧の高い人', replaces: id });
    expect(renamed).toEqual({ id, keptFor: [] });
    expect((await offered())?.name).toBe('血圧の高い人');
    const [condition] = made.conditions;
    const lower = { ...made, conditions: [{ ...condition!, value: 130 }] } as typeof made;
    const changed = await town.ask('measures.saveOwn', { ...lower, replaces: id });
    expect(changed.id).not.toBe(id);
    expect(await offered()).toBeUndefined();
    const { measures } = await town.ask('measures.list', {});
    expect(measures.filter(({ family }) => family === 'own').map((one) => one.id)).toContain(changed.id);
    expect(await town.codeOf('measures.saveOwn', { ...lower, replaces: id })).toBe('measures.unknown');
    await town.ask('measures.removeOwn', { id: changed.id });
  });

  test('changed from a fiscal year on, the years before keep what they counted by', async () => {
    const at = (value: number): OperationInput<'measures.saveOwn'> => ({
      ...DRAFT,
      name: '収縮期血圧の高い人',
      ages: { from: 50, to: 74 },
      conditions: [{ about: 'value', item: 'sbp', op: '>=', value, not: false }],
    });
    const rows = async (id: string, years: readonly number[]) => {
      const { tables } = await town.ask('measures.run', { ids: [id], years, by: [], standardise: true });
      return tables[0]!.statistic.rows;
    };
    const { id: first } = await town.ask('measures.saveOwn', at(140));
    const before = await rows(first, [2022]);
    const { id: other } = await town.ask('measures.saveOwn', at(130));
    const after = await rows(other, [2023]);
    await town.ask('measures.removeOwn', { id: other });
    const { id } = await town.ask('measures.saveOwn', { ...at(130), replaces: first, validFrom: 2023 });
    expect([first, other]).not.toContain(id);
    expect(await rows(id, [2022, 2023])).toEqual([...before, ...after]);
    const { measures } = await town.ask('measures.list', {});
    expect(measures.some((one) => one.id === first)).toBe(false);
    expect(measures.find((one) => one.id === id)?.versions).toMatchObject([
      { validFrom: 2008, numerator: '収縮期血圧が140mmHg以上の人' },
      { validFrom: 2023, numerator: '収縮期血圧が130mmHg以上の人' },
    ]);
    const { editable, years } = await town.ask('measures.ownChoices', {});
    expect(years).toContain(2023);
    expect(editable.find((one) => one.id === id)).toEqual({ id, draft: at(130), validFrom: 2023 });
    // Trends follow what is counted alike; districts and breakdowns go by the definition of their year.
    const asked = { id, years: [2020, 2021, 2022, 2023], by: [] };
    expect(await town.ask('measures.trend', asked)).not.toHaveProperty('trend');
    const { trend } = await town.ask('measures.trend', { ...asked, years: [2020, 2021, 2022] });
    expect(trend?.statistic.rows).toHaveLength(1);
    const compared = await town.ask('measures.districts', { id, year: 2022 });
    expect(compared.comparison?.statistic.context.method).toContain('140mmHg');
    // Put right in its year it stays one of two; from a year with nothing before it, or of another unit, it is refused.
    const fixed = await town.ask('measures.saveOwn', { ...at(135), replaces: id, validFrom: 2023 });
    expect(
      (await town.ask('measures.list', {})).measures.find((one) => one.id === fixed.id)?.versions,
    ).toHaveLength(2);
    const change = { ...at(125), replaces: fixed.id };
    for (const wrong of [{ validFrom: 2008 }, { validFrom: 2024, kind: 'mean', item: 'sbp' } as const])
      expect(await town.codeOf('measures.saveOwn', { ...change, ...wrong })).toBe('measures.own_version');
    const { id: whole } = await town.ask('measures.saveOwn', change);
    expect((await town.ask('measures.list', {})).measures.find((one) => one.id === whole)).not.toHaveProperty(
      'versions',
    );
    await town.ask('measures.removeOwn', { id: whole });
  });

  test('changed, it stays for a programme whose indicator it is', async () => {
    const made: OperationInput<'measures.saveOwn'> = { ...DRAFT, ages: { from: 40, to: 64 } };
    const { id } = await town.ask('measures.saveOwn', made);
    const { programmes } = await town.ask('programmes.list', {});
    const { programme } = await town.ask('programmes.read', { id: programmes[0]!.id });
    const kpi: (typeof programme.boxes)[number]['kpis'][number] = {
      ...{ id: 'own', name: '肥満', measure: id, unit: '%', source: '計画' },
      direction: 'lower_is_better',
      baseline: { year: 2022, value: 30 },
      target: { year: 2026, value: 25 },
    };
    const boxes: typeof programme.boxes = [
      { id: 'own', stage: 'outcome_late', text: '肥満の人が減る', kpis: [kpi] },
    ];
    await town.ask('programmes.save', { programme: { ...programme, boxes, arrows: [] } });
    const changed = await town.ask('measures.saveOwn', { ...made, sex: '1', replaces: id });
    expect(changed.keptFor).toEqual([programme.name]);
    const own = (await town.ask('measures.list', {})).measures.flatMap((one) =>
      one.family === 'own' ? [one.id] : [],
    );
    expect(own).toEqual(expect.arrayContaining([id, changed.id]));
  });

  test('what is not whole is refused in words, and a faulty file is named in the list', async () => {
    await expect(town.codeOf('measures.saveOwn', { ...DRAFT, conditions: [] })).resolves.toBe(
      'measures.own_choice',
    );
    const folder = join(town.folder, SAMPLE_WORKSPACE, 'measures');
    writeFileSync(join(folder, 'broken.yaml'), 'id: own.broken\n');
    const { ownFaults } = await town.ask('measures.list', {});
    expect(ownFaults.map(({ file }) => file)).toEqual(['broken.yaml']);
    expect(ownFaults[0]!.sentence).toContain('broken.yaml');
  });
});
