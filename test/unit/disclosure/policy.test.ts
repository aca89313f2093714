import { describe, expect, it } from 'vitest';
import { disclosurePolicy, emptyLedger, releaseTable } from '../../../analysis/disclosure/index.ts';
import { flat, PERSONS, withMargins } from './town-table.ts';

describe('disclosure policy', () => {
  it('takes the threshold from the population tier', () => {
    expect(disclosurePolicy({ population: 25_000 }).threshold).toBe(10);
    expect(disclosurePolicy({ population: 24_999 }).threshold).toBe(20);
    expect(disclosurePolicy({ population: 2_000 }).threshold).toBe(20);
    expect(disclosurePolicy({ population: 1_999 }).publishable).toBe(false);
  });

  it('can be raised, never lowered', () => {
    expect(disclosurePolicy({ population: 60_000, raisedThreshold: 15 }).threshold).toBe(15);
    expect(() => disclosurePolicy({ population: 60_000, raisedThreshold: 9 })).toThrow('threshold_lowered');
    expect(() => disclosurePolicy({ population: 10_000, raisedThreshold: 10 })).toThrow('threshold_lowered');
    expect(() => disclosurePolicy({ population: 60_000, raisedThreshold: 12.5 })).toThrow(
      'threshold_invalid',
    );
    expect(disclosurePolicy({ population: 1_500, raisedThreshold: 10 }).publishable).toBe(false);
  });

  it('publishes nothing for fewer than 2,000 people', async () => {
    const table = withMargins(
      [flat('sex', ['m', 'f'])],
      [PERSONS],
      [
        { at: ['m'], values: [500] },
        { at: ['f'], values: [600] },
      ],
    );
    const release = releaseTable(table, disclosurePolicy({ population: 1_900 }), emptyLedger('x'));
    await expect(release).rejects.toMatchObject({ kind: 'refused', code: 'disclosure.population_too_small' });
  });
});
