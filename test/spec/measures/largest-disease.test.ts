import { expect, it } from 'vitest';
import { runMeasure } from '../../../analysis/measures/catalogue.ts';
import { diseaseTwin } from '../../property/measures/naive-costs.ts';
import { cell, emptyWarehouse, type Fixture, type FixtureRow, load } from './fixture.ts';

/** 12 claims for lipids alone at 100 yen a day, 12 for lung cancer alone at 1,000; then 10 claims that name both. */
function fixture(): Fixture {
  const claim: FixtureRow[] = [];
  const claim_diagnosis: FixtureRow[] = [];
  const put = (yen: number, codes: readonly string[]) => {
    const claim_id = claim.length + 1;
    claim.push({
      claim_id,
      person_id: 1 + (claim_id % 5),
      setting: 'outpatient',
      month: '2023-06-01',
      days: 1,
      points: yen / 10,
      yen,
    });
    for (const icd10 of codes) claim_diagnosis.push({ claim_id, icd10 });
  };
  for (let i = 0; i < 12; i++) put(100, ['E785']);
  for (let i = 0; i < 12; i++) put(1000, ['C349']);
  // Whichever line comes first, the dearer disease carries the claim.
  for (let i = 0; i < 10; i++) put(5000, i % 2 === 0 ? ['E785', 'C349'] : ['C349', 'E785']);
  const people = [1, 2, 3, 4, 5];
  return {
    person: people.map((person_id) => ({ person_id, birth_month: '1960-01-01', sex: 1 })),
    enrolment: people.map((person_id) => ({ person_id, insurer_kind: 'kokuho', from_date: '2020-04-01' })),
    claim,
    claim_diagnosis,
  };
}

it('最大医療資源: a claim goes to the disease that is dearest on its own; PDM divides by the same weights', async () => {
  const { warehouse, close } = await emptyWarehouse();
  try {
    const data = fixture();
    await load(warehouse, data);
    const yen = async (attribution: string, group: string) =>
      cell(
        await runMeasure(warehouse, `cost.diseases.${attribution}`, { year: 2023 }),
        ['2023', group],
        'amount',
      );
    expect(await yen('largest', 'lung_cancer')).toBe(12_000 + 50_000);
    expect(await yen('largest', 'dyslipidaemia')).toBe(1200);
    expect(await yen('pdm', 'lung_cancer')).toBeCloseTo(12_000 + (50_000 * 1000) / 1100, 6);
    for (const attribution of ['largest', 'pdm'])
      expect(diseaseTwin(data, attribution, 2023).rows.get('2023|lung_cancer')?.[1]).toBeCloseTo(
        (await yen(attribution, 'lung_cancer'))!,
        6,
      );
  } finally {
    close();
  }
});
