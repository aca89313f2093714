import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeMeasure, listMeasures, runMeasure } from '../../../analysis/measures/catalogue.ts';
import { FAMILIES } from '../../../analysis/measures/definition.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { emptyWarehouse } from './fixture.ts';

describe('the catalogue as a whole', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
  });
  afterAll(() => close());

  it('has every family, unique ids and nothing left blank', () => {
    const all = listMeasures();
    expect(all.length).toBeGreaterThan(200);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(all.map(({ name, family }) => `${family} ${name}`)).size).toBe(all.length);
    const shipped = Object.keys(FAMILIES).filter((family) => family !== 'own');
    expect(new Set(all.map(({ family }) => family))).toEqual(new Set(shipped));
    for (const definition of all) {
      const { numerator, denominator, source, ageRule, periodRule } = describeMeasure(definition);
      for (const text of [numerator, denominator, source, ageRule, periodRule, definition.unit])
        expect(text, definition.id).not.toBe('');
      const { withoutIntervention: beside } = describeMeasure(definition);
      if (beside !== undefined) expect(all.map(({ id }) => id)).toContain(beside);
    }
  });

  it('runs every measure with all its strata on an empty workspace', async () => {
    for (const { id, stratifications, question } of listMeasures()) {
      const table = await runMeasure(warehouse, id, {
        year: [2022, 2023],
        by: stratifications,
        standardise: true,
      });
      for (const row of table.rows) {
        expect(row.at, id).toHaveLength(table.dimensions.length);
        expect(row.values, id).toHaveLength(table.columns.length);
        for (const [i, value] of row.values.entries()) {
          const kind = table.columns[i]?.kind;
          if (table.context.missing && value === null) continue;
          if (kind === 'count' || kind === 'count_subset' || kind === 'sum') expect(value, id).toBe(0);
          else if (question.kind !== 'table') expect(value, `${id} ${table.columns[i]?.id}`).toBeNull();
        }
      }
      const ids = new Set(table.columns.map((column) => column.id));
      for (const { of, from } of table.columns) {
        if (of) expect(ids.has(of), id).toBe(true);
        for (const source of from ?? []) expect(ids.has(source), id).toBe(true);
      }
    }
  });
});
