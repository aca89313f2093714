import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMeasure } from '../../../analysis/measures/catalogue.ts';
import { referenceTable } from '../../../analysis/measures/reference-table.ts';
import type { ReferenceValue } from '../../../analysis/measures/references.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import {
  cell,
  counts,
  emptyWarehouse,
  exam,
  type FixtureRow,
  imported,
  insured,
  load,
  people,
} from './fixture.ts';

const claim = (claim_id: number, person_id: number, month: string, setting = 'outpatient'): FixtureRow => ({
  claim_id,
  person_id,
  month,
  setting,
  points: 100,
  yen: 1000,
  days: 1,
});

const YEARS = [2020, 2021, 2022, 2023];

describe('no claim is no care only where claims have been imported', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
  });
  afterAll(() => close());

  /** Five of 後期, of whom the first meets every rule that asks for a checkup and for no claim; the last has claims. */
  const late = (claims: readonly FixtureRow[]) =>
    load(warehouse, {
      person: people(6, { birth_month: '1940-01-01', sex: 1 }),
      enrolment: [
        ...insured(5, { insurer_kind: 'kouki' }),
        { person_id: 6, insurer_kind: 'kokuho', from_date: '2015-04-01' },
      ],
      checkup: [exam(1, { programme: 'kouki', hba1c: 8.4, sbp: 150, dbp: 80, urine_protein: 3 })],
      questionnaire: [
        { checkup_id: 1, person_id: 1, fiscal_year: 2023, form: 'kouki15', item: 'k4', answer: 1 },
      ],
      claim: claims,
    });

  it('rules of 一体的実施: nobody is counted without claims, nor with those of 国保 alone', async () => {
    const rules = ['oral', 'polypharmacy', 'uncontrolled', 'interrupted', 'kidney_unvisited', 'unknown'];
    for (const claims of [[], YEARS.map((year, i) => claim(i + 1, 6, `${year}-06-01`))]) {
      await late(claims);
      for (const rule of rules) expect(await counts(warehouse, `frailty.${rule}`), rule).toEqual([0, 0]);
      // The same rows under their other heading.
      expect(await counts(warehouse, 'dhl.unknown')).toEqual([0, 0]);
      // What no claim says anything of is counted all the same.
      expect((await counts(warehouse, 'frailty.undernutrition'))[0]).toBe(5);
    }
  });

  it('the same rules with claims of 後期 in every year that they read', async () => {
    const medical = YEARS.map((year, i) => claim(i + 1, 5, `${year}-06-01`));
    // Medical claims say nothing of dentists: with them alone all who chew badly would not have seen one.
    for (const of of [medical, [...medical, claim(8, 6, '2023-06-01', 'dental')]]) {
      await late(of);
      expect(await counts(warehouse, 'frailty.oral')).toEqual([0, 0]);
    }
    const dental = [...medical, claim(9, 5, '2023-06-01', 'dental')];
    await late(dental);
    expect(await counts(warehouse, 'frailty.oral')).toEqual([5, 1]);
    // Nor of pharmacies: with them and dentists' alone nobody would be given a drug.
    for (const rule of ['polypharmacy', 'hypnotics', 'uncontrolled', 'interrupted'])
      expect(await counts(warehouse, `frailty.${rule}`), rule).toEqual([0, 0]);
    const ours = [...dental, ...imported('pharmacy', 5, 2021, 2022, 2023)];
    for (const of of [[...dental, ...imported('pharmacy', 6, ...YEARS)], ours]) {
      await late(of);
      // Of another insurer; and of three of the four years in which somebody may have been treated.
      expect(await counts(warehouse, 'frailty.interrupted')).toEqual([0, 0]);
    }
    await late([...ours, ...imported('pharmacy', 5, 2020)]);
    expect((await counts(warehouse, 'frailty.interrupted'))[0]).toBe(5);
    expect(await counts(warehouse, 'frailty.hypnotics')).toEqual([5, 0]);
    expect(await counts(warehouse, 'frailty.uncontrolled')).toEqual([5, 1]);
    expect(await counts(warehouse, 'frailty.kidney_unvisited')).toEqual([5, 1]);
    expect(await counts(warehouse, 'frailty.polypharmacy')).toEqual([5, 0]);
    // Persons 2, 3 and 4: no checkup, no claim and no certification in two years.
    expect(await counts(warehouse, 'frailty.unknown')).toEqual([5, 3]);
  });

  it('健康状態不明者 need both years: with claims of this year alone, nobody is counted', async () => {
    await late([claim(1, 5, '2023-06-01')]);
    expect(await counts(warehouse, 'frailty.kidney_unvisited')).toEqual([5, 1]);
    expect(await counts(warehouse, 'frailty.unknown')).toEqual([0, 0]);
    // The three years before, in which somebody may have been treated.
    expect(await counts(warehouse, 'frailty.interrupted')).toEqual([0, 0]);
  });

  it('国保: diseases, drugs, untreated people and yen of a year without claims are not known, rather than none', async () => {
    const town = (claims: readonly FixtureRow[]) =>
      load(warehouse, {
        person: people(3, { birth_month: '1965-01-01', sex: 1 }),
        enrolment: insured(3),
        checkup: [exam(1, { hba1c: 7, urine_protein: 3, creatinine: 0.8 })],
        claim: claims,
      });
    const shares = [
      'disease.hypertension',
      'prescribing.polypharmacy_6',
      'kidney.dialysis',
      'gap.hba1c',
      'kidney.diabetic_target_untreated',
    ];
    await town([]);
    for (const id of shares) expect(await counts(warehouse, id), id).toEqual([0, 0]);
    // Known from values and answers as well: counted, with less to count.
    expect(await counts(warehouse, 'kidney.diabetic_target')).toEqual([1, 1]);
    const cost = async () => {
      const table = await runMeasure(warehouse, 'cost.per_person.kokuho', { year: 2023 });
      return cell(table, ['2023'], 'value');
    };
    expect(await cost()).toBeNull();
    const reasons = async (id: string) => (await runMeasure(warehouse, id, { year: 2023 })).context.missing;
    expect(await reasons('disease.hypertension')).toEqual([
      expect.stringContaining('レセプトが取り込まれていない'),
    ]);
    expect(await reasons('kidney.diabetic_target')).toBeUndefined();
    await town([claim(1, 2, '2023-06-01')]);
    expect(await counts(warehouse, 'disease.hypertension')).toEqual([3, 0]);
    expect(await reasons('disease.hypertension')).toBeUndefined();
    // Without pharmacies' claims nobody is known to be given no drug. A diagnosis is known from the doctor's.
    const drugs = ['prescribing.polypharmacy_6', 'prescribing.duplicate_drugs'];
    for (const id of [...drugs, 'kidney.diabetic_target_untreated']) {
      expect(await counts(warehouse, id), id).toEqual([0, 0]);
      expect(await reasons(id), id).toEqual([expect.stringContaining('調剤のレセプトがないとき')]);
    }
    expect(await counts(warehouse, 'gap.hba1c')).toEqual([1, 1]);
    await town([claim(1, 2, '2023-06-01'), ...imported('pharmacy', 2, 2023)]);
    for (const id of drugs) expect(await counts(warehouse, id), id).toEqual([3, 0]);
    expect(await counts(warehouse, 'kidney.diabetic_target_untreated')).toEqual([1, 1]);
    await town([claim(1, 2, '2023-06-01')]);
    // 1,000 yen of three people over a year.
    expect(await cost()).toBeCloseTo(1000 / 3, 6);
    // Dental and pharmacy claims come in files of their own.
    const own = [
      'cost.per_person.kokuho.dental',
      'cost.per_person.kokuho.pharmacy',
      'cost.claims_per_100.dental',
    ];
    const isKnown = async (id: string) => {
      const table = await runMeasure(warehouse, id, { year: 2023 });
      return table.rows.some(({ values }) => values.some((value) => value !== null && value > 0));
    };
    for (const id of own) expect(await isKnown(id), id).toBe(false);
    for (const id of own)
      expect(await reasons(id), id).toEqual([expect.stringContaining('レセプトが取り込まれていない')]);
    await town([claim(1, 2, '2023-06-01', 'dental'), claim(2, 1, '2023-07-01', 'pharmacy')]);
    for (const id of own) expect(await isKnown(id), id).toBe(true);
  });

  it('what a kind of care cost is not 0 yen where none of its files was imported', async () => {
    const year = (of: number, ...settings: readonly string[]) =>
      settings.map((setting, i) => claim(10 * (of - 2020) + i, 1 + (i % 3), `${of}-06-01`, setting));
    const factors = async (claims: readonly FixtureRow[]) => {
      await load(warehouse, {
        person: people(3, { birth_month: '1965-01-01', sex: 1 }),
        enrolment: insured(3),
        claim: claims,
      });
      return runMeasure(warehouse, 'cost.three_factors', { year: [2022, 2023] });
    };
    const both = (...settings: readonly string[]) => [...year(2022, ...settings), ...year(2023, ...settings)];
    const medical = await factors(both('inpatient', 'outpatient'));
    expect(cell(medical, ['inpatient'], 'after')).toBeCloseTo(1000 / 3, 6);
    for (const kind of ['outpatient', 'dental'])
      for (const column of ['before', 'after', 'value']) expect(cell(medical, [kind], column)).toBeNull();
    expect(medical.context.missing).toEqual([
      expect.stringMatching(/^入院外＋調剤：調剤のレセプトが.*0円ではありません/u),
      expect.stringMatching(/^歯科：歯科のレセプトが/u),
    ]);
    // In one of the two years alone: no change from or to it is known.
    const once = await factors([...both('outpatient', 'pharmacy'), ...year(2024, 'dental')]);
    expect(cell(once, ['outpatient'], 'after')).toBeCloseTo(2000 / 3, 6);
    expect(cell(once, ['dental'], 'value')).toBeNull();
    const whole = await factors(both('inpatient', 'outpatient', 'pharmacy', 'dental'));
    expect(whole.context.missing).toBeUndefined();
    expect(cell(whole, ['dental'], 'value')).toBeCloseTo(0, 6);
  });

  it('what all claims cost says which kinds of claims it is without, by the files of its insurer and years', async () => {
    const town = (claims: readonly FixtureRow[]) =>
      load(warehouse, {
        person: people(4, { birth_month: '1965-01-01', sex: 1 }),
        enrolment: [...insured(3), { person_id: 4, insurer_kind: 'kouki', from_date: '2015-04-01' }],
        claim: claims,
      });
    const of = (year: number, ...settings: readonly string[]) =>
      settings.map((setting, i) => claim(10 * (year - 2020) + i, 1 + (i % 3), `${year}-06-01`, setting));
    const printed = async (id: string, ...year: readonly number[]) => {
      const { context, columns } = await runMeasure(warehouse, id, { year });
      expect(columns.find((column) => column.id === 'value')?.label).toBe(context.title);
      return { title: context.title, caveat: context.caveats.find((text) => text.includes('含まない')) };
    };
    const whole = { title: '1人当たり医療費（国保・全体）', caveat: undefined };
    await town(of(2023, 'outpatient'));
    expect(await printed('cost.per_person.kokuho', 2023)).toEqual({
      title: '1人当たり医療費（国保・全体、歯科・調剤を除く）',
      caveat: '歯科のレセプトが取り込まれていないため、歯科を含まない。歯科を含む公表値とは比べられない。',
    });
    // A part says what it is of by its own name.
    const [part] = [await printed('cost.per_person.kokuho.inpatient', 2023)];
    expect(part).toEqual({ title: '1人当たり医療費（国保・入院）', caveat: undefined });
    await town([...of(2022, 'outpatient', 'pharmacy'), ...of(2023, 'outpatient', 'pharmacy', 'dental')]);
    expect(await printed('cost.per_person.kokuho', 2023)).toEqual(whole);
    expect(await printed('cost.per_person.kokuho', 2022, 2023)).toEqual({
      title: '1人当たり医療費（国保・全体、年度により歯科を除く）',
      caveat:
        '令和4年度は、歯科のレセプトが取り込まれていないため、歯科を含まない。歯科を含む公表値とは比べられない。年度の間の差には、この違いが含まれる。',
    });
    // Dentists' claims of 後期 say nothing of those of 国保; and without doctors' claims the cost is of dentists alone.
    await town([...of(2023, 'dental', 'pharmacy'), claim(900, 4, '2023-06-01', 'outpatient')]);
    expect((await printed('cost.per_person.kokuho', 2023)).title).toBe(
      '1人当たり医療費（国保・全体、医科を除く）',
    );
    expect((await printed('cost.per_person.kouki', 2023)).title).toBe(
      '1人当たり医療費（後期・全体、歯科・調剤を除く）',
    );
    const value: ReferenceValue = {
      ...{ area: 'prefecture', year: 2023, measure: 'cost.per_person.kouki', value: 900_000, source: '年報' },
    };
    const beside = await referenceTable(warehouse, value.measure, { year: 2023, by: 'sex', values: [value] });
    expect(beside?.context.title).toContain('歯科・調剤を除く');
    expect(beside?.context.caveats[0]).toContain('歯科を含む公表値とは比べられない');
  });

  it('yen and patients by disease, their parts and the stage on dialysis: a year without claims has no numbers', async () => {
    const town = (claims: readonly FixtureRow[], diagnoses: readonly FixtureRow[] = []) =>
      load(warehouse, {
        person: [
          ...people(3, { birth_month: '1965-01-01', sex: 1 }),
          { person_id: 4, birth_month: '1940-01-01', sex: 2 },
        ],
        enrolment: [...insured(3), { person_id: 4, insurer_kind: 'kouki', from_date: '2015-04-01' }],
        checkup: [exam(1, { hba1c: 7, urine_protein: 1, creatinine: 0.8 })],
        claim: claims,
        claim_diagnosis: diagnoses,
      });
    const run = (id: string) => runMeasure(warehouse, id, { year: [2022, 2023] });
    const missing = [expect.stringContaining('レセプトが取り込まれていない')];
    const attributions = ['main', 'shared', 'pdm', 'largest'].map((id) => `cost.diseases.${id}`);
    const stages = ['kidney.diabetic_stages', ['1', '5', 'all']] as const;

    // Those of 後期 alone say nothing of 国保.
    for (const claims of [[], [claim(1, 4, '2023-06-01')]]) {
      await town(claims);
      for (const id of attributions) {
        const table = await run(id);
        for (const { values } of table.rows) expect(values, id).toEqual([null, null, null, null]);
        expect(table.context.missing, id).toEqual(missing);
      }
      const [id, levels] = stages;
      const table = await run(id);
      for (const level of levels) {
        expect(cell(table, ['2023', level], 'denominator')).toBe(0);
        expect(cell(table, ['2023', level], 'value')).toBeNull();
      }
      expect(table.context.missing).toEqual(missing);
      // By values alone: the same person is on the map, which looks at no dialysis.
      const map = await run('kidney.diabetic_map');
      expect(cell(map, ['2023', 'all', 'all'], 'denominator')).toBe(1);
      expect(map.context.missing).toBeUndefined();
      const split = await run('cost.three_factors');
      expect(split.context.missing).toEqual(missing);
      expect(cell(split, ['inpatient'], 'value')).toBeNull();
    }

    await town([claim(1, 2, '2023-06-01')], [{ claim_id: 1, icd10: 'I10', main: true }]);
    for (const id of attributions) {
      const table = await run(id);
      expect(cell(table, ['2022', 'all'], 'amount'), id).toBeNull();
      expect(cell(table, ['2023', 'all'], 'amount'), id).toBe(1000);
      expect(cell(table, ['2023', 'hypertension'], 'amount'), id).toBe(1000);
      // Nobody has it, where claims are there to say so.
      expect(cell(table, ['2023', 'diabetes'], 'patients'), id).toBe(0);
      expect(table.context.missing, id).toEqual(missing);
    }
    const table = await run(stages[0]);
    expect(cell(table, ['2023', '1'], 'denominator')).toBe(1);
    expect(cell(table, ['2022', 'all'], 'denominator')).toBe(0);
    const only = await runMeasure(warehouse, stages[0], { year: 2023 });
    expect(only.context.missing).toBeUndefined();
  });
});
