import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSampleTown, type SampleTown } from '../../support/sample-town.ts';

/** The sample has one hospital, two pharmacies and four institutions with outpatients. */
let town: SampleTown;
let whole: Awaited<ReturnType<typeof byDistrict>>;
beforeAll(async () => {
  town = await openSampleTown();
  // As the catalogue has them: all kinds together come first.
  whole = await byDistrict('cost.per_person.kokuho');
});
afterAll(() => town.close());

async function byDistrict(id: string) {
  const { tables } = await town.ask('measures.run', {
    ids: [id],
    years: [2023],
    by: ['district'],
    standardise: false,
  });
  const { statistic } = tables[0]!;
  const place = (column: string) => statistic.columns.findIndex((one) => one.id === column);
  return new Map(
    statistic.rows.map(({ at, cells }) => {
      const shown = (column: string) => {
        const cell = cells[place(column)]!;
        return cell.state === 'shown' ? cell.value : cell.state === 'hidden' ? cell.reason : undefined;
      };
      return [at[1]!, { insured: shown('denominator'), users: shown('users'), yen: shown('amount') }];
    }),
  );
}

test('what one hospital earns from a district is hidden with the reason, however many people it is', async () => {
  const found = await byDistrict('cost.per_person.kokuho.inpatient');
  const all = found.get('all')!;
  expect(all.users).toBeGreaterThanOrEqual(30);
  expect(all.yen).toBeGreaterThan(0);
  const districts = [...found].filter(([code]) => code !== 'all' && code !== 'unknown');
  expect(districts.length).toBeGreaterThanOrEqual(8);
  for (const [code, { insured, users, yen }] of districts) {
    expect(insured, code).toBeGreaterThanOrEqual(100);
    expect(users, code).toBeTypeOf('string');
    expect(yen, code).toBeTypeOf('string');
  }
  // More than half of the districts have ten inpatients or more: not their number is the reason.
  const forInstitutions = districts.filter(([, { users }]) => users === 'dominance');
  expect(forInstitutions.length).toBeGreaterThan(districts.length / 2);
  for (const [code, { yen }] of forInstitutions) expect(yen, code).toBe('dominance');
});

test('what two pharmacies earn from a district is hidden, what they earn from the town is the insurer’s number', async () => {
  const found = await byDistrict('cost.per_person.kokuho.pharmacy');
  expect(found.get('all')!.yen).toBeGreaterThan(0);
  expect(found.get('中部')).toMatchObject({ users: 'dominance', yen: 'dominance' });
});

test('where four institutions are behind a district and two earn nearly all of it, the amount is hidden', async () => {
  const found = await byDistrict('cost.per_person.kokuho.outpatient');
  expect(found.get('all')!.yen).toBeGreaterThan(0);
  expect(found.get('中部')).toMatchObject({ yen: 'dominance' });
});

test('the cost of all kinds together is shown: no institution has most of it', () => {
  expect(whole.get('中部')!.users).toBeGreaterThan(100);
  expect(whole.get('中部')!.yen).toBeGreaterThan(0);
});
