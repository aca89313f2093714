/** True, false, or unknown (null): the logic of missing values (Kleene 1952). */
export type Ternary = boolean | null;

/** True when any is true, unknown when none is true but one is unknown. */
export function anyOf(...values: readonly Ternary[]): Ternary {
  if (values.includes(true)) return true;
  return values.includes(null) ? null : false;
}

/** value ≥ limit, unknown without a value. */
export function atLeast(value: number | null, limit: number): Ternary {
  return value === null ? null : value >= limit;
}

/** value < limit, unknown without a value. */
export function below(value: number | null, limit: number): Ternary {
  return value === null ? null : value < limit;
}

/** Every way in which the unknown values could turn out. */
export function completions(values: readonly Ternary[]): boolean[][] {
  return values.reduce<boolean[][]>(
    (sets, value) =>
      sets.flatMap((set) =>
        value === null
          ? [
              [...set, false],
              [...set, true],
            ]
          : [[...set, value]],
      ),
    [[]],
  );
}
