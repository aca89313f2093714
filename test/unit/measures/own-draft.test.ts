import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definitionTables } from '../../../analysis/domain/tables/index.ts';
import { runMeasure } from '../../../analysis/measures/catalogue.ts';
import { parseOwnMeasure } from '../../../analysis/measures/own.ts';
import { type OwnDraft, ownChoices, ownFileOf } from '../../../analysis/measures/own-draft.ts';
import { draftOfMeasure } from '../../../analysis/measures/own-edit.ts';
import { cell, emptyWarehouse, imported, load } from '../../spec/measures/fixture.ts';

const tables = definitionTables();
const DRAFT: OwnDraft = {
  name: '血圧が高く、降圧薬のない肥満の人',
  source: '健康増進計画',
  people: 'examined',
  ages: { from: 40, to: 74 },
  sex: 'all',
  direction: 'lower_is_better',
  kind: 'share',
  join: 'all',
  conditions: [
    { about: 'value', item: 'bmi', op: '>=', value: 30, not: false },
    { about: 'value', item: 'sbp', op: '>=', value: 140, not: false },
    { about: 'drug', item: 'antihypertensive', not: true },
  ],
};
const measureOf = (draft: OwnDraft) => parseOwnMeasure(ownFileOf('own.x', draft, tables), 'x.yaml');

describe('a measure that is put together on the screen', () => {
  it('says in words what it counts, of whom', () => {
    const { numerator, denominator, unit, family } = measureOf(DRAFT);
    expect(numerator).toBe('BMIが30kg/㎡以上、かつ収縮期血圧が140mmHg以上、かつ降圧薬の処方がない人');
    expect(denominator).toBe('特定健診を受けた人（40歳〜74歳）のうち、BMIの値、収縮期血圧の値がある人');
    expect([unit, family]).toEqual(['%', 'own']);
    const women = measureOf({ ...DRAFT, kind: 'mean', item: 'egfr', sex: '2', ages: { from: 65, to: null } });
    expect(women.numerator).toBe('eGFRの値の合計');
    expect(women.denominator).toContain('特定健診を受けた人（65歳以上、女性）');
    expect(women.scale).toBe(1);
  });

  it('counts the people that its words name; without a value nobody is in the denominator', async () => {
    const { warehouse, close } = await emptyWarehouse();
    const checkup = (id: number, values: object) => ({
      ...{ checkup_id: id, person_id: id, exam_date: '2023-06-01', fiscal_year: 2023 },
      ...values,
    });
    await load(warehouse, {
      person: [1, 2, 3, 4, 5].map((id) => ({
        person_id: id,
        birth_month: '1970-01-01',
        sex: id === 5 ? 2 : 1,
      })),
      // Drugs are asked for: a year without pharmacies' claims would be no year without drugs.
      claim: imported('pharmacy', 1, 2023),
      checkup: [
        checkup(1, { bmi: 31, sbp: 150 }),
        checkup(2, { bmi: 31, sbp: 120 }),
        checkup(3, { bmi: 29, sbp: 150 }),
        checkup(4, { bmi: 31 }),
        checkup(5, { bmi: 33, sbp: 160 }),
      ],
    });
    const run = async (draft: OwnDraft, column: string) =>
      cell(
        await runMeasure(warehouse, 'own.x', { year: 2023, own: [measureOf(draft)], tables }),
        ['2023'],
        column,
      );
    expect(await run(DRAFT, 'denominator')).toBe(4);
    expect(await run(DRAFT, 'numerator')).toBe(2);
    expect(await run({ ...DRAFT, sex: '1' }, 'numerator')).toBe(1);
    expect(await run({ ...DRAFT, join: 'any' }, 'numerator')).toBe(4);
    const mean: OwnDraft = { ...DRAFT, kind: 'mean', item: 'sbp', conditions: DRAFT.conditions.slice(0, 1) };
    expect(await run(mean, 'denominator')).toBe(3);
    expect(await run(mean, 'value')).toBeCloseTo((150 + 120 + 160) / 3, 9);
    close();
  });

  it('everything that is offered makes a measure that can be read and run on an empty workspace', async () => {
    const { warehouse, close } = await emptyWarehouse();
    const choices = ownChoices(tables);
    const conditions = [
      ...choices.values.map(
        ({ id }) => ({ about: 'value', item: id, op: '<', value: 1, not: false }) as const,
      ),
      ...choices.answers.map(({ id }) => ({ about: 'answer', item: id, not: false }) as const),
      ...choices.diagnoses.map(({ id }) => ({ about: 'diagnosis', item: id, not: true }) as const),
      ...choices.drugs.map(({ id }) => ({ about: 'drug', item: id, not: false }) as const),
      { about: 'care', not: false } as const,
      { about: 'examined', not: true } as const,
    ];
    for (const people of choices.people.map(({ id }) => id as OwnDraft['people']))
      for (const condition of people === 'examined' ? conditions : conditions.slice(-2)) {
        const own = [measureOf({ ...DRAFT, people, conditions: [condition] })];
        await expect(runMeasure(warehouse, 'own.x', { year: 2023, own, tables })).resolves.toBeDefined();
      }
    for (const { id } of choices.lateAnswers) {
      const late = { about: 'answer', item: id, not: false } as const;
      expect(measureOf({ ...DRAFT, people: 'examined_late', conditions: [late] }).denominator).toContain(
        '回答',
      );
    }
    close();
  });

  it('refuses what is not offered and what is not whole', () => {
    const refused = (change: Partial<OwnDraft>) =>
      expect(() => ownFileOf('own.x', { ...DRAFT, ...change }, tables)).toThrow('measures.own_choice');
    refused({ conditions: [] });
    refused({ kind: 'mean' });
    refused({ ages: { from: 50, to: 40 } });
    refused({ conditions: [{ about: 'diagnosis', item: 'nothing', not: false }] });
    refused({ conditions: [{ about: 'value', item: "bmi' --", op: '>=', value: 1, not: false }] });
  });
});

const offered = ownChoices(tables);
const one = (from: readonly { readonly id: string }[]) => fc.constantFrom(...from.map(({ id }) => id));
const condition = (late: boolean) =>
  fc.oneof(
    fc.record({
      about: fc.constant('value' as const),
      item: one(offered.values),
      op: fc.constantFrom('>=' as const, '>' as const, '<=' as const, '<' as const),
      value: fc.constantFrom(0, 5.6, 25, 140),
      not: fc.boolean(),
    }),
    fc.record({
      about: fc.constant('answer' as const),
      item: one(late ? offered.lateAnswers : offered.answers),
      not: fc.boolean(),
    }),
    fc.record({ about: fc.constant('diagnosis' as const), item: one(offered.diagnoses), not: fc.boolean() }),
    fc.record({ about: fc.constant('drug' as const), item: one(offered.drugs), not: fc.boolean() }),
    fc.record({ about: fc.constantFrom('care' as const, 'examined' as const), not: fc.boolean() }),
  );
const draft: fc.Arbitrary<OwnDraft> = fc
  .constantFrom('examined', 'examined_late', 'kokuho', 'kouki', 'at_end')
  .chain((people) =>
    fc.record({
      name: fc.constantFrom('指標', '目標の人'),
      source: fc.constant('計画'),
      people: fc.constant(people as OwnDraft['people']),
      ages: fc.constantFrom({ from: 40, to: 74 }, { from: 0, to: 0 }, { from: 65, to: null }),
      sex: fc.constantFrom('all' as const, '1' as const, '2' as const),
      direction: fc.constantFrom('lower_is_better' as const, 'higher_is_better' as const, 'neutral' as const),
      join: fc.constantFrom('all' as const, 'any' as const),
      conditions: fc.array(condition(people === 'examined_late' || people === 'kouki'), {
        minLength: 1,
        maxLength: 4,
      }),
      mean: fc.option(one(offered.values)),
    }),
  )
  .map(({ mean, ...rest }) =>
    mean === null ? { ...rest, kind: 'share' } : { ...rest, kind: 'mean', item: mean },
  );

describe('a measure that is changed on the screen', () => {
  it('comes back as it was put together', () => {
    fc.assert(
      fc.property(draft, (made) => {
        expect(draftOfMeasure(measureOf(made), tables)).toEqual(made);
      }),
    );
    const plain: OwnDraft = { ...DRAFT, kind: 'mean', item: 'bmi', conditions: [] };
    expect(draftOfMeasure(measureOf(plain), tables)).toEqual(plain);
  });

  it('is not offered where its file asks for more than the screen does', () => {
    const text = (question: string) => `id: own.hand
name: 手書き
source: 計画
numerator: 人
denominator: 人
direction: neutral
age_rule: 年度末現在の年齢
question: ${question}
`;
    const frame = '{ kind: examined, programme: tokutei, ages: { from: 40, to: 74 } }';
    for (const numerator of [
      '{ checkup: bmi, op: ">=", value: 25, year: -1 }',
      '{ all: [{ checkup: bmi, op: ">=", value: [25, 23] }] }',
      '{ all: [{ checkup: height, op: ">=", value: 150 }] }',
    ]) {
      const hand = parseOwnMeasure(
        text(`{ kind: share, frame: ${frame}, numerator: ${numerator} }`),
        'hand.yaml',
      );
      expect(draftOfMeasure(hand, tables), numerator).toBeUndefined();
    }
    const months = parseOwnMeasure(
      text(
        `{ kind: rate, frame: { kind: insured, insurer: kokuho, ages: { from: 0, to: 74 }, at: during }, amount: { claims: yen }, perMonths: 12 }`,
      ),
      'hand.yaml',
    );
    expect(draftOfMeasure(months, tables)).toBeUndefined();
  });
});
