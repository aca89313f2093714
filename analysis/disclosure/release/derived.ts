import type { CandidateRow, Column, HiddenReason } from '../../domain/statistic.ts';
import type { DisclosurePolicy } from '../policy.ts';
import type { Hiding } from './hiding.ts';
import type { RuleSwitches } from './options.ts';
import { tellsStrata } from './strata.ts';
import { cellId, type TableIndex } from './table-system.ts';

/** Scales on which shares and rates are printed. */
const SCALES = [1, 100, 1_000, 10_000, 100_000];

/** Hides computed numbers that would give a hidden cell back, or that too few people support. */
export function hideDerived(
  index: TableIndex,
  hiding: Hiding,
  policy: DisclosurePolicy,
  rules: RuleSwitches,
): void {
  for (const row of index.candidate.rows) {
    for (const column of index.candidate.columns) {
      if (column.kind !== 'derived') continue;
      const reason = derivedReason(index, row, column, { hiding, policy, rules });
      if (reason !== undefined) hiding.set(cellId(column.id, row.at), reason);
    }
  }
}

interface DerivedSetting {
  readonly hiding: Hiding;
  readonly policy: DisclosurePolicy;
  readonly rules: RuleSwitches;
}

function derivedReason(
  index: TableIndex,
  row: CandidateRow,
  column: Column,
  { hiding, policy, rules }: DerivedSetting,
): HiddenReason | undefined {
  if (rules.derived) {
    for (const source of sources(index, column)) {
      const reason = hiding.get(cellId(source, row.at));
      if (reason !== undefined) return reason;
    }
  }
  if (rules.strata && tellsStrata(row, column, policy, index.columnAt.get(column.id)!)) return 'primary';
  if (rules.multiplied && givesBackCount(index, row, column, hiding)) return 'secondary';
  return rules.support && !isSupported(index, row, column, policy) ? 'primary' : undefined;
}

/** All columns a derived one rests on, through other derived ones. */
function sources(index: TableIndex, column: Column, seen = new Set<string>()): Set<string> {
  for (const id of column.from ?? []) {
    if (seen.has(id)) continue;
    seen.add(id);
    sources(index, index.candidate.columns[index.columnAt.get(id)!]!, seen);
  }
  const bases = [...seen].flatMap((id) => {
    const source = index.candidate.columns[index.columnAt.get(id)!]!;
    return source.of === undefined ? [] : [source.of];
  });
  for (const base of bases) seen.add(base);
  return seen;
}

/** Percent × base: a share printed beside its base may say a hidden count of the same row. */
function givesBackCount(index: TableIndex, row: CandidateRow, column: Column, hiding: Hiding): boolean {
  const value = row.values[index.columnAt.get(column.id)!];
  if (value === null || value === undefined) return false;
  const counts = index.candidate.columns.filter((other) => other.kind === 'count_subset');
  return counts.some((part) => {
    if (!hiding.has(cellId(part.id, row.at))) return false;
    const some = row.values[index.columnAt.get(part.id)!];
    const whole = row.values[index.columnAt.get(part.of!)!];
    if (typeof some !== 'number' || typeof whole !== 'number' || whole === 0) return false;
    return SCALES.some((scale) => {
      const step = (10 ** -column.decimals / scale) * whole;
      return [some, whole - some].some((count) => Math.abs((value / scale) * whole - count) <= step);
    });
  });
}

/** Support of standard deviations (n − 1 ≥ threshold) and quantiles (threshold people on either side). */
function isSupported(
  index: TableIndex,
  row: CandidateRow,
  column: Column,
  policy: DisclosurePolicy,
): boolean {
  const counts = [...sources(index, column)]
    .map((id) => index.candidate.columns[index.columnAt.get(id)!]!)
    .filter((source) => source.kind === 'count' || source.kind === 'count_subset')
    .map((source) => row.values[index.columnAt.get(source.id)!])
    .filter((value) => typeof value === 'number');
  const people = counts.length === 0 ? 0 : Math.min(...counts);
  if (column.formula === 'sd') return people - 1 >= policy.threshold;
  if (column.formula !== 'quantile') return true;
  const tail = Math.min(column.probability ?? 0.95, 1 - (column.probability ?? 0.95));
  return people * tail >= policy.threshold - 1e-9;
}
