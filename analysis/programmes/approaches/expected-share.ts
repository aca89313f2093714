import { wilsonInterval } from '../../statistics/rates/proportion.ts';
import { type CascadeGroup, total } from './cascade-groups.ts';

/** A share from 0 to 1 with its 95 % limits. */
export interface ShareEstimate {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

export interface ExpectedShare {
  /** Share of these completers who would be expected to leave eligibility without completing guidance. */
  readonly expected: ShareEstimate;
  /** Observed minus expected share. */
  readonly difference: ShareEstimate;
}

/** People that must have left, and have stayed, before a class is compared on its own. */
const SUPPORT = 10;

type ClassOf = (group: CascadeGroup) => string;

/** From fine to coarse: level, sex and 40–64 or 65–74; level; everybody eligible. */
const CLASSES: readonly ClassOf[] = [
  ({ level, sex, band }) => `${level} ${sex} ${Number.parseInt(band, 10) >= 65}`,
  ({ level }) => String(level),
  () => 'all',
];

/**
 * Share of completers expected to leave eligibility by themselves (regression to the mean, Davis 1976): what happened
 * to eligible people of the same year who did not complete guidance, in classes of guidance level, sex and age, weighted
 * as the completers are (indirect standardisation). The coarsest classes that all have enough people are taken for all
 * completers, so that no class is used twice. Limits by recovering variances (MOVER, Zou & Donner 2008) from Wilson
 * limits of each class. Undefined where nobody can be compared.
 */
export function expectedShare(
  completers: readonly CascadeGroup[],
  everybody: readonly CascadeGroup[],
): ExpectedShare | undefined {
  const n = total(completers, 'examined_next');
  if (n === 0) return undefined;
  for (const classOf of CLASSES) {
    const weights = weightsOf(completers, classOf, n);
    const others = othersOf(everybody, classOf);
    const parts = [...weights].map(([key, weight]) => ({ weight, ...(others.get(key) ?? { k: 0, n: 0 }) }));
    if (parts.every(({ k, n: of }) => k >= SUPPORT && of - k >= SUPPORT))
      return compared({ k: total(completers, 'improved'), n }, parts);
  }
  return undefined;
}

function weightsOf(completers: readonly CascadeGroup[], classOf: ClassOf, n: number): Map<string, number> {
  const weights = new Map<string, number>();
  for (const group of completers) {
    if (group.counts.examined_next === 0) continue;
    const key = classOf(group);
    weights.set(key, (weights.get(key) ?? 0) + group.counts.examined_next / n);
  }
  return weights;
}

type Others = ReadonlyMap<string, Omit<Part, 'weight'>>;

/** By everybody and way of classing: every row of a table is held against the same people. */
const known = new WeakMap<readonly CascadeGroup[], Map<ClassOf, Others>>();

/** Eligible people who did not complete, examined again, and those of them who left, by class. */
function othersOf(everybody: readonly CascadeGroup[], classOf: ClassOf): Others {
  const held = known.get(everybody) ?? new Map<ClassOf, Others>();
  known.set(everybody, held);
  const found = held.get(classOf);
  if (found) return found;
  const classes = [...Map.groupBy(everybody, classOf)].map(([key, same]): [string, Omit<Part, 'weight'>] => [
    key,
    { k: total(same, 'others_improved'), n: total(same, 'others') },
  ]);
  const others: Others = new Map(classes);
  held.set(classOf, others);
  return others;
}

interface Part {
  readonly weight: number;
  readonly k: number;
  readonly n: number;
}

function compared(observed: Omit<Part, 'weight'>, parts: readonly Part[]): ExpectedShare {
  let estimate = 0;
  const squares = { below: 0, above: 0 };
  for (const { weight, k, n } of parts) {
    const share = k / n;
    const { lower, upper } = wilsonInterval(k, n);
    estimate += weight * share;
    squares.below += (weight * (share - (lower ?? 0))) ** 2;
    squares.above += (weight * ((upper ?? 1) - share)) ** 2;
  }
  const seen = observed.k / observed.n;
  const { lower, upper } = wilsonInterval(observed.k, observed.n);
  const difference = seen - estimate;
  const below = Math.sqrt((seen - (lower ?? 0)) ** 2 + squares.above);
  const above = Math.sqrt(((upper ?? 1) - seen) ** 2 + squares.below);
  return {
    expected: {
      estimate,
      lower: estimate - Math.sqrt(squares.below),
      upper: estimate + Math.sqrt(squares.above),
    },
    difference: { estimate: difference, lower: difference - below, upper: difference + above },
  };
}
