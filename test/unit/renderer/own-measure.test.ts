import { describe, expect, test } from 'vitest';
import {
  type Choices,
  type DraftText,
  draftOf,
  itemsOf,
  NEW_CONDITION,
  NEW_DRAFT,
  textOf,
} from '../../../renderer/features/measures/draft.ts';

const choices: Choices = {
  people: [{ id: 'examined', label: '特定健診を受けた人' }],
  values: [{ id: 'bmi', label: 'BMI', unit: 'kg/㎡' }],
  answers: [{ id: 'q8', label: '喫煙' }],
  lateAnswers: [{ id: 'k1', label: '健康状態' }],
  diagnoses: [{ id: 'hypertension', label: '高血圧性疾患' }],
  drugs: [],
  removable: [],
  editable: [],
  years: [2023, 2024],
};
const whole: DraftText = {
  ...NEW_DRAFT,
  name: ' 肥満 ',
  source: '計画',
  conditions: [{ key: 0, ...NEW_CONDITION, item: 'bmi', value: '３０' }],
};

describe('a measure put together on the screen', () => {
  test('is made of what is typed, full-width digits too', () => {
    expect(draftOf(whole, choices)).toEqual({
      ...{ name: '肥満', source: '計画', people: 'examined', ages: { from: 40, to: 74 }, sex: 'all' },
      ...{ direction: 'lower_is_better', kind: 'share', join: 'all' },
      conditions: [{ about: 'value', item: 'bmi', op: '>=', value: 30, not: false }],
    });
    expect(draftOf({ ...whole, to: '' }, choices)).toMatchObject({ ages: { from: 40, to: null } });
    const mean = draftOf({ ...whole, kind: 'mean', item: 'bmi', conditions: [] }, choices);
    expect(mean).toMatchObject({ kind: 'mean', item: 'bmi', conditions: [] });
  });

  test('to be changed, it fills the fields that it was typed into', () => {
    const conditions = [
      { about: 'value', item: 'bmi', op: '<', value: 18.5, not: true },
      { about: 'answer', item: 'q8', not: false },
      { about: 'care', not: true },
    ] as const;
    for (const change of [{}, { to: '' }, { kind: 'mean', item: 'bmi', join: 'any', sex: '2' }] as const) {
      const made = draftOf({ ...whole, ...change }, choices);
      if ('missing' in made) throw new Error(made.missing);
      const draft = { ...made, conditions };
      expect(draftOf(textOf({ id: 'own.x', draft }), choices)).toEqual(draft);
      // A definition of a year is put right in that year unless another is chosen.
      const dated = textOf({ id: 'own.x', draft, validFrom: 2024 });
      expect(draftOf(dated, choices)).toEqual({ ...draft, validFrom: 2024 });
      expect(draftOf({ ...dated, validFrom: '' }, choices)).toEqual(draft);
    }
  });

  test.each([
    ['指標の名前', { name: ' ' }],
    ['出典', { source: '' }],
    ['年齢の範囲', { from: '七' }],
    ['年齢の範囲', { to: '30' }],
    ['平均を求める検査値', { kind: 'mean', item: '' }],
    ['条件（1つ以上）', { conditions: [] }],
    ['条件の項目と値', { conditions: [{ key: 0, ...NEW_CONDITION, item: 'bmi' }] }],
    ['条件の項目と値', { conditions: [{ key: 0, ...NEW_CONDITION, about: 'drug', item: 'none' }] }],
  ] as const)('says what is missing: %s', (missing, change) => {
    expect(draftOf({ ...whole, ...change }, choices)).toEqual({ missing });
  });

  test('answers are those of the people’s own questionnaire; an answer of the other one does not count', () => {
    const late: DraftText = { ...whole, people: 'examined_late' };
    expect(itemsOf(whole, 'answer', choices)).toEqual(choices.answers);
    expect(itemsOf(late, 'answer', choices)).toEqual(choices.lateAnswers);
    const asked = { key: 0, ...NEW_CONDITION, about: 'answer', item: 'q8' } as const;
    expect(draftOf({ ...whole, conditions: [asked] }, choices)).toHaveProperty('conditions');
    expect(draftOf({ ...late, conditions: [asked] }, choices)).toEqual({ missing: '条件の項目と値' });
  });
});
