import { fiscalYearLabel } from '../domain/fiscal-year-label.ts';
import type { BalanceVariable } from '../statistics/balance.ts';
import type { Design } from '../statistics/design.ts';
import type { Cohort, CohortColumn } from './cohort.ts';

/** Smallest level of a categorical covariate that keeps its own column; rarer ones are pooled. */
const SMALLEST_LEVEL = 20;

/** A column of the propensity model with the words for it. */
export interface CovariateTerm {
  readonly term: string;
  /** The variable that the column comes from. */
  readonly source: string;
  readonly label: string;
  readonly binary: boolean;
  readonly values: Float64Array;
  /** False for indicators of missing values, which are adjusted for but not reported as a trait. */
  readonly reported: boolean;
}

/**
 * Columns of the propensity model for the rows asked for. Missing numbers take the mean and an indicator
 * (missing-indicator method: valid for propensity scores when missingness itself is balanced, D'Agostino & Rubin
 * 2000); categories become dummies against their most frequent level.
 */
export function covariateTerms(cohort: Cohort, rows: Uint32Array): CovariateTerm[] {
  return cohort.covariates.flatMap((column) =>
    column.categories ? dummyTerms(column, column.categories, rows) : numberTerms(column, rows),
  );
}

function numberTerms(column: CohortColumn, rows: Uint32Array): CovariateTerm[] {
  const source = column.numbers ?? new Float64Array();
  const values = Float64Array.from(rows, (row) => source[row] ?? Number.NaN);
  const observed = values.filter((value) => !Number.isNaN(value));
  const { id, label, unit, kind } = column.variable;
  if (observed.length === 0) return [];
  const mean = observed.reduce((sum, value) => sum + value, 0) / observed.length;
  const filled = values.map((value) => (Number.isNaN(value) ? mean : value));
  const missing = values.map((value) => (Number.isNaN(value) ? 1 : 0));
  const name = unit ? `${label}（${unit}）` : label;
  const terms: CovariateTerm[] = [
    {
      term: id,
      source: id,
      label: name,
      binary: kind === 'binary' && observed.length === values.length,
      values: filled,
      reported: true,
    },
  ];
  const missingCount = values.length - observed.length;
  if (missingCount >= SMALLEST_LEVEL && observed.length >= SMALLEST_LEVEL) {
    terms.push({
      term: `${id}_missing`,
      source: id,
      label: `${label}が未測定`,
      binary: true,
      values: missing,
      reported: false,
    });
  }
  return terms;
}

function dummyTerms(column: CohortColumn, categories: readonly string[], rows: Uint32Array): CovariateTerm[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(categories[row]!, (counts.get(categories[row]!) ?? 0) + 1);
  const levels = [...counts]
    .filter(([, count]) => count >= SMALLEST_LEVEL)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return levels.slice(1).map(([level]) => ({
    term: `${column.variable.id}:${level}`,
    source: column.variable.id,
    label: `${column.variable.label}：${levelWords(column.variable.id, level)}`,
    binary: true,
    values: Float64Array.from(rows, (row) => (categories[row] === level ? 1 : 0)),
    reported: true,
  }));
}

/** A year of the study as the other years on the page are written. */
function levelWords(id: string, level: string): string {
  return id === 'year' ? fiscalYearLabel(Number(level)) : level;
}

/** The terms as a design matrix for the propensity model. */
export function designOf(terms: readonly CovariateTerm[], rows: number): Design {
  return { rows, terms: terms.map((term) => term.term), columns: terms.map((term) => term.values) };
}

/** The terms as variables of a balance table. */
export function balanceVariables(terms: readonly CovariateTerm[]): BalanceVariable[] {
  return terms.map(({ term, values, binary }) => ({ term, values, binary }));
}
