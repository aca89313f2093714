import { expect, test } from 'vitest';
import { listMeasures } from '../../../analysis/measures/catalogue.ts';
import type { Question } from '../../../analysis/measures/definition.ts';
import { EXAMINED } from '../../../analysis/measures/families/frames-used.ts';
import { followsSelected } from '../../../analysis/measures/selected.ts';

const MEASURES = new Map(listMeasures().map((definition) => [definition.id, definition]));

test('every shipped measure that follows people chosen for an earlier value says what to expect anyway', () => {
  const following = [...MEASURES.values()].filter(followsSelected);
  expect(following.map(({ id }) => id)).toEqual(
    expect.arrayContaining([
      'dh.guidance_decline',
      'dh.metabolic_decline',
      'checkup.decline.target',
      'prescribing.polypharmacy_6_improved',
      'prescribing.duplicate_drugs_improved.called',
      'gap.diabetes_returned',
      'frailty.unknown_found',
    ]),
  );
  for (const { id, withoutIntervention, caveats } of following) {
    const beside = withoutIntervention === undefined ? undefined : MEASURES.get(withoutIntervention);
    expect(withoutIntervention === undefined || beside !== undefined, id).toBe(true);
    expect(beside !== undefined || caveats.some((text) => text.includes('平均への回帰')), id).toBe(true);
  }
  // What is read beside a measure is of the same unit, and of people who were left alone.
  for (const { id, withoutIntervention, unit, scale } of MEASURES.values()) {
    if (withoutIntervention === undefined) continue;
    const beside = MEASURES.get(withoutIntervention);
    expect([beside?.unit, beside?.scale, beside?.withoutIntervention], id).toEqual([unit, scale, undefined]);
    expect(beside?.name, id).toMatch(/しなかった/);
  }
});

test('who is examined, insured or measured in the same year is not chosen for an earlier value', () => {
  for (const id of [
    'checkup.uptake',
    'checkup.continued',
    'risk.sbp.mean',
    'dh.hba1c_untreated',
    'kidney.fast_decline',
    'gap.diabetes_interrupted',
  ])
    expect(followsSelected(MEASURES.get(id)!), id).toBe(false);
});

test('an own measure: the mean change of people chosen for their value, of everybody, and of any of several', () => {
  const mean = (denominator: Question & { kind: 'mean' } extends { denominator?: infer D } ? D : never) =>
    followsSelected({
      question: {
        kind: 'mean',
        frame: EXAMINED,
        denominator: denominator!,
        value: { change: 'sbp', from: -1, to: 0 },
      },
    });
  expect(mean({ checkup: 'sbp', op: '>=', value: 140, year: -1 })).toBe(true);
  expect(
    mean({ any: [{ examined: true, year: -1 }, { not: { level: [3], basis: 'official', year: -1 } }] }),
  ).toBe(true);
  expect(mean({ all: [{ known: ['sbp'] }, { examined: true, year: -1 }] })).toBe(false);
});
