import type { DominanceRules } from '../policy.ts';

/** The largest contributions and the total of one amount cell. */
export interface Concentration {
  readonly sum: number;
  /** Largest first. */
  readonly largest: readonly number[];
}

/** Whether the `count` largest contributions reach `percent` of the cell ((n,k) rule). */
export function dominates(cell: Concentration, count: number, percent: number): boolean {
  if (cell.sum <= 0) return false;
  const top = cell.largest.slice(0, count).reduce((total, value) => total + value, 0);
  return top >= (percent / 100) * cell.sum;
}

/**
 * Upper protection level of the p% rule: p/100·x1 − (X − x1 − x2), or 0 where the cell is safe.
 * Source: ESSnet SDC Handbook, ch. 4.
 */
export function protectionLevel(cell: Concentration, percent: number): number {
  const [first = 0, second = 0] = cell.largest;
  return Math.max(0, (percent / 100) * first - (cell.sum - first - second));
}

/** p% rule: the second largest contributor can estimate the largest one too closely. */
export function failsPercent(cell: Concentration, percent: number): boolean {
  const [first = 0, second = 0] = cell.largest;
  return cell.sum - first - second < (percent / 100) * first;
}

/** Any concentration rule fails. Undefined (review needed) where contributions are negative. */
export function isDominated(cell: Concentration, rules: DominanceRules): boolean | undefined {
  if (cell.sum < 0 || cell.largest.some((value) => value < 0)) return undefined;
  if (cell.sum === 0) return false;
  return dominates(cell, 1, rules.one) || dominates(cell, 2, rules.two) || failsPercent(cell, rules.p);
}

/**
 * Whether one institution could be estimated too closely by the second largest one: the p% rule with institutions as
 * contributors.
 */
export function isHeld(cell: Concentration, { p }: DominanceRules): boolean {
  return cell.sum > 0 && cell.largest.length > 0 && failsPercent(cell, p);
}

/** The distance that an estimate of the largest institution must keep. */
export function heldMargin(cell: Concentration, { p }: DominanceRules): number {
  return Math.max(protectionLevel(cell, p), (p / 100) * (cell.largest[0] ?? 0));
}

/** Distance the attacker's estimate of a sensitive amount must keep on either side. */
export function amountMargin(cell: Concentration, rules: DominanceRules): number {
  const [first = 0, second = 0] = cell.largest;
  const byPercent = protectionLevel(cell, rules.p);
  const byOne = first / (rules.one / 100) - cell.sum;
  const byTwo = (first + second) / (rules.two / 100) - cell.sum;
  return Math.max(byPercent, byOne, byTwo, (rules.p / 100) * first);
}

/**
 * Whether an amount, known only as the difference of two others, could belong mostly to one or two contributors.
 *
 * @param contributions the largest contributions to the wider amount: exact, or one upper bound
 * @param exact false where the only entry is an upper bound
 */
export function couldBeDominated(
  amount: number,
  contributions: readonly number[],
  exact: boolean,
  rules: DominanceRules,
): boolean {
  if (!exact) return (rules.one / 100) * amount <= (contributions[0] ?? Number.POSITIVE_INFINITY);
  const within = contributions.filter((value) => value <= amount * (1 + 1e-9));
  const pairs = within.flatMap((first, at) => [
    [first],
    ...within.slice(at + 1).map((second) => [first, second]),
  ]);
  return pairs.some((largest) => {
    const rest = amount - largest.reduce((sum, value) => sum + value, 0);
    return rest >= -1e-9 * amount && isDominated({ sum: amount, largest }, rules) !== false;
  });
}
