import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PublishedTable } from '../../../analysis/disclosure/index.ts';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { openSampleTown, type SampleTown } from '../../support/sample-town.ts';
import { SAMPLE_WORKSPACE } from '../../support/sample-workspace.ts';

let town: SampleTown;
beforeAll(async () => {
  town = await openSampleTown();
});
afterAll(() => town.close());

/** What was noted as published of a question, with words of the title. */
function publishedTables(id: string, words = ''): readonly PublishedTable[] {
  const lines = readFileSync(join(town.folder, SAMPLE_WORKSPACE, 'releases.jsonl'), 'utf8')
    .trim()
    .split('\n');
  return lines
    .map((line) => JSON.parse(line) as { readonly title: string; readonly table?: PublishedTable })
    .flatMap(({ title, table }) => (title.includes(words) && table?.id === id ? [table] : []));
}

/** The tables of groups that were noted without being printed. */
function notedGroups(id: string): readonly PublishedTable[] {
  return publishedTables(id, '年齢調整のもと');
}

/** Levels of the rows of which a column is shown, and how many have a number there. */
function shownRows({ columns, rows }: ReleasedTable, column: RegExp) {
  const place = columns.findIndex(({ id }) => column.test(id));
  const cells = rows.map(({ at, cells: all }) => ({ at, cell: all[place]! }));
  return {
    shown: cells.flatMap(({ at, cell }) => (cell.state === 'shown' ? [at] : [])),
    numbers: cells.filter(({ cell }) => cell.state !== 'none').length,
  };
}

/** Whether every number of the groups of a row is printed in a table of them. */
function areShown(groups: PublishedTable, levels: Readonly<Record<string, string>>): boolean {
  const rows = groups.rows.filter(({ at }) =>
    groups.dimensions.every(({ id }, place) => levels[id] === undefined || levels[id] === at[place]),
  );
  expect(rows.length).toBeGreaterThan(1);
  return rows.every(({ cells }) => cells.every((cell) => typeof cell !== 'string'));
}

/** What the groups are by that expected numbers are adjusted for. */
const BY: Readonly<Record<string, string>> = {
  sex_age: 'sex,age,district',
  sex_broad_age: 'sex,broad_age,district',
  broad_age: 'broad_age,district',
  none: '',
};

const MEASURES = [
  'checkup.uptake',
  'risk.sbp.mean',
  'question.exercise',
  'disease.hypertension',
  'care.certified',
];

describe('age-adjusted numbers of the sample', () => {
  it.each([
    { of: 'the municipality', by: [] },
    { of: 'the sexes', by: ['sex'] },
    { of: 'districts', by: ['district'] },
  ] as const)('of $of stand only where the gate shows every group by age', async ({ by }) => {
    let printed = 0;
    for (const id of [...MEASURES, 'cost.per_person.kokuho', 'cost.claims_per_100.outpatient']) {
      const { tables } = await town.ask('measures.run', {
        ids: [id],
        years: [2023],
        by: [...by],
        standardise: true,
      });
      const { statistic } = tables[0]!;
      const { shown } = shownRows(statistic, /^standardised_/);
      const isBroad = statistic.parameters.ages === 'broad';
      printed += shown.length;
      // Of the whole municipality, tables by age take the broad groups as known.
      if (shown.length === 0 || (isBroad && !by.some((axis) => axis === 'district'))) continue;
      const axes = [...by, isBroad ? 'broad_age' : 'age'];
      const groups = publishedTables(statistic.id).find(({ parameters }) => {
        const noted = String(parameters.by).split(',');
        return noted.length === axes.length && axes.every((axis) => noted.includes(axis));
      });
      expect(groups, id).toBeDefined();
      for (const at of shown) {
        const levels = Object.fromEntries(by.map((axis, place) => [axis, at[place + 1]!]));
        expect(areShown(groups!, levels), `${id} ${at.join('|')}`).toBe(true);
      }
    }
    expect(printed).toBeGreaterThan(MEASURES.length / 2);
  });

  it('expected numbers of districts stand only where their people and everybody’s rates are shown', async () => {
    let printed = 0;
    for (const id of ['checkup.uptake', 'question.exercise', 'disease.hypertension']) {
      const { comparison } = await town.ask('measures.districts', { id, year: 2023 });
      if (comparison === undefined) continue;
      const { shown } = shownRows(comparison.statistic, /^expected$/);
      const { adjustment = 'sex_age' } = comparison.statistic.parameters;
      printed += shown.length;
      if (shown.length === 0 || adjustment === 'none') continue;
      const wanted = BY[String(adjustment)];
      const groups = notedGroups(`measure.${id}`).find(({ parameters }) => parameters.by === wanted)!;
      for (const [district] of shown) {
        expect(areShown(groups, { district: district! }), `${id} ${district}`).toBe(true);
        expect(areShown(groups, { district: 'all' }), id).toBe(true);
      }
    }
    expect(printed).toBeGreaterThan(3);
  });

  it('note no groups of which no number was printed', async () => {
    const { measures } = await town.ask('measures.list', {});
    const byDistrict = measures.filter(
      ({ standardisable, stratifications }) => standardisable && stratifications.includes('district'),
    );
    const found = new Map<string, readonly unknown[]>();
    for (const { id } of byDistrict.filter((_, i) => i % 6 === 0)) {
      if ((await town.codeOf('measures.districts', { id, year: 2023 })) !== 'ok') continue;
      const { comparison } = await town.ask('measures.districts', { id, year: 2023 });
      if (comparison === undefined) continue;
      const by = BY[String(comparison.statistic.parameters.adjustment ?? 'sex_age')]!;
      const noted = notedGroups(`measure.${id}`).map(({ parameters }) => String(parameters.by));
      const groups = noted.filter((each) => Object.values(BY).some((wanted) => wanted === each));
      expect(groups, id).toEqual(by === '' ? [] : [by]);
      found.set(by, groups);
    }
    expect(found.size).toBeGreaterThan(1);
  });

  it('are adjusted as they were when the same was asked before', async () => {
    const ask = () =>
      town.ask('measures.run', {
        ids: MEASURES,
        years: [2023],
        by: ['district'],
        standardise: true,
      });
    const told = ({ tables }: Awaited<ReturnType<typeof ask>>) =>
      tables.map(({ statistic: { parameters, rows } }) => ({ parameters, rows }));
    const first = told(await ask());
    for (const id of MEASURES)
      await town.ask('measures.run', {
        ids: [id],
        years: [2023],
        by: ['age', 'district'],
        standardise: false,
      });
    expect(told(await ask())).toEqual(first);
  });
});
