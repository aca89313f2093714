/** Everything a cohort estimator needs, read from the table: outcome, treatment, design, offset, clusters. */
import { UserIssue } from '../../domain/issue.ts';
import type { BalanceVariable } from '../../statistics/balance.ts';
import { type Conditioned, conditionDesign } from '../../statistics/design.ts';
import { type Family, type FamilyName, familyOf } from '../../statistics/glm/families.ts';
import type { CohortPlan } from './cohort-options.ts';
import { readTable, type Table } from './csv.ts';
import {
  balanceVariables,
  completeRows,
  designOf,
  type Factor,
  factorAt,
  modelTerms,
  numbersAt,
  type Term,
} from './frame.ts';
import type { Warning } from './result.ts';

export interface CohortFrame {
  readonly rows: number;
  readonly dropped: number;
  readonly y: Float64Array;
  readonly z: Float64Array;
  /** Name of the treatment term as R would print it. */
  readonly treatmentTerm: string;
  readonly terms: readonly Term[];
  readonly design: Conditioned;
  readonly balance: readonly BalanceVariable[];
  readonly family: Family;
  /** Offset on the scale of the linear predictor, and its exponential for rates. */
  readonly offset: Float64Array | undefined;
  readonly exposure: Float64Array | undefined;
  readonly priorWeights: Float64Array | undefined;
  readonly cluster: Int32Array | undefined;
  /** 1 where the outcome is known, when missing outcomes are kept for censoring weights (y is 0 there). */
  readonly observed: Float64Array | undefined;
  /** The outcome before the programme (NaN where unknown), only to show the change beside the effect. */
  readonly before: Float64Array | undefined;
  /** Positions (0-based) of the rows of each level; people without a value are in none. */
  readonly subgroups: readonly Subgroup[];
  readonly warnings: Warning[];
}

export interface Subgroup {
  readonly column: string;
  readonly levels: readonly { readonly level: string; readonly rows: Uint32Array }[];
}

const MOST_SUBGROUPS = 30;

function subgroupOf(table: Table, column: string, rows: Uint32Array): Subgroup {
  const codes = table.labelled.get(column)!.codes;
  const known = Uint32Array.from(rows.keys()).filter((i) => codes[rows[i]!]! >= 0);
  if (known.length === 0) throw new UserIssue('input', 'effect.subgroup-levels', { column, levels: 0 });
  const factor = factorAt(
    table,
    column,
    known.map((i) => rows[i]!),
  );
  const count = factor.levels.length;
  if (count < 2 || count > MOST_SUBGROUPS)
    throw new UserIssue('input', 'effect.subgroup-levels', { column, levels: count, limit: MOST_SUBGROUPS });
  return {
    column,
    levels: factor.levels.map((level, code) => ({
      level,
      rows: known.filter((_, i) => factor.codes[i] === code),
    })),
  };
}

const present = (names: readonly (string | undefined)[]): string[] =>
  names.filter((n): n is string => n !== undefined);

async function load(plan: CohortPlan, signal: AbortSignal | undefined): Promise<Table> {
  const numeric = [
    plan.outcome,
    ...plan.covariates.filter((c) => !plan.categorical.has(c)),
    ...present([plan.offset, plan.weights, plan.before]),
  ];
  const labelled = [plan.treatment, ...plan.categorical, ...plan.subgroups, ...present([plan.cluster])];
  return readTable(plan.table, { numeric, labelled, signal });
}

/** 0/1 treatment; for labels the later in R's order counts as treated unless named. */
export function treatmentVector(
  factor: Factor,
  column: string,
  treatedLabel: string | undefined,
): { z: Float64Array; term: string; coded: boolean } {
  const levels = factor.levels;
  if (levels.length < 2) throw new UserIssue('input', 'effect.treatment-constant', { column });
  if (levels.length > 2) {
    throw new UserIssue('input', 'effect.treatment-levels', { column, levels: levels.length });
  }
  const treated = treatedLabel === undefined ? 1 : levels.indexOf(treatedLabel);
  if (treated < 0) throw new UserIssue('usage', 'effect.treated-label', { column });
  const z = Float64Array.from(factor.codes, (c) => (c === treated ? 1 : 0));
  const coded = levels[0] === '0' && levels[1] === '1' && treated === 1;
  return { z, coded, term: coded ? column : `${column}${levels[treated]}` };
}

function checkOutcome(y: Float64Array, family: Family, column: string): void {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < y.length; i++) {
    const v = y[i]!;
    if (!family.validOutcome(v)) {
      throw new UserIssue('input', 'effect.outcome-range', { column, family: family.name });
    }
    if (v < low) low = v;
    if (v > high) high = v;
  }
  if (low === high) throw new UserIssue('input', 'effect.outcome-constant', { column });
}

const LINEAR_HEADING = /^(?:log|ln)|対数|offset/i;

/** Log of an exposure column, or the column itself when it is already on the linear scale. */
function offsetOf(
  values: Float64Array,
  plan: CohortPlan,
  family: Family,
): { offset: Float64Array; exposure: Float64Array | undefined; scale: 'log' | 'linear' } {
  const column = plan.offset ?? '';
  const positive = values.every((v) => v > 0);
  const guess = family.link === 'log' && positive && !LINEAR_HEADING.test(column) ? 'log' : 'linear';
  const scale = plan.offsetScale ?? guess;
  if (scale === 'linear') {
    return { offset: values, exposure: family.link === 'log' ? values.map(Math.exp) : undefined, scale };
  }
  if (!positive) throw new UserIssue('input', 'effect.offset-not-positive', { column });
  return { offset: values.map(Math.log), exposure: family.link === 'log' ? values : undefined, scale };
}

/** Cluster numbers 0…G-1 at the given rows. */
export function clusterAt(table: Table, name: string, rows: Uint32Array): Int32Array {
  const column = table.labelled.get(name);
  if (column === undefined) throw new Error(`column ${name} was not requested`);
  const number = new Int32Array(column.labels.length).fill(-1);
  let next = 0;
  const out = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const code = column.codes[rows[i]!]!;
    if (number[code] === -1) number[code] = next++;
    out[i] = number[code]!;
  }
  if (next < 2) throw new UserIssue('input', 'effect.one-cluster', { column: name, clusters: next });
  return out;
}

function weightsAt(table: Table, name: string, rows: Uint32Array, z: Float64Array): Float64Array {
  const w = numbersAt(table, name, rows);
  const inBothArms = w.some((v, i) => v > 0 && z[i] === 1) && w.some((v, i) => v > 0 && z[i] !== 1);
  if (!w.every((v) => v >= 0) || !inBothArms) {
    throw new UserIssue('input', 'effect.weights-negative', { column: name });
  }
  return w;
}

/** Clusters below which cluster-robust standard errors tend to be too small. */
export const FEW_CLUSTERS = 40;

function clustersOf(
  plan: CohortPlan,
  table: Table,
  rows: Uint32Array,
  warnings: Warning[],
): Int32Array | undefined {
  if (plan.cluster === undefined) return undefined;
  const cluster = clusterAt(table, plan.cluster, rows);
  const clusters = cluster.reduce((m, c) => Math.max(m, c + 1), 0);
  if (clusters < FEW_CLUSTERS) warnings.push({ code: 'effect.few-clusters', params: { clusters } });
  return cluster;
}

/** The family of the plan; the negative binomial starts at theta 1 and is estimated later. */
const planFamily = (name: FamilyName): Family => familyOf(name);

/** Reads the table and builds the frame; throws `UserIssue` for what the user must mend. */
export async function cohortFrame(plan: CohortPlan, signal?: AbortSignal): Promise<CohortFrame> {
  const table = await load(plan, signal);
  const spec = { covariates: plan.covariates, categorical: plan.categorical, quadratic: plan.quadratic };
  const needed = [
    plan.treatment,
    ...(plan.missingOutcome === 'ipcw' ? [] : [plan.outcome]),
    ...plan.covariates,
    ...present([plan.offset, plan.weights, plan.cluster]),
  ];
  const rows = completeRows(table, needed);
  if (rows.length < 10)
    throw new UserIssue('input', 'effect.too-few-rows', { rows: rows.length, minimum: 10 });
  const warnings: Warning[] = [];
  const treatment = treatmentVector(factorAt(table, plan.treatment, rows), plan.treatment, plan.treatedLabel);
  if (!treatment.coded) warnings.push({ code: 'effect.treated-chosen', params: { term: treatment.term } });
  const family = planFamily(plan.family);
  const raw = numbersAt(table, plan.outcome, rows);
  checkOutcome(raw.filter(Number.isFinite), family, plan.outcome);
  const complete = raw.every(Number.isFinite);
  const terms = modelTerms(table, rows, spec);
  const design = conditionDesign(designOf(terms, rows.length), { shared: plan.bootstrap > 0 });
  for (const d of design.dropped)
    warnings.push({ code: `effect.term-${d.reason}`, params: { term: d.term } });
  const offset =
    plan.offset === undefined ? undefined : offsetOf(numbersAt(table, plan.offset, rows), plan, family);
  if (offset !== undefined) {
    warnings.push({ code: `effect.offset-${offset.scale}`, params: { column: plan.offset ?? '' } });
  }
  return {
    rows: rows.length,
    dropped: table.rows - rows.length,
    y: complete ? raw : raw.map((v) => (Number.isFinite(v) ? v : 0)),
    observed: complete ? undefined : raw.map((v) => (Number.isFinite(v) ? 1 : 0)),
    z: treatment.z,
    treatmentTerm: treatment.term,
    terms,
    design,
    before: plan.before === undefined ? undefined : numbersAt(table, plan.before, rows),
    balance: balanceVariables(table, rows, spec),
    family,
    offset: offset?.offset,
    exposure: offset?.exposure,
    priorWeights: plan.weights === undefined ? undefined : weightsAt(table, plan.weights, rows, treatment.z),
    cluster: clustersOf(plan, table, rows, warnings),
    subgroups: plan.subgroups.map((column) => subgroupOf(table, column, rows)),
    warnings,
  };
}
