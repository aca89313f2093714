import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definitionTables } from '../../../analysis/domain/tables/index.ts';
import { runMeasure } from '../../../analysis/measures/catalogue.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { cell, emptyWarehouse, type Fixture, type FixtureRow, load } from '../../spec/measures/fixture.ts';
import { diseaseOf, isCovered } from './naive.ts';
import { town } from './town.ts';

const YEAR = 2023;
const MEDICAL = ['inpatient', 'outpatient', 'dpc'];
const GROUPS = definitionTables()
  .values('disease_groups', YEAR)
  .groups.map(({ id }) => id);

type Share = (claim: FixtureRow, named: readonly FixtureRow[], row: FixtureRow) => number;

/** Yen and patients by disease group, claim by claim. */
function recount(data: Fixture, share: Share) {
  const yen = new Map<string, number>();
  const patients = new Map<string, Set<unknown>>();
  const give = (group: string, amount: number) => yen.set(group, (yen.get(group) ?? 0) + amount);
  for (const claim of data.claim ?? []) {
    if (!MEDICAL.includes(String(claim.setting)) || !isCovered(data, claim, 'kokuho', YEAR)) continue;
    const named = (data.claim_diagnosis ?? []).filter(
      (row) => row.claim_id === claim.claim_id && row.suspected !== true && row.icd10,
    );
    let given = 0;
    for (const row of named) {
      const group = diseaseOf(String(row.icd10), YEAR);
      patients.set(group, (patients.get(group) ?? new Set()).add(claim.person_id));
      const part = share(claim, named, row);
      given += part;
      give(group, part * Number(claim.yen));
    }
    if (given === 0) give('none', Number(claim.yen));
    give('all', Number(claim.yen));
  }
  return { yen, patients };
}

const SHARES: Readonly<Record<string, Share>> = {
  main: (_, named, row) => (row.main === true ? 1 / named.filter(({ main }) => main === true).length : 0),
  shared: (_, named) => 1 / named.length,
};

describe('disease costs equal a recount claim by claim on generated towns', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
  });
  afterAll(() => close());

  it.each(Object.keys(SHARES))('attribution %s', async (attribution) => {
    let met = 0;
    await fc.assert(
      fc.asyncProperty(town, async (fixture) => {
        await load(warehouse, fixture);
        const table = await runMeasure(warehouse, `cost.diseases.${attribution}`, { year: YEAR });
        const { yen, patients } = recount(fixture, SHARES[attribution]!);
        for (const group of [...GROUPS, 'other', 'none', 'all']) {
          expect(cell(table, [String(YEAR), group], 'amount'), group).toBeCloseTo(yen.get(group) ?? 0, 6);
          if (group === 'none' || group === 'all') continue;
          expect(cell(table, [String(YEAR), group], 'patients'), group).toBe(patients.get(group)?.size ?? 0);
          if (patients.has(group)) met++;
        }
      }),
      { numRuns: 30, seed: 11, endOnFailure: true },
    );
    expect(met).toBeGreaterThan(10);
  });

  it.each(['pdm', 'largest'])('attribution %s keeps the total', async (attribution) => {
    await fc.assert(
      fc.asyncProperty(town, async (fixture) => {
        await load(warehouse, fixture);
        const table = await runMeasure(warehouse, `cost.diseases.${attribution}`, { year: YEAR });
        const given = [...GROUPS, 'other', 'none'].reduce(
          (sum, group) => sum + (cell(table, [String(YEAR), group], 'amount') ?? 0),
          0,
        );
        expect(given).toBeCloseTo(cell(table, [String(YEAR), 'all'], 'amount') ?? 0, 5);
      }),
      { numRuns: 6, seed: 12, endOnFailure: true },
    );
  });
});
