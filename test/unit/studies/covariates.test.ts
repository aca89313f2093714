import { expect, test } from 'vitest';
import type { Cohort } from '../../../analysis/studies/cohort.ts';
import { covariateTerms } from '../../../analysis/studies/covariates.ts';
import { studyVariable } from '../../../analysis/studies/variables.ts';

/** Twenty people or more of each level keep a column of their own. */
const repeated = (levels: Readonly<Record<string, number>>): string[] =>
  Object.entries(levels).flatMap(([level, count]) => Array.from({ length: count }, () => level));

function labelsOf(id: string, levels: Readonly<Record<string, number>>): readonly string[] {
  const categories = repeated(levels);
  const cohort = { covariates: [{ variable: studyVariable(id), categories }] };
  const rows = Uint32Array.from(categories, (_, row) => row);
  return covariateTerms(cohort as unknown as Cohort, rows).map(({ label }) => label);
}

test('the year in which people began is named so, as the other years on the page are written', () => {
  expect(labelsOf('year', { '2021': 40, '2019': 30, '2022': 25 })).toEqual([
    '開始年度：令和元年度',
    '開始年度：令和4年度',
  ]);
});

test('levels of other traits keep their names', () => {
  expect(labelsOf('care_area', { 北部: 40, 南部: 30 })).toEqual(['日常生活圏域：南部']);
});
