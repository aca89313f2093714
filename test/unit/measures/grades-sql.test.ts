import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pressureGrade, pressureGradeSql } from '../../../analysis/measures/rules/blood-pressure.ts';
import { gfrClass, gfrClassSql } from '../../../analysis/measures/rules/kidney.ts';
import { warehouseOf } from '../../support/towns.ts';

/** The rule in TypeScript and the rule in SQL must draw every border in the same place. */
describe('grades in SQL and in TypeScript', () => {
  let town: Awaited<ReturnType<typeof warehouseOf>>;
  beforeAll(async () => {
    town = await warehouseOf({});
  });
  afterAll(() => town.close());

  test('blood pressure, around every border of either value', async () => {
    const rows = await town.warehouse.all(
      `SELECT sbp, dbp, ${pressureGradeSql('c')} AS grade
       FROM (SELECT s.range AS sbp, d.range AS dbp FROM range(115, 185) s, range(75, 115) d) c`,
    );
    expect(rows.length).toBe(70 * 40);
    for (const { sbp, dbp, grade } of rows) expect(grade).toBe(pressureGrade(Number(sbp), Number(dbp)));
  });

  test('GFR classes, in steps of 0.1', async () => {
    const rows = await town.warehouse.all(
      `SELECT value, ${gfrClassSql('value')} AS class FROM (SELECT range / 10.0 AS value FROM range(50, 1100))`,
    );
    expect(rows.length).toBe(1050);
    for (const row of rows) expect(row.class).toBe(gfrClass(Number(row.value)));
  });

  test('a missing value has no grade', async () => {
    const [row] = await town.warehouse.all(
      `SELECT ${pressureGradeSql('c')} AS grade, ${gfrClassSql('c.egfr')} AS class
       FROM (SELECT NULL::DOUBLE AS sbp, 80.0 AS dbp, NULL::DOUBLE AS egfr) c`,
    );
    expect(row).toEqual({ grade: null, class: null });
  });
});
