import { expect, test } from 'vitest';
import { definitionTables } from '../../../analysis/domain/tables/index.ts';
import type { Group } from '../../../analysis/measures/aggregate.ts';
import { listMeasures } from '../../../analysis/measures/catalogue.ts';
import { keepGroups } from '../../../analysis/measures/kept-groups.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';

const tables = definitionTables();
const [definition, other] = listMeasures([], tables);

function counting() {
  const warehouse = { writes: 0 };
  const done: string[] = [];
  const ask = (of = definition, district = false, prepare: () => Promise<void> = async () => {}) =>
    keepGroups(
      warehouse as Warehouse,
      { definition: of!, tables, year: 2023, district },
      async () => {
        done.push('computed');
        return [] as readonly Group[];
      },
      prepare,
    );
  return { warehouse, done, ask };
}

test('the same question on the same data is computed once', async () => {
  const { ask, done } = counting();
  expect(await ask()).toBe(await ask());
  expect(done).toHaveLength(1);
  await ask(definition, true);
  await ask(other);
  expect(done).toHaveLength(3);
});

test('whatever is written makes it be computed anew', async () => {
  const { ask, done, warehouse } = counting();
  await ask();
  warehouse.writes += 1;
  await ask();
  expect(done).toHaveLength(2);
});

test('what the preparation writes is before the question, what is written during it is not trusted', async () => {
  const { ask, done, warehouse } = counting();
  const prepare = async () => {
    warehouse.writes += 1;
  };
  await ask(definition, false, prepare);
  await ask();
  expect(done).toHaveLength(1);
  const during = () =>
    keepGroups(
      warehouse as Warehouse,
      { definition: other!, tables, year: 2023, district: false },
      async () => {
        warehouse.writes += 1;
        return [];
      },
    );
  expect(await during()).not.toBe(await during());
});
