import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listMeasures, runMeasure } from '../../../analysis/measures/catalogue.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { emptyWarehouse, load } from '../../spec/measures/fixture.ts';
import { naiveTable } from './naive-tables.ts';
import { town } from './town.ts';

const YEAR = 2023;
const TABLES = listMeasures().filter(({ question }) => question.kind === 'table');
const SLICES = 2;

describe('every measure that is a table of its own equals a naive recount on generated towns', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
  });
  afterAll(() => close());

  it.each(Array.from({ length: SLICES }, (_, i) => i))('slice %i of the tables', async (slice) => {
    const chosen = TABLES.filter((_, i) => i % SLICES === slice);
    const met = new Map(chosen.map(({ id }) => [id, 0]));
    await fc.assert(
      fc.asyncProperty(town, async (fixture) => {
        await load(warehouse, fixture);
        for (const definition of chosen) {
          const { id, stratifications } = definition;
          const { columns, rows, tables } = naiveTable(definition, fixture, YEAR);
          const by = stratifications.includes('sex') ? (['sex'] as const) : [];
          const table = await runMeasure(warehouse, id, { year: YEAR, by, ...(tables ? { tables } : {}) });
          const places = columns.map((name) => table.columns.findIndex((column) => column.id === name));
          expect(places, id).not.toContain(-1);
          for (const { at, values } of table.rows) {
            const expected = rows.get(at.join('|'));
            if (expected) met.set(id, (met.get(id) ?? 0) + 1);
            for (const [i, place] of places.entries()) {
              const label = `${id} ${at.join('|')} ${columns[i]}`;
              const found = values[place] ?? null;
              const wanted = expected ? (expected[i] ?? null) : 0;
              // Shares of nobody are no number; counts are 0.
              if (!expected && found === null) continue;
              if (wanted === null || found === null) expect(found, label).toBe(wanted);
              else expect(Math.abs(found - wanted) / Math.max(1, Math.abs(wanted)), label).toBeLessThan(1e-9);
            }
          }
          // Nothing that was recounted is missing in the table.
          const given = new Set(table.rows.map(({ at }) => at.join('|')));
          for (const key of rows.keys()) expect(given.has(key), `${id} ${key}`).toBe(true);
        }
      }),
      { numRuns: 10, seed: 11 + slice, endOnFailure: true },
    );
    for (const [id, count] of met) expect(count, id).toBeGreaterThan(0);
  });
});
