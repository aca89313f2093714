import { invertSymmetric } from '../../statistics/linear-algebra.ts';
import type { PairValues } from './cohort.ts';
import { type Estimate, NOTHING, withError } from './shift.ts';

export interface BeforeAfter {
  readonly n: number;
  readonly before: number | null;
  readonly after: number | null;
  readonly change: Estimate;
  /** Change that the persons' own earlier values, age and sex would lead to without guidance. */
  readonly expected: Estimate;
  /** Observed minus expected. */
  readonly net: Estimate;
}

const TERMS = 4;

/**
 * Before–after change of each group beside the change expected without guidance.
 *
 * Persons chosen for a high value fall by themselves (regression to the mean, Davis 1976; Barnett 2005). The
 * expectation is the regression of the later value on the earlier one, age and sex among everybody who did not
 * complete guidance; its heteroskedasticity-robust covariance is carried into the interval.
 */
export function beforeAfter(pairs: PairValues, group: number): BeforeAfter {
  const members = indices(pairs, (g) => g === group);
  const n = members.length;
  const none = { n, before: null, after: null, change: NOTHING, expected: NOTHING, net: NOTHING };
  if (n < 2) return none;
  const changes = members.map((i) => pairs.after[i]! - pairs.before[i]!);
  const observed = {
    n,
    before: average(members.map((i) => pairs.before[i]!)),
    after: average(members.map((i) => pairs.after[i]!)),
    change: withError(average(changes), deviation(changes) / Math.sqrt(n)),
  };
  const model = expectation(pairs);
  if (!model) return { ...none, ...observed };
  const residuals = members.map((i) => pairs.after[i]! - predict(model, row(pairs, i)));
  const centre = meanRow(pairs, members);
  const modelVariance = quadratic(centre, model.covariance);
  const net = average(residuals);
  // The expectation's own error counts; for the groups it was fitted on, the two errors overlap.
  const netError = Math.sqrt(deviation(residuals) ** 2 / n + modelVariance);
  return {
    ...observed,
    expected: withError((observed.change.estimate ?? 0) - net, Math.sqrt(modelVariance)),
    net: withError(net, netError),
  };
}

interface Model {
  readonly coefficients: Float64Array;
  readonly covariance: Float64Array;
}

/** The same for every group of the same pairs. */
const fitted = new WeakMap<PairValues, { readonly model: Model | undefined }>();

function expectation(pairs: PairValues): Model | undefined {
  const found = fitted.get(pairs) ?? { model: regression(pairs) };
  fitted.set(pairs, found);
  return found.model;
}

/** Regression of the later on the earlier value among persons without completed guidance (groups 0 and 1). */
function regression(pairs: PairValues): Model | undefined {
  const members = indices(pairs, (g) => g < 2);
  if (members.length < 30) return undefined;
  const gram = new Float64Array(TERMS * TERMS);
  const cross = new Float64Array(TERMS);
  for (const i of members) {
    const x = row(pairs, i);
    for (let a = 0; a < TERMS; a++) {
      cross[a]! += x[a]! * pairs.after[i]!;
      for (let b = 0; b < TERMS; b++) gram[a * TERMS + b]! += x[a]! * x[b]!;
    }
  }
  const inverse = tryInvert(gram);
  if (!inverse) return undefined;
  const coefficients = times(inverse, cross);
  const meat = new Float64Array(TERMS * TERMS);
  for (const i of members) {
    const x = row(pairs, i);
    const residual = pairs.after[i]! - predict({ coefficients }, x);
    for (let a = 0; a < TERMS; a++)
      for (let b = 0; b < TERMS; b++) meat[a * TERMS + b]! += x[a]! * x[b]! * residual * residual;
  }
  return { coefficients, covariance: product(product(inverse, meat), inverse) };
}

function tryInvert(gram: Float64Array): Float64Array | undefined {
  try {
    return invertSymmetric(gram, TERMS);
  } catch {
    return undefined;
  }
}

function indices(pairs: PairValues, test: (group: number) => boolean): readonly number[] {
  const found: number[] = [];
  for (let i = 0; i < pairs.length; i++) if (test(pairs.group[i]!)) found.push(i);
  return found;
}

/** Intercept, earlier value, age − 60, female. */
function row(pairs: PairValues, i: number): readonly number[] {
  return [1, pairs.before[i]!, pairs.age[i]! - 60, pairs.sex[i] === 2 ? 1 : 0];
}

function meanRow(pairs: PairValues, members: readonly number[]): readonly number[] {
  const sum = [0, 0, 0, 0];
  for (const i of members)
    row(pairs, i).forEach((x, a) => {
      sum[a]! += x / members.length;
    });
  return sum;
}

function predict(model: Pick<Model, 'coefficients'>, x: readonly number[]): number {
  return x.reduce((sum, value, a) => sum + value * model.coefficients[a]!, 0);
}

function quadratic(x: readonly number[], matrix: Float64Array): number {
  let sum = 0;
  for (let a = 0; a < TERMS; a++)
    for (let b = 0; b < TERMS; b++) sum += x[a]! * matrix[a * TERMS + b]! * x[b]!;
  return sum;
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  return Float64Array.from({ length: TERMS }, (_, a) =>
    vector.reduce((sum, value, b) => sum + matrix[a * TERMS + b]! * value, 0),
  );
}

function product(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(TERMS * TERMS);
  for (let i = 0; i < TERMS; i++)
    for (let j = 0; j < TERMS; j++)
      for (let k = 0; k < TERMS; k++) out[i * TERMS + j]! += a[i * TERMS + k]! * b[k * TERMS + j]!;
  return out;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const centre = average(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}
