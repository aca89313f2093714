/** From table columns to complete cases, ordered categories, design columns and balance variables. */
import { UserIssue } from '../../domain/issue.ts';
import type { BalanceVariable } from '../../statistics/balance.ts';
import type { Design } from '../../statistics/design.ts';
import type { LabelColumn, Table } from './csv.ts';

/** A categorical column after complete-case selection: codes index `levels`, which are in R's order. */
export interface Factor {
  readonly levels: readonly string[];
  readonly codes: Int32Array;
}

/** Levels in the order R gives them: by number when all are numbers, otherwise by code point (C locale). */
function orderLevels(labels: readonly string[]): string[] {
  const numeric = labels.every((l) => l !== '' && Number.isFinite(Number(l)));
  return [...labels].sort((a, b) => {
    if (numeric && Number(a) !== Number(b)) return Number(a) - Number(b);
    return a < b ? -1 : a > b ? 1 : 0;
  });
}

/** The rows (0-based) in which none of the named columns is missing. */
export function completeRows(table: Table, columns: Iterable<string>): Uint32Array {
  const ok = new Uint8Array(table.rows).fill(1);
  for (const name of columns) {
    const numbers = table.numeric.get(name);
    const labels = table.labelled.get(name);
    for (let i = 0; i < table.rows; i++) {
      if (numbers !== undefined && Number.isNaN(numbers[i]!)) ok[i] = 0;
      if (labels !== undefined && labels.codes[i]! < 0) ok[i] = 0;
    }
  }
  let count = 0;
  for (let i = 0; i < ok.length; i++) count += ok[i]!;
  const rows = new Uint32Array(count);
  for (let i = 0, o = 0; i < ok.length; i++) if (ok[i] === 1) rows[o++] = i;
  return rows;
}

/** Values of a numeric column at the given rows (the column itself when all rows are used). */
export function numbersAt(table: Table, name: string, rows: Uint32Array): Float64Array {
  const column = table.numeric.get(name);
  if (column === undefined) throw new Error(`column ${name} was not requested`);
  if (rows.length === table.rows) return column;
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = column[rows[i]!]!;
  return out;
}

/** `1`, `1.0` and `01` are one level when every label is a number, as after R's read.csv. */
function plainNumbers(labels: readonly string[], seen: Uint8Array): readonly string[] {
  const numeric = labels.every((l, c) => seen[c] === 0 || (l !== '' && Number.isFinite(Number(l))));
  return numeric ? labels.map((l) => String(Number(l))) : labels;
}

/** A categorical column at the given rows; levels that no longer occur are dropped. */
export function factorAt(table: Table, name: string, rows: Uint32Array): Factor {
  const column: LabelColumn | undefined = table.labelled.get(name);
  if (column === undefined) throw new Error(`column ${name} was not requested`);
  const seen = new Uint8Array(column.labels.length);
  for (let i = 0; i < rows.length; i++) seen[column.codes[rows[i]!]!] = 1;
  const names = plainNumbers(column.labels, seen);
  const levels = orderLevels([...new Set(names.filter((_, c) => seen[c] === 1))]);
  const position = new Map(levels.map((l, i) => [l, i]));
  const recode = Int32Array.from(names, (l) => position.get(l) ?? -1);
  const codes = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) codes[i] = recode[column.codes[rows[i]!]!]!;
  return { levels, codes };
}

/** How covariates enter a model. */
export interface CovariateSpec {
  readonly covariates: readonly string[];
  readonly categorical: ReadonlySet<string>;
  readonly quadratic: ReadonlySet<string>;
}

export interface Term {
  readonly term: string;
  readonly source: string;
  readonly values: Float64Array;
}

/** Fewest levels that are always allowed, and numbers of all indicator columns together beyond that. */
const ALWAYS_LEVELS = 60;
const MOST_LEVELS = 400;
const MOST_INDICATORS = 30_000_000;

function indicator(factor: Factor, level: number): Float64Array {
  const out = new Float64Array(factor.codes.length);
  for (let i = 0; i < out.length; i++) if (factor.codes[i] === level) out[i] = 1;
  return out;
}

/** Model terms of the covariates, in order: `sex1`, `age`, `I(age^2)`, `racewhite` …, as R names them. */
export function modelTerms(table: Table, rows: Uint32Array, spec: CovariateSpec): Term[] {
  return spec.covariates.flatMap((name): Term[] => {
    if (spec.categorical.has(name)) return factorTerms(name, factorAt(table, name, rows));
    const values = numbersAt(table, name, rows);
    const linear = { term: name, source: name, values };
    if (!spec.quadratic.has(name)) return [linear];
    return [linear, { term: `I(${name}^2)`, source: name, values: values.map((v) => v * v) }];
  });
}

/** Indicator columns of all levels but the first. */
export function factorTerms(name: string, factor: Factor): Term[] {
  const room = Math.min(MOST_LEVELS, Math.floor(MOST_INDICATORS / factor.codes.length));
  const limit = Math.max(ALWAYS_LEVELS, room);
  if (factor.levels.length > limit)
    throw new UserIssue('input', 'effect.too-many-levels', { column: name, limit });
  return factor.levels.slice(1).map((level, i) => ({
    term: `${name}${level}`,
    source: name,
    values: indicator(factor, i + 1),
  }));
}

/** The two values of a column that has exactly two, ascending. */
function twoValues(values: Float64Array): readonly [number, number] | undefined {
  const first = values[0]!;
  let second: number | undefined;
  for (let i = 1; i < values.length; i++) {
    const v = values[i]!;
    if (v === first || v === second) continue;
    if (second !== undefined) return undefined;
    second = v;
  }
  return second === undefined ? undefined : [Math.min(first, second), Math.max(first, second)];
}

/** Variables of the balance table: continuous as they are, two-level factors once, larger ones level by level. */
export function balanceVariables(table: Table, rows: Uint32Array, spec: CovariateSpec): BalanceVariable[] {
  return spec.covariates.flatMap((name): BalanceVariable[] => {
    if (!spec.categorical.has(name)) {
      const values = numbersAt(table, name, rows);
      const pair = twoValues(values);
      if (pair === undefined) return [{ term: name, values, binary: false }];
      return [{ term: name, values: values.map((v) => (v === pair[1] ? 1 : 0)), binary: true }];
    }
    const factor = factorAt(table, name, rows);
    const from = factor.levels.length === 2 ? 1 : 0;
    return factor.levels.slice(from).map((level, i) => ({
      term: `${name}_${level}`,
      values: indicator(factor, i + from),
      binary: true,
    }));
  });
}

/** A design from terms. */
export const designOf = (terms: readonly Term[], rows: number): Design => ({
  rows,
  terms: terms.map((t) => t.term),
  columns: terms.map((t) => t.values),
});
