import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listMeasures, runMeasure } from '../../../analysis/measures/catalogue.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { cell, emptyWarehouse, load } from '../../spec/measures/fixture.ts';
import { naive } from './naive.ts';
import { town } from './town.ts';

const COUNTED = listMeasures().filter(({ question }) => question.kind !== 'table');
const SLICES = 4;

describe('every counted measure equals a naive recount on generated towns', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
  });
  afterAll(() => close());

  it.each(Array.from({ length: SLICES }, (_, i) => i))('slice %i of the catalogue', async (slice) => {
    const chosen = COUNTED.filter((_, i) => i % SLICES === slice);
    const met = new Map(chosen.map(({ id }) => [id, 0]));
    await fc.assert(
      fc.asyncProperty(town, fc.constantFrom(2022, 2023), async (fixture, year) => {
        await load(warehouse, fixture);
        for (const definition of chosen) {
          const people = naive(definition, fixture, year);
          const table = await runMeasure(warehouse, definition.id, {
            year,
            by: definition.stratifications.includes('sex') ? ['sex'] : [],
          });
          const ratio =
            'denominator' in definition.question ||
            definition.question.kind === 'share' ||
            definition.question.kind === 'mean';
          const bySex = definition.stratifications.includes('sex');
          for (const sex of bySex ? ['all', '1', '2'] : ['all']) {
            const own = people.filter((person) => sex === 'all' || person.sex === Number(sex));
            const at = bySex ? [String(year), sex] : [String(year)];
            const label = `${definition.id} ${sex}`;
            const den = own.reduce((sum, person) => sum + person.den, 0);
            const num = own.reduce((sum, person) => sum + person.num, 0);
            expect(cell(table, at, 'denominator'), label).toBe(own.length);
            if (definition.question.kind === 'share') expect(cell(table, at, 'numerator'), label).toBe(num);
            if (!ratio) {
              expect(cell(table, at, 'amount'), label).toBe(num);
              expect(cell(table, at, 'over'), label).toBe(den);
            }
            const { scale, question } = definition;
            const factor = scale * (question.kind === 'rate' ? question.perMonths : 1);
            if (den > 0) expect(cell(table, at, 'value'), label).toBeCloseTo((factor * num) / den, 6);
            else expect(cell(table, at, 'value'), label).toBeNull();
            if (num > 0) met.set(definition.id, (met.get(definition.id) ?? 0) + 1);
          }
        }
      }),
      { numRuns: 16, seed: 4 + slice, endOnFailure: true },
    );
    // A measure that nobody of any town has was not recounted: the town generator must know such people.
    expect([...met].filter(([, count]) => count === 0)).toEqual([]);
  });
});
