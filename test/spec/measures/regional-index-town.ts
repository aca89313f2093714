import type { ReferenceValue } from '../../../analysis/measures/references.ts';
import type { Fixture, FixtureRow } from './fixture.ts';

/** Five-year bands of 国保. */
export const BANDS = Array.from({ length: 15 }, (_, i) => 5 * i);
export const YEAR = 2023;

/** National values of one id by band. */
export function national(id: string, of: (index: number) => number): readonly ReferenceValue[] {
  return BANDS.map((band, i) => ({
    measure: id,
    year: YEAR,
    area: 'nation',
    band,
    value: of(i),
    source: '試験の全国値',
  }));
}

export function born(band: number): string {
  return `${YEAR - 2 - band}-06-01`;
}

/** The town of goldens/regional-index.R: every age has people, half of them with hospital days. */
export function goldenTown(): Fixture {
  const rows: Record<'person' | 'enrolment' | 'claim', FixtureRow[]> = {
    person: [],
    enrolment: [],
    claim: [],
  };
  let person_id = 0;
  for (const [b, band] of BANDS.entries())
    for (let k = 1; k <= 4 + ((7 * b) % 5); k++) {
      person_id += 1;
      rows.person.push({ person_id, birth_month: born(band), sex: 1 + (k % 2) });
      rows.enrolment.push({ person_id, from_date: k === 1 ? '2023-10-01' : '2020-04-01' });
      const add = (count: number, setting: string, days: number, yen: number) => {
        for (let i = 0; i < count; i++)
          rows.claim.push({
            claim_id: rows.claim.length + 1,
            person_id,
            month: '2023-11-01',
            setting,
            days,
            points: yen / 10,
            yen,
          });
      };
      add((b + k) % 3 === 0 ? 1 + (b % 2) : 0, 'inpatient', 5 + b, 100_000 + 10_000 * b + 1000 * k);
      add(1 + ((b * k) % 4), 'outpatient', 1 + (k % 2), 5000 + 500 * b);
      add(k % 2 === 0 ? 1 : 0, 'pharmacy', 0, 3000 + 100 * b);
      add(k % 3 === 0 ? 0 : 1, 'dental', 2, 8000);
    }
  return rows;
}

/** The national tables of goldens/regional-index.R; 調剤 beside 入院外, as 事業年報 prints them. */
export const GOLDEN_NATION: readonly ReferenceValue[] = [
  ...national('population.kokuho', (b) => 500 + 40 * b * (14 - b)),
  ...national('cost.per_person.kokuho.inpatient', (b) => 20_000 + 9000 * b),
  ...national('cost.per_person.kokuho.outpatient', (b) => 60_000 + 7000 * b),
  ...national('cost.per_person.kokuho.pharmacy', (b) => 20_000 + 3000 * b),
  ...national('cost.per_person.kokuho.dental', (b) => 15_000 + 500 * b),
  ...national('cost.claims_per_100.inpatient', (b) => 4 + b),
  ...national('cost.days_per_claim.inpatient', (b) => 9 + 0.4 * b),
  ...national('cost.claims_per_100.outpatient', (b) => 500 + 30 * b),
  ...national('cost.days_per_claim.outpatient', (b) => 1.4 + 0.02 * b),
  ...national('cost.claims_per_100.dental', (b) => 150 + 2 * b),
  ...national('cost.days_per_claim.dental', () => 1.8),
];
