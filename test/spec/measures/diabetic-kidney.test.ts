import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMeasure } from '../../../analysis/measures/catalogue.ts';
import {
  type KidneyState,
  nephropathyStage,
  nephropathyStageSql,
  proteinClassSql,
} from '../../../analysis/measures/rules/kidney.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import {
  cell,
  emptyWarehouse,
  exam,
  type Fixture,
  type FixtureRow,
  imported,
  insured,
  load,
  people,
} from './fixture.ts';

const PROTEIN = { A1: 1, A2: 2, A3: 3 } as const;
/** Men of 61, for whom a creatinine of 0.9 is an eGFR of 68.6, 1.2 of 49.9, 1.85 of 30.4 and 2.5 of 21.6. */
const men = (count: number): FixtureRow[] => people(count, { birth_month: '1963-01-01', sex: 1 });
const claims = (person: number, first: string, months: number): FixtureRow[] =>
  Array.from({ length: months }, (_, i) => ({
    claim_id: 1000 * person + Number(first.slice(0, 4)) * 20 + i,
    person_id: person,
    month: `${first.slice(0, 4)}-${String(Number(first.slice(5)) + i).padStart(2, '0')}-01`,
    days: 1,
    points: 100,
    yen: 1000,
  }));

describe('diabetic nephropathy', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
  });
  afterAll(() => close());
  const run = async (fixture: Fixture, id: string, year = 2023) => {
    await load(warehouse, fixture);
    return runMeasure(warehouse, id, { year });
  };

  it('stage by eGFR and urine at every border, in TypeScript and in SQL; none without a value', async () => {
    const cases: readonly (readonly [KidneyState, string])[] = [
      [{ egfr: 90, protein: 'A1', dialysed: false }, '1'],
      [{ egfr: 30, protein: 'A1', dialysed: false }, '1'],
      [{ egfr: 30, protein: 'A2', dialysed: false }, '2'],
      [{ egfr: 30, protein: 'A3', dialysed: false }, '3'],
      [{ egfr: 29.999, protein: 'A1', dialysed: false }, '4'],
      [{ egfr: 29.999, protein: 'A3', dialysed: false }, '4'],
      [{ egfr: 68, protein: 'A1', dialysed: true }, '5'],
    ];
    const inSql = async (egfr: string, protein: string, dialysed: boolean) => {
      const sql = nephropathyStageSql({
        egfr: `${egfr}::DOUBLE`,
        protein: proteinClassSql(`${protein}::INTEGER`),
        dialysed: String(dialysed),
      });
      const [row] = await warehouse.all(`SELECT ${sql} AS stage`);
      return row?.stage ?? null;
    };
    for (const [state, stage] of cases) {
      expect(nephropathyStage(state), JSON.stringify(state)).toBe(stage);
      const found = await inSql(String(state.egfr), String(PROTEIN[state.protein]), state.dialysed);
      expect(found, JSON.stringify(state)).toBe(stage);
    }
    expect(await inSql('NULL', '4', false)).toBeNull();
    expect(await inSql('20', 'NULL', false)).toBeNull();
    expect(await inSql('NULL', 'NULL', true)).toBeNull();
  });

  const diabetics = (): Fixture => {
    const person = men(9);
    const dialysed = claims(6, '2023-04', 3);
    return {
      person,
      enrolment: insured(person.length, { district_code: 'A' }),
      checkup: [
        exam(1, { hba1c: 6.5, creatinine: 0.9, urine_protein: 1 }),
        exam(2, { hba1c: 6.4, glucose_fasting: 126, creatinine: 1.2, urine_protein: 2 }),
        exam(3, { hba1c: 6.0, drug_glucose: true, creatinine: 0.9, urine_protein: 4 }),
        exam(4, { hba1c: 9, creatinine: 2.5, urine_protein: 1 }),
        exam(5, { hba1c: 8, creatinine: 1.85, urine_protein: 1 }),
        exam(6, { hba1c: 7, drug_glucose: true, creatinine: 0.9, urine_protein: 1 }),
        // Without diabetes; without creatinine; without a value of the urine.
        exam(7, { hba1c: 6.4, glucose_fasting: 125, creatinine: 2.5, urine_protein: 4 }),
        exam(8, { hba1c: 7, urine_protein: 4 }),
        exam(9, { hba1c: 7, creatinine: 0.9 }),
      ],
      claim: dialysed,
      claim_procedure: dialysed.map(({ claim_id = 0 }) => ({ claim_id, code: 'p1' })),
      procedure_master: [{ code: 'p1', section: 'J038' }],
    };
  };

  it('persons with diabetes by stage; who has no value that decides is left out', async () => {
    const table = await run(diabetics(), 'kidney.diabetic_stages');
    const count = (stage: string) => cell(table, ['2023', stage], 'denominator');
    expect(['1', '2', '3', '4', '5', 'all'].map(count)).toEqual([2, 1, 1, 1, 1, 6]);
    expect(cell(table, ['2023', '1'], 'value')).toBeCloseTo(100 / 3, 9);
    expect(table.dimensions[1]?.levels.map(({ label }) => label)).toContain('第2期（微量アルブミン尿期）');
  });

  it('the same people by classes of GFR and urine: no difference tells of those on dialysis', async () => {
    const table = await run(diabetics(), 'kidney.diabetic_map');
    const count = (gfr: string, protein: string) => cell(table, ['2023', gfr, protein], 'denominator');
    expect(count('G2', 'A1')).toBe(2);
    expect(count('G3a', 'A2')).toBe(1);
    expect(count('G2', 'A3')).toBe(1);
    expect(count('G3b', 'A1')).toBe(1);
    expect(count('G4', 'A1')).toBe(1);
    expect(count('all', 'all')).toBe(6);
  });

  it('share of them at the third stage or later', async () => {
    const table = await run(diabetics(), 'kidney.diabetic_advanced');
    // 3 by the urine, 4 by the eGFR, 6 by dialysis.
    expect(cell(table, ['2023'], 'denominator')).toBe(6);
    expect(cell(table, ['2023'], 'numerator')).toBe(3);
  });

  it('nobody begins dialysis in a year before which no claims are there', async () => {
    const person = men(2);
    const on = (claim: readonly FixtureRow[]): Fixture => ({
      person,
      enrolment: insured(person.length, { district_code: 'A' }),
      claim: [...claim],
      claim_procedure: claim
        .filter(({ person_id }) => person_id === 1)
        .map(({ claim_id = 0 }) => ({ claim_id, code: 'p1' })),
      procedure_master: [{ code: 'p1', section: 'J038' }],
    });
    const now = claims(1, '2023-04', 6);
    const without = await run(on(now), 'kidney.dialysis_new');
    expect(cell(without, ['2023'], 'denominator')).toBe(0);
    expect(cell(without, ['2023'], 'value')).toBeNull();
    // One claim of somebody else is enough to know that the year is there.
    const known = await run(on([...now, ...claims(2, '2022-06', 1)]), 'kidney.dialysis_new');
    expect(cell(known, ['2023'], 'denominator')).toBe(2);
    expect(cell(known, ['2023'], 'numerator')).toBe(1);
  });
});

describe('generics', () => {
  it('by quantity and by money, of the drugs that are generic or have one; without a price they count no money', async () => {
    const { warehouse, close } = await emptyWarehouse();
    try {
      const person = men(1);
      await load(warehouse, {
        person,
        enrolment: insured(person.length, { district_code: 'A' }),
        claim: [...claims(1, '2023-05', 1), ...imported('pharmacy', 1, 2023)],
        claim_drug: [
          { claim_id: 41460, code: 'g', quantity: 2, days: 30 },
          { claim_id: 41460, code: 'o', quantity: 1, days: 40 },
          { claim_id: 41460, code: 'new', quantity: 1, days: 100 },
          { claim_id: 41460, code: 'unpriced', quantity: 1, days: 20 },
        ],
        drug_master: [
          { code: 'g', generic: true, price: 10, yj_code: '2171022F1030' },
          { code: 'o', generic: false, price: 22.5, yj_code: '2171022F1010' },
          { code: 'new', generic: false, price: 400, yj_code: '3339002F1010' },
          { code: 'unpriced', generic: true, price: null, yj_code: '2189017F1030' },
        ],
      });
      const quantity = await runMeasure(warehouse, 'prescribing.generic_share', { year: 2023 });
      expect(cell(quantity, ['2023'], 'amount')).toBe(60 + 20);
      expect(cell(quantity, ['2023'], 'over')).toBe(60 + 20 + 40);
      const yen = await runMeasure(warehouse, 'prescribing.generic_yen_share', { year: 2023 });
      expect(cell(yen, ['2023'], 'amount')).toBe(600);
      expect(cell(yen, ['2023'], 'over')).toBe(600 + 900);
      expect(cell(yen, ['2023'], 'value')).toBeCloseTo(40, 9);
    } finally {
      close();
    }
  });
});
