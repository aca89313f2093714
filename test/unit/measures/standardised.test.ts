import { describe, expect, it } from 'vitest';
import { type Aggregate, EMPTY } from '../../../analysis/measures/aggregate.ts';
import { findMeasure } from '../../../analysis/measures/catalogue.ts';
import type { CountedQuestion } from '../../../analysis/measures/definition.ts';
import { standardValues, strataOf } from '../../../analysis/measures/standardised.ts';

const definition = findMeasure('checkup.uptake');
const question = definition.question as CountedQuestion;
const counted = (persons: number, num: number): Aggregate => ({ ...EMPTY, persons, den: persons, num });

/** People of 40–44, 60–64 and 70–74. */
const cell = {
  byBand: new Map([
    ['40', counted(100, 10)],
    ['60', counted(300, 90)],
    ['70', counted(200, 120)],
  ]),
};
/** The standard has 3 people of 40–64 for each of 65–74. */
const standards = [
  {
    id: 's',
    label: '試験',
    bands: [
      [40, 100],
      [45, 100],
      [60, 100],
      [70, 100],
    ] as const,
  },
];

describe('standardised numbers by broad ages', () => {
  const setting = { definition, question, standards, by: ['district'] as const, ages: 'broad' as const };

  it('weigh the rates of 40–64 and 65–74 by the people of the standard', () => {
    const [value] = standardValues(setting, cell, cell);
    expect(value).toBeCloseTo((3 * 25 + 60) / 4, 9);
  });

  it('of a share have no ratio: the comparison of districts has it', () => {
    expect(standardValues(setting, cell, cell)).toHaveLength(3);
  });
});

describe('ratio of amounts to the whole municipality', () => {
  const cost = findMeasure('cost.per_person.kokuho');
  const rate = cost.question as CountedQuestion;
  const setting = {
    definition: cost,
    question: rate,
    standards,
    by: ['district'],
    ages: 'five_years' as const,
  };
  const everybody = {
    byBand: new Map([
      ['40', counted(1000, 500)],
      ['60', counted(1000, 500)],
      ['70', counted(500, 100)],
    ]),
  };

  it('is against the rates of everybody of the same age', () => {
    // Expected 400 · 0.5 + 200 · 0.2 = 240; observed 220.
    expect(standardValues(setting, cell, everybody).at(-3)).toBeCloseTo((100 * 220) / 240, 9);
  });

  it('is made of the people of the place, and of the amounts of everybody', () => {
    const { expected } = strataOf(setting, cell, { everything: everybody, siblings: [] });
    expect(expected!.slice(0, 3)).toEqual([{ persons: 100 }, { persons: 300 }, { persons: 200 }]);
    expect(expected!.slice(3).map(({ persons, amount }) => [persons, amount?.sum])).toEqual([
      [1000, 500],
      [1000, 500],
      [500, 100],
    ]);
  });
});
