import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSampleTown, type SampleTown } from '../../support/sample-town.ts';

let town: SampleTown;

beforeAll(async () => {
  town = await openSampleTown();
});

afterAll(() => town.close());

/** Participants of a programme in a year as two tables print them: all of them, and the insured adults. */
async function participants(id: string, year: number) {
  const { tables } = await town.ask('programmes.reach', { id, year });
  const shown = (table: string, row: string) =>
    tables.flatMap(({ statistic }) => {
      if (statistic.id !== table) return [];
      const place = statistic.columns.findIndex((column) => column.id === 'joined');
      const cell = statistic.rows.find(({ at }) => at[0] === row)?.cells[place];
      return cell?.state === 'shown' ? [cell.value] : [];
    });
  return {
    everybody: shown('programme.unit_costs', id.toUpperCase()),
    insured: shown('programme.reach', 'all'),
  };
}

/** Persons of a step of the study of the walkers, for people from 18 up to an age. */
async function walkersUpTo(age: number) {
  const { settings } = await town.ask('studies.design', { id: 'p01' });
  const id = `walkers${age}`;
  const text = settings
    .replace(/^id: .*$/mu, `id: ${id}`)
    .replace(/( age:\n +- )40(\n +- )89\n/u, `$118$2${age}\n`);
  await town.ask('studies.save', { text });
  await town.ask('studies.lock', { id });
  const { flow } = await town.ask('studies.diagnose', { id });
  return new Map(flow.statistic.steps.map((step) => [step.id, step.persons]));
}

test('a study that leaves few participants out does not say how many of them it takes', async () => {
  const { everybody, insured } = await participants('p01', 2022);
  expect(everybody).toEqual([341]);
  expect(insured).toContain(341);
  // Nobody walks beyond 110: the study takes the same people, and there is nothing between.
  expect((await walkersUpTo(110)).get('eligible:treated')).toEqual({ state: 'shown', value: 341 });
  // Few walk from 95 on.
  const below95 = await walkersUpTo(94);
  expect(below95.get('eligible:treated')?.state).toBe('hidden');
  expect(below95.get('eligible:control')?.state).toBe('shown');
});

test('participants who are not insured adults are not the difference of two tables', async () => {
  for (const [id, year] of [
    ['p01', 2023],
    ['h01', 2023],
  ] as const) {
    const { everybody, insured } = await participants(id, year);
    expect(everybody.length + insured.length).toBeGreaterThan(0);
    for (const all of everybody)
      for (const some of insured) expect(all === some || all - some >= 10, `${id} ${year}`).toBe(true);
  }
});
